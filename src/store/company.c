/* company: companies, contracts, services. */
#include "store/company.h"

#include "base/err.h"
#include "store/rows.h"

#include <string.h>

/* ---- what all of them have ---- */

/* "#3", "3": a number; 0: it is none. */
static int64_t number_of(const char *name)
{
    char *end;
    const char *digits = *name == '#' ? name + 1 : name;
    int64_t id = g_ascii_strtoll(digits, &end, 10);

    return g_ascii_isdigit(*digits) && *end == '\0' ? id : 0;
}

/* Another program's ids are numbers, too: these come first, and "#3" is none. */
#define AS_MEANT "CASE WHEN ext = ?2 THEN 0 WHEN id = ?1 THEN 1 ELSE 2 END, id"

/* A new one gets an id; an ext is given out once. */
static bool be_new(store *s, const char *table, const char *ask, int64_t *id,
                   const char *ext, GError **error)
{
    int64_t other = 0;

    if (ext && !db_number(s->db, error, 0, &other, ask, DB_S(ext)))
        return false;
    if (other != 0 && other != *id) {
        err_set(error, ERR_DENIED, "there is a %s %s already", table, ext);
        return false;
    }
    if (*id == 0)
        *id = db_next_id(s->db, table, error);
    return *id != 0;
}

/* ---- companies ---- */

#define COMPANY_COLUMNS "id, ext, name, zone, language, manager"

void store_company_free(store_company *k)
{
    if (!k)
        return;
    g_free(k->ext);
    g_free(k->name);
    g_free(k->zone);
    g_free(k->language);
    g_free(k->manager);
    g_free(k);
}

static void *take_company(db_query *q, void *context, GError **error)
{
    store_company *k = g_new0(store_company, 1);
    k->id = db_take_int(q);
    k->ext = db_take_text(q);
    k->name = db_take_string(q);
    k->zone = db_take_text(q);
    k->language = db_take_text(q);
    k->manager = db_take_text(q);
    return k;
}

bool store_company_put(store *s, store_company *k, GError **error)
{
    return be_new(s, "company", "SELECT id FROM company WHERE ext = ?", &k->id,
                  k->ext, error) &&
           db_write(s->db, error,
                    "INSERT INTO company (" COMPANY_COLUMNS ") VALUES"
                    " (?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
                    " ext = excluded.ext, name = excluded.name,"
                    " zone = excluded.zone, language = excluded.language,"
                    " manager = excluded.manager",
                    DB_I(k->id), DB_T(k->ext), DB_S(k->name), DB_T(k->zone),
                    DB_T(k->language), DB_T(k->manager));
}

store_company *store_company_find(store *s, const char *name, GError **error)
{
    g_autofree char *what = g_strdup_printf("company %s", name);

    return db_one(db_ask(s->db, error,
                         "SELECT " COMPANY_COLUMNS " FROM company"
                         " WHERE id = ?1 OR ext = ?2 OR name = ?2"
                         " ORDER BY " AS_MEANT " LIMIT 1",
                         DB_I(number_of(name)), DB_S(name)),
                  take_company, NULL, what, error);
}

store_company *store_company_get(store *s, int64_t id, GError **error)
{
    g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, id);

    return store_company_find(s, name, error);
}

GPtrArray *store_company_list(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " COMPANY_COLUMNS " FROM company"
                         " WHERE id > ? ORDER BY id",
                         DB_I(0)),
                  take_company, NULL, (GDestroyNotify)store_company_free,
                  error);
}

bool store_domain_set(store *s, const char *domain, int64_t company,
                      GError **error)
{
    if (company == 0)
        return db_write(s->db, error, "DELETE FROM domain WHERE domain = ?",
                        DB_S(domain));
    return db_write(s->db, error,
                    "INSERT INTO domain (domain, company) VALUES (?, ?)"
                    " ON CONFLICT (domain) DO UPDATE SET"
                    " company = excluded.company",
                    DB_S(domain), DB_I(company));
}

bool store_handle_set(store *s, const char *address, int64_t company,
                      GError **error)
{
    if (company == 0)
        return db_write(s->db, error, "DELETE FROM handle WHERE handle = ?",
                        DB_S(address));
    return db_write(s->db, error,
                    "INSERT INTO handle (handle, person, company)"
                    " VALUES (?, ?, ?) ON CONFLICT (handle) DO UPDATE SET"
                    " company = excluded.company",
                    DB_S(address), DB_S(address), DB_I(company));
}

static void *take_name(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

GPtrArray *store_company_names(store *s, int64_t company, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT domain FROM domain WHERE company = ?1"
                         " UNION ALL SELECT handle FROM handle"
                         " WHERE company = ?1 ORDER BY 1",
                         DB_I(company)),
                  take_name, NULL, g_free, error);
}

