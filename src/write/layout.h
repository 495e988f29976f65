/* layout: which parts of a text look how, as its template says by lines of their
 * own that begin with a per cent sign (templates/README). Pure, thread-safe.
 *
 * Only a template can say it: what is put into one cannot (layout_clean), so no
 * customer's words look like a part of our frame. */
#ifndef POSTERN_LAYOUT_H
#define POSTERN_LAYOUT_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    LAYOUT_END,     /* of the last part that is open */
    LAYOUT_STRIP,   /* where an answer goes */
    LAYOUT_ENTRY,   /* what somebody wrote; its first line says who */
    LAYOUT_STATE,   /* "Label: value", a small table */
    LAYOUT_ROWS,    /* a list of requests */
    LAYOUT_ROW,     /* the next lines are one of them; words: its command */
    LAYOUT_CELLS,   /* the same; its lines have cells with tabs between: of the
                       first how it stands, number and subject. words: "TONE N",
                       which colour the first has, and how many cells of the
                       second line stand right; goal: its command */
    LAYOUT_COLUMNS, /* "word  what it means" */
    LAYOUT_TABLE,   /* lines of cells with tabs between, the first their heads;
                       words: "lrr", how columns stand: left, right, w: left,
                       whose words are not broken; b: bars,
                       made of "█" and its eighths, drawn in HTML */
    LAYOUT_HEAD,    /* a heading */
    LAYOUT_SMALL,   /* what is worth less */
    LAYOUT_ACTION,  /* a link: "COMMAND = label", "mailto:... = label" */
    LAYOUT_CHOICE,  /* in templates: an action of which the text says nothing */
    LAYOUT_KINDS
} layout_kind;

typedef struct layout_mark {
    layout_kind kind;
    guint line;  /* of the text; it stands before this one */
    char *words; /* what follows in its own line; of an action the label */
    char *goal;  /* of an action its command or link, of cells their command;
                    else NULL */
    bool quiet;  /* of an action: the text says nothing of it */
} layout_mark;

/* layout_mark*, freed with the array. */
GPtrArray *layout_new(void);

/* A template's lines of that kind as what layout_take reads once it was rendered.
 * NULL and ERR_DATA with the line: there is no such word. Caller frees. */
char *layout_source(const char *template, GError **error);

/* A value for such a template: without what only templates may say. Caller frees;
 * NULL: it is clean already. */
char *layout_clean(const char *value);

/* The text of a rendered template: without marks, which go into `marks` (rising;
 * may be NULL), with no more than one blank line together and none at its ends,
 * since optional parts of a template leave some. A link of an action stands in it
 * as two lines, a command in none. Caller frees. */
char *layout_take(const char *rendered, GPtrArray *marks);

#endif
