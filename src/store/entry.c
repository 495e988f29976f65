/* entry: articles, notes, events and what is kept apart of a ticket, under one
 * numbering. */
#include "store/entry.h"

#include "store/due.h"
#include "store/rows.h"
#include "store/shingles.h"

#define ENTRY_COLUMNS                                                       \
    "ticket, n, state, author_kind, author, author_name, text, message_id," \
    " ledger, created_ms, publish_ms, seen, removed, finding"
#define ENTRY_SELECT(kind, table)             \
    "SELECT " kind " AS kind, " ENTRY_COLUMNS \
    ", NULL AS subject, 0 AS marked FROM " table
#define ENTRY_SELECT_APART(where) \
    "SELECT 3 AS kind, " ENTRY_COLUMNS ", subject, marked FROM apart" where

void store_entry_free(store_entry *e)
{
    if (!e)
        return;
    g_free(e->author);
    g_free(e->author_name);
    g_free(e->text);
    g_free(e->message_id);
    g_free(e->sent_id);
    g_free(e->ledger);
    g_free(e->subject);
    g_free(e->removed);
    g_free(e->sender);
    g_free(e->commands);
    if (e->attachments)
        g_ptr_array_unref(e->attachments);
    g_free(e);
}

/* Without its attachments. */
static void *take_bare(db_query *q, void *context, GError **error)
{
    store_entry *e = g_new0(store_entry, 1);
    e->kind = (store_entry_kind)db_take_int(q);
    e->ticket = db_take_int(q);
    e->n = db_take_int(q);
    e->state = (store_entry_state)db_take_int(q);
    e->by = (store_author)db_take_int(q);
    e->author = db_take_string(q);
    e->author_name = db_take_text(q);
    e->text = db_take_string(q);
    e->message_id = db_take_text(q);
    e->ledger = db_take_text(q);
    e->created_ms = db_take_int(q);
    e->publish_ms = db_take_int(q);
    e->seen = db_take_int(q);
    e->removed = db_take_text(q);
    e->finding = db_take_int(q) != 0;
    e->subject = db_take_text(q);
    e->marked = db_take_int(q) != 0;
    return e;
}

static void *take_beside(db_query *q, void *context, GError **error)
{
    store_entry *e = context;
    e->sender = db_take_text(q);
    e->commands = db_take_text(q);
    return e;
}

/* False: error. */
static bool read_beside(store *s, store_entry *e, GError **error)
{
    GError *local = NULL;
    if (e->kind != STORE_ARTICLE || e->by != STORE_BY_OPERATOR)
        return true;
    db_one(db_ask(s->db, &local,
                  "SELECT nullif(operator, ''), nullif(commands, '')"
                  " FROM beside WHERE ticket = ? AND n = ?",
                  DB_I(e->ticket), DB_I(e->n)),
           take_beside, e, NULL, &local);
    if (local)
        g_propagate_error(error, local);
    return !local;
}

static bool add_beside(store *s, const store_entry *e, GError **error)
{
    return (!e->sender && !e->commands) ||
           db_write(s->db, error,
                    "INSERT INTO beside (ticket, n, operator, commands)"
                    " VALUES (?,?,?,?)",
                    DB_I(e->ticket), DB_I(e->n),
                    DB_S(e->sender ? e->sender : ""),
                    DB_S(e->commands ? e->commands : ""));
}

static void *take_entry(db_query *q, void *context, GError **error)
{
    store *s = context;
    store_entry *e = take_bare(q, context, error);
    if (!read_beside(s, e, error)) {
        store_entry_free(e);
        return NULL;
    }
    e->attachments = attachment_take_all(
        db_ask(s->db, error,
               "SELECT " ATTACHMENT_COLUMNS " FROM attachment"
               " WHERE ticket = ? AND n = ? ORDER BY position",
               DB_I(e->ticket), DB_I(e->n)),
        error);
    if (!e->attachments)
        g_clear_pointer(&e, store_entry_free);
    return e;
}

