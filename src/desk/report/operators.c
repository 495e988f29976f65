/* operators: who did how much. */
#include "desk/report/room.h"

enum { REPLIES, RESOLVED, OPEN, BOOKED };

typedef struct people {
    report_table *t;
    GHashTable *rows;
} people;

static report_row *row_of(const people *p, const char *who)
{
    return table_row_fast(p->t, p->rows, REPORT_OPERATOR, who);
}

static void compute(const report_facts *f, report_table *t)
{
    g_autoptr(GHashTable) rows = g_hash_table_new(NULL, NULL);
    const people p = {t, rows};

    for (guint i = 0; i < f->replied->len; i++)
        row_add(row_of(&p, FACT(f, replied, fact_entry, i)->who), REPLIES, 1);
    for (guint i = 0; i < f->closed->len; i++) {
        const fact_close *c = FACT(f, closed, fact_close, i);
        if (c->how == FACT_RESOLVED)
            row_add(row_of(&p, c->holder), RESOLVED, 1);
    }
    for (guint i = 0; i < f->open_end->len; i++)
        row_add(row_of(&p, FACT(f, open_end, fact_open, i)->holder), OPEN, 1);
    for (guint i = 0; i < f->times->len; i++) {
        const fact_time *y = FACT(f, times, fact_time, i);
        row_add(row_of(&p, y->who), BOOKED, y->min);
    }
}

const report_block report_operator = {
    .name = "operator",
    .title = "By operator",
    .help =
        "Replies, resolved requests, those that each holds at the end, time "
        "that was booked",
    .columns = {{"replies", REPORT_COUNT},
                {"resolved", REPORT_COUNT},
                {"open", REPORT_COUNT},
                {"booked", REPORT_MINUTES},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .sorted = true,
};
