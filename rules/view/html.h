/* html: HTML as rules see it: rendered text, links, and facts about tags.
 *
 * Tokens are read as Perl's HTML::Parser reads them, and rendered as
 * SpamAssassin 4 renders them, because its rules were written against that: they
 * count tags that nobody closed, look for comments in the middle of words, and
 * want blanks where it puts them.  What people read is made by mail/htmltext
 * instead, of what libxml2 makes of the document once it has mended it, as their
 * clients do; the same events could not serve both.  Nothing is ever fetched.
 */
#ifndef POSTERN_RULES_HTML_H
#define POSTERN_RULES_HTML_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define HTML_TOKENS_MAX 500000 /* tags and texts of one part */
#define HTML_STYLES_MAX 2000   /* open elements whose style is remembered */
#define HTML_URI_MAX    8192   /* octets of one link */

typedef struct html_link {
    char *uri;       /* made absolute by <base> */
    unsigned tags;   /* html_link_tag bits of where it stood */
    GArray *anchors; /* guint: which of the part's anchors lead here */
} html_link;
typedef enum {
    HTML_LINK_IFRAME = 1,
    HTML_LINK_A = 2,
    HTML_LINK_IMG = 4
} html_link_tag;

typedef struct view_html {
    GString *text;       /* rendered */
    GPtrArray *links;    /* html_link*, each URI once */
    GHashTable *inside;  /* tag (char*) -> int as pointer: opened minus closed;
                            there as soon as it was seen */
    GPtrArray *comments; /* char*, with <!-- and --> */
    GPtrArray *titles;   /* char* */
    GPtrArray *anchors;  /* char*: text of each <a>, "<img>\n" for pictures */
    GPtrArray *scripts;  /* char* */
    size_t source_length, length, spaces;
    unsigned tags, elements, tags_seen, elements_seen, closed_extra;
    unsigned obfuscation;
    double image_area;
    int min_size, max_size;
    bool font_low_contrast, font_face_bad, font_invalid_color;
    bool form_action_mailto, embeds;
    bool uri_truncated; /* a link was longer than HTML_URI_MAX */
    char *charsets;     /* of <meta>, NULL */
} view_html;

/* `utf8`: the text is valid UTF-8 (else octets of an unknown charset). */
view_html *html_render(const char *data, size_t size, bool utf8);
void html_free(view_html *h);

#endif
