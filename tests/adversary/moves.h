/* moves: what people do in a played conversation. Each is a row: it acts, lets
 * the mail go and judges. */
#ifndef POSTERN_ADVERSARY_MOVES_H
#define POSTERN_ADVERSARY_MOVES_H

#include "adversary/people.h"

typedef struct move {
    const char *name;
    int weight; /* of all */
    void (*run)(play *p);
} move;

const move *moves_pick(play *p);
void moves_begin(play *p); /* the first: a customer opens a request */

/* Each file's own; ends with a row without name. */
extern const move moves_of_customers[], moves_of_operators[],
    moves_of_strangers[], moves_of_machines[], moves_of_copies[],
    moves_of_time[], moves_of_partners[];
/* Of conversations that are about several requests (play.together). */
extern const move moves_of_together[];

#endif
