/* robot: what is asked about robots of the configuration. */
#include "desk/robot.h"

#include "base/span.h"
#include "config/section.h"
#include "desk/history.h"
#include "desk/queue_config.h"
#include "worktime/calendar_config.h"

#include <jansson.h>
#include <string.h>

#define DAYS_MAX 800 /* looked at for one that is worked */

const config_robot *config_robot_by_id(const config *c, const char *id)
{
    return config_by_id(c->robots, id);
}

bool config_robot_serves(const config_robot *r, const char *queue)
{
    return r->queues->len == 0 || config_listed(r->queues, queue);
}

/* ---- when ---- */

/* Of the queue that it names first, else of the desk's first. */
static const calendar *calendar_of(const config *c, const config_robot *r)
{
    const char *id = r->queues->len > 0 ? r->queues->pdata[0] : NULL;
    const config_queue *q = id                   ? config_queue_by_id(c, id)
                            : c->queues->len > 0 ? c->queues->pdata[0]
                                                 : NULL;

    return config_calendar_find(c, q ? q->calendar : NULL);
}

/* Monday is 0; 1970 began on a Thursday. */
static int weekday_of(int64_t day)
{
    return (int)((day + 3) % 7);
}

static bool is_its_day(const config_robot *r, const calendar *k, int64_t day)
{
    if (r->weekday >= 0)
        return weekday_of(day) == r->weekday;
    if (r->workdays)
        return calendar_works_on(k, day * SPAN_DAY);
    return day % r->every_days == 0;
}

int64_t config_robot_next(const config *c, const config_robot *r,
                          int64_t after_ms)
{
    const calendar *k = calendar_of(c, r);
    int64_t day;

    if (r->every_ms > 0)
        return (after_ms / r->every_ms + 1) * r->every_ms;
    day = calendar_wall(k, after_ms) / SPAN_DAY;
    for (int i = 0; i < DAYS_MAX; i++, day++) {
        int64_t at_ms =
            calendar_moment(k, day * SPAN_DAY + r->at_min * SPAN_MINUTE);
        if (at_ms > after_ms && is_its_day(r, k, day))
            return at_ms;
    }
    return after_ms + DAYS_MAX * SPAN_DAY;
}

char *config_robot_trigger(const config_robot *r)
{
    GString *out;

    if (r->after)
        return g_strdup_printf("after %s", r->after);
    if (r->every)
        return g_strdup_printf("every %s", r->every);
    out = g_string_new("on ");
    for (unsigned i = 0; i < r->on->len; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
                               (const char *)r->on->pdata[i]);
    return g_string_free(out, FALSE);
}

char *config_robot_words(const config_robot *r)
{
    g_autofree char *when = config_robot_trigger(r);
    GString *out = g_string_new(when);

    if (r->if_)
        g_string_append_printf(out, ", if %s", r->if_);
    if (r->unless)
        g_string_append_printf(out, ", unless %s", r->unless);
    g_string_append(out, ": ");
    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        g_string_append_printf(out, "%s%s", i > 0 ? "; " : "", call->line);
    }
    return g_string_free(out, FALSE);
}

/* ---- what happened ---- */

char *robot_event_write(const GPtrArray *happenings, const char *silent)
{
    json_t *all = json_array();
    json_t *whole = json_pack("{s:o, s:s*}", "events", all, "silent", silent);
    char *raw, *text;

    for (unsigned i = 0; i < happenings->len; i++) {
        const happening *h = happenings->pdata[i];
        json_array_append_new(
            all, json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*}", "event",
                           happen_names[h->what], "by", history_actor(h->kind),
                           "actor", h->actor ? h->actor : "", "was", h->old,
                           "now", h->new, "field", h->field));
    }
    raw = json_dumps(whole, JSON_COMPACT);
    text = g_strdup(raw ? raw : "{}");
    free(raw);
    json_decref(whole);
    return text;
}

static const char *kept(const json_t *o, const char *key, GPtrArray *keep)
{
    const char *text = json_string_value(json_object_get(o, key));

    if (!text)
        return NULL;
    g_ptr_array_add(keep, g_strdup(text));
    return keep->pdata[keep->len - 1];
}

GArray *robot_event_read(const char *event, GPtrArray *keep, bool *timed)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(condition_event));
    json_t *whole = json_loads(event, 0, NULL);
    const json_t *all = json_object_get(whole, "events");

    *timed = true;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *o = json_array_get(all, i);
        const char *name = kept(o, "event", keep);
        condition_event e = {.what = happen_named(name ? name : ""),
                             .by = kept(o, "by", keep),
                             .old = kept(o, "was", keep),
                             .new = kept(o, "now", keep),
                             .field = kept(o, "field", keep)};
        *timed &= g_strcmp0(e.by, history_actor(STORE_ACTOR_CLOCK)) == 0;
        g_array_append_val(out, e);
    }
    json_decref(whole);
    return out;
}

const char *robot_event_silent(const char *event, GPtrArray *keep)
{
    json_t *whole = json_loads(event, 0, NULL);
    const char *why = kept(whole, "silent", keep);

    json_decref(whole);
    return why;
}
