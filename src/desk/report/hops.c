/* hops: requests that went from one line to another. */
#include "desk/report/room.h"

static void compute(const report_facts *f, report_table *t)
{
    g_autoptr(GHashTable) some = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) pairs =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    report_row *all = table_row(t, REPORT_WORD, "all");

    for (guint i = 0; i < f->hops->len; i++) {
        const fact_hop *h = FACT(f, hops, fact_hop, i);
        g_autofree char *key = g_strdup_printf("%d-%d", h->from, h->to);
        g_autofree char *one = g_strdup_printf("%s/%u", key, h->ticket);
        report_row *row = table_row(t, REPORT_LINES, key);
        row_add(all, 0, 1);
        row_add(row, 0, 1);
        if (g_hash_table_add(some, GUINT_TO_POINTER(h->ticket + 1)))
            row_add(all, 1, 1);
        if (g_hash_table_add(pairs, g_steal_pointer(&one)))
            row_add(row, 1, 1);
    }
}

const report_block report_hops = {
    .name = "hops",
    .title = "Handed over",
    .help =
        "How often requests went from one line to another, and how many did",
    .columns = {{"times", REPORT_COUNT},
                {"requests", REPORT_COUNT},
                {NULL, REPORT_COUNT}},
    .compute = compute,
    .sorted = true,
};
