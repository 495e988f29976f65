/* decide_new: a letter that opens a ticket, and its acknowledgement. */
#include "desk/decide/room.h"
#include "desk/type_config.h"

#include <string.h>

#include "base/address.h"
#include "base/planted.h"
#include "config/site.h"
#include "desk/contract.h"

#define SUBJECT_MAX     70 /* characters of a subject made from the text */
#define MARKED_SUBJECT  "(a sign-up, or a code)"
#define FLOOD_DIGEST_MS 20000 /* new tickets of so long in one mail */
#define ANCESTORS_MAX   20    /* unknown Message-IDs that name the new ticket */

/* Where answers shall go, if this queue believes that: behind a web form. */
static const char *believed(const decide_job *j)
{
    const char *reply_to = j->in->evidence->reply_to;

    if (decide_source(j))
        return NULL;
    return (j->queue->reply_to == CONFIG_REPLY_TO_TRUST ||
            PLANTED(reply_to_believed)) &&
                   reply_to && !config_operator_by_address(j->c, reply_to)
               ? reply_to
               : NULL;
}

/* The address of the customer; "" if none is known. Whoever has several Froms
 * proves nothing, but the first can still be answered. We are never our own. */
static char *customer_of(const decide_job *j)
{
    const letter *l = j->in->letter;
    const char *sender = j->in->entry->sender, *said = believed(j);
    char *mailbox = g_strdup(said ? said : j->in->trust->from);

    if (decide_source(j)) /* all other addresses are a program's */
        return mailbox ? mailbox : g_strdup("");
    for (unsigned i = 0; !mailbox && i < l->from->len; i++) {
        const letter_address *a = l->from->pdata[i];
        mailbox = address_normal(a->address);
    }
    if (!mailbox && sender && *sender)
        mailbox = address_normal(sender);
    if (mailbox && config_is_own_address(j->c, mailbox))
        g_clear_pointer(&mailbox, g_free);
    return mailbox ? mailbox : g_strdup("");
}

static const char *name_of(const decide_job *j, const char *customer)
{
    const letter *l = j->in->letter;
    const letter_address *from = l->from->len > 0 ? l->from->pdata[0] : NULL;

    if (believed(j))
        return decide_name_of(j, customer);
    if (j->in->trust->found || decide_source(j))
        return decide_from_name(j);
    return from && from->name && *from->name ? from->name : NULL;
}

/* That of a form's answer is ours: the first words of its text are better. */
static char *subject_of(const decide_job *j)
{
    const letter *l = j->in->letter;
    const char *said = j->form ? decide_form_value(j, FORM_SHORT) : l->subject;
    char *base = said ? tag_base_subject(said) : g_strdup("");

    if (*g_strstrip(base))
        return base;
    g_free(base);
    const char *words = j->form ? decide_form_value(j, FORM_TEXT) : l->new_text;
    g_autofree char *text = g_strdup(words ? words : "");
    g_strstrip(text);
    text[strcspn(text, "\n")] = '\0';
    if (!*text)
        return g_strdup("(no subject)");
    if (g_utf8_strlen(text, -1) <= SUBJECT_MAX)
        return g_steal_pointer(&text);
    g_autofree char *cut = g_utf8_substring(text, 0, SUBJECT_MAX);
    return g_strconcat(cut, "...", NULL);
}

static bool is_staff(const decide_job *j, const char *customer)
{
    const trust_facts *t = j->in->trust;

    return (t->operator_ || t->sasl) && *customer &&
           (j->strong || (!t->authserv_known && t->auth != TRUST_FAIL));
}

/* Of new requests that nothing votes for another of. */
static const char *usual_type(const decide_job *j, const config_category *k)
{
    const source_facts *s = decide_source(j);

    if (s && s->source->type)
        return s->source->type;
    return k && k->type ? k->type : j->queue->type;
}

/* Of the category, else of the type, else of the queue. */
static int usual_line(const decide_job *j, const config_category *k,
                      const char *type)
{
    const config_type_row *t = type_by_id(j->c, type);

    return k && k->line > 0   ? k->line
           : t && t->line > 0 ? t->line
                              : j->queue->line;
}

/* Votes for a line, a type or a priority are about this letter, a category's are
 * about all of its kind: the former win. */
