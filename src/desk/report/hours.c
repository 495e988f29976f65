/* hours: time that was booked. */
#include "desk/report/room.h"

static void add(report_row *row, const fact_time *y)
{
    row_add(row, 0, y->min);
    row_add(row, 1, y->bill_min);
}

static void compute(const report_facts *f, report_table *t)
{
    report_row *all = table_row(t, REPORT_WORD, "all");

    for (guint i = 0; i < f->times->len; i++) {
        const fact_time *y = FACT(f, times, fact_time, i);
        add(all, y);
        add(table_row(t, REPORT_TEXT, y->work), y);
    }
}

const report_block report_hours = {
    .name = "hours",
    .title = "Time booked",
    .help = "Time that was booked in the period, and what of it is charged, by "
            "type of work",
    .columns = {{"worked", REPORT_MINUTES},
                {"charged", REPORT_MINUTES},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .sorted = true,
};
