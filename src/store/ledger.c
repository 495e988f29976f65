/* ledger: the one fate of every message that came in. */
#include "store/ledger.h"

#include "store/db.h"
#include "store/ticket.h"

#define LEDGER_FIND_LIMIT 100
#define LEDGER_COLUMNS                                                    \
    "id, accepted_ms, decided_ms, door, queue, sender, recipients,"       \
    " message_id, from_address, subject, identity, copy_of, kind, trust," \
    " spam, fate, fate_code, detail, ticket, entry, raw"

void store_ledger_free(store_ledger *l)
{
    if (!l)
        return;
    g_free(l->id);
    g_free(l->door);
    g_free(l->queue);
    g_free(l->sender);
    g_free(l->recipients);
    g_free(l->message_id);
    g_free(l->from);
    g_free(l->subject);
    g_free(l->identity);
    g_free(l->copy_of);
    g_free(l->kind);
    g_free(l->trust);
    g_free(l->spam);
    g_free(l->fate);
    g_free(l->fate_code);
    g_free(l->detail);
    g_free(l->raw);
    g_free(l);
}

static void *take_ledger(db_query *q, void *context, GError **error)
{
    store_ledger *l = g_new0(store_ledger, 1);
    l->id = db_take_string(q);
    l->accepted_ms = db_take_int(q);
    l->decided_ms = db_take_int(q);
    l->door = db_take_string(q);
    l->queue = db_take_text(q);
    l->sender = db_take_text(q);
    l->recipients = db_take_string(q);
    l->message_id = db_take_text(q);
    l->from = db_take_text(q);
    l->subject = db_take_text(q);
    l->identity = db_take_string(q);
    l->copy_of = db_take_text(q);
    l->kind = db_take_string(q);
    l->trust = db_take_string(q);
    l->spam = db_take_text(q);
    l->fate = db_take_string(q);
    l->fate_code = db_take_string(q);
    l->detail = db_take_string(q);
    l->ticket = db_take_int(q);
    l->entry = db_take_int(q);
    l->raw = db_take_text(q);
    return l;
}

bool store_ledger_add(store *s, const store_ledger *l, GError **error)
{
    int64_t there = 0;
    if (!db_number(s->db, error, 0, &there,
                   "SELECT count(*) FROM ledger WHERE id = ?", DB_S(l->id)))
        return false;
    if (there) {
        err_set(error, ERR_DENIED, "message %s has its fate already", l->id);
        return false;
    }
    int64_t seq = db_next_id(s->db, "ledger", error);
    return seq && db_write(s->db, error,
                           "INSERT INTO ledger (seq, " LEDGER_COLUMNS ") VALUES"
                           " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                           DB_I(seq), DB_S(l->id), DB_I(l->accepted_ms),
                           DB_I(l->decided_ms), DB_S(l->door), DB_T(l->queue),
                           DB_T(l->sender), DB_S(l->recipients),
                           DB_T(l->message_id), DB_T(l->from), DB_T(l->subject),
                           DB_S(l->identity), DB_T(l->copy_of), DB_S(l->kind),
                           DB_S(l->trust), DB_T(l->spam), DB_S(l->fate),
                           DB_S(l->fate_code), DB_S(l->detail),
                           DB_REF(l->ticket), DB_I(l->entry), DB_T(l->raw));
}

store_ledger *store_ledger_get(store *s, const char *id, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " LEDGER_COLUMNS " FROM ledger WHERE id = ?",
                         DB_S(id)),
                  take_ledger, NULL, NULL, error);
}

GPtrArray *store_ledger_same(store *s, const char *queue, const char *identity,
                             GError **error)
{
    if (!identity || !*identity)
        return g_ptr_array_new();
    return db_all(db_ask(s->db, error,
                         "SELECT " LEDGER_COLUMNS " FROM (SELECT * FROM ledger"
                         " WHERE identity = ? AND identity <> ''"
                         " AND coalesce(queue, '') = ? AND fate_code <> 'copy'"
                         " ORDER BY seq DESC LIMIT ?) newest ORDER BY seq",
                         DB_T(identity), DB_S(queue), DB_I(STORE_LEDGER_SAME)),
                  take_ledger, NULL, (GDestroyNotify)store_ledger_free, error);
}

/* ---- looking for a message ---- */

#define LEDGER_NEWEST(condition)                             \
    "SELECT " LEDGER_COLUMNS " FROM ledger WHERE " condition \
    " ORDER BY seq DESC LIMIT ?2"
