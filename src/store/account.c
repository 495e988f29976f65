/* account: what somebody outside may be told of requests, contracts and
 * time. */
#include "store/account.h"

#include "store/moved.h"
#include "store/rows.h"

#include <string.h>

/* ---- who he is ---- */

void store_account_free(store_account *a)
{
    if (!a)
        return;
    g_free(a->address);
    g_free(a->person);
    g_free(a->record);
    g_ptr_array_unref(a->handles);
    g_array_unref(a->companies);
    g_free(a->company_name);
    g_free(a->company_zone);
    g_free(a->zone);
    g_free(a);
}

static void *take_text(db_query *q, void *context, GError **error)
{
    return db_take_text(q);
}

/* The one text of a query; *text NULL: it has none. False on error. */
static bool one_text(db_query *q, char **text, GError **error)
{
    GError *local = NULL;

    *text = q ? db_one(q, take_text, NULL, NULL, &local) : NULL;
    if (!local)
        return q != NULL;
    g_propagate_error(error, local);
    return false;
}

static bool listed(db *d, const char *handle, int64_t *company, GError **error)
{
    return db_number(d, error, 0, company,
                     "SELECT company FROM pub_handle WHERE handle = ?",
                     DB_S(handle));
}

static bool by_domain(db *d, const char *handle, int64_t *company,
                      GError **error)
{
    const char *at = strrchr(handle, '@');

    *company = 0;
    return !at || db_number(d, error, 0, company,
                            "SELECT company FROM pub_domain WHERE domain = ?",
                            DB_S(at + 1));
}

/* A handle of mail goes before others, and the first of all before these. */
static bool goes_before(const char *handle, const char *record,
                        const char *person)
{
    return strchr(handle, '@') && (!record || strcmp(handle, person) == 0);
}

static bool read_handles(db *d, store_account *a, GError **error)
{
    const char *person;

    g_ptr_array_add(a->handles, g_strdup(a->address));
    if (!one_text(db_ask(d, error,
                         "SELECT person FROM pub_handle WHERE handle = ?",
                         DB_S(a->address)),
                  &a->person, error))
        return false;
    if (!a->person) {
        a->person = g_strdup(a->address);
        return true;
    }
    person = a->person;
    g_autoptr(GPtrArray) all =
        db_all(db_ask(d, error,
                      "SELECT handle FROM pub_handle WHERE person = ?"
                      " ORDER BY handle",
                      DB_S(person)),
               take_text, NULL, g_free, error);
    for (unsigned i = 0; all && i < all->len; i++) {
        if (goes_before(all->pdata[i], a->record, person)) {
            g_free(a->record);
            a->record = g_strdup(all->pdata[i]);
        }
        if (strcmp(all->pdata[i], a->address) != 0)
            g_ptr_array_add(a->handles, g_strdup(all->pdata[i]));
    }
    if (all && !a->record)
        a->record = g_strdup(a->address);
    return all != NULL;
}

/* This only keeps from him what is of companies that he has left: so a domain
 * counts whether or not anything is proved. */
static bool read_companies(db *d, store_account *a, GError **error)
{
    for (unsigned i = 0; i < a->handles->len; i++) {
        int64_t company = 0;
        if (!listed(d, a->handles->pdata[i], &company, error) ||
            (!company && !by_domain(d, a->handles->pdata[i], &company, error)))
            return false;
        if (company)
            g_array_append_val(a->companies, company);
    }
    return true;
}

/* A contact person is one who is listed: no domain makes one. */
static bool read_company(db *d, store_account *a, bool proved, GError **error)
{
    int64_t contact = 0, company = 0;

    if (!listed(d, a->address, &company, error))
        return false;
    if (company && !db_number(d, error, 0, &contact,
                              "SELECT contact FROM pub_contact"
                              " WHERE address = ?",
                              DB_S(a->person)))
        return false;
    if (!company && proved && !by_domain(d, a->address, &company, error))
        return false;
    a->company = company;
    a->contact = contact != 0;
    return true;
}

static bool read_names(db *d, store_account *a, GError **error)
{
    return one_text(db_ask(d, error,
                           "SELECT zone FROM pub_contact WHERE address = ?",
                           DB_S(a->person)),
                    &a->zone, error) &&
           one_text(db_ask(d, error,
                           "SELECT name FROM pub_company WHERE id = ?",
                           DB_I(a->company)),
                    &a->company_name, error) &&
           one_text(db_ask(d, error,
                           "SELECT zone FROM pub_company WHERE id = ?",
                           DB_I(a->company)),
                    &a->company_zone, error);
}

