/* command: slash commands in an operator's or customer's text (DESIGN 9).
 *
 * One table: name, aliases (ru, nb), arguments, rights, help.  Pure.
 */
#ifndef POSTERN_COMMAND_H
#define POSTERN_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef enum {
    COMMAND_NOTE,
    COMMAND_REPLY,
    COMMAND_STATUS,
    COMMAND_CLOSE,
    COMMAND_REOPEN,
    COMMAND_TAKE,
    COMMAND_ASSIGN,
    COMMAND_RELEASE,
    COMMAND_LINE,
    COMMAND_RETURN,
    COMMAND_PRIORITY,
    COMMAND_CATEGORY,
    COMMAND_SPEND,
    COMMAND_CC,
    COMMAND_UNCC,
    COMMAND_WATCH,
    COMMAND_UNWATCH,
    COMMAND_SEND,
    COMMAND_DROP,
    COMMAND_SPAM,
    COMMAND_HAM,
    COMMAND_UNDO,
    COMMAND_SHOW,
    COMMAND_LIST,
    COMMAND_HELP,
    COMMAND_ACK,
    COMMAND_COUNT
} command_id;

typedef enum {
    COMMAND_FOR_OPERATOR = 1,
    COMMAND_FOR_CUSTOMER = 2
} command_right;

typedef struct command_row {
    command_id id;
    const char *name;      /* "assign" */
    const char *aliases;   /* space-separated, UTF-8 */
    const char *arguments; /* "WHO", "N [why]", "" */
    unsigned rights;       /* command_right bits */
    const char *help;      /* one line */
} command_row;
const command_row *command_table(unsigned *count);

typedef struct command_call {
    const command_row *row;
    char *argument; /* rest of the line, blanks off; "" if none */
    char *line;     /* as written */
} command_call;

typedef struct command_error {
    char *line;  /* as written */
    char *words; /* "did you mean /assign olga ?" */
} command_error;

typedef struct command_result {
    GPtrArray *calls;  /* command_call* in order */
    GPtrArray *errors; /* command_error*: if any, nothing may be done */
    char *text;        /* the text without command lines, blank ends off */
    char *suspect;     /* a command-like line elsewhere in the text, NULL */
} command_result;

/* Read `text` (new text, signature off). Only commands whose rights include
 * `right`; for customers unknown or malformed /words are text, no errors. */
command_result *command_read(const char *text, command_right right);
void command_result_free(command_result *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(command_result, command_result_free)

/* The nearest name in a list (Damerau-Levenshtein <= 2), NULL if none. */
const char *command_nearest(const char *word, const char *const *names);

/* "25m", "1h 30m", "1.5h", "2h", "90" (minutes) -> minutes; -1 if it is none. */
int command_minutes(const char *text);

/* /send, /drop, /spam and /ham, with the numbers of held messages. */
bool command_takes_numbers(command_id id);

/* "17 18", "17, 18", "#17" -> int64_t appended to `out` (may be NULL), at most
 * COMMAND_NUMBERS_MAX. False: it is something else, or more. */
#define COMMAND_NUMBERS_MAX 50
bool command_numbers(const char *text, GArray *out);

/* Help texts as plain text, and the table as mdoc for postern-mail(7). */
char *command_help(command_right right);
void command_print_manual(FILE *out);

#endif
