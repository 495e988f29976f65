/* balance_desk: how contracts stand now, for managers: prepaid time that is left, what
 * was worked and not billed yet, what is owed. */
#include "desk/notify/room.h"

#include "base/err.h"
#include "base/money.h"
#include "desk/say.h"
#include "desk/statement_desk.h"
#include "desk/statement_json.h"
#include "desk/statement_words.h"

#define CONTRACTS_MAX 200 /* in one mail */

static void set_money(const notify_job *j, json_t *o, const char *key,
                      const store_contract *k, int64_t minor)
{
    notify_set_free(o, key, money_write(j->language, k->currency, minor));
}

/* "6:30 (Support)"; of several "6:30 (Support), 1:00 (Hotline)". NULL: nothing is
 * prepaid. */
static char *left_of(const statement_source *s, const statement_balance *b)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < s->services->len; i++) {
        const store_service *one = s->services->pdata[i];
        const prepaid_month *m = &g_array_index(b->months, prepaid_month, i);
        if (prepaid_percent(m) < 0)
            continue;
        g_autofree char *left = statement_hours(m->left_min);
        g_autofree char *name = notify_brief(one->name, 60);
        g_string_append_printf(out, "%s%s (%s)", out->len > 0 ? ", " : "", left,
                               name);
    }
    return out->len > 0 ? g_strdup(out->str) : NULL;
}

static json_t *row_of(const notify_job *j, const statement_source *s,
                      const statement_balance *b)
{
    const store_contract *k = s->contract;
    json_t *o = json_object();

    json_object_set_new(o, "number", json_integer(k->id));
    notify_set_free(o, "company", notify_brief(s->company->name, 60));
    if (*k->name)
        notify_set_free(o, "name", notify_brief(k->name, 60));
    json_object_set_new(
        o, "ended",
        json_boolean(k->until_ms != 0 && k->until_ms <= j->o->date_ms));
    notify_set_free(o, "left", left_of(s, b));
    set_money(j, o, "unsent", k, b->unsent_minor);
    set_money(j, o, "owed", k, b->owed_minor);
    return o;
}

/* Takes `k` over. */
static bool add_one(notify_job *j, store_contract *k, json_t *rows,
                    GError **error)
{
    g_autoptr(statement_source) s =
        statement_source_read(j->desk, j->c, k, error);
    g_auto(statement_balance) b = {0};

    if (!s)
        return false;
    statement_ask ask = statement_source_ask(s, 0, 0);
    if (!statement_balance_of(&ask, j->o->date_ms, &b, error))
        return false;
    json_array_append_new(rows, row_of(j, s, &b));
    return true;
}

/* All of a company's, or the one contract that is named. */
static GPtrArray *named(const notify_job *j, const char *name, GError **error)
{
    GError *why = NULL;
    g_autoptr(store_company) k = store_company_find(j->desk, name, &why);

    if (k)
        return store_contract_list(j->desk, k->id, error);
    if (err_class_of(why) != ERR_NOT_FOUND) {
        g_propagate_error(error, why);
        return NULL;
    }
    g_clear_error(&why);
    store_contract *one = statement_contract(j->desk, name, error);
    if (!one)
        return NULL;
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_contract_free);
    g_ptr_array_add(all, one);
    return all;
}

static bool add_all(notify_job *j, GPtrArray *contracts, GError **error)
{
    json_t *rows = json_array();
    guint count = contracts->len;
    bool fine = true;

    for (guint i = 0; fine && i < MIN(count, CONTRACTS_MAX); i++)
        fine = add_one(j, g_ptr_array_steal_index(contracts, 0), rows, error);
    json_object_set_new(j->data, "has_contracts",
                        json_boolean(json_array_size(rows) > 0));
    json_object_set_new(j->data, "contracts", rows);
    if (count > CONTRACTS_MAX)
        json_object_set_new(j->data, "more",
                            json_integer(count - CONTRACTS_MAX));
    return fine;
}

bool notify_make_balances(notify_job *j, GError **error)
{
    const char *name = notify_row_text(j, "name");
    GError *why = NULL;
    g_autoptr(GPtrArray) all =
        name ? named(j, name, &why) : store_contract_list(j->desk, 0, &why);
    err_class class = err_class_of(why);

    if (all)
        return add_all(j, all, error);
    if (class == ERR_NOT_FOUND || class == ERR_DATA) {
        notify_set_free(j->data, "wrong", say_again(j->language, why->message));
        g_error_free(why);
        return true;
    }
    g_propagate_error(error, why);
    return false;
}
