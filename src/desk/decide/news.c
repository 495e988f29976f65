/* decide_news: what several mails to one person would say stands in one: of one
 * event, or of all that she hears of later. */
#include "desk/decide/room.h"
#include "desk/hear.h"

#include <string.h>

#define NEWS_SHOWN_MAX 60 /* in one mail; others are counted */
#define NOTIFY         "notify"

/* Data that has `words` below those that it has, and the why of what came last. */
static char *join_data(const char *first, const char *second)
{
    json_t *a = json_loads(first, 0, NULL), *b = json_loads(second, 0, NULL);
    const char *was = json_string_value(json_object_get(a, "words"));
    const char *is = json_string_value(json_object_get(b, "words"));
    g_autofree char *words = was && is && strcmp(was, is) != 0
                                 ? g_strdup_printf("%s\n%s", was, is)
                                 : g_strdup(is ? is : was);

    json_object_update(a, b);
    if (words)
        json_object_set_new(a, "words", json_string(words));
    char *raw = json_dumps(a, JSON_COMPACT);
    char *text = g_strdup(raw);
    free(raw);
    json_decref(a);
    json_decref(b);
    return text;
}

static bool is_same(const store_outgoing *a, const char *operator_id,
                    int64_t ticket)
{
    return a->audience == STORE_TO_OPERATOR &&
           strcmp(a->template, NOTIFY) == 0 && a->ticket == ticket &&
           g_strcmp0(a->operator_id, operator_id) == 0;
}

bool decide_fold(decide_job *j, const char *operator_id, int64_t ticket,
                 const char *data)
{
    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what != PLAN_SEND || !is_same(s->send, operator_id, ticket))
            continue;
        g_autofree char *both = join_data(s->send->data, data);
        plan_send_with(j->plan, i, both);
        plan_send_after_words(j->plan, i);
        return true;
    }
    return false;
}

void decide_about_words(decide_job *j, unsigned from)
{
    for (unsigned i = from; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, NOTIFY) == 0)
            plan_send_after_words(j->plan, i);
    }
}

/* ---- later ---- */

/* News that an operator may hear of in a digest; all else is told at once. */
static bool is_news(const char *why)
{
    static const char *const kinds[] = {
        "new",        "article",  "note",     "reply",    "stranger",
        "line",       "returned", "finding",  "reopened", "machine",
        "unanswered", "later",    "assigned", "rated",    NULL};

    return why && g_strv_contains(kinds, why);
}

/* Is something of the ticket due before she would hear? */
static bool hurries(const decide_job *j, int64_t at_ms)
{
    const store_ticket *t = j->st ? j->st->t : NULL;
    int64_t dues[] = {t ? t->next_due_ms : 0, j->state.due_ms};

    for (unsigned i = 0; i < G_N_ELEMENTS(dues); i++)
        if (dues[i] > 0 && dues[i] <= at_ms)
            return true;
    return false;
}

/* Now; later; HEAR_NEVER. What is given to her in person she always hears of. */
static int64_t when_told(const decide_job *j, const config_operator *o,
                         const char *why)
{
    int64_t at_ms = is_news(why) ? hear_at(o, j->now_ms) : j->now_ms;

    if (at_ms == HEAR_NEVER && strcmp(why, "assigned") == 0)
        at_ms = hear_awake(o, j->now_ms);
    return at_ms == HEAR_NEVER || !hurries(j, at_ms) ? at_ms : j->now_ms;
}

bool decide_defer(decide_job *j, const config_operator *o,
                  const store_outgoing *row)
{
    json_t *data = json_loads(row->data, 0, NULL);
    const char *why = json_string_value(json_object_get(data, "why"));
    int64_t at_ms = when_told(j, o, why);

    if (at_ms > j->now_ms && at_ms != HEAR_NEVER) {
        store_news *n = g_new0(store_news, 1);
        n->operator_id = g_strdup(o->id);
        n->ticket = row->ticket;
        n->entry = row->entry;
        n->why = g_strdup(why);
        n->words = g_strdup(json_string_value(json_object_get(data, "words")));
        n->at_ms = j->now_ms;
        n->due_ms = at_ms;
        plan_news(j->plan, n);
    }
    json_decref(data);
    return at_ms > j->now_ms;
}

/* ---- the digest ---- */

/* Those of one ticket stand together, where the first of them stood. */
static json_t *requests_of(const GPtrArray *news, unsigned *shown)
{
    json_t *all = json_array();
    g_autoptr(GHashTable) known = g_hash_table_new(g_int64_hash, g_int64_equal);

    *shown = MIN(news->len, NEWS_SHOWN_MAX);
    for (unsigned i = 0; i < *shown; i++) {
        store_news *n = news->pdata[i];
        json_t *events = g_hash_table_lookup(known, &n->ticket);
        if (!events) {
            events = json_array();
            json_array_append_new(all, json_pack("{s:I,s:o}", "ticket",
                                                 (json_int_t)n->ticket,
                                                 "events", events));
            g_hash_table_insert(known, &n->ticket, events);
        }
        json_array_append_new(events, json_pack("{s:I,s:I,s:s,s:s*}", "entry",
                                                (json_int_t)n->entry, "at",
                                                (json_int_t)n->at_ms, "why",
                                                n->why, "words", n->words));
    }
    return all;
}

plan *decide_news(const config *c, const char *operator_id,
                  const GPtrArray *news, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const config_operator *o = config_operator_by_id(c, operator_id);
    const store_news *last = news->len > 0 ? news->pdata[news->len - 1] : NULL;
    int64_t awake_ms = o ? hear_awake(o, now_ms) : now_ms;
    unsigned shown;

    if (awake_ms > now_ms)
        plan_wait(j->plan, STORE_WAIT_NEWS, operator_id, 0, awake_ms);
    if (!last || awake_ms > now_ms)
        return decide_job_end(j);
    if (o && o->addresses->len > 0) {
        json_t *requests = requests_of(news, &shown);
        decide_tell_about(j, o, "news", PLAN_NONE, 0,
                          json_pack("{s:o,s:i,s:i}", "requests", requests,
                                    "count", (int)news->len, "more",
                                    (int)(news->len - shown)));
    }
    plan_news_told(j->plan, operator_id, last->n);
    return decide_job_end(j);
}
