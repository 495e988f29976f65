/* html_token: HTML as a stream of tags, texts, comments and declarations. */
#ifndef POSTERN_RULES_HTML_TOKEN_H
#define POSTERN_RULES_HTML_TOKEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define HTML_ATTRIBUTES_MAX 100 /* of one tag */

typedef enum {
    HTML_TEXT,
    HTML_START,
    HTML_END,
    HTML_COMMENT,
    HTML_DECLARATION,
    HTML_EOF
} html_token_type;

typedef struct html_attribute {
    char *name;  /* lower case */
    char *value; /* entities decoded; the name if there is no value */
} html_attribute;

typedef struct html_token {
    html_token_type type;
    GString *text; /* of a text (entities decoded), comment, declaration */
    char name[64]; /* of a tag, lower case */
    GPtrArray *attributes; /* html_attribute* */
} html_token;

typedef struct html_reader {
    const char *p, *end;
    bool utf8;
    char literal[16]; /* inside this element only its end tag is a tag */
    bool literal_raw; /* and entities are not decoded */
    bool no_tag_end, no_comment_end; /* none is left: do not look again */
    html_token token;
} html_reader;

void html_reader_open(html_reader *r, const char *data, size_t size, bool utf8);
void html_reader_close(html_reader *r);
/* The next token, valid until the next call. */
const html_token *html_reader_next(html_reader *r);
/* Value of an attribute, NULL if it is not there. */
const char *html_attribute_get(const html_token *t, const char *name);

#endif