static void place(decide_job *j, store_ticket *t, const config_category *k)
{
    int line = decide_voted_line(j), priority = decide_voted_priority(j);
    const char *type = decide_voted_type(j), *holder = decide_voted_holder(j);

    if (!type)
        type = usual_type(j, k);
    if (line == 0)
        line = usual_line(j, k, type);
    if (priority < 0 && k)
        priority = k->priority;
    t->line = line;
    t->type = g_strdup(type);
    t->sla = g_strdup(type ? type_by_id(j->c, type)->sla : NULL);
    t->priority =
        g_strdup(priority >= 0 ? config_priorities[priority] : "normal");
    t->category = g_strdup(k ? k->id : NULL);
    t->holder = g_strdup(holder ? holder : k ? k->assign : NULL);
}

/* Whose turn it is on its line, if the category names nobody; NULL. */
static const config_operator *take_turn(decide_job *j, store_ticket *t)
{
    const config_operator *o = t->holder ? NULL : decide_next(j, t->line);

    if (o)
        t->holder = g_strdup(o->id);
    return o;
}

/* `why` says where it goes, and by what. */
static void say_place(decide_job *j, const config_category *k, bool learned)
{
    bool voted = decide_voted_line(j) > 0;

    if (!voted && (!k || (k->line == 0 && !k->queue)))
        return;
    g_autofree char *by =
        voted ? g_strdup("votes for the line")
              : g_strdup_printf("%scategory %s", learned ? "learned " : "",
                                k->id);
    g_free(j->place);
    j->place =
        g_strdup_printf("%s, line %d (%s)", j->queue->id, j->state.line, by);
}

static void add_ticket(decide_job *j, const char *customer, const char *name,
                       const config_category *k)
{
    store_ticket *t = g_new0(store_ticket, 1);

    t->queue = g_strdup(j->queue->id);
    /* The subject of a request goes out with each mail about it. */
    t->subject = decide_marked(j) ? g_strdup(MARKED_SUBJECT) : subject_of(j);
    t->customer = g_strdup(customer);
    t->customer_name = g_strdup(name);
    place(j, t, k);
    t->status =
        g_strdup(type_status(j->c, t->type, j->statuses,
                             status_first(j->statuses, STATUS_CLASSIFICATION)));
    const config_operator *next = take_turn(j, t);
    t->language = decide_language(j);
    t->staff = is_staff(j, customer);
    t->authenticated = j->strong;
    t->source = g_strdup(j->form            ? FORM_DETAIL
                         : decide_source(j) ? decide_source(j)->source->id
                                            : NULL);
    t->company = j->in->snapshot->terms ? j->in->snapshot->terms->company : 0;
    t->stage = status_stage_of(j->statuses, t->status);
    t->open = status_is_open(j->statuses, t->status);
    t->created_ms = t->updated_ms = t->status_ms = j->now_ms;
    j->state = (decide_state){.status = t->status,
                              .type = t->type,
                              .holder = t->holder,
                              .priority = t->priority,
                              .category = t->category,
                              .line = t->line};
    plan_ticket(j->plan, t);
    if (next)
        decide_had_turn(j, t->line, next);
    else if (!t->holder)
        decide_assign_later(j);
    decide_after_plan(j, NULL, j->now_ms);
}

/* ---- what rules said, as history ---- */

#define WISHED "the customer's wish"

/* Why a field is as it is: `voted` by rules of its own (`by`; NULL: he wished it),
 * else by what it follows from; NULL: no rule said it. */
static const char *rule_of(bool voted, const char *by, const char *follows)
{
    return voted ? by ? by : WISHED : follows;
}

static void note_rule(decide_job *j, plan_field field, const char *value,
                      const char *why)
{
    if (value && why)
        plan_rule(j->plan, field, value, why);
}

/* Where it goes: by votes, by its category, by a type that a rule chose. */
static void note_line(decide_job *j, const config_category *k,
                      const char *of_category, const char *of_type)
{
    const config_type_row *type = type_by_id(j->c, j->state.type);
    const char *follows = k && k->line > 0         ? of_category
                          : type && type->line > 0 ? of_type
                                                   : NULL;
    g_autofree char *number = g_strdup_printf("%d", j->state.line);

    note_rule(
        j, PLAN_LINE, number,
        rule_of(decide_voted_line(j) > 0, decide_voted_by(j, "line"), follows));
}

/* A category that says nothing of the priority says "normal". */
static bool is_usual(const config_category *k)
{
    return !k || k->priority < 0 ||
           strcmp(config_priorities[k->priority], "normal") == 0;
}

