/* lang: the words of many languages that mail is read by, from the files
 * lang/XX/TOPIC.txt, which are compiled in (lang/README says how they are
 * written).
 *
 * Code holds patterns without the words (forms): "^%{device.program}\\b". The
 * name in it stands for any phrase of section [program] in any device.txt.
 */
#ifndef POSTERN_LANG_H
#define POSTERN_LANG_H

#include <glib.h>
#include <stdbool.h>

/* The table that lang/embed makes. */
typedef struct lang_builtin {
    const char *file; /* "de/intro.txt" */
    const char *text;
} lang_builtin;
extern const lang_builtin lang_builtins[]; /* until file is NULL */

/* One phrase. */
typedef struct lang_line {
    const char *file; /* as above */
    unsigned number;  /* of the line, from 1 */
    char *section;    /* "intro.wrote" */
    char *text;       /* as it is written */
    char *pattern;    /* the same for PCRE2; NULL: the line is wrong */
    char *error;      /* why */
} lang_line;

/* All lines of all files. They are read once a process and live for ever (2 ms;
 * who forks readers reads them before: filters_ready()).
 * Thread-safe. */
const GPtrArray *lang_lines(void); /* const lang_line* */

/* The pattern that a form stands for, without one line if `without` is not
 * NULL. %{topic.section} may have an option after a blank:
 *
 *   word    a phrase begins a word, unless "*" is its first sign; for forms
 *           that only ask whether and where one stands (lang_group.h)
 *   blanks  a blank in a phrase stands for any number of blanks
 *
 * A section without a line, or a line that is wrong, is a fault of the program:
 * it ends with a message. Caller frees. */
char *lang_pattern(const char *form, const lang_line *without);

/* What a phrase is in PCRE2. NULL, and *error (caller frees), if its marks are
 * wrong. Caller frees. */
char *lang_phrase(const char *text, char **error);

#endif
