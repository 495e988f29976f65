/* html: text within HTML. */
#ifndef POSTERN_WRITE_HTML_H
#define POSTERN_WRITE_HTML_H

#include <glib.h>

/* Appends `length` octets (-1: up to the NUL) so that a reader of HTML shows them
 * as they are, in text and in quoted attributes. */
void html_append(GString *out, const char *text, gssize length);

#endif
