/* view_header: what a header rule sees: a field, or a pseudo header, after its
 * modifiers. */
#include "rules/view_room.h"

#include <string.h>

typedef struct request {
    view *v;
    bool raw;
    GArray *values; /* view_text */
} request;

static void add_value(request *r, view_text value)
{
    g_array_append_val(r->values, value);
}

static bool is_named(const view_field *f, guint key, const char *name)
{
    return f->key == key && view_text_is(f->name, name);
}

static void add_fields(request *r, const char *name)
{
    const GArray *fields = r->v->fields;
    guint key = view_name_key(name, strlen(name));
    for (guint i = 0; i < fields->len; i++) {
        const view_field *f = &g_array_index(fields, view_field, i);
        if (is_named(f, key, name))
            add_value(r, r->raw ? f->raw : f->decoded);
    }
}

/* All fields; each decoded on one line unless raw. */
static void add_all(request *r, size_t from, size_t to)
{
    const GArray *fields = r->v->fields;
    for (guint i = (guint)from; i < fields->len && i < to; i++) {
        const view_field *f = &g_array_index(fields, view_field, i);
        view_text value = r->raw ? f->raw : f->decoded;
        GString *s = g_string_sized_new(f->name.size + value.size + 2);
        g_string_append_len(s, f->name.data, (gssize)f->name.size);
        g_string_append(s, r->raw ? ":" : ": ");
        g_string_append_len(s, value.data, (gssize)value.size);
        add_value(r, view_keep_string(r->v, s));
    }
}

/* Index of the nth Received field. */
static size_t received_at(const view *v, size_t n)
{
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (view_text_is(f->name, "received") && n-- == 0)
            return i;
    }
    return v->fields->len;
}

/* Fields that trusted (internal) relays can only have added, or the others. */
static bool add_by_trust(request *r, const char *name)
{
    static const struct {
        const char *name;
        bool internal, inside;
    } all[] = {{"ALL-TRUSTED", false, true},
               {"ALL-UNTRUSTED", false, false},
               {"ALL-INTERNAL", true, true},
               {"ALL-EXTERNAL", true, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        if (strcmp(name, all[i].name) != 0)
            continue;
        size_t border =
            received_at(r->v, all[i].internal ? r->v->received_internal
                                              : r->v->received_trusted);
        if (all[i].inside)
            add_all(r, 0, border + 1);
        else
            add_all(r, border, r->v->fields->len);
        return true;
    }
    return false;
}

static void add_text(request *r, const char *text)
{
    if (text == NULL)
        text = "";
    add_value(r, (view_text){text, strlen(text)});
}

static bool add_relays(request *r, const char *name)
{
    static const char *const names[] = {
        "X-Spam-Relays-Trusted", "X-Spam-Relays-Untrusted",
        "X-Spam-Relays-Internal", "X-Spam-Relays-External"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0) {
            add_text(r, r->v->relays_text[i]);
            return true;
        }
    return false;
}

static void add_message_ids(request *r)
{
    static const char *const names[] = {"X-Message-Id", "Resent-Message-Id",
                                        "X-Original-Message-ID", "Message-Id"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        add_fields(r, names[i]);
}

/* True: it was one, and its value is there if it has one. */
static bool add_pseudo(request *r, const char *name)
{
    if (strchr("AETMX", g_ascii_toupper(name[0])) == NULL)
        return false; /* no pseudo header begins so */
    if (strcmp(name, "ALL") == 0) {
        add_all(r, 0, r->v->fields->len);
    } else if (g_ascii_strcasecmp(name, "EnvelopeFrom") == 0) {
        if (r->v->envelope_from != NULL)
            add_text(r, r->v->envelope_from);
    } else if (g_ascii_strcasecmp(name, "ToCc") == 0) {
        add_fields(r, "To");
        add_fields(r, "Cc");
    } else if (strcmp(name, "MESSAGEID") == 0) {
        add_message_ids(r);
    } else {
        return add_by_trust(r, name) || add_relays(r, name);
    }
    return true;
}

/* ---- the request ---- */

static void only_one(GArray *values, unsigned modifiers)
{
    if (values->len < 2)
        return;
    if (modifiers & RULE_FIRST)
        g_array_set_size(values, 1);
    else if (modifiers & RULE_LAST)
        g_array_remove_range(values, 0, values->len - 1);
}

static view_text join_values(view *v, const GArray *values)
{
    if (values->len == 0)
        return (view_text){NULL, 0};
    view_text first = g_array_index(values, view_text, 0);
    bool lines = first.size > 0 && first.data[first.size - 1] == '\n';
    GString *all = g_string_sized_new(first.size);
    for (guint i = 0; i < values->len; i++) {
        view_text t = g_array_index(values, view_text, i);
        if (i > 0 && !lines)
            g_string_append_c(all, '\n');
        g_string_append_len(all, t.data, (gssize)t.size);
    }
    return view_keep_string(v, all);
}

static view_text read_value(view *v, const char *name, unsigned modifiers)
{
    request r = {v, (modifiers & (RULE_RAW | RULE_ADDR | RULE_NAME)) != 0,
                 g_array_new(FALSE, FALSE, sizeof(view_text))};
    if (!add_pseudo(&r, name))
        add_fields(&r, name);
    only_one(r.values, modifiers);
    view_reduce(v, modifiers, r.values);
    bool whole = !r.raw && r.values->len == 1; /* it ends with a NUL */
    view_text value = whole ? g_array_index(r.values, view_text, 0)
                            : join_values(v, r.values);
    g_array_unref(r.values);
    return value;
}

/* ---- the cache ---- */

typedef struct known_value {
    const char *name;
    unsigned modifiers;
    view_text value;
} known_value;

static guint known_hash(gconstpointer key)
{
    const known_value *k = key;
    return g_str_hash(k->name) * 33 + k->modifiers;
}

static gboolean known_equal(gconstpointer a, gconstpointer b)
{
    const known_value *x = a, *y = b;
    return x->modifiers == y->modifiers && strcmp(x->name, y->name) == 0;
}

GHashTable *view_header_cache(void)
{
    return g_hash_table_new_full(known_hash, known_equal, g_free, NULL);
}

view_text view_header(view *v, const char *name, unsigned modifiers)
{
    known_value wanted = {name, modifiers, {NULL, 0}};
    known_value *known = g_hash_table_lookup(v->cache, &wanted);
    if (known != NULL)
        return known->value;
    wanted.value = read_value(v, name, modifiers);
    wanted.name = view_string(v, name, strlen(name));
    g_hash_table_add(v->cache, g_memdup2(&wanted, sizeof wanted));
    return wanted.value;
}
