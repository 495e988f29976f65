/* match: a rule set against a view: which rules hit, how often, what score.
 *
 * The prefilter (sieve.h) only ever skips work: hits are the same with and
 * without.
 */
#ifndef POSTERN_RULES_MATCH_H
#define POSTERN_RULES_MATCH_H

#include "rules/set.h"
#include "rules/verdict.h"
#include "rules/view/view.h"

#define MATCH_BUDGET_MS 2000        /* default time budget of one message */
#define MATCH_MEMORY    (96u << 20) /* octets that prefilters may fill */

typedef struct matcher matcher; /* a set made ready; may be shared by threads */

typedef enum {
    MATCH_PLAIN = 1, /* no prefilter at all, for comparison */
    MATCH_ALL = 2    /* every rule, also those that nothing asks for */
} match_flags;

/* Never NULL. Prefilters fill memory while they are used, each process its own.
 * `set` must outlive it; the caller frees it by match_free. */
matcher *match_new(const rule_set *set, unsigned flags);
void match_free(matcher *m);

typedef struct match_found {
    unsigned rule; /* number */
    unsigned count;
    size_t from,
        to;         /* first match in `text`, both 0 if there is none to show */
    view_text text; /* borrowed of the view */
} match_found;

typedef struct match_result {
    GArray *found;  /* match_found, by rule number */
    double *values; /* by rule number: hits, of metas what they came to */
    double score;
    GPtrArray *slow; /* char*: rules that ran out of a limit */
    bool over_budget;
    const char *last; /* borrowed: the rule that the time ran out on */
} match_result;
/* Runs the rules within `budget_ms` milliseconds. Never NULL: what ran out of a
 * limit is named in `slow` and counts as not hit. `v` must outlive the result; the
 * caller frees it by match_result_free. Thread-safe, each thread with a view of
 * its own. */
match_result *match_run(const matcher *m, view *v, unsigned budget_ms);
/* The same; ns[number] grows by what each rule took (for `rules bench`). */
match_result *match_run_timed(const matcher *m, view *v, unsigned budget_ms,
                              uint64_t *ns);
void match_result_free(match_result *r);

/* As a verdict: score, hits, categories by votes (heaviest first). The view that
 * the result is of must live. Never NULL; the caller frees it by verdict_free. */
verdict *match_verdict(const matcher *m, const match_result *r,
                       double spam_threshold);

#endif
