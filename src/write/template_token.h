/* template_token: a template's text cut into tokens; only template.c uses it. */
#ifndef POSTERN_TEMPLATE_TOKEN_H
#define POSTERN_TEMPLATE_TOKEN_H

#include <glib.h>

typedef enum {
    TOKEN_TEXT,
    TOKEN_VALUE,
    TOKEN_RAW, /* {{{x}}} and {{&x}} */
    TOKEN_SECTION,
    TOKEN_INVERTED,
    TOKEN_CLOSE,
    TOKEN_PARTIAL,
    TOKEN_SILENT /* comment, delimiters */
} template_token_kind;

typedef struct template_token {
    template_token_kind kind;
    char *text;   /* text; name */
    char *indent; /* of a standalone partial; NULL */
    guint close;  /* of a section: index of its TOKEN_CLOSE */
    unsigned line;
} template_token;

/* Array of token, sections with their ends; standalone lines taken care of.
 * NULL and ERR_DATA with the line. Caller unrefs. */
GArray *template_tokens(const char *text, GError **error);

#endif
