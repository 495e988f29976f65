/* backlog: what was open at the beginning and at the end, by age. */
#include "desk/report/room.h"

#include "base/span.h"

static const struct {
    const char *name;
    int64_t upto_ms;
} ages[] = {
    {"up to a day old", SPAN_DAY},  {"up to 3 days", 3 * SPAN_DAY},
    {"up to a week", 7 * SPAN_DAY}, {"up to 30 days", 30 * SPAN_DAY},
    {"older", INT64_MAX},
};

static void count(report_table *t, unsigned column, const GArray *open)
{
    for (guint i = 0; i < open->len; i++) {
        const fact_open *o = &g_array_index(open, fact_open, i);
        unsigned age = 0;
        while (o->age_ms > ages[age].upto_ms)
            age++;
        row_add(table_row(t, REPORT_WORD, "open"), column, 1);
        row_add(table_row(t, REPORT_WORD, ages[age].name), column, 1);
        if (o->stage == STATUS_ANSWERED || o->stage == STATUS_WAITING)
            row_add(table_row(t, REPORT_WORD, "waiting for the customer"),
                    column, 1);
    }
}

static void compute(const report_facts *f, report_table *t)
{
    table_row(t, REPORT_WORD, "open");
    for (unsigned i = 0; i < G_N_ELEMENTS(ages); i++)
        table_row(t, REPORT_WORD, ages[i].name);
    table_row(t, REPORT_WORD, "waiting for the customer");
    count(t, 0, f->open_end);
    count(t, 1, f->open_start);
}

const report_block report_backlog = {
    .name = "backlog",
    .title = "What is open",
    .help = "Requests that are open at the end and at the start, by age, and "
            "how many of them wait for the customer",
    .columns = {{"at the end", REPORT_COUNT},
                {"at the start", REPORT_COUNT},
                {NULL, REPORT_COUNT}},
    .compute = compute,
};
