/* notify_state: how a request stands, where an operator's answer goes, and what
 * of it has been said. */
#include "desk/notify/state.h"

#include "base/handle.h"
#include "base/phone.h"
#include "config/section.h"
#include "desk/answer.h"
#include "desk/category_config.h"
#include "desk/field_config.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/sla.h"
#include "desk/source_config.h"
#include "desk/speech.h"
#include "desk/status_config.h"
#include "desk/together.h"
#include "desk/type_config.h"
#include "desk/when.h"
#include "store/change.h"
#include "store/handover.h"
#include "store/moved.h"
#include "store/waits.h"
#include <string.h>

#define STATE_NAMED 3 /* participants named in the first line */

static char *participant_words(const notify_job *j, const GPtrArray *people)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < people->len && i < STATE_NAMED; i++) {
        const store_participant *p = people->pdata[i];
        bool last = i + 1 == people->len;
        g_string_append_printf(
            out, "%s%s%s",
            i == 0 ? ""
            : last ? speech_and(j->language)
                   : ", ",
            handle_shown(p->address),
            phone_is_handle(p->address) ? say_in(j->language, " (by telephone)")
            : handle_is_chat(p->address) ? say_in(j->language, " (by chat)")
                                         : "");
    }
    if (people->len > STATE_NAMED) {
        g_autofree char *count =
            g_strdup_printf("%u", people->len - STATE_NAMED);
        g_autofree char *more =
            say_with(j->language, " and %1 more", count, NULL);
        g_string_append(out, more);
    }
    return g_string_free(out, FALSE);
}

/* Does the mail end with a colleague's words? Decide looks at the same entry,
 * which the capability names. */
static bool is_colleagues(const notify_job *j, const GPtrArray *all)
{
    int64_t last = MAX(j->o->entry, j->shown);
    for (guint i = all->len; i > 0; i--) {
        const store_entry *e = all->pdata[i - 1];
        if (e->n == last)
            return answer_is_colleagues(j->op, e->kind, e->by, e->author);
    }
    return false;
}

static bool may(const notify_job *j, role_right right,
                const GPtrArray *watchers)
{
    return j->op ? rights_can_ticket(j->c, j->op, right, j->t, watchers)
                 : right == RIGHT_NOTE;
}

/* Said before anything else. */
bool notify_add_answer(notify_job *j, const GPtrArray *all, GError **error)
{
    g_autoptr(GPtrArray) people = store_participants(j->desk, j->t->id, error);
    g_autoptr(GPtrArray) watchers = store_watchers(j->desk, j->t->id, error);
    if (!people || !watchers)
        return false;
    bool replies = may(j, RIGHT_REPLY, watchers);
    answer_way way =
        answer_allowed(people->len > 0 && !is_colleagues(j, all)
                           ? config_answer_for(j->c, j->op, j->t->line)
                           : CONFIG_ANSWER_NOTE,
                       replies, may(j, RIGHT_NOTE, watchers));
    j->inside = way != ANSWER_REPLY;
    json_t *answer = json_object();
    json_object_set_new(answer, "reply", json_boolean(way == ANSWER_REPLY));
    json_object_set_new(answer, "note", json_boolean(way == ANSWER_NOTE));
    json_object_set_new(answer, "none", json_boolean(way == ANSWER_NOWHERE));
    if (replies)
        notify_set_free(answer, "to", participant_words(j, people));
    json_object_set_new(j->data, "answer", answer);
    return !j->op || notify_add_actions(j, replies && people->len > 0,
                                        may(j, RIGHT_NOTE, watchers), j->inside,
                                        watchers, error);
}

char *notify_status_words(const notify_job *j, const char *id)
{
    const char *title = status_title(status_model_of(j->c), id, j->language);

    return say_capital(title);
}

/* Of the same customer, with the command that joins this one to them. */
static bool add_others(notify_job *j, GError **error)
{
    const store_ticket_filter f = {.customer = j->t->customer,
                                   .openness = STORE_OPEN};
    g_autoptr(GPtrArray) all = store_ticket_list(j->desk, &f, error);
    if (!all)
        return false;
    json_t *list = json_array();
    for (guint i = 0; i < all->len; i++) {
        const store_ticket *t = all->pdata[i];
        if (t->id == j->t->id || json_array_size(list) >= NOTIFY_OTHERS_MAX ||
            (j->op && !rights_may(j->c, j->op, t, NULL)))
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "number", json_integer(t->id));
        notify_set_free(row, "subject", notify_subject(t, NOTIFY_SUBJECT_ROW));
        json_object_set_new(row, "last", json_false());
        json_array_append_new(list, row);
    }
    notify_set_list(j->data, "others", list);
    return true;
}

/* Why a field is as it is, as whoever set it wrote; NULL. Caller frees. */
static bool why_of(notify_job *j, const char *field, char **why, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_change_list(j->desk, j->t->id, field, 1, error);
    if (!all)
        return false;
    const store_change *last = all->len > 0 ? all->pdata[0] : NULL;
    *why = last && *last->reason ? notify_brief(last->reason, 200) : NULL;
    return true;
}

