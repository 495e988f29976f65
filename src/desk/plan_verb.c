/* plan_verb: what each verb of a plan is made of. */
#include "desk/plan_verb.h"

/* ---- names of what is counted ---- */

static const char *entry_kind(int x)
{
    static const char *const names[STORE_ENTRY_KINDS] = {"article", "note",
                                                         "event", "apart"};
    return names[x];
}

static const char *id_origin(int x)
{
    static const char *const names[] = {"ancestor", "received", "sent"};
    return names[x];
}

static const char *entry_state(int x)
{
    static const char *const names[] = {"pending", "published", "withdrawn"};
    return names[x];
}

static const char *author(int x)
{
    static const char *const names[] = {"customer", "operator", "stranger",
                                        "system", "partner"};
    return names[x];
}

static const char *audience(int x)
{
    static const char *const names[] = {"customer", "operator", "admin",
                                        "outsider"};
    return names[x];
}

static const char *out_state(int x)
{
    static const char *const names[] = {"waiting", "ready", "sent", "failed",
                                        "cancelled"};
    return names[x];
}

static const char *part(int x)
{
    static const char *const names[] = {"customer", "cc", "added"};
    return names[x];
}

static const char *held_kind(int x)
{
    return store_held_kind_name((store_held_kind)x);
}

static const char *held_state(int x)
{
    return store_held_state_name((store_held_state)x);
}

static const char *actor(int x)
{
    static const char *const names[] = {"system",  "operator", "customer",
                                        "partner", "clock",    "rule",
                                        "robot",   "hook",     "administrator"};
    return names[x];
}

static const char *subject(int x)
{
    return x == STORE_ABOUT_SPAM ? "spam" : "category";
}

static const char *report(int x)
{
    static const char *const names[STORE_REPORTS] = {
        [STORE_REPORT_DELAYED] = "delayed",
        [STORE_REPORT_RELAYED] = "relayed",
        [STORE_REPORT_DELIVERED] = "delivered",
        [STORE_REPORT_READ] = "read",
        [STORE_REPORT_DELETED] = "deleted",
        [STORE_REPORT_FAILED] = "claimed",
        [STORE_REPORT_WARNED] = "told",
    };
    return names[x];
}

const char *plan_field_name(int field)
{
    static const char *const names[PLAN_FIELDS] = {
        [PLAN_STATUS] = "status",
        [PLAN_PRIORITY] = "priority",
        [PLAN_HOLDER] = "holder",
        [PLAN_CATEGORY] = "category",
        [PLAN_CUSTOMER] = "customer",
        [PLAN_LINE] = "line",
        [PLAN_RETURNED_FROM] = "returned_from",
        [PLAN_SPENT] = "spent",
        [PLAN_STAGE] = "stage",
        [PLAN_OPEN] = "open",
        [PLAN_TYPE] = "type",
        [PLAN_COMPLEXITY] = "complexity",
        [PLAN_SLA] = "sla",
        [PLAN_PINNED] = "pinned",
        [PLAN_SERVICE] = "service",
        [PLAN_COMPANY] = "company",
        [PLAN_DUE] = "due",
        [PLAN_ESTIMATE] = "estimate",
        [PLAN_MERGED_INTO] = "merged_into",
        [PLAN_LATER] = "later",
        [PLAN_NEXT_DUE] = "next_due",
        [PLAN_WAIT_DAYS] = "wait_days",
        [PLAN_REMINDED] = "reminded",
        [PLAN_TIMEOUTS] = "timeouts",
        [PLAN_QUEUE] = "queue",
        [PLAN_LANGUAGE] = "language",
    };
    return field >= 0 && field < PLAN_FIELDS ? names[field] : "?";
}

/* ---- what rows are made of ---- */

#define IS(kind, key, of, member)                                       \
    {                                                                   \
        .name = key, .type = PLAN_IS_##kind, .at = offsetof(of, member) \
    }
