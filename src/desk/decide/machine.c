/* decide_machine: letters that no person wrote. They never reply, reopen or
 * command, whatever capability they carry, and nothing answers them. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"
#include "base/planted.h"
#include "filters/autotext.h"

/* ---- what is one ---- */

/* One that was let in, or is for us, and has no request yet. */
static decide_reading opens(const decide_job *j, bool is_for_us)
{
    return !j->st && (is_for_us || j->in->entry->released) ? DECIDE_AS_NEW
                                                           : DECIDE_AS_MACHINE;
}

/* A list of ours is an ordinary door, and what only looks like a list's because a
 * provider carried it is a letter. What comes by others' lists never acts. */
static decide_reading read_list(const decide_job *j)
{
    const evidence *v = j->in->evidence;

    if (v->list == DOOR_OURS ||
        (v->addressed && (v->list == DOOR_MARKED || v->list == DOOR_PLAIN)))
        return DECIDE_AS_PERSON;
    return opens(j, v->addressed && v->list == DOOR_OTHERS);
}

/* An operator's calendar answers notifications by itself. */
static decide_reading read_calendar(const decide_job *j)
{
    bool staff = j->who != DECIDE_CUSTOMER && j->who != DECIDE_STRANGER;

    return j->in->letter->bare || staff ? opens(j, !j->in->letter->bare)
                                        : DECIDE_AS_PERSON;
}

/* What comes from nobody to the address that only bounces know is one. */
static bool is_bounce(const decide_job *j)
{
    const spool_entry *e = j->in->entry;

    return j->in->letter->kind == LETTER_BOUNCE ||
           (j->in->letter->kind == LETTER_NORMAL &&
            j->in->evidence->bounce_found && e->sender && !*e->sender);
}

/* What he whom a mail went to sends back from nobody is no report that he did not
 * get it: a receipt in words that we do not know, perhaps. */
static bool is_from_recipient(const decide_job *j)
{
    const store_outgoing *row = j->in->snapshot->bounced;

    return j->in->letter->kind == LETTER_NORMAL && row &&
           address_equal(j->in->trust->from, row->recipient);
}

/* Programs that send forms say of themselves that they do, or that they send to
 * many; what they send in answer to something is a machine's all the same. */
static bool is_forms(const decide_job *j)
{
    letter_kind kind = j->in->letter->kind;

    return (kind == LETTER_AUTO_REPLY && decide_source(j)->generated) ||
           (kind == LETTER_LIST && j->in->evidence->list == DOOR_PLAIN) ||
           (kind == LETTER_NORMAL && !is_bounce(j));
}

decide_reading decide_read_as(const decide_job *j)
{
    if (PLANTED(machine_as_person) ||
        (PLANTED(responder_sent) && !j->in->evidence->automatic))
        return DECIDE_AS_PERSON;
    if (decide_source(j) && is_forms(j))
        return DECIDE_AS_NEW;
    switch (j->in->letter->kind) {
    case LETTER_NORMAL:
        return is_bounce(j) ? DECIDE_AS_MACHINE : DECIDE_AS_PERSON;
    case LETTER_LIST:
        return read_list(j);
    case LETTER_CALENDAR:
        return read_calendar(j);
    default:
        return opens(j, false);
    }
}

/* About no mail of ours and no request: nobody would ever see it. */
static bool is_about_nothing(const decide_job *j)
{
    const evidence *v = j->in->evidence;

    return !PLANTED(list_unseen) && !j->st && !j->in->snapshot->bounced &&
           !v->capability_found && !v->claim_found;
}

/* ---- bounces ---- */

static const letter_bounce *failed(const letter *l)
{
    for (unsigned i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];
        if (g_ascii_strcasecmp(b->action, "failed") == 0)
            return b;
    }
    return NULL;
}

/* Mail to operators that comes back is the administrator's business; telling
 * other operators by mail could go round for ever. */
static void raise_alarm(decide_job *j, const store_outgoing *row,
                        const char *status)
{
    g_autofree char *cause = g_strdup_printf("bounce %s", row->recipient);
    g_autofree char *text =
        g_strdup_printf("Messages to %s come back (%s). Correct the address in "
                        "postern.conf, or the mailbox.",
                        row->recipient, status);

    plan_alarm(j->plan, cause, text);
}

/* A customer knows the address to which his mail's reports go, and can write
 * there himself. What proves a report is the message that it returns. */
static bool is_proven(const decide_job *j, const store_outgoing *row)
{
    const char *returned = j->in->evidence->returned;

    return (row->audience != STORE_TO_CUSTOMER &&
            row->audience != STORE_TO_OUTSIDER) ||
           (returned && g_strcmp0(returned, row->message_id) == 0);
}

