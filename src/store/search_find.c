/* search_find: which tickets hold words, for lists of the desk. */
#include "store/search_find.h"

#include "store/search.h"
#include "store/search_doc.h"

#include <string.h>

G_STATIC_ASSERT(SEARCH_FOUND_MAX == SEARCH_FRESH_MAX + SEARCH_RANKED);

/* ---- the index ---- */

/* One that another process has made anew is opened again. NULL: there is none, or
 * it cannot be read: what is wrong with it the indexer says, and mends. */
static search_index *index_of(store *s, search_about *about)
{
    if (s->index && !search_index_in_place(s->index))
        g_clear_pointer(&s->index, search_index_close);
    if (!s->index)
        s->index = search_index_open(db_name(s->db), SEARCH_DESK, NULL);
    if (s->index && !search_index_get_about(s->index, about, NULL))
        g_clear_pointer(&s->index, search_index_close);
    return s->index;
}

/* An index of another state of the store is none. */
static bool is_of(store *s, const search_about *about, bool *fits,
                  GError **error)
{
    int64_t id, seq;

    if (!db_number(s->db, error, 0, &id,
                   "SELECT value FROM meta WHERE name = 'search_id'", DB_END) ||
        !db_number(s->db, error, 0, &seq,
                   "SELECT value FROM meta WHERE name = 'search_seq'", DB_END))
        return false;
    *fits = about->id != 0 && about->id == id && about->epoch == s->epoch &&
            (about->seq == seq || about->seq == seq + 1);
    return true;
}

/* ---- what else is asked for ---- */

static void add_key(GPtrArray *keys, char kind, const char *value)
{
    GString *key = g_string_new(NULL);

    search_add_key(key, kind, value);
    g_ptr_array_add(keys, g_string_free(key, FALSE));
}

static void add_text(GPtrArray *keys, char kind, const char *value)
{
    if (value)
        add_key(keys, kind, value);
}

static void add_statuses(GPtrArray *keys, const char *const *in)
{
    GString *any = g_string_new(NULL);

    for (; *in; in++)
        search_add_key(any, SEARCH_KEY_STATUS, *in);
    g_ptr_array_add(keys, g_string_free(any, FALSE));
}

static GPtrArray *keys_of(const store_ticket_filter *f)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

    add_text(keys, SEARCH_KEY_QUEUE, f->queue);
    add_text(keys, SEARCH_KEY_HOLDER, f->unassigned ? "" : f->holder);
    add_text(keys, SEARCH_KEY_CUSTOMER, f->customer);
    add_text(keys, SEARCH_KEY_TYPE, f->type);
    add_text(keys, SEARCH_KEY_CATEGORY, f->category);
    add_text(keys, SEARCH_KEY_PRIORITY, f->priority);
    add_text(keys, SEARCH_KEY_COMPLEXITY, f->complexity);
    if (f->openness != STORE_ANY)
        add_key(keys, SEARCH_KEY_OPEN, f->openness == STORE_OPEN ? "1" : "0");
    if (f->in && f->in[0])
        add_statuses(keys, f->in);
    if (f->line) {
        g_autofree char *line = g_strdup_printf("%d", f->line);
        add_key(keys, SEARCH_KEY_LINE, line);
    }
    return keys;
}

/* ---- what the index does not know yet ---- */

static void *take_id(db_query *q, void *context, GError **error)
{
    GArray *ids = context;
    int64_t id = db_take_int(q);

    g_array_append_val(ids, id);
    return ids;
}

static bool read_ids(db_query *q, GArray *ids, GError **error)
{
    g_autoptr(GPtrArray) all = db_all(q, take_id, ids, NULL, error);

    return all != NULL;
}

