/* statement: what customers were billed, and what they paid. */
#include "store/statement.h"

#include "base/err.h"
#include "store/rows.h"

#define STATEMENT_COLUMNS \
    "id, no, contract, from_ms, to_ms, sent_ms, minor, currency, json"

void store_statement_free(store_statement *t)
{
    if (!t)
        return;
    g_free(t->no);
    g_free(t->currency);
    g_free(t->json);
    g_free(t);
}

static void *take_statement(db_query *q, void *context, GError **error)
{
    store_statement *t = g_new0(store_statement, 1);
    t->id = db_take_int(q);
    t->no = db_take_string(q);
    t->contract = db_take_int(q);
    t->from_ms = db_take_int(q);
    t->to_ms = db_take_int(q);
    t->sent_ms = db_take_int(q);
    t->minor = db_take_int(q);
    t->currency = db_take_string(q);
    t->json = db_take_string(q);
    return t;
}

static bool add_line(store *s, int64_t statement, const store_statement_line *l,
                     GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO statement_line (statement, service,"
                    " prepaid_min, carried_in_min, used_min, over_min,"
                    " carried_out_min, minor) VALUES (?,?,?,?,?,?,?,?)",
                    DB_I(statement), DB_I(l->service), DB_I(l->prepaid_min),
                    DB_I(l->carried_in_min), DB_I(l->used_min),
                    DB_I(l->over_min), DB_I(l->carried_out_min),
                    DB_I(l->minor));
}

static bool take_row(store *s, int64_t statement,
                     const store_statement_time *row, GError **error)
{
    int64_t other = 0;

    if (!db_number(s->db, error, -1, &other,
                   "SELECT statement FROM time WHERE id = ?", DB_I(row->time)))
        return false;
    if (other == 0)
        return db_write(s->db, error,
                        "UPDATE time SET statement = ?, over_min = ?"
                        " WHERE id = ?",
                        DB_I(statement), DB_I(row->over_min), DB_I(row->time));
    err_set(error, ERR_DENIED,
            "time row %" G_GINT64_FORMAT " stands in another statement",
            row->time);
    return false;
}

bool store_statement_add(store *s, store_statement *t, const GPtrArray *lines,
                         const GArray *times, GError **error)
{
    t->id = db_next_id(s->db, "statement", error);
    if (t->id == 0 ||
        !db_write(s->db, error,
                  "INSERT INTO statement (" STATEMENT_COLUMNS ") VALUES"
                  " (?,?,?,?,?,?,?,?,?)",
                  DB_I(t->id), DB_S(t->no), DB_I(t->contract), DB_I(t->from_ms),
                  DB_I(t->to_ms), DB_I(t->sent_ms), DB_I(t->minor),
                  DB_S(t->currency), DB_S(t->json)))
        return false;
    for (guint i = 0; i < lines->len; i++)
        if (!add_line(s, t->id, lines->pdata[i], error))
            return false;
    for (guint i = 0; i < times->len; i++)
        if (!take_row(s, t->id, &g_array_index(times, store_statement_time, i),
                      error))
            return false;
    return db_write(s->db, error,
                    "UPDATE settlement SET statement = ?"
                    " WHERE contract = ? AND statement = 0",
                    DB_I(t->id), DB_I(t->contract));
}

store_statement *store_statement_find(store *s, const char *no, GError **error)
{
    g_autofree char *what = g_strdup_printf("statement %s", no);

    return db_one(db_ask(s->db, error,
                         "SELECT " STATEMENT_COLUMNS " FROM statement"
                         " WHERE no = ?",
                         DB_S(no)),
                  take_statement, NULL, what, error);
}

GPtrArray *store_statement_list(store *s, int64_t contract, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " STATEMENT_COLUMNS " FROM statement"
                         " WHERE ?1 = 0 OR contract = ?1"
                         " ORDER BY from_ms, id",
                         DB_I(contract)),
                  take_statement, NULL, (GDestroyNotify)store_statement_free,
                  error);
}

void *statement_line_take(db_query *q, void *context, GError **error)
{
    store_statement_line *l = g_new0(store_statement_line, 1);
    l->statement = db_take_int(q);
    l->service = db_take_int(q);
    l->prepaid_min = db_take_int(q);
    l->carried_in_min = db_take_int(q);
    l->used_min = db_take_int(q);
    l->over_min = db_take_int(q);
    l->carried_out_min = db_take_int(q);
    l->minor = db_take_int(q);
    return l;
}

