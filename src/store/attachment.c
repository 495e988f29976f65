/* attachment: rows of attachments, as entries and held items have them. */
#include "store/rows.h"

void store_attachment_free(store_attachment *a)
{
    if (!a)
        return;
    g_free(a->part);
    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_free(a);
}

static void *take_attachment(db_query *q, void *context, GError **error)
{
    store_attachment *a = g_new0(store_attachment, 1);
    a->part = db_take_string(q);
    a->name = db_take_string(q);
    a->type = db_take_string(q);
    a->content_id = db_take_text(q);
    a->shown_inline = db_take_int(q) != 0;
    a->size = db_take_int(q);
    g_autofree char *sha256 = db_take_string(q);
    g_strlcpy(a->sha256, sha256, sizeof a->sha256);
    return a;
}

GPtrArray *attachment_take_all(db_query *q, GError **error)
{
    return db_all(q, take_attachment, NULL,
                  (GDestroyNotify)store_attachment_free, error);
}
