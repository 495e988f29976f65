/* imap_fetch.c: sizes, dates and whole messages, in bounded batches. */
#include "base/err.h"
#include "net/imap_link.h"

#include <string.h>

#define SCAN_COUNT  1000 /* messages whose size or date is asked at once */
#define NUMBERS_MAX (2 * IMAP_BATCH_COUNT) /* message numbers remembered */

static bool fetch(imap_client *c, const uint32_t *uids, unsigned count,
                  const char *item, const char *what, imap_line line,
                  void *context, GError **error)
{
    g_autofree char *set = imap_set(uids, count);
    g_autofree char *command =
        g_strdup_printf("UID FETCH %s (UID %s)", set, item);

    return imap_do(c, command, what, line, context, error);
}

/* ---- sizes and dates ---- */

typedef struct row {
    uint32_t uid;
    guint64 size;   /* 0: not told */
    int64_t date_s; /* INT64_MAX: not told */
} row;

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    uint32_t x = ((const row *)a)->uid, y = ((const row *)b)->uid;
    return x < y ? -1 : x > y;
}

static bool row_line(imap_client *c, const imap_answer *a, void *context)
{
    GArray *rows = context;
    g_auto(imap_found) f = {0};
    row wanted;
    unsigned at;

    if (!imap_answer_found(a, &f) || f.uid == 0)
        return true;
    wanted.uid = f.uid;
    if (!g_array_binary_search(rows, &wanted, compare_rows, &at))
        return true; /* flags that somebody else changed meanwhile */
    row *r = &g_array_index(rows, row, at);
    if (f.sized)
        r->size = f.size;
    if (f.dated)
        r->date_s = f.date_s;
    return true;
}

/* A row for each UID, told or not: what the server is silent about is not lost.
 * NULL on error. */
static GArray *rows_of(imap_client *c, const uint32_t *uids, unsigned count,
                       const char *item, const char *what, GError **error)
{
    GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(row), count);

    for (unsigned i = 0; i < count; i++) {
        row r = {uids[i], 0, INT64_MAX};
        g_array_append_val(rows, r);
    }
    g_array_sort(rows, compare_rows);
    if (fetch(c, uids, count, item, what, row_line, rows, error))
        return rows;
    g_array_unref(rows);
    return NULL;
}

GArray *imap_uids_since(imap_client *c, const GArray *uids, int64_t since_s,
                        GError **error)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    const uint32_t *all = (const uint32_t *)(void *)uids->data;

    for (unsigned i = 0; i < uids->len; i += SCAN_COUNT) {
        g_autoptr(GArray) rows =
            rows_of(c, all + i, MIN(SCAN_COUNT, uids->len - i), "INTERNALDATE",
                    "FETCH of dates", error);
        if (!rows) {
            g_array_unref(out);
            return NULL;
        }
        for (unsigned k = 0; k < rows->len; k++) {
            const row *r = &g_array_index(rows, row, k);
            if (r->date_s >= since_s)
                g_array_append_val(out, r->uid);
        }
    }
    return out;
}

/* ---- whole messages ---- */

/* One imap_fetch, and the command in it that is going on. */
typedef struct errand {
    imap_client *c;
    imap_take take;
    void *context;
    GHashTable *sizes;   /* UIDs of this command that did not come yet */
    GHashTable *numbers; /* message number -> such a UID, of split answers */
    GError *failed;      /* take's: what else comes is dropped */
} errand;

static void give_up(errand *e, uint32_t uid, const char *why)
{
    if (!e->failed && !e->take(uid, NULL, why, e->context, &e->failed) &&
        !e->failed)
        err_set(&e->failed, ERR_INTERNAL, "UID %u was not taken", uid);
}

/* An empty message may be one, but not where the server said that it has
 * octets: it would be filed away, and its words with it. */
