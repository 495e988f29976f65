/* search_public: what customers find: of their own tickets, in what is public.
 *
 * Whoever has few tickets is answered from these alone. For others the public
 * index says where to look. In either case each ticket is read once more,
 * through views of what is public: it is shown if it is theirs, and holds the
 * words now. So what was withdrawn a moment ago is found by nobody, whatever
 * the index says.
 */
#include "store/rows.h"
#include "store/search.h"
#include "store/search_doc.h"
#include "store/store_config.h"

#define FEW 100 /* tickets that are looked at without an index */

struct store_search {
    db *db;
    char *path;          /* of the store */
    search_index *index; /* NULL: not open, or there is none */
};

store_search *store_search_open(const config_store *where, GError **error)
{
    db *d = db_open(where, DB_PUBLIC, error);
    if (!d)
        return NULL;
    store_search *x = g_new0(store_search, 1);
    x->db = d;
    x->path = g_strdup(where->path);
    return x;
}

void store_search_close(store_search *x)
{
    if (!x)
        return;
    search_index_close(x->index);
    db_close(x->db);
    g_free(x->path);
    g_free(x);
}

/* NULL: there is none, or it cannot be read. */
static search_index *index_of(store_search *x)
{
    if (x->index && !search_index_in_place(x->index))
        g_clear_pointer(&x->index, search_index_close);
    if (!x->index)
        x->index = search_index_open(x->path, SEARCH_PUBLIC, NULL);
    return x->index;
}

/* ---- whose they are ---- */

static bool add_ids(db_query *q, GArray *ids, GError **error)
{
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error)) {
        int64_t id = db_take_int(q);
        g_array_append_val(ids, id);
    }
    return more == 0;
}

/* At most FEW + 1 of each. */
static bool read_own(store_search *x, const store_search_who *who, GArray *ids,
                     GError **error)
{
    const char *const *a = who->addresses;

    for (; a && *a; a++)
        if (!add_ids(db_ask(x->db, error,
                            "SELECT id FROM pub_ticket WHERE customer = ?"
                            " AND merged_into = 0 LIMIT ?",
                            DB_T(*a), DB_I(FEW + 1)),
                     ids, error))
            return false;
    return who->company == 0 ||
           add_ids(db_ask(x->db, error,
                          "SELECT id FROM pub_account WHERE company = ?"
                          " AND company <> 0 LIMIT ?",
                          DB_I(who->company), DB_I(FEW + 1)),
                   ids, error);
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? 1 : x > y ? -1 : 0;
}

static bool is_his(const store_search_who *who, const char *customer,
                   int64_t company)
{
    const char *const *a = who->addresses;

    for (; a && *a; a++)
        if (**a && g_str_equal(*a, customer))
            return true;
    return who->company != 0 && who->company == company;
}

static bool is_theirs(store_search *x, const store_search_who *who, int64_t id,
                      bool *theirs, GError **error)
{
    db_query *q = db_ask(x->db, error,
                         "SELECT t.customer, a.company FROM pub_ticket t"
                         " JOIN pub_account a ON a.id = t.id"
                         " WHERE t.id = ? AND t.merged_into = 0",
                         DB_I(id));
    int more = q ? db_next(q, error) : -1;

    *theirs = false;
    if (more == 1) {
        g_autofree char *customer = db_take_string(q);
        *theirs = is_his(who, customer, db_take_int(q));
        db_done(q);
    }
    return more >= 0;
}

/* ---- which may hold the words ---- */

static GPtrArray *keys_of(const store_search_who *who)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    GString *any = g_string_new(NULL);
    const char *const *a = who->addresses;

    for (; a && *a; a++)
        search_add_key(any, SEARCH_KEY_CUSTOMER, *a);
    if (who->company) {
        g_autofree char *company =
            g_strdup_printf("%" G_GINT64_FORMAT, who->company);
        search_add_key(any, SEARCH_KEY_COMPANY, company);
    }
    g_ptr_array_add(keys, g_string_free(any, FALSE));
    return keys;
}

/* Without an index: of the few that were read. */
static void ask_index(store_search *x, const store_search_who *who,
                      const search_query *q, GArray *ids)
{
    g_autoptr(GPtrArray) keys = keys_of(who);
    search_index *index = index_of(x);
    g_autoptr(GArray) hits =
        index ? search_index_find(index, q, keys, NULL) : NULL;

    if (!hits) {
        g_clear_pointer(&x->index, search_index_close);
        return;
    }
    g_array_set_size(ids, 0);
    for (guint i = 0; i < hits->len; i++)
        g_array_append_val(ids, g_array_index(hits, search_hit, i).ticket);
}

/* ---- what is shown ---- */

static bool check_one(store_search *x, const store_search_who *who,
                      const search_query *q, int64_t id, bool *fine,
                      GError **error)
{
    return is_theirs(x, who, id, fine, error) &&
           (!*fine ||
            search_doc_holds(x->db, SEARCH_PUBLIC, id, q, fine, error));
}

static bool find(store_search *x, const store_search_who *who,
                 const search_query *q, unsigned limit, GArray *out,
                 GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t last = 0;

    if (!read_own(x, who, ids, error))
        return false;
    g_array_sort(ids, newest_first);
    if (ids->len > FEW)
        ask_index(x, who, q, ids);
    for (guint i = 0; i < ids->len && out->len < limit; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        bool fine;

        if (id == last) /* his own, and his company's */
            continue;
        last = id;
        if (!check_one(x, who, q, id, &fine, error))
            return false;
        if (fine)
            g_array_append_val(out, id);
    }
    return true;
}

GArray *store_search_find(store_search *x, const store_search_who *who,
                          const char *words, unsigned limit, GError **error)
{
    g_autoptr(search_query) q = search_query_read(words);
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(int64_t));

    if (!db_begin_reading(x->db, error))
        return NULL;
    bool fine = q->terms->len == 0 || find(x, who, q, limit, out, error);
    db_rollback(x->db);
    return fine ? g_steal_pointer(&out) : NULL;
}

bool store_public_holds(store_public *p, int64_t ticket, const char *words,
                        bool *holds, GError **error)
{
    g_autoptr(search_query) q = search_query_read(words);

    return search_doc_holds(public_db(p), SEARCH_PUBLIC, ticket, q, holds,
                            error);
}

/* ---- for tests ---- */

bool store_search_try(store_search *x, bool index, const char *sql,
                      GError **error)
{
    search_index *own = index ? index_of(x) : NULL;

    if (index)
        return own && search_index_try(own, sql, error);
    db_query *q = db_ask(x->db, error, sql, DB_END);
    int more = q ? db_next(q, error) : -1;
    while (more == 1)
        more = db_next(q, error);
    return more == 0;
}

void store_search_listen(store_search *x,
                         void (*listener)(const char *sql, void *context),
                         void *context)
{
    db_listen(x->db, listener, context);
}
