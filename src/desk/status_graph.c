/* status_graph: which statuses lead to which. */
#include "desk/status_graph.h"

#include <string.h>

/* ---- edges ---- */

static void go(const status_model *m, const status_row *from, status_way way,
               const char *to, const char *role, status_visit visit,
               void *context)
{
    const status_row *row = to ? status_find(m, to) : NULL;

    if (row && row != from)
        visit(from, way, row, role, context);
}

static void by_hand(const status_model *m, const status_row *from,
                    status_visit visit, void *context)
{
    const GPtrArray *next = status_next_of(m, from->id);
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    for (unsigned i = 0; !next && i < count; i++)
        go(m, from, STATUS_BY_HAND, rows[i]->id, NULL, visit, context);
    for (unsigned i = 0; next && i < next->len; i++) {
        const status_next *one = next->pdata[i];
        go(m, from, STATUS_BY_HAND, one->id, one->role, visit, context);
    }
}

void status_edges(const status_model *m, status_visit visit, void *context)
{
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    for (unsigned i = 0; i < count; i++) {
        const status_row *from = rows[i];
        const char *const to[] = {
            [STATUS_BY_CUSTOMER] = from->after_customer,
            [STATUS_BY_REPLY] = from->after_reply,
            [STATUS_BY_NOTE] = from->after_note,
            [STATUS_BY_LINE] = from->after_line,
            [STATUS_BY_RETURN] = from->after_return,
            [STATUS_BY_TIME] = from->after_to,
        };
        for (size_t way = 0; way < G_N_ELEMENTS(to); way++)
            go(m, from, (status_way)way, to[way], NULL, visit, context);
        by_hand(m, from, visit, context);
    }
}

/* ---- faults ---- */

typedef struct graph {
    const status_model *m;
    const status_row *const *rows;
    unsigned count;
    bool *leads; /* count x count: from, to */
} graph;

static unsigned index_of(const graph *g, const status_row *row)
{
    unsigned i = 0;

    while (g->rows[i] != row)
        i++;
    return i;
}

static void note_edge(const status_row *from, status_way way,
                      const status_row *to, const char *role, void *context)
{
    const graph *g = context;

    g->leads[index_of(g, from) * g->count + index_of(g, to)] = true;
}

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
    status_edges(m, note_edge, &g);
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
