/* retire: what somebody has who leaves, and how it goes over to another. */
#include "store/retire.h"

#include "store/news.h"
#include "store/rows.h"

/* Secret addresses of hers that came after the last revocation: mail that names an
 * entry says itself what it showed; the rest is told by the event that stands
 * beside the revocation. */
#define LIVES                                                               \
    "o.operator = ? AND o.ticket IS NOT NULL AND NOT EXISTS (SELECT 1"      \
    " FROM revoked r WHERE r.ticket = o.ticket AND r.operator = o.operator" \
    " AND r.entry >= o.entry AND (o.entry > 0 OR o.created_ms <="           \
    " coalesce((SELECT e.created_ms FROM event e WHERE e.ticket = r.ticket" \
    " AND e.n = r.entry + 1), 0)))"

void store_duties_free(store_duties *d)
{
    if (!d)
        return;
    g_clear_pointer(&d->tickets, g_array_unref);
    g_free(d);
}

/* All rows of a query of one number. q NULL gives NULL. */
static GArray *take_numbers(db_query *q, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error)) {
        int64_t number = db_take_int(q);
        g_array_append_val(all, number);
    }
    return more == 0 ? g_steal_pointer(&all) : NULL;
}

static GArray *tickets_of(store *s, const char *who, GError **error)
{
    return take_numbers(
        db_ask(
            s->db, error,
            "SELECT id FROM ticket WHERE holder = ?"
            " UNION SELECT ticket FROM watcher WHERE operator = ?"
            " UNION SELECT ticket FROM co_holder WHERE operator = ?"
            " UNION SELECT ticket FROM handover WHERE holder = ?"
            " UNION SELECT ticket FROM timer WHERE operator = ?"
            " UNION SELECT o.ticket FROM outgoing o WHERE " LIVES " ORDER BY 1",
            DB_S(who), DB_S(who), DB_S(who), DB_S(who), DB_S(who), DB_S(who)),
        error);
}

store_duties *store_duties_of(store *s, const char *operator_id, GError **error)
{
    g_autoptr(store_duties) d = g_new0(store_duties, 1);
    db *b = s->db;

    d->tickets = tickets_of(s, operator_id, error);
    if (!d->tickets ||
        !db_number(b, error, 0, &d->held,
                   "SELECT count(*) FROM held"
                   " WHERE operator = ? AND state = 0",
                   DB_S(operator_id)) ||
        !db_number(b, error, 0, &d->helps,
                   "SELECT count(*) FROM co_holder WHERE operator = ?",
                   DB_S(operator_id)) ||
        !db_number(b, error, 0, &d->deputy,
                   "SELECT count(*) FROM absence WHERE deputy = ?",
                   DB_S(operator_id)) ||
        !db_number(b, error, 0, &d->away,
                   "SELECT count(*) FROM absence WHERE operator = ?",
                   DB_S(operator_id)))
        return NULL;
    return g_steal_pointer(&d);
}

int store_has_secrets(store *s, int64_t ticket, const char *operator_id,
                      GError **error)
{
    int64_t n;

    if (!db_number(s->db, error, 0, &n,
                   "SELECT count(*) FROM outgoing o WHERE o.ticket = ?"
                   " AND " LIVES,
                   DB_I(ticket), DB_S(operator_id)))
        return -1;
    return n > 0;
}

/* What a decision about their tickets has read is another now. */
static bool touch(store *s, const char *who, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE ticket SET version = version + 1 WHERE id IN"
                    " (SELECT ticket FROM held WHERE operator = ? AND state = 0"
                    "  UNION SELECT ticket FROM co_holder WHERE operator = ?"
                    "  UNION SELECT ticket FROM handover WHERE holder = ?)",
                    DB_S(who), DB_S(who), DB_S(who));
}

