/* book: rows, their names, and what asks do to them. */
#include "desk/book_room.h"

#include "base/address.h"
#include "base/nearest.h"
#include "base/phone.h"

#include <string.h>

#define NAMES_MAX 20 /* that a fault names */

/* ---- rows ---- */

const char *book_value(const book_row *r, const char *column)
{
    return json_string_value(json_object_get(r->values, column));
}

char *book_key(const book_row *r)
{
    const char *ext = book_value(r, "ext"), *name = book_value(r, "name");

    return ext     ? g_strdup(ext)
           : r->id ? g_strdup_printf("#%" G_GINT64_FORMAT, r->id)
           : name  ? g_strdup(name)
                   : g_strdup("");
}

static const char *title(const book_row *r)
{
    const char *name = book_value(r, "name");

    return name                       ? name
           : r->kind == BOOK_PERSON   ? book_value(r, "handles")
           : r->kind == BOOK_CONTRACT ? book_value(r, "company")
           : r->kind == BOOK_RATE     ? book_value(r, "contract")
                                      : "";
}

char *book_words(const book_row *r)
{
    const char *ext = book_value(r, "ext");

    if (ext)
        return g_strdup_printf("%s (%s)", title(r), ext);
    return r->id
               ? g_strdup_printf("%s (#%" G_GINT64_FORMAT ")", title(r), r->id)
               : g_strdup(title(r));
}

static void row_free(void *data)
{
    book_row *r = data;

    json_decref(r->values);
    g_free(r);
}

/* ---- names: "0e:A-1", "0#3", "0n:Acme", "1h:kari@example.com" ---- */

static char *index_key(book_kind kind, char what, const char *name)
{
    return g_strdup_printf("%d%c:%s", kind, what, name);
}

/* One name of several is nobody's: it leads to NULL. */
static void index_one(book *b, book_row *r, char what, const char *name)
{
    if (!name || !*name)
        return;
    char *key = index_key(r->kind, what, name);
    bool twice = g_hash_table_contains(b->index, key) &&
                 g_hash_table_lookup(b->index, key) != r;
    g_hash_table_replace(b->index, key, twice ? NULL : r);
}

static void forget_one(book *b, book_row *r, char what, const char *name)
{
    if (!name)
        return;
    g_autofree char *key = index_key(r->kind, what, name);
    if (g_hash_table_lookup(b->index, key) == r)
        g_hash_table_remove(b->index, key);
}

static void each_name(book *b, book_row *r,
                      void (*one)(book *b, book_row *r, char what,
                                  const char *name))
{
    const char *handles = book_value(r, "handles");

    one(b, r, 'e', book_value(r, "ext"));
    one(b, r, 'n', book_value(r, "name"));
    if (r->kind != BOOK_PERSON || !handles)
        return;
    g_auto(GStrv) all = g_strsplit(handles, " ", -1);
    for (char **handle = all; *handle; handle++)
        one(b, r, 'h', *handle);
}

static void index_row(book *b, book_row *r)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, r->id);

    each_name(b, r, index_one);
    if (r->id)
        index_one(b, r, '#', id);
}

book *book_new(const config *c)
{
    book *b = g_new0(book, 1);

    b->c = c;
    b->index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < BOOK_KINDS; i++)
        b->rows[i] = g_ptr_array_new_with_free_func(row_free);
    return b;
}

book *book_copy(const book *b)
{
    book *copy = book_new(b->c);

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
    g_free(b);
}

book_row *book_add(book *b, book_kind kind, int64_t id, json_t *values)
{
    book_row *r = g_new0(book_row, 1);

    r->kind = kind;
    r->id = id;
    r->values = values;
    g_ptr_array_add(b->rows[kind], r);
    index_row(b, r);
    return r;
}

/* ---- finding ---- */

static book_row *lookup(const book *b, book_kind kind, char what,
                        const char *name, bool *several)
{
    g_autofree char *key = index_key(kind, what, name);
    void *found = NULL;
    bool has = g_hash_table_lookup_extended(b->index, key, NULL, &found);

    *several |= has && !found;
    return found;
}

static book_row *by_handle(const book *b, const char *name, bool *several)
{
    g_autofree char *handle = phone_is_handle(name) || phone_looks_so(name)
                                  ? phone_handle(name, NULL)
                                  : address_normal(name);

    return lookup(b, BOOK_PERSON, 'h', handle ? handle : name, several);
}