#define ENUM(key, of, member, names)                                   \
    {                                                                  \
        .name = key, .type = PLAN_IS_NAME, .at = offsetof(of, member), \
        .enum_name = names                                             \
    }

static const plan_member ticket_row[] = {
    IS(TICKET, "ticket", store_ticket, id),
    IS(TEXT, "queue", store_ticket, queue),
    IS(TEXT, "subject", store_ticket, subject),
    IS(TEXT, "status", store_ticket, status),
    IS(INT, "line", store_ticket, line),
    IS(TEXT, "holder", store_ticket, holder),
    IS(TEXT, "customer", store_ticket, customer),
    IS(TEXT, "customer_name", store_ticket, customer_name),
    IS(TEXT, "priority", store_ticket, priority),
    IS(TEXT, "category", store_ticket, category),
    IS(TEXT, "type", store_ticket, type),
    IS(TEXT, "language", store_ticket, language),
    IS(BOOL, "staff", store_ticket, staff),
    IS(BOOL, "authenticated", store_ticket, authenticated),
    {.name = NULL}};

static const plan_member entry_row[] = {
    IS(TICKET, "ticket", store_entry, ticket),
    ENUM("kind", store_entry, kind, entry_kind),
    ENUM("state", store_entry, state, entry_state),
    ENUM("by", store_entry, by, author),
    IS(TEXT, "author", store_entry, author),
    IS(TEXT, "subject", store_entry, subject),
    IS(BOOL, "marked", store_entry, marked),
    IS(LONG, "text", store_entry, text),
    IS(TEXT, "message_id", store_entry, message_id),
    IS(NUMBER, "publish_ms", store_entry, publish_ms),
    IS(NUMBER, "seen", store_entry, seen),
    IS(TEXT, "commands", store_entry, commands),
    IS(TEXT, "sender", store_entry, sender),
    IS(ATTACHED, "attachments", store_entry, attachments),
    {.name = NULL}};

static const plan_member participant_row[] = {
    IS(TEXT, "address", store_participant, address),
    IS(TEXT, "name", store_participant, name),
    ENUM("part", store_participant, part, part),
    {.name = NULL}};

static const plan_member outgoing_row[] = {
    IS(TICKET, "ticket", store_outgoing, ticket),
    ENUM("audience", store_outgoing, audience, audience),
    IS(TEXT, "template", store_outgoing, template),
    IS(TEXT, "queue", store_outgoing, queue),
    IS(NUMBER, "entry", store_outgoing, entry),
    IS(NUMBER, "held", store_outgoing, held),
    IS(TEXT, "recipient", store_outgoing, recipient),
    IS(TEXT, "operator", store_outgoing, operator_id),
    ENUM("state", store_outgoing, state, out_state),
    IS(TEXT, "in_reply_to", store_outgoing, in_reply_to),
    IS(DATA, "data", store_outgoing, data),
    {.name = NULL}};

static const plan_member held_row[] = {
    IS(TICKET, "ticket", store_held, ticket),
    ENUM("kind", store_held, kind, held_kind),
    IS(TEXT, "operator", store_held, operator_id),
    IS(BOOL, "note", store_held, note),
    IS(LONG, "text", store_held, text),
    IS(TEXT, "reason", store_held, reason),
    IS(NUMBER, "seen", store_held, seen),
    IS(ATTACHED, "attachments", store_held, attachments),
    {.name = NULL}};

static const plan_member person_row[] = {
    IS(TEXT, "address", store_person, address),
    IS(TEXT, "language", store_person, language),
    IS(BOOL, "chosen", store_person, chosen),
    IS(BOOL, "ack_off", store_person, ack_off),
    {.name = NULL}};

/* ---- what steps are made of ---- */

