/* mail: what became of messages: requests, spam, what was held. */
#include "desk/report/room.h"

#include <string.h>

/* Fates of the ledger, as people call them; those that are not here are "other". */
static const struct {
    const char *code, *words;
} fates[] = {
    {"ticket", "opened a request"},
    {"article", "added to a request"},
    {"note", "internal notes"},
    {"command", "commands alone"},
    {"reply", "replies"},
    {"held", "held for a person"},
    {"spam", "spam"},
    {"stranger", "of strangers"},
    {"machine", "automatic messages"},
    {"bounce", "delivery reports"},
    {"error", "commands with mistakes"},
    {"dropped", "thrown away"},
    {"rating", "ratings"},
};

static const char *words_of(const char *code)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(fates); i++)
        if (g_strcmp0(fates[i].code, code) == 0)
            return fates[i].words;
    return "other";
}

static void compute(const report_facts *f, report_table *t)
{
    report_row *all = table_row(t, REPORT_WORD, "all");

    for (guint i = 0; i < f->fates->len; i++) {
        const fact_fate *one = FACT(f, fates, fact_fate, i);
        row_add(all, 0, one->count);
        row_add(table_row(t, REPORT_WORD, words_of(one->code)), 0, one->count);
    }
}

const report_block report_mail = {
    .name = "mail",
    .title = "Messages that came in",
    .help = "What became of all messages: requests, spam, what was held; only "
            "where a report counts whole queues",
    .columns = {{"number", REPORT_COUNT}, {NULL, REPORT_COUNT}},
    .compute = compute,
    .sorted = true,
};
