/* moved: entries that went from one ticket to another. */
#include "store/moved.h"

#include "store/db.h"

/* ---- where something is now ---- */

static void *take_place(db_query *q, void *context, GError **error)
{
    store_place *p = context;
    int64_t by;

    p->ticket = db_take_int(q);
    by = db_take_int(q);
    p->n += by;
    /* What stood there before is new to whoever comes from elsewhere. */
    p->seen = by > 0 ? 0 : MAX(p->seen + by, 0);
    return p;
}

/* The entry went, with others. *moved: it did. */
static bool follow_entry(store *s, store_place *p, bool *moved, GError **error)
{
    GError *local = NULL;

    *moved = p->n > 0 &&
             db_one(db_ask(s->db, &local,
                           "SELECT to_ticket, shift FROM moved"
                           " WHERE ticket = ? AND first <= ? AND last >= ?"
                           " ORDER BY seq LIMIT 1",
                           DB_I(p->ticket), DB_I(p->n), DB_I(p->n)),
                    take_place, p, NULL, &local) != NULL;
    if (local)
        g_propagate_error(error, local);
    return !local;
}

static bool follow_ticket(store *s, store_place *p, bool *moved, GError **error)
{
    int64_t into = 0;
    bool fine = db_number(s->db, error, 0, &into,
                          "SELECT merged_into FROM ticket WHERE id = ?",
                          DB_I(p->ticket));

    *moved = fine && into > 0;
    if (*moved)
        *p = (store_place){.ticket = into};
    return fine;
}

bool store_lead(store *s, int64_t ticket, int64_t n, store_place *place,
                GError **error)
{
    *place = (store_place){ticket, n, n};
    for (int i = 0; i < STORE_LEAD_MAX; i++) {
        bool moved;
        if (!follow_entry(s, place, &moved, error))
            return false;
        if (!moved && !follow_ticket(s, place, &moved, error))
            return false;
        if (!moved)
            break;
    }
    return true;
}

/* ---- going ---- */

typedef struct range {
    int64_t from, first, to, by;
} range;

/* The Message-ID under which customers know a reply names its old number; those
 * that are yet to be sent get one of the new. */
static bool keep_ids(store *s, const range *r, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE article SET sent_id = (SELECT min(o.message_id)"
                    " FROM outgoing o WHERE o.ticket = article.ticket"
                    " AND o.entry = article.n AND o.audience = 0"
                    " AND o.template = 'reply')"
                    " WHERE ticket = ? AND n >= ? AND author_kind = 1"
                    " AND sent_id IS NULL",
                    DB_I(r->from), DB_I(r->first));
}

#define GO(table)                                                \
    "UPDATE " table " SET ticket = ?1, n = n + ?2,"              \
    " seen = CASE WHEN seen + ?2 > 0 THEN seen + ?2 ELSE 0 END," \
    " joined = CASE WHEN ?2 > 0 THEN 1 ELSE joined END"          \
    " WHERE ticket = ?3 AND n >= ?4"

static bool move_entries(store *s, const range *r, GError **error)
{
    static const char *const tables[] = {GO("article"), GO("note"),
                                         GO("apart")};

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!db_write(s->db, error, tables[i], DB_I(r->to), DB_I(r->by),
                      DB_I(r->from), DB_I(r->first)))
            return false;
    return true;
}

/* What belongs to entries, by their number. A store without words of the notes
 * that came would let these out. */