static GPtrArray *take_all(store *s, db_query *q, GError **error)
{
    return db_all(q, take_entry, s, (GDestroyNotify)store_entry_free, error);
}

/* Of all entries of one ticket in one query; both are in order of n. */
static bool add_attachments(store *s, GPtrArray *entries, int64_t ticket,
                            GError **error)
{
    const store_entry *first = entries->len > 0 ? entries->pdata[0] : NULL;
    const store_entry *last = first ? entries->pdata[entries->len - 1] : NULL;
    int more = 0;
    if (!first)
        return true;
    for (unsigned i = 0; i < entries->len; i++) {
        store_entry *e = entries->pdata[i];
        e->attachments = g_ptr_array_new_with_free_func(
            (GDestroyNotify)store_attachment_free);
    }
    db_query *q = db_ask(s->db, error,
                         "SELECT n, " ATTACHMENT_COLUMNS " FROM attachment"
                         " WHERE ticket = ? AND n >= ? AND n <= ?"
                         " ORDER BY n, position",
                         DB_I(ticket), DB_I(first->n), DB_I(last->n));
    for (unsigned i = 0; q && (more = db_next(q, error)) > 0;) {
        int64_t n = db_take_int(q);
        while (i < entries->len && ((store_entry *)entries->pdata[i])->n < n)
            i++;
        store_entry *e = i < entries->len ? entries->pdata[i] : NULL;
        if (e && e->n == n)
            g_ptr_array_add(e->attachments, attachment_take(q, NULL, error));
    }
    return q && more == 0;
}

/* Entries of one ticket, in order of n. */
static GPtrArray *with_attachments(store *s, db_query *q, int64_t ticket,
                                   GError **error)
{
    g_autoptr(GPtrArray) all =
        db_all(q, take_bare, NULL, (GDestroyNotify)store_entry_free, error);
    if (!all || !add_attachments(s, all, ticket, error))
        return NULL;
    return g_steal_pointer(&all);
}

static const char *insert_sql(store_entry_kind kind)
{
#define ENTRY_INSERT(table)                     \
    "INSERT INTO " table " (" ENTRY_COLUMNS ")" \
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
    switch (kind) {
    case STORE_ARTICLE:
        return ENTRY_INSERT("article");
    case STORE_NOTE:
        return ENTRY_INSERT("note");
    case STORE_APART:
        return "INSERT INTO apart (" ENTRY_COLUMNS ", subject, marked)"
               " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    default:
        return ENTRY_INSERT("event");
    }
}

static bool next_number(store *s, store_entry *e, GError **error)
{
    g_autofree char *what =
        g_strdup_printf("ticket #%" G_GINT64_FORMAT, e->ticket);
    return db_write_one(s->db, error, what,
                        "UPDATE ticket SET last_entry = last_entry + 1,"
                        " version = version + 1,"
                        " updated_ms = CASE WHEN updated_ms < ? THEN ?"
                        " ELSE updated_ms END WHERE id = ?",
                        DB_I(e->created_ms), DB_I(e->created_ms),
                        DB_I(e->ticket)) &&
           db_number(s->db, error, 0, &e->n,
                     "SELECT last_entry FROM ticket WHERE id = ?",
                     DB_I(e->ticket));
}

static bool insert(store *s, const store_entry *e, GError **error)
{
#define ENTRY_VALUES                                                           \
    DB_I(e->ticket), DB_I(e->n), DB_I(e->state), DB_I(e->by), DB_S(e->author), \
        DB_T(e->author_name), DB_S(e->text), DB_T(e->message_id),              \
        DB_T(e->ledger), DB_I(e->created_ms), DB_I(e->publish_ms),             \
        DB_I(e->seen), DB_T(e->removed), DB_I(e->finding)
    const char *sql = insert_sql(e->kind);
    if (e->kind == STORE_APART)
        return db_write(s->db, error, sql, ENTRY_VALUES, DB_T(e->subject),
                        DB_I(e->marked));
    return db_write(s->db, error, sql, ENTRY_VALUES);
}

