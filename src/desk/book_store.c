/* book_store: a book read from the store, and its rows written back: members of
 * the store's rows as texts, and back, by the table of columns. */
#include "desk/book_store.h"

#include "base/err.h"
#include "base/money.h"
#include "desk/book_room.h"
#include "desk/contract.h"
#include "desk/field.h"
#include "store/company.h"
#include "store/people.h"
#include "store/rate.h"
#include "store/statement.h"
#include "store/value.h"
#include "store/waits.h"

#include <string.h>

static const store_value_owner owner_kinds[BOOK_KINDS] = {
    [BOOK_COMPANY] = STORE_VALUE_OF_COMPANY,
    [BOOK_PERSON] = STORE_VALUE_OF_PERSON,
    [BOOK_CONTRACT] = STORE_VALUE_OF_CONTRACT,
    [BOOK_SERVICE] = STORE_VALUE_OF_SERVICE,
};

/* ---- members as texts ---- */

#define TEXT_AT(row, at)   (*(char **)(void *)((char *)(row) + (at)))
#define NUMBER_AT(row, at) (*(int64_t *)(void *)((char *)(row) + (at)))
#define BOOL_AT(row, at)   (*(bool *)(void *)((char *)(row) + (at)))

static const char *const modes[] = {
    [STORE_RATE_ACTUAL] = "actual", [STORE_RATE_NORM] = "norm"};

/* What a reference is called in the book. */
static char *name_of(const book *b, book_kind kind, int64_t id)
{
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, id);
    const book_row *r = id ? book_find(b, kind, number, NULL) : NULL;

    return r ? book_key(r) : NULL;
}

static char *number_text(int64_t number)
{
    return number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

/* NULL: nothing. Caller frees. */
static char *member_text(const book *b, const book_column *k, const void *row)
{
    const void *at = (const char *)row + k->at;
    int64_t number;
    memcpy(&number, at, sizeof number);

    switch (k->type) {
    case BOOK_IS_BOOL:
        return g_strdup(*(const bool *)at ? "yes" : NULL);
    case BOOK_IS_FIRST:
        return number ? book_day(number) : NULL;
    case BOOK_IS_LAST:
        return !number                  ? NULL
               : number % SPAN_DAY == 0 ? book_day(number - SPAN_DAY)
                                        : book_day(number);
    case BOOK_IS_HOURS:
        return number ? book_hours(number) : NULL;
    case BOOK_IS_MINUTES:
    case BOOK_IS_PERCENT:
        return number_text(number);
    case BOOK_IS_COMPANY:
        return name_of(b, BOOK_COMPANY, number);
    case BOOK_IS_CONTRACT:
        return name_of(b, BOOK_CONTRACT, number);
    case BOOK_IS_SERVICE:
        return name_of(b, BOOK_SERVICE, number);
    case BOOK_IS_MODE:
        return g_strdup(modes[((const store_rate *)row)->mode]);
    default:
        return g_strdup(*(char *const *)at);
    }
}

static json_t *texts_of(const book *b, book_kind kind, const void *row)
{
    json_t *values = json_object();

    for (const book_column *k = book_kinds[kind].columns; k->name; k++) {
        bool member = k->at || k == book_kinds[kind].columns;
        g_autofree char *text =
            member && k->type != BOOK_IS_HANDLES && k->type != BOOK_IS_PRICE
                ? member_text(b, k, row)
                : NULL;
        if (text && *text)
            json_object_set_new(values, k->name, json_string(text));
    }
    return values;
}

/* ---- reading ---- */

static bool read_fields(store *s, book *b, book_row *r, GError **error)
{
    if (r->kind == BOOK_RATE || r->id == 0 || b->c->fields->len == 0)
        return true;
    g_autoptr(GPtrArray) all =
        store_values(s, owner_kinds[r->kind], r->id, error);
    for (guint i = 0; all && i < all->len; i++) {
        const store_value *v = all->pdata[i];
        if (field_by_id(b->c, v->field))
            json_object_set_new(r->values, v->field, json_string(v->text));
    }
    return all != NULL;
}

static bool read_domains(store *s, int64_t company, json_t *values,
                         GError **error)
{
    g_autoptr(GPtrArray) names = store_company_names(s, company, error);
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; names && i < names->len; i++) {
        const char *one = names->pdata[i];
        if (!strpbrk(one, "@:"))
            g_string_append_printf(all, "%s%s", all->len ? " " : "", one);
    }
    if (all->len)
        json_object_set_new(values, "domains", json_string(all->str));
    return names != NULL;
}

static bool read_companies(store *s, book *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_company_list(s, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_company *k = all->pdata[i];
        json_t *values = texts_of(b, BOOK_COMPANY, k);
        bool fine = read_domains(s, k->id, values, error);
        book_row *r = book_add(b, BOOK_COMPANY, k->id, values);
        if (!fine || !read_fields(s, b, r, error))
            return false;
    }
    return all != NULL;
}

