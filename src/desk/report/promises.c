/* promises: SLAs that were kept and broken, by SLA and kind of clock. */
#include "desk/report/room.h"

#include <string.h>

enum { MET, BROKEN, EXCUSED, PART };

/* Most are of the same few. */
#define LAST_ROWS 8
typedef struct last_row {
    struct {
        const char *sla, *kind;
        report_row *row;
    } rows[LAST_ROWS];
    unsigned next;
} last_row;

static report_row *row_of(report_table *t, last_row *last,
                          const fact_measure *m)
{
    for (unsigned i = 0; i < LAST_ROWS; i++)
        if (last->rows[i].row && last->rows[i].sla == m->sla &&
            last->rows[i].kind == m->kind)
            return last->rows[i].row;
    g_autofree char *key =
        g_strconcat(m->sla ? m->sla : "", "/", m->kind ? m->kind : "", NULL);

    unsigned at = last->next++ % LAST_ROWS;
    last->rows[at].sla = m->sla;
    last->rows[at].kind = m->kind;
    last->rows[at].row = table_row(t, REPORT_PROMISE, key);
    return last->rows[at].row;
}

/* Was it broken in the same period? */
static bool broke_here(const report_facts *f, const fact_measure *excused)
{
    for (guint i = 0; i < f->measures->len; i++) {
        const fact_measure *m = FACT(f, measures, fact_measure, i);
        if (m->what == STORE_MEASURE_BROKEN && m->ticket == excused->ticket &&
            m->seq == excused->seq && g_strcmp0(m->kind, excused->kind) == 0)
            return true;
    }
    return false;
}

static void count(const report_facts *f, report_table *t, last_row *last,
                  const fact_measure *m)
{
    report_row *row = row_of(t, last, m);

    switch (m->what) {
    case STORE_MEASURE_MET:
        row_add(row, MET, 1);
        break;
    case STORE_MEASURE_BROKEN:
        row_add(row, BROKEN, 1);
        break;
    default:
        row_add(row, EXCUSED, 1);
        if (broke_here(f, m))
            row_add(row, BROKEN, -1);
    }
}

static void compute(const report_facts *f, report_table *t)
{
    last_row last = {.next = 0};

    for (guint i = 0; i < f->measures->len; i++)
        count(f, t, &last, FACT(f, measures, fact_measure, i));
    for (guint i = 0; i < t->rows->len; i++) {
        report_row *row = t->rows->pdata[i];
        int64_t all = row->now[MET].n + row->now[BROKEN].n;
        row->now[PART] = (report_value){
            all > 0, all > 0 ? mean_of(row->now[MET].n * 1000, all) : 0};
    }
}

const report_block report_promises = {
    .name = "sla",
    .title = "Promises kept",
    .help =
        "Clocks of SLAs, by SLA and kind, that ended in time or were broken; "
        "what was excused in the same period is not broken, and what was "
        "broken before and excused in it is said",
    .columns = {{"kept", REPORT_COUNT},
                {"broken", REPORT_COUNT},
                {"excused", REPORT_COUNT},
                {"part kept", REPORT_PART},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .sorted = true,
};
