/* view_header: what a header rule sees: a field, or a pseudo header, after its
 * modifiers. */
#include "rules/view/room.h"

#include <string.h>

typedef struct request {
    view *v;
    bool raw;
    bool joined;    /* nobody looks at one field by itself */
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

static void append_line(GString *into, const view_field *f, bool raw)
{
    view_text value = raw ? f->raw : f->decoded;
    g_string_append_len(into, f->name.data, (gssize)f->name.size);
    g_string_append(into, raw ? ":" : ": ");
    g_string_append_len(into, value.data, (gssize)value.size);
}

/* All fields; each decoded on one line unless raw. */
static void add_all(request *r, size_t from, size_t to)
{
    const GArray *fields = r->v->fields;
    GString *s = g_string_sized_new(r->v->header.size);
    to = MIN(to, fields->len);
    for (guint i = (guint)from; i < to; i++) {
        append_line(s, &g_array_index(fields, view_field, i), r->raw);
        if (!r->joined) {
            add_value(r, view_keep(r->v, s->str, s->len));
            g_string_truncate(s, 0);
        }
    }
    if (r->joined && from < to)
        add_value(r, view_keep_string(r->v, s));
    else
        g_string_free(s, TRUE);
}

/* Index of the nth Received field. */
static size_t received_at(const view *v, size_t n)
{
    guint key = view_name_key("received", strlen("received"));
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (is_named(f, key, "received") && n-- == 0)
            return i;
    }
    return v->fields->len;
}

/* The fields that only trusted (internal) relays can have added, or the
 * others. */
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
    if (!text)
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

static bool is_pseudo(const char *name)
{
    switch (name[0]) {
    case 'A':
        return strncmp(name, "ALL", 3) == 0;
    case 'M':
        return strcmp(name, "MESSAGEID") == 0;
    case 'E':
    case 'e':
        return g_ascii_strcasecmp(name, "EnvelopeFrom") == 0;
    case 'T':
    case 't':
        return g_ascii_strcasecmp(name, "ToCc") == 0;
    case 'X':
    case 'x':
        return g_ascii_strncasecmp(name, "X-Spam-Relays-", 14) == 0;
    default:
        return false;
    }
}

/* True: it is a pseudo header; its value is there if it has one. */
static bool add_pseudo(request *r, const char *name)
{
    if (!is_pseudo(name))
        return false;
    if (strcmp(name, "ALL") == 0) {
        add_all(r, 0, r->v->fields->len);
    } else if (g_ascii_strcasecmp(name, "EnvelopeFrom") == 0) {
        if (r->v->envelope_from)
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
    bool raw = (modifiers & (RULE_RAW | RULE_ADDR | RULE_NAME)) != 0;
    request r = {v, raw, modifiers == 0,
                 g_array_new(FALSE, FALSE, sizeof(view_text))};
    if (!add_pseudo(&r, name))
        add_fields(&r, name);
    only_one(r.values, modifiers);
    view_reduce(v, modifiers, r.values);
    bool whole = !r.raw && r.values->len == 1; /* a NUL stands after it */
    view_text value = whole ? g_array_index(r.values, view_text, 0)
                            : join_values(v, r.values);
    g_array_unref(r.values);
    return value;
}

/* Most requests are for fields that the message does not have. */
static bool is_absent(const view *v, const char *name)
{
    guint key = view_name_key(name, strlen(name));
    for (guint i = 0; i < v->fields->len; i++)
        if (is_named(&g_array_index(v->fields, view_field, i), key, name))
            return false;
    return !is_pseudo(name);
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
    if (is_absent(v, name))
        return wanted.value;
    known_value *known = g_hash_table_lookup(v->cache, &wanted);
    if (known)
        return known->value;
    wanted.value = read_value(v, name, modifiers);
    wanted.name = view_string(v, name, strlen(name));
    g_hash_table_add(v->cache, g_memdup2(&wanted, sizeof wanted));
    return wanted.value;
}
