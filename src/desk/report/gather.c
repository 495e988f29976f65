/* gather: what happened in a period, read from history. */
#include "desk/report/room.h"

#include "store/change.h"

#include <string.h>

#define REPLY_SLACK_MS (15 * 60 * INT64_C(1000)) /* an undo window at most */
#define MOVES_MAX      16 /* of one entry, from one request to another */

/* What can be changed of a request after the period, and counts as it was. */
typedef enum {
    WAS_QUEUE,
    WAS_TYPE,
    WAS_CATEGORY,
    WAS_CUSTOMER,
    WAS_LINE,
    WAS
} was_field;
static const char *const was_names[WAS] = {"queue", "type", "category",
                                           "customer", "line"};

typedef struct later {
    bool changed[WAS];
    const char *old[WAS];
} later;

/* An event before its request is known. */
typedef struct raw_stay {
    int64_t ticket, seq, from_ms, work_ms;
    int stage, line;
    const char *holder;
} raw_stay;
typedef struct raw_entry {
    int64_t ticket, n, at_ms;
    const char *who;
} raw_entry;
typedef struct raw_hop {
    int64_t ticket;
    int from, to;
} raw_hop;
typedef struct raw_measure {
    int64_t ticket;
    fact_measure m;
} raw_measure;
typedef struct raw_time {
    int64_t ticket;
    fact_time t;
} raw_time;
typedef struct raw_score {
    int64_t ticket, n;
    fact_score s;
} raw_score;
typedef struct raw_merge {
    int64_t ticket, at_ms;
} raw_merge;

typedef struct reading {
    report_facts *f;
    store *s;
    const report_scope *scope;
    GHashTable *since;  /* int64_t* -> later*: changes after the period */
    GHashTable *scores; /* char*: place in its array + 1 */
    GHashTable *moves;  /* int64_t* (to) -> GArray of store_report_move */
    gint32 *places;     /* by number: place in tickets + 1 */
    int64_t last;       /* highest number */
    was_field field;    /* that is read */
    GArray *stays, *open, *asked, *replied, *hops, *measures, *times, *ratings,
        *ratings_asked, *reviews, *merges; /* raw_* */
    GError **error;
} reading;

static GArray *array_of(gsize size)
{
    return g_array_new(FALSE, FALSE, (guint)size);
}

/* ---- texts ---- */

/* Rows say the same few words again and again. */
static const char *kept(report_facts *f, const char *text)
{
    const char **last;
    char *is;

    if (!text || !*text)
        return NULL;
    last = &f->last_texts[(guchar)text[0] % G_N_ELEMENTS(f->last_texts)];
    if (*last && strcmp(*last, text) == 0)
        return *last;
    is = g_hash_table_lookup(f->texts, text);
    if (!is) {
        is = g_strdup(text);
        g_hash_table_add(f->texts, is);
    }
    *last = is;
    return is;
}

/* ---- what changed after the period ---- */

static void take_since(const store_report_change *c, void *context)
{
    reading *r = context;
    later *w = g_hash_table_lookup(r->since, &c->ticket);

    if (!w) {
        w = g_new0(later, 1);
        g_hash_table_insert(r->since, g_memdup2(&c->ticket, sizeof c->ticket),
                            w);
    }
    if (w->changed[r->field])
        return; /* the first after it says what was */
    w->changed[r->field] = true;
    w->old[r->field] = kept(r->f, c->old);
}

static bool read_since(reading *r)
{
    const store_period after = {r->f->period.to_ms, INT64_MAX};

    for (unsigned i = 0; i < WAS; i++) {
        r->field = (was_field)i;
        if (!store_report_changes(r->s, was_names[i], &after, take_since, r,
                                  r->error))
            return false;
    }
    return true;
}

static const char *was_of(const later *w, was_field field, const char *now)
{
    return w && w->changed[field] ? w->old[field] : now;
}

/* ---- requests ---- */

static bool listed(const GPtrArray *words, const char *word)
{
    for (guint i = 0; words && i < words->len; i++)
        if (g_strcmp0(words->pdata[i], word) == 0)
            return true;
    return !words || words->len == 0;
}

static bool has_line(const GArray *lines, int line)
{
    for (guint i = 0; i < lines->len; i++)
        if (g_array_index(lines, int, i) == line)
            return true;
    return lines->len == 0;
}

static bool has_company(const GArray *companies, int64_t company)
{
    for (guint i = 0; companies && i < companies->len; i++)
        if (g_array_index(companies, int64_t, i) == company)
            return true;
    return !companies;
}

