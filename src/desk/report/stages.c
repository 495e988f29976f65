/* stages: how long requests were where. */
#include "desk/report/room.h"

static void compute(const report_facts *f, report_table *t)
{
    for (int stage = 0; stage < STATUS_STAGES; stage++) {
        g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(int64_t));
        int64_t work_ms = 0;
        for (guint i = 0; i < f->stays->len; i++) {
            const fact_stay *y = FACT(f, stays, fact_stay, i);
            if (y->stage != stage)
                continue;
            g_array_append_val(values, y->work_ms);
            work_ms += y->work_ms;
        }
        if (values->len == 0)
            continue;
        report_row *row = table_row(t, REPORT_STAGE, status_stages[stage]);
        row_set(row, 0, values->len);
        row_set(row, 1, work_ms);
        row_set(row, 2, values_rank(values, 50));
        row_set(row, 3, values_rank(values, 90));
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
};
