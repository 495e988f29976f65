/* head: entries without their texts, as many as a decision may ask about. */
#include "store/head.h"

#include "store/db.h"

#define IDS_MAX 16 /* Message-IDs of one query */

#define COLUMNS                                                       \
    "n, state, author_kind, author, author_name, message_id, ledger," \
    " created_ms, publish_ms, seen, finding, joined"
#define HEADS(kind, marked, table)                                           \
    "SELECT " kind " AS kind, " COLUMNS ", " marked " AS marked FROM " table \
    " WHERE ticket = ?1"
#define ARTICLES HEADS("0", "0", "article")
#define NOTES    HEADS("1", "0", "note")
#define APART    HEADS("3", "marked", "apart")
/* A choice of its own, as ORDER BY and LIMIT within a UNION must be. */
#define PICK(name, sql) "SELECT * FROM (" sql ") AS " name
#define STRING_OF(x)    #x
#define NUMBER(x)       STRING_OF(x)
#define LAST(n)         " ORDER BY n DESC LIMIT " NUMBER(n)

void store_head_free(store_head *h)
{
    if (!h)
        return;
    g_free(h->author);
    g_free(h->author_name);
    g_free(h->message_id);
    g_free(h->ledger);
    g_free(h);
}

static void *take_head(db_query *q, void *context, GError **error)
{
    store_head *h = g_new0(store_head, 1);
    h->kind = (store_entry_kind)db_take_int(q);
    h->n = db_take_int(q);
    h->state = (store_entry_state)db_take_int(q);
    h->by = (store_author)db_take_int(q);
    h->author = db_take_string(q);
    h->author_name = db_take_text(q);
    h->message_id = db_take_text(q);
    h->ledger = db_take_text(q);
    h->created_ms = db_take_int(q);
    h->publish_ms = db_take_int(q);
    h->seen = db_take_int(q);
    h->finding = db_take_int(q) != 0;
    h->joined = db_take_int(q) != 0;
    h->marked = db_take_int(q) != 0;
    return h;
}

static GPtrArray *take_all(db_query *q, GError **error)
{
    return db_all(q, take_head, NULL, (GDestroyNotify)store_head_free, error);
}

/* ---- the question ---- */

/* One question a line. */
/* clang-format off */
#define NUMBERED " AND n IN (?3, ?4, ?5)"
static const char ends[] =
    PICK("a", ARTICLES LAST(STORE_HEADS_LAST)) " UNION " PICK("b", NOTES LAST(STORE_HEADS_LAST)) " UNION " PICK(
        "c", ARTICLES
        " AND author_kind = 0 ORDER BY n"
        " LIMIT " NUMBER(
            STORE_HEADS_FIRST)) " UNION " PICK("d", ARTICLES
                                               " AND author_kind = 0" LAST(
                                                   1)) " UNION " PICK("e",
                                                                      APART LAST(
                                                                          STORE_HEADS_APART)) " UNION " PICK("f",
                                                                                                             APART
                                                                                                             " AND author = ?2" LAST(
                                                                                                                 1)) " UNION " ARTICLES
        NUMBERED " UNION " NOTES NUMBERED " UNION " APART NUMBERED;

#define OTHERS                                                        \
    " AND author_kind <> 3 AND NOT (author_kind = 1 AND author = ?2)" \
    " AND state <> 2" LAST(STORE_HEADS_OTHERS)

static const char around[] =
    PICK("a", ARTICLES
         " AND author_kind = 1 AND author = ?2 AND state <> 2" LAST(1))
    " UNION "
    PICK("b", ARTICLES OTHERS)
    " UNION "
    PICK("c", NOTES " AND author_kind <> 0" OTHERS)
    " UNION "
    PICK("d", APART " AND author_kind = 0" LAST(STORE_HEADS_OTHERS));
/* clang-format on */

#define IDS                                                                   \
    " AND message_id IN (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13," \
    " ?14, ?15, ?16, ?17)"
static const char by_id[] =
    ARTICLES IDS " UNION ALL " NOTES IDS " UNION ALL " APART IDS;

