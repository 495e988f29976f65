/* busy: when customers write, by weekday and hour. */
#include "desk/report/room.h"

#include "base/span.h"
#include "worktime/wall.h"

#define SHOWN 5

static void compute(const report_facts *f, report_table *t)
{
    GArray *pieces = wall_pieces(f->zone);
    report_row *days[7];

    for (int i = 0; i < 7; i++)
        days[i] = table_row_of(t, REPORT_WEEKDAY, i + 1);
    for (guint i = 0; i < f->asked->len; i++) {
        int64_t wall = wall_show(pieces, FACT(f, asked, fact_entry, i)->at_ms);
        /* 1970 began on a Thursday */
        row_add(days[(wall / SPAN_DAY + 3) % 7],
                (unsigned)(wall / SPAN_HOUR % 24), 1);
    }
    g_array_unref(pieces);
}

/* The busiest, as "1 09": Monday, 9 to 10. */
static report_table *brief(const report_table *t)
{
    static const report_block block = {
        .name = "busy",
        .title = "Busiest hours",
        .columns = {{"messages", REPORT_COUNT}, {NULL, REPORT_COUNT}},
    };
    report_table *out = report_table_new(&block);

    for (guint day = 0; day < t->rows->len; day++) {
        const report_row *row = t->rows->pdata[day];
        for (unsigned hour = 0; hour < 24; hour++) {
            if (row->now[hour].n == 0)
                continue;
            g_autofree char *key = g_strdup_printf("%s %02u", row->key, hour);
            report_row *one = table_row(out, REPORT_WEEKDAY, key);
            one->now[0] = row->now[hour];
            one->before[0] = row->before[hour];
        }
    }
    table_sort(out);
    if (out->rows->len > SHOWN)
        g_ptr_array_set_size(out->rows, SHOWN);
    return out;
}

#define HOUR(name)         \
    {                      \
        name, REPORT_COUNT \
    }
const report_block report_busy = {
    .name = "busy",
    .title = "Busiest hours",
    .help = "When messages of customers come, by weekday and hour",
    .columns = {HOUR("0"),  HOUR("1"),  HOUR("2"),  HOUR("3"),  HOUR("4"),
                HOUR("5"),  HOUR("6"),  HOUR("7"),  HOUR("8"),  HOUR("9"),
                HOUR("10"), HOUR("11"), HOUR("12"), HOUR("13"), HOUR("14"),
                HOUR("15"), HOUR("16"), HOUR("17"), HOUR("18"), HOUR("19"),
                HOUR("20"), HOUR("21"), HOUR("22"), HOUR("23"), HOUR(NULL)},
    .compute = compute,
    .brief = brief,
};
