/* imap_fetch.c: sizes, dates and whole messages, in bounded batches. */
#include "base/err.h"
#include "net/imap_link.h"

#include <time.h>

#define SCAN_COUNT 1000 /* messages whose size or date is asked at once */

struct mailimap_set *imap_set(const uint32_t *uids, unsigned count,
                              unsigned max, unsigned *used)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    unsigned i = 0, n = MIN(count, max);
    while (i < n) {
        unsigned first = i;
        while (i + 1 < n && uids[i + 1] == uids[i] + 1)
            i++;
        mailimap_set_add_interval(set, uids[first], uids[i]);
        i++;
    }
    *used = n;
    return set;
}

/* ---- what one FETCH answer says ---- */

typedef struct found {
    uint32_t uid, size;
    int64_t date_s;
    const char *body; /* borrowed; NULL: the server gave NIL */
    size_t length;
} found;

static int64_t seconds_of(const struct mailimap_date_time *d)
{
    struct tm t = {.tm_year = d->dt_year - 1900,
                   .tm_mon = d->dt_month - 1,
                   .tm_mday = d->dt_day,
                   .tm_hour = d->dt_hour,
                   .tm_min = d->dt_min,
                   .tm_sec = d->dt_sec};
    int zone = d->dt_zone; /* +hhmm as a decimal number */
    return (int64_t)timegm(&t) - (zone / 100 * 60 + zone % 100) * 60;
}

static found read_answer(const struct mailimap_msg_att *m)
{
    found f = {0};
    for (clistiter *i = clist_begin(m->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        const struct mailimap_msg_att_static *s;
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
            continue;
        s = item->att_data.att_static;
        if (s->att_type == MAILIMAP_MSG_ATT_UID)
            f.uid = s->att_data.att_uid;
        else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
            f.size = s->att_data.att_rfc822_size;
        else if (s->att_type == MAILIMAP_MSG_ATT_INTERNALDATE)
            f.date_s = seconds_of(s->att_data.att_internal_date);
        else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
            f.body = s->att_data.att_body_section->sec_body_part;
            f.length = s->att_data.att_body_section->sec_length;
        }
    }
    return f;
}

/* One FETCH of UID and `att`; *list as libetpan's (may be NULL on success). */
static int fetch(imap_client *c, struct mailimap_set *set,
                 struct mailimap_fetch_att *att, clist **list)
{
    struct mailimap_fetch_type *type =
        mailimap_fetch_type_new_fetch_att_list_empty();
    int r;
    *list = NULL;
    mailimap_fetch_type_new_fetch_att_list_add(type,
                                               mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, att);
    imap_begin(c);
    r = mailimap_uid_fetch(c->session, set, type, list);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    if (r != MAILIMAP_NO_ERROR)
        *list = NULL;
    return r;
}

/* ---- sizes and dates ---- */

typedef struct size_row {
    uint32_t uid, size;
} size_row;

static gint compare_rows(gconstpointer a, gconstpointer b)
{
    uint32_t x = ((const size_row *)a)->uid, y = ((const size_row *)b)->uid;
    return x < y ? -1 : x > y;
}

/* Rows of those that exist; NULL on error. A server that refuses to tell sizes
 * of a run is asked again for each. */
static GArray *sizes_of(imap_client *c, const uint32_t *uids, unsigned count,
                        GError **error)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(size_row));
    clist *list;
    unsigned used;
    int r = fetch(c, imap_set(uids, count, count, &used),
                  mailimap_fetch_att_new_rfc822_size(), &list);
    if (!imap_check(c, r, "FETCH of sizes", error)) {
        g_array_unref(rows);
        return NULL;
    }
    for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
        found f = read_answer(clist_content(i));
        size_row row = {f.uid, f.size};
        if (f.uid)
            g_array_append_val(rows, row);
    }
    if (list)
        mailimap_fetch_list_free(list);
    g_array_sort(rows, compare_rows);
    return rows;
}

static bool add_since(imap_client *c, const uint32_t *uids, unsigned count,
                      int64_t since_s, GArray *out, GError **error)
{
    clist *list;
    unsigned used;
    int r = fetch(c, imap_set(uids, count, count, &used),
                  mailimap_fetch_att_new_internaldate(), &list);
    if (!imap_check(c, r, "FETCH of dates", error))
        return false;
    for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
        found f = read_answer(clist_content(i));
        if (f.uid && f.date_s >= since_s)
            g_array_append_val(out, f.uid);
    }
    if (list)
        mailimap_fetch_list_free(list);
    return true;
}

