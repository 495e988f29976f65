/* book_people: what is particular about persons and rates: whose a handle is,
 * and which price is the same. */
#include "desk/book_room.h"

#include "base/money.h"

#include <string.h>

/* ---- persons ---- */

static char **handles_of(json_t *values)
{
    const char *all = json_string_value(json_object_get(values, "handles"));

    return g_strsplit(all ? all : "", " ", -1);
}

/* The one who was registered and whose some of these are; else the one of whom
 * but the first of them is known. NULL: they are new. */
book_row *book_person_of(const book *b, json_t *values)
{
    g_auto(GStrv) all = handles_of(values);
    book_row *first = all[0] ? book_owner(b, all[0]) : NULL;

    for (char **one = all; *one; one++) {
        book_row *r = book_owner(b, *one);
        if (r && r->id != 0)
            return r;
    }
    return first && g_str_has_prefix(book_value(first, "handles"), all[0])
               ? first
               : NULL;
}

/* A person who was registered keeps his handles; what is only an address
 * becomes somebody's. */
fault *book_check_handles(const book *b, const book_row *own, json_t *values)
{
    g_auto(GStrv) all = handles_of(values);
    g_auto(GStrv) before = handles_of(own ? own->values : values);

    for (char **one = all; *one; one++) {
        const book_row *r = book_owner(b, *one);
        if (r && r != own && r->id != 0)
            return fault_new(FAULT_BOOK_TAKEN, "person", *one, NULL);
    }
    if (before[0] && !g_strv_contains((const char *const *)all, before[0]))
        return fault_new(FAULT_BOOK_FIRST, before[0], NULL);
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The handle that names him is the first, and the others are in order, so that
 * the same person is always written in the same way. */
void book_order_handles(const book_row *own, json_t *values)
{
    g_auto(GStrv) all = handles_of(values);
    g_auto(GStrv) before = handles_of(own ? own->values : values);
    g_autoptr(GPtrArray) list = g_ptr_array_new();

    if (!before[0])
        return;
    for (char **one = all; *one; one++)
        if (strcmp(*one, before[0]) != 0)
            g_ptr_array_add(list, *one);
    g_ptr_array_sort(list, by_name);
    g_ptr_array_insert(list, 0, before[0]);
    g_ptr_array_add(list, NULL);
    g_autofree char *words = g_strjoinv(" ", (char **)list->pdata);
    json_object_set_new(values, "handles", json_string(words));
}

/* Rows of which only an address is known are no more when that is his. */
void book_take_handles(book *b, const book_row *own, json_t *values)
{
    g_auto(GStrv) all = handles_of(values);

    for (char **one = all; *one; one++) {
        book_row *r = book_owner(b, *one);
        if (r && r != own)
            book_forget(b, r);
    }
}

/* ---- rates ---- */

book_row *book_like(const book *b, book_kind kind, json_t *values)
{
    const GPtrArray *rows = b->rows[kind];
    g_autofree char *likeness = book_likeness(kind, values);
    bool several = false;
    book_row *found = book_lookup(b, kind, 'l', likeness, &several);

    /* a store of before may have two: the first is meant */
    for (guint i = 0; several && !found && i < rows->len; i++) {
        book_row *r = rows->pdata[i];
        g_autofree char *its = book_likeness(kind, r->values);
        if (strcmp(its, likeness) == 0)
            found = r;
    }
    return found;
}

const char *book_currency(const book *b, json_t *values)
{
    const char *name = json_string_value(json_object_get(values, "contract"));
    const book_row *r = name ? book_find(b, BOOK_CONTRACT, name, NULL) : NULL;

    return r ? book_value(r, "currency") : NULL;
}

fault *book_check_rate(const book *b, json_t *values)
{
    const char *price = json_string_value(json_object_get(values, "price"));
    const char *name = json_string_value(json_object_get(values, "service"));
    const char *mode = json_string_value(json_object_get(values, "mode"));
    const char *currency = book_currency(b, values);
    const book_row *of = name ? book_find(b, BOOK_SERVICE, name, NULL) : NULL;
    const book_row rate = {BOOK_RATE, 0, values, false};
    int64_t minor;
    g_autofree char *why = money_read(price, currency, &minor);

    if (why || minor < 0)
        return fault_new(FAULT_BOOK_VALUE, "price", price, "80, 80.50", NULL);
    if (of && g_strcmp0(book_value(of, "contract"),
                        book_value(&rate, "contract")) != 0)
        return fault_new(FAULT_BOOK_OTHER, "service", name,
                         book_value(&rate, "contract"), NULL);
    if (g_strcmp0(mode, "norm") == 0 && !book_value(&rate, "norm"))
        return fault_new(FAULT_BOOK_NEEDS, "rate", "norm", NULL);
    if (!mode)
        json_object_set_new(values, "mode", json_string("actual"));
    if (!book_value(&rate, "factor"))
        json_object_set_new(values, "factor", json_string("100"));
    g_autofree char *plain = money_plain(currency, minor);
    json_object_set_new(values, "price", json_string(plain));
    return NULL;
}
