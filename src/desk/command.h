/* command: slash commands in an operator's or customer's text.
 *
 * Each command is one row in a file of desk/commands/: its names, who may use it,
 * what stands after it, what it needs, what it does, its help. The parser,
 * rights, /help, the manual and completions come from the rows; nobody else names
 * a command. Reading is pure.
 */
#ifndef POSTERN_COMMAND_H
#define POSTERN_COMMAND_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "desk/fault.h"
#include "desk/role.h"

typedef enum {
    COMMAND_EN,
    COMMAND_RU,
    COMMAND_NB,
    COMMAND_LANGUAGES
} command_language;

typedef enum {
    COMMAND_FOR_OPERATOR = 1,
    COMMAND_FOR_CUSTOMER = 2
} command_right;

/* What stands after its name. Those that are known by themselves are checked when
 * a text is read, the others by the row. */
typedef enum {
    COMMAND_NOTHING,
    COMMAND_WORDS,
    COMMAND_TICKET, /* "#1042", "1042" */
    COMMAND_SHOWN,  /* the same, "full", or both */
    COMMAND_JOINED, /* "#1042", "#1042 all" */
    COMMAND_HELD,   /* numbers of held messages: "17 18" */
    COMMAND_ON_OFF,
    COMMAND_LANGUAGE, /* "nb", "norsk", "auto" */
    COMMAND_STATUS,
    COMMAND_PRIORITY,
    COMMAND_CATEGORY,
    COMMAND_OPERATOR, /* id, part of a name, address */
    COMMAND_LINE,     /* number of a line, words */
    COMMAND_TIME,     /* "1h 30m", words */
    COMMAND_ADDRESSES,
    COMMAND_KIND, /* name of a type */
    COMMAND_COMPLEXITY,
    COMMAND_DATE,   /* desk/when.h */
    COMMAND_WORK,   /* a length of work */
    COMMAND_FIELD,  /* "order=A-17" */
    COMMAND_FILTER, /* desk/list_filter.h */
    COMMAND_WISH,   /* "hours=20", a name before it */
    COMMAND_TYPES
} command_type;

typedef enum {
    COMMAND_NEEDS_TICKET,
    COMMAND_NEEDS_NAME, /* a ticket, or one that stands after it */
    COMMAND_NEEDS_NOTHING
} command_need;

/* What others must know of it. */
typedef enum {
    COMMAND_IS_NOTE = 1 << 0,  /* the text beside it stays inside */
    COMMAND_IS_REPLY = 1 << 1, /* the text beside it goes out */
    COMMAND_SENDS_HELD = 1 << 2,
    COMMAND_DROPS_HELD = 1 << 3, /* her own held text */
    COMMAND_LETS_IN = 1 << 4,
    COMMAND_THROWS_AWAY = 1 << 5, /* held messages */
    COMMAND_MARKS_SPAM = 1 << 6,
    COMMAND_MARKS_HAM = 1 << 7,
    COMMAND_STOPS_REPLY = 1 << 8,
    COMMAND_BEFORE_TEXT = 1 << 9, /* acts before the text beside it leaves */
    COMMAND_ADDS_PEOPLE = 1 << 10,
    COMMAND_SAYS_HOLDER = 1 << 11, /* the answer beside it takes nothing */
    COMMAND_SAYS_STATUS = 1 << 12, /* nor moves the status */
    COMMAND_APPROVES = 1 << 13,
    COMMAND_REJECTS = 1 << 14,      /* voices of a board's member */
    COMMAND_OPENS = 1 << 15,        /* a request for somebody else */
    COMMAND_ACKNOWLEDGES = 1 << 16, /* which the customer hears of */
    COMMAND_ENDS = 1 << 17, /* acts when all others have: one of these a mail */
    COMMAND_ASKS_BOARD = 1 << 18,
    COMMAND_FOR_ROBOTS = 1 << 19, /* robots and hooks give it, too */
    COMMAND_INSERTS = 1 << 20, /* a text, where it stands in that beside it */
    COMMAND_RATES = 1 << 21,   /* by a customer who was asked how it went */
    COMMAND_ANSWERS = 1 << 22, /* a customer gets a mail, and that is all */
    COMMAND_ACCOUNT = 1 << 23, /* about his account: decide/account.c */
    COMMAND_ASKS_CONSENT = 1 << 25, /* in a first message as well */
    COMMAND_FOR_SEVERAL = 1 << 24 /* several requests may be named: beside those
                                     that command_is_for_several knows */
} command_trait;
/* Beside a reply these are carried out when it is sent, not when it is written:
 * /undo leaves the ticket as it was. */
#define COMMAND_WAITS \
    (COMMAND_SAYS_HOLDER | COMMAND_SAYS_STATUS | COMMAND_ASKS_BOARD)

typedef enum { /* chapters of the manual */
               COMMAND_ABOUT_ANSWER,
               COMMAND_ABOUT_TICKET,
               COMMAND_ABOUT_PEOPLE,
               COMMAND_ASKS,
               COMMAND_CHAPTERS
} command_chapter;

struct decide_job;
struct command_row;

