/* cursor: how far each IMAP mailbox was read, and which of its messages were
 * accepted. */
#include "spool/room.h"

/* The row of a mailbox, or 0 if there is none, -1 on error. */
static int64_t find_place(sql_conn *c, const char *account, const char *mailbox,
                          uint32_t *uidvalidity, uint32_t *uid, GError **error)
{
    sql_query *q = sql_ask(c, error,
                           "SELECT place, uidvalidity, uid FROM place"
                           " WHERE account = ?1 AND mailbox = ?2",
                           SQL_T(account), SQL_T(mailbox));
    int found = q ? sql_next(q, error) : -1;
    if (found <= 0)
        return found;
    int64_t place = sql_take_int(q);
    *uidvalidity = (uint32_t)sql_take_int(q);
    *uid = (uint32_t)sql_take_int(q);
    sql_done(q);
    return place;
}

static bool write_place(spool *s, const char *account, const char *mailbox,
                        uint32_t uidvalidity, uint32_t uid, GError **error)
{
    return sql_write(s->writer, error,
                     "INSERT INTO place(account, mailbox, uidvalidity, uid)"
                     " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(account, mailbox)"
                     " DO UPDATE SET uidvalidity = excluded.uidvalidity,"
                     " uid = excluded.uid",
                     SQL_T(account), SQL_T(mailbox), SQL_I(uidvalidity),
                     SQL_I(uid));
}

static bool add_seen(spool *s, int64_t place, uint32_t uidvalidity,
                     uint32_t uid, GError **error)
{
    static const char *const ways[] = {
        "UPDATE seen SET last = ?3"
        " WHERE place = ?1 AND uidvalidity = ?2 AND first ="
        " (SELECT max(first) FROM seen WHERE place = ?1"
        "  AND uidvalidity = ?2 AND first <= ?3) AND last = ?3 - 1",
        "INSERT INTO seen(place, uidvalidity, first, last)"
        " VALUES(?1, ?2, ?3, ?3)"};
    for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
        if (!sql_write(s->writer, error, ways[i], SQL_I(place),
                       SQL_I(uidvalidity), SQL_I(uid)))
            return false;
        if (sql_changes(s->writer) > 0)
            break;
    }
    return true;
}

bool spool_cursor_advance(spool *s, const char *account, const char *mailbox,
                          uint32_t uidvalidity, uint32_t uid, bool accepted,
                          GError **error)
{
    uint32_t old_validity = 0, old_uid = 0;
    int64_t place =
        find_place(s->writer, account, mailbox, &old_validity, &old_uid, error);
    if (place < 0)
        return false;
    bool forward = !place || old_validity != uidvalidity || uid > old_uid;
    if ((forward || !accepted) &&
        !write_place(s, account, mailbox, uidvalidity, uid, error))
        return false;
    if (!accepted)
        return true;
    if (!place)
        place = find_place(s->writer, account, mailbox, &old_validity, &old_uid,
                           error);
    return place > 0 && add_seen(s, place, uidvalidity, uid, error);
}

bool spool_cursor_known(sql_conn *c, const char *account, const char *mailbox,
                        uint32_t uidvalidity, uint32_t uid, bool *seen,
                        GError **error)
{
    int64_t last = 0;
    bool ok = sql_number(
        c, error, -1, &last,
        "SELECT last FROM seen WHERE place ="
        " (SELECT place FROM place WHERE account = ?1 AND mailbox = ?2)"
        " AND uidvalidity = ?3 AND first <= ?4 ORDER BY first DESC LIMIT 1",
        SQL_T(account), SQL_T(mailbox), SQL_I(uidvalidity), SQL_I(uid));
    *seen = last >= (int64_t)uid;
    return ok;
}

bool spool_cursor_get(spool *s, const char *account, const char *mailbox,
                      uint32_t *uidvalidity, uint32_t *uid, GError **error)
{
    *uidvalidity = *uid = 0;
    pthread_mutex_lock(&s->read_lock);
    int64_t place =
        find_place(s->reader, account, mailbox, uidvalidity, uid, error);
    pthread_mutex_unlock(&s->read_lock);
    return place >= 0;
}

typedef struct setting {
    const char *account, *mailbox;
    uint32_t uidvalidity, uid;
} setting;

static bool set_row(spool *s, void *context, GError **error)
{
    const setting *x = context;
    return spool_cursor_advance(s, x->account, x->mailbox, x->uidvalidity,
                                x->uid, false, error);
}

bool spool_cursor_set(spool *s, const char *account, const char *mailbox,
                      uint32_t uidvalidity, uint32_t uid, GError **error)
{
    setting x = {account, mailbox, uidvalidity, uid};
    return spool_write(s, set_row, &x, false, error);
}

bool spool_cursor_seen(spool *s, const char *account, const char *mailbox,
                       uint32_t uidvalidity, uint32_t uid, bool *seen,
                       GError **error)
{
    pthread_mutex_lock(&s->read_lock);
    bool ok = spool_cursor_known(s->reader, account, mailbox, uidvalidity, uid,
                                 seen, error);
    pthread_mutex_unlock(&s->read_lock);
    return ok;
}
