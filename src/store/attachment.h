/* attachment: files that came with an entry or a held item, and their contents. */
#ifndef POSTERN_STORE_ATTACHMENT_H
#define POSTERN_STORE_ATTACHMENT_H

#include "store/store.h"

typedef struct store_attachment {
    char *part, *name, *type;
    char *content_id; /* NULL */
    bool shown_inline;
    int64_t size;
    char sha256[65];
} store_attachment;
void store_attachment_free(store_attachment *a);

/* Set of SHA-256 (char*): files that notes of this ticket brought, and no
 * published article. Caller unrefs. */
GHashTable *store_note_files(store *s, int64_t ticket, GError **error);

/* Contents of attachments, by SHA-256; put is idempotent. */
bool store_blob_put(store *s, const char *sha256, GBytes *data, GError **error);
GBytes *store_blob_get(store *s, const char *sha256, GError **error);

#endif