static bool move_rows(store *s, const range *r, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE attachment SET ticket = ?, n = n + ?"
                    " WHERE ticket = ? AND n >= ?",
                    DB_I(r->to), DB_I(r->by), DB_I(r->from), DB_I(r->first)) &&
           db_write(s->db, error,
                    "UPDATE shingle SET ticket = ?, n = n + ?"
                    " WHERE ticket = ? AND n >= ?",
                    DB_I(r->to), DB_I(r->by), DB_I(r->from), DB_I(r->first)) &&
           db_write(s->db, error,
                    "UPDATE rating SET ticket = ?, n = n + ?"
                    " WHERE ticket = ? AND n >= ?",
                    DB_I(r->to), DB_I(r->by), DB_I(r->from), DB_I(r->first)) &&
           (r->first > 1 || db_write(s->db, error,
                                     "UPDATE consent SET ticket = ?, entry = 0"
                                     " WHERE ticket = ?",
                                     DB_I(r->to), DB_I(r->from))) &&
           db_write(s->db, error,
                    "UPDATE review SET ticket = ?, n = n + ?"
                    " WHERE ticket = ? AND n >= ?",
                    DB_I(r->to), DB_I(r->by), DB_I(r->from), DB_I(r->first)) &&
           db_write(s->db, error,
                    "UPDATE shown SET ticket = ? WHERE ticket = ?"
                    " AND outgoing IN (SELECT id FROM outgoing"
                    " WHERE ticket = ? AND entry >= ?)",
                    DB_I(r->to), DB_I(r->from), DB_I(r->from),
                    DB_I(r->first)) &&
           db_write(s->db, error,
                    "UPDATE outgoing SET ticket = ?, entry = entry + ?"
                    " WHERE ticket = ? AND entry >= ? AND audience = 0",
                    DB_I(r->to), DB_I(r->by), DB_I(r->from), DB_I(r->first));
}

static bool add_range(store *s, const range *r, int64_t last, GError **error)
{
    int64_t seq = 0;

    return db_number(s->db, error, 0, &seq,
                     "SELECT max(seq) FROM moved WHERE ticket = ?",
                     DB_I(r->from)) &&
           db_write(s->db, error,
                    "INSERT INTO moved (ticket, seq, first, last, to_ticket,"
                    " shift) VALUES (?,?,?,?,?,?)",
                    DB_I(r->from), DB_I(seq + 1), DB_I(r->first), DB_I(last),
                    DB_I(r->to), DB_I(r->by));
}

static bool last_entry(store *s, int64_t ticket, int64_t *last, GError **error)
{
    return db_number(s->db, error, 0, last,
                     "SELECT last_entry FROM ticket WHERE id = ?",
                     DB_I(ticket));
}

static bool move(store *s, const range *r, GError **error)
{
    int64_t last;

    return last_entry(s, r->from, &last, error) && keep_ids(s, r, error) &&
           move_entries(s, r, error) && move_rows(s, r, error) &&
           add_range(s, r, last, error) &&
           db_write(s->db, error,
                    "UPDATE ticket SET last_entry = CASE"
                    " WHEN last_entry < ?1 THEN ?1 ELSE last_entry END,"
                    " version = version + 1 WHERE id = ?2",
                    DB_I(last + r->by), DB_I(r->to)) &&
           db_write(s->db, error,
                    "UPDATE ticket SET version = version + 1 WHERE id = ?",
                    DB_I(r->from));
}

/* ---- a ticket that becomes part of another ---- */

#define LINKS_OF(ticket, other, columns)                                 \
    "INSERT INTO link (" columns ", kind, at_ms)"                        \
    " SELECT ?1, " other ", kind, at_ms FROM link WHERE " ticket " = ?2" \
    " AND " other                                                        \
    " <> ?1 AND NOT EXISTS (SELECT 1 FROM link l WHERE l." ticket        \
    " = ?1 AND l." other " = link." other " AND l.kind = link.kind)"