/* Since when it is whose it is. */
static bool add_since(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_change_list(j->desk, j->t->id, "holder", 1, error);
    if (!all)
        return false;
    const store_change *last = all->len > 0 ? all->pdata[0] : NULL;
    if (last && j->t->holder && g_strcmp0(last->new, j->t->holder) == 0)
        notify_set_free(j->data, "held_since", notify_when(j, last->at_ms));
    return true;
}

static bool add_wait(notify_job *j, const char *name, const char *field,
                     int64_t at_ms, GError **error)
{
    char *why = NULL;
    if (at_ms == 0)
        return true;
    if (!why_of(j, field, &why, error))
        return false;
    json_t *wait = json_object();
    notify_set_free(wait, "date", notify_when(j, at_ms));
    notify_set_free(wait, "reason", why);
    if (j->t->reminded > 0)
        json_object_set_new(wait, "reminded", json_integer(j->t->reminded));
    json_object_set_new(j->data, name, wait);
    return true;
}

/* When the customer is reminded next, and until when it is out of sight. */
static bool add_waits(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all = store_wait_list(j->desk, j->t->id, error);
    int64_t next_ms = 0;
    if (!all)
        return false;
    for (guint i = 0; i < all->len; i++) {
        const store_wait *w = all->pdata[i];
        if (strcmp(w->kind, STORE_WAIT_CUSTOMER) == 0)
            next_ms = w->at_ms;
    }
    return add_wait(j, "waits", "status", next_ms, error) &&
           add_wait(j, "later", "later", j->t->later_ms, error);
}

/* Those linked to it that she may see. */
static bool add_links(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all = store_links(j->desk, j->t->id, error);
    json_t *list = json_array();
    bool fine = all != NULL;

    for (guint i = 0; fine && i < all->len; i++) {
        const store_link *l = all->pdata[i];
        g_autoptr(store_ticket) t =
            store_ticket_get(j->desk, together_other(l, j->t->id), error);
        fine = t != NULL;
        if (!fine || json_array_size(list) >= NOTIFY_OTHERS_MAX ||
            (j->op && !rights_may(j->c, j->op, t, NULL)))
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "number", json_integer(t->id));
        notify_set_free(row, "subject", notify_subject(t, NOTIFY_SUBJECT_ROW));
        notify_set(row, "kind",
                   say_in(j->language, together_words(l, j->t->id)));
        json_object_set_new(row, "last", json_false());
        json_array_append_new(list, row);
    }
    notify_set_list(j->data, "linked", list);
    return fine;
}

/* Those that became part of it: their numbers lead here. */
static bool add_merged(notify_job *j, GError **error)
{
    g_autoptr(GArray) all = store_merged(j->desk, j->t->id, error);
    json_t *list = json_array();

    for (guint i = 0; all && i < all->len; i++)
        json_array_append_new(
            list, json_pack("{s:I,s:b}", "number",
                            (json_int_t)g_array_index(all, int64_t, i), "last",
                            false));
    notify_set_list(j->data, "merged", list);
    return all != NULL;
}

void notify_add_due(const notify_job *j, json_t *object, const store_ticket *t)
{
    g_autoptr(GTimeZone) zone = config_zone_for(j->c, j->op, j->q);

    if (t->due_ms == 0)
        return;
    notify_set_free(object, "due", when_due_in(j->language, t->due_ms, zone));
    json_object_set_new(object, "overdue",
                        json_boolean(t->open && t->due_ms < j->o->date_ms));
}

/* What is for the desk alone may not be repeated to a customer unseen. */
static void set_value(notify_job *j, json_t *object, const char *text,
                      bool is_public)
{
    if (is_public)
        notify_set(object, "value", text);
    else
        notify_set_marked(
            object, "value",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket, 0, text));
}

/* Wishes and proposals stand among fields, under names of their own. */
static void add_value(notify_job *j, json_t *fields, const store_value *v)
{
    static const char *const others[][2] = {
        {FIELD_WISH_TYPE, "wish_type"},
        {FIELD_WISH_PRIORITY, "wish_priority"},
        {FIELD_PROPOSED_FAQ, "proposed_faq"},
        {FIELD_PROPOSED_ASK, "proposed_ask"},
        {FIELD_OFFERED_FAQ, "offered_faq"},
        {FIELD_OFFERED_ASK, "offered_ask"},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        if (strcmp(v->field, others[i][0]) == 0) {
            notify_set(j->data, others[i][1], v->text);
            return;
        }
    }
    json_t *one = json_object();
    notify_set(one, "title", field_title(j->c, v->field, j->language));
    set_value(j, one, v->text, v->is_public);
    json_array_append_new(fields, one);
}

static bool add_values(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_values(j->desk, STORE_VALUE_OF_TICKET, j->t->id, error);
    json_t *fields = json_array();

    for (guint i = 0; all && i < all->len; i++)
        add_value(j, fields, all->pdata[i]);
    json_object_set_new(j->data, "has_fields",
                        json_boolean(json_array_size(fields) > 0));
    json_object_set_new(j->data, "fields", fields);
    return all != NULL;
}