static void note_rules(decide_job *j, const config_category *k, bool learned)
{
    g_autofree char *by = k ? decide_category_by(j, k, learned) : NULL;
    const char *of_category = k ? by ? by : k->id : NULL;
    const char *of_type =
        rule_of(decide_voted_type(j) != NULL, decide_voted_by(j, "type"),
                k && k->type ? of_category : NULL);
    bool assigned = k && k->assign && !decide_voted_holder(j);

    note_rule(j, PLAN_QUEUE, k ? k->queue : NULL, of_category);
    note_rule(j, PLAN_CATEGORY, k ? k->id : NULL, of_category);
    note_rule(j, PLAN_TYPE, j->state.type, of_type);
    note_rule(j, PLAN_PRIORITY, j->state.priority,
              rule_of(decide_voted_priority(j) >= 0,
                      decide_voted_by(j, "priority"),
                      is_usual(k) ? NULL : of_category));
    note_line(j, k, of_category, of_type);
    note_rule(j, PLAN_HOLDER, j->state.holder,
              rule_of(decide_voted_holder(j) != NULL,
                      decide_voted_by(j, "holder"),
                      assigned ? of_category : NULL));
}

/* What the category changed, for those who look at the ticket later. */
static void say_category(decide_job *j, const config_category *k, bool learned)
{
    if (learned)
        decide_event(j, "category %s, as was learned", k->id);
    if (k->assign && g_strcmp0(j->state.holder, k->assign) == 0)
        decide_event(j, "assigned to %s (category %s)", k->assign, k->id);
}

/* It was nobody's, and somebody's turn. */
static void say_turn(decide_job *j)
{
    const plan_step *turn = plan_find(j->plan, PLAN_TURN);

    if (turn)
        decide_event(j, "it is now the turn of %s",
                     config_operator_by_id(j->c, turn->turn.operator_id)->name);
}

static const char *name_in_cc(const decide_job *j, const char *mailbox)
{
    const GPtrArray *cc = j->in->letter->cc;

    for (unsigned i = 0; i < cc->len; i++) {
        const letter_address *a = cc->pdata[i];
        g_autofree char *one = address_normal(a->address);
        if (g_strcmp0(one, mailbox) == 0)
            return a->name;
    }
    return NULL;
}

static bool takes_part(const decide_job *j, const char *mailbox)
{
    return g_ptr_array_find_with_equal_func(j->people, mailbox, g_str_equal,
                                            NULL);
}

/* In Cc, and neither he, nor ours, nor there already. */
static GPtrArray *cc_of(const decide_job *j, const char *customer)
{
    const GPtrArray *cc = j->in->letter->cc;
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < cc->len; i++) {
        const letter_address *a = cc->pdata[i];
        char *one = address_normal(a->address);
        if (one && strcmp(one, customer) != 0 && !takes_part(j, one) &&
            !config_is_own_address(j->c, one) &&
            !config_operator_by_address(j->c, one) &&
            !g_ptr_array_find_with_equal_func(all, one, g_str_equal, NULL))
            g_ptr_array_add(all, one);
        else
            g_free(one);
    }
    return all;
}

static void join(decide_job *j, const char *mailbox)
{
    store_participant *p = g_new0(store_participant, 1);

    p->address = g_strdup(mailbox);
    p->name = g_strdup(name_in_cc(j, mailbox));
    p->part = STORE_CC;
    plan_participant(j->plan, 0, p);
    g_ptr_array_add(j->people, g_strdup(mailbox));
}

/* Replies go where the customer wanted them to be read, if it was he: whoever
 * forges a message, or sends a copy of one, shall not bring readers along. Those
 * who do not join are proposed to operators; NULL if there are none. */
static json_t *add_cc(decide_job *j, const char *customer)
{
    g_autoptr(GPtrArray) all = cc_of(j, customer);
    g_autoptr(GString) left = g_string_new(NULL);
    unsigned proposed = 0;

    for (unsigned i = 0; i < all->len; i++) {
        const char *one = all->pdata[i];
        if ((j->strong || PLANTED(cc_joins)) && i < DECIDE_CC_MAX)
            join(j, one);
        else if (proposed++ < DECIDE_CC_MAX)
            g_string_append_printf(left, "%s%s", left->len ? " " : "", one);
    }
    if (left->len == 0)
        return NULL;
    decide_event(j, "not everybody in Cc was added: %s",
                 j->strong ? "there are too many; /cc adds one"
                           : "the sender is not authenticated; /cc adds one");
    return json_string(left->str);
}