static const plan_member fate_own[] = {
    IS(TICKET, "ticket", plan_step, fate.ticket),
    IS(NUMBER, "entry", plan_step, fate.entry),
    IS(TEXT, "code", plan_step, fate.code),
    IS(TEXT, "words", plan_step, fate.words),
    {.name = NULL}};

static const plan_member detail_own[] = {
    IS(TEXT, "field", plan_step, detail.field),
    IS(TEXT, "words", plan_step, detail.words),
    {.name = NULL}};

static const plan_member set_own[] = {
    IS(TICKET, "ticket", plan_step, set.ticket),
    ENUM("field", plan_step, set.field, plan_field_name),
    IS(VALUE, "words", plan_step, set.value),
    ENUM("by", plan_step, set.kind, actor),
    IS(TEXT, "actor", plan_step, set.actor),
    IS(TEXT, "cause", plan_step, set.cause),
    IS(TEXT, "reason", plan_step, set.reason),
    {.name = NULL}};

static const plan_member rule_own[] = {
    ENUM("field", plan_step, rule.field, plan_field_name),
    IS(TEXT, "words", plan_step, rule.value),
    IS(TEXT, "reason", plan_step, rule.reason),
    {.name = NULL}};

static const plan_member participant_own[] = {
    IS(TICKET, "ticket", plan_step, participant.ticket), {.name = NULL}};

static const plan_member unparticipant_own[] = {
    IS(TICKET, "ticket", plan_step, unparticipant.ticket),
    IS(TEXT, "words", plan_step, unparticipant.address),
    {.name = NULL}};

static const plan_member watch_own[] = {
    IS(TICKET, "ticket", plan_step, watch.ticket),
    IS(TEXT, "words", plan_step, watch.operator_id),
    IS(BOOL, "on", plan_step, watch.on),
    {.name = NULL}};

static const plan_member revoke_own[] = {
    IS(TICKET, "ticket", plan_step, revoke.ticket),
    IS(TEXT, "words", plan_step, revoke.operator_id),
    IS(NUMBER, "entry", plan_step, revoke.entry),
    {.name = NULL}};

static const plan_member msgid_own[] = {
    IS(TICKET, "ticket", plan_step, msgid.ticket),
    IS(TEXT, "words", plan_step, msgid.message_id),
    ENUM("origin", plan_step, msgid.origin, id_origin),
    {.name = NULL}};

static const plan_member held_own[] = {
    IS(TICKET, "ticket", plan_step, held.ticket),
    IS(NUMBER, "held", plan_step, held.held),
    ENUM("state", plan_step, held.state, held_state),
    IS(INT, "reminded", plan_step, held.reminded),
    {.name = NULL}};

static const plan_member publish_own[] = {
    IS(TICKET, "ticket", plan_step, publish.ticket),
    IS(NUMBER, "entry", plan_step, publish.entry),
    {.name = NULL}};

static const plan_member bounced_own[] = {
    IS(TICKET, "ticket", plan_step, bounced.ticket),
    IS(NUMBER, "outgoing", plan_step, bounced.outgoing),
    IS(TEXT, "words", plan_step, bounced.status),
    {.name = NULL}};

static const plan_member reported_own[] = {
    IS(TICKET, "ticket", plan_step, reported.ticket),
    IS(NUMBER, "outgoing", plan_step, reported.outgoing),
    ENUM("report", plan_step, reported.report, report),
    IS(NUMBER, "at_ms", plan_step, reported.at_ms),
    IS(TEXT, "words", plan_step, reported.words),
    {.name = NULL}};

static const plan_member alarm_own[] = {
    IS(TEXT, "code", plan_step, alarm.cause),
    IS(TEXT, "words", plan_step, alarm.text),
    {.name = NULL}};

static const plan_member learn_own[] = {
    IS(TICKET, "ticket", plan_step, learn.ticket),
    IS(TEXT, "words", plan_step, learn.ledger),
    ENUM("field", plan_step, learn.about, subject),
    IS(TEXT, "code", plan_step, learn.class),
    {.name = NULL}};

