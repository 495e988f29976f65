/* face: how HTML mail looks: every colour and every style, in this one table.
 *
 * Styles stand in elements, since many clients drop <style>: what that adds is the
 * dark only. No positions, floats or outside resources; a ground always comes with
 * its own ink, so that a client that turns colours by itself turns both. Pure. */
#ifndef POSTERN_FACE_H
#define POSTERN_FACE_H

#include <glib.h>

typedef enum {
    FACE_LETTER, /* all of a mail to somebody outside: a person's */
    FACE_SHEET,  /* all of a mail to the desk */
    FACE_PARAGRAPH,
    FACE_LIST,
    FACE_ITEM,
    FACE_INDENT,
    FACE_QUOTE,
    FACE_LINK,
    FACE_PICTURE,
    FACE_COMMAND, /* one that is not to be broken */
    FACE_TABLE,   /* of somebody's text */
    FACE_CELL,
    FACE_FRAME, /* tables that lay out: strip, entry, ... */
    FACE_GAP,   /* below one */
    FACE_STRIP_REPLY,
    FACE_STRIP_INSIDE,
    FACE_STRIP_NOWHERE,
    FACE_STRIP_HELD,
    FACE_ENTRY_CUSTOMER,
    FACE_ENTRY_OPERATOR,
    FACE_ENTRY_NOTE,
    FACE_ENTRY_PARTNER,
    FACE_ENTRY_STRANGER,
    FACE_ENTRY_EVENT,
    FACE_ENTRY_OWN,
    FACE_NAME,   /* who wrote it */
    FACE_INSIDE, /* lines that never leave the desk, elsewhere */
    FACE_PAIRS,  /* a table of labels and values */
    FACE_LABEL,
    FACE_VALUE,
    FACE_WHOLE, /* both cells */
    FACE_ROW,
    FACE_TITLE,
    FACE_DETAILS,
    FACE_SIDE, /* of a list: how each stands, and its number */
    FACE_RIGHT,
    FACE_MORE,
    FACE_LINKS,
    FACE_TASK,
    FACE_TONE_OVERDUE,
    FACE_TONE_TODAY,
    FACE_TONE_UNANSWERED,
    FACE_TONE_WAITING,
    FACE_TONE_ANSWERED,
    FACE_TONE_OTHER,
    FACE_WORD,
    FACE_MEANING,
    FACE_GRID, /* a table of ours */
    FACE_GRID_HEAD,
    FACE_GRID_CELL,
    FACE_GRID_NUMBER, /* a cell that is not broken, and stands right */
    FACE_GRID_LABEL,  /* one whose words are not broken */
    FACE_GRID_BAR,
    FACE_BAR, /* in one */
    FACE_HEAD,
    FACE_SMALL,
    FACE_ACTIONS,
    FACE_BUTTON,
    FACES
} face;

/* Colours as "#rrggbb"; NULL: what is around it. */
typedef struct face_colours {
    const char *ink, *ground, *line;
} face_colours;

typedef struct face_row {
    const char *class; /* its name in <style>; NULL: it has no colours */
    face_colours light, dark;
    const char *css; /* the rest; "LINE" stands for the line's colour */
} face_row;
extern const face_row face_rows[FACES];

/* What mail clients show the text on: the lightest and the darkest that are usual,
 * in the order light, dark. For tests of contrast. */
extern const char *const face_pages[2][2];

/* Appends the attributes of an element: class and style. */
void face_append(GString *out, face f);
/* The same and a table cell's colour for clients that read only bgcolor. */
void face_append_cell(GString *out, face f);
/* The <style> element: links, and all of the dark. */
void face_append_sheet(GString *out);

#endif
