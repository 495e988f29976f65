/* need_room: what the files of need share. Private to rules/pattern. */
#ifndef POSTERN_RULES_NEED_ROOM_H
#define POSTERN_RULES_NEED_ROOM_H

#include "rules/pattern/need.h"

#define NEED_LOOP_SLACK  3    /* repetitions that are no loop yet */
#define NEED_BITS_ENOUGH 90.0 /* a longer run says no more */

/* ---- need_weigh.c ---- */

/* Gives each node of the tree its bits (how seldom text matches it: half of all
 * octets is 1 bit) and its places (octets that the automaton spells out). */
void need_weigh(syntax *t);

static inline double need_bits(const syntax *t, unsigned node)
{
    return syntax_at(t, node)->bits;
}

static inline unsigned need_places(const syntax *t, unsigned node)
{
    return syntax_at(t, node)->places;
}

/* Bits of one octet of that set, as octets are distributed in mail. */
double need_set_bits(const octet_set *s);
/* A loop that goes on over most of what stands in mail? */
bool need_is_wide(const syntax *t, const syntax_node *x);

/* ---- need_wait.c ---- */

/* Fills in n->waiting and n->loops. */
void need_wait(const syntax *t, need *n);

#endif
