/* held: what waits for a person's word before it may leave the desk. */
#include "store/held.h"

#include "store/rows.h"

#define HELD_COLUMNS                                                        \
    "id, kind, state, queue, ticket, operator, note, text, reason, ledger," \
    " created_ms, seen, reminded, data"

/* The numbers in the queries below, which partial indexes want literally. */
G_STATIC_ASSERT(STORE_HELD_SPAM == 3 && STORE_HELD_BROKEN == 4 &&
                STORE_HELD_RELEASED == 3 && STORE_HELD_ASIDE == 6 &&
                STORE_ASIDE_NEW == 2);

const char *store_held_kind_name(store_held_kind kind)
{
    static const char *const names[STORE_HELD_KINDS] = {
        [STORE_HELD_STALE] = "stale",     [STORE_HELD_DOUBT] = "doubt",
        [STORE_HELD_COMMAND] = "command", [STORE_HELD_SPAM] = "spam",
        [STORE_HELD_BROKEN] = "broken",   [STORE_HELD_NOTE] = "note",
        [STORE_HELD_ASIDE] = "aside",     [STORE_HELD_WALL] = "wall",
        [STORE_HELD_DRAFT] = "draft",
    };
    return (unsigned)kind < STORE_HELD_KINDS ? names[kind] : "unknown";
}

const char *store_held_state_name(store_held_state state)
{
    static const char *const names[] = {
        [STORE_HELD_OPEN] = "open",
        [STORE_HELD_SENT] = "sent",
        [STORE_HELD_DROPPED] = "dropped",
        [STORE_HELD_RELEASED] = "released",
    };
    return (unsigned)state < G_N_ELEMENTS(names) ? names[state] : "unknown";
}

void store_held_free(store_held *h)
{
    if (!h)
        return;
    g_free(h->queue);
    g_free(h->operator_id);
    g_free(h->text);
    if (h->attachments)
        g_ptr_array_unref(h->attachments);
    g_free(h->reason);
    g_free(h->ledger);
    g_free(h->data);
    g_free(h);
}

static void *take_held(db_query *q, void *context, GError **error)
{
    store *s = context;
    store_held *h = g_new0(store_held, 1);
    h->id = db_take_int(q);
    h->kind = (store_held_kind)db_take_int(q);
    h->state = (store_held_state)db_take_int(q);
    h->queue = db_take_string(q);
    h->ticket = db_take_int(q);
    h->operator_id = db_take_text(q);
    h->note = db_take_int(q) != 0;
    h->text = db_take_string(q);
    h->reason = db_take_string(q);
    h->ledger = db_take_string(q);
    h->created_ms = db_take_int(q);
    h->seen = db_take_int(q);
    h->reminded = (int)db_take_int(q);
    h->data = db_take_string(q);
    h->attachments = attachment_take_all(
        db_ask(s->db, error,
               "SELECT " ATTACHMENT_COLUMNS " FROM held_attachment"
               " WHERE held = ? ORDER BY position",
               DB_I(h->id)),
        error);
    if (!h->attachments)
        g_clear_pointer(&h, store_held_free);
    return h;
}

static bool add_attachments(store *s, const store_held *h, int64_t id,
                            GError **error)
{
    for (unsigned i = 0; h->attachments && i < h->attachments->len; i++) {
        const store_attachment *a = h->attachments->pdata[i];
        if (!db_write(s->db, error,
                      "INSERT INTO held_attachment (held, position,"
                      " " ATTACHMENT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?)",
                      DB_I(id), DB_I(i), ATTACHMENT_VALUES(a)))
            return false;
    }
    return true;
}

bool store_held_add(store *s, store_held *h, GError **error)
{
    int64_t id = db_next_id(s->db, "held", error);
    if (!id ||
        !db_write(s->db, error,
                  "INSERT INTO held (" HELD_COLUMNS ") VALUES"
                  " (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  DB_I(id), DB_I(h->kind), DB_I(h->state), DB_S(h->queue),
                  DB_REF(h->ticket), DB_T(h->operator_id), DB_I(h->note),
                  DB_S(h->text), DB_S(h->reason), DB_S(h->ledger),
                  DB_I(h->created_ms), DB_I(h->seen), DB_I(h->reminded),
                  DB_S(h->data)) ||
        !add_attachments(s, h, id, error) || !ticket_touch(s, h->ticket, error))
        return false;
    h->id = id;
    return true;
}

