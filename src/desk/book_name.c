/* book_name: how rows of the book are called, and which of them somebody means. */
#include "desk/book_room.h"

#include "base/address.h"
#include "base/nearest.h"
#include "base/phone.h"

#include <string.h>

#define NAMES_MAX 20 /* that a fault names */

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

/* ---- names: "0e:A-1", "0#3", "0n:Acme", "0d:example.com", "1h:kari@example.com" ----
 */

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

typedef void name_fn(book *b, book_row *r, char what, const char *name);

static void each_word(book *b, book_row *r, name_fn *one, char what,
                      const char *column)
{
    const char *words = book_value(r, column);
    g_auto(GStrv) all = g_strsplit(words ? words : "", " ", -1);

    for (char **word = all; *word; word++)
        one(b, r, what, *word);
}

/* What is each once: rates have no ext, and others need none. */
char *book_likeness(book_kind kind, json_t *values)
{
    static const char *const columns[BOOK_KINDS][5] = {
        [BOOK_COMPANY] = {"ext", "name"},
        [BOOK_PERSON] = {"ext", "handles"},
        [BOOK_CONTRACT] = {"ext", "company", "name", "from"},
        [BOOK_SERVICE] = {"ext", "contract", "name"},
        [BOOK_RATE] = {"contract", "service", "work", "from"},
    };
    GString *all = g_string_new(NULL);

    for (const char *const *one = columns[kind]; *one; one++) {
        const char *value = json_string_value(json_object_get(values, *one));
        g_string_append_printf(all, "%s\n", value ? value : "");
    }
    return g_string_free(all, FALSE);
}

static void each_name(book *b, book_row *r, name_fn *one)
{
    g_autofree char *likeness = book_likeness(r->kind, r->values);

    one(b, r, 'l', likeness);
    one(b, r, 'e', book_value(r, "ext"));
    one(b, r, 'n', book_value(r, "name"));
    if (r->kind == BOOK_PERSON)
        each_word(b, r, one, 'h', "handles");
    if (r->kind == BOOK_COMPANY)
        each_word(b, r, one, 'd', "domains");
}

void book_index(book *b, book_row *r)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, r->id);

    each_name(b, r, index_one);
    if (r->id)
        index_one(b, r, '#', id);
}

void book_unindex(book *b, book_row *r)
{
    each_name(b, r, forget_one);
}

void book_forget(book *b, book_row *r)
{
    book_unindex(b, r);
    json_object_clear(r->values);
}

/* ---- finding ---- */

book_row *book_lookup(const book *b, book_kind kind, char what,
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

    return book_lookup(b, BOOK_PERSON, 'h', handle ? handle : name, several);
}

book_row *book_owner(const book *b, const char *handle)
{
    bool several = false;

    return book_lookup(b, BOOK_PERSON, 'h', handle, &several);
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
        r = book_lookup(b, kind, '#', name + 1, &several);
    else if (!(r = book_lookup(b, kind, 'e', name, &several)) &&
             !(r = book_lookup(b, kind, '#', name, &several)))
        r = book_lookup(b, kind, 'n', name, &several);
    if (!r && kind == BOOK_PERSON)
        r = by_handle(b, name, &several);
    if (!r && wrong)
        *wrong = several ? fault_new(FAULT_BOOK_SEVERAL, book_kinds[kind].name,
                                     name, NULL)
                         : not_found(b, kind, name);
    return r;
}
