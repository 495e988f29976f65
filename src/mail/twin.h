/* twin: a message says the same twice, as plain text and as HTML (RFC 2046 5.1.4):
 * which of the two is read? Pure, thread-safe. */
#ifndef POSTERN_TWIN_H
#define POSTERN_TWIN_H

#include <stdbool.h>

/* `plain` is the plain form, `html` the HTML form as text for readers; both UTF-8
 * with "\n". True if the HTML form is to be read: where the plain one is a stub
 * ("This is an HTML message", a signature alone, markup), or the same words broken
 * into short lines or with empty lines between all of them. */
bool twin_prefers_html(const char *plain, const char *html);

#endif
