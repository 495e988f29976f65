/* sieve: which of many patterns could match a text? One pass for all of them.
 *
 * Of each pattern the piece that a match must hold (need.h) is joined into one
 * automaton, whose deterministic states are made while texts are searched, and
 * kept.  The sieve never misses a pattern that matches; it may name one that does
 * not.  May be used by several threads: one searches at a time.
 */
#ifndef POSTERN_RULES_SIEVE_H
#define POSTERN_RULES_SIEVE_H

#include "rules/need.h"

#define SIEVE_STATES_MAX 32768 /* kept at once; then it begins anew */
/* States are being made faster than one in so many octets: texts are let through
 * unsearched for a while. */
#define SIEVE_OCTETS_A_STATE 12
#define SIEVE_PAUSE          (256u << 10) /* octets */

typedef struct sieve sieve;
typedef struct sieve_builder sieve_builder;

sieve_builder *sieve_builder_new(void);
/* `owner`: number that is told when one of the runs is found. */
void sieve_add(sieve_builder *b, const syntax *t, const need *n,
               unsigned owner);
/* Frees the builder. NULL if nothing was added. */
sieve *sieve_build(sieve_builder *b);
void sieve_free(sieve *s);

/* Calls `found` for each owner that the text could match, some more than once.
 * False: not searched to its end, each owner has to be tried. */
typedef void (*sieve_found)(unsigned owner, void *context);
bool sieve_search(sieve *s, const char *data, size_t size, sieve_found found,
                  void *context);

/* ---- between sieve_build.c and sieve.c ---- */

typedef enum { SIEVE_CHAR, SIEVE_SPLIT, SIEVE_ACCEPT, SIEVE_DEAD } sieve_kind;

typedef struct sieve_node { /* of the automaton before it is deterministic */
    sieve_kind kind;
    uint32_t set;      /* SIEVE_CHAR: which set of octets */
    uint32_t out, alt; /* next nodes; SIEVE_ACCEPT: out is the owner */
} sieve_node;

typedef struct sieve_plan {
    GArray *nodes;      /* sieve_node */
    uint8_t class[256]; /* octets that no set tells apart have one class */
    unsigned classes;
    uint8_t *has;    /* set * classes + class: is it in the set? */
    GArray **starts; /* by class: uint32_t, nodes where a run can begin */
} sieve_plan;
/* Takes over the plan. */
sieve *sieve_of(sieve_plan *p);
void sieve_plan_free(sieve_plan *p);

#endif