bool store_duties_move(store *s, const char *from, const char *to,
                       GError **error)
{
    db *b = s->db;

    return touch(s, from, error) &&
           db_write(b, error,
                    "UPDATE held SET operator = ?"
                    " WHERE operator = ? AND state = 0",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error,
                    "INSERT INTO co_holder (ticket, operator)"
                    " SELECT c.ticket, ? FROM co_holder c WHERE c.operator = ?"
                    " ON CONFLICT (ticket, operator) DO NOTHING",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error, "DELETE FROM co_holder WHERE operator = ?",
                    DB_S(from)) &&
           db_write(b, error, "UPDATE handover SET holder = ? WHERE holder = ?",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error, "DELETE FROM absence WHERE operator = ?",
                    DB_S(from)) &&
           /* the other one hears of all in one mail */
           db_write(b, error, "DELETE FROM news WHERE operator = ?",
                    DB_S(from)) &&
           db_write(b, error, "DELETE FROM due WHERE kind = ? AND ref = ?",
                    DB_S(STORE_WAIT_NEWS), DB_S(from)) &&
           db_write(b, error,
                    "UPDATE company SET manager = ? WHERE manager = ?",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error,
                    "UPDATE contract SET manager = ? WHERE manager = ?",
                    DB_S(to), DB_S(from)) &&
           /* nobody stands in for herself */
           db_write(b, error,
                    "UPDATE absence SET deputy = CASE WHEN operator = ?"
                    " THEN NULL ELSE ? END WHERE deputy = ?",
                    DB_S(to), DB_S(to), DB_S(from));
}

/* ---- people ---- */

GArray *store_tickets_of(store *s, const char *address, GError **error)
{
    return take_numbers(
        db_ask(s->db, error,
               "SELECT id FROM ticket WHERE customer = ?"
               " UNION SELECT ticket FROM participant WHERE address = ?"
               " ORDER BY 1",
               DB_S(address), DB_S(address)),
        error);
}

int store_is_known(store *s, const char *address, GError **error)
{
    int64_t n;

    if (!db_number(s->db, error, 0, &n,
                   "SELECT (SELECT count(*) FROM person WHERE address = ?)"
                   " + (SELECT count(*) FROM handle WHERE handle = ?"
                   "  OR person = ?)",
                   DB_S(address), DB_S(address), DB_S(address)))
        return -1;
    return n > 0;
}

static void *take_text(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

/* What he was registered as; each once, so the old row goes between. */
static bool move_person(db *b, const char *from, const char *to, GError **error)
{
    GError *local = NULL;
    g_autofree char *ext =
        db_one(db_ask(b, &local, "SELECT ext FROM person WHERE address = ?",
                      DB_S(from)),
               take_text, NULL, NULL, &local);

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    return db_write(b, error,
                    "INSERT INTO person (address, name, language, ack_off,"
                    " chosen, zone, contact, number)"
                    " SELECT ?, p.name, p.language, p.ack_off, p.chosen,"
                    " p.zone, p.contact, p.number FROM person p"
                    " WHERE p.address = ? ON CONFLICT (address) DO UPDATE SET"
                    " name = coalesce(person.name, excluded.name),"
                    " language = coalesce(person.language, excluded.language),"
                    " zone = coalesce(person.zone, excluded.zone),"
                    " contact = excluded.contact,"
                    " number = CASE WHEN person.number = 0"
                    "  THEN excluded.number ELSE person.number END",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error, "DELETE FROM person WHERE address = ?",
                    DB_S(from)) &&
           db_write(b, error,
                    "UPDATE person SET ext = coalesce(ext, ?)"
                    " WHERE address = ?",
                    DB_T(ext && *ext ? ext : NULL), DB_S(to));
}

bool store_person_move(store *s, const char *from, const char *to,
                       GError **error)
{
    db *b = s->db;

    return move_person(b, from, to, error) &&
           db_write(b, error,
                    "INSERT INTO handle (handle, person, company)"
                    " SELECT ?1, CASE WHEN h.person = ?2 THEN ?1"
                    "  ELSE h.person END, h.company FROM handle h"
                    " WHERE h.handle = ?2"
                    " ON CONFLICT (handle) DO UPDATE SET company = CASE"
                    " WHEN handle.company = 0 THEN excluded.company"
                    " ELSE handle.company END",
                    DB_S(to), DB_S(from)) &&
           db_write(b, error, "DELETE FROM handle WHERE handle = ?",
                    DB_S(from)) &&
           db_write(b, error, "UPDATE handle SET person = ? WHERE person = ?",
                    DB_S(to), DB_S(from));
}
