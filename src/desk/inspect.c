/* inspect: does the process of this desk hold together? */
#include "desk/inspect.h"

#include "desk/category_config.h"
#include "desk/process.h"
#include "desk/queue_config.h"
#include "desk/rights.h"
#include "desk/robot.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/status_config.h"
#include "desk/type_config.h"
#include "worktime/calendar_config.h"

#include <string.h>

#define STEP_MS   (15 * 60 * INT64_C(1000)) /* how finely hours are looked at */
#define GAPS_MAX  5                         /* that are told of one line */
#define NAMES_MAX 4 /* people of a line that are named */

typedef struct inspection {
    const inspect_ask *ask;
    const config *c;
    GPtrArray *findings;
} inspection;

/* ---- findings ---- */

static void finding_free(void *data)
{
    inspect_finding *f = data;

    g_free(f->text);
    g_free(f);
}

static void found(inspection *x, inspect_level level, const char *about,
                  const char *format, ...) G_GNUC_PRINTF(4, 5);
static void found(inspection *x, inspect_level level, const char *about,
                  const char *format, ...)
{
    inspect_finding *f = g_new0(inspect_finding, 1);
    va_list ap;

    va_start(ap, format);
    f->level = level;
    f->about = about;
    f->text = g_strdup_vprintf(format, ap);
    va_end(ap);
    g_ptr_array_add(x->findings, f);
}

/* Has anything been found that is not fine, from `from` on? */
static bool any_since(const inspection *x, guint from)
{
    for (guint i = from; i < x->findings->len; i++) {
        const inspect_finding *f = x->findings->pdata[i];
        if (f->level != INSPECT_FINE)
            return true;
    }
    return false;
}

/* ---- statuses ---- */

typedef struct graph {
    const config *c;
    GPtrArray *statuses; /* const status_row* */
    GPtrArray *ways;
    bool *reached; /* of each status */
} graph;

static int index_of(const graph *g, const char *id)
{
    for (guint i = 0; i < g->statuses->len; i++)
        if (strcmp(((const status_row *)g->statuses->pdata[i])->id, id) == 0)
            return (int)i;
    return -1;
}

static const char *id_at(const graph *g, guint i)
{
    return ((const status_row *)g->statuses->pdata[i])->id;
}

/* From where everything may be set by hand, everything is reached. */
static void reach(graph *g, int at)
{
    bool is_free = at >= 0 && process_is_free(g->c, id_at(g, (guint)at));

    if (at < 0 || g->reached[at])
        return;
    g->reached[at] = true;
    for (guint i = 0; is_free && i < g->statuses->len; i++)
        reach(g, (int)i);
    for (guint i = 0; i < g->ways->len; i++) {
        const process_way *w = g->ways->pdata[i];
        if (strcmp(w->from, id_at(g, (guint)at)) == 0)
            reach(g, index_of(g, w->to));
    }
}

static bool is_left(const graph *g, const char *id)
{
    if (process_is_free(g->c, id))
        return true;
    for (guint i = 0; i < g->ways->len; i++)
        if (strcmp(((const process_way *)g->ways->pdata[i])->from, id) == 0)
            return true;
    return false;
}

/* Words for "requests of type incident"; caller frees. */
static char *requests_of(const config *c, const char *type)
{
    return type ? g_strdup_printf("requests of type %s",
                                  type_title(c, type, NULL))
                : g_strdup("requests without a type");
}

static void look_at_process(inspection *x, const char *type)
{
    const status_model *m = status_model_of(x->c);
    g_autofree char *whose = requests_of(x->c, type);
    graph g = {.c = x->c,
               .statuses = process_statuses(x->c, type),
               .ways = process_ways(x->c, type)};

    g.reached = g_new0(bool, g.statuses->len + 1);
    reach(&g,
          index_of(&g, type_status(x->c, type, m,
                                   status_first(m, STATUS_CLASSIFICATION))));
    for (guint i = 0; i < g.statuses->len; i++) {
        const char *id = id_at(&g, i);
        if (!g.reached[i])
            found(x, INSPECT_ERROR, "status",
                  "%s cannot come to %s: nothing leads to it, and no next "
                  "names it",
                  whose, id);
        else if (!is_left(&g, id))
            found(x, INSPECT_ERROR, "status", "%s never leave %s", whose, id);
    }
    g_free(g.reached);
    g_ptr_array_unref(g.statuses);
    g_ptr_array_unref(g.ways);
}

static void look_at_statuses(inspection *x)
{
    guint before = x->findings->len;
    unsigned count;

    status_rows(status_model_of(x->c), &count);
    look_at_process(x, NULL);
    for (guint i = 0; i < x->c->types->len; i++)
        look_at_process(x,
                        ((const config_type_row *)x->c->types->pdata[i])->id);
    if (!any_since(x, before))
        found(x, INSPECT_FINE, "status",
              "%u statuses: each can be reached and left", count);
}

