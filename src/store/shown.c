/* shown: the parts of mails that went out. */
#include "store/shown.h"

#include "store/db.h"
#include "store/pack.h"

typedef struct part {
    int64_t outgoing;
    char *text;
} part;

static void part_free(void *data)
{
    part *p = data;

    g_free(p->text);
    g_free(p);
}

static const char *reader_of(const store_outgoing *o)
{
    return o->operator_id ? o->operator_id : o->recipient;
}

bool store_shown_put(store *s, const store_outgoing *o, const char *parts,
                     GError **error)
{
    size_t size = strlen(parts);
    g_autoptr(GBytes) raw = g_bytes_new_static(parts, size);
    g_autoptr(GBytes) packed = NULL;

    if (size > STORE_SHOWN_MAX) {
        err_set(error, ERR_LIMIT, "a mail of ours shows %zu octets", size);
        return false;
    }
    packed = pack_octets(raw, error);
    return packed &&
           db_write(s->db, error, "DELETE FROM shown WHERE outgoing = ?",
                    DB_I(o->id)) &&
           db_write(s->db, error,
                    "INSERT INTO shown (outgoing, ticket, reader, size,"
                    " packed) VALUES (?,?,?,?,?)",
                    DB_I(o->id), DB_I(o->ticket), DB_S(reader_of(o)),
                    DB_I(size), DB_B(packed));
}

static void *take_part(db_query *q, void *context, GError **error)
{
    part *p = g_new0(part, 1);
    int64_t size;
    g_autoptr(GBytes) packed = NULL, text = NULL;

    p->outgoing = db_take_int(q);
    size = db_take_int(q);
    packed = db_take_bytes(q);
    text = unpack_octets(packed, size, STORE_SHOWN_MAX, error);
    if (!text) {
        part_free(p);
        return NULL;
    }
    p->text = g_strndup(g_bytes_get_data(text, NULL), (gsize)size);
    return p;
}

static bool has(const GPtrArray *all, int64_t outgoing)
{
    for (unsigned i = 0; i < all->len; i++)
        if (((const part *)all->pdata[i])->outgoing == outgoing)
            return true;
    return false;
}

/* Takes `more` over; NULL is an error already set. */
static bool add(GPtrArray *all, GPtrArray *more)
{
    if (!more)
        return false;
    for (unsigned i = 0; i < more->len; i++) {
        part *p = more->pdata[i];
        if (has(all, p->outgoing))
            part_free(p);
        else
            g_ptr_array_add(all, p);
    }
    g_ptr_array_set_free_func(more, NULL);
    g_ptr_array_unref(more);
    return true;
}

static bool add_answered(store *s, const GPtrArray *ids, GPtrArray *all,
                         GError **error)
{
    for (unsigned i = 0; ids && i < ids->len && i < STORE_SHOWN_IDS; i++) {
        db_query *q = db_ask(s->db, error,
                             "SELECT s.outgoing, s.size, s.packed"
                             " FROM outgoing o"
                             " JOIN shown s ON s.outgoing = o.id"
                             " WHERE o.message_id = ?",
                             DB_S(ids->pdata[i]));
        if (!add(all, db_all(q, take_part, NULL, part_free, error)))
            return false;
    }
    return true;
}

static bool add_latest(store *s, int64_t ticket, const char *reader,
                       unsigned max, GPtrArray *all, GError **error)
{
    if (!ticket || !reader)
        return true;
    db_query *q = db_ask(s->db, error,
                         "SELECT outgoing, size, packed FROM shown"
                         " WHERE ticket = ? AND reader = ?"
                         " ORDER BY outgoing DESC LIMIT ?",
                         DB_I(ticket), DB_S(reader), DB_I(max));
    return add(all, db_all(q, take_part, NULL, part_free, error));
}

GPtrArray *store_shown_find(store *s, const GPtrArray *message_ids,
                            int64_t ticket, const char *reader, unsigned max,
                            GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(part_free);
    GPtrArray *texts;

    if (!add_answered(s, message_ids, all, error) ||
        !add_latest(s, ticket, reader, max, all, error))
        return NULL;
    texts = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < all->len; i++)
        g_ptr_array_add(texts, g_steal_pointer(&((part *)all->pdata[i])->text));
    return texts;
}