/* Words of a letter's report that something failed. */
static char *failure_words(const letter_bounce *f)
{
    return f ? decide_report_words(f) : g_strdup("no status given");
}

static void tell_failure(decide_job *j, const store_outgoing *row,
                         const char *status)
{
    if (row->audience == STORE_TO_OPERATOR)
        raise_alarm(j, row, status);
    if (row->audience == STORE_TO_CUSTOMER && j->st) {
        decide_event(j, "mail to %s came back: %s", row->recipient, status);
        decide_tell_undelivered(j, row, status, decide_is_flood(j));
    }
    if (row->audience == STORE_TO_OUTSIDER && j->st)
        decide_tell_forward(j, row, "came back", status);
}

static void bounce(decide_job *j)
{
    const letter *l = j->in->letter;
    const store_outgoing *row = j->in->snapshot->bounced;
    const letter_bounce *f = failed(l);
    bool unclear = l->bounces->len == 0;

    if (row && row->ticket && !j->st)
        decide_job_ticket(j, snapshot_find(j->in->snapshot, row->ticket));
    if (is_about_nothing(j)) {
        decide_aside(j, "bounce", "bounce");
        return;
    }
    if (row && !f && !unclear) {
        decide_report(j, row);
        return;
    }
    bool proven = row && f && is_proven(j, row);
    if (!row || row->state == STORE_OUT_FAILED ||
        (!proven && row->failed_ms > 0)) { /* told, and it proves no more */
        decide_fate_about(j, "bounce", row ? "report of delivery" : "bounce");
        return;
    }
    g_autofree char *status = failure_words(f);
    if (proven)
        plan_bounced(j->plan, row->ticket, row->id, status);
    else
        plan_reported(j->plan, row->ticket, row->id, STORE_REPORT_FAILED,
                      decide_arrived_ms(j), NULL);
    tell_failure(j, row, status);
    decide_detail(j, "bounced", "%s to %s: %s", row->template, row->recipient,
                  status);
    decide_fate_about(j, "bounce", "bounce");
}

/* ---- automatic replies ---- */

static const char *excerpt_of(const letter *l)
{
    const char *text = l->new_text && *l->new_text ? l->new_text : l->text;

    return text ? text + strspn(text, " \t\n") : "";
}

static char *excerpt(const letter *l)
{
    const char *text = excerpt_of(l);

    if (!*text)
        return g_strdup("");
    g_autofree char *cut =
        g_utf8_strlen(text, -1) > DECIDE_EVENT_TEXT_MAX
            ? g_utf8_substring(text, 0, DECIDE_EVENT_TEXT_MAX)
            : g_strdup(text);
    return g_strconcat("\n\n", g_strchomp(cut), NULL);
}

static const char *subject(const letter *l)
{
    return l->subject ? l->subject : "(no subject)";
}

/* The operator whose mailbox answered. */
static const config_operator *whose(const decide_job *j)
{
    const store_outgoing *row = j->in->snapshot->bounced;

    if (row && row->audience == STORE_TO_OPERATOR && row->operator_id)
        return config_operator_by_id(j->c, row->operator_id);
    if (j->cap)
        return evidence_operator(j->c, j->cap);
    return j->in->trust->operator_;
}

/* Two absent operators must not send each other round: only mail about something
 * that a person wrote is passed on. */
static bool about_a_person(const decide_job *j)
{
    const store_outgoing *row = j->in->snapshot->bounced;
    const evidence *v = j->in->evidence;
    const tag_claim *claim = v->claim_found ? &v->claim : j->cap;

    if (row)
        return strcmp(row->template, "notify") == 0 &&
               !(row->data && strstr(row->data, "\"machine\""));
    for (unsigned i = 0; claim && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n == claim->entry)
            return true;
    }
    return false;
}

/* Nobody but a person's words are worth keeping for a person to send; and what
 * answers a hold's own mail must not be held again. */
static bool is_held(const decide_job *j)
{
    const letter *l = j->in->letter;
    g_autoptr(GPtrArray) files = decide_attachments(l);

    return !j->in->evidence->automatic && l->subject &&
           autotext_says(AUTOTEXT_PREFIX, l->subject) && about_a_person(j) &&
           decide_has_content(l->new_text, files);
}

static void hold(decide_job *j, const config_operator *o)
{
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    decide_text t = {.text = j->in->letter->new_text,
                     .attachments = files,
                     .author = o,
                     .quiet = true,
                     .seen = j->seen,
                     .about = json_pack("{s:b}", "away", 1)};

    decide_hold(j, STORE_HELD_DOUBT, &t,
                "it looks like an automatic reply that says she is away");
    json_decref(t.about);
}

