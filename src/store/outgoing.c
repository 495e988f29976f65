/* outgoing: mail to be sent, as data; one row a recipient. */
#include "store/outgoing.h"

#include <string.h>

#include "base/address.h"
#include "base/err.h"
#include "base/secret.h"
#include "store/db.h"
#include "store/ticket.h"

#define OUTGOING_MADE                                                          \
    "id, audience, template, queue, ticket, entry, held, recipient, operator," \
    " unique_id, message_id, date_ms, data, in_reply_to, state, tries,"        \
    " next_ms, result, created_ms, sent_ms"
#define OUTGOING_COLUMNS                                              \
    OUTGOING_MADE ", deferred_ms, relayed_ms, delivered_ms, read_ms," \
                  " deleted_ms, failed_ms, warned_ms, report"

void store_outgoing_free(store_outgoing *o)
{
    if (!o)
        return;
    g_free(o->template);
    g_free(o->queue);
    g_free(o->recipient);
    g_free(o->operator_id);
    g_free(o->unique);
    g_free(o->message_id);
    g_free(o->data);
    g_free(o->in_reply_to);
    g_free(o->result);
    g_free(o->report);
    g_free(o);
}

static void *take_outgoing(db_query *q, void *context, GError **error)
{
    store_outgoing *o = g_new0(store_outgoing, 1);
    o->id = db_take_int(q);
    o->audience = (store_audience)db_take_int(q);
    o->template = db_take_string(q);
    o->queue = db_take_string(q);
    o->ticket = db_take_int(q);
    o->entry = db_take_int(q);
    o->held = db_take_int(q);
    o->recipient = db_take_string(q);
    o->operator_id = db_take_text(q);
    o->unique = db_take_string(q);
    o->message_id = db_take_text(q);
    o->date_ms = db_take_int(q);
    o->data = db_take_string(q);
    o->in_reply_to = db_take_text(q);
    o->state = (store_out_state)db_take_int(q);
    o->tries = (unsigned)db_take_int(q);
    o->next_ms = db_take_int(q);
    o->result = db_take_text(q);
    o->created_ms = db_take_int(q);
    o->sent_ms = db_take_int(q);
    o->deferred_ms = db_take_int(q);
    o->relayed_ms = db_take_int(q);
    o->delivered_ms = db_take_int(q);
    o->read_ms = db_take_int(q);
    o->deleted_ms = db_take_int(q);
    o->failed_ms = db_take_int(q);
    o->warned_ms = db_take_int(q);
    o->report = db_take_text(q);
    return o;
}

static GPtrArray *take_all(db_query *q, GError **error)
{
    return db_all(q, take_outgoing, NULL, (GDestroyNotify)store_outgoing_free,
                  error);
}

bool store_outgoing_add(store *s, store_outgoing *o, GError **error)
{
    int64_t id = db_next_id(s->db, "outgoing", error);
    if (!id)
        return false;
    char unique[33];
    secret_random_id(unique);
    if (!db_write(s->db, error,
                  "INSERT INTO outgoing (" OUTGOING_MADE ") VALUES"
                  " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                  DB_I(id), DB_I(o->audience), DB_S(o->template),
                  DB_S(o->queue), DB_REF(o->ticket), DB_I(o->entry),
                  DB_REF(o->held), DB_S(o->recipient), DB_T(o->operator_id),
                  DB_T(unique), DB_T(o->message_id), DB_I(o->date_ms),
                  DB_S(o->data), DB_T(o->in_reply_to), DB_I(o->state),
                  DB_I(o->tries), DB_I(o->next_ms), DB_T(o->result),
                  DB_I(o->created_ms), DB_I(o->sent_ms)))
        return false;
    o->id = id;
    g_free(o->unique);
    o->unique = g_strdup(unique);
    return true;
}

bool store_outgoing_shown(store *s, int64_t ticket, const char *operator_id,
                          int64_t *entry, GError **error)
{
    return db_number(s->db, error, 0, entry,
                     "SELECT coalesce(max(entry), 0) FROM outgoing"
                     " WHERE ticket = ? AND operator = ? AND audience = 1"
                     " AND state = 2",
                     DB_I(ticket), DB_S(operator_id));
}

