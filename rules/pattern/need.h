/* need: what every match of a pattern must hold, as runs of pieces of its tree.
 *
 * Every match has certain pieces. Of these the run is taken that is rarest
 * in mail by chance; where the pattern has alternatives, a run of each.
 */
#ifndef POSTERN_RULES_NEED_H
#define POSTERN_RULES_NEED_H

#include "rules/pattern/syntax.h"

#define NEED_RUN_MAX  6000 /* places of one run */
#define NEED_RUNS_MAX 400  /* runs of one pattern */

/* A node of the tree as it stands, or, if copies > 0, so many times in a row. */
typedef struct need_item {
    unsigned node, copies;
} need_item;

typedef struct need {
    GPtrArray *runs; /* GArray of need_item; a match holds one of them */
    double chance;   /* roughly, that one begins at a given octet of a text */
    double waiting;  /* places that wait, on average, for the next octet */
    bool loops;      /* some places may wait for long, whatever octets come */
} need;

/* NULL: nothing is known to be needed. Caller frees. */
need *need_find(syntax *t);
void need_free(need *n);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(need, need_free)

/* The octets that mail is mostly made of, folded, roughly the most frequent
 * first. */
extern const char need_octets[];

/* Times that a repetition at least `least` long is spelled out: fewer for large
 * pieces. */
unsigned need_copies(unsigned least, unsigned places);

#endif
