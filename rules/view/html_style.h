/* html_style: colours and sizes of HTML text, as far as they say whether it can
 * be seen. Pure. */
#ifndef POSTERN_RULES_HTML_STYLE_H
#define POSTERN_RULES_HTML_STYLE_H

#include "rules/view/html_token.h"

typedef struct html_style { /* of one open element */
    char tag[16];
    int size;            /* 1 to 7 */
    unsigned fg, bg;     /* 0xrrggbb */
    bool fg_bad, bg_bad; /* not a known colour */
    bool hidden;         /* display: none, visibility: hidden */
} html_style;

void html_style_default(html_style *s);
/* What the tag's attributes change; `base` is the size of <basefont>. */
void html_style_apply(html_style *s, const html_token *t, int base);
/* Can the text not be seen? *contrast, *invalid: because of its colours. */
bool html_style_invisible(const html_style *s, bool *contrast, bool *invalid);
/* "red", "#f00", "rgb(1,2,3)"; false if it is not a colour. */
bool html_colour(const char *text, unsigned *rgb);

#endif