store_outgoing *store_outgoing_get(store *s, int64_t id, GError **error)
{
    g_autofree char *what =
        g_strdup_printf("outgoing mail %" G_GINT64_FORMAT, id);
    return db_one(db_ask(s->db, error,
                         "SELECT " OUTGOING_COLUMNS
                         " FROM outgoing WHERE id = ?",
                         DB_I(id)),
                  take_outgoing, NULL, what, error);
}

#define MAY_GO " AND id > (SELECT value FROM meta WHERE name = 'paused_last')"

#define DUE                                                  \
    " FROM outgoing WHERE state = 1 AND next_ms <= ?" MAY_GO \
    " ORDER BY next_ms, id LIMIT ?"

static void *take_number(db_query *q, void *context, GError **error)
{
    int64_t id = db_take_int(q);
    return g_memdup2(&id, sizeof id);
}

/* Row by row, their numbers from the index alone: one that is damaged keeps no
 * other from being read. */
static GPtrArray *due_one_by_one(store *s, int64_t now_ms, unsigned limit,
                                 GArray *damaged, GError **error)
{
    g_autoptr(GPtrArray) ids =
        db_all(db_ask(s->db, error, "SELECT id" DUE, DB_I(now_ms), DB_I(limit)),
               take_number, NULL, g_free, error);
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_outgoing_free);
    for (guint i = 0; ids && i < ids->len; i++) {
        int64_t id = *(int64_t *)ids->pdata[i];
        GError *why = NULL;
        store_outgoing *o = store_outgoing_get(s, id, &why);
        if (o) {
            g_ptr_array_add(rows, o);
        } else if (err_class_of(why) == ERR_DATA) {
            if (damaged)
                g_array_append_val(damaged, id);
            g_error_free(why);
        } else {
            g_propagate_error(error, why);
            return NULL;
        }
    }
    return ids ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *store_outgoing_due(store *s, int64_t now_ms, unsigned limit,
                              int64_t *next_ms, GArray *damaged, GError **error)
{
    GError *why = NULL;
    if (!db_number(s->db, error, INT64_MAX, next_ms,
                   "SELECT min(next_ms) FROM outgoing"
                   " WHERE state = 1 AND next_ms > ?" MAY_GO,
                   DB_I(now_ms)))
        return NULL;
    GPtrArray *rows =
        take_all(db_ask(s->db, &why, "SELECT " OUTGOING_COLUMNS DUE,
                        DB_I(now_ms), DB_I(limit)),
                 &why);
    if (!rows && err_class_of(why) == ERR_DATA) {
        g_error_free(why);
        return due_one_by_one(s, now_ms, limit, damaged, error);
    }
    if (why)
        g_propagate_error(error, why);
    return rows;
}

GPtrArray *store_outgoing_paused(store *s, unsigned limit, GError **error)
{
    return take_all(
        db_ask(s->db, error,
               "SELECT " OUTGOING_COLUMNS " FROM outgoing"
               " WHERE state IN (0, 1) AND id <="
               " (SELECT value FROM meta WHERE name = 'paused_last')"
               " ORDER BY id LIMIT ?",
               DB_I(limit)),
        error);
}

bool store_outgoing_release(store *s, int64_t ticket, int64_t entry,
                            store_out_state to, int64_t date_ms, GError **error)
{
    bool ready = to == STORE_OUT_READY;
    return db_write(s->db, error,
                    ready ? "UPDATE outgoing SET state = 1, date_ms = ?1,"
                            " next_ms = ?1 WHERE ticket = ?2 AND entry = ?3"
                            " AND state = 0"
                          : "UPDATE outgoing SET state = 4, sent_ms = ?1"
                            " WHERE ticket = ?2 AND entry = ?3"
                            " AND (state = 0 OR (state = 1"
                            " AND audience = 0))",
                    DB_I(date_ms), DB_I(ticket), DB_I(entry));
}

bool store_outgoing_is_gone(store *s, int64_t ticket, int64_t entry, bool *gone,
                            GError **error)
{
    int64_t count;
    bool fine = db_number(s->db, error, 0, &count,
                          "SELECT count(*) FROM outgoing WHERE ticket = ?"
                          " AND entry = ? AND template = 'reply' AND state = 2",
                          DB_I(ticket), DB_I(entry));
    *gone = fine && count > 0;
    return fine;
}