/* Her line is told instead of her: her responder would answer that, too. */
static bool away(decide_job *j, const config_operator *o)
{
    bool held = is_held(j);
    g_autofree char *text = held ? excerpt(j->in->letter) : g_strdup("");
    g_autofree char *words = g_strdup_printf(
        "%s is away%s: %s", o->name,
        held ? ", and this automatic reply of hers is on hold" : "",
        subject(j->in->letter));
    g_autofree char *event = g_strconcat(words, text, NULL);

    if (held)
        hold(j, o);
    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, event);
    if (!about_a_person(j))
        return held;
    g_autoptr(GPtrArray) line = decide_line(j, j->state.line);
    if (!PLANTED(responder_told))
        g_ptr_array_remove(line, (void *)o);
    decide_notify(j, line, "machine", words, -1);
    return held;
}

bool decide_is_responder(const decide_job *j)
{
    const letter *l = j->in->letter;
    bool staff = j->who != DECIDE_CUSTOMER && j->who != DECIDE_STRANGER;

    return !PLANTED(responder_sent) && staff && j->op && j->st &&
           l->kind == LETTER_NORMAL && l->subject &&
           autotext_says(AUTOTEXT_PREFIX, l->subject) &&
           (autotext_says(AUTOTEXT_ANSWER, l->subject) || !*excerpt_of(l));
}

void decide_responder(decide_job *j)
{
    const config_operator *o = j->op;

    j->op = NULL;
    j->who = DECIDE_STRANGER;
    if (away(j, o))
        decide_fate_about(j, "held", "held: an operator's automatic reply");
    else
        decide_fate_about(j, "machine", "automatic reply");
}

static void auto_reply(decide_job *j)
{
    const letter *l = j->in->letter;
    const store_outgoing *row = j->in->snapshot->bounced;

    if (row && row->ticket && !j->st)
        decide_job_ticket(j, snapshot_find(j->in->snapshot, row->ticket));
    const config_operator *o = whose(j);
    if (is_about_nothing(j)) {
        decide_aside(j, "machine", "automatic reply");
        return;
    }
    if (decide_receipt(j, o))
        return;
    if (j->st && o) {
        away(j, o);
    } else if (j->st && !decide_partner_away(j)) {
        g_autofree char *text = excerpt(l);
        g_autofree char *words = g_strdup_printf(
            "automatic reply of %s: %s%s",
            j->in->trust->from ? j->in->trust->from : "somebody", subject(l),
            text);
        decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    }
    decide_fate_about(j, "machine", "automatic reply");
}

/* ---- lists, calendars, feedback ---- */

/* His words reach operators, as no reply. */
static void tell(decide_job *j, const char *what, bool notify)
{
    const letter *l = j->in->letter;
    g_autofree char *text = excerpt(l);
    g_autofree char *words = g_strdup_printf(
        "%s of %s: %s%s", what,
        j->in->trust->from ? j->in->trust->from : "somebody", subject(l), text);

    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    if (!notify)
        return;
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    decide_notify(j, all, "machine", words, -1);
}

/* A participant may be behind a list. */
static void other(decide_job *j)
{
    const letter *l = j->in->letter;
    g_autofree char *what = g_strdup_printf(
        "%s mail",
        l->kind == LETTER_NORMAL ? "automatic" : letter_kind_name(l->kind));

    if (is_about_nothing(j)) {
        decide_aside(j, "machine", what);
        return;
    }
    if (j->st)
        tell(j, what, l->kind != LETTER_FEEDBACK);
    decide_fate_about(j, "machine", what);
}

/* Somebody's program sent it on in his name, or took our Message-ID for his own. A
 * notice to operators could come back in the same way, so only mail to customers
 * is worth one. */
void decide_own(decide_job *j)
{
    const char *what = "our own mail, sent on";

    j->who = DECIDE_STRANGER;
    j->op = NULL;
    if (!j->st) {
        decide_aside(j, "machine", what);
        return;
    }
    tell(j, what, j->in->evidence->own_kind == TAG_CUSTOMER);
    decide_fate_about(j, "machine", what);
}

void decide_machine(decide_job *j)
{
    const letter *l = j->in->letter;

    j->who = DECIDE_STRANGER;
    j->op = NULL;
    if (l->kind == LETTER_AUTO_REPLY)
        auto_reply(j);
    else if (is_bounce(j) && !is_from_recipient(j))
        bounce(j);
    else
        other(j);
}
