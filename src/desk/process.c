/* process: the ways from one status to another. */
#include "desk/process.h"

#include <string.h>

static void way_free(void *data)
{
    process_way *w = data;

    g_free(w->words);
    g_free(w);
}

static void add(GPtrArray *ways, const char *from, const char *to,
                process_cause cause, char *words)
{
    process_way *w;

    if (!to || strcmp(from, to) == 0) {
        g_free(words);
        return;
    }
    w = g_new0(process_way, 1);
    w->from = from;
    w->to = to;
    w->cause = cause;
    w->words = words;
    g_ptr_array_add(ways, w);
}

/* What is written in its section, or shipped. */
static void add_own(GPtrArray *ways, const status_model *m, const status_row *s)
{
    add(ways, s->id, status_after_customer(m, s->id), PROCESS_CUSTOMER,
        g_strdup("the customer writes"));
    /* nobody answers a spammer */
    if (s->stage != STATUS_SPAM)
        add(ways, s->id, status_after_reply(m, s->id), PROCESS_REPLY,
            g_strdup("answer"));
    add(ways, s->id, status_after_line(m, s->id), PROCESS_LINE,
        g_strdup("/line"));
    add(ways, s->id, status_after_return(m, s->id), PROCESS_RETURN,
        g_strdup("/return"));
}

/* What commands and the clock do in every model. */
static void add_fixed(GPtrArray *ways, const status_model *m,
                      const status_row *s)
{
    if (s->open)
        add(ways, s->id, status_first(m, STATUS_RESOLVED), PROCESS_COMMAND,
            g_strdup("/close"));
    if (s->stage == STATUS_RESOLVED)
        add(ways, s->id, status_first(m, STATUS_CLOSED), PROCESS_TIME,
            g_strdup("close_after"));
    if (s->stage != STATUS_SPAM)
        add(ways, s->id, status_first(m, STATUS_SPAM), PROCESS_COMMAND,
            g_strdup("/spam"));
}

GPtrArray *process_ways(const status_model *m)
{
    GPtrArray *ways = g_ptr_array_new_with_free_func(way_free);
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    for (unsigned i = 0; i < count; i++) {
        add_own(ways, m, rows[i]);
        add_fixed(ways, m, rows[i]);
    }
    return ways;
}