/* Newest first. */
static bool find_fresh(store *s, const search_query *q, GHashTable *fresh,
                       GArray *out, bool *all, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));

    if (!read_ids(db_ask(s->db, error,
                         "SELECT DISTINCT ticket FROM search_todo"
                         " ORDER BY ticket DESC LIMIT ?",
                         DB_I(SEARCH_FRESH_MAX)),
                  ids, error))
        return false;
    *all = *all && ids->len < SEARCH_FRESH_MAX;
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        bool holds;

        g_hash_table_add(fresh, g_memdup2(&id, sizeof id));
        if (!search_doc_holds(s->db, SEARCH_DESK, id, q, &holds, error))
            return false;
        if (holds)
            g_array_append_val(out, id);
    }
    return true;
}

static bool find_known(store *s, const search_query *q, const GPtrArray *keys,
                       GHashTable *fresh, GArray *out, bool *all,
                       GError **error)
{
    search_about about = {.id = 0};
    search_index *x = index_of(s, &about);
    bool fits = false;

    if (x && !is_of(s, &about, &fits, error))
        return false;
    *all = *all && fits && about.below == 0;
    if (!fits)
        return true;
    g_autoptr(GArray) hits = search_index_find(x, q, keys, NULL);
    if (!hits) { /* damaged */
        g_clear_pointer(&s->index, search_index_close);
        *all = false;
        return true;
    }
    *all =
        *all && hits->len < SEARCH_PHRASES / 2; /* pages of a ticket are one */
    for (guint i = 0; i < hits->len; i++) {
        int64_t id = g_array_index(hits, search_hit, i).ticket;
        if (!g_hash_table_contains(fresh, &id))
            g_array_append_val(out, id);
    }
    return true;
}

GArray *search_find(store *s, const store_ticket_filter *f, bool *all,
                    GError **error)
{
    g_autoptr(search_query) q = search_query_read(f->words);
    g_autoptr(GPtrArray) keys = keys_of(f);
    g_autoptr(GArray) out = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GHashTable) fresh =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

    *all = q->terms->len > 0 && q->terms->len < SEARCH_TERMS_MAX;
    if (q->terms->len > 0 && (!find_fresh(s, q, fresh, out, all, error) ||
                              !find_known(s, q, keys, fresh, out, all, error)))
        return NULL;
    return g_steal_pointer(&out);
}

/* ---- how far it is ---- */

bool store_search_state_get(store *s, store_search_state *state, GError **error)
{
    search_about about = {.id = 0};
    search_index *x = index_of(s, &about);
    bool fits = false;
    int64_t first = 0, last = 0;

    *state = (store_search_state){.done = 0};
    if ((x && !is_of(s, &about, &fits, error)) ||
        !db_number(s->db, error, 0, &last, "SELECT max(id) FROM ticket",
                   DB_END) ||
        !db_number(s->db, error, 1, &first, "SELECT min(id) FROM ticket",
                   DB_END) ||
        !db_number(s->db, error, 0, &state->waiting,
                   "SELECT count(*) FROM search_todo", DB_END))
        return false;
    state->total = last - first + 1;
    state->done = fits ? CLAMP(last + 1 - about.below, 0, state->total) : 0;
    return true;
}

/* ---- where it stands ---- */

#define SNIPPET_ENTRIES 200 /* newest of a ticket that are looked at */
#define SPOKEN(table)   "SELECT n, text FROM " table " WHERE ticket = ?1"

char *store_search_snippet(store *s, int64_t ticket, const char *words,
                           size_t width, int64_t *n, GError **error)
{
    g_autoptr(search_query) q = search_query_read(words);
    char *found = NULL;
    db_query *rows =
        db_ask(s->db, error,
               SPOKEN("article") " UNION ALL " SPOKEN(
                   "note") " UNION ALL " SPOKEN("apart") " ORDER BY n DESC"
                                                         " LIMIT ?2",
               DB_I(ticket), DB_I(SNIPPET_ENTRIES));

    while (rows && !found && db_next(rows, error) == 1) {
        *n = db_take_int(rows);
        g_autofree char *text = db_take_string(rows);
        found = search_snippet(q, text, width);
    }
    if (found)
        db_done(rows);
    return found;
}