static bool in_queues(const report_scope *scope, const char *queue)
{
    return !scope->queues ||
           (scope->queues->len > 0 && listed(scope->queues, queue));
}

/* Its queue, or its queue and line: as it was at the end, as all else. */
static bool in_part(const report_scope *scope, const char *queue, int line)
{
    char part[300];

    if (in_queues(scope, queue))
        return true;
    g_snprintf(part, sizeof part, "%s/%d", queue ? queue : "", line);
    return in_queues(scope, part);
}

static bool is_counted(const report_scope *scope, const fact_ticket *t)
{
    return in_part(scope, t->queue, t->line) &&
           has_line(scope->of->lines, t->line) &&
           listed(scope->of->types, t->type) &&
           listed(scope->of->categories, t->category) &&
           has_company(scope->companies, t->company);
}

static void take_ticket(const store_report_ticket *row, void *context)
{
    reading *r = context;
    report_facts *f = r->f;
    const later *w = g_hash_table_lookup(r->since, &row->id);
    fact_ticket t = {.id = row->id,
                     .created_ms = row->created_ms,
                     .company = row->company,
                     .stage = -1};
    bool moved = w && w->changed[WAS_LINE];
    const char *line = moved ? w->old[WAS_LINE] : NULL;

    t.queue = kept(f, was_of(w, WAS_QUEUE, row->queue));
    t.type = kept(f, was_of(w, WAS_TYPE, row->type));
    t.category = kept(f, was_of(w, WAS_CATEGORY, row->category));
    t.customer = kept(f, was_of(w, WAS_CUSTOMER, row->customer));
    t.source = kept(f, row->source);
    t.line = !moved ? row->line
             : line ? (int)g_ascii_strtoll(line, NULL, 10)
                    : 0;
    t.counted = is_counted(r->scope, &t);
    t.opened =
        t.created_ms >= f->period.from_ms && t.created_ms < f->period.to_ms;
    g_array_append_val(f->tickets, t);
    if (row->id <= r->last)
        r->places[row->id] = (gint32)f->tickets->len;
}

/* NULL without *error: it is gone, or younger than what is read. */
static fact_ticket *ticket_of(reading *r, int64_t id, guint *place)
{
    if (id <= 0 || id > r->last)
        return NULL;
    if (r->places[id] == 0 &&
        !store_report_one(r->s, id, take_ticket, r, r->error))
        return NULL;
    if (r->places[id] == 0)
        return NULL;
    *place = (guint)r->places[id] - 1;
    return &g_array_index(r->f->tickets, fact_ticket, *place);
}

/* The same of one that is counted. */
static fact_ticket *counted(reading *r, int64_t id, guint *place)
{
    fact_ticket *t = ticket_of(r, id, place);

    return t && t->counted ? t : NULL;
}

static bool wrong(const reading *r)
{
    return *r->error != NULL;
}

/* ---- entries that went elsewhere ---- */

static void take_move(const store_report_move *m, void *context)
{
    reading *r = context;
    GArray *all = g_hash_table_lookup(r->moves, &m->to_ticket);

    if (!all) {
        all = array_of(sizeof *m);
        g_hash_table_insert(r->moves,
                            g_memdup2(&m->to_ticket, sizeof m->to_ticket), all);
    }
    g_array_append_val(all, *m);
}

static const store_report_move *move_of(const reading *r, int64_t ticket,
                                        int64_t n)
{
    const GArray *all = g_hash_table_lookup(r->moves, &ticket);

    for (guint i = 0; all && i < all->len; i++) {
        const store_report_move *m = &g_array_index(all, store_report_move, i);
        if (n >= m->from && n <= m->to)
            return m;
    }
    return NULL;
}

/* The request in which it was written. */
static int64_t origin_of(const reading *r, int64_t ticket, int64_t n)
{
    const store_report_move *m;

    for (int i = 0; i < MOVES_MAX && (m = move_of(r, ticket, n)); i++) {
        ticket = m->ticket;
        n -= m->shift;
    }
    return ticket;
}

/* ---- reading rows ---- */

static void take_stay(const store_report_stay *y, void *context)
{
    reading *r = context;
    const raw_stay one = {y->ticket, y->seq,  y->from_ms,           y->work_ms,
                          y->stage,  y->line, kept(r->f, y->holder)};

    g_array_append_val(r->stays, one);
}