GPtrArray *store_outgoing_of_ticket(store *s, int64_t ticket, GError **error)
{
    return take_all(db_ask(s->db, error,
                           "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                           " WHERE ticket = ? ORDER BY id",
                           DB_I(ticket)),
                    error);
}

bool store_outgoing_set_message_id(store *s, int64_t id, const char *message_id,
                                   GError **error)
{
    g_autoptr(store_outgoing) o = store_outgoing_get(s, id, error);
    return o &&
           db_write(s->db, error,
                    "UPDATE outgoing SET message_id = ? WHERE id = ?",
                    DB_S(message_id), DB_I(id)) &&
           (!o->ticket ||
            store_msgid_add(s, message_id, o->ticket, STORE_ID_SENT, error));
}

bool store_outgoing_result(store *s, int64_t id, store_out_state state,
                           int64_t next_ms, const char *result, int64_t now_ms,
                           GError **error)
{
    g_autofree char *what =
        g_strdup_printf("outgoing mail %" G_GINT64_FORMAT, id);
    return db_write_one(
        s->db, error, what,
        "UPDATE outgoing SET"
        " state = CASE WHEN ?1 = 2 AND state = 3 THEN 3 ELSE ?1 END,"
        " tries = tries + 1, next_ms = ?2,"
        " result = CASE WHEN ?1 = 2 AND state = 3 THEN result ELSE ?3 END,"
        " sent_ms = CASE WHEN ?1 = 2 THEN ?4 ELSE sent_ms END,"
        " deferred_ms = CASE WHEN ?1 <> 1 THEN 0"
        "  WHEN deferred_ms = 0 THEN ?4 ELSE deferred_ms END,"
        " failed_ms = CASE WHEN ?1 = 1 THEN 0"
        "  WHEN ?1 = 3 AND state <> 3 THEN ?4 ELSE failed_ms END"
        " WHERE id = ?5",
        DB_I(state), DB_I(next_ms), DB_T(result), DB_I(now_ms), DB_I(id));
}

#define FIRST(column)                                             \
    "UPDATE outgoing SET " column " = CASE WHEN " column " = 0"   \
    " THEN ?1 ELSE " column " END, report = coalesce(?2, report)" \
    " WHERE id = ?3"

bool store_outgoing_report(store *s, int64_t id, store_report what,
                           int64_t at_ms, const char *words, GError **error)
{
    static const char *const updates[STORE_REPORTS] = {
        [STORE_REPORT_DELAYED] = FIRST("deferred_ms"),
        [STORE_REPORT_RELAYED] = FIRST("relayed_ms"),
        [STORE_REPORT_DELIVERED] = FIRST("delivered_ms"),
        [STORE_REPORT_READ] = FIRST("read_ms"),
        [STORE_REPORT_DELETED] = FIRST("deleted_ms"),
        [STORE_REPORT_FAILED] = FIRST("failed_ms"),
        [STORE_REPORT_WARNED] = FIRST("warned_ms"),
    };
    g_autofree char *which =
        g_strdup_printf("outgoing mail %" G_GINT64_FORMAT, id);

    return db_write_one(s->db, error, which, updates[what], DB_I(at_ms),
                        DB_T(words), DB_I(id));
}

#define REPLIES " audience = 0 AND template = 'reply' AND state <> 4"

GPtrArray *store_outgoing_replies(store *s, int64_t ticket, int64_t entry,
                                  GError **error)
{
    if (entry > 0)
        return take_all(db_ask(s->db, error,
                               "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                               " WHERE ticket = ? AND entry = ? AND" REPLIES
                               " ORDER BY id",
                               DB_I(ticket), DB_I(entry)),
                        error);
    return take_all(db_ask(s->db, error,
                           "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                           " WHERE ticket = ?1 AND" REPLIES
                           " AND entry = (SELECT max(entry) FROM outgoing"
                           " WHERE ticket = ?1 AND" REPLIES ") ORDER BY id",
                           DB_I(ticket)),
                    error);
}

