/* search_indexer: reads again what has changed, and the rest of the store from
 * the newest ticket down.
 *
 * The order of writing is what makes it safe to die anywhere: first the
 * indexes, each with the number of the batch, then the store, where the notes
 * of what is done go. An index that is a batch ahead of its store is still
 * right, since the notes are there and it is done again.
 */
#include "store/search.h"
#include "store/search_doc.h"
#include "store/store_config.h"

#include <string.h>

#define BATCH_NOTES 64   /* documents that have changed, in one batch */
#define BATCH_FILL  64   /* tickets that are read the first time, in one step */
#define COMMIT_FILL 1024 /* of these, in one commit */
#define GROUP_STEP  1000 /* tickets of a person or company, at a time */

struct store_indexer {
    char *path; /* of the store */
    search_index *index[SEARCH_INDEXES];
    search_about about;
    unsigned open; /* tickets that are written and not committed */
};

store_indexer *store_indexer_new(const config_store *where)
{
    store_indexer *x = g_new0(store_indexer, 1);
    x->path = g_strdup(where->path);
    return x;
}

static void close_all(store_indexer *x)
{
    for (int i = 0; i < SEARCH_INDEXES; i++)
        g_clear_pointer(&x->index[i], search_index_close);
    x->open = 0;
}

void store_indexer_free(store_indexer *x)
{
    if (!x)
        return;
    close_all(x);
    g_free(x->path);
    g_free(x);
}

/* ---- are they of this store? ---- */

static bool read_meta(store *s, int64_t *id, int64_t *seq, GError **error)
{
    return db_number(s->db, error, 0, id,
                     "SELECT value FROM meta WHERE name = 'search_id'",
                     DB_END) &&
           db_number(s->db, error, 0, seq,
                     "SELECT value FROM meta WHERE name = 'search_seq'",
                     DB_END);
}

static bool open_all(store_indexer *x, bool anew, GError **error)
{
    for (int i = 0; i < SEARCH_INDEXES; i++) {
        if (x->index[i])
            continue;
        x->index[i] =
            search_index_open_writer(x->path, (search_which)i, anew, error);
        if (!x->index[i]) {
            close_all(x);
            return false;
        }
    }
    return true;
}

static bool begin_all(store_indexer *x, GError **error)
{
    for (int i = 0; i < SEARCH_INDEXES; i++)
        if (!search_index_begin(x->index[i], error)) {
            while (i-- > 0)
                search_index_rollback(x->index[i]);
            return false;
        }
    return true;
}

static void undo_all(store_indexer *x)
{
    for (int i = 0; i < SEARCH_INDEXES; i++)
        if (x->index[i])
            search_index_rollback(x->index[i]);
    x->open = 0;
}

static bool commit_all(store_indexer *x, GError **error)
{
    for (int i = 0; i < SEARCH_INDEXES; i++)
        if (!search_index_commit(x->index[i], &x->about, error))
            return false;
    x->open = 0;
    return true;
}

/* Not a secret: no two indexes have the same. */
static int64_t new_id(void)
{
    return ((int64_t)(g_random_int() >> 1) << 32 | g_random_int()) + 1;
}

static bool fits(const store *s, const search_about *about, int64_t id,
                 int64_t seq)
{
    return about->id != 0 && about->id == id && about->epoch == s->epoch &&
           (about->seq == seq || about->seq == seq + 1);
}

/* Are both of this store, and of the same age but for a batch? Then x->about is
 * what they say. *id gets the store's. */
static bool look(store_indexer *x, store *s, bool *fine, int64_t *id,
                 GError **error)
{
    search_about about[SEARCH_INDEXES];
    int64_t seq;

    if (!read_meta(s, id, &seq, error))
        return false;
    *fine = true;
    for (int i = 0; i < SEARCH_INDEXES; i++) {
        if (!search_index_get_about(x->index[i], &about[i], error))
            return false;
        *fine = *fine && fits(s, &about[i], *id, seq);
    }
    x->about = about[0];
    x->about.seq = seq;
    x->about.below = MAX(about[0].below, about[1].below);
    return true;
}

