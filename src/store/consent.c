/* consent: what customers asked to have changed about a service. */
#include "store/consent.h"

#include "store/rows.h"

#define CONSENT_COLUMNS                                                 \
    "id, ticket, service, what, value, person, entry, asked_ms, state," \
    " operator, reason, answered_ms"

void store_consent_free(store_consent *k)
{
    if (!k)
        return;
    g_free(k->what);
    g_free(k->value);
    g_free(k->person);
    g_free(k->operator_id);
    g_free(k->reason);
    g_free(k);
}

store_consent *store_consent_copy(const store_consent *k)
{
    store_consent *copy = g_new(store_consent, 1);

    *copy = *k;
    copy->what = g_strdup(k->what);
    copy->value = g_strdup(k->value);
    copy->person = g_strdup(k->person);
    copy->operator_id = g_strdup(k->operator_id);
    copy->reason = g_strdup(k->reason);
    return copy;
}

static void *take_consent(db_query *q, void *context, GError **error)
{
    store_consent *k = g_new0(store_consent, 1);
    k->id = db_take_int(q);
    k->ticket = db_take_int(q);
    k->service = db_take_int(q);
    k->what = db_take_string(q);
    k->value = db_take_string(q);
    k->person = db_take_string(q);
    k->entry = db_take_int(q);
    k->asked_ms = db_take_int(q);
    k->state = (store_consent_state)db_take_int(q);
    k->operator_id = db_take_text(q);
    k->reason = db_take_string(q);
    k->answered_ms = db_take_int(q);
    return k;
}

bool store_consent_put(store *s, store_consent *k, GError **error)
{
    if (k->id == 0)
        k->id = db_next_id(s->db, "consent", error);
    return k->id != 0 &&
           db_write(s->db, error,
                    "INSERT INTO consent (" CONSENT_COLUMNS ") VALUES"
                    " (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
                    " state = excluded.state, operator = excluded.operator,"
                    " reason = excluded.reason,"
                    " answered_ms = excluded.answered_ms",
                    DB_I(k->id), DB_I(k->ticket), DB_I(k->service),
                    DB_S(k->what), DB_S(k->value), DB_S(k->person),
                    DB_I(k->entry), DB_I(k->asked_ms), DB_I(k->state),
                    DB_T(k->operator_id), DB_S(k->reason),
                    DB_I(k->answered_ms)) &&
           ticket_touch(s, k->ticket, error);
}

GPtrArray *store_consent_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " CONSENT_COLUMNS " FROM consent"
                         " WHERE ticket = ? ORDER BY id",
                         DB_I(ticket)),
                  take_consent, NULL, (GDestroyNotify)store_consent_free,
                  error);
}
