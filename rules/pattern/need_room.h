/* need_room: what the files of need share. Private to rules/pattern.
 *
 * Where the constants come from. They were found by trying, on 2,916 rules and
 * 1,899 public messages, and no formula gives them. Beside them, time of the
 * rules a message (tests/bench/rules_sieve, each sixth message, medians of five
 * runs in turns on a busy machine, +- 10 %), 1.00 with all as they are:
 *
 *     CALM_BITS 17      8: 0.9    12: 1.05    24: 1.85    32: 1.9
 *     WIDE_BITS 1.3     0.8: 1.05             2.5: 1.7
 *     NEED_BITS_ENOUGH  30: 1.3
 *     LANGUAGE 0.55     0.3: 1.0              1.0: 1.15
 *     RESTLESS_*        no second try: 1.1
 *     COPIES_PLACES 128 16: 0.95
 *     NEED_LOOP_SLACK 3 0: 1.0                12: 1.1
 *     COMMON_BITS 9     no common strings: 1.0
 *     weights of octets all the same: 1.45
 *
 * So what matters is that a run may go on over a wide loop soon, that long
 * runs are taken whole, and that frequent octets are told from rare ones; the
 * rest may be changed without a second thought. No choice changes what hits.
 */
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