/* ---- types ---- */

/* Who works there, by her own roles; caller unrefs. */
static GPtrArray *workers(const config *c, const char *queue, int line)
{
    const unsigned working = role_having(RIGHT_TOLD);
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; i < c->operators->len; i++) {
        config_operator *o = c->operators->pdata[i];
        if (role_granted(o->grants, working, queue, line))
            g_ptr_array_add(all, o);
    }
    return all;
}

static void look_at_beginning(inspection *x, const config_queue *q,
                              const char *about, const char *what, int line)
{
    g_autoptr(GPtrArray) all = workers(x->c, q->id, line);

    if (all->len == 0)
        found(x, INSPECT_ERROR, about,
              "%s begins on line %d of %s, and nobody works there", what, line,
              q->id);
}

static void look_at_types(inspection *x)
{
    guint before = x->findings->len;

    for (guint i = 0; i < x->c->queues->len; i++) {
        const config_queue *q = x->c->queues->pdata[i];
        for (guint k = 0; k < x->c->types->len; k++) {
            const config_type_row *t = x->c->types->pdata[k];
            look_at_beginning(x, q, "type", t->id,
                              t->line > 0 ? t->line : q->line);
        }
    }
    if (!any_since(x, before) && x->c->types->len > 0)
        found(x, INSPECT_FINE, "type",
              "%u types: somebody works where each begins", x->c->types->len);
}

/* ---- lines ---- */

static bool anybody_there(const inspection *x, const GPtrArray *all, int line,
                          int64_t at_ms)
{
    for (guint i = 0; i < all->len; i++)
        if (x->ask->on_duty(x->c, all->pdata[i], line, at_ms, x->ask->context))
            return true;
    return false;
}

/* "Mon 30 Nov 10:00" on the calendar's wall; caller frees. */
static char *moment_words(const calendar *k, int64_t at_ms)
{
    g_autoptr(GDateTime) at =
        g_date_time_new_from_unix_utc(calendar_wall(k, at_ms) / 1000);

    return at ? g_date_time_format(at, "%a %-d %b %H:%M") : g_strdup("?");
}

typedef struct gap_search {
    const config_queue *q;
    int line;
    const GPtrArray *workers;
    const calendar *k;
    unsigned gaps;
} gap_search;

static void gap_found(inspection *x, gap_search *g, int64_t from, int64_t to)
{
    g_autofree char *begin = moment_words(g->k, from);
    g_autofree char *end = moment_words(g->k, to);

    if (g->gaps++ < GAPS_MAX)
        found(x, INSPECT_ERROR, "line",
              "%s, line %d: nobody is there from %s to %s", g->q->id, g->line,
              begin, end);
}

/* One opening of the queue. */
static void look_at_opening(inspection *x, gap_search *g, int64_t from,
                            int64_t to)
{
    int64_t since = -1;

    for (int64_t t = from; t < to; t += STEP_MS) {
        bool there = anybody_there(x, g->workers, g->line, t);
        if (!there && since < 0)
            since = t;
        if (there && since >= 0) {
            gap_found(x, g, since, t);
            since = -1;
        }
    }
    if (since >= 0)
        gap_found(x, g, since, to);
}

static void look_at_hours(inspection *x, gap_search *g)
{
    int64_t end = x->ask->at_ms + INSPECT_DAYS * CALENDAR_DAY;
    int64_t t = calendar_opens(g->k, x->ask->at_ms);

    while (t < end) {
        int64_t closes = MIN(calendar_closes(g->k, t), end);
        look_at_opening(x, g, t, closes);
        t = closes < end ? calendar_opens(g->k, closes) : end;
    }
    if (g->gaps > GAPS_MAX)
        found(x, INSPECT_ERROR, "line",
              "%s, line %d: and %u times more within %d days", g->q->id,
              g->line, g->gaps - GAPS_MAX, INSPECT_DAYS);
}

/* "Anna Larsen, Ola Berg and 3 more"; caller frees. */
static char *names_of(const GPtrArray *all)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < all->len && i < NAMES_MAX; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
                               ((const config_operator *)all->pdata[i])->name);
    if (all->len > NAMES_MAX)
        g_string_append_printf(out, " and %u more", all->len - NAMES_MAX);
    return g_string_free(out, FALSE);
}

