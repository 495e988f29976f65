/* pattern: one Perl pattern literal, compiled by PCRE2 with JIT.
 *
 * Literals are /.../, m{...} and friends with Perl's modifiers.  What PCRE2
 * lacks or means differently is reported, never guessed.  Match, depth and heap
 * limits keep catastrophic patterns from stalling.
 */
#ifndef POSTERN_RULES_PATTERN_H
#define POSTERN_RULES_PATTERN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATTERN_MATCH_LIMIT 1000000 /* PCRE2 match limit of one search */
#define PATTERN_DEPTH_LIMIT 10000
#define PATTERN_JIT_STACK   (1024u << 10) /* octets, one stack a thread */

#define PATTERN_CASELESS 0x00000008u /* PCRE2_CASELESS, for compile_text */

typedef struct pattern pattern;
typedef struct pattern_scratch pattern_scratch; /* one a thread */

/* `literal` as in the rule file, delimiters and modifiers included; a bare
 * pattern is taken as it is. On error *column (0-based in literal) says where. */
pattern *pattern_compile(const char *literal, bool utf8, size_t *column,
                         GError **error);
/* The same from a text without delimiters and PCRE2 options (pattern_text). */
pattern *pattern_compile_text(const char *text, uint32_t options, bool utf8,
                              GError **error);
/* `shared` matches just what `text` does, in a form that compiles smaller; the
 * tree is that of `text`. NULL if it does not compile. */
pattern *pattern_compile_shared(const char *text, const char *shared,
                                uint32_t options, bool utf8);
void pattern_free(pattern *p);
/* A text without delimiters, compiled when it is asked for first and kept for
 * good: it must come from the code or from a rule, never from a message. NULL
 * if it is wrong. Thread-safe. */
const pattern *pattern_known(const char *text, uint32_t options);
/* A thread keeps one that it freed for its next. */
pattern_scratch *pattern_scratch_new(void);
void pattern_scratch_free(pattern_scratch *s);

typedef enum { PATTERN_NO, PATTERN_YES, PATTERN_LIMIT } pattern_answer;
/* Search from `start`; *from, *to get the match's place. */
pattern_answer pattern_search(const pattern *p, pattern_scratch *s,
                              const char *data, size_t size, size_t start,
                              size_t *from, size_t *to);

/* How many groups it captures. */
unsigned pattern_groups(const pattern *p);
/* The place of its first group in the match that begins at `start`; false: there is
 * none, or it took no part. p must come from a rule. Thread-safe. */
bool pattern_first_group(const pattern *p, const char *data, size_t size,
                         size_t start, size_t *from, size_t *to);

/* As a tree, for prefilters; NULL if it cannot be followed. Caller frees. */
struct syntax *pattern_syntax(const pattern *p);
/* The pattern as PCRE2 gets it, and its options; borrowed. */
const char *pattern_text(const pattern *p, uint32_t *options);

#endif