#define LEDGER_BY(column)                                         \
    "SELECT id FROM (SELECT id FROM ledger WHERE " column " = ?1" \
    " ORDER BY seq DESC LIMIT ?2) AS by_" column
/* Parts of texts are looked for in the newest messages alone. */
#define LEDGER_LIKE(condition)                                     \
    "SELECT id FROM (SELECT * FROM ledger ORDER BY seq DESC LIMIT" \
    " ?3) AS newest WHERE " condition
#define LIKE(column, pattern) "lower(" column ") LIKE " pattern " ESCAPE '\\'"
#define LIKE_ADDRESS     \
    LIKE("sender", "?4") \
    " OR " LIKE("from_address", "?4") " OR " LIKE("recipients", "?4")
#define LIKE_WORDS LIKE("subject", "?1") " OR " LIKE("from_address", "?1")

static db_query *ask_address(store *s, const char *address, unsigned limit,
                             GError **error)
{
    static const char sql[] =
        LEDGER_NEWEST("id IN (" LEDGER_BY("from_address") " UNION " LEDGER_BY(
            "sender") " UNION " LEDGER_LIKE(LIKE_ADDRESS) ")");
    g_autofree char *pattern = db_like(address);

    return db_ask(s->db, error, sql, DB_T(address), DB_I(limit),
                  DB_I(LEDGER_READ), DB_T(pattern));
}

/* Of the tickets that are found by these words, best first. */
static GArray *tickets_of(store *s, const char *words, GError **error)
{
    store_ticket_filter f = {.words = words, .limit = LEDGER_TICKETS};
    g_autoptr(GPtrArray) all =
        *words ? store_ticket_list(s, &f, error) : g_ptr_array_new();
    GArray *ids = g_array_new(FALSE, TRUE, sizeof(int64_t));

    for (guint i = 0; all && i < all->len; i++)
        g_array_append_val(ids, ((store_ticket *)all->pdata[i])->id);
    if (all)
        g_array_set_size(ids, LEDGER_TICKETS); /* the rest is 0: none */
    else
        g_clear_pointer(&ids, g_array_unref);
    return ids;
}

static db_query *ask_words(store *s, const char *words, unsigned limit,
                           GError **error)
{
    g_autofree char *pattern = db_like(words);
    g_autoptr(GArray) ids = tickets_of(s, words, error);
    db_value values[3 + LEDGER_TICKETS + 1] = {DB_T(pattern), DB_I(limit),
                                               DB_I(LEDGER_READ)};
    g_autoptr(GString) sql = g_string_new(
        "SELECT " LEDGER_COLUMNS " FROM ledger WHERE id IN (" LEDGER_LIKE(
            LIKE_WORDS) " UNION SELECT id FROM ledger WHERE ticket IN (");

    for (guint i = 0; ids && i < ids->len; i++) {
        g_string_append_printf(sql, "%s?%u", i > 0 ? ", " : "", 4 + i);
        values[3 + i] = DB_I(g_array_index(ids, int64_t, i));
    }
    values[3 + LEDGER_TICKETS] = DB_END;
    g_string_append(sql, ")) ORDER BY seq DESC LIMIT ?2");
    return ids ? db_ask_values(s->db, error, sql->str, values) : NULL;
}

GPtrArray *store_ledger_find(store *s, const char *id, int64_t ticket,
                             const char *address, const char *words,
                             unsigned limit, GError **error)
{
    unsigned most = limit ? limit : LEDGER_FIND_LIMIT;
    db_query *q;

    if (id)
        q = db_ask(s->db, error, LEDGER_NEWEST("id = ?1 OR message_id = ?1"),
                   DB_T(id), DB_I(most));
    else if (ticket)
        q = db_ask(s->db, error, LEDGER_NEWEST("ticket = ?1"), DB_I(ticket),
                   DB_I(most));
    else if (address)
        q = ask_address(s, address, most, error);
    else
        q = ask_words(s, words ? words : "", most, error);
    return db_all(q, take_ledger, NULL, (GDestroyNotify)store_ledger_free,
                  error);
}

GPtrArray *store_ledger_since(store *s, int64_t since_ms, unsigned limit,
                              GError **error)
{
    return db_all(
        db_ask(s->db, error,
               "SELECT " LEDGER_COLUMNS " FROM (SELECT * FROM ledger"
               " WHERE accepted_ms >= ? AND raw IS NOT NULL"
               " AND copy_of IS NULL ORDER BY seq DESC LIMIT ?) newest"
               " ORDER BY seq",
               DB_I(since_ms), DB_I(limit)),
        take_ledger, NULL, (GDestroyNotify)store_ledger_free, error);
}
