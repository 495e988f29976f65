/* decide_sla_due: clocks whose time has come: who is told, and in how many
 * mails. */
#include "desk/decide/room.h"
#include "desk/rights.h"
#include "desk/say.h"
#include "desk/sla.h"
#include "worktime/calendar_config.h"

#include <string.h>

/* What one person is to be told about one ticket. */
typedef struct news {
    const config_operator *who;
    const decide_due *due;
    const char *why; /* of the notification: "sla_warning", "sla_breach" */
    char *words;
} news;

typedef struct teller {
    decide_job *j;
    GPtrArray *news;     /* news* */
    sla_promise promise; /* of the ticket at hand */
} teller;

static void news_free(void *data)
{
    news *n = data;

    g_free(n->words);
    g_free(n);
}

/* "First reply due in 2 h (Fri 4 Nov 14:30)", in the zone of who reads it; NULL:
 * of the queue's mail. Caller frees. */
static char *words_for(const teller *t, const store_clock *k,
                       const config_operator *who)
{
    const decide_job *j = t->j;
    g_autoptr(GTimeZone) zone = sla_zone(j->c, who, j->queue, &t->promise);
    g_autofree char *words = sla_words(who ? who->language : NULL, k,
                                       t->promise.calendar, zone, j->now_ms);

    return say_capital(words);
}

static void add_news(teller *t, const decide_due *d, GPtrArray *people,
                     const char *why, const store_clock *k)
{
    for (unsigned i = 0; i < people->len; i++) {
        bool there = false;
        for (unsigned n = 0; n < t->news->len; n++) {
            const news *other = t->news->pdata[n];
            there |= other->who == people->pdata[i] && other->due->t == d->t;
        }
        if (there)
            continue;
        g_autofree char *words = words_for(t, k, people->pdata[i]);
        news one = {people->pdata[i], d, why, g_strconcat(words, ".", NULL)};
        g_ptr_array_add(t->news, g_memdup2(&one, sizeof one));
    }
}

/* ---- whom a level concerns ---- */

static void add_role(GPtrArray *all, const decide_job *j, role_id role)
{
    g_autoptr(GPtrArray) some =
        rights_with(j->c, role, j->st->t->queue, j->state.line);

    for (unsigned i = 0; i < some->len; i++)
        if (!g_ptr_array_find(all, some->pdata[i], NULL))
            g_ptr_array_add(all, some->pdata[i]);
}

static GPtrArray *responsible(const decide_job *j)
{
    return j->state.holder ? decide_concerned(j, NULL)
                           : decide_line_told(j, j->state.line);
}

/* Those of the levels after the one that was told last, up to this one. */
static GPtrArray *concerned(const decide_job *j, int64_t told, int level)
{
    GPtrArray *all =
        told < SLA_TOLD_BREACH ? responsible(j) : g_ptr_array_new();

    if (level >= SLA_TOLD_BREACH && told < SLA_TOLD_BREACH)
        add_role(all, j, ROLE_LEAD);
    if (level >= SLA_TOLD_MANAGER)
        add_role(all, j, ROLE_MANAGER);
    return all;
}

/* ---- one clock ---- */

/* The clock of a row: the one of its kind that is not over; NULL. */
static const store_clock *clock_of(const decide_due *d)
{
    const char *slash = strchr(d->ref, '/');
    const GPtrArray *all = d->t->clocks;

    for (unsigned i = 0; slash && all && i < all->len; i++) {
        const store_clock *k = all->pdata[i];
        if (strcmp(k->kind, slash + 1) == 0 && sla_runs(k))
            return k;
    }
    return NULL;
}

static bool is_always(const teller *t)
{
    const config_calendar *k =
        config_calendar_by_id(t->j->c, t->promise.calendar_name);

    return k ? k->always : t->promise.calendar == calendar_always();
}

/* When those who are told work next; 0: now. */
static int64_t opening_ms(const teller *t)
{
    const decide_job *j = t->j;
    const calendar *k =
        config_calendar_find(j->c, j->queue ? j->queue->calendar : NULL);
    int64_t at_ms = k ? calendar_opens(k, j->now_ms) : j->now_ms;

    return is_always(t) || at_ms == j->now_ms || at_ms == CALENDAR_NEVER
               ? 0
               : at_ms;
}

static void say(teller *t, const store_clock *k, const char *words)
{
    if (k->breached_ms == 0)
        decide_event(t->j, "SLA %s: %s", sla_title(t->j->c, k->sla, NULL),
                     words);
}