static bool read_people(store *s, book *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_registered_list(s, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_registered *p = all->pdata[i];
        json_t *values = texts_of(b, BOOK_PERSON, p);
        g_ptr_array_add(p->handles, NULL);
        g_autofree char *words = g_strjoinv(" ", (char **)p->handles->pdata);
        json_object_set_new(values, "handles", json_string(words));
        book_row *r = book_add(b, BOOK_PERSON, p->number, values);
        if (!read_fields(s, b, r, error))
            return false;
    }
    return all != NULL;
}

static bool read_contracts(store *s, book *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_contract_list(s, 0, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_contract *k = all->pdata[i];
        if (!read_fields(s, b,
                         book_add(b, BOOK_CONTRACT, k->id,
                                  texts_of(b, BOOK_CONTRACT, k)),
                         error))
            return false;
    }
    GHashTable *money = all ? store_contract_money(s, error) : NULL;
    if (!money)
        return false;
    g_hash_table_unref(b->money);
    b->money = money;
    return true;
}

static bool read_services(store *s, book *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_service_list(s, 0, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_service *k = all->pdata[i];
        if (!read_fields(
                s, b,
                book_add(b, BOOK_SERVICE, k->id, texts_of(b, BOOK_SERVICE, k)),
                error))
            return false;
    }
    return all != NULL;
}

static bool read_rates(store *s, book *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_rate_list(s, 0, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_rate *r = all->pdata[i];
        json_t *values = texts_of(b, BOOK_RATE, r);
        g_autofree char *plain =
            money_plain(book_currency(b, values), r->minor);
        json_object_set_new(values, "price", json_string(plain));
        book_add(b, BOOK_RATE, 0, values);
    }
    return all != NULL;
}

book *book_read(store *s, const config *c, unsigned kinds, GError **error)
{
    g_autoptr(book) b = book_new(c);
    bool rates = kinds & BOOK_BIT(BOOK_RATE);
    bool services = rates || (kinds & BOOK_BIT(BOOK_SERVICE));
    bool contracts = services || (kinds & BOOK_BIT(BOOK_CONTRACT));

    if (!read_companies(s, b, error) ||
        ((kinds & BOOK_BIT(BOOK_PERSON)) && !read_people(s, b, error)) ||
        (contracts && !read_contracts(s, b, error)) ||
        (services && !read_services(s, b, error)) ||
        (rates && !read_rates(s, b, error)))
        return NULL;
    return g_steal_pointer(&b);
}

/* ---- rows as they are kept ---- */

static json_t *field_data(const config_field *f, const char *text,
                          int64_t now_ms)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    const when_ask ask = {.now_ms = now_ms, .zone = utc};
    g_autoptr(fault) wrong = NULL;
    g_autoptr(store_value) v = text ? field_read(f, text, &ask, &wrong) : NULL;

    return json_pack("{s:s, s:s?, s:I, s:b}", "field", f->id, "text",
                     v ? v->text : NULL, "num", (json_int_t)(v ? v->num : 0),
                     "public", f->is_public);
}

/* Others by their number, where they have one: a store finds that at once. */
static json_t *reference(const book *b, const book_column *k, const char *text)
{
    book_kind kind = k->type == BOOK_IS_COMPANY    ? BOOK_COMPANY
                     : k->type == BOOK_IS_CONTRACT ? BOOK_CONTRACT
                     : k->type == BOOK_IS_SERVICE  ? BOOK_SERVICE
                                                   : BOOK_KINDS;
    const book_row *r =
        kind < BOOK_KINDS ? book_find(b, kind, text, NULL) : NULL;

    return r && r->id
               ? json_sprintf("#%" JSON_INTEGER_FORMAT, (json_int_t)r->id)
               : json_string(text);
}

json_t *book_row_data(const book *b, const book_row *r, int64_t now_ms)
{
    json_t *values = json_object(), *fields = json_array();
    g_autoptr(GArray) columns = book_columns(b->c, r->kind);
    g_autofree char *currency = NULL;

    for (guint i = 0; i < columns->len; i++) {
        const book_column *k = &g_array_index(columns, book_column, i);
        const char *text = book_value(r, k->name);
        if (k->type == BOOK_IS_FIELD)
            json_array_append_new(
                fields, field_data(field_by_id(b->c, k->name), text, now_ms));
        else if (text)
            json_object_set_new(values, k->name, reference(b, k, text));
    }
    if (r->kind == BOOK_RATE)
        currency = g_strdup(book_currency(b, r->values));
    return json_pack("{s:s, s:I, s:o, s:o, s:s*}", "kind",
                     book_kinds[r->kind].name, "id", (json_int_t)r->id,
                     "values", values, "fields", fields, "currency", currency);
}

