/* value: what fields of [field NAME] hold. */
#include "store/value.h"

#include "store/db.h"

#include <string.h>

#define VALUE_COLUMNS "owner, field, text, num, public"

void store_value_free(store_value *v)
{
    if (!v)
        return;
    g_free(v->field);
    g_free(v->text);
    g_free(v);
}

static void *take_value(db_query *q, void *context, GError **error)
{
    store_value *v = g_new0(store_value, 1);
    v->owner = db_take_int(q);
    v->field = db_take_string(q);
    v->text = db_take_string(q);
    v->num = db_take_int(q);
    v->is_public = db_take_int(q) != 0;
    return v;
}

bool store_value_set(store *s, store_value_owner kind, const store_value *v,
                     GError **error)
{
    if (!v->text)
        return db_write(s->db, error,
                        "DELETE FROM field_value WHERE owner_kind = ?"
                        " AND owner = ? AND field = ?",
                        DB_I(kind), DB_I(v->owner), DB_S(v->field));
    return db_write(s->db, error,
                    "INSERT INTO field_value (owner_kind, " VALUE_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?)"
                    " ON CONFLICT (owner_kind, owner, field) DO UPDATE SET"
                    " text = excluded.text, num = excluded.num,"
                    " public = excluded.public",
                    DB_I(kind), DB_I(v->owner), DB_S(v->field), DB_S(v->text),
                    DB_I(v->num), DB_I(v->is_public));
}

GPtrArray *store_values(store *s, store_value_owner kind, int64_t owner,
                        GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " VALUE_COLUMNS " FROM field_value"
                         " WHERE owner_kind = ? AND owner = ? ORDER BY field",
                         DB_I(kind), DB_I(owner)),
                  take_value, NULL, (GDestroyNotify)store_value_free, error);
}

const store_value *store_value_find(const GPtrArray *values, const char *field)
{
    for (guint i = 0; values && i < values->len; i++) {
        const store_value *v = values->pdata[i];
        if (strcmp(v->field, field) == 0)
            return v;
    }
    return NULL;
}