GPtrArray *store_statement_lines(store *s, int64_t statement, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT statement, service, prepaid_min,"
                         " carried_in_min, used_min, over_min,"
                         " carried_out_min, minor FROM statement_line"
                         " WHERE statement = ? ORDER BY service",
                         DB_I(statement)),
                  statement_line_take, NULL, g_free, error);
}

bool store_statement_outside(store *s, int64_t company, int64_t to_ms,
                             int64_t *bill_min, GError **error)
{
    return db_number(s->db, error, 0, bill_min,
                     "SELECT sum(m.bill_min) FROM time m"
                     " JOIN ticket t ON t.id = m.ticket"
                     " WHERE t.company = ? AND m.service = 0 AND m.at_ms < ?",
                     DB_I(company), DB_I(to_ms));
}

static void *take_no(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

char *store_statement_last_no(store *s, const char *prefix, GError **error)
{
    /* no range: where "2026-~" is sorted hangs on the database's language */
    return db_one(db_ask(s->db, error,
                         "SELECT no FROM statement"
                         " WHERE substr(no, 1, length(?1)) = ?1"
                         " ORDER BY length(no) DESC, no DESC LIMIT 1",
                         DB_S(prefix)),
                  take_no, NULL, NULL, error);
}

GHashTable *store_contract_money(store *s, GError **error)
{
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    db_query *q = db_ask(s->db, error,
                         "SELECT contract, max(has) FROM"
                         " (SELECT contract, ?1 AS has FROM statement"
                         " UNION ALL SELECT contract, ?1 FROM settlement"
                         " UNION ALL SELECT contract, ?2 FROM rate) AS kept"
                         " GROUP BY contract",
                         DB_I(STORE_MONEY_BILLED), DB_I(STORE_MONEY_PRICED));
    int row = -1;

    while (q && (row = db_next(q, error)) == 1) {
        int64_t id = db_take_int(q);
        int64_t has = db_take_int(q);
        g_hash_table_insert(all, g_memdup2(&id, sizeof id),
                            GINT_TO_POINTER((int)has));
    }
    return row == 0 ? g_steal_pointer(&all) : NULL;
}

/* ---- what was paid ---- */

void store_settlement_free(store_settlement *t)
{
    if (!t)
        return;
    g_free(t->ref);
    g_free(t);
}

static void *take_settlement(db_query *q, void *context, GError **error)
{
    store_settlement *t = g_new0(store_settlement, 1);
    t->id = db_take_int(q);
    t->contract = db_take_int(q);
    t->kind = (store_settlement_kind)db_take_int(q);
    t->minor = db_take_int(q);
    t->at_ms = db_take_int(q);
    t->ref = db_take_string(q);
    t->statement = db_take_int(q);
    return t;
}

#define SETTLEMENTS \
    "SELECT id, contract, kind, minor, at_ms, ref, statement FROM settlement"

static bool is_same(const store_settlement *a, const store_settlement *b)
{
    return a->kind == b->kind && a->minor == b->minor && a->at_ms == b->at_ms;
}

bool store_settlement_add(store *s, store_settlement *t, GError **error)
{
    GError *local = NULL;
    g_autoptr(store_settlement) other = db_one(
        db_ask(s->db, &local, SETTLEMENTS " WHERE contract = ? AND ref = ?",
               DB_I(t->contract), DB_S(t->ref)),
        take_settlement, NULL, NULL, &local);

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    t->id = 0;
    if (other && is_same(other, t))
        return true;
    if (other) {
        err_set(error, ERR_DENIED,
                "there is a payment %s already, of another "
                "sum or day",
                t->ref);
        return false;
    }
    t->id = db_next_id(s->db, "settlement", error);
    return t->id != 0 &&
           db_write(s->db, error,
                    "INSERT INTO settlement (id, contract, kind, minor, at_ms,"
                    " ref, statement) VALUES (?,?,?,?,?,?,0)",
                    DB_I(t->id), DB_I(t->contract), DB_I(t->kind),
                    DB_I(t->minor), DB_I(t->at_ms), DB_S(t->ref));
}

GPtrArray *store_settlement_list(store *s, int64_t contract, GError **error)
{
    return db_all(db_ask(s->db, error,
                         SETTLEMENTS " WHERE ?1 = 0 OR contract = ?1"
                                     " ORDER BY at_ms, id",
                         DB_I(contract)),
                  take_settlement, NULL, (GDestroyNotify)store_settlement_free,
                  error);
}
