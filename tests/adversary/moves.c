/* moves: all of them, and the choice. */
#include "adversary/moves.h"

static const move *const all[] = {
    moves_of_customers, moves_of_operators, moves_of_strangers,
    moves_of_machines,  moves_of_copies,    moves_of_time,
    moves_of_partners,
};

const move *moves_pick(play *p)
{
    int sum = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(all); i++)
        for (const move *m = all[i]; m->name != NULL; m++)
            sum += m->weight;
    int at = below(p, sum);
    for (unsigned i = 0; i < G_N_ELEMENTS(all); i++)
        for (const move *m = all[i]; m->name != NULL; m++)
            if ((at -= m->weight) < 0)
                return m;
    return NULL;
}

void moves_begin(play *p)
{
    moves_of_customers[0].run(p);
}