static bool read_proved(db *d, store_account *a, GError **error)
{
    int64_t proved = 0;
    bool fine = db_number(d, error, 0, &proved,
                          "SELECT 1 FROM pub_ticket WHERE customer = ?"
                          " AND authenticated = 1 AND staff = 0 LIMIT 1",
                          DB_S(a->address));

    a->proved = proved != 0;
    return fine;
}

static store_account *account_read(db *d, const char *address, bool proved,
                                   GError **error)
{
    g_autoptr(store_account) a = g_new0(store_account, 1);

    a->address = g_strdup(address);
    a->handles = g_ptr_array_new_with_free_func(g_free);
    a->companies = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (read_handles(d, a, error) && read_companies(d, a, error) &&
        read_company(d, a, proved, error) && read_names(d, a, error) &&
        read_proved(d, a, error))
        return g_steal_pointer(&a);
    return NULL;
}

store_account *store_account_of(store *s, const char *address, bool proved,
                                GError **error)
{
    return account_read(s->db, address, proved, error);
}

store_account *store_public_account(store_public *p, const char *address,
                                    bool proved, GError **error)
{
    return account_read(public_db(p), address, proved, error);
}

/* ---- requests ---- */

#define REQUEST                                                             \
    "SELECT t.id, t.queue, t.epoch, t.subject, t.status, t.customer,"       \
    " t.customer_name, t.language, t.staff, t.authenticated, t.created_ms," \
    " t.updated_ms, t.status_ms, t.last_entry, t.merged_into, a.company,"   \
    " a.service, a.open, a.stage, a.type, a.estimate_min, a.due_ms"         \
    " FROM pub_ticket t JOIN pub_account a ON a.id = t.id"
/* ?2: open ones alone; ?3 to ?4: alive meanwhile, 0: whenever; ?5: how many. */
#define WHICH                                                       \
    " AND t.merged_into = 0 AND (a.open = 1 OR ?2 = 0)"             \
    " AND ((t.created_ms >= ?3 AND t.created_ms < ?4)"              \
    " OR EXISTS (SELECT 1 FROM pub_article e WHERE e.ticket = t.id" \
    "  AND e.created_ms >= ?3 AND e.created_ms < ?4)"               \
    " OR EXISTS (SELECT 1 FROM pub_time w WHERE w.ticket = t.id"    \
    "  AND w.at_ms >= ?3 AND w.at_ms < ?4) OR ?4 = 0)"              \
    " ORDER BY t.id DESC LIMIT ?5"

static void *take_request(db_query *q, void *context, GError **error)
{
    store_ticket *t = g_new0(store_ticket, 1);
    t->id = db_take_int(q);
    t->queue = db_take_string(q);
    t->epoch = db_take_int(q);
    t->subject = db_take_string(q);
    t->status = db_take_string(q);
    t->customer = db_take_string(q);
    t->customer_name = db_take_text(q);
    t->language = db_take_string(q);
    t->staff = db_take_int(q) != 0;
    t->authenticated = db_take_int(q) != 0;
    t->created_ms = db_take_int(q);
    t->updated_ms = db_take_int(q);
    t->status_ms = db_take_int(q);
    t->last_entry = db_take_int(q);
    t->merged_into = db_take_int(q);
    t->company = db_take_int(q);
    t->service = db_take_int(q);
    t->open = db_take_int(q) != 0;
    t->stage = (int)db_take_int(q);
    t->type = db_take_text(q);
    t->estimate_min = db_take_int(q);
    t->due_ms = db_take_int(q);
    t->priority = g_strdup("");
    return t;
}

static bool is_his_company(const store_account *a, int64_t company)
{
    for (unsigned i = 0; i < a->companies->len; i++)
        if (g_array_index(a->companies, int64_t, i) == company)
            return true;
    return false;
}

/* Of what is his by a handle. */
static bool may_see(const store_account *a, const store_ticket *t)
{
    return t->company == 0 || is_his_company(a, t->company);
}

static bool may_see_all(const store_account *a)
{
    return a->contact && a->company != 0;
}

typedef struct found {
    GPtrArray *all; /* store_ticket* */
    bool more;
} found;

static void add_once(found *f, store_ticket *t)
{
    for (unsigned i = 0; i < f->all->len; i++) {
        const store_ticket *other = f->all->pdata[i];
        if (other->id == t->id) {
            store_ticket_free(t);
            return;
        }
    }
    g_ptr_array_add(f->all, t);
}

