/* template: Mustache (the public specification's core: comments, delimiters,
 * interpolation, inverted, partials, sections), without HTML escaping unless
 * asked for, since most output is plain text. Pure. */
#ifndef POSTERN_TEMPLATE_H
#define POSTERN_TEMPLATE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum { TEMPLATE_TEXT, TEMPLATE_HTML } template_escape;

/* Partials: text of a partial by name, or NULL (renders as nothing). Borrowed
 * until template_render returns. */
typedef const char *(*template_partial)(const char *name, void *context);

/* Render `text` with `data` (any JSON value). With TEMPLATE_HTML {{x}} escapes
 * & < > " as the specification says, with TEMPLATE_TEXT nothing is escaped.
 * NULL and ERR_DATA ("line 3: section `foo' is not closed") for a template that
 * is wrong; partials nest TEMPLATE_DEPTH_MAX deep. Caller frees. */
#define TEMPLATE_DEPTH_MAX  20
#define TEMPLATE_OUTPUT_MAX (4u << 20)
char *template_render(const char *text, json_t *data, template_escape escape,
                      template_partial partial, void *context, GError **error);

/* What a template asks for: "name" of a value, "#name" of a section (inverted
 * ones too), ">name" of another file, in their order. char*; caller unrefs. NULL and
 * ERR_DATA for a template that is wrong. */
GPtrArray *template_names(const char *text, GError **error);

#endif
