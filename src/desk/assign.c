/* assign: who gets a request, and who is there. */
#include "desk/assign.h"

#include "desk/queue_config.h"
#include "desk/rights.h"
#include "worktime/calendar_config.h"

#include <string.h>

/* ---- what is known of the people ---- */

void assign_staff_free(assign_staff *a)
{
    if (!a)
        return;
    g_clear_pointer(&a->absences, g_ptr_array_unref);
    g_clear_pointer(&a->loads, g_ptr_array_unref);
    g_clear_pointer(&a->turns, g_ptr_array_unref);
    g_free(a);
}

static bool any_by_load(const config *c)
{
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        for (guint n = 0; n < c->lines->len; n++) {
            const config_line *l = c->lines->pdata[n];
            if (assign_way(c, q->id, l->number) == CONFIG_ASSIGN_LEAST_OPEN)
                return true;
        }
    }
    return false;
}

assign_staff *assign_staff_read(store *s, const config *c, GError **error)
{
    g_autoptr(assign_staff) a = g_new0(assign_staff, 1);

    if ((a->absences = store_absences(s, error)) &&
        (a->turns = store_turns(s, error)) &&
        (!any_by_load(c) || (a->loads = store_loads(s, error))))
        return g_steal_pointer(&a);
    return NULL;
}

/* ---- who is there ---- */

const store_absence *assign_away(const assign_staff *staff,
                                 const config_operator *o, int64_t now_ms)
{
    const GPtrArray *all = staff ? staff->absences : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        const store_absence *a = all->pdata[i];
        if (strcmp(a->operator_id, o->id) == 0 && a->from_ms <= now_ms &&
            now_ms < a->until_ms)
            return a;
    }
    return NULL;
}

bool assign_on_duty(const config *c, const assign_staff *staff,
                    const config_operator *o, int line, int64_t now_ms)
{
    const config_line *l = config_line_by_number(c, line);
    const char *name = o->calendar ? o->calendar : l ? l->calendar : NULL;

    return !assign_away(staff, o, now_ms) &&
           calendar_is_open(config_calendar_find(c, name), now_ms);
}

/* ---- who works on a line ---- */

/* const config_operator*; those who get requests, not those who give them. */
static GPtrArray *workers(const config *c, const char *queue, int line)
{
    return rights_with(c, ROLE_OPERATOR, queue, line);
}

config_assign assign_way(const config *c, const char *queue, int line)
{
    const config_line *l = config_line_by_number(c, line);
    g_autoptr(GPtrArray) first = NULL, all = NULL;

    if (l && l->assign != CONFIG_ASSIGN_UNSET)
        return l->assign;
    first = rights_with(c, ROLE_DISPATCHER, queue, line);
    if (first->len > 0)
        return CONFIG_ASSIGN_DISPATCHER;
    all = workers(c, queue, line);
    return all->len > ASSIGN_CROWD ? CONFIG_ASSIGN_LEAST_OPEN
                                   : CONFIG_ASSIGN_NONE;
}

/* ---- whose turn it is ---- */

char *assign_place(const char *queue, int line)
{
    return g_strdup_printf("%s/%d", queue, line);
}

/* Where to begin among `all`: after whoever got the latest. Who has left the line
 * since is passed over. */
static guint first_in_turn(const assign_ask *a, const GPtrArray *all)
{
    g_autofree char *place = assign_place(a->queue, a->line);
    const GPtrArray *turns = a->staff ? a->staff->turns : NULL;

    for (guint i = 0; turns && i < turns->len; i++) {
        const store_turn *t = turns->pdata[i];
        for (guint n = 0; strcmp(t->place, place) == 0 && n < all->len; n++) {
            const config_operator *o = all->pdata[n];
            if (strcmp(o->id, t->operator_id) == 0)
                return n + 1;
        }
    }
    return 0;
}

static int64_t load_of(const assign_ask *a, const config_operator *o)
{
    const GPtrArray *loads = a->staff ? a->staff->loads : NULL;

    for (guint i = 0; loads && i < loads->len; i++) {
        const store_load *l = loads->pdata[i];
        if (strcmp(l->operator_id, o->id) == 0)
            return l->open;
    }
    return 0;
}

/* The first in turn; `by_load`: of those with the least. */
static const config_operator *pick(const assign_ask *a, bool by_load)
{
    g_autoptr(GPtrArray) all = workers(a->c, a->queue, a->line);
    guint first = first_in_turn(a, all);
    const config_operator *best = NULL;

    for (guint i = 0; i < all->len; i++) {
        const config_operator *o = all->pdata[(first + i) % all->len];
        if (!assign_on_duty(a->c, a->staff, o, a->line, a->now_ms))
            continue;
        if (!best || (by_load && load_of(a, o) < load_of(a, best)))
            best = o;
    }
    return best;
}

static int64_t on_duty_when(const assign_ask *a, const config_operator *o)
{
    const store_absence *away = assign_away(a->staff, o, a->now_ms);
    const config_line *l = config_line_by_number(a->c, a->line);
    const char *name = o->calendar ? o->calendar : l ? l->calendar : NULL;

    return calendar_opens(config_calendar_find(a->c, name),
                          away ? away->until_ms : a->now_ms);
}

int64_t assign_when(const assign_ask *a)
{
    config_assign way = assign_way(a->c, a->queue, a->line);
    g_autoptr(GPtrArray) all = workers(a->c, a->queue, a->line);
    int64_t first_ms = CALENDAR_NEVER;

    if (way != CONFIG_ASSIGN_ROUND_ROBIN && way != CONFIG_ASSIGN_LEAST_OPEN)
        return CALENDAR_NEVER;
    for (guint i = 0; i < all->len; i++)
        first_ms = MIN(first_ms, on_duty_when(a, all->pdata[i]));
    return first_ms;
}

const config_operator *assign_next(const assign_ask *a)
{
    switch (assign_way(a->c, a->queue, a->line)) {
    case CONFIG_ASSIGN_ROUND_ROBIN:
        return pick(a, false);
    case CONFIG_ASSIGN_LEAST_OPEN:
        return pick(a, true);
    default:
        return NULL;
    }
}