static void look_at_line(inspection *x, const config_queue *q, int line)
{
    g_autoptr(GPtrArray) all = workers(x->c, q->id, line);
    g_autoptr(GPtrArray) anywhere = workers(x->c, NULL, line);
    g_autofree char *names = names_of(all);
    gap_search g = {
        .q = q, .line = line, .workers = all, .k = x->ask->hours(x->c, q->id)};

    if (all->len == 0 && line != q->line && anywhere->len > 0)
        return; /* a line of other queues */
    if (all->len == 0) {
        found(x, line == q->line ? INSPECT_ERROR : INSPECT_WARNING, "line",
              "%s, line %d: nobody works there; the other lines would be told",
              q->id, line);
        return;
    }
    look_at_hours(x, &g);
    if (g.gaps == 0)
        found(x, INSPECT_FINE, "line", "%s, line %d: %s", q->id, line, names);
}

static void look_at_lines(inspection *x)
{
    for (guint i = 0; i < x->c->queues->len; i++)
        for (guint k = 0; k < x->c->lines->len; k++)
            look_at_line(x, x->c->queues->pdata[i],
                         ((const config_line *)x->c->lines->pdata[k])->number);
}

/* ---- hours ---- */

static void look_at_moment(inspection *x)
{
    for (guint i = 0; i < x->c->queues->len; i++) {
        const config_queue *q = x->c->queues->pdata[i];
        const calendar *k = x->ask->hours(x->c, q->id);
        int64_t opens = calendar_opens(k, x->ask->at_ms);
        g_autofree char *at = moment_words(k, x->ask->at_ms);
        g_autofree char *then =
            opens == CALENDAR_NEVER ? NULL : moment_words(k, opens);

        if (opens == x->ask->at_ms)
            found(x, INSPECT_FINE, "hours", "%s is open on %s", q->id, at);
        else if (then)
            found(x, INSPECT_FINE, "hours",
                  "%s is closed on %s; it opens on "
                  "%s",
                  q->id, at, then);
        else
            found(x, INSPECT_ERROR, "hours", "%s never opens", q->id);
    }
}

/* ---- what is promised ---- */

/* What begins with a first message. */
static const sla_kind kinds_of_first[] = {SLA_FIRST, SLA_RESOLUTION};

/* Those of coupons, services and contracts are counted as the queue's are, where
 * they name no calendar. */
static void look_at_promise(inspection *x, const config_queue *q,
                            const config_sla *s)
{
    const calendar *k = s->calendar ? config_calendar_find(x->c, s->calendar)
                                    : x->ask->hours(x->c, q->id);
    const sla_promise promise = {.sla = s,
                                 .calendar = k,
                                 .calendar_name =
                                     s->calendar ? s->calendar : q->calendar};
    g_autoptr(GTimeZone) zone = sla_zone(x->c, NULL, q, &promise);
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(kinds_of_first); i++) {
        sla_kind kind = kinds_of_first[i];
        int64_t limit = sla_limit(s, kind, NULL, "normal");
        int64_t due = limit ? calendar_after(k, x->ask->at_ms, limit) : 0;
        g_autofree char *at = due ? speech_soon_here(NULL, due, zone) : NULL;
        if (due == CALENDAR_NEVER)
            found(x, INSPECT_ERROR, "sla", "%s in %s: its %s never falls due",
                  s->id, q->id, sla_kinds[kind].words);
        else if (at)
            g_string_append_printf(text, "%s %s by %s", text->len ? "," : "",
                                   sla_kinds[kind].words, at);
    }
    if (text->len > 0)
        found(x, INSPECT_FINE, "sla", "%s in %s:%s", s->id, q->id, text->str);
}

static void look_at_promises(inspection *x)
{
    for (guint i = 0; i < x->c->queues->len; i++)
        for (guint k = 0; k < x->c->slas->len; k++)
            look_at_promise(x, x->c->queues->pdata[i], x->c->slas->pdata[k]);
}

/* ---- names ---- */

static bool is_operator(const config *c, const char *name)
{
    return config_operator_by_id(c, name) != NULL;
}
static bool is_status(const config *c, const char *name)
{
    return status_find(status_model_of(c), name) != NULL;
}
static bool is_queue(const config *c, const char *name)
{
    return config_queue_by_id(c, name) != NULL;
}
static bool is_category(const config *c, const char *name)
{
    return config_category_by_id(c, name) != NULL;
}
static bool is_type(const config *c, const char *name)
{
    return type_by_id(c, name) != NULL;
}

static const struct {
    const char *kind;
    bool (*is_known)(const config *c, const char *name);
    const char *what; /* it is a name of */
    const char *rows; /* that have it */
} kinds[] = {
    {"holder", is_operator, "operator", "open requests that she holds"},
    {"watcher", is_operator, "operator", "open requests that she watches"},
    {"co-holder", is_operator, "operator", "open requests that she helps with"},
    {"author", is_operator, "operator", "texts on hold that wait for her"},
    {"deputy", is_operator, "operator", "absences that she stands in for"},
    {"status", is_status, "status", "requests"},
    {"queue", is_queue, "queue", "open requests"},
    {"category", is_category, "category", "open requests"},
    {"type", is_type, "type", "open requests"},
};

