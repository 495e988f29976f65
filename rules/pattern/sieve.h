/* sieve: which of many patterns could match a text? One pass for all of them.
 *
 * Of each pattern the piece that a match must hold (need.h) is joined into a few
 * automata, whose deterministic states are made while texts are searched, and
 * kept.  The sieve never misses a pattern that matches; it may name one that does
 * not.  May be used by several threads: one searches at a time.
 *
 * Why not Vectorscan: it was measured at 4.4 times the speed of one pattern after
 * the other, and needs a minute to compile 1,500 rules, and so a cache of what it
 * compiled. This is 79 times as fast as SpamAssassin with sa-compile, starts in
 * 0.23 s (tests/bench/README: rules-speed, rules-start), and caches nothing.
 */
#ifndef POSTERN_RULES_SIEVE_H
#define POSTERN_RULES_SIEVE_H

#include "rules/pattern/need.h"

#include <stdatomic.h>

/* Memory of states that several sieves share, in octets. Where it is used up a
 * part of a sieve forgets its own; a few states each may always have. */
typedef struct sieve_budget {
    atomic_size_t used;
    size_t most;
} sieve_budget;

typedef struct sieve sieve;
typedef struct sieve_builder sieve_builder;

sieve_builder *sieve_builder_new(void);
/* Takes over both. `owner`: number that is told when one of the runs is found. */
void sieve_add(sieve_builder *b, syntax *t, need *n, unsigned owner);
/* Frees the builder. NULL if nothing was added. The budget must outlive it. */
sieve *sieve_build(sieve_builder *b, sieve_budget *budget);
void sieve_free(sieve *s);

/* Calls `found` for each owner that the text could match, some more than once. */
typedef void (*sieve_found)(unsigned owner, void *context);
void sieve_search(sieve *s, const char *data, size_t size, sieve_found found,
                  void *context);

#endif
