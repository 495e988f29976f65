/* people: who takes part in a ticket, who watches it, and who wrote before. */
#include "store/people.h"

#include "store/rows.h"

/* ---- participants ---- */

void store_participant_free(store_participant *p)
{
    if (!p)
        return;
    g_free(p->address);
    g_free(p->name);
    g_free(p);
}

static void *take_participant(db_query *q, void *context, GError **error)
{
    store_participant *p = g_new0(store_participant, 1);
    p->address = db_take_string(q);
    p->name = db_take_text(q);
    p->part = (store_part)db_take_int(q);
    return p;
}

GPtrArray *participant_take_all(db_query *q, GError **error)
{
    return db_all(q, take_participant, NULL,
                  (GDestroyNotify)store_participant_free, error);
}

GPtrArray *store_participants(store *s, int64_t ticket, GError **error)
{
    return participant_take_all(
        db_ask(s->db, error,
               "SELECT address, name, part FROM participant"
               " WHERE ticket = ? ORDER BY part, address",
               DB_I(ticket)),
        error);
}

/* Who takes part already stays what he is; a name is learned once. */
bool store_participant_add(store *s, int64_t ticket, const store_participant *p,
                           GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO participant (ticket, address, name, part)"
                    " VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (ticket, address) DO UPDATE SET"
                    " name = coalesce(participant.name, excluded.name)",
                    DB_I(ticket), DB_S(p->address), DB_T(p->name),
                    DB_I(p->part)) &&
           ticket_touch(s, ticket, error);
}

bool store_participant_remove(store *s, int64_t ticket, const char *address,
                              GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM participant WHERE ticket = ? AND address = ?",
                    DB_I(ticket), DB_S(address)) &&
           ticket_touch(s, ticket, error);
}

/* ---- watchers ---- */

static void *take_name(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

GPtrArray *store_watchers(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT operator FROM watcher WHERE ticket = ?"
                         " ORDER BY operator",
                         DB_I(ticket)),
                  take_name, NULL, g_free, error);
}

bool store_watcher_set(store *s, int64_t ticket, const char *operator_id,
                       bool on, GError **error)
{
    return db_write(s->db, error,
                    on ? "INSERT INTO watcher (ticket, operator) VALUES (?, ?)"
                         " ON CONFLICT (ticket, operator) DO NOTHING"
                       : "DELETE FROM watcher WHERE ticket = ?"
                         " AND operator = ?",
                    DB_I(ticket), DB_S(operator_id)) &&
           ticket_touch(s, ticket, error);
}

/* ---- companies ---- */

bool store_company_of(store *s, const char *address, int64_t *company,
                      GError **error)
{
    const char *at = strrchr(address, '@');

    *company = 0;
    return db_number(s->db, error, 0, company,
                     "SELECT company FROM handle WHERE handle = ?",
                     DB_S(address)) &&
           (*company || !at ||
            db_number(s->db, error, 0, company,
                      "SELECT company FROM domain WHERE domain = ?",
                      DB_S(at + 1)));
}

/* ---- persons ---- */

void store_person_free(store_person *p)
{
    if (!p)
        return;
    g_free(p->address);
    g_free(p->name);
    g_free(p->language);
    g_free(p);
}

static void *take_person(db_query *q, void *context, GError **error)
{
    store_person *p = g_new0(store_person, 1);
    p->address = db_take_string(q);
    p->name = db_take_text(q);
    p->language = db_take_text(q);
    p->ack_off = db_take_int(q) != 0;
    p->chosen = db_take_int(q) != 0;
    p->contact = db_take_int(q) != 0;
    return p;
}

store_person *store_person_get(store *s, const char *address, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT address, name, language, ack_off, chosen,"
                         " contact FROM person WHERE address = ?",
                         DB_S(address)),
                  take_person, NULL, NULL, error);
}

bool store_person_put(store *s, const store_person *p, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO person (address, name, language, ack_off,"
                    " chosen) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (address) DO UPDATE SET"
                    " name = excluded.name, language = excluded.language,"
                    " ack_off = excluded.ack_off, chosen = excluded.chosen",
                    DB_S(p->address), DB_T(p->name), DB_T(p->language),
                    DB_I(p->ack_off), DB_I(p->chosen));
}