static const plan_member wait_row[] = {IS(TICKET, "ticket", store_wait, ticket),
                                       IS(TEXT, "kind", store_wait, kind),
                                       IS(TEXT, "ref", store_wait, ref),
                                       IS(NUMBER, "at_ms", store_wait, at_ms),
                                       {.name = NULL}};

static const plan_member value_own[] = {
    IS(TICKET, "ticket", plan_step, value.ticket),
    ENUM("by", plan_step, value.kind, actor),
    IS(TEXT, "actor", plan_step, value.actor),
    IS(TEXT, "cause", plan_step, value.cause),
    IS(TEXT, "reason", plan_step, value.reason),
    {.name = NULL}};

static const plan_member value_row[] = {
    IS(TEXT, "field", store_value, field),
    IS(TEXT, "words", store_value, text),
    IS(NUMBER, "num", store_value, num),
    IS(BOOL, "public", store_value, is_public),
    {.name = NULL}};

static const plan_member stay_own[] = {
    IS(TICKET, "ticket", plan_step, stay.ticket),
    IS(NUMBER, "work_ms", plan_step, stay.work_ms),
    {.name = NULL}};

static const plan_member join_own[] = {
    IS(TICKET, "ticket", plan_step, join.ticket),
    IS(TICKET, "into", plan_step, join.into),
    {.name = NULL}};

static const plan_member part_own[] = {
    IS(TICKET, "ticket", plan_step, part.ticket),
    IS(NUMBER, "entry", plan_step, part.entry),
    {.name = NULL}};

static const plan_member link_own[] = {
    IS(TICKET, "ticket", plan_step, link.ticket),
    IS(TICKET, "other", plan_step, link.other),
    IS(TEXT, "kind", plan_step, link.kind),
    IS(BOOL, "on", plan_step, link.on),
    {.name = NULL}};

static const plan_member handover_row[] = {
    IS(INT, "line", store_handover, line),
    IS(TEXT, "holder", store_handover, holder),
    {.name = NULL}};

static const plan_member handover_own[] = {
    IS(TICKET, "ticket", plan_step, handover.ticket), {.name = NULL}};

static const plan_member handback_own[] = {
    IS(TICKET, "ticket", plan_step, handback.ticket), {.name = NULL}};

static const plan_member clock_row[] = {
    IS(TICKET, "ticket", store_clock, ticket),
    IS(TEXT, "kind", store_clock, kind),
    IS(NUMBER, "seq", store_clock, seq),
    IS(TEXT, "sla", store_clock, sla),
    IS(NUMBER, "target_ms", store_clock, target_ms),
    IS(NUMBER, "used_ms", store_clock, used_ms),
    IS(NUMBER, "since_ms", store_clock, since_ms),
    IS(NUMBER, "due_ms", store_clock, due_ms),
    IS(NUMBER, "stopped_ms", store_clock, stopped_ms),
    IS(NUMBER, "breached_ms", store_clock, breached_ms),
    IS(TEXT, "excused", store_clock, excused),
    IS(NUMBER, "told", store_clock, told),
    {.name = NULL}};

static const plan_member coupon_own[] = {
    IS(TICKET, "ticket", plan_step, coupon.ticket),
    IS(TEXT, "mac", plan_step, coupon.mac),
    {.name = NULL}};

static const plan_member away_row[] = {
    IS(TEXT, "operator", store_absence, operator_id),
    IS(NUMBER, "from_ms", store_absence, from_ms),
    IS(NUMBER, "until_ms", store_absence, until_ms),
    IS(TEXT, "deputy", store_absence, deputy),
    {.name = NULL}};

static const plan_member news_row[] = {
    IS(TICKET, "ticket", store_news, ticket),
    IS(TEXT, "operator", store_news, operator_id),
    IS(NUMBER, "entry", store_news, entry),
    IS(TEXT, "code", store_news, why),
    IS(TEXT, "words", store_news, words),
    IS(NUMBER, "due_ms", store_news, due_ms),
    {.name = NULL}};

