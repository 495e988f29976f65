/* match: which words of an answer stand in which source, in runs as long as
 * possible.  Only account's files include it.  Memory in the answer and one
 * source; each source is gone through once. */
#ifndef POSTERN_MATCH_H
#define POSTERN_MATCH_H

#include "quote/account.h"
#include "quote/token.h"

#define MATCH_RUN_MIN   8        /* weight of a run: four words */
#define MATCH_STEPS_MAX 40000000 /* comparisons of words; beyond is doubt */

/* Words [at, at + n) of the answer are words [from, from + n) of a source. */
typedef struct match_run {
    guint32 at, n;
    guint32 source, from;
    guint32 weight;
    bool small; /* fewer than four words: a whole line, or the rest of a run */
} match_run;

#define MATCH_STARTS 1
#define MATCH_ENDS   2

typedef struct match_span {
    guint32 from; /* first word, of its source */
    account_origin origin;
    int64_t ticket, entry;
} match_span;

/* A short line of the answer that is a whole line of a source. */
typedef struct match_line {
    guint32 line;
    guint32 source, from;
} match_line;

typedef struct matcher {
    const GArray *words;  /* token: the answer's */
    const guint32 *first; /* of each line its first word; lines + 1 of them */
    const bool *marked;   /* of each line: stands behind a quote mark */
    const bool *mangled;  /* has lost letters on its way */
    size_t lines;
    GArray *runs; /* match_run: those that cover a word best, and others */
    guint8
        *edges; /* of each word MATCH_STARTS, MATCH_ENDS: a line of the source
                      does so there */
    guint32 *best;        /* of each word its run + 1; 0: none */
    guint16 *origins;     /* of each word, bits of all runs that it is in */
    GArray *notes;        /* match_run: runs in notes, cut at their ends */
    GArray *findings;     /* the same in what colleagues wrote inside */
    GArray *equal;        /* match_line */
    GArray *spans;        /* match_span of all sources */
    GArray *spans_of;     /* guint32: where those of a source begin; one more */
    GHashTable *links;    /* hashes (guint64*) of the sources' links */
    GHashTable *header;   /* and of words in header fields of ours */
    guint32 *head, *next; /* index of the answer's grams */
    guint64 *gram;
    guint32 mask;
    GHashTable *short_lines; /* hash (guint64*) -> GArray of guint32 */
    size_t steps, source_words;
    bool over; /* caps were reached */
} matcher;

/* The arrays stay the caller's and must outlive it. */
void match_init(matcher *m, const GArray *words, const guint32 *first,
                const bool *marked, const bool *mangled, size_t lines);
void match_source(matcher *m, const account_source *s);
void match_clear(matcher *m);

/* The span that word `at` of a source stands in. */
const match_span *match_span_at(const matcher *m, guint32 source, guint32 at);
/* The run that covers a word best, NULL if there is none. */
const match_run *match_of(const matcher *m, size_t word);
/* The origin of a word that a run covers. */
account_origin match_origin(const matcher *m, const match_run *r, size_t word);

#endif
