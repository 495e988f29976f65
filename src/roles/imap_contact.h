/* imap_contact: when a mailbox was first seen, kept in a file beside the spool and
 * not in it. A spool that is lost, or taken away by mistake, must not make us
 * believe that we see the mailbox for the first time: then what came while it was
 * gone would count as old mail, and nobody would ever read it. */
#ifndef POSTERN_IMAP_CONTACT_H
#define POSTERN_IMAP_CONTACT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Seconds since 1970; 0: never, or the file `path` cannot be read. */
int64_t imap_contact_first(const char *path, const char *account,
                           const char *folder);
/* Durable; nothing is done if it stands there already. */
bool imap_contact_keep(const char *path, const char *account,
                       const char *folder, int64_t first_s, GError **error);

#endif