/* ---- writing ---- */

typedef struct writer {
    store *s;
    const json_t *values;
    bool patch; /* what they do not name stays */
    int64_t now_ms;
    GError **error;
} writer;

static bool refer(const writer *w, const book_column *k, const char *name,
                  int64_t *id)
{
    *id = 0;
    if (!name)
        return true;
    if (*name == '#') { /* the book has found it */
        *id = g_ascii_strtoll(name + 1, NULL, 10);
        return true;
    }
    if (k->type == BOOK_IS_COMPANY) {
        g_autoptr(store_company) r = store_company_find(w->s, name, w->error);
        *id = r ? r->id : 0;
    } else if (k->type == BOOK_IS_CONTRACT) {
        g_autoptr(store_contract) r = store_contract_find(w->s, name, w->error);
        *id = r ? r->id : 0;
    } else {
        g_autoptr(store_service) r = store_service_find(w->s, name, w->error);
        *id = r ? r->id : 0;
    }
    return *id != 0;
}

static void put_text(char **slot, const char *text, bool needed)
{
    g_free(*slot);
    *slot = g_strdup(text ? text : needed ? "" : NULL);
}

static bool put_member(const writer *w, const book_column *k, const char *text,
                       void *row)
{
    switch (k->type) {
    case BOOK_IS_BOOL:
        BOOL_AT(row, k->at) = text != NULL;
        return true;
    case BOOK_IS_FIRST:
        NUMBER_AT(row, k->at) = book_first_ms(text);
        return true;
    case BOOK_IS_LAST:
        NUMBER_AT(row, k->at) = book_last_ms(text);
        return true;
    case BOOK_IS_HOURS:
        NUMBER_AT(row, k->at) = text ? book_minutes(text) : 0;
        return true;
    case BOOK_IS_MINUTES:
    case BOOK_IS_PERCENT:
        NUMBER_AT(row, k->at) = text ? g_ascii_strtoll(text, NULL, 10) : 0;
        return true;
    case BOOK_IS_COMPANY:
    case BOOK_IS_CONTRACT:
    case BOOK_IS_SERVICE:
        return refer(w, k, text, &NUMBER_AT(row, k->at));
    default:
        put_text(&TEXT_AT(row, k->at), text, k->needed);
        return true;
    }
}

static bool put_members(const writer *w, book_kind kind, void *row)
{
    const book_column *all = book_kinds[kind].columns;

    for (const book_column *k = all; k->name; k++) {
        const char *text =
            json_string_value(json_object_get(w->values, k->name));
        bool member = (k->at || k == all) && k->type != BOOK_IS_HANDLES &&
                      k->type != BOOK_IS_PRICE && k->type != BOOK_IS_MODE;
        member &= text || !w->patch;
        if (member && !put_member(w, k, text, row))
            return false;
    }
    return true;
}

static const char *value_of(const writer *w, const char *column)
{
    return json_string_value(json_object_get(w->values, column));
}

static char *number_name(int64_t id)
{
    return g_strdup_printf("#%" G_GINT64_FORMAT, id);
}

/* Something about it has changed: clocks that run look at it anew. */
static bool look(const writer *w, const store_contract *k)
{
    g_autofree char *ref = number_name(k->id);
    store_wait wait = {.kind = (char *)STORE_WAIT_CONTRACT,
                       .ref = ref,
                       .at_ms = contract_next_ms(k)};

    return store_wait_set(w->s, &wait, w->error) &&
           store_wait_company(w->s, STORE_WAIT_TERMS, k->company, w->now_ms,
                              w->error);
}

/* ---- one kind each: *id is that of the row ---- */

static bool put_domains(const writer *w, int64_t company)
{
    g_autoptr(GPtrArray) before = store_company_names(w->s, company, w->error);
    const char *text = value_of(w, "domains");
    g_auto(GStrv) all = g_strsplit(text ? text : "", " ", -1);

    for (guint i = 0; before && i < before->len; i++) {
        const char *one = before->pdata[i];
        if (!strpbrk(one, "@:") &&
            !g_strv_contains((const char *const *)all, one) &&
            !store_domain_set(w->s, one, 0, w->error))
            return false;
    }
    for (char **one = all; before && *one; one++)
        if (!store_domain_set(w->s, *one, company, w->error))
            return false;
    return before != NULL;
}

static bool save_company(const writer *w, int64_t *id)
{
    g_autofree char *name = number_name(*id);
    g_autoptr(store_company) k = *id ? store_company_find(w->s, name, w->error)
                                     : g_new0(store_company, 1);

    if (!k || !put_members(w, BOOK_COMPANY, k) ||
        !store_company_put(w->s, k, w->error))
        return false;
    *id = k->id;
    return put_domains(w, k->id);
}

