/* notify_time: working time in what operators read: what is spent, and by whom, what
 * is left of prepaid time, and whether the reader's own timer runs. */
#include "desk/notify/state.h"

#include "desk/prepaid_now.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "desk/when.h"
#include "desk/work_config.h"
#include "store/time.h"

#include <string.h>

#define TIME_ROWS 100 /* the newest that a mail shows */

bool notify_add_timer(notify_job *j, GError **error)
{
    GError *local = NULL;
    g_autoptr(store_timer) t =
        j->op ? store_timer_get(j->desk, j->op->id, &local) : NULL;

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (!t)
        return true;
    json_t *timer = json_object();
    notify_set_free(timer, "since", notify_when(j, t->from_ms));
    json_object_set_new(timer, "ticket", json_integer(t->ticket));
    json_object_set_new(timer, "here",
                        json_boolean(j->t && j->t->id == t->ticket));
    json_object_set_new(j->data, "timer", timer);
    return true;
}

/* "1 h 10 min of 4 h" */
static void add_spent(notify_job *j)
{
    const store_ticket *t = j->t;

    if (t->spent_min > 0)
        notify_set_free(j->data, "spent", notify_minutes(j, t->spent_min));
    if (t->estimate_min > 0)
        notify_set_free(
            j->data, "estimate",
            speech_work(j->language, t->estimate_min, WHEN_WORK_DAY));
    json_object_set_new(
        j->data, "more_spent",
        json_boolean(t->estimate_min > 0 && t->spent_min > t->estimate_min));
}

/* Where nothing is left, how much goes beyond. */
static bool add_prepaid(notify_job *j, GError **error)
{
    GError *local = NULL;
    g_autoptr(prepaid_now) p =
        prepaid_now_read(j->desk, j->c, j->t->service, j->o->date_ms, &local);

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (!p)
        return true;
    json_t *prepaid = json_object();
    notify_set(prepaid, "company", p->company->name);
    notify_set(prepaid, "service", p->service->name);
    notify_set(prepaid, "month",
               speech_month(j->language, (int)(p->month.month % 12) + 1));
    if (p->month.left_min > 0)
        notify_set_free(prepaid, "left", notify_minutes(j, p->month.left_min));
    notify_set_free(prepaid, "all", notify_minutes(j, prepaid_now_has(p)));
    if (p->month.over_min > 0)
        notify_set_free(prepaid, "over", notify_minutes(j, p->month.over_min));
    json_object_set_new(j->data, "prepaid", prepaid);
    return true;
}

bool notify_add_time(notify_job *j, GError **error)
{
    add_spent(j);
    return notify_add_timer(j, error) && add_prepaid(j, error);
}

/* ---- row by row ---- */

/* What is noted beside it was written for the desk alone. */
static json_t *row_json(notify_job *j, const store_time *t)
{
    json_t *row = json_object();
    g_autofree char *span = notify_minutes(j, t->min < 0 ? -t->min : t->min);
    const char *who = *t->who ? notify_operator_name(j->c, t->who) : NULL;

    notify_set_free(row, "at", notify_when(j, t->at_ms));
    notify_set(row, "who", who);
    notify_set_free(row, "min", g_strconcat(t->min < 0 ? "-" : "", span, NULL));
    if (*t->work)
        notify_set(row, "work", work_title(j->c, t->work, j->language));
    if (*t->what)
        notify_set_marked(
            row, "what",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->t->id, 0, t->what));
    return row;
}

bool notify_add_times(notify_job *j, GError **error)
{
    const store_time_filter f = {.ticket = j->t->id};
    g_autoptr(GPtrArray) all = store_time_list(j->desk, &f, error);
    json_t *rows = json_array();
    guint from = all && all->len > TIME_ROWS ? all->len - TIME_ROWS : 0;

    for (guint i = from; all && i < all->len; i++) {
        const store_time *t = all->pdata[i];
        if (t->booked_ms <= j->o->date_ms)
            json_array_append_new(rows, row_json(j, t));
    }
    json_object_set_new(j->data, "has_times",
                        json_boolean(json_array_size(rows) > 0));
    json_object_set_new(j->data, "times", rows);
    return all != NULL;
}
