/* said: all that can be read in a message, for who must know what it carries:
 * every header field, every text and HTML with its markup, names and texts of
 * attached files, of messages in them and so on; archives are not opened.
 *
 * Attached files are somebody's octets: run it in a process that may die where
 * there are any. Pure.
 */
#ifndef POSTERN_SAID_H
#define POSTERN_SAID_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define SAID_MAX       (8u << 20) /* octets of all texts */
#define SAID_TEXTS_MAX 4000       /* how many */

typedef struct said_text {
    char *file; /* name of the attached file that it stands in; NULL: none */
    char *text; /* UTF-8 */
} said_text;

typedef struct said_mail {
    GPtrArray *texts; /* said_text* */
    bool cut;         /* there was more than that */
    bool failed;      /* set by who could not get it read: texts have not all */
} said_mail;

said_mail *said_new(void);
said_mail *said_read(const void *data, size_t size);
void said_free(said_mail *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(said_mail, said_free)
void said_add(said_mail *s, const char *file,
              const char *text); /* both copied */

/* On its way from a process that is not trusted: ERR_DATA. */
GBytes *said_to_bytes(const said_mail *s);
said_mail *said_from_bytes(GBytes *bytes, GError **error);
#define SAID_BYTES_MAX (2 * (size_t)SAID_MAX)

#endif
