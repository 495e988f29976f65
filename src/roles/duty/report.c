/* report: reports whose time has come, once for each period: after a sleep the
 * latest alone. They are counted when their mail is made, by another role. */
#include "roles/duty/duty.h"

#include <string.h>

#define ROWS_MAX 1000

/* The row of a kind that is about this report; NULL. */
static const store_wait *row_of(const GPtrArray *rows, const char *report)
{
    for (guint i = 0; i < rows->len; i++) {
        const store_wait *w = rows->pdata[i];
        if (strcmp(w->ref, report) == 0)
            return w;
    }
    return NULL;
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    const config_report *r = config_report_by_id(d->config, w->ref);
    g_autoptr(GPtrArray) made = store_wait_due(d->f->store, DECIDE_REPORT_MADE,
                                               INT64_MAX, ROWS_MAX, error);
    const store_wait *last = made ? row_of(made, w->ref) : NULL;

    if (!made)
        return NULL;
    if (!r || r->at_min < 0)
        return plan_new();
    return decide_report_due(d->config, r, last ? last->at_ms : 0, d->now_ms);
}

const duty duty_report = {
    .name = "report", .waits = DECIDE_REPORT, .decide = decide};

/* What is due already is done, whatever its time was changed to. */
static bool fill(store *s, const config *c, const config_report *r,
                 const GPtrArray *rows, int64_t now_ms, GError **error)
{
    const store_wait *is = row_of(rows, r->id);
    store_wait w = {.kind = (char *)DECIDE_REPORT, .ref = r->id};

    w.at_ms = report_next(c, r, now_ms);
    if ((is && is->at_ms <= now_ms) || (!is && w.at_ms == 0))
        return true;
    return store_wait_set(s, &w, error);
}

bool duty_reports_fill(store *s, const config *c, int64_t now_ms,
                       GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;

    if (c->reports->len == 0)
        return true;
    rows = store_wait_due(s, DECIDE_REPORT, INT64_MAX, ROWS_MAX, error);
    for (guint i = 0; rows && i < c->reports->len; i++)
        if (!fill(s, c, c->reports->pdata[i], rows, now_ms, error))
            return false;
    return rows != NULL;
}
