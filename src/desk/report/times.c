/* times: how long customers waited for the first reply, and for a resolution. */
#include "desk/report/room.h"

static void spread(report_table *t, const char *name, GArray *values)
{
    row_set_spread(table_row(t, REPORT_WORD, name), 0, values);
}

static void compute(const report_facts *f, report_table *t)
{
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) first_work = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) closed = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) closed_work = g_array_new(FALSE, FALSE, sizeof(int64_t));

    for (guint i = 0; i < f->firsts->len; i++) {
        const fact_first *r = FACT(f, firsts, fact_first, i);
        g_array_append_val(first, r->after_ms);
        if (r->work_ms >= 0)
            g_array_append_val(first_work, r->work_ms);
    }
    for (guint i = 0; i < f->closed->len; i++) {
        const fact_close *c = FACT(f, closed, fact_close, i);
        if (c->how != FACT_RESOLVED)
            continue;
        g_array_append_val(closed, c->open_ms);
        g_array_append_val(closed_work, c->work_ms);
    }
    spread(t, "first reply", first);
    spread(t, "first reply, working time", first_work);
    spread(t, "resolution", closed);
    spread(t, "resolution, working time", closed_work);
}

const report_block report_times = {
    .name = "times",
    .title = "How long it took",
    .help =
        "Time to the first reply and to the resolution, by the clock and in "
        "working time while the desk had to act: median, 90 %, mean",
    .columns = {{"number", REPORT_COUNT},
                {"median", REPORT_SPAN},
                {"90 %", REPORT_SPAN},
                {"mean", REPORT_SPAN},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .narrow = 3,
};
