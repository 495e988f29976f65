/* notify_statement: a statement as a page, without a mail. */
#ifndef POSTERN_NOTIFY_STATEMENT_H
#define POSTERN_NOTIFY_STATEMENT_H

#include "config/config.h"
#include "desk/statement.h"

#include <jansson.h>

typedef struct notify_page {
    char *text; /* its title, a blank line, and the rest */
    char *html; /* a document */
} notify_page;
void notify_page_clear(notify_page *p);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(notify_page, notify_page_clear)

/* Of an object of desk/statement_json.h, in words of the template statement_desk.
 * `margin`: for who may see it; NULL. `send`: how a draft is sent; NULL. */
bool notify_statement_page(const config *c, const json_t *paper,
                           const char *language, const statement_margin *margin,
                           const char *send, notify_page *out, GError **error);

#endif
