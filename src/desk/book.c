/* book: rows, their names, and what asks do to them. */
#include "desk/book_room.h"

#include "base/money.h"
#include "store/statement.h"

#include <string.h>

/* ---- rows ---- */

static void row_free(void *data)
{
    book_row *r = data;

    json_decref(r->values);
    g_free(r);
}

book *book_new(const config *c)
{
    book *b = g_new0(book, 1);

    b->c = c;
    b->index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    b->money = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (int i = 0; i < BOOK_KINDS; i++)
        b->rows[i] = g_ptr_array_new_with_free_func(row_free);
    return b;
}

book *book_copy(const book *b)
{
    book *copy = book_new(b->c);

    g_hash_table_unref(copy->money);
    copy->money = g_hash_table_ref(b->money);
    for (int k = 0; k < BOOK_KINDS; k++) {
        for (guint i = 0; i < b->rows[k]->len; i++) {
            const book_row *r = b->rows[k]->pdata[i];
            book_add(copy, r->kind, r->id, json_deep_copy(r->values))->changed =
                r->changed;
        }
    }
    return copy;
}

void book_free(book *b)
{
    if (!b)
        return;
    for (int i = 0; i < BOOK_KINDS; i++)
        g_ptr_array_unref(b->rows[i]);
    g_hash_table_unref(b->index);
    g_hash_table_unref(b->money);
    g_free(b);
}

book_row *book_add(book *b, book_kind kind, int64_t id, json_t *values)
{
    book_row *r = g_new0(book_row, 1);

    r->kind = kind;
    r->id = id;
    r->values = values;
    g_ptr_array_add(b->rows[kind], r);
    book_index(b, r);
    return r;
}

/* ---- what a row is to become ---- */

void book_done_clear(book_done *d)
{
    g_clear_pointer(&d->rows, g_ptr_array_unref);
}

static const book_column *column_of(const GArray *columns, const char *name)
{
    for (guint i = 0; i < columns->len; i++) {
        const book_column *k = &g_array_index(columns, book_column, i);
        if (strcmp(k->name, name) == 0)
            return k;
    }
    return NULL;
}

/* NULL: they are in `values`, over what it had. */
static fault *take_given(const book *b, const book_ask *ask, json_t *values,
                         int64_t now_ms)
{
    g_autoptr(GArray) columns = book_columns(b->c, ask->kind);
    const char *name;
    json_t *text;

    json_object_foreach(ask->given, name, text)
    {
        fault *wrong = NULL;
        const char *before = json_string_value(json_object_get(values, name));
        g_autofree char *value =
            book_read_value(b, ask->kind, column_of(columns, name),
                            json_string_value(text), before, now_ms, &wrong);
        if (!value)
            return wrong;
        if (*value)
            json_object_set_new(values, name, json_string(value));
        else
            json_object_del(values, name);
    }
    return NULL;
}

/* What is wrong with the row as a whole. */
static fault *check_whole(const book *b, book_kind kind, json_t *values)
{
    const book_kind_row *k = &book_kinds[kind];

    for (const book_column *one = k->columns; one->name; one++)
        if (one->needed && !json_object_get(values, one->name))
            return fault_new(FAULT_BOOK_NEEDS, k->name, one->name, NULL);
    const book_row whole = {kind, 0, values, false};
    int64_t until = book_last_ms(book_value(&whole, "until"));
    if (until && book_first_ms(book_value(&whole, "from")) > until)
        return fault_new(FAULT_BOOK_ORDER, NULL);
    return kind == BOOK_RATE ? book_check_rate(b, values) : NULL;
}

/* A domain leads to one company. */
static fault *check_domains(const book *b, const book_row *own, json_t *values)
{
    const char *all = json_string_value(json_object_get(values, "domains"));
    g_auto(GStrv) mine = g_strsplit(all ? all : "", " ", -1);

    for (char **one = mine; *one; one++) {
        bool several = false;
        const book_row *r = book_lookup(b, BOOK_COMPANY, 'd', *one, &several);
        if (!r || r == own)
            continue;
        g_autofree char *words = book_words(r);
        return fault_new(FAULT_BOOK_DOMAIN, *one, words, NULL);
    }
    return NULL;
}

/* Another row has this ext, one of these handles, or (of companies) this name.
 * */
static fault *check_taken(const book *b, const book_row *own, book_kind kind,
                          json_t *values)
{
    const book_row whole = {kind, 0, values, false};
    const char *ext = book_value(&whole, "ext");
    const char *name = book_value(&whole, "name");
    bool several = false;
    const book_row *other =
        ext ? book_lookup(b, kind, 'e', ext, &several) : NULL;

    if (other && other != own)
        return fault_new(FAULT_BOOK_TAKEN, book_kinds[kind].name, ext, NULL);
    if (kind == BOOK_PERSON)
        return book_check_handles(b, own, values);
    if (kind == BOOK_COMPANY) {
        fault *f = check_domains(b, own, values);
        if (f)
            return f;
    }
    other = kind == BOOK_COMPANY && !ext
                ? book_lookup(b, kind, 'n', name, &several)
                : NULL;
    if ((other || several) && other != own)
        return fault_new(FAULT_BOOK_TAKEN, book_kinds[kind].name, name, NULL);
    return NULL;
}

static bool differs(const book_row *r, const book_row *now, const char *column)
{
    return g_strcmp0(book_value(r, column), book_value(now, column)) != 0;
}

/* Amounts are kept in the smallest unit of the contract's currency, and are its
 * company's: neither can be another afterwards. A first currency may be named if its
 * unit is that of prices without one. */
