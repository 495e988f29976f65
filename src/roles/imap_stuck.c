/* imap_stuck: messages that could not be fetched. */
#include "roles/imap_stuck.h"
#include "base/log.h"

typedef struct row {
    unsigned tries;
    int64_t next_ms; /* INT64_MAX: given up */
    bool asked;      /* added as due, nothing heard of it yet */
} row;

struct imap_stuck {
    GHashTable *rows; /* UID -> row */
    GHashTable *left; /* UID -> char* why, of some rows */
};

imap_stuck *imap_stuck_new(void)
{
    imap_stuck *t = g_new0(imap_stuck, 1);
    t->rows = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    t->left = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return t;
}

void imap_stuck_free(imap_stuck *t)
{
    g_hash_table_unref(t->left);
    g_hash_table_unref(t->rows);
    g_free(t);
}

void imap_stuck_forget(imap_stuck *t)
{
    g_hash_table_remove_all(t->rows);
    g_hash_table_remove_all(t->left);
}

static row *find(const imap_stuck *t, uint32_t uid)
{
    return g_hash_table_lookup(t->rows, GUINT_TO_POINTER(uid));
}

void imap_stuck_note(imap_stuck *t, uint32_t uid, const char *why,
                     int64_t now_ms, const char *folder)
{
    row *r = find(t, uid);
    if (!r) {
        r = g_new0(row, 1);
        g_hash_table_insert(t->rows, GUINT_TO_POINTER(uid), r);
    }
    r->tries++;
    r->asked = false;
    r->next_ms = now_ms;
    if (r->tries >= IMAP_STUCK_TELL)
        g_hash_table_insert(t->left, GUINT_TO_POINTER(uid), g_strdup(why));
    if (r->tries < IMAP_STUCK_QUICK)
        return;
    if (r->tries >= IMAP_STUCK_TRIES) {
        r->next_ms = INT64_MAX;
        log_error("message with UID %u in folder %s cannot be fetched: %s; "
                  "given up after %u tries, it stays there: look at it with a "
                  "mail client (a restart tries again)",
                  uid, folder, why, r->tries);
        return;
    }
    r->next_ms = now_ms + IMAP_STUCK_MS;
    log_warn("message with UID %u in folder %s cannot be fetched: %s; the "
             "others go on, it is tried again in an hour (try %u of %u)",
             uid, folder, why, r->tries, IMAP_STUCK_TRIES);
}

void imap_stuck_over(imap_stuck *t, uint32_t uid)
{
    g_hash_table_remove(t->rows, GUINT_TO_POINTER(uid));
    g_hash_table_remove(t->left, GUINT_TO_POINTER(uid));
}

bool imap_stuck_wants(const imap_stuck *t, uint32_t uid, int64_t now_ms)
{
    const row *r = find(t, uid);
    return !r || r->next_ms <= now_ms;
}

static bool has(const GArray *uids, uint32_t uid)
{
    for (unsigned i = 0; i < uids->len; i++)
        if (g_array_index(uids, uint32_t, i) == uid)
            return true;
    return false;
}

void imap_stuck_add_due(imap_stuck *t, GArray *uids, int64_t now_ms)
{
    GHashTableIter i;
    gpointer key, value;
    g_hash_table_iter_init(&i, t->rows);
    while (g_hash_table_iter_next(&i, &key, &value)) {
        uint32_t uid = GPOINTER_TO_UINT(key);
        row *r = value;
        if (r->next_ms > now_ms)
            continue;
        r->asked = true;
        if (!has(uids, uid))
            g_array_append_val(uids, uid);
    }
}

static gboolean is_gone(gpointer key, gpointer value, gpointer context)
{
    imap_stuck *t = context;

    if (((row *)value)->asked)
        g_hash_table_remove(t->left, key);
    return ((row *)value)->asked;
}

void imap_stuck_drop_gone(imap_stuck *t)
{
    g_hash_table_foreach_remove(t->rows, is_gone, t);
}

int64_t imap_stuck_due(const imap_stuck *t)
{
    int64_t due = INT64_MAX;
    GHashTableIter i;
    gpointer value;
    g_hash_table_iter_init(&i, t->rows);
    while (g_hash_table_iter_next(&i, NULL, &value))
        due = MIN(due, ((row *)value)->next_ms);
    return due;
}

GHashTable *imap_stuck_left(imap_stuck *t)
{
    return t->left;
}