static const plan_member news_told_own[] = {
    IS(TEXT, "operator", plan_step, news_told.operator_id),
    IS(NUMBER, "until", plan_step, news_told.n),
    {.name = NULL}};

static const plan_member turn_own[] = {
    IS(TEXT, "field", plan_step, turn.place),
    IS(TEXT, "operator", plan_step, turn.operator_id),
    {.name = NULL}};

static const plan_member co_own[] = {
    IS(TICKET, "ticket", plan_step, co.ticket),
    IS(TEXT, "words", plan_step, co.operator_id),
    IS(BOOL, "on", plan_step, co.on),
    {.name = NULL}};

static const plan_member task_own[] = {
    IS(TICKET, "asker", plan_step, task.asker), {.name = NULL}};

static const plan_member forwarded_row[] = {
    IS(TICKET, "ticket", store_forwarded, ticket),
    IS(TEXT, "partner", store_forwarded, partner),
    IS(TEXT, "operator", store_forwarded, operator_id),
    IS(NUMBER, "answered_ms", store_forwarded, answered_ms),
    IS(NUMBER, "ended_ms", store_forwarded, ended_ms),
    IS(BOOL, "away", store_forwarded, away),
    {.name = NULL}};

static const char *answer(int x)
{
    static const char *const names[] = {"open", "yes", "no"};
    return names[x];
}

static const plan_member approval_row[] = {
    IS(TICKET, "ticket", store_approval, ticket),
    IS(NUMBER, "round", store_approval, round),
    IS(TEXT, "member", store_approval, member),
    ENUM("answer", store_approval, answer, answer),
    IS(TEXT, "reason", store_approval, reason),
    {.name = NULL}};

static const plan_member rating_row[] = {
    IS(TICKET, "ticket", store_rating, ticket),
    IS(NUMBER, "entry", store_rating, n),
    IS(TEXT, "person", store_rating, person),
    IS(TEXT, "operator", store_rating, operator_id),
    IS(INT, "line", store_rating, line),
    IS(INT, "value", store_rating, value),
    IS(INT, "best", store_rating, best),
    IS(LONG, "text", store_rating, words),
    {.name = NULL}};

static const plan_member review_row[] = {
    IS(TICKET, "ticket", store_review, ticket),
    IS(NUMBER, "entry", store_review, n),
    IS(TEXT, "operator", store_review, lead),
    IS(TEXT, "code", store_review, why),
    IS(INT, "value", store_review, score),
    IS(INT, "best", store_review, best),
    IS(LONG, "text", store_review, words),
    {.name = NULL}};

static const plan_member book_own[] = {IS(DATA, "data", plan_step, book.data),
                                       {.name = NULL}};

static const plan_member contract_own[] = {
    IS(NUMBER, "contract", plan_step, contract.contract),
    IS(NUMBER, "told", plan_step, contract.told),
    IS(NUMBER, "company", plan_step, contract.company),
    {.name = NULL}};

static const char *consent_state(int x)
{
    static const char *const names[] = {"asked", "given", "refused"};
    return names[x];
}

static const plan_member consent_row[] = {
    IS(TICKET, "ticket", store_consent, ticket),
    IS(NUMBER, "entry", store_consent, entry),
    IS(NUMBER, "service", store_consent, service),
    IS(TEXT, "field", store_consent, what),
    IS(TEXT, "value", store_consent, value),
    IS(TEXT, "person", store_consent, person),
    ENUM("state", store_consent, state, consent_state),
    IS(TEXT, "operator", store_consent, operator_id),
    IS(TEXT, "reason", store_consent, reason),
    {.name = NULL}};

