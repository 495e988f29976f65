/* notify_words: the words of mail: templates by language and name. */
#ifndef POSTERN_NOTIFY_WORDS_H
#define POSTERN_NOTIFY_WORDS_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* The English templates, compiled in: "en/ack", its text. NULL name: end. */
typedef struct notify_builtin {
    const char *name, *text;
} notify_builtin;
extern const notify_builtin notify_builtins[];

#define NOTIFY_TEMPLATE_MAX (256u << 10) /* octets of a template file */

/* Render template `name` (a-z and '_' only) with `data`: own ones in `folder`
 * (may be NULL) first, then the installed, then those compiled in; `language`
 * first, then one near it (nb for nn), then
 * English. *subject is one line; a file without "Subject: " gives
 * "". `layout` (write/layout.h) gets how parts of the text look. Caller frees
 * both. ERR_NOT_FOUND, or ERR_CONFIG with the template's name and line. */
bool notify_words(const char *folder, const char *language, const char *name,
                  json_t *data, char **subject, char **text, GPtrArray *layout,
                  GError **error);

#endif