static fault *check_money(const book *b, const book_row *r, json_t *values)
{
    const book_row now = {r->kind, r->id, values, false};
    store_money has = GPOINTER_TO_INT(g_hash_table_lookup(b->money, &r->id));
    const char *currency = book_value(&now, "currency");
    bool named = !book_value(r, "currency") && currency &&
                 money_digits(currency) == money_digits(NULL);

    if (has >= STORE_MONEY_PRICED && differs(r, &now, "currency") && !named)
        return fault_new(FAULT_BOOK_MONEY, "currency", NULL);
    if (has == STORE_MONEY_BILLED && differs(r, &now, "company"))
        return fault_new(FAULT_BOOK_MONEY, "company", NULL);
    return NULL;
}

/* ---- asks ---- */

static void show(book_done *d, book_row *r)
{
    d->rows = g_ptr_array_new();
    g_ptr_array_add(d->rows, r);
}

/* The row that `add` means, if it is known: by its ext, or what else is each
 * once. False: *wrong says why it cannot be said. */
static book_row *known(const book *b, const book_ask *ask, json_t *values)
{
    const book_row whole = {ask->kind, 0, values, false};
    const char *ext = book_value(&whole, "ext");
    bool several = false;
    book_row *r = ext ? book_lookup(b, ask->kind, 'e', ext, &several) : NULL;

    if (r)
        return r;
    if (ask->kind == BOOK_PERSON)
        r = book_person_of(b, values);
    else if (!ext)
        r = book_like(b, ask->kind, values);
    /* who is known by another id is another */
    return r && ext && book_value(r, "ext") ? NULL : r;
}

/* `values` are taken over. NULL: done. */
static fault *put(book *b, book_row *r, book_kind kind, json_t *values,
                  book_done *d)
{
    fault *f = check_whole(b, kind, values);

    if (!f)
        f = check_taken(b, r, kind, values);
    if (!f && r && kind == BOOK_CONTRACT)
        f = check_money(b, r, values);
    if (f) {
        json_decref(values);
        return f;
    }
    if (kind == BOOK_PERSON) {
        book_order_handles(r, values);
        book_take_handles(b, r, values);
    }
    d->made = !r;
    d->changed = !r || !json_equal(values, r->values);
    if (r) {
        book_unindex(b, r);
        json_decref(r->values);
        r->values = values;
        book_index(b, r);
    } else {
        r = book_add(b, kind, 0, values);
    }
    r->changed |= d->changed;
    show(d, r);
    return NULL;
}

/* It holds from today on, if nobody says when. */
static void complete(book_kind kind, json_t *values, int64_t now_ms)
{
    bool begins = kind == BOOK_CONTRACT || kind == BOOK_RATE;
    g_autofree char *day = book_day(now_ms / SPAN_DAY * SPAN_DAY);

    if (begins && !json_object_get(values, "from"))
        json_object_set_new(values, "from", json_string(day));
}

/* Who leaves a company does not speak for the next one unless that is said: she would
 * read all of it. */
static void leave(const book_ask *ask, const book_row *r, json_t *values)
{
    const char *from = book_value(r, "company");
    const char *to = json_string_value(json_object_get(values, "company"));

    if (ask->kind == BOOK_PERSON && from && g_strcmp0(from, to) != 0 &&
        !json_object_get(ask->given, "contact"))
        json_object_del(values, "contact");
}

/* What was given, over what the row had. */
static fault *add(book *b, const book_ask *ask, int64_t now_ms, book_done *d)
{
    json_t *values = json_object();
    fault *f = take_given(b, ask, values, now_ms);

    complete(ask->kind, values, now_ms);
    book_row *r = f ? NULL : known(b, ask, values);
    if (!f && r) {
        json_decref(values);
        values = json_deep_copy(r->values);
        f = take_given(b, ask, values, now_ms);
        leave(ask, r, values);
    }
    if (f) {
        json_decref(values);
        return f;
    }
    return put(b, r, ask->kind, values, d);
}

static fault *set(book *b, const book_ask *ask, int64_t now_ms, book_done *d)
{
    fault *f = NULL;
    book_row *r = book_find(b, ask->kind, ask->name, &f);
    json_t *values = r ? json_deep_copy(r->values) : NULL;

    if (r) {
        f = take_given(b, ask, values, now_ms);
        leave(ask, r, values);
    }
    if (f) {
        json_decref(values);
        return f;
    }
    return put(b, r, ask->kind, values, d);
}

/* Rows whose values are as given: `list company=Acme`. */
static fault *list(book *b, const book_ask *ask, int64_t now_ms, book_done *d)
{
    json_t *wanted = json_object();
    fault *f = take_given(b, ask, wanted, now_ms);
    const char *name;
    json_t *value;

    d->rows = f ? NULL : g_ptr_array_new();
    for (guint i = 0; !f && i < b->rows[ask->kind]->len; i++) {
        book_row *r = b->rows[ask->kind]->pdata[i];
        bool fits = json_object_size(r->values) > 0;
        json_object_foreach(wanted, name, value) fits &=
            json_equal(json_object_get(r->values, name), value);
        if (fits)
            g_ptr_array_add(d->rows, r);
    }
    json_decref(wanted);
    return f;
}

fault *book_do(book *b, const book_ask *ask, int64_t now_ms, book_done *done)
{
    fault *f = NULL;

    *done = (book_done){0};
    switch (ask->verb) {
    case BOOK_ADD:
        return add(b, ask, now_ms, done);
    case BOOK_SET:
        return set(b, ask, now_ms, done);
    case BOOK_SHOW: {
        book_row *r = book_find(b, ask->kind, ask->name, &f);
        if (r)
            show(done, r);
        return f;
    }
    default:
        return list(b, ask, now_ms, done);
    }
}