static const plan_member job_row[] = {IS(TEXT, "kind", store_job, kind),
                                      IS(TEXT, "name", store_job, name),
                                      IS(TICKET, "ticket", store_job, ticket),
                                      IS(NUMBER, "entry", store_job, entry),
                                      IS(DATA, "event", store_job, event),
                                      IS(NUMBER, "next_ms", store_job, next_ms),
                                      {.name = NULL}};

static const char *robot_result(int x)
{
    return store_robot_results[x];
}

static const plan_member robot_own[] = {
    IS(NUMBER, "job", plan_step, robot.job),
    IS(TEXT, "words", plan_step, robot.words),
    {.name = NULL}};

static const plan_member robot_row[] = {
    IS(TEXT, "robot", store_robot_act, robot),
    IS(TICKET, "ticket", store_robot_act, ticket),
    ENUM("result", store_robot_act, result, robot_result),
    {.name = NULL}};

static const plan_member time_own[] = {ENUM("by", plan_step, time.kind, actor),
                                       IS(TEXT, "actor", plan_step, time.actor),
                                       IS(TEXT, "cause", plan_step, time.cause),
                                       {.name = NULL}};

static const plan_member time_row[] = {
    IS(TICKET, "ticket", store_time, ticket),
    IS(NUMBER, "service", store_time, service),
    IS(TEXT, "operator", store_time, who),
    IS(TEXT, "work", store_time, work),
    IS(NUMBER, "at_ms", store_time, at_ms),
    IS(NUMBER, "min", store_time, min),
    IS(NUMBER, "bill_min", store_time, bill_min),
    IS(NUMBER, "cost_minor", store_time, cost_minor),
    IS(NUMBER, "corrects", store_time, corrects),
    IS(TEXT, "text", store_time, what),
    IS(NUMBER, "pos", store_time, pos),
    {.name = NULL}};

static const plan_member timer_row[] = {
    IS(TEXT, "operator", store_timer, operator_id),
    IS(TICKET, "ticket", store_timer, ticket),
    IS(NUMBER, "from_ms", store_timer, from_ms),
    IS(TEXT, "work", store_timer, work),
    IS(TEXT, "text", store_timer, what),
    IS(NUMBER, "asked_ms", store_timer, asked_ms),
    {.name = NULL}};

static const plan_member warned_own[] = {
    IS(NUMBER, "service", plan_step, warned.service),
    IS(NUMBER, "month", plan_step, warned.month),
    IS(INT, "percent", plan_step, warned.percent),
    {.name = NULL}};

/* A verb that is a row: its table, where the step points to it, its end. */
#define ROW(table, member, end)                          \
    .in_row = table, .row = offsetof(plan_step, member), \
    .free_row = (void (*)(void *))end