static void add_ids(decide_job *j)
{
    const GPtrArray *ids = j->in->evidence->ids;

    if (decide_source(j)) /* nobody can answer that message */
        return;
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    for (unsigned i = 0; i < ids->len && i < ANCESTORS_MAX; i++)
        decide_msgid(j, ids->pdata[i], STORE_ID_ANCESTOR);
}

static void link_both(decide_job *j, const snapshot_ticket *before)
{
    plan_link(j->plan, 0, before->t->id, STORE_LINK_FOLLOWS, true);
    g_autofree char *words = g_strdup_printf(
        "goes on from #%" G_GINT64_FORMAT ", which was closed", before->t->id);

    decide_event_of(j, STORE_BY_SYSTEM, "", NULL, words);
    store_entry *there = decide_entry(j, STORE_EVENT, STORE_BY_SYSTEM, "", NULL,
                                      "the customer wrote again: " PLAN_NEW);
    there->ticket = before->t->id;
    plan_entry(j->plan, there);
}

/* What he wrote does not go out again where it may go to somebody else: the site
 * can tell who wrote, and this is not known. */
static bool is_doubted(const decide_job *j)
{
    return (!j->strong && (j->in->trust->authserv_known || decide_source(j))) ||
           believed(j);
}

void decide_acknowledge(decide_job *j, const char *template,
                        const char *recipient)
{
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, template, recipient);

    o->in_reply_to = g_strdup(j->in->letter->message_id);
    if (strcmp(template, "ack") == 0) {
        o->entry = PLAN_LATEST;
        json_t *data = decide_promises(j);
        decide_offer(j, data);
        if (is_doubted(j) && !PLANTED(ack_echoes))
            json_object_set_new(data, "quiet", json_true());
        else
            decide_form_understood(j, data);
        g_free(o->data);
        o->data = decide_dump(data);
    } else if (!j->st || j->who == DECIDE_STRANGER) {
        /* the request, if there is one, is another's */
        g_autofree char *language = decide_language(j);
        g_free(o->data);
        o->data = decide_dump(json_pack("{s:s}", "language", language));
    }
    plan_send(j->plan, o);
}

bool decide_is_flood(const decide_job *j)
{
    return j->in->snapshot->tickets_last_minute >= j->c->site->flood_per_minute;
}

/* Why there is no acknowledgement, NULL if there is one. */
static const char *no_ack(const decide_job *j, const char *customer)
{
    const decide_input *in = j->in;
    const letter *l = in->letter;
    int64_t written = l->date_ms >= 0 && l->date_ms < in->entry->accepted_ms
                          ? l->date_ms
                          : in->entry->accepted_ms;

    if (!j->queue->acknowledge)
        return "this queue sends no acknowledgements";
    if (decide_marked(j))
        return "it looks like a sign-up or a code";
    if (in->snapshot->person && in->snapshot->person->ack_off)
        return "the customer wants no acknowledgements";
    if (decide_is_flood(j))
        return "too many new requests in the last minute";
    if (j->now_ms - written > j->c->site->ack_age_ms)
        return "the message is too old";
    return decide_unsendable(j, customer);
}

/* A first message has no history: what it quotes is what it is about. */
static const char *text_of(const decide_job *j)
{
    const letter *l = j->in->letter;
    bool left = l->new_text && l->new_text[strspn(l->new_text, " \t\n")];
    bool quotes = l->quoted && *l->quoted;

    if (j->form)
        return j->form->text;
    if (decide_source(j)) /* a form quotes nothing, and has no signature */
        return l->text;
    return left && (j->in->account || !quotes) ? l->new_text : l->text;
}

static void add_first(decide_job *j, const char *customer, const char *name)
{
    const letter *l = j->in->letter;
    const char *text = text_of(j);
    bool marked = decide_marked(j) != NULL;
    store_entry *e =
        decide_entry(j, marked ? STORE_APART : STORE_ARTICLE, STORE_BY_CUSTOMER,
                     customer, name, text ? text : "");

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments(l);
    e->removed = g_strdup(decide_removed(j));
    e->marked = marked;
    e->subject = g_strdup(marked ? l->subject : NULL);
    plan_entry(j->plan, e);
    if (marked)
        decide_detail(j, "marked", "looks like a sign-up or a code: %s",
                      decide_marked(j));
    else
        add_ids(j);
}