static void take_open(const store_report_stay *y, void *context)
{
    reading *r = context;
    const raw_stay one = {y->ticket, y->seq,  y->from_ms,           y->work_ms,
                          y->stage,  y->line, kept(r->f, y->holder)};

    g_array_append_val(r->open, one);
}

static void add_entry(reading *r, GArray *into, const store_report_entry *e)
{
    raw_entry one = {origin_of(r, e->ticket, e->n), e->n, e->at_ms,
                     kept(r->f, e->author)};

    g_array_append_val(into, one);
}

static void take_asked(const store_report_entry *e, void *context)
{
    reading *r = context;

    add_entry(r, r->asked, e);
}

static void take_replied(const store_report_entry *e, void *context)
{
    reading *r = context;

    add_entry(r, r->replied, e);
}

static void take_hop(const store_report_change *c, void *context)
{
    reading *r = context;
    raw_hop one = {.ticket = c->ticket};

    if (c->rule || !c->old || !c->new)
        return;
    one.from = (int)g_ascii_strtoll(c->old, NULL, 10);
    one.to = (int)g_ascii_strtoll(c->new, NULL, 10);
    g_array_append_val(r->hops, one);
}

static void take_merge(const store_report_change *c, void *context)
{
    reading *r = context;
    const raw_merge one = {c->ticket, c->at_ms};

    if (c->new)
        g_array_append_val(r->merges, one);
}

static void take_measure(const store_report_measure *m, void *context)
{
    reading *r = context;
    const raw_measure one = {
        m->ticket,
        {0, m->seq, kept(r->f, m->kind), kept(r->f, m->sla), m->what}};

    g_array_append_val(r->measures, one);
}

static void take_time(const store_report_time *t, void *context)
{
    reading *r = context;
    const raw_time one = {
        t->ticket,
        {0, t->min, t->bill_min, kept(r->f, t->who), kept(r->f, t->work)}};

    g_array_append_val(r->times, one);
}

/* One that takes the place of another of the same period is that one. */
static raw_score *same_score(reading *r, GArray *all,
                             const store_report_score *s, int64_t ticket)
{
    char *key =
        g_strdup_printf("%p %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                        (void *)all, ticket, s->n, s->person);
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(r->scores, key));

    if (place == 0)
        g_hash_table_insert(r->scores, key, GUINT_TO_POINTER(all->len + 1));
    else
        g_free(key);
    return place > 0 ? &g_array_index(all, raw_score, place - 1) : NULL;
}

static void add_score(reading *r, GArray *into, const store_report_score *s)
{
    int64_t ticket = origin_of(r, s->ticket, s->n);
    const raw_score one = {
        ticket, s->n, {0, s->value, s->best, kept(r->f, s->who)}};
    raw_score *is = s->value > 0 ? same_score(r, into, s, ticket) : NULL;

    if (is)
        is->s = one.s;
    else
        g_array_append_val(into, one);
}

static void take_rating(const store_report_score *s, void *context)
{
    reading *r = context;

    add_score(r, r->ratings, s);
}

static void take_rating_asked(const store_report_score *s, void *context)
{
    reading *r = context;

    add_score(r, r->ratings_asked, s);
}

static void take_review(const store_report_score *s, void *context)
{
    reading *r = context;

    add_score(r, r->reviews, s);
}

/* Messages that became nothing of a request have a queue, and nothing else. */
static bool all_of_queues(const config_report *of)
{
    return of->lines->len == 0 && of->types->len == 0 &&
           of->categories->len == 0 && of->companies->len == 0;
}

/* Of a queue and a fate; few: they are looked through. */
static fact_fate *fate_of(report_facts *f, const char *queue, const char *code)
{
    for (guint i = 0; i < f->fates->len; i++) {
        fact_fate *one = &g_array_index(f->fates, fact_fate, i);
        if (one->queue == queue && one->code == code)
            return one;
    }
    const fact_fate new = {queue, code, 0};
    g_array_append_val(f->fates, new);
    return &g_array_index(f->fates, fact_fate, f->fates->len - 1);
}

static void take_fate(const store_report_fate *row, void *context)
{
    reading *r = context;
    const char *queue = kept(r->f, row->queue);

    if (all_of_queues(r->scope->of) &&
        (queue ? in_queues(r->scope, queue) : !r->scope->queues))
        fate_of(r->f, queue, kept(r->f, row->code))->count++;
}

