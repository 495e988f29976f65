/* mailfiles: messages in files, folders of files, Maildirs and mboxes. */
#ifndef POSTERN_CLI_MAILFILES_H
#define POSTERN_CLI_MAILFILES_H

#include <glib.h>
#include <stdbool.h>

#define MAILFILES_DEPTH_MAX 16               /* folders in folders */
#define MAILFILES_FILE_MAX  ((gsize)4 << 30) /* octets of one mbox */

typedef struct mailfiles {
    GPtrArray *files; /* char* */
    guint64 octets;   /* of all of them */
} mailfiles;

/* All files below these paths, in order of name within a folder. Names that
 * begin with a dot, and a Maildir's tmp/ and its servers' files, are left out.
 * NULL if a path cannot be read. */
mailfiles *mailfiles_find(char *const *paths, GError **error);
void mailfiles_free(mailfiles *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mailfiles, mailfiles_free)

/* Calls `each` for the message that a file holds, or for each one of an mbox
 * (first line "From "; ">From " at the beginning of lines loses its mark).
 * Returns false when `each` did or the file cannot be read. */
typedef bool (*mailfiles_each)(const char *file, GBytes *raw, void *context,
                               GError **error);
bool mailfiles_read(const char *file, mailfiles_each each, void *context,
                    GError **error);

#endif