/* How it came, if not by a message of the customer's own, and whether anybody knows
 * that it is his. */
static void add_source(notify_job *j)
{
    const store_ticket *t = j->t;
    bool section = source_by_id(j->c, t->source) != NULL;

    if (section)
        notify_set(j->data, "source",
                   source_title(j->c, t->source, j->language));
    else if (g_strcmp0(t->source, "telephone") == 0 ||
             g_strcmp0(t->source, "form") == 0)
        notify_set(j->data, "source", say_in(j->language, t->source));
    json_object_set_new(j->data, "source_unproved",
                        json_boolean(section && !t->authenticated));
}

/* What kind of process it is in, and what is planned. */
static void add_process(notify_job *j)
{
    const store_ticket *t = j->t;

    add_source(j);
    notify_set(j->data, "type", type_title(j->c, t->type, j->language));
    notify_set(j->data, "complexity",
               t->complexity
                   ? say_about(j->language, "complexity", t->complexity)
                   : NULL);
    notify_add_due(j, j->data, t);
    if (t->pinned)
        notify_set_marked(j->data, "pinned",
                          shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket,
                                     0, t->pinned));
}

/* What is not part of the promise is shown; nothing is refused for it. */
static void add_outside(const notify_job *j, const config_sla *s)
{
    const store_ticket *t = j->t;
    bool line = s->lines->len == 0;

    for (guint i = 0; i < s->lines->len; i++)
        line |= g_array_index(s->lines, int, i) == t->line;
    if (!line)
        json_object_set_new(j->data, "outside_line", json_integer(t->line));
    if (t->type && s->types->len > 0 && !config_listed(s->types, t->type))
        notify_set(j->data, "outside_type",
                   type_title(j->c, t->type, j->language));
    json_object_set_new(j->data, "phone", json_boolean(s->phone));
}

/* Which SLA, and when it is due next. */
static bool add_sla(notify_job *j, GError **error)
{
    const store_ticket *t = j->t;
    const config_sla *s = config_sla_by_id(j->c, t->sla);
    g_autoptr(GPtrArray) clocks = store_clock_list(j->desk, t->id, error);
    g_autoptr(store_terms) terms =
        clocks ? store_terms_read(j->desk, t->company, t->service, t->id,
                                  t->created_ms, error)
               : NULL;

    if (!terms)
        return false;
    notify_set(j->data, "company", terms->company_name);
    if (!s)
        return true;
    g_auto(sla_promise) promise =
        sla_choose(j->c, terms, t->type, t->queue, j->o->date_ms);
    const store_clock *first = sla_first_clock(clocks);
    notify_set(j->data, "sla", sla_title(j->c, s->id, j->language));
    g_autoptr(GTimeZone) zone = sla_zone(j->c, j->op, j->q, &promise);
    if (first)
        notify_set_free(j->data, "sla_due",
                        sla_words(j->language, first, promise.calendar, zone,
                                  j->o->date_ms));
    add_outside(j, s);
    return true;
}

bool notify_add_state(notify_job *j, GError **error)
{
    const store_ticket *t = j->t;
    notify_set_free(j->data, "state", notify_status_words(j, t->status));
    notify_set(j->data, "holder", notify_operator_name(j->c, t->holder));
    json_object_set_new(j->data, "line", json_integer(t->line));
    int64_t hops = store_handover_hops(j->desk, t->id, error);
    if (hops < 0)
        return false;
    if (hops > 0)
        json_object_set_new(j->data, "hops", json_integer(hops));
    json_object_set_new(j->data, "hops_one", json_boolean(hops == 1));
    if (g_strcmp0(t->priority, "normal") != 0)
        notify_set(j->data, "priority", say_in(j->language, t->priority));
    notify_set(j->data, "category",
               category_title(j->c, t->category, j->language));
    if (!notify_add_time(j, error) || !add_since(j, error) ||
        !add_waits(j, error))
        return false;
    add_process(j);
    notify_set_free(j->data, "customer",
                    notify_brief(notify_customer_name(t), 100));
    return add_values(j, error) && notify_add_lookups(j, error) &&
           add_sla(j, error) && add_others(j, error) && add_links(j, error) &&
           add_merged(j, error);
}

/* ---- what was said ---- */

int64_t notify_upto(const notify_job *j)
{
    return j->o->entry > 0 ? j->o->entry : INT64_MAX;
}

/* The thread's first Message-ID is the one that the request began with. */
bool notify_thread(notify_job *j, store_span *span, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    if (!store_entry_span(j->desk, j->t->id, notify_upto(j), span, error))
        return false;
    if (span->first_id)
        g_ptr_array_add(ids, span->first_id);
    notify_references(j->m, ids, j->o->in_reply_to);
    g_clear_pointer(&span->first_id, g_free);
    return true;
}

GPtrArray *notify_entries(notify_job *j, int64_t after, unsigned limit,
                          int64_t *count, GError **error)
{
    store_span span;
    if (!notify_thread(j, &span, error))
        return NULL;
    *count = span.count;
    j->shown = span.last;
    return store_entry_last(j->desk, j->t->id, after, span.last, limit, error);
}
