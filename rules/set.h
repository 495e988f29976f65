/* set: rule files in SpamAssassin's language, read into one rule set.
 *
 * Reading is complete or refused: every problem of all files is found in one
 * run, each with file, line, column and length of the words that it is about.
 * A later line about the same rule replaces an earlier one.  What this engine
 * does not support is named (rule->unsupported), never ignored; a meta with an
 * unsupported leaf is unsupported itself and counts as nothing.  A set is
 * immutable once read and may be used by many threads and, copy-on-write, by
 * forked children.
 */
#ifndef POSTERN_RULES_SET_H
#define POSTERN_RULES_SET_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    RULE_HEADER,
    RULE_BODY,
    RULE_RAWBODY,
    RULE_URI,
    RULE_FULL,
    RULE_MIMEHEADER,
    RULE_EVAL, /* header, body, rawbody or full NAME eval:function() */
    RULE_META,
    RULE_TYPES
} rule_type;

typedef enum { /* tflags, as bits */
               RULE_MULTIPLE = 1,
               RULE_NICE = 2,
               RULE_NET = 4,
               RULE_LEARN = 8,
               RULE_USERCONF = 16,
               RULE_NOAUTOLEARN = 32,
               RULE_NOSUBJECT = 64,
               RULE_UTF8 = 128 /* ours: UTF, UCP and MATCH_INVALID_UTF */
} rule_flags;

typedef enum { /* header modifiers, as bits */
               RULE_RAW = 1,
               RULE_ADDR = 2,
               RULE_NAME = 4,
               RULE_HOST = 8,
               RULE_DOMAIN = 16,
               RULE_IP = 32,
               RULE_REVIP = 64,
               RULE_FIRST = 128,
               RULE_LAST = 256
} rule_modifiers;

typedef struct rule_vote {
    char *kind; /* "category", "priority", "type", "line", "holder", "field",
                   "faq", "ask", "mark" */
    char *name; /* of "field": the field that gets what was captured */
    double weight;
    char *file;
    int line;
} rule_vote;

typedef struct rule_test {
    bool ok; /* must hit; false: must not */
    char *text;
    char *file;
    int line;
} rule_test;

typedef struct rule {
    unsigned number; /* index in set->rules */
    char *name;
    rule_type type;
    char *file; /* of its definition */
    int line;
    bool sub;         /* __NAME: no score of its own */
    bool scored;      /* a score line was there */
    double score;     /* in effect: the set's score column */
    double scores[4]; /* as given; all equal if one value was */
    char *describe;   /* "" if none */
    int priority;
    unsigned flags;
    unsigned maxhits; /* 0: no limit */
    char *source;     /* text after NAME, as written */
    /* header, mimeheader */
    char *header; /* "Subject", "ALL", "X-Spam-Relays-Untrusted" */
    unsigned modifiers;
    bool negated, exists;
    char *if_unset; /* NULL */
    /* regex rules: pattern.h */
    struct pattern *pattern;
    /* eval */
    char *function;
    GPtrArray *arguments; /* char* */
    /* meta: meta.h */
    struct meta *meta;
    bool off;          /* scored 0: never runs, counts as 0 in metas */
    char *unsupported; /* NULL: supported; else why */
    GPtrArray *votes;  /* rule_vote* */
    GPtrArray *tests;  /* rule_test* */
} rule;

typedef struct rule_problem {
    bool fatal; /* false: the line was understood, but look at it */
    char *file;
    int line;
    int column; /* 1-based, octets; 0: the whole line */
    int length;
    char *source; /* the line */
    char *text;   /* what is wrong and what would be right */
} rule_problem;
void rule_problem_free(rule_problem *p);
/* "FILE:LINE:COLUMN: text", the line, and a caret below. Caller frees. */
char *rule_problem_text(const rule_problem *p);

typedef struct rule_set {
    char *name;                  /* hash of files and settings, 16 hex digits */
    GPtrArray *rules;            /* rule*; numbers are stable within the set */
    GHashTable *by_name;         /* char* -> rule* */
    GPtrArray *trusted_networks; /* char* CIDRs */
    GPtrArray *internal_networks; /* char* */
    GHashTable *lists; /* other list settings by keyword ("freemail_domains",
                            "util_rb_tld", ...): char* -> GPtrArray of char*,
                            for eval tests and URI reading */
    struct uri_domains *domains;   /* uri.h, from these lists */
    struct eval_lists *eval_lists; /* eval_list.h, from these lists */
} rule_set;

typedef enum {
    SET_LENIENT = 1 /* take what is right, leave out what is not */
} set_flags;

/* A path that stands for the shipped sets: the installed ones, or, where none
 * are installed, those that are compiled in. */
#define SET_SHIPPED "shipped:"

/* Read the .cf files of these paths (a folder: its *.cf in order of name).
 * Returns NULL (ERR_CONFIG, all problems as text) if any problem is fatal, unless
 * SET_LENIENT. *problems (may be NULL) gets a GPtrArray of rule_problem*. */
rule_set *set_read(const char *const *paths, unsigned flags,
                   GPtrArray **problems, GError **error);
/* The same from text, named `file` in problems. */
rule_set *set_read_text(const char *file, const char *text, unsigned flags,
                        GPtrArray **problems, GError **error);
void set_free(rule_set *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rule_set, set_free)
const rule *set_rule(const rule_set *s, const char *name); /* NULL: none */
const char *rule_type_name(rule_type type);                /* "header", ... */

#endif
