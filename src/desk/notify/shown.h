/* notify_shown: what a composed mail shows, in parts: our frame, and whose words
 * stand in it. `send` keeps it with the row; facts compare an answer with it.
 */
#ifndef POSTERN_NOTIFY_SHOWN_H
#define POSTERN_NOTIFY_SHOWN_H

#include <jansson.h>

#include "quote/account.h"
#include "store/entry.h"

/* Whose words an entry is, for readers of its ticket. */
account_origin shown_origin(store_entry_kind kind, store_entry_state state,
                            store_author by, bool finding);

/* While a mail is made its texts carry marks (characters that stand for none)
 * that say whose they are. */
typedef struct shown_marks {
    GArray *list; /* what each mark means */
} shown_marks;
void shown_marks_init(shown_marks *m);
void shown_marks_clear(shown_marks *m);

/* `text` between marks, without marks that it may have brought. Caller frees. */
char *shown_mark(shown_marks *m, account_origin origin, int64_t ticket,
                 int64_t entry, const char *text);
/* The same for what begins a line: all of the line has that origin. */
char *shown_mark_line(shown_marks *m, account_origin origin, int64_t ticket,
                      int64_t entry, const char *text);
/* A value that is to have none. Caller frees. */
char *shown_without(const char *text);
/* Words of ours that stand here in the HTML, and in the text not at all. Caller
 * frees. */
char *shown_unseen(const char *text);

/* Whom lines [from, to) of the text are told that are an internal note's. */
typedef struct shown_reader {
    void (*add)(unsigned from, unsigned to, void *context);
    void *context;
} shown_reader;

/* Takes the marks out of *text, and says what they said: JSON, which begins with
 * `head` (the mail's header fields, a line each), and notes in it whether the
 * mail's first line said that answers stay `inside`. `notes` may be NULL. Caller
 * frees. */
char *shown_parts(const shown_marks *m, char **text, const char *head,
                  bool inside, const shown_reader *notes);
bool shown_says_inside(const char *parts);

/* Its text again, or (`frame`) our own words in it alone. Caller frees. */
char *shown_text(const char *parts, bool frame);

/* The same as a source for account; what others than `ticket` have is not public
 * in it. NULL if it is none. */
account_source *shown_source(const char *parts, int64_t ticket);

#endif