static void look_at_name(inspection *x, const store_name *n)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].kind, n->kind) != 0 ||
            kinds[i].is_known(x->c, n->name))
            continue;
        bool left = kinds[i].is_known == is_operator;
        g_autofree char *remedy = g_strdup_printf(
            "; postern operator retire %s --to NAME mends that", n->name);
        found(x, INSPECT_ERROR, "name",
              "%s %s is not in the configuration; %s: %" G_GINT64_FORMAT "%s",
              kinds[i].what, n->name, kinds[i].rows, n->count,
              left ? remedy : "");
    }
}

static void look_at_names(inspection *x)
{
    guint before = x->findings->len;
    const GPtrArray *names = x->ask->names;

    if (!names) {
        found(x, INSPECT_WARNING, "name",
              "the store could not be read: whether it names what is gone is "
              "not known");
        return;
    }
    for (guint i = 0; i < names->len; i++)
        look_at_name(x, names->pdata[i]);
    if (!any_since(x, before))
        found(x, INSPECT_FINE, "name",
              "the store names nothing that the configuration has not");
}

/* ---- robots ---- */

/* What a status becomes by itself comes before. */
static bool is_left_before(const inspection *x, const config_robot *r)
{
    const status_row *row = status_find(status_model_of(x->c), r->status);
    bool before = row->after_to != NULL;

    if (row->after_ms != STATUS_AFTER_QUEUE)
        return before && row->after_ms <= r->after_ms;
    for (guint i = 0; i < x->c->queues->len; i++) {
        const config_queue *q = x->c->queues->pdata[i];
        before &= !config_robot_serves(r, q->id) || q->close_ms <= r->after_ms;
    }
    return before;
}

/* Events that nothing makes happen where the configuration has none of these. */
static bool can_happen(const config *c, happen_kind what)
{
    switch (what) {
    case HAPPEN_APPROVAL:
        return c->boards->len > 0;
    case HAPPEN_FORWARDED:
        return c->partners->len > 0;
    case HAPPEN_SLA_WARNING:
    case HAPPEN_SLA_BREACH:
        return c->slas->len > 0;
    case HAPPEN_FIELD:
        return c->fields->len > 0;
    case HAPPEN_CATEGORY:
        return c->categories->len > 0;
    default:
        return true;
    }
}

static bool anything_happens(const config *c, const config_robot *r)
{
    bool any = r->events == 0;

    for (unsigned k = 0; k < HAPPEN_KINDS; k++)
        any |= (r->events & 1u << k) && can_happen(c, (happen_kind)k);
    return any;
}

static bool writes(const config_robot *r)
{
    return command_any(r->calls, COMMAND_IS_REPLY | COMMAND_INSERTS);
}

static void look_at_robot(inspection *x, const config_robot *r)
{
    g_autofree char *when = config_robot_trigger(r);

    if (r->status && is_left_before(x, r))
        found(x, INSPECT_WARNING, "robot",
              "robot %s never acts: requests leave %s by themselves before it "
              "does (%s)",
              r->id, r->status, when);
    if (!anything_happens(x->c, r))
        found(x, INSPECT_WARNING, "robot",
              "robot %s never acts: nothing of what it acts on happens here "
              "(%s)",
              r->id, when);
    for (guint i = 0; writes(r) && i < x->c->queues->len; i++) {
        const config_queue *q = x->c->queues->pdata[i];
        if (config_robot_serves(r, q->id) && q->ack_per_hour == 0)
            found(x, INSPECT_WARNING, "robot",
                  "robot %s writes to customers of %s, which sends no "
                  "automatic mail (ack_per_hour)",
                  r->id, q->id);
    }
}

static void look_at_robots(inspection *x)
{
    guint before = x->findings->len;

    for (guint i = 0; i < x->c->robots->len; i++)
        look_at_robot(x, x->c->robots->pdata[i]);
    if (x->c->robots->len > 0 && !any_since(x, before))
        found(x, INSPECT_FINE, "robot", "%u robots: each can act",
              x->c->robots->len);
}

GPtrArray *inspect_desk(const inspect_ask *a)
{
    inspection x = {.ask = a,
                    .c = a->c,
                    .findings = g_ptr_array_new_with_free_func(finding_free)};

    look_at_statuses(&x);
    look_at_types(&x);
    look_at_lines(&x);
    look_at_moment(&x);
    look_at_promises(&x);
    look_at_robots(&x);
    look_at_names(&x);
    return x.findings;
}