static bool set_meta(store *s, int64_t id, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE meta SET value = ? WHERE name = 'search_id'",
                    DB_I(id)) &&
           db_write(s->db, error,
                    "UPDATE meta SET value = 0 WHERE name = 'search_seq'",
                    DB_END);
}

/* In a transaction of the store, so that no two do it at once; nothing is done
 * if somebody was faster (the store's id is not `seen` any more; -1: whatever
 * it is). */
static bool make_anew(store_indexer *x, store *s, int64_t seen, GError **error)
{
    int64_t id, seq, last;

    if (!read_meta(s, &id, &seq, error) ||
        !db_number(s->db, error, 0, &last, "SELECT max(id) FROM ticket",
                   DB_END))
        return false;
    if (seen >= 0 && id != seen)
        return true;
    x->about =
        (search_about){.id = new_id(), .epoch = s->epoch, .below = last + 1};
    if (!open_all(x, true, error) || !begin_all(x, error))
        return false;
    if (commit_all(x, error))
        return set_meta(s, x->about.id, error);
    undo_all(x);
    return false;
}

static bool renew(store_indexer *x, store *s, int64_t seen, GError **error)
{
    close_all(x);
    if (!store_begin_deciding(s, error))
        return false;
    if (make_anew(x, s, seen, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    close_all(x);
    return false;
}

bool store_indexer_renew(store_indexer *x, store *s, GError **error)
{
    return renew(x, s, -1, error);
}

static bool is_idle(const store_indexer *x, store *s, bool *idle,
                    GError **error)
{
    int64_t waiting = 0;

    *idle = false;
    if (x->about.below > 0)
        return true;
    if (!db_number(s->db, error, 0, &waiting,
                   "SELECT ticket FROM search_todo LIMIT 1", DB_END))
        return false;
    *idle = waiting == 0;
    return true;
}

typedef enum {
    STEP_FAILED,
    STEP_IDLE,  /* nothing is to be done */
    STEP_AGAIN, /* the next step will do it */
    STEP_READY  /* both are this one's to write, and of this store */
} readiness;

/* Somebody else may have written in them until now. */
static readiness take_all(store_indexer *x, store *s, GError **error)
{
    int64_t id;
    bool fine = false;

    if (!begin_all(x, error))
        return STEP_FAILED;
    if (look(x, s, &fine, &id, error) && fine)
        return STEP_READY;
    undo_all(x);
    return *error ? STEP_FAILED : STEP_AGAIN;
}

/* `error` is not NULL. */
static readiness make_ready(store_indexer *x, store *s, GError **error)
{
    int64_t id;
    bool fine, idle;

    for (int i = 0; i < SEARCH_INDEXES; i++)
        if (x->index[i] && !search_index_in_place(x->index[i]))
            close_all(x);
    if (x->open > 0)
        return STEP_READY;
    if (!open_all(x, false, error) || !look(x, s, &fine, &id, error))
        return STEP_FAILED;
    if (!fine)
        return renew(x, s, id, error) ? STEP_AGAIN : STEP_FAILED;
    if (!is_idle(x, s, &idle, error))
        return STEP_FAILED;
    return idle ? STEP_IDLE : take_all(x, s, error);
}

/* ---- documents ---- */

static bool put_page(store_indexer *x, store *s, int64_t ticket, int64_t page,
                     int64_t *pages, GError **error)
{
    for (int i = 0; i < SEARCH_INDEXES; i++) {
        g_auto(search_doc) doc = {.none = true};

        if (!search_doc_read(s->db, (search_which)i, ticket, page, &doc, error))
            return false;
        bool none = doc.none || doc.empty || page >= doc.pages;
        if (!search_index_put(x->index[i], ticket, page,
                              none ? NULL : doc.columns, error))
            return false;
        *pages = MAX(*pages, doc.none ? 0 : doc.pages);
    }
    return true;
}

static bool put_ticket(store_indexer *x, store *s, int64_t ticket,
                       GError **error)
{
    int64_t pages = 1;

    for (int64_t page = 0; page < pages; page++)
        if (!put_page(x, s, ticket, page, &pages, error))
            return false;
    for (int i = 0; i < SEARCH_INDEXES; i++)
        if (!search_index_cut(x->index[i], ticket, pages, error))
            return false;
    return true;
}

/* ---- what has changed ---- */

typedef struct note {
    int64_t ticket, page, mark;
} note;

static bool read_notes(store *s, GArray *notes, GError **error)
{
    db_query *q = db_ask(s->db, error,
                         "SELECT ticket, page, mark FROM search_todo"
                         " ORDER BY ticket DESC, page LIMIT ?",
                         DB_I(BATCH_NOTES));
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error)) {
        note n = {.ticket = db_take_int(q)};
        n.page = db_take_int(q);
        n.mark = db_take_int(q);
        g_array_append_val(notes, n);
    }
    return more == 0;
}

