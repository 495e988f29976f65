/* moves: all of them, and the choice. */
#include "adversary/moves.h"

#define TOGETHER_PERCENT 40 /* of the moves of such a conversation */

static const move *const all[] = {
    moves_of_customers, moves_of_operators, moves_of_strangers,
    moves_of_machines,  moves_of_copies,    moves_of_time,
    moves_of_partners,  moves_of_together, /* the last: not in all conversations */
};

static const move *pick(play *p, unsigned from, unsigned to)
{
    int sum = 0;

    for (unsigned i = from; i < to; i++)
        for (const move *m = all[i]; m->name != NULL; m++)
            sum += m->weight;
    int at = below(p, sum);
    for (unsigned i = from; i < to; i++)
        for (const move *m = all[i]; m->name != NULL; m++)
            if ((at -= m->weight) < 0)
                return m;
    return NULL;
}

const move *moves_pick(play *p)
{
    unsigned count = G_N_ELEMENTS(all);

    if (p->together && chance(p, TOGETHER_PERCENT))
        return pick(p, count - 1, count);
    return pick(p, 0, count - 1);
}

void moves_begin(play *p)
{
    moves_of_customers[0].run(p);
}
