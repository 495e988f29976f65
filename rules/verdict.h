/* verdict: what the rules say about one message (match.h), or, while there are no
 * rules, what the MTA's spam header says. */
#ifndef POSTERN_VERDICT_H
#define POSTERN_VERDICT_H

#include "mail/letter.h"

typedef struct verdict_hit {
    char *rule;
    unsigned count;
    double score;
} verdict_hit;

/* A kind that begins so votes for what a field holds: "field:order", and the name
 * is what was captured in the message. */
#define VERDICT_FIELD "field:"

typedef struct verdict_vote {
    char *name; /* category id */
    double weight;
    char *kind; /* in `votes` alone: "priority", "line", "faq"; else NULL */
    char *by; /* of `categories` and `votes`: rules that voted so, "A, B"; NULL:
                   no rule did */
} verdict_vote;

typedef struct verdict {
    char *rules; /* name of the rule set */
    double score;
    bool spam;
    GPtrArray *hits;       /* verdict_hit* */
    GPtrArray *categories; /* verdict_vote*, heaviest first */
    GPtrArray *votes;      /* verdict_vote*: of other kinds, heaviest first */
    /* what the filter that learns says, if it has an opinion */
    double probability; /* of spam; -1: none */
    GPtrArray *guesses; /* verdict_vote*, surest first; weight: probability */
    /* words of the message that speak for the first guess, if they were asked
     * for; weight: share of all that speaks for it */
    GPtrArray *spoke; /* verdict_vote* */
} verdict;

verdict *verdict_new(void);
void verdict_free(verdict *v);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(verdict, verdict_free)

/* Adds weight to a name; a kind other than "category" goes to `votes`. Sort when
 * all is added. */
void verdict_vote_add(verdict *v, const char *kind, const char *name,
                      double weight);
/* The same, and which rule says so. */
void verdict_vote_by(verdict *v, const char *kind, const char *name,
                     double weight, const char *rule);
void verdict_votes_sort(verdict *v);

/* Judge a letter without rules, by its spam_flag: rule MTA_SPAM_FLAG, score 10.
 * Its `rules` is VERDICT_NO_RULES. */
#define VERDICT_NO_RULES "mta"
verdict *verdict_judge(const letter *l);

/* As letter_to_bytes and letter_from_bytes: from_bytes takes hostile octets. */
GBytes *verdict_to_bytes(const verdict *v);
verdict *verdict_from_bytes(GBytes *bytes, GError **error);

#endif
