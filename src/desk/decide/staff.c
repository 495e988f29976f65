/* decide_staff: who is there, who hears in whose place, and who gets what comes to
 * a line. */
#include "desk/decide/room.h"
#include "desk/rights.h"
#include "desk/when.h"

#include <string.h>

static const assign_staff *staff(const decide_job *j)
{
    if (j->st && j->st->staff)
        return j->st->staff;
    return j->in ? j->in->snapshot->staff : NULL;
}

const store_absence *decide_away(const decide_job *j, const config_operator *o)
{
    return assign_away(staff(j), o, j->now_ms);
}

static assign_ask ask_of(const decide_job *j, int line)
{
    return (assign_ask){j->c, staff(j), j->queue ? j->queue->id : "", line,
                        j->now_ms};
}

const config_operator *decide_next(const decide_job *j, int line)
{
    const assign_ask ask = ask_of(j, line);

    return j->queue ? assign_next(&ask) : NULL;
}

void decide_assign_later(decide_job *j)
{
    const assign_ask ask = ask_of(j, j->state.line);
    int64_t at_ms = j->queue ? assign_when(&ask) : CALENDAR_NEVER;
    g_autofree char *ref = decide_number(j);

    if (at_ms > j->now_ms && at_ms != CALENDAR_NEVER)
        plan_wait(j->plan, STORE_WAIT_ASSIGN, ref, decide_ticket(j), at_ms);
}

plan *decide_assigned(const config *c, const snapshot_ticket *t, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);

    if (t->t->holder || !status_is_open(j->statuses, t->t->status))
        return decide_job_end(j);
    j->cause = "its line is on duty";
    decide_assign(j);
    if (j->state.holder) {
        g_autoptr(GPtrArray) all = decide_responsible(j);
        decide_notify(j, all, "assigned", "It is your turn.", -1);
    }
    return decide_job_end(j);
}

void decide_had_turn(decide_job *j, int line, const config_operator *o)
{
    g_autofree char *place = assign_place(j->queue->id, line);

    plan_turn(j->plan, place, o->id);
}

void decide_assign(decide_job *j)
{
    const config_operator *o =
        j->state.holder ? NULL : decide_next(j, j->state.line);

    if (!o && !j->state.holder)
        decide_assign_later(j);
    if (!o)
        return;
    decide_set(j, PLAN_HOLDER, o->id);
    decide_event(j, "it is now the turn of %s", o->name);
    j->state.holder = o->id;
    decide_had_turn(j, j->state.line, o);
}

/* ---- who hears ---- */

static const char *queue_of(const decide_job *j)
{
    return j->queue ? j->queue->id : j->st ? j->st->t->queue : "";
}

static void add_once(GPtrArray *all, const config_operator *o)
{
    if (o && !g_ptr_array_find(all, o, NULL))
        g_ptr_array_add(all, (void *)o);
}

static void add_all(GPtrArray *all, const GPtrArray *more)
{
    for (guint i = 0; i < more->len; i++)
        add_once(all, more->pdata[i]);
}

/* Her deputy, if he is there and may see it; NULL. */
static const config_operator *deputy_of(const decide_job *j,
                                        const store_absence *a)
{
    const config_operator *o =
        a->deputy ? config_operator_by_id(j->c, a->deputy) : NULL;

    return o && !decide_away(j, o) && rights_may_queue(j->c, o, queue_of(j))
               ? o
               : NULL;
}

/* Those of them who are there; false if nobody is. */
static bool add_present(const decide_job *j, GPtrArray *all,
                        const GPtrArray *of)
{
    bool any = false;

    for (guint i = 0; i < of->len; i++) {
        if (decide_away(j, of->pdata[i]))
            continue;
        add_once(all, of->pdata[i]);
        any = true;
    }
    return any;
}

/* Somebody of a line always hears, even if all are away. */
static void add_line(const decide_job *j, GPtrArray *all, int line)
{
    g_autoptr(GPtrArray) everybody = decide_line(j, line);

    if (!add_present(j, all, everybody))
        add_all(all, everybody);
}

/* Dispatchers, or who stands in for them; false: there are none. */
static bool add_dispatchers(const decide_job *j, GPtrArray *all, int line)
{
    g_autoptr(GPtrArray) first =
        rights_with(j->c, ROLE_DISPATCHER, queue_of(j), line);
    bool any = add_present(j, all, first);

    for (guint i = 0; !any && i < first->len; i++) {
        const config_operator *o =
            deputy_of(j, decide_away(j, first->pdata[i]));
        add_once(all, o);
        any = any || o;
    }
    return any;
}

GPtrArray *decide_line_told(const decide_job *j, int line)
{
    GPtrArray *all = g_ptr_array_new();

    if (!add_dispatchers(j, all, line))
        add_line(j, all, line);
    return all;
}

void decide_add_for(const decide_job *j, GPtrArray *all,
                    const config_operator *o)
{
    const store_absence *a = decide_away(j, o);
    const config_operator *deputy = a ? deputy_of(j, a) : NULL;

    if (!a)
        add_once(all, o);
    else if (deputy)
        add_once(all, deputy);
    else
        add_line(j, all, j->state.line);
}

static const config_operator *holder_of(const decide_job *j)
{
    const config_operator *o =
        j->state.holder ? config_operator_by_id(j->c, j->state.holder) : NULL;

    /* or she is not in this queue any more */
    return o && (!j->st || rights_may_queue(j->c, o, j->queue_id)) ? o : NULL;
}

static bool line_follows(const decide_job *j)
{
    const config_line *l = config_line_by_number(j->c, j->state.line);

    return l && l->follow == CONFIG_FOLLOW_LINE;
}

GPtrArray *decide_responsible(const decide_job *j)
{
    const config_operator *holder = holder_of(j);
    const GPtrArray *co = j->st ? j->st->co : NULL;
    GPtrArray *all;

    if (!holder)
        return decide_line_told(j, j->state.line);
    all = g_ptr_array_new();
    decide_add_for(j, all, holder);
    for (guint i = 0; co && i < co->len; i++) {
        const config_operator *o = config_operator_by_id(j->c, co->pdata[i]);
        if (o)
            decide_add_for(j, all, o);
    }
    return all;
}

GPtrArray *decide_concerned(const decide_job *j, const config_operator *but)
{
    GPtrArray *all = decide_responsible(j);

    if (holder_of(j) && line_follows(j))
        add_line(j, all, j->state.line);
    for (guint i = 0; j->st && i < j->st->watchers->len; i++) {
        const config_operator *o =
            config_operator_by_id(j->c, j->st->watchers->pdata[i]);
        if (o && !decide_away(j, o))
            add_once(all, o);
    }
    if (but)
        g_ptr_array_remove(all, (void *)but);
    return all;
}

/* ---- words ---- */

char *decide_away_words(const decide_job *j, const config_operator *o,
                        const store_absence *a)
{
    const config_operator *deputy = deputy_of(j, a);
    g_autoptr(GTimeZone) zone = decide_zone(j);
    g_autofree char *until = when_words(a->until_ms, zone, false);

    return deputy ? g_strdup_printf("%s is away until %s. %s stands in.",
                                    o->name, until, deputy->name)
                  : g_strdup_printf("%s is away until %s.", o->name, until);
}

void decide_add_absence(const decide_job *j, json_t *data)
{
    const config_operator *holder = holder_of(j);
    const store_absence *a = holder ? decide_away(j, holder) : NULL;

    if (!a)
        return;
    g_autofree char *words = decide_away_words(j, holder, a);
    json_object_set_new(data, "absent", json_string(words));
}