static bool join_rest(store *s, int64_t from, int64_t into, GError **error)
{
    static const char *const all[] = {
        LINKS_OF("a", "b", "a, b"),
        LINKS_OF("b", "a", "b, a"),
        "INSERT INTO co_holder (ticket, operator) SELECT ?1, operator"
        " FROM co_holder WHERE ticket = ?2 AND NOT EXISTS (SELECT 1"
        " FROM co_holder c WHERE c.ticket = ?1"
        " AND c.operator = co_holder.operator)",
        /* What was found out about both stays as the other has it. */
        "UPDATE lookup SET ticket = ?1 WHERE ticket = ?2 AND NOT EXISTS"
        " (SELECT 1 FROM lookup l WHERE l.ticket = ?1"
        " AND l.name = lookup.name)",
        "UPDATE ticket SET merged_into = ?1 WHERE merged_into = ?2"
        " AND merged_into <> 0",
        "UPDATE time SET ticket = ?1 WHERE ticket = ?2",
        "UPDATE timer SET ticket = ?1 WHERE ticket = ?2",
        "UPDATE ticket SET spent_min = spent_min + (SELECT f.spent_min"
        " FROM ticket f WHERE f.id = ?2) WHERE id = ?1",
        "UPDATE ticket SET lines = CASE WHEN lines = 0 THEN 0 ELSE lines |"
        " (SELECT f.lines FROM ticket f WHERE f.id = ?2) END WHERE id = ?1",
    };
    static const char *const end[] = {
        "DELETE FROM link WHERE a = ?1 OR b = ?1",
        "DELETE FROM co_holder WHERE ticket = ?1",
        "DELETE FROM handover WHERE ticket = ?1",
        "DELETE FROM due WHERE ticket = ?1",
        "UPDATE ticket SET spent_min = 0 WHERE id = ?1",
        /* Whoever was to be told is told that it is part of another now. */
        "UPDATE outgoing SET state = 4 WHERE ticket = ?1 AND audience = 1"
        " AND state < 2 AND template IN ('notify', 'held')",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (!db_write(s->db, error, all[i], DB_I(into), DB_I(from)))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(end); i++)
        if (!db_write(s->db, error, end[i], DB_I(from)))
            return false;
    return true;
}

bool store_merge(store *s, int64_t from, int64_t into, GError **error)
{
    range r = {.from = from, .first = 1, .to = into};

    return last_entry(s, into, &r.by, error) && move(s, &r, error) &&
           join_rest(s, from, into, error);
}

/* ---- and one that parts ---- */

/* Message-IDs of what went lead to where it is; those of mail to operators carry
 * that in themselves (write/tag.h). */
#define WENT                                                             \
    " WHERE (ticket = ?2 OR ticket IN (SELECT id FROM ticket"            \
    " WHERE merged_into = ?2 AND merged_into <> 0)) AND message_id IN (" \
    " SELECT message_id FROM article WHERE ticket = ?1"                  \
    " UNION SELECT message_id FROM note WHERE ticket = ?1"               \
    " UNION SELECT message_id FROM apart WHERE ticket = ?1"              \
    " UNION SELECT message_id FROM outgoing WHERE ticket = ?1)"

static bool part_ids(store *s, const range *r, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO thread (message_id, ticket, origin)"
                    " SELECT message_id, ?1, max(origin) FROM thread" WENT
                    " GROUP BY message_id",
                    DB_I(r->to), DB_I(r->from)) &&
           db_write(s->db, error, "DELETE FROM thread" WENT, DB_I(r->to),
                    DB_I(r->from));
}

bool store_split(store *s, int64_t from, int64_t first, int64_t to,
                 GError **error)
{
    range r = {.from = from, .first = first, .to = to, .by = 1 - first};

    return move(s, &r, error) && part_ids(s, &r, error);
}

/* ---- where entries came from ---- */

static GArray *numbers(db_query *q, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error)) {
        int64_t one = db_take_int(q);
        g_array_append_val(all, one);
    }
    return more == 0 ? g_steal_pointer(&all) : NULL;
}

GArray *store_moved_from(store *s, int64_t ticket, GError **error)
{
    return numbers(db_ask(s->db, error,
                          "SELECT DISTINCT ticket FROM moved"
                          " WHERE to_ticket = ? ORDER BY ticket",
                          DB_I(ticket)),
                   error);
}

GArray *store_merged(store *s, int64_t ticket, GError **error)
{
    return numbers(db_ask(s->db, error,
                          "SELECT id FROM ticket WHERE merged_into = ?"
                          " AND merged_into <> 0"
                          " ORDER BY id",
                          DB_I(ticket)),
                   error);
}
