/* public: the composer's handle; it sees the public views and nothing else. */
#include "store/public.h"

#include "store/rows.h"
#include "store/store_config.h"

#define PUBLIC_TICKETS_MAX 100

#define PUB_TICKET                                                        \
    "SELECT id, queue, epoch, subject, status, customer, customer_name,"  \
    " language, staff, authenticated, created_ms, updated_ms, status_ms," \
    " last_entry FROM pub_ticket WHERE "
#define PUB_ARTICLE                                                         \
    "SELECT ticket, n, author_kind, author, author_name, text, message_id," \
    " sent_id, created_ms FROM pub_article WHERE "

struct store_public {
    db *db;
};

store_public *store_public_open(const config_store *where, GError **error)
{
    db *d = db_open(where, DB_PUBLIC, error);
    if (!d)
        return NULL;
    store_public *p = g_new0(store_public, 1);
    p->db = d;
    return p;
}

db *public_db(store_public *p)
{
    return p->db;
}

void store_public_close(store_public *p)
{
    if (!p)
        return;
    db_close(p->db);
    g_free(p);
}

/* What is not public is empty, never NULL where others expect text. */
static void *take_ticket(db_query *q, void *context, GError **error)
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
    t->priority = g_strdup("");
    return t;
}

store_ticket *store_public_ticket(store_public *p, int64_t id, GError **error)
{
    g_autofree char *what = g_strdup_printf("ticket #%" G_GINT64_FORMAT, id);
    return db_one(db_ask(p->db, error, PUB_TICKET "id = ?", DB_I(id)),
                  take_ticket, NULL, what, error);
}

static void *take_language(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

bool store_public_language(store_public *p, const char *address,
                           char **language, GError **error)
{
    GError *local = NULL;

    *language = db_one(db_ask(p->db, &local,
                              "SELECT language FROM pub_person"
                              " WHERE address = ? AND language IS NOT NULL",
                              DB_S(address)),
                       take_language, NULL, NULL, &local);
    if (!local)
        return true;
    g_propagate_error(error, local);
    return false;
}

GPtrArray *store_public_tickets_of(store_public *p, const char *customer,
                                   GError **error)
{
    db_query *q = db_ask(p->db, error,
                         PUB_TICKET "customer = ? AND merged_into = 0"
                                    " ORDER BY updated_ms DESC,"
                                    " id DESC LIMIT ?",
                         DB_S(customer), DB_I(PUBLIC_TICKETS_MAX));
    return db_all(q, take_ticket, NULL, (GDestroyNotify)store_ticket_free,
                  error);
}

static void *take_article(db_query *q, void *context, GError **error)
{
    store_public *p = context;
    store_entry *e = g_new0(store_entry, 1);
    e->kind = STORE_ARTICLE;
    e->state = STORE_PUBLISHED;
    e->ticket = db_take_int(q);
    e->n = db_take_int(q);
    e->by = (store_author)db_take_int(q);
    e->author = db_take_string(q);
    e->author_name = db_take_text(q);
    e->text = db_take_string(q);
    e->message_id = db_take_text(q);
    e->sent_id = db_take_text(q);
    e->created_ms = db_take_int(q);
    e->attachments = attachment_take_all(
        db_ask(p->db, error,
               "SELECT " ATTACHMENT_COLUMNS " FROM pub_attachment"
               " WHERE ticket = ? AND n = ? ORDER BY position",
               DB_I(e->ticket), DB_I(e->n)),
        error);
    if (!e->attachments)
        g_clear_pointer(&e, store_entry_free);
    return e;
}

GPtrArray *store_public_articles(store_public *p, int64_t ticket, int64_t n,
                                 GError **error)
{
    db_query *q = n ? db_ask(p->db, error, PUB_ARTICLE "ticket = ? AND n = ?",
                             DB_I(ticket), DB_I(n))
                    : db_ask(p->db, error, PUB_ARTICLE "ticket = ? ORDER BY n",
                             DB_I(ticket));
    return db_all(q, take_article, p, (GDestroyNotify)store_entry_free, error);
}

GPtrArray *store_public_participants(store_public *p, int64_t ticket,
                                     GError **error)
{
    return participant_take_all(
        db_ask(p->db, error,
               "SELECT address, name, part FROM pub_participant"
               " WHERE ticket = ? ORDER BY part, address",
               DB_I(ticket)),
        error);
}

bool store_public_ack_off(store_public *p, const char *address, bool *off,
                          GError **error)
{
    int64_t number = 0;
    bool fine = db_number(p->db, error, 0, &number,
                          "SELECT ack_off FROM pub_person WHERE address = ?",
                          DB_S(address));

    *off = number != 0;
    return fine;
}

static void *take_public_value(db_query *q, void *context, GError **error)
{
    store_value *v = g_new0(store_value, 1);
    v->owner = db_take_int(q);
    v->field = db_take_string(q);
    v->text = db_take_string(q);
    v->num = db_take_int(q);
    v->is_public = true;
    return v;
}

GPtrArray *store_public_values(store_public *p, int64_t ticket, GError **error)
{
    return db_all(db_ask(p->db, error,
                         "SELECT owner, field, text, num FROM pub_value"
                         " WHERE owner_kind = ? AND owner = ? ORDER BY field",
                         DB_I(STORE_VALUE_OF_TICKET), DB_I(ticket)),
                  take_public_value, NULL, (GDestroyNotify)store_value_free,
                  error);
}

bool store_public_asks(store_public *p, int64_t ticket, int64_t n,
                       const char *person, int64_t *best, GError **error)
{
    return db_number(p->db, error, 0, best,
                     "SELECT max(best) FROM pub_rate"
                     " WHERE ticket = ? AND n = ? AND person = ?",
                     DB_I(ticket), DB_I(n), DB_S(person));
}

GBytes *store_public_attachment(store_public *p, int64_t ticket, int64_t n,
                                const char *part, GError **error)
{
    g_autofree char *what = g_strdup_printf(
        "part %s of article %" G_GINT64_FORMAT " of ticket #%" G_GINT64_FORMAT,
        part, n, ticket);
    return db_one(db_ask(p->db, error,
                         "SELECT data FROM pub_attachment WHERE ticket = ?"
                         " AND n = ? AND part = ? AND data IS NOT NULL",
                         DB_I(ticket), DB_I(n), DB_S(part)),
                  bytes_take, NULL, what, error);
}

bool store_public_try(store_public *p, const char *sql, GError **error)
{
    db_query *q = db_ask(p->db, error, sql, DB_END);
    if (!q)
        return false;
    int more;
    while ((more = db_next(q, error)) == 1)
        ;
    return more == 0;
}

void store_public_listen(store_public *p,
                         void (*listener)(const char *sql, void *context),
                         void *context)
{
    db_listen(p->db, listener, context);
}