static bool save_person(const writer *w, int64_t *id)
{
    g_autoptr(store_registered) p = g_new0(store_registered, 1);
    g_auto(GStrv) handles = g_strsplit(value_of(w, "handles"), " ", -1);

    p->number = *id;
    p->id = g_strdup(handles[0]);
    p->handles = g_ptr_array_new_with_free_func(g_free);
    for (char **one = handles; *one; one++)
        g_ptr_array_add(p->handles, g_strdup(*one));
    if (!put_members(w, BOOK_PERSON, p) ||
        !store_registered_put(w->s, p, w->error))
        return false;
    *id = p->number;
    return true;
}

static bool save_contract(const writer *w, int64_t *id)
{
    g_autofree char *name = number_name(*id);
    g_autoptr(store_contract) k =
        *id ? store_contract_find(w->s, name, w->error)
            : g_new0(store_contract, 1);
    int64_t until = k ? k->until_ms : 0;
    bool new = *id == 0;

    if (!k || !put_members(w, BOOK_CONTRACT, k))
        return false;
    if (new || k->until_ms != until)
        k->told = contract_past(k, w->now_ms);
    if (!store_contract_put(w->s, k, w->error))
        return false;
    *id = k->id;
    return look(w, k);
}

static bool save_service(const writer *w, int64_t *id)
{
    g_autofree char *name = number_name(*id);
    g_autoptr(store_service) k = *id ? store_service_find(w->s, name, w->error)
                                     : g_new0(store_service, 1);

    if (!k || !put_members(w, BOOK_SERVICE, k) ||
        !store_service_put(w->s, k, w->error))
        return false;
    *id = k->id;
    g_autofree char *of = number_name(k->contract);
    g_autoptr(store_contract) contract =
        store_contract_find(w->s, of, w->error);
    return contract && look(w, contract);
}

static bool save_rate(const writer *w, const char *currency)
{
    g_autoptr(store_rate) r = g_new0(store_rate, 1);

    if (!put_members(w, BOOK_RATE, r))
        return false;
    g_free(money_read(value_of(w, "price"), currency, &r->minor));
    r->mode = g_strcmp0(value_of(w, "mode"), "norm") == 0 ? STORE_RATE_NORM
                                                          : STORE_RATE_ACTUAL;
    if (r->factor_pct == 0)
        r->factor_pct = 100;
    if (!r->work)
        r->work = g_strdup("");
    return store_rate_put(w->s, r, w->error);
}

static bool save_fields(const writer *w, book_kind kind, int64_t id,
                        const json_t *fields)
{
    size_t i;
    json_t *one;

    json_array_foreach(fields, i, one)
    {
        store_value v = {
            .owner = id,
            .field = (char *)json_string_value(json_object_get(one, "field")),
            .text = (char *)json_string_value(json_object_get(one, "text")),
            .num = json_integer_value(json_object_get(one, "num")),
            .is_public = json_is_true(json_object_get(one, "public"))};
        if (!store_value_set(w->s, owner_kinds[kind], &v, w->error))
            return false;
    }
    return true;
}

bool book_save(store *s, const json_t *data, int64_t now_ms, GError **error)
{
    book_kind kind =
        book_kind_named(json_string_value(json_object_get(data, "kind")));
    int64_t id = json_integer_value(json_object_get(data, "id"));
    const writer w = {s, json_object_get(data, "values"),
                      json_is_true(json_object_get(data, "patch")), now_ms,
                      error};
    bool fine = false;

    switch (kind) {
    case BOOK_COMPANY:
        fine = save_company(&w, &id);
        break;
    case BOOK_PERSON:
        fine = save_person(&w, &id);
        break;
    case BOOK_CONTRACT:
        fine = save_contract(&w, &id);
        break;
    case BOOK_SERVICE:
        fine = save_service(&w, &id);
        break;
    default:
        return save_rate(&w,
                         json_string_value(json_object_get(data, "currency")));
    }
    return fine && save_fields(&w, kind, id, json_object_get(data, "fields"));
}

bool book_save_all(store *s, const book *b, int64_t now_ms, GError **error)
{
    for (int kind = 0; kind < BOOK_KINDS; kind++) {
        for (guint i = 0; i < b->rows[kind]->len; i++) {
            const book_row *r = b->rows[kind]->pdata[i];
            if (!r->changed || json_object_size(r->values) == 0)
                continue;
            json_t *data = book_row_data(b, r, now_ms);
            bool fine = book_save(s, data, now_ms, error);
            json_decref(data);
            if (!fine)
                return false;
        }
    }
    return true;
}
