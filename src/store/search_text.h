/* search_text: words as the indexes know them, and what people search for.
 * Pure.
 *
 * A word is letters and digits, in small letters, without its ending (Snowball)
 * and without accents. Cyrillic words lose Russian endings; all others those of
 * the language of their ticket, and a word that is searched for is tried with
 * each of these. Texts are made of words here, before an index sees them, and
 * not by a tokenizer within the database: so a text of the store can be held
 * against a question without an index, every database can be given the same
 * words, and any program can open its files.
 */
#ifndef POSTERN_STORE_SEARCH_TEXT_H
#define POSTERN_STORE_SEARCH_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* What a word stands in. */
typedef enum {
    SEARCH_KEYS, /* no words of people: search_key */
    SEARCH_SUBJECT,
    SEARCH_PEOPLE, /* names and addresses */
    SEARCH_FIELDS, /* values, and its number */
    SEARCH_FILES,  /* names of attachments */
    SEARCH_TEXT,   /* articles */
    SEARCH_NOTE,
    SEARCH_APART,
    SEARCH_COLUMNS
} search_column;

/* Whose endings words lose that are not Cyrillic. */
typedef enum {
    SEARCH_ENGLISH,
    SEARCH_NORWEGIAN,
    SEARCH_LANGUAGES
} search_language;
/* `language` as a ticket has it ("nb"); NULL is allowed. */
search_language search_language_of(const char *language);

/* Appends the words of `text` (UTF-8; what is wrong in it separates), of its
 * first `max` octets, each followed by a blank. If there are any, and *out has
 * some, they come after a mark over which no phrase reaches. *out begins with a
 * blank. */
void search_add(GString *out, const char *text, size_t max, search_language l);
/* The word that stands for a value of a column of tickets, as "queue=support".
 * Appended with a blank. */
void search_add_key(GString *out, char kind, const char *value);

/* ---- what somebody searches for ---- */

#define SEARCH_TERMS_MAX 16 /* that are looked at; what comes after is not */

typedef struct search_term {
    bool without; /* -word: it must not stand there */
    bool prefix;  /* word*: the last word may go on */
    /* Words, with blanks around and between, as each language has them; the
     * second is NULL if it is the same. */
    char *forms[SEARCH_LANGUAGES];
} search_term;

/* Any text is one: "a phrase", begin*, -without; all else are words that must
 * all stand there. AND, OR, NEAR are words. */
typedef struct search_query {
    GPtrArray *terms; /* search_term*; at least one is not `without`, or none */
} search_query;
search_query *search_query_read(const char *text);
void search_query_free(search_query *q);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(search_query, search_query_free)
/* Do these columns (made by search_add, NULL: empty) hold what is searched for?
 * Nothing holds a question without terms. */
bool search_query_holds(const search_query *q,
                        const char *const columns[SEARCH_COLUMNS]);
/* One line of about `width` characters of the text around the first word that
 * is searched for; NULL: there is none. Caller frees. */
char *search_snippet(const search_query *q, const char *text, size_t width);

#endif