int64_t store_company_for(store *s, const char *address, bool proved,
                          GError **error)
{
    const char *at = strrchr(address, '@');
    int64_t company = 0;

    if (!db_number(s->db, error, 0, &company,
                   "SELECT company FROM handle WHERE handle = ?",
                   DB_S(address)))
        return -1;
    if (company != 0 || !proved || !at)
        return company;
    return db_number(s->db, error, 0, &company,
                     "SELECT company FROM domain WHERE domain = ?",
                     DB_S(at + 1))
               ? company
               : -1;
}

/* ---- contracts ---- */

#define CONTRACT_COLUMNS                                        \
    "id, ext, company, sla, from_ms, until_ms, currency, name," \
    " manager, fallback, costs, told"

void store_contract_free(store_contract *k)
{
    if (!k)
        return;
    g_free(k->ext);
    g_free(k->sla);
    g_free(k->currency);
    g_free(k->name);
    g_free(k->manager);
    g_free(k->fallback);
    g_free(k);
}

static void *take_contract(db_query *q, void *context, GError **error)
{
    store_contract *k = g_new0(store_contract, 1);
    k->id = db_take_int(q);
    k->ext = db_take_text(q);
    k->company = db_take_int(q);
    k->sla = db_take_text(q);
    k->from_ms = db_take_int(q);
    k->until_ms = db_take_int(q);
    k->currency = db_take_text(q);
    k->name = db_take_string(q);
    k->manager = db_take_text(q);
    k->fallback = db_take_text(q);
    k->costs = db_take_int(q) != 0;
    k->told = db_take_int(q);
    return k;
}

bool store_contract_put(store *s, store_contract *k, GError **error)
{
    return be_new(s, "contract", "SELECT id FROM contract WHERE ext = ?",
                  &k->id, k->ext, error) &&
           db_write(s->db, error,
                    "INSERT INTO contract (" CONTRACT_COLUMNS ") VALUES"
                    " (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id)"
                    " DO UPDATE SET"
                    " ext = excluded.ext, company = excluded.company,"
                    " sla = excluded.sla, from_ms = excluded.from_ms,"
                    " until_ms = excluded.until_ms,"
                    " currency = excluded.currency, name = excluded.name,"
                    " manager = excluded.manager,"
                    " fallback = excluded.fallback, costs = excluded.costs,"
                    " told = excluded.told",
                    DB_I(k->id), DB_T(k->ext), DB_I(k->company), DB_T(k->sla),
                    DB_I(k->from_ms), DB_I(k->until_ms), DB_T(k->currency),
                    DB_S(k->name), DB_T(k->manager), DB_T(k->fallback),
                    DB_I(k->costs), DB_I(k->told));
}

store_contract *store_contract_find(store *s, const char *name, GError **error)
{
    g_autofree char *what = g_strdup_printf("contract %s", name);

    return db_one(db_ask(s->db, error,
                         "SELECT " CONTRACT_COLUMNS " FROM contract"
                         " WHERE id = ?1 OR ext = ?2 OR name = ?2"
                         " ORDER BY " AS_MEANT " LIMIT 1",
                         DB_I(number_of(name)), DB_S(name)),
                  take_contract, NULL, what, error);
}

GPtrArray *store_contract_list(store *s, int64_t company, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " CONTRACT_COLUMNS " FROM contract"
                         " WHERE ?1 = 0 OR company = ?1 ORDER BY id",
                         DB_I(company)),
                  take_contract, NULL, (GDestroyNotify)store_contract_free,
                  error);
}

bool store_contract_tell(store *s, int64_t id, int64_t told, GError **error)
{
    return db_write_one(s->db, error, "a contract",
                        "UPDATE contract SET told = ? WHERE id = ?", DB_I(told),
                        DB_I(id));
}

/* ---- services ---- */

#define SERVICE_COLUMNS                                    \
    "id, ext, contract, name, sla, calendar, prepaid_min," \
    " carry, round_min, works"

void store_service_free(store_service *k)
{
    if (!k)
        return;
    g_free(k->ext);
    g_free(k->name);
    g_free(k->sla);
    g_free(k->calendar);
    g_free(k->works);
    g_free(k);
}

static void *take_service(db_query *q, void *context, GError **error)
{
    store_service *k = g_new0(store_service, 1);
    k->id = db_take_int(q);
    k->ext = db_take_text(q);
    k->contract = db_take_int(q);
    k->name = db_take_string(q);
    k->sla = db_take_text(q);
    k->calendar = db_take_text(q);
    k->prepaid_min = db_take_int(q);
    k->carry = db_take_int(q) != 0;
    k->round_min = db_take_int(q);
    k->works = db_take_text(q);
    return k;
}