static bool read_rows(reading *r)
{
    const store_period *p = &r->f->period;

    return store_report_moves(r->s, take_move, r, r->error) &&
           store_report_opened(r->s, p, take_ticket, r, r->error) &&
           store_report_stays(r->s, p, take_stay, r, r->error) &&
           store_report_open(r->s, p->to_ms, take_open, r, r->error) &&
           store_report_asked(r->s, p, take_asked, r, r->error) &&
           store_report_replied(r->s, p, take_replied, r, r->error) &&
           store_report_changes(r->s, "line", p, take_hop, r, r->error) &&
           store_report_changes(r->s, "merged_into", p, take_merge, r,
                                r->error) &&
           store_report_measures(r->s, p, take_measure, r, r->error) &&
           store_report_times(r->s, p, take_time, r, r->error) &&
           store_report_ratings(r->s, p, take_rating, r, r->error) &&
           store_report_ratings_asked(r->s, p, take_rating_asked, r,
                                      r->error) &&
           store_report_reviews(r->s, p, take_review, r, r->error) &&
           store_report_fates(r->s, p, take_fate, r, r->error);
}

/* ---- replies ---- */

static void note_reply(reading *r, const raw_entry *e)
{
    guint place = 0;
    fact_ticket *t = counted(r, e->ticket, &place);
    const fact_entry one = {place, e->at_ms, e->who};
    bool had = false;

    if (!t)
        return;
    g_array_append_val(r->f->replied, one);
    if (t->replied)
        return;
    t->replied = true;
    if (!t->opened && !store_report_had_reply(r->s, t->id, r->f->period.from_ms,
                                              &had, r->error))
        return;
    if (!had)
        t->reply_ms = e->at_ms;
}

static void note_asked(reading *r, const raw_entry *e)
{
    fact_entry one = {.at_ms = e->at_ms};

    if (counted(r, e->ticket, &one.ticket))
        g_array_append_val(r->f->asked, one);
}

static void note_merge(reading *r, const raw_merge *m)
{
    guint place;
    fact_ticket *t = ticket_of(r, m->ticket, &place);

    if (t)
        t->merged_ms = m->at_ms;
}

/* ---- stays ---- */

static bool is_over(int stage)
{
    return stage == STATUS_RESOLVED || stage == STATUS_CLOSED ||
           stage == STATUS_SPAM;
}

/* Has the desk to act? Else the customer has, or nobody. */
static bool is_work(int stage)
{
    return stage == STATUS_CLASSIFICATION || stage == STATUS_WORK ||
           stage == STATUS_INTERNAL || stage == STATUS_FEEDBACK;
}

/* A stay that is over at `to_ms`. */
static void end_stay(fact_ticket *t, int stage, int64_t from_ms, int64_t to_ms,
                     int64_t work_ms)
{
    if (!is_over(stage))
        t->open_ms += to_ms - from_ms;
    if (is_work(stage))
        t->work_ms += work_ms;
    if (t->reply_ms > 0 && from_ms < t->reply_ms) {
        t->reply_work_ms += is_work(stage) ? work_ms : 0;
        t->reply_end_ms = to_ms;
    }
}

/* What was before the period, of one whose first stay in it is not its first; the
 * stay that it was in then is left in *last. */
static bool read_earlier(reading *r, fact_ticket *t, int64_t seq,
                         raw_stay *last)
{
    g_autoptr(GPtrArray) all = store_stay_list(r->s, t->id, r->error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_stay *y = all->pdata[i];
        if (y->seq >= seq)
            break;
        *last = (raw_stay){.ticket = t->id,
                           .seq = y->seq,
                           .from_ms = y->from_ms,
                           .work_ms = y->work_ms,
                           .stage = y->stage,
                           .line = y->line,
                           .holder = kept(r->f, y->holder)};
        if (y->seq < seq - 1)
            end_stay(t, y->stage, y->from_ms, y->to_ms, y->work_ms);
    }
    return all != NULL;
}

static void add_open(reading *r, GArray *into, guint place, const raw_stay *y,
                     int64_t at_ms)
{
    const fact_ticket *t = &g_array_index(r->f->tickets, fact_ticket, place);
    const fact_open one = {place, y->stage, y->line, y->holder,
                           at_ms - t->created_ms};

    g_array_append_val(into, one);
}

