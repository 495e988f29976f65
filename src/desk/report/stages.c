/* stages: how long requests were where. */
#include "desk/report/room.h"

static void add_row(report_table *t, int stage, GArray *values)
{
    report_row *row = table_row(t, REPORT_STAGE, status_stages[stage]);
    int64_t sum = 0;

    for (guint i = 0; i < values->len; i++)
        sum += g_array_index(values, int64_t, i);
    row_set(row, 0, values->len);
    row_set(row, 1, sum);
    row_set(row, 2, values_rank(values, 50));
    row_set(row, 3, values_rank(values, 90));
}

static void compute(const report_facts *f, report_table *t)
{
    GArray *values[STATUS_STAGES];

    for (int i = 0; i < STATUS_STAGES; i++)
        values[i] = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < f->stays->len; i++) {
        const fact_stay *y = FACT(f, stays, fact_stay, i);
        if (y->stage >= 0 && y->stage < STATUS_STAGES)
            g_array_append_val(values[y->stage], y->work_ms);
    }
    for (int i = 0; i < STATUS_STAGES; i++) {
        if (values[i]->len > 0)
            add_row(t, i, values[i]);
        g_array_unref(values[i]);
    }
}

const report_block report_stages = {
    .name = "stages",
    .title = "Where requests were",
    .help = "Stays that ended, by stage: how many, working time of all, median "
            "and 90 % of that",
    .columns = {{"number", REPORT_COUNT},
                {"working time", REPORT_SPAN},
                {"median", REPORT_SPAN},
                {"90 %", REPORT_SPAN},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .narrow = 3,
};