/* A ticket comes with page -1 first: then all its pages are done. */
static bool put_notes(store_indexer *x, store *s, const GArray *notes,
                      GError **error)
{
    int64_t whole = 0, pages = 0;

    for (guint i = 0; i < notes->len; i++) {
        const note *n = &g_array_index(notes, note, i);

        if (n->page < 0)
            whole = n->ticket;
        if (n->page < 0
                ? !put_ticket(x, s, n->ticket, error)
                : n->ticket != whole &&
                      !put_page(x, s, n->ticket, n->page, &pages, error))
            return false;
    }
    return true;
}

/* Those that were changed meanwhile have another mark, and stay. */
static bool end_notes(store_indexer *x, store *s, const GArray *notes,
                      GError **error)
{
    bool fine = store_begin_deciding(s, error);

    for (guint i = 0; fine && i < notes->len; i++) {
        const note *n = &g_array_index(notes, note, i);
        fine = db_write(s->db, error,
                        "DELETE FROM search_todo WHERE ticket = ?"
                        " AND page = ? AND mark = ?",
                        DB_I(n->ticket), DB_I(n->page), DB_I(n->mark));
    }
    if (fine &&
        db_write(s->db, error,
                 "UPDATE meta SET value = ? WHERE name = 'search_seq'",
                 DB_I(x->about.seq)) &&
        store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* *done: how many. */
static bool do_notes(store_indexer *x, store *s, guint *done, GError **error)
{
    g_autoptr(GArray) notes = g_array_new(FALSE, FALSE, sizeof(note));

    if (!store_begin_reading(s, error))
        return false;
    bool fine = read_notes(s, notes, error) && put_notes(x, s, notes, error);
    store_rollback(s);
    *done = notes->len;
    if (!fine || notes->len == 0)
        return fine;
    x->about.seq++;
    return commit_all(x, error) && end_notes(x, s, notes, error);
}

/* ---- people and companies that have another name ---- */

typedef struct renamed {
    int64_t kind, after, mark;
    char *ref;
} renamed;

static void *take_group(db_query *q, void *context, GError **error)
{
    renamed *g = context;

    g->kind = db_take_int(q);
    g->ref = db_take_string(q);
    g->after = db_take_int(q);
    g->mark = db_take_int(q);
    return g;
}

/* Which comes from the database's rows alone, and is of the kinds it knows. */
#define NEXT_OF(column)                                        \
    "SELECT max(id) FROM (SELECT id FROM ticket WHERE " column \
    " = ?1 AND id > ?2 ORDER BY id LIMIT ?3) AS step"
#define NOTE_OF(column)                                         \
    "INSERT INTO search_todo (ticket, page, mark)"              \
    " SELECT id, -1, ?4 FROM ticket WHERE " column              \
    " = ?1 AND id > ?2 AND id <= ?3 ON CONFLICT (ticket, page)" \
    " DO UPDATE SET mark = excluded.mark"

static bool note_step(store *s, const renamed *g, int64_t *last, GError **error)
{
    db_value ref =
        g->kind == 0 ? DB_T(g->ref) : DB_I(g_ascii_strtoll(g->ref, NULL, 10));

    return db_number(s->db, error, 0, last,
                     g->kind == 0 ? NEXT_OF("customer") : NEXT_OF("company"),
                     ref, DB_I(g->after), DB_I(GROUP_STEP)) &&
           (*last == 0 ||
            db_write(s->db, error,
                     g->kind == 0 ? NOTE_OF("customer") : NOTE_OF("company"),
                     ref, DB_I(g->after), DB_I(*last), DB_I(new_id())));
}

static bool write_group(store *s, const renamed *g, GError **error)
{
    int64_t last;

    if (!note_step(s, g, &last, error))
        return false;
    return last == 0
               ? db_write(s->db, error,
                          "DELETE FROM search_group WHERE kind = ?"
                          " AND ref = ?",
                          DB_I(g->kind), DB_S(g->ref))
               : db_write(s->db, error,
                          "UPDATE search_group SET after = ? WHERE kind = ?"
                          " AND ref = ?",
                          DB_I(last), DB_I(g->kind), DB_S(g->ref));
}

static bool do_group(store *s, bool *done, GError **error)
{
    GError *local = NULL;
    renamed g = {.kind = 0};
    const char *next =
        "SELECT kind, ref, after, mark FROM search_group LIMIT 1";

    *done = db_one(db_ask(s->db, &local, next, DB_END), take_group, &g, NULL,
                   &local) != NULL;
    g_free(g.ref);
    if (local)
        g_propagate_error(error, local);
    if (local || !*done)
        return !local;
    if (!store_begin_deciding(s, error))
        return false;
    bool fine = db_one(db_ask(s->db, error, next, DB_END), take_group, &g,
                       "name", error) &&
                write_group(s, &g, error) && store_commit(s, error);
    g_free(g.ref);
    if (!fine)
        store_rollback(s);
    return fine;
}

/* ---- what has never been read ---- */

static bool fill_some(store_indexer *x, store *s, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    db_query *q = db_ask(s->db, error,
                         "SELECT id FROM ticket WHERE id < ?"
                         " ORDER BY id DESC LIMIT ?",
                         DB_I(x->about.below), DB_I(BATCH_FILL));
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error)) {
        int64_t id = db_take_int(q);
        g_array_append_val(ids, id);
    }
    for (guint i = 0; more == 0 && i < ids->len; i++)
        if (!put_ticket(x, s, g_array_index(ids, int64_t, i), error))
            return false;
    x->open += ids->len;
    x->about.below =
        ids->len == 0 ? 0 : g_array_index(ids, int64_t, ids->len - 1);
    return more == 0;
}