static const plan_verb verbs[PLAN_VERBS] = {
    [PLAN_FATE] = {.name = "fate", .line = "{words}", .own = fate_own},
    [PLAN_DETAIL] = {.name = "detail",
                     .line = "{field}: {words}",
                     .own = detail_own},
    [PLAN_TICKET] = {.name = "ticket",
                     .line = "queue {queue}, line {line}, customer "
                             "{customer}: {subject}",
                     ROW(ticket_row, ticket, store_ticket_free)},
    [PLAN_ENTRY] = {.name = "entry",
                    .line = "{kind} in {ticket} by {by} {author}[{?marked}, "
                            "looks like a sign-up or a code]"
                            "[{?publish_ms}, waits for the end of its undo "
                            "window]: {text}[ (+{attachments} attached)]",
                    ROW(entry_row, entry, store_entry_free)},
    [PLAN_SET] = {.name = "set",
                  .line = "{field} of {ticket}: [{words}|none]"
                          "[ ({cause})]",
                  .own = set_own},
    [PLAN_RULE] = {.name = "rule",
                   .line = "{field}: {words}[ ({reason})]",
                   .own = rule_own},
    [PLAN_PARTICIPANT] = {.name = "participant",
                          .line = "{address} in {ticket}",
                          .own = participant_own,
                          ROW(participant_row, participant.who,
                              store_participant_free)},
    [PLAN_UNPARTICIPANT] = {.name = "unparticipant",
                            .line = "{words}",
                            .own = unparticipant_own},
    [PLAN_WATCH] = {.name = "watch",
                    .line = "{words} [{?on}watches|no longer watches] {ticket}",
                    .own = watch_own},
    [PLAN_REVOKE] = {.name = "revoke",
                     .line = "{words} of {ticket} up to entry {entry}",
                     .own = revoke_own},
    [PLAN_MSGID] = {.name = "msgid",
                    .line = "{words} ({origin})",
                    .own = msgid_own},
    [PLAN_ADOPT] = {.name = "adopt",
                    .line = "entry {entry} of {ticket}",
                    .own = publish_own},
    [PLAN_SEND] = {.name = "send",
                   .line = "{template} to {audience} {recipient}[ {data}]",
                   ROW(outgoing_row, send, store_outgoing_free)},
    [PLAN_HOLD] = {.name = "hold",
                   .line = "{kind}: {reason}",
                   ROW(held_row, hold, store_held_free)},
    [PLAN_HELD] = {.name = "held",
                   .line = "item {held}: {state}[ reminded {reminded}]",
                   .own = held_own},
    [PLAN_PUBLISH] = {.name = "publish",
                      .line = "entry {entry} of {ticket}",
                      .own = publish_own},
    [PLAN_WITHDRAW] = {.name = "withdraw",
                       .line = "entry {entry} of {ticket}",
                       .own = publish_own},
    [PLAN_BOUNCED] = {.name = "bounced", .line = "{words}", .own = bounced_own},
    [PLAN_REPORTED] = {.name = "reported",
                       .line = "mail {outgoing} of {ticket}: {report}"
                               "[ ({words})]",
                       .own = reported_own},
    [PLAN_PERSON] = {.name = "person",
                     .line = "{address}, acknowledgements "
                             "[{?ack_off}off|on]",
                     ROW(person_row, person, store_person_free)},
    [PLAN_ALARM] = {.name = "alarm", .line = "{words}", .own = alarm_own},
    [PLAN_LEARN] = {.name = "learn",
                    .line = "message {words} [as {code}|no longer as {field}]",
                    .own = learn_own},
    [PLAN_WAIT] = {.name = "wait",
                   .line = "{kind} {ref}: [{at_ms}|no longer]",
                   ROW(wait_row, wait, store_wait_free)},
    [PLAN_VALUE] = {.name = "value",
                    .line = "{field} of {ticket}: [{words}|none]"
                            "[ ({cause})]",
                    .own = value_own,
                    ROW(value_row, value.row, store_value_free)},
    [PLAN_STAY] = {.name = "stay",
                   .line = "of {ticket}[, {work_ms} ms of working time]",
                   .own = stay_own},
    [PLAN_JOIN] = {.name = "join",
                   .line = "{ticket} becomes part of {into}",
                   .own = join_own},
    [PLAN_PART] = {.name = "part",
                   .line = "of {ticket}, from entry {entry} on",
                   .own = part_own},
    [PLAN_LINK] = {.name = "link",
                   .line = "{ticket} and {other}: [{?on}{kind}|no longer]",
                   .own = link_own},
    [PLAN_HANDOVER] = {.name = "handover",
                       .line = "{ticket} is to go back to line {line}"
                               "[, {holder}]",
                       .own = handover_own,
                       ROW(handover_row, handover.from, store_handover_free)},
    [PLAN_HANDBACK] = {.name = "handback",
                       .line = "{ticket} has gone back",
                       .own = handback_own},
    [PLAN_CLOCK] = {.name = "clock",
                    .line = "{kind} of {ticket}, sla {sla}[{?stopped_ms}, "
                            "over]",
                    ROW(clock_row, clock, store_clock_free)},
    [PLAN_COUPON] = {.name = "coupon",
                     .line = "is spent for {ticket}",
                     .own = coupon_own},
    [PLAN_AWAY] = {.name = "away",
                   .line = "{operator}: [until {until_ms}|there again]"
                           "[, deputy {deputy}]",
                   ROW(away_row, away, store_absence_free)},
    [PLAN_TURN] = {.name = "turn",
                   .line = "{field}: it was that of {operator}",
                   .own = turn_own},
    [PLAN_CO] = {.name = "co",
                 .line = "{words} [{?on}holds|holds no longer] {ticket} too",
                 .own = co_own},
    [PLAN_NEWS] = {.name = "news",
                   .line = "of {ticket} ({code}) to {operator} at {due_ms}",
                   ROW(news_row, news, store_news_free)},
    [PLAN_NEWS_TOLD] = {.name = "news_told",
                        .line = "to {operator}, up to {until}",
                        .own = news_told_own},
    [PLAN_TASK] = {.name = "task", .line = "of {asker}", .own = task_own},
    [PLAN_FORWARDED] = {.name = "forwarded",
                        .line = "{ticket} to {partner}[, answered at "
                                "{answered_ms}][, ended at {ended_ms}]"
                                "[{?away}, away]",
                        ROW(forwarded_row, forwarded, store_forwarded_free)},
    [PLAN_APPROVAL] = {.name = "approval",
                       .line = "round {round} of {ticket}[, {member}]: "
                               "{answer}[ ({reason})]",
                       ROW(approval_row, approval, store_approval_free)},
    [PLAN_RATING] = {.name = "rating",
                     .line = "entry {entry} of {ticket}: {person} "
                             "[{?value}gives {value} of {best}|is asked]"
                             "[: {text}]",
                     ROW(rating_row, rating, store_rating_free)},
    [PLAN_REVIEW] = {.name = "review",
                     .line = "{ticket} by {operator} ({code})"
                             "[: {value} of {best}][, {text}]",
                     ROW(review_row, review, store_review_free)},
    [PLAN_BOOK] = {.name = "book", .line = "{data}", .own = book_own},
    [PLAN_CONTRACT] = {.name = "contract",
                       .line = "{contract}: told {told}[{?company}, company "
                               "{company} looks]",
                       .own = contract_own},
    [PLAN_CONSENT] = {.name = "consent",
                      .line = "{ticket}, service {service}: {field}={value} "
                              "of {person}: {state}[ by {operator} "
                              "({reason})]",
                      ROW(consent_row, consent, store_consent_free)},
    [PLAN_JOB] = {.name = "job",
                  .line = "{kind} {name} for {ticket}: {event}",
                  ROW(job_row, job, store_job_free)},
    [PLAN_ROBOT] = {.name = "robot",
                    .line = "{robot} {result} at {ticket}[: {words}]",
                    .own = robot_own,
                    ROW(robot_row, robot.act, store_robot_act_free)},
    [PLAN_TIME] = {.name = "time",
                   .line = "{min} min of {operator} for {ticket}"
                           "[, {work}][, charged {bill_min}][: {text}]",
                   .own = time_own,
                   ROW(time_row, time.row, store_time_free)},
    [PLAN_TIMER] = {.name = "timer",
                    .line = "of {operator}[{?from_ms}: runs on {ticket}|, no "
                            "longer][{?asked_ms}, she is asked]",
                    ROW(timer_row, timer, store_timer_free)},
    [PLAN_WARNED] = {.name = "warned",
                     .line = "service {service}: {percent} % of month {month}",
                     .own = warned_own},
};

const plan_verb *plan_verb_of(plan_do what)
{
    g_assert(what < PLAN_VERBS && verbs[what].name);
    return &verbs[what];
}

const char *plan_do_name(plan_do what)
{
    return what < PLAN_VERBS ? verbs[what].name : "?";
}
