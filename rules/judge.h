/* judge: a rule set made ready before a fork, and what it says of a message.
 *
 * judge_new loads and compiles all that a message is judged with, in the
 * process that forks. Children only read it; but what prefilters make while
 * they are used (match.h) each child makes for itself.
 */
#ifndef POSTERN_RULES_JUDGE_H
#define POSTERN_RULES_JUDGE_H

#include "rules/learn/count.h"
#include "rules/learn/model.h"
#include "rules/match.h"

#define JUDGE_SPAM_SCORE 5.0 /* verdict->spam, where no queue says otherwise */
#define JUDGE_SHOWN_MAX  160 /* octets of a matched text that are shown */
#define JUDGE_SPOKE_MAX  6   /* words that spoke for a learned category */
#define JUDGE_HITS_MAX   (4u << 20) /* octets of serialized hits */

typedef struct judge judge;

/* `paths` as set_read's, SET_SHIPPED among them; `set` are set_flags, `match`
 * match_flags. NULL: ERR_CONFIG with all problems. */
judge *judge_new(const char *const *paths, unsigned set, unsigned match,
                 GPtrArray **problems, GError **error);
void judge_free(judge *j);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(judge, judge_free)
/* Before the fork: the counts of the filter that learns, NULL for none; taken
 * over. */
void judge_learned(judge *j, count_file *counts);
/* The same for the model of learned categories, which speaks in the place of the
 * counts' categories. */
void judge_categories(judge *j, model_file *model);
/* Does judge_letter have anything to say? */
bool judge_reads_letters(const judge *j);
const rule_set *judge_set(const judge *j);
const matcher *judge_matcher(const judge *j);

/* One rule that hit, for people; no member is NULL. */
typedef struct judge_hit {
    char *rule, *place; /* "FILE:LINE" of its definition */
    char *describe;
    char *votes; /* "category:account 3.0, faq:password-reset 2.0" */
    char *text;  /* what matched first, cut; "" if there is nothing to show */
} judge_hit;

typedef struct judge_opinion {
    verdict *verdict;
    GPtrArray *hits; /* judge_hit*, as verdict->hits; NULL unless wanted */
    GPtrArray *slow; /* char*: rules that ran out of a limit */
    bool over_budget;
    char *last; /* the rule that the time ran out on; NULL: none */
} judge_opinion;
/* Reads and judges one message as it came. Never NULL; the caller frees it by
 * judge_opinion_free. Thread-safe. */
judge_opinion *judge_message(const judge *j, const void *data, size_t size,
                             bool want_hits);
/* Adds to its verdict what the model says of the same message; `words`: and which
 * words spoke for it. */
void judge_letter(const judge *j, const letter *l, bool words,
                  judge_opinion *o);
void judge_opinion_free(judge_opinion *o);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(judge_opinion, judge_opinion_free)

/* As verdict_to_bytes and verdict_from_bytes: from_bytes takes hostile octets. */
GBytes *judge_hits_to_bytes(const GPtrArray *hits);
GPtrArray *judge_hits_from_bytes(GBytes *bytes, GError **error);

#endif