GArray *imap_uids_since(imap_client *c, const GArray *uids, int64_t since_s,
                        GError **error)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    const uint32_t *all = (const uint32_t *)(void *)uids->data;
    for (unsigned i = 0; i < uids->len; i += SCAN_COUNT)
        if (!add_since(c, all + i, MIN(SCAN_COUNT, uids->len - i), since_s, out,
                       error)) {
            g_array_unref(out);
            return NULL;
        }
    return out;
}

/* ---- whole messages ---- */

typedef struct errand {
    imap_client *c;
    imap_take take;
    void *context;
} errand;

static bool hand_over(errand *e, const found *f, GError **error)
{
    g_autoptr(GBytes) raw = f->body ? g_bytes_new(f->body, f->length) : NULL;
    return e->take(f->uid, raw, raw ? NULL : "the server gives NIL for it",
                   e->context, error);
}

/* Take what a FETCH brought; UIDs that came leave the set `missing`. */
static bool take_list(errand *e, clist *list, GHashTable *missing,
                      GError **error)
{
    for (clistiter *i = clist_begin(list); i; i = clist_next(i)) {
        found f = read_answer(clist_content(i));
        /* others: flags that somebody else changed meanwhile */
        if (!g_hash_table_remove(missing, GUINT_TO_POINTER(f.uid)))
            continue;
        if (!hand_over(e, &f, error))
            return false;
    }
    return true;
}

static struct mailimap_fetch_att *peek(void)
{
    return mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL));
}

/* Alone: what a batch did not bring is gone, or refused. */
static bool fetch_one(errand *e, uint32_t uid, GError **error)
{
    clist *list;
    int r = fetch(e->c, mailimap_set_new_single(uid), peek(), &list);
    GError *why = NULL;
    bool ok = true;
    if (!imap_check(e->c, r, "FETCH", &why)) {
        if (!imap_usable(e->c)) {
            g_propagate_error(error, why);
            return false;
        }
        ok = e->take(uid, NULL, why->message, e->context, error);
        g_error_free(why);
        return ok;
    }
    if (list) {
        g_autoptr(GHashTable) missing = g_hash_table_new(NULL, NULL);
        g_hash_table_add(missing, GUINT_TO_POINTER(uid));
        ok = take_list(e, list, missing, error);
        mailimap_fetch_list_free(list);
    }
    return ok;
}

static bool fetch_batch(errand *e, const uint32_t *uids, unsigned count,
                        GError **error)
{
    g_autoptr(GHashTable) missing = g_hash_table_new(NULL, NULL);
    clist *list;
    unsigned used;
    bool ok = true;
    int r;
    if (count == 1)
        return fetch_one(e, uids[0], error);
    for (unsigned i = 0; i < count; i++)
        g_hash_table_add(missing, GUINT_TO_POINTER(uids[i]));
    r = fetch(e->c, imap_set(uids, count, count, &used), peek(), &list);
    if (r != MAILIMAP_NO_ERROR) {
        GError *why = NULL;
        imap_check(e->c, r, "FETCH", &why);
        if (!imap_usable(e->c)) {
            g_propagate_error(error, why);
            return false;
        }
        g_error_free(why);
    }
    if (list) {
        ok = take_list(e, list, missing, error);
        mailimap_fetch_list_free(list);
    }
    for (unsigned i = 0; ok && i < count; i++)
        if (g_hash_table_contains(missing, GUINT_TO_POINTER(uids[i])))
            ok = fetch_one(e, uids[i], error);
    return ok;
}

/* Fetch the messages of these rows, in batches under the limits. */
static bool fetch_rows(errand *e, const GArray *rows, GError **error)
{
    uint32_t batch[IMAP_BATCH_COUNT];
    unsigned n = 0;
    size_t octets = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const size_row *row = &g_array_index(rows, size_row, i);
        if (row->size > IMAP_MESSAGE_MAX) {
            g_autofree char *why =
                g_strdup_printf("it has %u octets, the most is %u", row->size,
                                IMAP_MESSAGE_MAX);
            if (!e->take(row->uid, NULL, why, e->context, error))
                return false;
            continue;
        }
        if (n == IMAP_BATCH_COUNT ||
            (n > 0 && octets + row->size > IMAP_BATCH_BYTES)) {
            if (!fetch_batch(e, batch, n, error))
                return false;
            n = 0;
            octets = 0;
        }
        batch[n++] = row->uid;
        octets += row->size;
    }
    return n == 0 || fetch_batch(e, batch, n, error);
}

bool imap_fetch(imap_client *c, const uint32_t *uids, unsigned count,
                imap_take take, void *context, GError **error)
{
    errand e = {c, take, context};
    for (unsigned i = 0; i < count; i += SCAN_COUNT) {
        g_autoptr(GArray) rows =
            sizes_of(c, uids + i, MIN(SCAN_COUNT, count - i), error);
        if (!rows || !fetch_rows(&e, rows, error))
            return false;
    }
    return true;
}
