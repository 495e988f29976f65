/* notify_news: a digest of what happened, request by request, each with an address
 * of its own to answer to. */
#include "base/err.h"
#include "config/site.h"
#include "desk/answer.h"
#include "desk/notify/room.h"
#include "desk/notify/transcript.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/status_config.h"
#include "store/people.h"

#include <string.h>

#define NEWS_BRIEF   200 /* characters of an entry */
#define NEWS_SUBJECT 70

/* One request of it while it is made. */
typedef struct part {
    store_ticket *t;
    json_t *out, *events;
    int64_t seen; /* its last entry that is shown */
    bool note;    /* which is a colleague's */
} part;

static bool is_gone(GError **local, GError **error)
{
    if (g_error_matches(*local, ERR_DOMAIN, ERR_NOT_FOUND)) {
        g_clear_error(local);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(local));
    return false;
}

static void add_text(notify_job *j, part *p, json_t *row, const store_entry *e)
{
    g_autofree char *name = notify_brief(notify_author(j->c, e), 60);
    g_autofree char *brief = notify_brief(e->text, NEWS_BRIEF);

    notify_set(row, "name", name);
    notify_set_marked(row, "brief", notify_marked(j, e, brief));
    json_object_set_new(row, "note", json_boolean(e->kind == STORE_NOTE));
    p->seen = MAX(p->seen, e->n);
    p->note = answer_is_colleagues(j->op, e->kind, e->by, e->author);
}

static bool add_event(notify_job *j, part *p, const json_t *event,
                      GError **error)
{
    int64_t n = json_integer_value(json_object_get(event, "entry"));
    const char *words = json_string_value(json_object_get(event, "words"));
    const char *why = json_string_value(json_object_get(event, "why"));
    json_t *row = json_object();
    GError *local = NULL;

    json_array_append_new(p->events, row);
    notify_set_free(
        row, "when",
        notify_when(j, json_integer_value(json_object_get(event, "at"))));
    g_autofree char *said = say_again(j->language, words ? words
                                                   : why ? why
                                                         : "");
    notify_set(row, "words", *said ? said : NULL);
    if (n <= 0)
        return true;
    g_autoptr(store_entry) e = store_entry_get(j->desk, p->t->id, n, &local);
    if (!e)
        return is_gone(&local, error);
    if (e->kind != STORE_EVENT)
        add_text(j, p, row, e);
    return true;
}

/* With the tag in its subject, so that whoever follows it answers in a thread. */
static char *link_to(const notify_job *j, const store_ticket *t,
                     const config_queue *q, const tag_claim *claim)
{
    g_autofree char *tag = tag_make(j->site, t->epoch, t->id);
    g_autofree char *subject =
        g_strdup_printf("Re: #%" G_GINT64_FORMAT " %s", t->id, tag);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, false);
    g_autofree char *address =
        tag_address(j->site, j->c->site->domain, q->id, q->address, claim);

    return g_strdup_printf("mailto:%s?subject=%s", address, escaped);
}

/* Where an answer goes, and the link for it. */
static bool add_address(notify_job *j, const part *p, GError **error)
{
    const config_queue *q = config_queue_by_id(j->c, p->t->queue);
    g_autoptr(GPtrArray) people = store_participants(j->desk, p->t->id, error);
    bool inside = p->note || config_answer_for(j->c, j->op, p->t->line) ==
                                 CONFIG_ANSWER_NOTE;
    tag_claim claim = {.kind = inside ? TAG_NOTE : TAG_REPLY,
                       .who = config_operator_number(j->op->id),
                       .number = p->t->id,
                       .entry = p->seen,
                       .epoch = j->epoch};

    if (!people)
        return false;
    if (!inside)
        notify_set(p->out, "to", p->t->customer);
    if (q)
        notify_set_free(p->out, "link", link_to(j, p->t, q, &claim));
    return true;
}

static bool add_request(notify_job *j, part *p, const json_t *request,
                        GError **error)
{
    size_t i;
    json_t *event;

    json_object_set_new(p->out, "number", json_integer(p->t->id));
    notify_set_free(p->out, "subject", notify_subject(p->t, NEWS_SUBJECT));
    notify_set_free(p->out, "customer",
                    notify_brief(notify_customer_name(p->t), 60));
    notify_set(p->out, "state",
               status_title(status_model_of(j->c), p->t->status, j->language));
    notify_set(p->out, "holder", notify_operator_name(j->c, p->t->holder));
    json_array_foreach(json_object_get(request, "events"), i, event)
    {
        if (!add_event(j, p, event, error))
            return false;
    }
    return add_address(j, p, error);
}

/* One that is gone, or that she may not see any more, is passed over. */
static bool add_one(notify_job *j, json_t *all, const json_t *request,
                    GError **error)
{
    int64_t id = json_integer_value(json_object_get(request, "ticket"));
    GError *local = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(j->desk, id, &local);
    if (!t)
        return is_gone(&local, error);
    g_autoptr(GPtrArray) watchers = store_watchers(j->desk, id, error);
    if (!watchers)
        return false;
    if (!j->op || !rights_may(j->c, j->op, t, watchers))
        return true;
    part p = {.t = t, .out = json_object(), .events = json_array()};
    json_object_set_new(p.out, "events", p.events);
    json_array_append_new(all, p.out);
    return add_request(j, &p, request, error);
}

bool notify_make_news(notify_job *j, GError **error)
{
    json_t *all = json_array(), *request;
    json_int_t count = json_integer_value(json_object_get(j->row, "count"));
    json_int_t more = json_integer_value(json_object_get(j->row, "more"));
    size_t i;

    json_object_set_new(j->data, "requests", all);
    json_object_set_new(j->data, "count", json_integer(count));
    json_object_set_new(j->data, "one", json_boolean(count == 1));
    if (more > 0)
        json_object_set_new(j->data, "more", json_integer(more));
    json_array_foreach(json_object_get(j->row, "requests"), i, request)
    {
        if (!add_one(j, all, request, error))
            return false;
    }
    return true;
}
