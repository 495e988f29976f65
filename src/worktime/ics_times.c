/* ics_times: when an event is: at its start, by its rules, and at dates that
 * are listed, without those that are excepted. */
#include "worktime/ics_event.h"

#include "base/span.h"
#include "worktime/days.h"
#include "worktime/ical.h"

/* Times that are not meant; each is told once. */
typedef struct told {
    GHashTable *keys; /* int64_t: excepted, or told already */
    GHashTable *days; /* int64_t: numbers of dates that are excepted */
} told;

static int64_t *boxed(int64_t value)
{
    return g_memdup2(&value, sizeof(value));
}

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

/* A date excepts all times on it, and any time of a date that date. */
static void except(told *t, const ics_event *e, const GArray *all)
{
    for (unsigned i = 0; i < all->len; i++) {
        const ics_when *w = &g_array_index(all, ics_when, i);

        g_hash_table_add(t->keys, boxed(w->key));
        if (w->is_date || e->start.is_date)
            g_hash_table_add(t->days, boxed(days_number(w->wall)));
    }
}

static void tell(ics_reading *r, const ics_event *e, told *t,
                 const ics_when *when, int64_t length, ics_visit visit)
{
    int64_t day = days_number(when->wall);

    if (g_hash_table_contains(t->days, &day) ||
        !g_hash_table_add(t->keys, boxed(when->key)))
        return;
    visit(r, e, when->key, length);
}

static bool is_past(const ics_rule *rule, const ics_when *when)
{
    if (when->key >= CALENDAR_TO)
        return true;
    if (!rule->has_until)
        return false;
    if (rule->until.is_date || when->is_date)
        return days_number(when->wall) > days_number(rule->until.wall);
    return when->key > rule->until.key;
}

/* Which takes libical long to find out, so that one in a file is enough. */
static void never_comes(ics_reading *r, const ics_rule *rule)
{
    ics_problem_add(r, rule->line, "RRULE: \"%.60s\" never comes", rule->text);
    r->over = true;
}

static bool begins_early(ics_reading *r, const ics_event *e,
                         const ics_rule *rule)
{
    g_autoptr(GDateTime) first =
        g_date_time_new_utc(ICS_RULE_YEAR, 1, 1, 0, 0, 0);

    if (e->start.wall >= g_date_time_to_unix(first) * SPAN_SECOND)
        return false;
    ics_problem_add(
        r, rule->line,
        "RRULE: the event begins before %d; give it a later DTSTART",
        ICS_RULE_YEAR);
    return true;
}

static void by_rule(ics_reading *r, const ics_event *e, const ics_rule *rule,
                    told *t, int64_t length, ics_visit visit)
{
    g_autoptr(ical_rule) all = NULL;
    ics_when when = e->start;
    unsigned steps = r->steps;
    int64_t wall;

    if (begins_early(r, e, rule))
        return;
    all = ical_rule_new(rule->text, e->start.wall, e->start.is_date);
    if (!all) {
        ics_problem_add(r, rule->line, "RRULE: \"%.60s\" is no rule",
                        rule->text);
        return;
    }
    while (ical_rule_next(all, &wall)) {
        ics_when_move(r->zones, &when, wall);
        if (is_past(rule, &when) || ics_is_full(r))
            return;
        if (++r->steps > ICS_STEPS_MAX) {
            ics_problem_add(r, rule->line,
                            "RRULE: up to this one, rules come to more than %d "
                            "times; give it a later DTSTART or an UNTIL",
                            ICS_STEPS_MAX);
            r->over = true;
            return;
        }
        tell(r, e, t, &when, length, visit);
    }
    if (r->steps == steps)
        never_comes(r, rule);
}

void ics_event_times(ics_reading *r, const ics_event *e, const GArray *others,
                     ics_visit visit)
{
    g_autoptr(GHashTable) keys = set_new();
    g_autoptr(GHashTable) days = set_new();
    told t = {.keys = keys, .days = days};
    int64_t length = ics_event_length(r, e);

    if (length < 0)
        return;
    except(&t, e, e->except);
    if (others)
        except(&t, e, others);
    tell(r, e, &t, &e->start, length, visit);
    for (unsigned i = 0; i < e->rules->len && !ics_is_full(r); i++)
        by_rule(r, e, &g_array_index(e->rules, ics_rule, i), &t, length, visit);
    for (unsigned i = 0; i < e->extras->len && !ics_is_full(r); i++) {
        const ics_extra *x = &g_array_index(e->extras, ics_extra, i);
        int64_t own = x->length_ms;

        tell(r, e, &t, &x->when, own >= 0 ? own : length, visit);
    }
}