static bool do_fill(store_indexer *x, store *s, GError **error)
{
    if (!store_begin_reading(s, error))
        return false;
    bool fine = fill_some(x, s, error);
    store_rollback(s);
    if (!fine)
        return false;
    return (x->open < COMMIT_FILL && x->about.below > 0) ||
           commit_all(x, error);
}

/* What was begun ends here, but for a fill that goes on. */
static bool work(store_indexer *x, store *s, bool *more, GError **error)
{
    guint notes = 0;

    if (!do_notes(x, s, &notes, error))
        return false;
    if (notes == 0 && x->about.below > 0 && !do_fill(x, s, error))
        return false;
    if (notes == 0 && x->open == 0)
        undo_all(x); /* of what was committed nothing */
    *more |= notes == BATCH_NOTES || x->about.below > 0;
    return true;
}

static bool step(store_indexer *x, store *s, bool *more, GError **error)
{
    if (!do_group(s, more, error))
        return false;
    switch (make_ready(x, s, error)) {
    case STEP_READY:
        return work(x, s, more, error);
    case STEP_AGAIN:
        *more = true;
        return true;
    case STEP_IDLE:
        return true;
    case STEP_FAILED:
        break;
    }
    return false;
}

/* A damaged index is made anew in the next step. */
bool store_indexer_step(store_indexer *x, store *s, bool *more, GError **error)
{
    GError *local = NULL;

    if (step(x, s, more, &local))
        return true;
    undo_all(x);
    close_all(x);
    if (err_class_of(local) == ERR_DATA && store_indexer_renew(x, s, NULL)) {
        g_error_free(local);
        *more = true;
        return true;
    }
    g_propagate_error(error, local);
    return false;
}

bool store_indexer_tidy(store_indexer *x, bool *more, GError **error)
{
    *more = false;
    for (int i = 0; i < SEARCH_INDEXES; i++) {
        bool one = false;

        if (x->index[i] && !search_index_tidy(x->index[i], &one, error))
            return false;
        *more |= one;
    }
    return true;
}
