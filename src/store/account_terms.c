/* account_terms: what somebody outside may be told of contracts, time and
 * money. */
#include "store/account.h"

#include "store/rows.h"

/* ---- time ---- */

static void *take_time(db_query *q, void *context, GError **error)
{
    store_time *t = g_new0(store_time, 1);
    t->ticket = db_take_int(q);
    t->service = db_take_int(q);
    t->work = db_take_string(q);
    t->at_ms = db_take_int(q);
    t->bill_min = db_take_int(q);
    t->over_min = db_take_int(q);
    t->statement = db_take_int(q);
    t->who = g_strdup("");
    t->booked_by = g_strdup("");
    t->what = g_strdup("");
    return t;
}

GPtrArray *store_public_times(store_public *p, int64_t ticket, int64_t service,
                              int64_t from_ms, int64_t to_ms, GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT ticket, service, work, at_ms, bill_min,"
                         " over_min, statement FROM pub_time"
                         " WHERE (ticket = ?1 OR ?1 = 0)"
                         " AND (service = ?2 OR ?2 = 0)"
                         " AND at_ms >= ?3 AND (at_ms < ?4 OR ?4 = 0)"
                         " ORDER BY at_ms, ticket",
                         DB_I(ticket), DB_I(service), DB_I(from_ms),
                         DB_I(to_ms)),
                  take_time, NULL, (GDestroyNotify)store_time_free, error);
}

bool store_public_promise(store_public *p, int64_t ticket, const char *kind,
                          int64_t *due_ms, GError **error)
{
    return db_number(public_db(p), error, 0, due_ms,
                     "SELECT due_ms FROM pub_clock WHERE ticket = ?"
                     " AND kind = ? AND stopped_ms = 0 AND due_ms > 0"
                     " ORDER BY seq DESC LIMIT 1",
                     DB_I(ticket), DB_S(kind));
}

/* ---- contracts ---- */

static void *take_contract(db_query *q, void *context, GError **error)
{
    store_contract *k = g_new0(store_contract, 1);
    k->id = db_take_int(q);
    k->company = db_take_int(q);
    k->name = db_take_string(q);
    k->sla = db_take_text(q);
    k->from_ms = db_take_int(q);
    k->until_ms = db_take_int(q);
    k->currency = db_take_text(q);
    k->costs = db_take_int(q) != 0;
    return k;
}

GPtrArray *store_public_contracts(store_public *p, int64_t company,
                                  GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT id, company, name, sla, from_ms, until_ms,"
                         " currency, costs FROM pub_contract"
                         " WHERE company = ? ORDER BY id",
                         DB_I(company)),
                  take_contract, NULL, (GDestroyNotify)store_contract_free,
                  error);
}

static void *take_service(db_query *q, void *context, GError **error)
{
    store_service *k = g_new0(store_service, 1);
    k->id = db_take_int(q);
    k->contract = db_take_int(q);
    k->name = db_take_string(q);
    k->prepaid_min = db_take_int(q);
    k->carry = db_take_int(q) != 0;
    return k;
}

GPtrArray *store_public_services(store_public *p, int64_t contract,
                                 GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT id, contract, name, prepaid_min, carry"
                         " FROM pub_service WHERE contract = ? ORDER BY id",
                         DB_I(contract)),
                  take_service, NULL, (GDestroyNotify)store_service_free,
                  error);
}

GPtrArray *store_public_rates(store_public *p, int64_t contract, GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT contract, service, work, from_ms, mode,"
                         " minor, norm_min, factor_pct FROM pub_price"
                         " WHERE contract = ?"
                         " ORDER BY contract, service, work, from_ms",
                         DB_I(contract)),
                  rate_take, NULL, (GDestroyNotify)store_rate_free, error);
}

/* ---- what was billed and paid ---- */

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
    t->json = g_strdup("");
    return t;
}

GPtrArray *store_public_statements(store_public *p, int64_t contract,
                                   GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT id, no, contract, from_ms, to_ms, sent_ms,"
                         " minor, currency FROM pub_statement"
                         " WHERE contract = ? ORDER BY to_ms, id",
                         DB_I(contract)),
                  take_statement, NULL, (GDestroyNotify)store_statement_free,
                  error);
}

GPtrArray *store_public_statement_lines(store_public *p, int64_t statement,
                                        GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT statement, service, prepaid_min,"
                         " carried_in_min, used_min, over_min,"
                         " carried_out_min, minor FROM pub_statement_line"
                         " WHERE statement = ? ORDER BY service",
                         DB_I(statement)),
                  statement_line_take, NULL, g_free, error);
}

static void *take_settlement(db_query *q, void *context, GError **error)
{
    store_settlement *t = g_new0(store_settlement, 1);
    t->contract = db_take_int(q);
    t->kind = (store_settlement_kind)db_take_int(q);
    t->minor = db_take_int(q);
    t->at_ms = db_take_int(q);
    t->ref = db_take_string(q);
    return t;
}

GPtrArray *store_public_settlements(store_public *p, int64_t contract,
                                    GError **error)
{
    return db_all(db_ask(public_db(p), error,
                         "SELECT contract, kind, minor, at_ms, ref"
                         " FROM pub_settlement WHERE contract = ?"
                         " ORDER BY at_ms, ref",
                         DB_I(contract)),
                  take_settlement, NULL, (GDestroyNotify)store_settlement_free,
                  error);
}
