/* need_wait: how restless the automaton of a need is. */
#include "rules/pattern/need_room.h"

#include <math.h>

/* ---- how restless a run is ---- */

static void add_waiting(const syntax *t, unsigned node, double *reach,
                        double *sum);

/* The same for a loop. A text in a language that resembles the pattern reaches
 * it more often than the chances of single letters say, and stays in it for
 * long: so what waits there counts by the root of the chance to reach it. */
static double add_loop(const syntax *t, const syntax_node *x, double through,
                       unsigned more, double *sum)
{
    double again = through, own = 0;
    add_waiting(t, x->first, &again, &own);
    double share = through > 0 ? MIN(again / through, 0.99) : 0;
    if (more <= NEED_LOOP_SLACK) {
        *sum += own;
        return MIN(through + again, 1);
    }
    *sum += own / (1 - share) / sqrt(MAX(through, 1e-9));
    return MIN(through + again / (1 - share), 1);
}

/* Adds to *sum how many places of the node wait at an octet, on average, if the
 * node is reached with the chance *reach. *reach becomes the chance that its
 * end is reached. */
static void add_waiting(const syntax *t, unsigned node, double *reach,
                        double *sum)
{
    const syntax_node *x = syntax_at(t, node);
    double out = 0;
    switch (x->kind) {
    case SYNTAX_SET:
        if (*reach < 1) /* the beginning of a run waits in every state */
            *sum += *reach;
        *reach *= exp2(-need_set_bits(&x->set));
        break;
    case SYNTAX_CAT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
            add_waiting(t, c, reach, sum);
        break;
    case SYNTAX_ALT:
        for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
            double branch = *reach;
            add_waiting(t, c, &branch, sum);
            out += branch;
        }
        *reach = MIN(out, 1);
        break;
    case SYNTAX_REPEAT: {
        double through = *reach;
        unsigned copies = need_copies(x->least, need_places(t, x->first));
        for (unsigned i = 0; i < copies; i++)
            add_waiting(t, x->first, &through, sum);
        if (x->most > copies)
            through = add_loop(t, x, through, x->most - copies, sum);
        *reach = through;
        break;
    }
    case SYNTAX_ANY:
        *sum += 100 * *reach;
        break;
    default:
        break;
    }
}

static bool has_loop(const syntax *t, unsigned node)
{
    const syntax_node *x = syntax_at(t, node);
    if (x->kind == SYNTAX_ANY || need_is_wide(t, x))
        return true;
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next)
        if (has_loop(t, c))
            return true;
    return false;
}

void need_wait(const syntax *t, need *n)
{
    for (guint i = 0; i < n->runs->len; i++) {
        const GArray *run = n->runs->pdata[i];
        double reach = 1;
        for (guint j = 0; j < run->len; j++) {
            need_item item = g_array_index(run, need_item, j);
            n->loops = n->loops || has_loop(t, item.node);
            for (unsigned k = 0; k < MAX(item.copies, 1); k++)
                add_waiting(t, item.node, &reach, &n->waiting);
        }
    }
}
