/* volume: how much came in, and what was done. */
#include "desk/report/room.h"

static void compute(const report_facts *f, report_table *t)
{
    report_row *in = table_row(t, REPORT_WORD, "messages of customers");
    report_row *replies = table_row(t, REPORT_WORD, "replies");
    report_row *opened = table_row(t, REPORT_WORD, "opened");
    report_row *reopened = table_row(t, REPORT_WORD, "opened again");
    report_row *ends[] = {
        [FACT_RESOLVED] = table_row(t, REPORT_WORD, "resolved"),
        [FACT_MERGED] = table_row(t, REPORT_WORD, "merged into another"),
        [FACT_SPAM] = table_row(t, REPORT_WORD, "spam"),
    };

    row_set(in, 0, f->asked->len);
    row_set(replies, 0, f->replied->len);
    row_set(reopened, 0, f->reopened->len);
    for (guint i = 0; i < f->tickets->len; i++)
        if (fact_of(f, i)->counted && fact_of(f, i)->opened)
            row_add(opened, 0, 1);
    for (guint i = 0; i < f->closed->len; i++)
        row_add(ends[FACT(f, closed, fact_close, i)->how], 0, 1);
}

const report_block report_volume = {
    .name = "volume",
    .title = "What was done",
    .help = "Messages of customers, replies; requests that were opened, opened "
            "again, resolved, merged, spam",
    .columns = {{"number", REPORT_COUNT}, {NULL, REPORT_COUNT}},
    .compute = compute,
};