/* What a note says is found again in mail; what is public shows which words are
 * common. */
static bool add_words(store *s, const store_entry *e, GError **error)
{
    const char *text = e->text ? e->text : "";

    if (e->kind == STORE_ARTICLE)
        return shingles_add_public(s->db, text, error);
    if (e->kind == STORE_NOTE && !e->finding)
        return shingles_add_note(s->db, e->ticket, e->n, text, error);
    return true;
}

bool store_entry_add(store *s, store_entry *e, GError **error)
{
    if (!next_number(s, e, error) || !insert(s, e, error) ||
        !add_words(s, e, error) || !add_beside(s, e, error))
        return false;
    for (unsigned i = 0; e->attachments && i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        if (!db_write(s->db, error,
                      "INSERT INTO attachment (ticket, n, position,"
                      " " ATTACHMENT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?)",
                      DB_I(e->ticket), DB_I(e->n), DB_I(i),
                      ATTACHMENT_VALUES(a)))
            return false;
    }
    return true;
}

/* Only articles wait and are withdrawn; all others are what they are. */
bool store_entry_set_state(store *s, int64_t ticket, int64_t n,
                           store_entry_state state, GError **error)
{
    g_autofree char *what = g_strdup_printf(
        "article %" G_GINT64_FORMAT " of ticket #%" G_GINT64_FORMAT, n, ticket);
    return db_write_one(
               s->db, error, what,
               "UPDATE article SET state = ?,"
               " publish_ms = CASE WHEN ? = 0 THEN publish_ms ELSE 0 END"
               " WHERE ticket = ? AND n = ?",
               DB_I(state), DB_I(state), DB_I(ticket), DB_I(n)) &&
           ticket_touch(s, ticket, error);
}

bool store_entry_adopt(store *s, int64_t ticket, int64_t n, GError **error)
{
#define ENTRY_MOVED                                                       \
    "ticket, n, state, 0, author, author_name, text, message_id, ledger," \
    " created_ms, publish_ms, seen, removed, finding"
    g_autofree char *what =
        g_strdup_printf("entry %" G_GINT64_FORMAT " kept apart in ticket "
                        "#%" G_GINT64_FORMAT,
                        n, ticket);
    return db_write_one(s->db, error, what,
                        "INSERT INTO article (" ENTRY_COLUMNS ")"
                        " SELECT " ENTRY_MOVED " FROM apart"
                        " WHERE ticket = ? AND n = ?",
                        DB_I(ticket), DB_I(n)) &&
           db_write(s->db, error,
                    "DELETE FROM apart WHERE ticket = ? AND n = ?",
                    DB_I(ticket), DB_I(n)) &&
           ticket_touch(s, ticket, error);
}

store_entry *store_entry_get(store *s, int64_t ticket, int64_t n,
                             GError **error)
{
#define ENTRY_THE(kind, table) \
    ENTRY_SELECT(kind, table " WHERE ticket = ?1 AND n = ?2")
    g_autofree char *what = g_strdup_printf(
        "entry %" G_GINT64_FORMAT " of ticket #%" G_GINT64_FORMAT, n, ticket);
    return db_one(
        db_ask(s->db, error,
               ENTRY_THE("0", "article") " UNION ALL " ENTRY_THE("1", "note") " UNION ALL " ENTRY_THE(
                   "2",
                   "event") " UNION ALL " ENTRY_SELECT_APART(" WHERE ticket = "
                                                             "?1 AND n = ?2"),
               DB_I(ticket), DB_I(n)),
        take_entry, s, what, error);
}

