/* registered: persons that the desk was told of, and their handles. */
#include "store/people.h"

#include "base/err.h"
#include "store/rows.h"

#include <string.h>

void store_registered_free(store_registered *p)
{
    if (!p)
        return;
    g_clear_pointer(&p->handles, g_ptr_array_unref);
    g_free(p->id);
    g_free(p->name);
    g_free(p->ext);
    g_free(p->zone);
    g_free(p->language);
    g_free(p);
}

/* ---- reading ---- */

typedef struct row {
    char *handle;
    store_registered *p;
} row;

static void row_free(void *data)
{
    row *r = data;

    g_free(r->handle);
    store_registered_free(r->p);
    g_free(r);
}

static void *take_row(db_query *q, void *context, GError **error)
{
    row *r = g_new0(row, 1);
    store_registered *p = r->p = g_new0(store_registered, 1);

    r->handle = db_take_string(q);
    p->id = db_take_string(q);
    p->company = db_take_int(q);
    p->number = db_take_int(q);
    p->name = db_take_text(q);
    p->ext = db_take_text(q);
    p->zone = db_take_text(q);
    p->language = db_take_text(q);
    p->contact = db_take_int(q) != 0;
    p->handles = g_ptr_array_new_with_free_func(g_free);
    return r;
}

/* Rows of one person stand together; his own handle is the first. */
static GPtrArray *gather(GPtrArray *rows)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_registered_free);
    store_registered *p = NULL;

    for (guint i = 0; i < rows->len; i++) {
        row *r = rows->pdata[i];
        if (!p || strcmp(p->id, r->p->id) != 0) {
            p = g_steal_pointer(&r->p);
            g_ptr_array_add(all, p);
        }
        bool his = strcmp(r->handle, p->id) == 0;
        g_ptr_array_insert(p->handles, his ? 0 : -1,
                           g_steal_pointer(&r->handle));
    }
    return all;
}

GPtrArray *store_registered_list(store *s, GError **error)
{
    g_autoptr(GPtrArray) rows = db_all(
        db_ask(s->db, error,
               "SELECT h.handle, h.person, h.company,"
               " coalesce(p.number, 0), p.name, p.ext, p.zone, p.language,"
               " coalesce(p.contact, 0) FROM handle h"
               " LEFT JOIN person p ON p.address = h.person"
               " WHERE h.company >= ? ORDER BY"
               " CASE WHEN coalesce(p.number, 0) = 0 THEN 1 ELSE 0 END,"
               " coalesce(p.number, 0), h.person, h.handle",
               DB_I(0)),
        take_row, NULL, row_free, error);

    return rows ? gather(rows) : NULL;
}

static void *take_handle(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

char *store_person_of(store *s, const char *handle, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT person FROM handle WHERE handle = ?",
                         DB_S(handle)),
                  take_handle, NULL, NULL, error);
}

GPtrArray *store_person_handles(store *s, const char *person, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT handle FROM handle WHERE person = ?1"
                         " ORDER BY CASE WHEN handle = ?1 THEN 0 ELSE 1 END,"
                         " handle",
                         DB_S(person)),
                  take_handle, NULL, g_free, error);
}

GPtrArray *store_contacts(store *s, int64_t company, GError **error)
{
    return db_all(
        db_ask(s->db, error,
               "SELECT coalesce(min(CASE WHEN h.handle = h.person"
               " THEN h.handle END), min(h.handle)) FROM handle h"
               " JOIN person p ON p.address = h.person"
               " WHERE h.company = ? AND p.contact = 1"
               " AND h.handle LIKE '%@%' AND h.handle NOT LIKE 'chat:%'"
               " GROUP BY h.person ORDER BY 1",
               DB_I(company)),
        take_handle, NULL, g_free, error);
}

/* ---- writing ---- */

static bool is_taken(store *s, const store_registered *p, bool *taken,
                     GError **error)
{
    int64_t others = 0;

    *taken = false;
    if (!p->ext)
        return true;
    if (!db_number(s->db, error, 0, &others,
                   "SELECT count(*) FROM person WHERE ext = ?"
                   " AND address <> ?",
                   DB_S(p->ext), DB_S(p->id)))
        return false;
    *taken = others > 0;
    return true;
}

static bool put_person(store *s, const store_registered *p, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO person (address, name, language, ack_off,"
                    " chosen, ext, zone, contact, number)"
                    " VALUES (?,?,?,0,?,?,?,?,?)"
                    " ON CONFLICT (address) DO UPDATE SET"
                    " name = excluded.name, language = excluded.language,"
                    " chosen = CASE WHEN excluded.language ="
                    "  coalesce(person.language, '') THEN person.chosen"
                    "  ELSE excluded.chosen END,"
                    " ext = excluded.ext, zone = excluded.zone,"
                    " contact = excluded.contact, number = excluded.number",
                    DB_S(p->id), DB_T(p->name), DB_T(p->language),
                    DB_I(p->language != NULL), DB_T(p->ext), DB_T(p->zone),
                    DB_I(p->contact), DB_I(p->number));
}

static bool put_handles(store *s, const store_registered *p, GError **error)
{
    if (!db_write(s->db, error, "DELETE FROM handle WHERE person = ?",
                  DB_S(p->id)))
        return false;
    for (guint i = 0; i < p->handles->len; i++)
        if (!db_write(s->db, error,
                      "INSERT INTO handle (handle, person, company)"
                      " VALUES (?, ?, ?) ON CONFLICT (handle) DO UPDATE SET"
                      " person = excluded.person, company = excluded.company",
                      DB_S(p->handles->pdata[i]), DB_S(p->id),
                      DB_I(p->company)))
            return false;
    return true;
}

bool store_registered_put(store *s, store_registered *p, GError **error)
{
    bool taken;

    if (!is_taken(s, p, &taken, error))
        return false;
    if (taken) {
        err_set(error, ERR_DENIED, "there is a person %s already", p->ext);
        return false;
    }
    if (p->number == 0)
        p->number = db_next_id(s->db, "person", error);
    return p->number != 0 && put_person(s, p, error) &&
           put_handles(s, p, error);
}