bool store_service_put(store *s, store_service *k, GError **error)
{
    return be_new(s, "service", "SELECT id FROM service WHERE ext = ?", &k->id,
                  k->ext, error) &&
           db_write(s->db, error,
                    "INSERT INTO service (" SERVICE_COLUMNS ") VALUES"
                    " (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
                    " ext = excluded.ext, contract = excluded.contract,"
                    " name = excluded.name, sla = excluded.sla,"
                    " calendar = excluded.calendar,"
                    " prepaid_min = excluded.prepaid_min,"
                    " carry = excluded.carry, round_min = excluded.round_min,"
                    " works = excluded.works",
                    DB_I(k->id), DB_T(k->ext), DB_I(k->contract), DB_S(k->name),
                    DB_T(k->sla), DB_T(k->calendar), DB_I(k->prepaid_min),
                    DB_I(k->carry), DB_I(k->round_min), DB_T(k->works));
}

store_service *store_service_find(store *s, const char *name, GError **error)
{
    g_autofree char *what = g_strdup_printf("service %s", name);

    return db_one(db_ask(s->db, error,
                         "SELECT " SERVICE_COLUMNS " FROM service"
                         " WHERE id = ?1 OR ext = ?2 OR (name = ?2"
                         " AND (SELECT count(*) FROM service o"
                         "  WHERE o.name = ?2) = 1)"
                         " ORDER BY " AS_MEANT " LIMIT 1",
                         DB_I(number_of(name)), DB_S(name)),
                  take_service, NULL, what, error);
}

GPtrArray *store_service_list(store *s, int64_t contract, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " SERVICE_COLUMNS " FROM service"
                         " WHERE ?1 = 0 OR contract = ?1 ORDER BY id",
                         DB_I(contract)),
                  take_service, NULL, (GDestroyNotify)store_service_free,
                  error);
}

/* ---- what a request is entitled to ---- */

void store_terms_free(store_terms *t)
{
    if (!t)
        return;
    g_free(t->company_name);
    g_free(t->zone);
    g_free(t->language);
    g_free(t->contract_sla);
    g_free(t->service_name);
    g_free(t->service_sla);
    g_free(t->service_calendar);
    g_free(t->coupon_sla);
    g_free(t->manager);
    g_clear_pointer(&t->contracts, g_ptr_array_unref);
    g_clear_pointer(&t->services, g_ptr_array_unref);
    g_free(t);
}

static void *fill_company(db_query *q, void *context, GError **error)
{
    store_terms *t = context;
    t->company_name = db_take_string(q);
    t->zone = db_take_text(q);
    t->language = db_take_text(q);
    t->manager = db_take_text(q);
    return t;
}

static void *fill_contract(db_query *q, void *context, GError **error)
{
    store_terms *t = context;
    t->contract = db_take_int(q);
    t->contract_sla = db_take_text(q);
    return t;
}

static void *fill_service(db_query *q, void *context, GError **error)
{
    store_terms *t = context;
    t->service_name = db_take_string(q);
    t->service_sla = db_take_text(q);
    t->service_calendar = db_take_text(q);
    t->service_contract = db_take_int(q);
    return t;
}

static void *fill_coupon(db_query *q, void *context, GError **error)
{
    store_terms *t = context;
    t->coupon_sla = db_take_text(q);
    return t;
}

/* False on error; no row is none. */
static bool fill(db_query *q, db_taker take, store_terms *t, GError **error)
{
    GError *local = NULL;

    if (!q)
        return false;
    db_one(q, take, t, NULL, &local);
    if (!local)
        return true;
    g_propagate_error(error, local);
    return false;
}

/* The newest of the contracts that hold: one that was renewed before it
 * ended has two. */
static bool fill_by_company(store *s, store_terms *t, int64_t now_ms,
                            GError **error)
{
    return t->company == 0 ||
           (fill(db_ask(s->db, error,
                        "SELECT name, zone, language, manager FROM company"
                        " WHERE id = ?",
                        DB_I(t->company)),
                 fill_company, t, error) &&
            fill(db_ask(s->db, error,
                        "SELECT id, sla FROM contract WHERE company = ?"
                        " AND from_ms <= ? AND (until_ms = 0 OR until_ms > ?)"
                        " ORDER BY from_ms DESC, id DESC LIMIT 1",
                        DB_I(t->company), DB_I(now_ms), DB_I(now_ms)),
                 fill_contract, t, error));
}