GPtrArray *store_entry_list(store *s, int64_t ticket, int64_t after,
                            bool events, GError **error)
{
#define ENTRY_AFTER(kind, table) \
    ENTRY_SELECT(kind, table " WHERE ticket = ?1 AND n > ?2")
#define ENTRY_SPOKEN                                                         \
    ENTRY_AFTER("0", "article")                                              \
    " UNION ALL " ENTRY_AFTER("1", "note") " UNION ALL " ENTRY_SELECT_APART( \
        " WHERE ticket = ?1 AND n > ?2")
    const char *sql = events ? ENTRY_SPOKEN
                          " UNION ALL " ENTRY_AFTER("2", "event") " ORDER BY n"
                             : ENTRY_SPOKEN " ORDER BY n";
    return with_attachments(
        s, db_ask(s->db, error, sql, DB_I(ticket), DB_I(after)), ticket, error);
}

GPtrArray *store_entry_last(store *s, int64_t ticket, int64_t after,
                            int64_t upto, unsigned limit, GError **error)
{
    /* clang-format off: one table a line */
#define ENTRY_BETWEEN " WHERE ticket = ?1 AND n > ?2 AND n <= ?3"
    static const char sql[] = "SELECT * FROM (" ENTRY_SELECT("0", "article")
        ENTRY_BETWEEN " UNION ALL " ENTRY_SELECT("1", "note") ENTRY_BETWEEN
        " UNION ALL " ENTRY_SELECT_APART(
            ENTRY_BETWEEN) " ORDER BY n DESC LIMIT ?4) AS last ORDER BY n";
    /* clang-format on */
    return with_attachments(s,
                            db_ask(s->db, error, sql, DB_I(ticket), DB_I(after),
                                   DB_I(upto), DB_I(limit)),
                            ticket, error);
}

static void *take_first(db_query *q, void *context, GError **error)
{
    store_span *span = context;
    span->first_id = db_take_text(q);
    return span;
}

bool store_entry_span(store *s, int64_t ticket, int64_t upto, store_span *span,
                      GError **error)
{
#define ENTRY_UPTO(what, table) \
    "SELECT " what " FROM " table " WHERE ticket = ?1 AND n <= ?2"
#define ENTRY_ALL(what)                                                   \
    ENTRY_UPTO(what, "article")                                           \
    " UNION ALL " ENTRY_UPTO(what, "note") " UNION ALL " ENTRY_UPTO(what, \
                                                                    "apart")
    GError *local = NULL;
    *span = (store_span){0};
    if (!db_number(s->db, error, 0, &span->count,
                   "SELECT count(*) FROM (" ENTRY_ALL("n") ") AS n",
                   DB_I(ticket), DB_I(upto)) ||
        !db_number(s->db, error, 0, &span->last,
                   "SELECT max(n) FROM (" ENTRY_ALL("max(n) AS n") ") AS n",
                   DB_I(ticket), DB_I(upto)))
        return false;
    db_one(db_ask(s->db, &local,
                  ENTRY_UPTO("message_id, n", "article") " ORDER BY n LIMIT 1",
                  DB_I(ticket), DB_I(upto)),
           take_first, span, NULL, &local);
    if (local)
        g_propagate_error(error, local);
    return !local;
}

GPtrArray *store_entry_pending(store *s, int64_t ticket, GError **error)
{
    return take_all(
        s,
        db_ask(s->db, error,
               ENTRY_SELECT(
                   "0", "article") " WHERE ticket = ? AND state = 0 ORDER BY n",
               DB_I(ticket)),
        error);
}

GPtrArray *store_entry_due(store *s, int64_t now_ms, int64_t *next_ms,
                           GError **error)
{
    if (!db_number(s->db, error, INT64_MAX, next_ms,
                   "SELECT min(publish_ms) FROM article"
                   " WHERE state = 0 AND publish_ms > ?",
                   DB_I(now_ms)))
        return NULL;
    return take_all(
        s,
        db_ask(
            s->db, error,
            ENTRY_SELECT("0", "article") " WHERE state = 0 AND"
                                         " (publish_ms <= ? OR created_ms > ?)"
                                         " ORDER BY publish_ms, ticket, n",
            DB_I(now_ms), DB_I(now_ms + STORE_DUE_BACK_MS)),
        error);
}