static void add_close(reading *r, guint place, const raw_stay *y,
                      const raw_stay *was)
{
    const fact_ticket *t = &g_array_index(r->f->tickets, fact_ticket, place);
    const fact_close one = {.ticket = place,
                            .at_ms = y->from_ms,
                            .open_ms = t->open_ms,
                            .work_ms = t->work_ms,
                            .holder = y->holder ? y->holder : was->holder,
                            .line = y->line,
                            .how = y->stage == STATUS_SPAM ? FACT_SPAM
                                   : t->merged_ms == y->from_ms
                                       ? FACT_MERGED
                                       : FACT_RESOLVED};

    g_array_append_val(r->f->closed, one);
}

/* From where it was to where it is. */
static void go(reading *r, guint place, const raw_stay *was, const raw_stay *y)
{
    fact_ticket *t = &g_array_index(r->f->tickets, fact_ticket, place);
    const fact_stay ended = {place, was->stage, y->from_ms - was->from_ms,
                             was->work_ms};

    const fact_again again = {place, y->from_ms};

    end_stay(t, was->stage, was->from_ms, y->from_ms, was->work_ms);
    g_array_append_val(r->f->stays, ended);
    if (!is_over(was->stage) && is_over(y->stage))
        add_close(r, place, y, was);
    else if (is_over(was->stage) && !is_over(y->stage))
        g_array_append_val(r->f->reopened, again);
}

/* Stays come in the order of time; the one before of the same request is in
 * `lasts`, by place. */
static void note_stay(reading *r, GArray *lasts, const raw_stay *y)
{
    guint place;
    fact_ticket *t = counted(r, y->ticket, &place);
    raw_stay was = {.ticket = 0};

    if (!t)
        return;
    if (lasts->len <= place)
        g_array_set_size(lasts, r->f->tickets->len);
    was = g_array_index(lasts, raw_stay, place);
    if (was.ticket == 0 && y->seq > 1) {
        if (!read_earlier(r, t, y->seq, &was))
            return;
        if (was.ticket != 0 && !is_over(was.stage))
            add_open(r, r->f->open_start, place, &was, r->f->period.from_ms);
    }
    if (was.ticket != 0)
        go(r, place, &was, y);
    g_array_index(lasts, raw_stay, place) = *y;
}

static void note_open(reading *r, const raw_stay *y)
{
    guint place;
    const store_period *p = &r->f->period;

    if (!counted(r, y->ticket, &place))
        return;
    add_open(r, r->f->open_end, place, y, p->to_ms);
    if (y->from_ms < p->from_ms) /* it has not moved in all that time */
        add_open(r, r->f->open_start, place, y, p->from_ms);
}

static void note_firsts(reading *r)
{
    for (guint i = 0; i < r->f->tickets->len; i++) {
        const fact_ticket *t = &g_array_index(r->f->tickets, fact_ticket, i);
        bool known = t->reply_end_ms > 0 &&
                     t->reply_end_ms - t->reply_ms <= REPLY_SLACK_MS;
        const fact_first one = {i, t->reply_ms - t->created_ms,
                                known ? t->reply_work_ms : -1};
        if (t->reply_ms > 0 && t->reply_ms >= t->created_ms)
            g_array_append_val(r->f->firsts, one);
    }
}

/* ---- the rest ---- */

static void note_rest(reading *r)
{
    report_facts *f = r->f;

    for (guint i = 0; i < r->hops->len && !wrong(r); i++) {
        const raw_hop *h = &g_array_index(r->hops, raw_hop, i);
        fact_hop one = {.from = h->from, .to = h->to};
        if (counted(r, h->ticket, &one.ticket))
            g_array_append_val(f->hops, one);
    }
    for (guint i = 0; i < r->measures->len && !wrong(r); i++) {
        raw_measure *m = &g_array_index(r->measures, raw_measure, i);
        if (counted(r, m->ticket, &m->m.ticket))
            g_array_append_val(f->measures, m->m);
    }
    for (guint i = 0; i < r->times->len && !wrong(r); i++) {
        raw_time *t = &g_array_index(r->times, raw_time, i);
        if (counted(r, t->ticket, &t->t.ticket))
            g_array_append_val(f->times, t->t);
    }
}

static void note_scores(reading *r, const GArray *from, GArray *into)
{
    for (guint i = 0; i < from->len && !wrong(r); i++) {
        raw_score s = g_array_index(from, raw_score, i);
        if (counted(r, s.ticket, &s.s.ticket))
            g_array_append_val(into, s.s);
    }
}