/* ---- answers put together ---- */

static int by_number(const void *a, const void *b)
{
    const store_head *x = *(const store_head *const *)a;
    const store_head *y = *(const store_head *const *)b;

    return x->n < y->n ? -1 : x->n > y->n;
}

/* Sorts, and throws away what is there twice. */
static void tidy(GPtrArray *all)
{
    g_ptr_array_sort(all, by_number);
    for (unsigned i = all->len; i > 1; i--)
        if (by_number(&all->pdata[i - 1], &all->pdata[i - 2]) == 0)
            g_ptr_array_remove_index(all, i - 1);
}

/* Takes `more` over; NULL is an error already set. */
static bool add(GPtrArray *all, GPtrArray *more)
{
    if (more)
        g_ptr_array_extend_and_steal(all, more);
    return more != NULL;
}

static bool add_by_ids(store *s, int64_t ticket, const GPtrArray *ids,
                       GPtrArray *all, GError **error)
{
    for (unsigned i = 0; ids && i < ids->len; i += IDS_MAX) {
        db_value values[IDS_MAX + 2] = {DB_I(ticket)};
        for (unsigned k = 0; k < IDS_MAX; k++)
            values[1 + k] = DB_T(i + k < ids->len ? ids->pdata[i + k] : NULL);
        values[IDS_MAX + 1] = DB_END;
        if (!add(all,
                 take_all(db_ask_values(s->db, error, by_id, values), error)))
            return false;
    }
    return true;
}

/* Was the same operator asked about before? */
static bool is_before(const store_heads_wanted *w, unsigned i)
{
    for (unsigned k = 0; k < i; k++)
        if (g_strcmp0(w->operators[k], w->operators[i]) == 0)
            return true;
    return false;
}

static bool add_around(store *s, int64_t ticket, const store_heads_wanted *w,
                       GPtrArray *all, GError **error)
{
    for (unsigned i = 0; i < STORE_HEADS_OPERATORS; i++)
        if (w->operators[i] && !is_before(w, i) &&
            !add(all, take_all(db_ask(s->db, error, around, DB_I(ticket),
                                      DB_S(w->operators[i])),
                               error)))
            return false;
    return true;
}

GPtrArray *store_heads(store *s, int64_t ticket, const store_heads_wanted *w,
                       GError **error)
{
    g_autoptr(GPtrArray) all = take_all(
        db_ask(s->db, error, ends, DB_I(ticket), DB_S(w->sender),
               DB_I(w->numbers[0]), DB_I(w->numbers[1]), DB_I(w->numbers[2])),
        error);

    if (!all || !add_around(s, ticket, w, all, error) ||
        !add_by_ids(s, ticket, w->message_ids, all, error))
        return NULL;
    tidy(all);
    return g_steal_pointer(&all);
}

/* ---- texts ---- */

static void *take_text(db_query *q, void *context, GError **error)
{
    db_take_int(q);
    return db_take_string(q);
}

#define TEXTS_OF(table)                                            \
    "SELECT n, text FROM " table " WHERE ticket = ?1 AND n IN ("   \
    "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "         \
    "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, " \
    "?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, " \
    "?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, " \
    "?50, ?51, ?52, ?53, ?54, ?55, ?56, ?57, ?58, ?59, ?60, ?61, " \
    "?62, ?63, ?64, ?65)"
static const char texts[] = TEXTS_OF("article") " UNION ALL " TEXTS_OF(
    "note") " UNION ALL " TEXTS_OF("apart") " ORDER BY n";

GPtrArray *store_entry_texts(store *s, int64_t ticket, const GArray *numbers,
                             GError **error)
{
    db_value values[STORE_TEXTS_MAX + 2] = {DB_I(ticket)};

    for (unsigned i = 0; i < STORE_TEXTS_MAX; i++)
        values[i + 1] =
            DB_I(i < numbers->len ? g_array_index(numbers, int64_t, i) : 0);
    values[STORE_TEXTS_MAX + 1] = DB_END;
    return db_all(db_ask_values(s->db, error, texts, values), take_text, NULL,
                  g_free, error);
}