static void tell_of(teller *t, const decide_due *d, const store_clock *k,
                    int level)
{
    const decide_job *j = t->j;
    bool over = level >= SLA_TOLD_BREACH;
    g_autofree char *words = words_for(t, k, NULL);
    g_autoptr(store_clock) new = store_clock_copy(k);
    int64_t later_ms = opening_ms(t);

    if (over) {
        say(t, k, words);
        new->breached_ms = k->breached_ms ? k->breached_ms : k->due_ms;
    }
    if (later_ms == 0) {
        g_autoptr(GPtrArray) people = concerned(j, k->told, level);
        add_news(t, d, people, over ? "sla_breach" : "sla_warning", k);
        new->told = level;
        later_ms = sla_next_ms(new, t->promise.sla, t->promise.calendar);
    }
    plan_wait(j->plan, DECIDE_SLA_WAIT, d->ref, j->st->t->id, later_ms);
    plan_clock(j->plan, g_steal_pointer(&new));
}

static void look_at(teller *t, const decide_due *d)
{
    decide_job *j = t->j;
    const store_clock *k = clock_of(d);
    int level = SLA_TOLD_NOTHING;

    decide_job_ticket(j, d->t);
    t->promise =
        sla_choose(j->c, d->t->terms, d->t->t->type, d->t->t->queue, j->now_ms);
    if (k && t->promise.sla)
        level = sla_level(k, t->promise.sla, t->promise.calendar, j->now_ms);
    if (level != SLA_TOLD_NOTHING)
        tell_of(t, d, k, level);
    else /* it was moved, or is over */
        plan_wait(j->plan, DECIDE_SLA_WAIT, d->ref, d->t->t->id,
                  k && t->promise.sla
                      ? sla_next_ms(k, t->promise.sla, t->promise.calendar)
                      : 0);
    sla_promise_clear(&t->promise);
}

/* ---- mails ---- */

static unsigned count_for(const teller *t, const config_operator *who)
{
    unsigned count = 0;

    for (unsigned i = 0; i < t->news->len; i++)
        count += ((const news *)t->news->pdata[i])->who == who;
    return count;
}

static void send_one(teller *t, const news *n)
{
    decide_job *j = t->j;

    decide_job_ticket(j, n->due->t);
    decide_tell(j, n->who, "notify", 0, 0,
                json_pack("{s:s,s:s}", "why", n->why, "words", n->words));
}

/* All of hers in one mail, from the queue of the first. */
static void send_digest(teller *t, const config_operator *who)
{
    decide_job *j = t->j;
    unsigned count = 0;
    g_autoptr(GString) text = g_string_new("These requests are due:\n");
    json_t *data = NULL;

    decide_job_ticket(j, NULL);
    for (unsigned i = 0; i < t->news->len; i++) {
        const news *n = t->news->pdata[i];
        if (n->who != who)
            continue;
        if (count++ == 0)
            j->queue = config_queue_by_id(j->c, n->due->t->t->queue);
        g_string_append_printf(text, "\n- #%" G_GINT64_FORMAT " %s: %s",
                               n->due->t->t->id, n->due->t->t->subject,
                               n->words);
    }
    g_autofree char *title = g_strdup_printf("%u requests are due", count);
    g_string_append(text, "\n\nTo see one of them, reply with /show and its "
                          "number, as in /show #1042");
    data = json_pack("{s:s,s:s}", "title", title, "text", text->str);
    decide_tell_about(j, who, "notice", PLAN_NONE, 0, data);
}

static void send_all(teller *t)
{
    for (unsigned i = 0; i < t->news->len; i++) {
        const news *n = t->news->pdata[i];
        bool first = true;
        for (unsigned k = 0; k < i; k++)
            first &= ((const news *)t->news->pdata[k])->who != n->who;
        if (count_for(t, n->who) <= DECIDE_SLA_MAX)
            send_one(t, n);
        else if (first)
            send_digest(t, n->who);
    }
}

plan *decide_sla(const config *c, const GArray *due, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    teller t = {.j = j, .news = g_ptr_array_new_with_free_func(news_free)};

    for (unsigned i = 0; i < due->len; i++)
        look_at(&t, &g_array_index(due, decide_due, i));
    send_all(&t);
    g_ptr_array_unref(t.news);
    decide_job_ticket(j, NULL); /* it did nothing to a ticket */
    return decide_job_end(j);
}