/* Of the latest mails; by time alone no index finds them. */
#define AUTOMATIC                                                   \
    "SELECT count(*) FROM (SELECT recipient, audience, created_ms," \
    " template FROM outgoing ORDER BY id DESC LIMIT ?) AS latest"   \
    " WHERE audience = 0 AND created_ms >= ? AND template <> 'reply'"
G_STATIC_ASSERT(STORE_TO_CUSTOMER == 0);
/* With a bare parameter SQLite would prepare it anew for each pattern, to look for
 * an index. */
#define PATTERN "CAST(? AS TEXT) ESCAPE '!'"

/* A pattern for LIKE in which the text stands for itself. */
static void add_plain(GString *pattern, const char *text)
{
    for (; *text; text++) {
        if (strchr("%_!", *text))
            g_string_append_c(pattern, '!');
        g_string_append_c(pattern, *text);
    }
}

/* Any mailbox of `domain`, or with `local` the plus-addresses of that one. */
static char *pattern_of(const char *local, const char *domain)
{
    GString *out = g_string_new(NULL);

    if (local) {
        add_plain(out, local);
        g_string_append_c(out, '+');
    }
    g_string_append(out, "%@");
    add_plain(out, domain);
    return g_string_free(out, FALSE);
}

int64_t store_outgoing_count_since(store *s, const char *recipient,
                                   int64_t since_ms, GError **error)
{
    g_autoptr(address) a = address_parse(recipient);
    int64_t count = 0;

    if (!a)
        return 0;
    g_autofree char *plain = g_strdup_printf("%s@%s", a->local, a->domain);
    g_autofree char *mailbox = address_normal(plain);
    g_autofree char *plus = pattern_of(a->local, a->domain);
    g_autofree char *low = g_utf8_strdown(plus, -1);

    return db_number(s->db, error, 0, &count,
                     AUTOMATIC " AND (recipient = ?"
                               " OR recipient LIKE " PATTERN ")",
                     DB_I(STORE_OUTGOING_LATEST), DB_I(since_ms),
                     DB_S(mailbox ? mailbox : plain), DB_S(low))
               ? count
               : -1;
}

int64_t store_outgoing_count_domain(store *s, const char *domain,
                                    int64_t since_ms, GError **error)
{
    g_autofree char *any = pattern_of(NULL, domain);
    int64_t count = 0;

    return db_number(s->db, error, 0, &count,
                     AUTOMATIC " AND recipient LIKE " PATTERN,
                     DB_I(STORE_OUTGOING_LATEST), DB_I(since_ms), DB_S(any))
               ? count
               : -1;
}

GPtrArray *store_outgoing_later(store *s, const char *template, int64_t now_ms,
                                GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                         " WHERE state = 1 AND next_ms > ? AND template = ?"
                         " ORDER BY next_ms, id",
                         DB_I(now_ms), DB_S(template)),
                  take_outgoing, NULL, (GDestroyNotify)store_outgoing_free,
                  error);
}

GPtrArray *store_outgoing_same_id(store *s, const char *message_id,
                                  GError **error)
{
    return take_all(db_ask(s->db, error,
                           "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                           " WHERE message_id = ? ORDER BY id LIMIT ?",
                           DB_T(message_id), DB_I(STORE_OUTGOING_SAME_ID)),
                    error);
}

store_outgoing *store_outgoing_by_message_id(store *s, const char *message_id,
                                             GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " OUTGOING_COLUMNS " FROM outgoing"
                         " WHERE message_id = ? ORDER BY id LIMIT 1",
                         DB_S(message_id)),
                  take_outgoing, NULL, NULL, error);
}

bool store_outgoing_status(store *s, int64_t *ready, int64_t *failed,
                           int64_t *oldest_ms, GError **error)
{
    return db_number(s->db, error, 0, ready,
                     "SELECT count(*) FROM outgoing WHERE state = 1" MAY_GO,
                     DB_END) &&
           db_number(s->db, error, 0, failed,
                     "SELECT count(*) FROM outgoing WHERE state = 3", DB_END) &&
           db_number(s->db, error, 0, oldest_ms,
                     "SELECT min(date_ms) FROM outgoing WHERE state = 1" MAY_GO,
                     DB_END);
}
