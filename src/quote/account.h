/* account: whose words an answer is made of, word by word.
 *
 * What somebody sends back is compared with texts that are known: what our own
 * mail showed, and what stands in the request.  Quoting is the client's affair
 * (marks, wrapping, none at all); what was quoted is known.  So words are cut
 * because they are known and stand as a quote does, never because they stand
 * below one; and words that nobody knows are the author's, wherever they stand.
 *
 * Pure, thread-safe.  Time grows with answer and sources, memory with the answer
 * and the longest source.
 */
#ifndef POSTERN_ACCOUNT_H
#define POSTERN_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT_ANSWER_WORDS 200000  /* of an answer that are looked at */
#define ACCOUNT_SOURCE_WORDS 4000000 /* of all sources together */

/* Where words came from. */
typedef enum {
    ACCOUNT_NEW,         /* the author's: nobody quoted them */
    ACCOUNT_FRAME,       /* of our own mail, around the entries */
    ACCOUNT_ATTRIBUTION, /* who wrote when, header lines above a quote */
    ACCOUNT_NOTE,        /* never leaves the desk, nor do answers to it */
    ACCOUNT_COLLEAGUE,   /* inside as well, but may be told in own words */
    ACCOUNT_STRANGER,    /* by somebody who is no participant */
    ACCOUNT_PUBLIC,      /* readers know it already */
    ACCOUNT_OWN,         /* the author's own of earlier that nobody got */
    ACCOUNT_DRAFT,   /* the same, to be changed where it stands: if a word of it
                            is, all of it is the author's again */
    ACCOUNT_UNKNOWN, /* quoted, says an introduction, but from elsewhere */
    ACCOUNT_ORIGINS
} account_origin;
/* "new", "frame", ... */
const char *account_origin_name(account_origin origin);

/* ---- what is known ---- */

typedef struct account_span {
    account_origin origin; /* not NEW, not UNKNOWN */
    int64_t ticket, entry; /* 0: of none */
    char *text;
} account_span;

/* One text that may be quoted, in the order in which it was shown. */
typedef struct account_source {
    GPtrArray *spans; /* account_span* */
} account_source;
account_source *account_source_new(void);
/* Copies `text` (NULL: nothing is added). A span ends a line. */
void account_source_add(account_source *s, account_origin origin,
                        int64_t ticket, int64_t entry, const char *text);
void account_source_free(account_source *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(account_source, account_source_free)

/* ---- what is found ---- */

typedef enum {
    ACCOUNT_KEPT,
    ACCOUNT_CUT,      /* quoted, and not above an answer to it */
    ACCOUNT_SIGNATURE /* the author's, below the text */
} account_fate;

/* Does a line that is the author's also stand in somebody else's text? */
typedef enum {
    ACCOUNT_ECHO_NONE,
    ACCOUNT_ECHO_ALONE, /* it may be the author's as well */
    ACCOUNT_ECHO_AMONG  /* marked among a quote's marks, or marked or
                           indented beside others of that text: it was brought
                           along */
} account_echo;

typedef struct account_line {
    size_t from, to;       /* octets of the answer, without the line end */
    account_origin origin; /* of its words; NEW if any of them is */
    account_fate fate;
    account_echo echo;
    bool quoted; /* stands as a quote does */
    bool blank;  /* has no words */
} account_line;

typedef struct account_word {
    size_t from, to; /* octets of the answer */
    account_origin origin;
    bool kept;
} account_word;

typedef enum {
    ACCOUNT_IN_OWN_TEXT, /* words of a note among the author's */
    ACCOUNT_BELOW_NOTE   /* an answer to a note's line */
} account_place;

/* What must not leave without being asked about. */
typedef struct account_leak {
    account_place place;
    size_t line;           /* of the answer */
    int64_t ticket, entry; /* the note */
    char *words;           /* of the note, as they stand in the answer */
} account_leak;

#define ACCOUNT_NO_LINE G_MAXUINT32

typedef struct account {
    GArray *lines;    /* account_line */
    GArray *words;    /* account_word, rising */
    GPtrArray *leaks; /* account_leak* */
    GPtrArray *told;  /* account_leak*: words of what colleagues wrote inside
                         among the author's own, which may leave */
    unsigned cut;     /* lines that are not in `text`, signatures not counted */
    char *text;       /* what may leave: new words, and public ones above an
                         answer to them, marked with "> " */
    char *inside; /* the same for a note: whatever was quoted above an answer
                         to it stays, but not our own frame */
    GArray
        *text_lines; /* guint32: for each line of text its line of the answer,
                           or ACCOUNT_NO_LINE for a blank one of ours */
    GArray *inside_lines; /* the same for inside */
    char *removed;        /* all lines that are not in `text`, as written */
    char *signature;
    bool doubt; /* too much to be compared: nothing of it should leave */
} account;

/* An answer: UTF-8, line ends "\n"; NULL is empty. The others may be NULL. */
typedef struct account_answer {
    const char *text;
    const char *subject; /* "Fw: ..." says that what stands below a header block
                            is meant */
    /* What trim made of it where markup said more than text does: lines that
     * stand in one of these and not in new_text are history, or a signature. */
    const char *new_text, *quoted, *signature;
    bool copies; /* a copy of public words that ends the text is quoted, though
                    nothing says so; written around, it is the author's */
} account_answer;

/* Accounts an answer against `sources` (account_source*; NULL: none), the ones
 * whose order counts most first: the mail that is answered, then public texts,
 * then others. Never NULL. */
account *account_read(const account_answer *answer, const GPtrArray *sources);
/* account_leak*: words of notes anywhere in a text, quoted or not. *frame (may be
 * NULL) gets how many words of our frame it has that nobody else has. */
GPtrArray *account_notes(const char *text, const GPtrArray *sources,
                         unsigned *frame);
void account_leak_free(account_leak *l); /* NULL is none */
void account_free(account *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(account, account_free)

#endif
