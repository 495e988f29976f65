/* htmlwrite: the text that htmltext makes, as it grows: what is owed before the
 * next word, quote marks, stars around what is bold. Private to htmltext.c and
 * htmlwrite.c. */
#ifndef POSTERN_HTMLWRITE_H
#define POSTERN_HTMLWRITE_H

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <stdbool.h>

#include "mail/html/text.h"
#include "mail/letter.h"

#define HTMLTEXT_OPEN_MAX 2000 /* open elements that are remembered */
#define HTMLTEXT_LIST_MAX 50   /* nested lists that are counted */

/* An open element that changes how text is written. */
typedef struct htmlwrite_element {
    bool hides, quotes, strong, signs;
    bool begins; /* history, as far as is known */
} htmlwrite_element;

/* Bold text gets stars only where it is a part of a line. A whole line, a whole
 * cell or a label is bold for its looks. */
typedef enum {
    HTMLWRITE_NONE,
    HTMLWRITE_OPEN,  /* a * has been written */
    HTMLWRITE_FIRST, /* open, begins its line: none written yet */
    HTMLWRITE_CLOSED /* was at a line's start: stars if something follows it */
} htmlwrite_star;

typedef struct htmlwrite {
    GString *out;
    size_t max;
    htmltext_picture picture_name;
    void *context;
    GArray *marks;           /* letter_mark; NULL: nobody asks */
    htmlwrite_element *open; /* HTMLTEXT_OPEN_MAX */
    unsigned depth;          /* open elements, also those not remembered */
    unsigned hidden, quotes, pre, lists;
    unsigned quotes_above;           /* of the last line */
    int counters[HTMLTEXT_LIST_MAX]; /* next number; 0: bullets */
    unsigned newlines;               /* line ends owed before the next text */
    bool space;                      /* a blank is owed */
    bool line_start;
    bool item;       /* a list item's mark was just written */
    size_t row;      /* where the table's row begins */
    bool row_starts; /* at the next text */
    bool cell;       /* a table cell was closed in this row */
    bool history;    /* begins at the next text */
    bool in_history;
    unsigned signature; /* open elements of one */
    bool signing;       /* its start is noted */
    unsigned strong;    /* open <b> */
    htmlwrite_star star;
    size_t bold, bold_end; /* where it was begun and closed */
    bool cell_start;       /* nothing stands in this table cell yet */
    char *href;            /* of the open <a>; NULL */
    size_t href_start;     /* where its text begins */
    htmlParserCtxtPtr parser;
    size_t steps;    /* open elements that were looked through for an error */
    size_t again_at; /* octets after which parsing begins anew; 0: not */
    bool full;
} htmlwrite;

/* Does what comes next stand in a quote, or in history? */
bool htmlwrite_is_quoting(const htmlwrite *r);
/* n octets as they are; nothing more once `max` is reached (`full`). */
void htmlwrite_put(htmlwrite *r, const char *s, size_t n);
/* Write what is owed before text: line ends, quote marks, a blank. `next` is the
 * text's first octet. */
void htmlwrite_settle(htmlwrite *r, char next);
/* At least n line ends before what comes. */
void htmlwrite_newlines(htmlwrite *r, unsigned n);
/* What was bold ends here, and its line too? */
void htmlwrite_end_star(htmlwrite *r, bool line_ends);
/* A mark (LETTER_MARK_...) at the end of what stands there. */
void htmlwrite_note(htmlwrite *r, int what);
/* Words of the document: white space pressed together, but inside <pre>. */
void htmlwrite_text(htmlwrite *r, const char *p, size_t n);

#endif
