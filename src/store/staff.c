/* staff: the people of the desk. */
#include "store/staff.h"

#include "store/rows.h"

/* ---- who is away ---- */

void store_absence_free(store_absence *a)
{
    if (!a)
        return;
    g_free(a->operator_id);
    g_free(a->deputy);
    g_free(a);
}

static void *take_absence(db_query *q, void *context, GError **error)
{
    store_absence *a = g_new0(store_absence, 1);
    a->operator_id = db_take_string(q);
    a->from_ms = db_take_int(q);
    a->until_ms = db_take_int(q);
    a->deputy = db_take_text(q);
    return a;
}

bool store_absence_set(store *s, const store_absence *a, GError **error)
{
    if (a->until_ms == 0)
        return db_write(s->db, error, "DELETE FROM absence WHERE operator = ?",
                        DB_S(a->operator_id));
    return db_write(s->db, error,
                    "INSERT INTO absence (operator, from_ms, until_ms, deputy)"
                    " VALUES (?,?,?,?) ON CONFLICT (operator) DO UPDATE SET"
                    " from_ms = excluded.from_ms,"
                    " until_ms = excluded.until_ms, deputy = excluded.deputy",
                    DB_S(a->operator_id), DB_I(a->from_ms), DB_I(a->until_ms),
                    DB_T(a->deputy));
}

GPtrArray *store_absences(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT operator, from_ms, until_ms, deputy"
                         " FROM absence WHERE until_ms > ?"
                         " ORDER BY operator",
                         DB_I(0)),
                  take_absence, NULL, (GDestroyNotify)store_absence_free,
                  error);
}

/* ---- what they have to do, and whose turn it is ---- */

static void free_load(void *data)
{
    store_load *l = data;

    g_free(l->operator_id);
    g_free(l);
}

static void *take_load(db_query *q, void *context, GError **error)
{
    store_load *l = g_new0(store_load, 1);
    l->operator_id = db_take_string(q);
    l->open = db_take_int(q);
    return l;
}

GPtrArray *store_loads(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT holder, count(*) FROM ticket"
                         " WHERE open = ? AND holder IS NOT NULL"
                         " GROUP BY holder ORDER BY holder",
                         DB_I(1)),
                  take_load, NULL, free_load, error);
}

static void free_turn(void *data)
{
    store_turn *t = data;

    g_free(t->place);
    g_free(t->operator_id);
    g_free(t);
}

static void *take_turn(db_query *q, void *context, GError **error)
{
    store_turn *t = g_new0(store_turn, 1);
    t->place = db_take_string(q);
    t->operator_id = db_take_string(q);
    return t;
}

bool store_turn_set(store *s, const char *place, const char *operator_id,
                    GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO turn (place, operator) VALUES (?, ?)"
                    " ON CONFLICT (place) DO UPDATE SET"
                    " operator = excluded.operator",
                    DB_S(place), DB_S(operator_id));
}

GPtrArray *store_turns(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT place, operator FROM turn WHERE place <> ?"
                         " ORDER BY place",
                         DB_S("")),
                  take_turn, NULL, free_turn, error);
}

/* ---- beside the holder ---- */

static void *take_name(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

bool store_co_holder_set(store *s, int64_t ticket, const char *operator_id,
                         bool on, GError **error)
{
    return db_write(s->db, error,
                    on ? "INSERT INTO co_holder (ticket, operator)"
                         " VALUES (?, ?)"
                         " ON CONFLICT (ticket, operator) DO NOTHING"
                       : "DELETE FROM co_holder WHERE ticket = ?"
                         " AND operator = ?",
                    DB_I(ticket), DB_S(operator_id)) &&
           ticket_touch(s, ticket, error);
}

GPtrArray *store_co_holders(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT operator FROM co_holder WHERE ticket = ?"
                         " ORDER BY operator",
                         DB_I(ticket)),
                  take_name, NULL, g_free, error);
}
