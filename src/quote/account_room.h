/* account_room: what the files of account share; nobody else includes it. */
#ifndef POSTERN_ACCOUNT_ROOM_H
#define POSTERN_ACCOUNT_ROOM_H

#include "quote/account.h"
#include "quote/lines.h"
#include "quote/match.h"

/* Consecutive words of the answer that one run covers best. */
typedef struct account_piece {
    guint32 at, n;
    guint32 source, from;
    size_t first, last;    /* lines */
    bool marked, unmarked; /* has lines that are, that are not */
    bool quoted;           /* stands as a quote does */
} account_piece;

/* One line of the answer, beside its trim_line. */
typedef struct account_row {
    guint32 mark; /* octets of blanks and quote marks before its words */
    bool marked;
    bool
        draft; /* of a draft that was changed there: its mark is the client's */
    bool soft; /* has emoji or links, but perhaps no word */
    bool signs; /* markup says that it is of a signature */
    bool attribution;
    bool unknown; /* of a quote that is none of ours */
    bool said;    /* an introduction or header block says that it is quoted */
    guint32 fresh, known, other; /* words: the author's, public, others */
    account_origin last;         /* origin of its last word */
    account_echo echo;           /* of a short line: it is one elsewhere */
    bool loose;                  /* a short line that does not go on where the
                                    quote above it ended: perhaps an answer */
    bool rest;                   /* the author's, but neither text nor answer:
                                    signature, regards, a name */
    bool keep, keep_inside;      /* public ones above an answer */
} account_row;

typedef struct account_job {
    trim_lines t;
    const char *text;
    bool copies;            /* see account_answer */
    GArray *words, *soft;   /* token */
    guint32 *first;         /* of each line its first word; n + 1 */
    bool *marked, *mangled; /* for the matcher */
    account_row *rows;
    matcher m;
    GArray *pieces;    /* account_piece */
    guint32 *piece_of; /* of each word; + 1, 0: none */
    guint8 *origin;    /* of each word, account_origin */
    account *out;
} account_job;

/* account_marks.c: quote marks of all lines, into rows. */
void account_marks(account_job *j);
/* account_said.c: what introductions and header blocks say (needs pieces). */
bool account_is_separator(account_job *j, size_t line);
/* Does a line say that something is quoted below it? */
bool account_says(account_job *j, size_t line);
void account_attributions(account_job *j);
void account_said(account_job *j);
/* account_pieces.c: which pieces stand as quotes do. */
void account_pieces(account_job *j);
/* account_leak.c: words of notes that are about to leave (needs fates). */
void account_leaks(account_job *j);
/* The same where it does not matter how they stand there. */
void account_leaks_anywhere(account_job *j);
/* account_text.c: fates of lines, and texts. */
void account_texts(account_job *j);

/* Have letters been lost there ("gr??e", U+FFFD)? */
bool account_is_mangled(const char *text, size_t from, size_t to);

/* The nearest line above or below that is not blank, or (size_t)-1, n. */
size_t account_above(const account_job *j, size_t line);
size_t account_below(const account_job *j, size_t line);
/* Is the line part of a quote of something known? */
bool account_is_quoted(const account_job *j, size_t line);
bool account_is_fresh(const account_job *j, size_t line);

#endif
