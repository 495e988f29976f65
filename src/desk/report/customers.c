/* customers: who asked most, and for whom most time was booked. */
#include "desk/report/room.h"

typedef struct customers {
    const report_facts *f;
    report_table *t;
    report_row **rows;     /* by ticket */
    GHashTable *companies; /* by number + 1 */
    GHashTable *people;    /* by address */
} customers;

static report_row *company_row(const customers *c, int64_t company)
{
    void *key = GSIZE_TO_POINTER((gsize)company);
    report_row *row = g_hash_table_lookup(c->companies, key);

    if (!row) {
        row = table_row_of(c->t, REPORT_COMPANY, company);
        g_hash_table_insert(c->companies, key, row);
    }
    return row;
}

/* His company's, if he has one. */
static report_row *row_of(const customers *c, guint ticket)
{
    const fact_ticket *one = fact_of(c->f, ticket);

    if (!c->rows[ticket])
        c->rows[ticket] =
            one->company
                ? company_row(c, one->company)
                : table_row_fast(c->t, c->people, REPORT_TEXT, one->customer);
    return c->rows[ticket];
}

static void compute(const report_facts *f, report_table *t)
{
    g_autofree report_row **rows = g_new0(report_row *, f->tickets->len + 1);
    g_autoptr(GHashTable) companies = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) people = g_hash_table_new(NULL, NULL);
    const customers c = {f, t, rows, companies, people};

    for (guint i = 0; i < f->tickets->len; i++)
        if (fact_of(f, i)->counted && fact_of(f, i)->opened)
            row_add(row_of(&c, i), 0, 1);
    for (guint i = 0; i < f->asked->len; i++)
        row_add(row_of(&c, FACT(f, asked, fact_entry, i)->ticket), 1, 1);
    for (guint i = 0; i < f->times->len; i++) {
        const fact_time *y = FACT(f, times, fact_time, i);
        row_add(row_of(&c, y->ticket), 2, y->min);
    }
}

const report_block report_customers = {
    .name = "customers",
    .title = "By customer",
    .help = "The hundred companies, and customers of none, that opened most: "
            "requests, messages, time that was booked",
    .columns = {{"opened", REPORT_COUNT},
                {"messages", REPORT_COUNT},
                {"booked", REPORT_MINUTES},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .shown = 10,
    .most = 100,
    .sorted = true,
};