bool store_held_update(store *s, const store_held *h, GError **error)
{
    g_autofree char *what =
        g_strdup_printf("held item %" G_GINT64_FORMAT, h->id);
    return db_write_one(
               s->db, error, what,
               "UPDATE held SET kind = ?, state = ?, queue = ?, ticket = ?,"
               " operator = ?, note = ?, text = ?, reason = ?, ledger = ?,"
               " created_ms = ?, seen = ?, reminded = ?, data = ?"
               " WHERE id = ?",
               DB_I(h->kind), DB_I(h->state), DB_S(h->queue), DB_REF(h->ticket),
               DB_T(h->operator_id), DB_I(h->note), DB_S(h->text),
               DB_S(h->reason), DB_S(h->ledger), DB_I(h->created_ms),
               DB_I(h->seen), DB_I(h->reminded), DB_S(h->data), DB_I(h->id)) &&
           db_write(s->db, error, "DELETE FROM held_attachment WHERE held = ?",
                    DB_I(h->id)) &&
           add_attachments(s, h, h->id, error) &&
           ticket_touch(s, h->ticket, error);
}

store_held *store_held_get(store *s, int64_t id, GError **error)
{
    g_autofree char *what = g_strdup_printf("held item %" G_GINT64_FORMAT, id);
    return db_one(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE id = ?",
                         DB_I(id)),
                  take_held, s, what, error);
}

GPtrArray *store_held_of(store *s, const char *ledger, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE ledger = ?"
                         " AND state = 0 ORDER BY id",
                         DB_S(ledger)),
                  take_held, s, (GDestroyNotify)store_held_free, error);
}

GPtrArray *store_held_list(store *s, int64_t ticket, GError **error)
{
    db_query *q = ticket ? db_ask(s->db, error,
                                  "SELECT " HELD_COLUMNS " FROM held"
                                  " WHERE state = 0 AND ticket = ? ORDER BY id",
                                  DB_I(ticket))
                         : db_ask(s->db, error,
                                  "SELECT " HELD_COLUMNS " FROM held"
                                  " WHERE state = 0 ORDER BY id",
                                  DB_END);
    return db_all(q, take_held, s, (GDestroyNotify)store_held_free, error);
}

GPtrArray *store_held_unanswered(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE state = 0"
                         " AND kind <> 3 AND reminded < 2 ORDER BY id",
                         DB_END),
                  take_held, s, (GDestroyNotify)store_held_free, error);
}

/* Two queries, so that each finds its index. */
GPtrArray *store_held_undigested(store *s, const char *queue, GError **error)
{
    GPtrArray *all = db_all(
        db_ask(s->db, error,
               "SELECT " HELD_COLUMNS " FROM held WHERE state = 0"
               " AND kind = 3 AND reminded = 0 AND queue = ? ORDER BY id",
               DB_S(queue)),
        take_held, s, (GDestroyNotify)store_held_free, error);
    GPtrArray *aside =
        all ? db_all(db_ask(s->db, error,
                            "SELECT " HELD_COLUMNS " FROM held WHERE state = 0"
                            " AND ticket IS NULL AND kind = 6 AND reminded = 2"
                            " AND queue = ? ORDER BY id",
                            DB_S(queue)),
                     take_held, s, (GDestroyNotify)store_held_free, error)
            : NULL;

    if (!aside) {
        if (all)
            g_ptr_array_unref(all);
        return NULL;
    }
    g_ptr_array_extend_and_steal(all, aside);
    return all;
}

GPtrArray *store_held_released(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE state = 3"
                         " ORDER BY id",
                         DB_END),
                  take_held, s, (GDestroyNotify)store_held_free, error);
}

store_held *store_held_of_ledger(store *s, const char *ledger, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE ledger = ?"
                         " AND kind IN (3, 4) ORDER BY id LIMIT 1",
                         DB_S(ledger)),
                  take_held, s, NULL, error);
}

store_held *store_held_by_ledger(store *s, const char *ledger, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " HELD_COLUMNS " FROM held WHERE ledger = ?"
                         " ORDER BY id LIMIT 1",
                         DB_S(ledger)),
                  take_held, s, NULL, error);
}