/* `sql` has who it is as ?1. */
static bool add_found(db *d, const store_account *a,
                      const store_account_ask *ask, const char *sql,
                      db_value who, found *f, GError **error)
{
    g_autoptr(GPtrArray) rows =
        db_all(db_ask(d, error, sql, who, DB_I(ask->open), DB_I(ask->from_ms),
                      DB_I(ask->to_ms), DB_I(STORE_ACCOUNT_MAX + 1)),
               take_request, NULL, (GDestroyNotify)store_ticket_free, error);

    if (!rows)
        return false;
    f->more |= rows->len > STORE_ACCOUNT_MAX;
    while (rows->len > 0) {
        store_ticket *t = g_ptr_array_steal_index(rows, 0);
        if (ask->company || may_see(a, t))
            add_once(f, t);
        else
            store_ticket_free(t);
    }
    return true;
}

static int newest_first(const void *one, const void *other)
{
    const store_ticket *a = *(store_ticket *const *)one;
    const store_ticket *b = *(store_ticket *const *)other;

    if (a->updated_ms != b->updated_ms)
        return a->updated_ms < b->updated_ms ? 1 : -1;
    return a->id < b->id ? 1 : -1;
}

static bool add_own(db *d, const store_account *a, const store_account_ask *ask,
                    found *f, GError **error)
{
    for (unsigned i = 0; i < a->handles->len; i++) {
        const char *handle = a->handles->pdata[i];
        if (!add_found(d, a, ask, REQUEST " WHERE t.customer = ?1" WHICH,
                       DB_S(handle), f, error) ||
            !add_found(d, a, ask,
                       REQUEST " JOIN pub_participant p ON p.ticket = t.id"
                               " WHERE p.address = ?1" WHICH,
                       DB_S(handle), f, error))
            return false;
    }
    return true;
}

GPtrArray *store_public_requests(store_public *p, const store_account *a,
                                 const store_account_ask *ask, bool *more,
                                 GError **error)
{
    db *d = public_db(p);
    found f = {
        g_ptr_array_new_with_free_func((GDestroyNotify)store_ticket_free),
        false};
    bool fine =
        !ask->company ? add_own(d, a, ask, &f, error)
        : !may_see_all(a)
            ? true
            : add_found(d, a, ask,
                        REQUEST " WHERE a.company = ?1 AND a.company <> 0"
                                " AND t.staff = 0" WHICH,
                        DB_I(a->company), &f, error);

    if (!fine)
        g_clear_pointer(&f.all, g_ptr_array_unref);
    if (f.all)
        g_ptr_array_sort(f.all, newest_first);
    while (f.all && f.all->len > STORE_ACCOUNT_MAX) {
        f.more = true;
        g_ptr_array_set_size(f.all, STORE_ACCOUNT_MAX);
    }
    if (more)
        *more = f.more;
    return f.all;
}

static bool takes_part(db *d, const store_account *a, const store_ticket *t,
                       bool *part, GError **error)
{
    *part = false;
    for (unsigned i = 0; i < a->handles->len && !*part; i++) {
        int64_t yes = 0;
        *part = strcmp(a->handles->pdata[i], t->customer) == 0;
        if (!*part &&
            !db_number(d, error, 0, &yes,
                       "SELECT 1 FROM pub_participant WHERE ticket = ?"
                       " AND address = ? LIMIT 1",
                       DB_I(t->id), DB_S(a->handles->pdata[i])))
            return false;
        *part = *part || yes;
    }
    return true;
}

/* What it became part of; NULL without *error: there is none. */
static store_ticket *lead(db *d, int64_t id, GError **error)
{
    store_ticket *t = NULL;

    for (int i = 0; i == 0 || (t && t->merged_into && i < STORE_LEAD_MAX);
         i++) {
        id = t ? t->merged_into : id;
        store_ticket_free(t);
        t = db_one(db_ask(d, error, REQUEST " WHERE t.id = ?", DB_I(id)),
                   take_request, NULL, NULL, error);
    }
    return t;
}

store_ticket *store_public_request(store_public *p, const store_account *a,
                                   int64_t id, GError **error)
{
    db *d = public_db(p);
    bool part = false;
    g_autoptr(store_ticket) t = lead(d, id, error);

    if (!t || !takes_part(d, a, t, &part, error))
        return NULL;
    if ((part && may_see(a, t)) ||
        (may_see_all(a) && t->company == a->company && !t->staff))
        return g_steal_pointer(&t);
    return NULL;
}
