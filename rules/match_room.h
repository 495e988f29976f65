/* match_room: a set made ready, as its makers and runners see it. Private to
 * match*.c. */
#ifndef POSTERN_RULES_MATCH_ROOM_H
#define POSTERN_RULES_MATCH_ROOM_H

#include "rules/match.h"
#include "rules/pattern/pattern.h"
#include "rules/pattern/sieve.h"

/* Rules that read the same text. */
typedef struct match_group {
    sieve *sieve;           /* names the rules to try, besides: */
    GArray *always;         /* unsigned: rule numbers, tried on every text */
    sieve_builder *builder; /* while the set is made ready */
} match_group;

typedef struct match_header {
    char *name;
    unsigned modifiers;
    match_group rules; /* on the value */
    GArray *unset;     /* unsigned: of these, those that hit without a value */
    GArray *special;   /* unsigned: exists, !~, if-unset */
} match_header;

typedef struct match_meta {
    const rule *rule;
    bool quiet;               /* no hit while none of its leaves has one */
    guint needs, needs_count; /* in matcher.needs: its leaves */
} match_meta;

struct matcher {
    const rule_set *set;
    unsigned flags;
    sieve_budget memory;
    bool *wanted;                  /* by rule number */
    match_group texts[RULE_TYPES]; /* body rawbody uri full */
    GPtrArray *headers;            /* match_header* */
    GArray *mimeheaders;           /* unsigned */
    GArray *evals;                 /* unsigned */
    const eval_row **rows;         /* by place in evals */
    GArray *metas;                 /* match_meta, leaves before their users */
    GArray *needs;                 /* unsigned */
};

static inline const rule *match_rule(const matcher *m, unsigned number)
{
    return m->set->rules->pdata[number];
}

#endif
