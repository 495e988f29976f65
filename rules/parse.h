/* parse: the inside of set_read: lines, conditions, keywords. Private to rules.
 */
#ifndef POSTERN_RULES_PARSE_H
#define POSTERN_RULES_PARSE_H

#include "rules/set.h"

#define PARSE_INCLUDE_MAX 20          /* nested include */
#define PARSE_IF_MAX      50          /* nested if */
#define PARSE_FILE_MAX    (16u << 20) /* octets of one rule file */
#define PARSE_NAME_MAX    100         /* octets of a rule's name */

typedef struct parser {
    rule_set *set;
    GPtrArray *problems; /* rule_problem*, not owned */
    bool lenient;
    /* replace_*: name -> text; rules to be replaced: name -> name */
    GHashTable *tags, *inters, *pres, *posts, *replace;
    /* where we are */
    const char *file;
    int line;
    const char *source; /* the line as written */
    unsigned depth;     /* of includes */
    GChecksum *sum;     /* of all that is read, not owned */
} parser;

/* A line without its comment: keyword, and the rest with its place. */
typedef struct parse_line {
    char *keyword; /* lower case, '-' as '_' */
    char *value;   /* blanks off both ends */
    int column;    /* of value in the source, 1-based */
} parse_line;

/* One keyword. */
typedef struct parse_keyword {
    const char *name;
    void (*run)(parser *p, const parse_line *l);
    const char *argument; /* for the manual: "NAME /pattern/" */
    const char *help;
} parse_keyword;
const parse_keyword *parse_keywords(unsigned *count);
const parse_keyword *parse_keyword_find(const char *name); /* NULL: none */

/* "FILE:LINE" problem about `length` octets at `column` of the line. */
void parse_problem(parser *p, bool fatal, int column, int length,
                   const char *format, ...) G_GNUC_PRINTF(5, 6);

/* Value of an if condition: 1, 0, or -1 with a problem reported. */
int parse_condition(parser *p, const parse_line *l, const char *text);

/* All lines of one file. */
void parse_text(parser *p, const char *file, const char *text);
bool parse_file(parser *p, const char *path, GError **error);
/* A problem of a file as a whole. */
void parse_file_problem(parser *p, const char *path, int line,
                        const char *words);

/* After the last file: replace tags, compile patterns, bind metas, pass on what
 * is unsupported, set default scores. */
void parse_finish(parser *p);

rule *rule_new(const char *name);
void rule_free(rule *r);

#endif