static void hand_over(errand *e, uint32_t uid, const imap_found *f)
{
    guint64 told =
        GPOINTER_TO_SIZE(g_hash_table_lookup(e->sizes, GUINT_TO_POINTER(uid)));
    g_autofree char *why = NULL;

    g_hash_table_remove(e->sizes, GUINT_TO_POINTER(uid));
    if (e->failed)
        return;
    if (f->body_size > IMAP_MESSAGE_MAX)
        why = g_strdup_printf("it has %" G_GUINT64_FORMAT
                              " octets, the most is %u",
                              f->body_size, IMAP_MESSAGE_MAX);
    else if (!f->body)
        why = g_strdup("the server gives NIL for it");
    else if (f->body_size == 0 && told > 0)
        why = g_strdup_printf(
            "the server gives nothing of its %" G_GUINT64_FORMAT " octets",
            told);
    if (why)
        give_up(e, uid, why);
    else if (!e->take(uid, f->body, NULL, e->context, &e->failed) && !e->failed)
        err_set(&e->failed, ERR_INTERNAL, "UID %u was not taken", uid);
}

/* Servers may tell of one message in several answers; message numbers hold until
 * the next EXPUNGE. */
static uint32_t uid_of(errand *e, const imap_found *f)
{
    gpointer number = GUINT_TO_POINTER(f->number);

    if (f->uid == 0)
        return GPOINTER_TO_UINT(g_hash_table_lookup(e->numbers, number));
    if (g_hash_table_contains(e->sizes, GUINT_TO_POINTER(f->uid)) &&
        g_hash_table_size(e->numbers) < NUMBERS_MAX)
        g_hash_table_insert(e->numbers, number, GUINT_TO_POINTER(f->uid));
    return f->uid;
}

/* An answer without a BODY[] item is no answer (RFC 9051 7.5.2): flags may come
 * at any time. */
static bool body_line(imap_client *c, const imap_answer *a, void *context)
{
    errand *e = context;
    g_auto(imap_found) f = {0};

    if (imap_answer_number(a->text, "EXPUNGE", NULL) > 0 ||
        imap_answer_after(a->text, "VANISHED"))
        g_hash_table_remove_all(e->numbers);
    if (!imap_answer_found(a, &f))
        return true;
    if (!f.whole && (f.has_body || a->body_size > 0))
        return false; /* lengths do not fit: this may be half of a message */
    uint32_t uid = uid_of(e, &f);
    if (!f.has_body)
        return true;
    if (g_hash_table_contains(e->sizes, GUINT_TO_POINTER(uid)))
        hand_over(e, uid, &f);
    return true;
}

/* One FETCH of these rows. What did not come stays in e->sizes. */
static bool fetch_some(errand *e, const row *rows, unsigned count,
                       GError **error)
{
    g_autofree uint32_t *uids = g_new(uint32_t, count);
    size_t octets = 0;
    bool ok;

    g_hash_table_remove_all(e->sizes);
    g_hash_table_remove_all(e->numbers);
    for (unsigned i = 0; i < count; i++) {
        uids[i] = rows[i].uid;
        octets += rows[i].size ? rows[i].size : IMAP_MESSAGE_MAX;
        g_hash_table_insert(e->sizes, GUINT_TO_POINTER(rows[i].uid),
                            GSIZE_TO_POINTER(rows[i].size));
    }
    e->c->keeps_body = true;
    e->c->command_max = IMAP_COMMAND_MAX + MIN(2 * octets, STREAM_READ_MAX);
    ok = fetch(e->c, uids, count, "BODY.PEEK[]", "FETCH", body_line, e, error);
    e->c->keeps_body = false;
    e->c->command_max = IMAP_COMMAND_MAX;
    return ok;
}

/* Does this error say something about the connection or the account, and not
 * about one message? */
static bool is_general(const imap_client *c)
{
    return !imap_usable(c) || c->throttled;
}

