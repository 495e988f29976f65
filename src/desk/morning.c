/* morning: what an operator is told when her working day begins. */
#include "desk/morning.h"

#include "desk/list_scope.h"
#include "desk/status_config.h"
#include "worktime/calendar_config.h"

/* ---- when ---- */

static const config_line *first_line(const config *c, const config_operator *o)
{
    return o->lines->len > 0
               ? config_line_by_number(c, g_array_index(o->lines, int, 0))
               : NULL;
}

/* Her hours, else those of her first line; NULL: nobody has said any. */
static const calendar *hours_of(const config *c, const config_operator *o)
{
    const config_line *l = first_line(c, o);
    const char *name = o->calendar        ? o->calendar
                       : l && l->calendar ? l->calendar
                                          : NULL;

    return name ? config_calendar_find(c, name) : NULL;
}

bool morning_wanted(const config *c, const config_operator *o)
{
    const config_line *l = first_line(c, o);
    bool line = !l || l->morning;

    return o->addresses->len > 0 && hours_of(c, o) &&
           (o->morning == CONFIG_MORNING_YES ||
            (o->morning == CONFIG_MORNING_BY_LINE && line));
}

/* When the day of this moment begins to be worked; a night's hours are those
 * of the day before. */
static int64_t opening_of(const calendar *k, int64_t wall)
{
    int64_t midnight = calendar_moment(k, wall - wall % CALENDAR_DAY);
    int64_t from =
        calendar_is_open(k, midnight) ? calendar_closes(k, midnight) : midnight;

    return from == CALENDAR_NEVER ? CALENDAR_NEVER : calendar_opens(k, from);
}

int64_t morning_next(const config *c, const config_operator *o, int64_t now_ms)
{
    const calendar *k = hours_of(c, o);
    int64_t wall = k ? calendar_wall(k, now_ms) : 0;
    int64_t today = k ? opening_of(k, wall) : CALENDAR_NEVER;

    if (today > now_ms)
        return today;
    return opening_of(k, wall + CALENDAR_DAY);
}

bool morning_is_now(const config *c, const config_operator *o, int64_t now_ms)
{
    const calendar *k = hours_of(c, o);

    return k && calendar_is_open(k, now_ms);
}

/* ---- what ---- */

static void add_stage(GPtrArray *all, const status_model *m, status_stage stage)
{
    const char *const *ids = status_of_stage(m, stage);

    for (; *ids; ids++)
        g_ptr_array_add(all, (void *)*ids);
}

/* So many working days ago. */
static int64_t days_ago(const config *c, const config_operator *o,
                        int64_t now_ms)
{
    const calendar *k = hours_of(c, o);
    int64_t at_ms = now_ms;

    for (int days = 0, tried = 0; days < MORNING_SILENT_DAYS && tried < 30;
         tried++) {
        at_ms -= CALENDAR_DAY;
        days += !k || calendar_works_on(k, calendar_wall(k, at_ms));
    }
    return at_ms;
}

morning *morning_new(const config *c, const config_operator *o, int64_t now_ms)
{
    const status_model *statuses = status_model_of(c);
    morning *m = g_new0(morning, 1);
    store_ticket_filter open = {
        .openness = STORE_OPEN, .now_ms = now_ms, .order = STORE_ORDER_DUE};

    m->seen = list_scope_seen(c, o);
    m->told = list_scope_told(c, o);
    m->silent = g_ptr_array_new();
    add_stage(m->silent, statuses, STATUS_WAITING);
    add_stage(m->silent, statuses, STATUS_ANSWERED);
    g_ptr_array_add(m->silent, NULL);
    bool leads = role_granted(o->grants, 1u << ROLE_LEAD, NULL, 0);
    for (int i = 0; i < MORNING_PARTS; i++) {
        /* what colleagues have is for whoever leads them */
        bool all = i == MORNING_NEW || (leads && i != MORNING_MINE);
        m->parts[i] = open;
        m->parts[i].scope = all ? m->told : m->seen;
        m->parts[i].holder = all ? NULL : o->id;
    }
    m->parts[MORNING_NEW].unassigned = true;
    m->parts[MORNING_SILENT].not_in = (const char *const *)m->silent->pdata;
    m->parts[MORNING_SILENT].still_ms = days_ago(c, o, now_ms);
    m->parts[MORNING_SILENT].order = STORE_ORDER_CHANGE;
    m->parts[MORNING_SILENT].reversed = true;
    m->parts[MORNING_UNDELIVERED].undelivered = true;
    return m;
}

void morning_free(morning *m)
{
    if (!m)
        return;
    list_scope_free(m->seen);
    list_scope_free(m->told);
    g_ptr_array_unref(m->silent);
    g_free(m);
}