book_row *book_owner(const book *b, const char *handle)
{
    bool several = false;

    return lookup(b, BOOK_PERSON, 'h', handle, &several);
}

void book_forget(book *b, book_row *r)
{
    each_name(b, r, forget_one);
    json_object_clear(r->values);
}

static fault *not_found(const book *b, book_kind kind, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *rows = b->rows[kind];

    for (guint i = 0; i < rows->len; i++) {
        const char *one = book_value(rows->pdata[i], "name");
        g_ptr_array_add(names, book_key(rows->pdata[i]));
        if (one)
            g_ptr_array_add(names, g_strdup(one));
    }
    g_ptr_array_add(names, NULL);
    const char *near = nearest_name(name, (const char *const *)names->pdata);
    if (near)
        return fault_new(FAULT_BOOK_NEAR, book_kinds[kind].name, name, near,
                         NULL);
    g_ptr_array_set_size(names, (gint)MIN(names->len - 1, NAMES_MAX));
    g_ptr_array_add(names, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    return fault_new(FAULT_BOOK_NONE, book_kinds[kind].name, name,
                     *all ? all : "-", NULL);
}

/* "#3" is a number of ours and nothing else. */
book_row *book_find(const book *b, book_kind kind, const char *name,
                    fault **wrong)
{
    bool several = false;
    book_row *r = NULL;

    if (*name == '#')
        r = lookup(b, kind, '#', name + 1, &several);
    else if (!(r = lookup(b, kind, 'e', name, &several)) &&
             !(r = lookup(b, kind, '#', name, &several)))
        r = lookup(b, kind, 'n', name, &several);
    if (!r && kind == BOOK_PERSON)
        r = by_handle(b, name, &several);
    if (!r && wrong)
        *wrong = several ? fault_new(FAULT_BOOK_SEVERAL, book_kinds[kind].name,
                                     name, NULL)
                         : not_found(b, kind, name);
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

    for (guint i = 0; mine[0] && i < b->rows[BOOK_COMPANY]->len; i++) {
        const book_row *r = b->rows[BOOK_COMPANY]->pdata[i];
        const char *has = book_value(r, "domains");
        g_auto(GStrv) theirs = g_strsplit(has ? has : "", " ", -1);
        for (char **one = mine; r != own && *one; one++) {
            if (!g_strv_contains((const char *const *)theirs, *one))
                continue;
            g_autofree char *words = book_words(r);
            return fault_new(FAULT_BOOK_DOMAIN, *one, words, NULL);
        }
    }
    return NULL;
}

/* Another row has this ext, one of these handles, or (of companies) this name. */
static fault *check_taken(const book *b, const book_row *own, book_kind kind,
                          json_t *values)
{
    const book_row whole = {kind, 0, values, false};
    const char *ext = book_value(&whole, "ext");
    const char *name = book_value(&whole, "name");
    bool several = false;
    const book_row *other = ext ? lookup(b, kind, 'e', ext, &several) : NULL;

    if (other && other != own)
        return fault_new(FAULT_BOOK_TAKEN, book_kinds[kind].name, ext, NULL);
    if (kind == BOOK_PERSON)
        return book_check_handles(b, own, values);
    if (kind == BOOK_COMPANY) {
        fault *f = check_domains(b, own, values);
        if (f)
            return f;
    }
    other = kind == BOOK_COMPANY && !ext ? lookup(b, kind, 'n', name, &several)
                                         : NULL;
    if ((other || several) && other != own)
        return fault_new(FAULT_BOOK_TAKEN, book_kinds[kind].name, name, NULL);
    return NULL;
}

/* ---- asks ---- */

static void show(book_done *d, book_row *r)
{
    d->rows = g_ptr_array_new();
    g_ptr_array_add(d->rows, r);
}

/* The row that `add` means, if it is known: by its ext, or what else is each once.
 * False: *wrong says why it cannot be said. */
static book_row *known(const book *b, const book_ask *ask, json_t *values)
{
    const book_row whole = {ask->kind, 0, values, false};
    const char *ext = book_value(&whole, "ext");
    bool several = false;
    book_row *r = ext ? lookup(b, ask->kind, 'e', ext, &several) : NULL;

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
        each_name(b, r, forget_one);
        json_decref(r->values);
        r->values = values;
        index_row(b, r);
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

    if (r)
        f = take_given(b, ask, values, now_ms);
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