/* Alone: what a batch did not bring. It exists, or did a moment ago. */
static bool fetch_one(errand *e, const row *r, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (!fetch_some(e, r, 1, &why)) {
        if (is_general(e->c)) {
            g_propagate_error(error, g_steal_pointer(&why));
            return false;
        }
        if (g_hash_table_size(e->sizes) > 0)
            give_up(e, r->uid, why->message);
    } else if (g_hash_table_size(e->sizes) > 0) {
        give_up(e, r->uid,
                "the server lists it, but does not hand it over when asked");
    }
    return true;
}

/* Those of the rows that did not come and are still in the folder. */
static GArray *left_over(errand *e, const row *rows, unsigned count,
                         GError **error)
{
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));

    for (unsigned i = 0; i < count; i++)
        if (g_hash_table_contains(e->sizes, GUINT_TO_POINTER(rows[i].uid)))
            g_array_append_val(uids, rows[i].uid);
    if (uids->len == 0)
        return g_steal_pointer(&uids);
    return imap_uids_of(e->c, (const uint32_t *)(void *)uids->data, uids->len,
                        error);
}

static bool fetch_each(errand *e, const row *rows, unsigned count,
                       const GArray *uids, GError **error)
{
    for (unsigned i = 0, k = 0; i < count && k < uids->len; i++) {
        if (rows[i].uid != g_array_index(uids, uint32_t, k))
            continue;
        k++;
        if (!fetch_one(e, &rows[i], error))
            return false;
        if (e->failed)
            break;
    }
    return true;
}

static bool fetch_batch(errand *e, const row *rows, unsigned count,
                        GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GArray) left = NULL;

    if (!fetch_some(e, rows, count, &why) && is_general(e->c)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    if (!e->failed) {
        left = left_over(e, rows, count, error);
        if (!left || !fetch_each(e, rows, count, left, error))
            return false;
    }
    if (!e->failed)
        return true;
    g_propagate_error(error, g_steal_pointer(&e->failed));
    return false;
}

/* How many of these rows go into one FETCH. */
static unsigned batch_of(const row *rows, unsigned count)
{
    guint64 octets = rows[0].size;
    unsigned n = 1;

    /* of one that has no size nobody knows what it costs: alone */
    while (n < count && n < IMAP_BATCH_COUNT && rows[n].size > 0 &&
           rows[n].size <= IMAP_MESSAGE_MAX &&
           octets + rows[n].size <= IMAP_BATCH_BYTES)
        octets += rows[n++].size;
    return n;
}

static bool too_large(errand *e, const row *r)
{
    g_autofree char *why = NULL;

    if (r->size <= IMAP_MESSAGE_MAX)
        return false;
    why = g_strdup_printf("it has %" G_GUINT64_FORMAT " octets, the most is %u",
                          r->size, IMAP_MESSAGE_MAX);
    give_up(e, r->uid, why);
    return true;
}

static bool fetch_rows(errand *e, const GArray *rows, GError **error)
{
    const row *all = (const row *)(const void *)rows->data;

    for (unsigned i = 0, n; i < rows->len; i += n) {
        n = 1;
        if (too_large(e, &all[i])) {
            if (!e->failed)
                continue;
            g_propagate_error(error, g_steal_pointer(&e->failed));
            return false;
        }
        n = batch_of(all + i, rows->len - i);
        if (!fetch_batch(e, all + i, n, error))
            return false;
    }
    return true;
}

bool imap_fetch(imap_client *c, const uint32_t *uids, unsigned count,
                imap_take take, void *context, GError **error)
{
    g_autoptr(GHashTable) sizes = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
    errand e = {c, take, context, sizes, numbers, NULL};
    bool ok = true;

    for (unsigned i = 0; ok && i < count; i += SCAN_COUNT) {
        g_autoptr(GArray) rows =
            rows_of(c, uids + i, MIN(SCAN_COUNT, count - i), "RFC822.SIZE",
                    "FETCH of sizes", error);
        ok = rows && fetch_rows(&e, rows, error);
    }
    g_clear_error(&e.failed);
    return ok;
}
