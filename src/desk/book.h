/* book: who is entitled to what, as tables of texts: companies, persons,
 * contracts, services and rates. The command line, tables that are imported,
 * and managers' mail all go this way.
 *
 * A column is described once (book_columns.c): its name, what it may hold,
 * which member of the store's row it is. A book is read from the store
 * (book_store.h), asks change it, and what they changed is written back whole;
 * until then nothing is changed, so that whoever makes a mistake in the third
 * of three lines has changed nothing. Pure. */
#ifndef POSTERN_DESK_BOOK_H
#define POSTERN_DESK_BOOK_H

#include <jansson.h>

#include "config/config.h"
#include "desk/fault.h"

typedef enum {
    BOOK_COMPANY,
    BOOK_PERSON,
    BOOK_CONTRACT,
    BOOK_SERVICE,
    BOOK_RATE,
    BOOK_KINDS
} book_kind;

typedef enum {
    BOOK_IS_TEXT,
    BOOK_IS_EXT, /* id that another program gave it */
    BOOK_IS_ZONE,
    BOOK_IS_LANGUAGE,
    BOOK_IS_OPERATOR,
    BOOK_IS_SLA,
    BOOK_IS_CALENDAR,
    BOOK_IS_BOOL,    /* yes, no */
    BOOK_IS_FIRST,   /* the first day */
    BOOK_IS_LAST,    /* the last day, which belongs to it */
    BOOK_IS_MONEY,   /* ISO 4217 */
    BOOK_IS_HOURS,   /* "12.5"; kept in minutes */
    BOOK_IS_MINUTES, /* "30" */
    BOOK_IS_PERCENT, /* "150" */
    BOOK_IS_MODE,    /* actual, norm */
    BOOK_IS_PRICE,   /* in the contract's currency */
    BOOK_IS_WORK,    /* one type of work */
    BOOK_IS_WORKS,   /* several */
    BOOK_IS_HANDLES, /* addresses, tel:+47..., chat:name */
    BOOK_IS_DOMAINS,
    BOOK_IS_COMPANY, /* one of the book */
    BOOK_IS_CONTRACT,
    BOOK_IS_SERVICE,
    BOOK_IS_FIELD /* of [field NAME] */
} book_type;

typedef struct book_column {
    const char *name; /* as people write it; NULL ends a list */
    book_type type;
    size_t at;        /* in the store's row; 0: not a member of it */
    const char *help; /* one line */
    bool needed;      /* every row has it */
} book_column;

typedef struct book_kind_row {
    const char *name; /* "company" */
    const book_column *columns;
    const char *first; /* column that the word after `add` is */
    const char *about; /* one line */
} book_kind_row;
extern const book_kind_row book_kinds[BOOK_KINDS];

/* BOOK_KINDS: there is none of this name. */
book_kind book_kind_named(const char *name);
/* The columns of a kind, those of [field NAME] with it: book_column; caller
 * unrefs. */
GArray *book_columns(const config *c, book_kind kind);

/* ---- rows ---- */

typedef struct book_row {
    book_kind kind;
    int64_t id;     /* 0: it is new */
    json_t *values; /* column -> text in its normal form; nothing: not there */
    bool changed;   /* since the book was read */
} book_row;
/* NULL: nothing. Borrowed. */
const char *book_value(const book_row *r, const char *column);
/* How others name it: its ext, else "#3", else its name. Caller frees. */
char *book_key(const book_row *r);
/* "Acme (A-1)": for people. Caller frees. */
char *book_words(const book_row *r);

typedef struct book {
    const config *c;
    GPtrArray *rows[BOOK_KINDS]; /* book_row* */
    GHashTable *index;           /* of all names */
    GHashTable *money;           /* int64_t (contract's id) -> store_money */
} book;
book *book_new(const config *c);
book *book_copy(const book *b);
void book_free(book *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(book, book_free)
/* `values` is taken over. */
book_row *book_add(book *b, book_kind kind, int64_t id, json_t *values);
/* By "#3", ext, number, whole name, or handle; NULL: none, or several, which
 * *wrong (may be NULL) then says. Borrowed. */
book_row *book_find(const book *b, book_kind kind, const char *name,
                    fault **wrong);

/* ---- values ---- */

/* What is written as a value of a column, in its normal form; NULL: it is
 * wrong, and *wrong says why. "" is nothing, and comes back so. `before`: what
 * the row has, to which lists can add ("+kari@example.com") and from which they
 * can take away ("-kari@example.com"); NULL. Caller frees both. */
char *book_read_value(const book *b, book_kind kind, const book_column *k,
                      const char *text, const char *before, int64_t now_ms,
                      fault **wrong);

/* ---- asks ---- */

typedef enum { BOOK_ADD, BOOK_SET, BOOK_SHOW, BOOK_LIST, BOOK_VERBS } book_verb;
extern const char *const book_verbs[BOOK_VERBS + 1]; /* NULL ends them */

typedef struct book_ask {
    book_kind kind;
    book_verb verb;
    char *name;    /* "Acme"; NULL */
    json_t *given; /* column -> text as it was written, in order */
} book_ask;
void book_ask_free(book_ask *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(book_ask, book_ask_free)
/* "add Acme ext=A-1 zone=Europe/Oslo", "set A-1 --zone Europe/Oslo", "list", in
 * words, NULL after the last. NULL: *wrong says why. */
book_ask *book_ask_read(const config *c, book_kind kind,
                        const char *const *words, fault **wrong);
/* Words as a shell has them, with quotes of all kinds; NULL after the last. */
char **book_split(const char *text);

/* Bits of the kinds that lines of a text begin with, as commands: "/company
 * ...". */
unsigned book_lines(const char *text);

/* What it did: rows that are shown, added or changed. Borrowed. */
typedef struct book_done {
    GPtrArray *rows; /* book_row* */
    bool made;       /* the row is new */
    bool changed;    /* or has changed */
} book_done;
void book_done_clear(book_done *d);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(book_done, book_done_clear)
/* Carries it out in the book. NULL: *done says what it did; else why not, and
 * the book is as it was. */
fault *book_do(book *b, const book_ask *ask, int64_t now_ms, book_done *done);

/* A row as it is to be kept: {"kind": "company", "id": 3, "values": {...},
 * "fields": [...]}, for book_save (book_store.h). */
json_t *book_row_data(const book *b, const book_row *r, int64_t now_ms);

/* ---- tables ---- */

/* Reads a table whose header names columns, and carries out each row as `add`.
 * What is wrong goes into `wrong` (char*, "14: ..."): then the book is of no
 * use any more. `counts`: rows that were added, changed, as they were. */
typedef struct book_counts {
    unsigned added, changed, same;
} book_counts;
bool book_import(book *b, book_kind kind, const char *text, size_t size,
                 int64_t now_ms, book_counts *counts, GPtrArray *wrong);
/* All rows of a kind, as book_import reads them. Caller frees. */
char *book_export(const book *b, book_kind kind);

#endif
