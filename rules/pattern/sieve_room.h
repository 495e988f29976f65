/* sieve_room: the automata of a sieve. Private to sieve*.c. */
#ifndef POSTERN_RULES_SIEVE_ROOM_H
#define POSTERN_RULES_SIEVE_ROOM_H

#include "rules/pattern/sieve.h"

#define SHARD_STATES_MAX  32768        /* kept at once; then it begins anew */
#define SHARD_STATES_FREE 256          /* whatever the budget says */
#define SHARD_POOL_MAX    (512u << 10) /* numbers that states hold */
/* Where states are made faster than one in so many octets, or hold more numbers
 * an octet, texts are let through unsearched for a while. */
#define SHARD_NUMBERS_AN_OCTET 8
#define SHARD_OCTETS_A_STATE   12
#define SHARD_PAUSE            (256u << 10) /* octets */

/* ---- shard_build.c: before it is deterministic ---- */

typedef enum { PLAN_CHAR, PLAN_SPLIT, PLAN_ACCEPT, PLAN_DEAD } plan_kind;

typedef struct plan_node {
    plan_kind kind;
    uint32_t set;      /* PLAN_CHAR: which set of octets */
    uint32_t out, alt; /* next nodes; PLAN_ACCEPT: out is the owner */
} plan_node;

typedef struct shard_plan {
    GArray *nodes;      /* plan_node */
    uint8_t class[256]; /* octets that are in the same sets are of one class */
    unsigned classes;
    uint8_t *has;    /* set * classes + class: is it in the set? */
    GArray **starts; /* by class: uint32_t, nodes where a run can begin */
} shard_plan;

typedef struct shard_builder shard_builder;
shard_builder *shard_builder_new(void);
void shard_add(shard_builder *b, const syntax *t, const need *n,
               unsigned owner);
shard_plan *shard_build(shard_builder *b); /* frees the builder */
void shard_plan_free(shard_plan *p);

/* ---- shard.c ---- */

/* An entry of the table is the row of the next state, or one of these. Row 0 is
 * the text's begin. */
#define ROW_UNKNOWN UINT32_MAX
#define ROW_TELLS   0x80000000u /* flag: owners are found there */

/* What a state holds: places and numbers in the pool, both sorted. */
typedef struct shard_state {
    uint32_t base; /* index of shard.bases */
    uint32_t nodes, count;
    uint32_t owners, owners_count;
} shard_state;

typedef struct shard_base shard_base;

typedef struct shard {
    shard_plan *plan;
    GArray *all; /* unsigned: its owners */
    sieve_budget *budget;
    uint32_t *table;   /* state * stride + class -> row */
    unsigned stride;   /* classes, in whole lines of the cache */
    size_t rows;       /* that the table has room for */
    GArray *states;    /* shard_state; 0 is that of the text's begin */
    shard_base *bases; /* 0: none, else by class + 1 */
    uint32_t *bare;    /* by base: its bare state; UINT32_MAX: not made */
    GArray *pool;      /* uint32_t: what states hold */
    GHashTable *known; /* hash -> number + 1 of a state that has it */
    uint32_t *mark;    /* by node: of the step that saw it last */
    uint32_t step;
    GArray *stack;     /* uint32_t */
    GArray *next;      /* uint32_t: nodes of the state being made */
    GArray *owners;    /* uint32_t: those of the state being made */
    GArray *merged;    /* uint32_t: a spare one of these */
    uint64_t searched; /* octets since states were last forgotten */
    size_t pause;      /* octets still to be let through */
} shard;

/* Takes over plan and owners. */
shard *shard_new(shard_plan *p, GArray *all, sieve_budget *budget);
void shard_free(gpointer data);
/* A text of that size is to be searched. False: let it through. */
bool shard_begin(shard *s, size_t size);
/* The row after an octet of the class, with its flag; the table may move.
 * False: states are made faster than they are used, let the text through. */
bool shard_step(shard *s, uint32_t row, unsigned class, uint32_t *to);
/* The owners that are found at a row (without its flag); all that there are. */
void shard_tell(const shard *s, uint32_t row, sieve_found found, void *context);
void shard_tell_all(const shard *s, sieve_found found, void *context);

#endif
