/* customers: who asked most, and for whom most time was booked. */
#include "desk/report/room.h"

/* His company's, if he has one. */
static report_row *row_of(const report_facts *f, report_table *t, guint ticket)
{
    const fact_ticket *one = fact_of(f, ticket);

    return one->company ? table_row_of(t, REPORT_COMPANY, one->company)
                        : table_row(t, REPORT_TEXT, one->customer);
}

static void compute(const report_facts *f, report_table *t)
{
    for (guint i = 0; i < f->tickets->len; i++)
        if (fact_of(f, i)->counted && fact_of(f, i)->opened)
            row_add(row_of(f, t, i), 0, 1);
    for (guint i = 0; i < f->asked->len; i++)
        row_add(row_of(f, t, FACT(f, asked, fact_entry, i)->ticket), 1, 1);
    for (guint i = 0; i < f->times->len; i++) {
        const fact_time *y = FACT(f, times, fact_time, i);
        row_add(row_of(f, t, y->ticket), 2, y->min);
    }
}

const report_block report_customers = {
    .name = "customers",
    .title = "By customer",
    .help = "Companies, and customers of none, by requests that they opened: "
            "requests, messages, time that was booked",
    .columns = {{"opened", REPORT_COUNT},
                {"messages", REPORT_COUNT},
                {"booked", REPORT_MINUTES},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .shown = 10,
    .sorted = true,
};