/* A digest that she gets soon names all tickets until then. */
static bool digest_waits(const decide_job *j, const config_operator *o)
{
    const GPtrArray *floods = j->in->snapshot->floods;

    for (unsigned i = 0; floods && i < floods->len; i++) {
        const store_outgoing *row = floods->pdata[i];
        if (g_strcmp0(row->operator_id, o->id) == 0 &&
            strcmp(row->queue, j->queue->id) == 0)
            return true;
    }
    return false;
}

static void plan_digest(decide_job *j, const config_operator *o)
{
    if (o->addresses->len == 0)
        return;
    store_outgoing *row = decide_mail(j, STORE_TO_OPERATOR, SNAPSHOT_FLOOD,
                                      o->addresses->pdata[0]);
    row->ticket = PLAN_NONE;
    row->operator_id = g_strdup(o->id);
    row->date_ms = row->next_ms = j->now_ms + FLOOD_DIGEST_MS;
    g_free(row->data);
    row->data = g_strdup_printf("{\"since\":%" G_GINT64_FORMAT "}", j->now_ms);
    plan_send(j->plan, row);
}

/* One mail for each ticket, or in a flood one for all of some seconds. */
static void tell_new(decide_job *j, const config_category *k, json_t *proposed)
{
    g_autoptr(GPtrArray) told = decide_concerned(j, NULL);
    json_t *advice = decide_advice(j, k);

    for (unsigned i = 0; i < told->len; i++) {
        const config_operator *o = told->pdata[i];
        if (digest_waits(j, o))
            continue;
        if (decide_is_flood(j)) {
            plan_digest(j, o);
            continue;
        }
        json_t *data = json_pack("{s:s,s:O*,s:O*}", "why", "new", "advice",
                                 advice, "proposed", proposed);
        decide_add_author(j, data);
        decide_add_absence(j, data);
        decide_tell(j, o, "notify", -1, 0, data);
    }
    json_decref(advice);
    json_decref(proposed);
}

/* A first message may ask for a change of a service; all of it is its text as
 * well. */
static void ask_about_service(decide_job *j, const char *customer)
{
    g_autoptr(command_result) r =
        command_read(j->in->letter->new_text, COMMAND_FOR_CUSTOMER);

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        if (call->row->traits & COMMAND_ASKS_CONSENT)
            decide_consent_asked(j, customer, call->argument);
    }
}

/* Where its company has but one, it is under that. */
static void take_service(decide_job *j)
{
    g_autoptr(GPtrArray) all =
        contract_services(j->in->snapshot->terms, j->now_ms);

    if (all->len != 1)
        return;
    const store_service *k = all->pdata[0];
    plan_cause why = {.kind = STORE_ACTOR_RULE,
                      .cause = "the only service of its contract"};
    plan_set_why(j->plan, 0, PLAN_SERVICE, plan_number(k->id), &why);
    decide_event(j, "service %s", k->name);
    j->service = k->id;
}

void decide_new_ticket(decide_job *j, const snapshot_ticket *before)
{
    g_autofree char *customer = customer_of(j);
    const char *name = name_of(j, customer);
    bool learned;
    const config_category *k = decide_choose(j->c, j->in->verdict, &learned);

    /* Nobody acts here: events are the desk's own. */
    j->op = NULL;
    j->who = DECIDE_STRANGER;
    decide_job_ticket(j, NULL);
    if (k && k->queue)
        j->queue = config_queue_by_id(j->c, k->queue);
    decide_wishes(j);
    add_ticket(j, customer, name, k);
    note_rules(j, k, learned);
    say_place(j, k, learned);
    take_service(j);
    json_t *proposed =
        decide_marked(j) || decide_source(j) ? NULL : add_cc(j, customer);
    if (before)
        link_both(j, before);
    decide_fill(j, customer);
    if (decide_voted_holder(j))
        decide_event(j, "assigned to %s (votes)", j->state.holder);
    if (k)
        say_category(j, k, learned);
    say_turn(j);
    if (!decide_marked(j) && !is_doubted(j)) {
        decide_coupon(j, customer);
        ask_about_service(j, customer);
    }
    /* The last of its entries: of it people are told. */
    add_first(j, customer, name);
    if (!decide_source(j) || j->strong)
        decide_language_remember(j);
    const char *no = no_ack(j, customer);
    if (no)
        decide_detail(j, "unacknowledged", "%s", no);
    else
        decide_acknowledge(j, "ack", customer);
    tell_new(j, k, proposed);
    decide_fate(j, "ticket", "new ticket " PLAN_NEW);
}
