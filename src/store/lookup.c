/* lookup: what other systems answered, and by which keys they acted. */
#include "store/lookup.h"

#include "store/db.h"

#define LOOKUP_COLUMNS "ticket, name, n, title, text, at_ms"
#define KEY_COLUMNS    "hook, key, ticket, digest, result, at_ms"

/* ---- answers ---- */

void store_lookup_free(store_lookup *l)
{
    if (!l)
        return;
    g_free(l->name);
    g_free(l->title);
    g_free(l->text);
    g_free(l);
}

static void *take_lookup(db_query *q, void *context, GError **error)
{
    store_lookup *l = g_new0(store_lookup, 1);
    l->ticket = db_take_int(q);
    l->name = db_take_string(q);
    l->n = db_take_int(q);
    l->title = db_take_string(q);
    l->text = db_take_string(q);
    l->at_ms = db_take_int(q);
    return l;
}

bool store_lookup_put(store *s, int64_t ticket, const char *name,
                      const GPtrArray *rows, int64_t at_ms, GError **error)
{
    bool fine = db_write(s->db, error,
                         "DELETE FROM lookup WHERE ticket = ? AND name = ?",
                         DB_I(ticket), DB_S(name));

    for (unsigned i = 0; fine && i < rows->len; i++) {
        const store_lookup *l = rows->pdata[i];
        fine = db_write(s->db, error,
                        "INSERT INTO lookup (" LOOKUP_COLUMNS
                        ") VALUES (?,?,?,?,?,?)",
                        DB_I(ticket), DB_S(name), DB_I(i + 1), DB_S(l->title),
                        DB_S(l->text), DB_I(at_ms));
    }
    return fine;
}

GPtrArray *store_lookup_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " LOOKUP_COLUMNS " FROM lookup"
                         " WHERE ticket = ? ORDER BY name, n",
                         DB_I(ticket)),
                  take_lookup, NULL, (GDestroyNotify)store_lookup_free, error);
}

/* ---- keys ---- */

void store_hook_key_free(store_hook_key *k)
{
    if (!k)
        return;
    g_free(k->hook);
    g_free(k->key);
    g_free(k->digest);
    g_free(k->result);
    g_free(k);
}

static void *take_key(db_query *q, void *context, GError **error)
{
    store_hook_key *k = g_new0(store_hook_key, 1);
    k->hook = db_take_string(q);
    k->key = db_take_string(q);
    k->ticket = db_take_int(q);
    k->digest = db_take_string(q);
    k->result = db_take_string(q);
    k->at_ms = db_take_int(q);
    return k;
}

store_hook_key *store_hook_key_get(store *s, const char *hook, const char *key,
                                   GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " KEY_COLUMNS " FROM hook_key"
                         " WHERE hook = ? AND key = ?",
                         DB_S(hook), DB_S(key)),
                  take_key, NULL, NULL, error);
}

bool store_hook_key_add(store *s, const store_hook_key *k, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO hook_key (" KEY_COLUMNS
                    ") VALUES (?,?,?,?,?,?)",
                    DB_S(k->hook), DB_S(k->key), DB_I(k->ticket),
                    DB_S(k->digest), DB_S(k->result), DB_I(k->at_ms));
}