typedef struct command_call {
    const struct command_row *row;
    char *argument;  /* rest of the line, blanks off; "" if none */
    char *line;      /* as written */
    size_t at;       /* octets of the text beside it that stand above it */
    GArray *numbers; /* int64_t: requests that its line names, which are not in
                        `argument`, where several may be; NULL */
} command_call;
void command_call_free(void *call); /* for g_ptr_array_new_with_free_func */

/* How operators, or customers, use it. */
typedef struct command_use {
    /* What an operator needs; customers have no rights. */
    role_right right;
    role_right alone; /* where nothing stands after it; RIGHT_UNSET: as above */
    const char *help; /* one line; NULL: they may not */
    const char *more; /* sentences for the manual; NULL */
    command_type type;
    bool optional;     /* it may stand alone */
    const char *shown; /* "WHO", "N [why]"; NULL: nothing */
    command_need needs;
    /* What is wrong, before anything is done; NULL: nothing can be. */
    fault *(*check)(struct decide_job *j, const command_call *call);
    /* Into the plan. Those before it have run since the check. NULL: its traits
     * say all. */
    void (*run)(struct decide_job *j, const command_call *call);
} command_use;

typedef struct command_row {
    const char *name;                    /* "assign" */
    const char *also[COMMAND_LANGUAGES]; /* other names, blanks between; NULL */
    command_chapter chapter;
    unsigned traits; /* command_trait */
    command_use operator_, customer;
} command_row;

/* In the order of /help; NULL ends them. Made of the files that desk/room.mk
 * names. */
extern const command_row *const command_rows[];

/* NULL if they may not. */
const command_use *command_use_of(const command_row *row, command_right right);

typedef struct command_error {
    char *line; /* as written */
    fault *fault;
} command_error;

/* Where a line stands that looks like a command, and is none. */
typedef enum {
    COMMAND_IN_TEXT,  /* in the middle */
    COMMAND_DRESSED,  /* in stars, quotes, with a sign for the slash */
    COMMAND_BELOW,    /* in the signature */
    COMMAND_OF_OTHERS /* somebody else's text has the same line */
} command_place;

typedef struct command_result {
    GPtrArray *calls;    /* command_call* in order */
    GPtrArray *errors;   /* command_error*: if any, nothing may be done */
    char *text;          /* the text without command lines, blank ends off */
    char *suspect;       /* a command-like line that is not obeyed, NULL */
    command_place place; /* of it */
} command_result;

/* Read `text` (new text, signature off). Only commands that `right` may use; for
 * customers unknown or malformed /words are text, no errors. */
command_result *command_read(const char *text, command_right right);

/* Whose a line is. */
typedef enum {
    COMMAND_AUTHORS,
    COMMAND_OTHERS, /* text, whatever it looks like */
    COMMAND_UNSURE  /* the author's, but somebody else's text has it, too */
} command_whose;

typedef struct command_text {
    const char *text;
    const GArray *whose; /* guint8, command_whose, of each line; NULL: the
                            author's */
    const char *below;   /* signature; NULL */
    bool several; /* it answers a list: "/close #1042 #1043", "/line 2 #1042" */
} command_text;
command_result *command_read_text(const command_text *t, command_right right);
void command_result_free(command_result *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(command_result, command_result_free)

/* command_error*, which it frees. */
GPtrArray *command_errors_new(void);
/* Takes over `f`. */
void command_errors_add(GPtrArray *errors, const char *line, fault *f);

/* Has one of `calls` (NULL: none) one of these traits? */
bool command_any(const GPtrArray *calls, unsigned traits);
/* What is wrong with what stands after it, as far as that is known by itself;
 * NULL if nothing is. */
fault *command_argument_wrong(const command_row *row, const char *argument,
                              command_right right);
/* An argument of this type that may be right: "#1042". */
const char *command_type_example(command_type type);

/* "17 18", "17, 18", "#17" -> int64_t appended to `out` (may be NULL), at most
 * COMMAND_NUMBERS_MAX. False: it is something else, or more. */
#define COMMAND_NUMBERS_MAX 50
bool command_numbers(const char *text, GArray *out);

/* May it name requests in an answer to a list? */
bool command_is_for_several(const command_row *row);
/* The argument without the requests that it names first, which are appended to
 * `numbers`: "#1042 #1043", of `bare` ones without the sign, too. Caller frees. */
char *command_off_numbers(const char *argument, bool bare, GArray *numbers);

/* The argument without a last word ("full", in any case), whether it was there.
 * Caller frees. */
char *command_without(const char *argument, const char *last, bool *was);
/* The ticket that is named: "#1042", "1042"; 0: none. */
int64_t command_ticket(const char *argument);

/* Help as plain text; the rows as mdoc for postern-mail(7); every name in every
 * language, one a line, for completions. */
char *command_help(command_right right);
/* The same of operators with these roles (bits), in a language (desk/say.h).
 * Caller frees. */
char *command_help_in(command_right right, unsigned roles,
                      const char *language);
bool command_is_for(const command_use *use, unsigned roles);
/* "The request" */
const char *command_chapter_name(command_chapter chapter);
/* "/line N [why]", as people of that language write it; caller frees. */
char *command_usage(const command_row *row, const command_use *use,
                    const char *language);
void command_print_manual(command_right right, FILE *out);
void command_print_names(command_right right, FILE *out);

#endif
