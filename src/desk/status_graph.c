/* status_graph: which statuses no request comes to, or out of. */
#include "desk/status_graph.h"

#include <string.h>

typedef struct graph {
    const status_model *m;
    const status_row *const *rows;
    unsigned count;
    bool *leads; /* count x count: from, to */
} graph;

/* ---- what leads where ---- */

static void add(graph *g, unsigned from, const char *to)
{
    for (unsigned i = 0; to && i < g->count; i++) {
        if (strcmp(g->rows[i]->id, to) == 0)
            g->leads[from * g->count + i] = true;
    }
}

static void add_by_hand(graph *g, unsigned from)
{
    const GPtrArray *next = status_next_of(g->m, g->rows[from]->id);

    for (unsigned i = 0; !next && i < g->count; i++)
        g->leads[from * g->count + i] = true;
    for (unsigned i = 0; next && i < next->len; i++)
        add(g, from, ((const status_next *)next->pdata[i])->id);
}

static void add_all(graph *g)
{
    for (unsigned i = 0; i < g->count; i++) {
        const status_row *from = g->rows[i];
        const char *const to[] = {from->after_customer, from->after_reply,
                                  from->after_note,     from->after_line,
                                  from->after_return,   from->after_to};
        for (size_t k = 0; k < G_N_ELEMENTS(to); k++)
            add(g, i, to[k]);
        add_by_hand(g, i);
    }
}

/* ---- what is wrong with it ---- */

/* Marks all that lead to a marked one, or that a marked one leads to. */
static void spread(const graph *g, bool *marked, bool backwards)
{
    for (bool more = true; more;) {
        more = false;
        for (unsigned i = 0; i < g->count * g->count; i++) {
            unsigned from = i / g->count, to = i % g->count;
            unsigned known = backwards ? to : from;
            unsigned other = backwards ? from : to;
            if (!g->leads[i] || !marked[known] || marked[other])
                continue;
            marked[other] = more = true;
        }
    }
}

/* Requests begin here; a type's, in one of its own. What is spam is said of any
 * request, and any customer may close hers. */
static bool begins(const graph *g, const status_row *row)
{
    static const status_stage always[] = {STATUS_CLASSIFICATION, STATUS_SPAM,
                                          STATUS_RESOLVED};

    for (size_t i = 0; i < G_N_ELEMENTS(always); i++) {
        if (row->stage == (int)always[i] &&
            (strcmp(row->id, status_first(g->m, always[i])) == 0 ||
             (row->types && row->types->len > 0)))
            return true;
    }
    return false;
}

status_fault *status_faults(const status_model *m)
{
    graph g = {.m = m};
    g.rows = status_rows(m, &g.count);
    g_autofree bool *leads = g_new0(bool, g.count *g.count);
    g_autofree bool *reached = g_new0(bool, g.count);
    g_autofree bool *leaves = g_new0(bool, g.count);
    status_fault *faults = g_new0(status_fault, g.count);

    g.leads = leads;
    add_all(&g);
    for (unsigned i = 0; i < g.count; i++) {
        reached[i] = begins(&g, g.rows[i]);
        leaves[i] = !g.rows[i]->open;
    }
    spread(&g, reached, false);
    spread(&g, leaves, true);
    for (unsigned i = 0; i < g.count; i++)
        faults[i] = !reached[i]  ? STATUS_UNREACHED
                    : !leaves[i] ? STATUS_DEAD_END
                                 : STATUS_FINE;
    return faults;
}
