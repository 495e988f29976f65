/* html_room: what the files that render HTML share. Private to rules. */
#ifndef POSTERN_RULES_HTML_ROOM_H
#define POSTERN_RULES_HTML_ROOM_H

#include "rules/view/html.h"
#include "rules/view/html_style.h"

#define HTML_STYLED_TAGS 13 /* tags whose style counts; th is taken for td */

typedef enum {
    HTML_ELEMENT = 1,     /* of HTML, as SpamAssassin counts them */
    HTML_TRICK = 2,       /* rendered, but no element of HTML */
    HTML_STYLED = 4,      /* its style counts */
    HTML_LINE = 8,        /* rendered as a line end */
    HTML_BLANK = 16,      /* as a blank */
    HTML_PARAGRAPH = 32,  /* as an empty line */
    HTML_BACKGROUND = 64, /* has a link in background= */
    HTML_HREF = 128,      /* in href= */
    HTML_SRC = 256        /* in src= */
} html_tag_flags;

typedef struct html_tag {
    const char *name;
    unsigned flags;
} html_tag;
/* Never NULL: unknown tags have a row without flags. */
const html_tag *html_tag_find(const char *name);

typedef struct html_renderer {
    view_html *h;
    GArray *styles;                  /* html_style; the last is in force */
    unsigned open[HTML_STYLED_TAGS]; /* how many of each are in it */
    int base_size;
    char *base_href; /* NULL */
    GHashTable *by_uri;
    bool utf8;
    /* of the last piece of text that was put out */
    bool any, last_space, last_visible;
    size_t last_start; /* where it begins in h->text */
} html_renderer;

/* html_link.c: the links that a start tag carries. */
void html_take_links(html_renderer *x, const html_token *t,
                     const html_tag *tag);
/* html_block.c: opens or closes the style of a tag that is HTML_STYLED. */
void html_take_style(html_renderer *x, const html_token *t);

#endif