static void note_all(reading *r)
{
    g_autoptr(GArray) lasts = g_array_new(FALSE, TRUE, sizeof(raw_stay));

    for (guint i = 0; i < r->merges->len && !wrong(r); i++)
        note_merge(r, &g_array_index(r->merges, raw_merge, i));
    for (guint i = 0; i < r->asked->len && !wrong(r); i++)
        note_asked(r, &g_array_index(r->asked, raw_entry, i));
    for (guint i = 0; i < r->replied->len && !wrong(r); i++)
        note_reply(r, &g_array_index(r->replied, raw_entry, i));
    for (guint i = 0; i < r->stays->len && !wrong(r); i++)
        note_stay(r, lasts, &g_array_index(r->stays, raw_stay, i));
    for (guint i = 0; i < r->open->len && !wrong(r); i++)
        note_open(r, &g_array_index(r->open, raw_stay, i));
    note_firsts(r);
    note_rest(r);
    note_scores(r, r->ratings, r->f->ratings);
    note_scores(r, r->ratings_asked, r->f->ratings_asked);
    note_scores(r, r->reviews, r->f->reviews);
}

/* ---- all ---- */

static report_facts *report_facts_new(const config *c, const store_period *p,
                                      GTimeZone *zone)
{
    report_facts *f = g_new0(report_facts, 1);

    f->c = c;
    f->period = *p;
    f->zone = g_time_zone_ref(zone);
    f->tickets = array_of(sizeof(fact_ticket));
    f->closed = array_of(sizeof(fact_close));
    f->reopened = array_of(sizeof(fact_again));
    f->firsts = array_of(sizeof(fact_first));
    f->stays = array_of(sizeof(fact_stay));
    f->open_start = array_of(sizeof(fact_open));
    f->open_end = array_of(sizeof(fact_open));
    f->asked = array_of(sizeof(fact_entry));
    f->replied = array_of(sizeof(fact_entry));
    f->measures = array_of(sizeof(fact_measure));
    f->hops = array_of(sizeof(fact_hop));
    f->times = array_of(sizeof(fact_time));
    f->ratings = array_of(sizeof(fact_score));
    f->ratings_asked = array_of(sizeof(fact_score));
    f->reviews = array_of(sizeof(fact_score));
    f->fates = array_of(sizeof(fact_fate));
    f->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return f;
}

void report_facts_free(report_facts *f)
{
    GArray **const arrays[] = {
        &f->tickets, &f->closed,        &f->reopened, &f->firsts,
        &f->stays,   &f->open_start,    &f->open_end, &f->asked,
        &f->replied, &f->measures,      &f->hops,     &f->times,
        &f->ratings, &f->ratings_asked, &f->reviews,  &f->fates};

    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(*arrays[i]);
    g_hash_table_unref(f->texts);
    g_time_zone_unref(f->zone);
    g_free(f);
}

static void start(reading *r)
{
    r->since =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    r->scores = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    r->moves = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
                                     (GDestroyNotify)g_array_unref);
    r->stays = array_of(sizeof(raw_stay));
    r->open = array_of(sizeof(raw_stay));
    r->asked = array_of(sizeof(raw_entry));
    r->replied = array_of(sizeof(raw_entry));
    r->hops = array_of(sizeof(raw_hop));
    r->measures = array_of(sizeof(raw_measure));
    r->times = array_of(sizeof(raw_time));
    r->ratings = array_of(sizeof(raw_score));
    r->ratings_asked = array_of(sizeof(raw_score));
    r->reviews = array_of(sizeof(raw_score));
    r->merges = array_of(sizeof(raw_merge));
}

static void end(reading *r)
{
    GArray *const arrays[] = {r->stays,   r->open,    r->asked,
                              r->replied, r->hops,    r->measures,
                              r->times,   r->ratings, r->ratings_asked,
                              r->reviews, r->merges};

    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_hash_table_unref(r->since);
    g_hash_table_unref(r->scores);
    g_hash_table_unref(r->moves);
    g_free(r->places);
}

report_facts *report_gather(store *s, const config *c,
                            const report_scope *scope, const store_period *p,
                            GTimeZone *zone, GError **error)
{
    GError *local = NULL;
    reading r = {.f = report_facts_new(c, p, zone),
                 .s = s,
                 .scope = scope,
                 .error = &local};

    start(&r);
    if (store_report_last(s, &r.last, &local)) {
        r.places = g_new0(gint32, r.last + 1);
        if (read_since(&r) && read_rows(&r))
            note_all(&r);
    }
    end(&r);
    if (!local)
        return r.f;
    report_facts_free(r.f);
    g_propagate_error(error, local);
    return NULL;
}