/* All that it may have to be looked at later. */
static bool fill_all(store *s, store_terms *t, GError **error)
{
    if (t->company == 0)
        return true;
    t->contracts = store_contract_list(s, t->company, error);
    t->services =
        t->contracts
            ? db_all(db_ask(s->db, error,
                            "SELECT " SERVICE_COLUMNS " FROM service"
                            " WHERE contract IN (SELECT id FROM contract"
                            "  WHERE company = ?) ORDER BY id",
                            DB_I(t->company)),
                     take_service, NULL, (GDestroyNotify)store_service_free,
                     error)
            : NULL;
    return t->services != NULL;
}

store_terms *store_terms_read(store *s, int64_t company, int64_t service,
                              int64_t ticket, int64_t now_ms, GError **error)
{
    g_autoptr(store_terms) t = g_new0(store_terms, 1);

    t->company = company;
    t->service = service;
    if (!fill_by_company(s, t, now_ms, error) || !fill_all(s, t, error))
        return NULL;
    if (service != 0 &&
        !fill(db_ask(s->db, error,
                     "SELECT name, sla, calendar, contract FROM service"
                     " WHERE id = ?",
                     DB_I(service)),
              fill_service, t, error))
        return NULL;
    if (ticket != 0 &&
        !fill(db_ask(s->db, error,
                     "SELECT sla FROM coupon WHERE ticket = ? AND used_ms > 0"
                     " ORDER BY used_ms DESC LIMIT 1",
                     DB_I(ticket)),
              fill_coupon, t, error))
        return NULL;
    return g_steal_pointer(&t);
}

/* ---- coupons ---- */

#define COUPON_COLUMNS                                            \
    "coupon.mac, coupon.contract, coupon.sla, coupon.expires_ms," \
    " coupon.used_ms, coupon.ticket, coupon.revoked_ms, contract.company"
#define COUPONS                             \
    "SELECT " COUPON_COLUMNS " FROM coupon" \
    " LEFT JOIN contract ON contract.id = coupon.contract"

void store_coupon_free(store_coupon *k)
{
    if (!k)
        return;
    g_free(k->mac);
    g_free(k->sla);
    g_free(k);
}

static void *take_coupon(db_query *q, void *context, GError **error)
{
    store_coupon *k = g_new0(store_coupon, 1);
    k->mac = db_take_string(q);
    k->contract = db_take_int(q);
    k->sla = db_take_string(q);
    k->expires_ms = db_take_int(q);
    k->used_ms = db_take_int(q);
    k->ticket = db_take_int(q);
    k->revoked_ms = db_take_int(q);
    k->company = db_take_int(q);
    return k;
}

bool store_coupon_add(store *s, const store_coupon *k, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO coupon (mac, contract, sla, expires_ms,"
                    " used_ms, ticket, revoked_ms) VALUES (?,?,?,?,0,0,0)",
                    DB_S(k->mac), DB_I(k->contract), DB_S(k->sla),
                    DB_I(k->expires_ms));
}

store_coupon *store_coupon_get(store *s, const char *mac, GError **error)
{
    return db_one(
        db_ask(s->db, error, COUPONS " WHERE coupon.mac = ?", DB_S(mac)),
        take_coupon, NULL, NULL, error);
}

GPtrArray *store_coupon_list(store *s, int64_t contract, GError **error)
{
    return db_all(db_ask(s->db, error,
                         COUPONS " WHERE ?1 = 0 OR coupon.contract = ?1"
                                 " ORDER BY coupon.contract,"
                                 " coupon.expires_ms, coupon.mac",
                         DB_I(contract)),
                  take_coupon, NULL, (GDestroyNotify)store_coupon_free, error);
}

bool store_coupon_spend(store *s, const char *mac, int64_t ticket,
                        int64_t now_ms, GError **error)
{
    return db_write_one(s->db, error, "a coupon that can be spent",
                        "UPDATE coupon SET used_ms = ?, ticket = ?"
                        " WHERE mac = ? AND used_ms = 0 AND revoked_ms = 0",
                        DB_I(now_ms), DB_I(ticket), DB_S(mac)) &&
           ticket_touch(s, ticket, error);
}

int64_t store_coupon_revoke(store *s, const char *prefix, int64_t now_ms,
                            GError **error)
{
    int64_t count = 0;
    g_autofree char *like = g_strconcat(prefix, "%", NULL);

    return db_number(s->db, error, 0, &count,
                     "SELECT count(*) FROM coupon WHERE mac LIKE ?"
                     " AND used_ms = 0 AND revoked_ms = 0",
                     DB_S(like)) &&
                   db_write(s->db, error,
                            "UPDATE coupon SET revoked_ms = ?"
                            " WHERE mac LIKE ? AND used_ms = 0"
                            " AND revoked_ms = 0",
                            DB_I(now_ms), DB_S(like))
               ? count
               : -1;
}
