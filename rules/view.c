/* view: a message taken apart for rules: fields, parts, texts, links. */
#include "rules/view_room.h"

#include "mail/charset.h"
#include "mail/words.h"

#include <string.h>

static view_private *private_of(view *v)
{
    return (view_private *)v;
}

view_text view_keep(view *v, const char *data, size_t size)
{
    char *copy = g_malloc(size + 1);
    memcpy(copy, data, size);
    copy[size] = '\0';
    g_ptr_array_add(private_of(v)->held, copy);
    return (view_text){copy, size};
}

view_text view_keep_string(view *v, GString *s)
{
    size_t size = s->len;
    char *data = g_string_free(s, FALSE);
    g_ptr_array_add(private_of(v)->held, data);
    return (view_text){data, size};
}

/* ---- header fields ---- */

static const char *line_end(const char *p, const char *end)
{
    const char *n = memchr(p, '\n', (size_t)(end - p));
    return n != NULL ? n + 1 : end;
}

static bool is_field_start(const char *p, const char *end, size_t *name)
{
    size_t n = 0;
    while (p + n < end && p[n] > ' ' && p[n] != ':' && p[n] < 127)
        n++;
    *name = n;
    size_t colon = n;
    while (p + colon < end && (p[colon] == ' ' || p[colon] == '\t'))
        colon++;
    return n > 0 && p + colon < end && p[colon] == ':';
}

/* Fields whose text is never encoded (RFC 2047 5). */
static bool is_structured(view_text name)
{
    static const char *const names[] = {
        "received",   "message-id",  "resent-message-id",
        "date",       "resent-date", "mime-version",
        "references", "in-reply-to", NULL};
    g_autofree char *lower = g_ascii_strdown(name.data, (gssize)name.size);
    return g_strv_contains(names, lower) || g_str_has_prefix(lower, "list-");
}

static GString *unfold(view_text raw)
{
    GString *s = g_string_new(NULL);
    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.data[i];
        if (c == '\n' && i + 1 < raw.size) {
            while (i + 1 < raw.size &&
                   (raw.data[i + 1] == ' ' || raw.data[i + 1] == '\t'))
                i++;
            g_string_append_c(s, ' ');
        } else if (c != '\r' && c != '\n' && c != '\0') {
            g_string_append_c(s, c);
        }
    }
    g_strstrip(s->str);
    s->len = strlen(s->str);
    return s;
}

view_text view_decode_field(view *v, view_text name, view_text raw)
{
    GString *s = unfold(raw);
    bool high = false;
    for (size_t i = 0; i < s->len && !high; i++)
        high = (unsigned char)s->str[i] > 127;
    bool words = strstr(s->str, "=?") != NULL && !is_structured(name);
    if (high || words) {
        char *text = words ? words_decode(s->str, NULL)
                           : charset_to_utf8(s->str, s->len, NULL, NULL, NULL);
        g_string_assign(s, text);
        g_free(text);
    }
    g_string_append_c(s, '\n');
    return view_keep_string(v, s);
}

void view_read_fields(view *v, const char *data, size_t size, GArray *into)
{
    const char *p = data, *end = data + size;
    while (p < end) {
        size_t name;
        const char *next = line_end(p, end);
        if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))
            break;
        bool field = is_field_start(p, end, &name);
        while (next < end && (*next == ' ' || *next == '\t'))
            next = line_end(next, end);
        if (field) {
            const char *colon = memchr(p, ':', (size_t)(next - p));
            size_t value =
                MIN((size_t)(next - colon - 1), VIEW_HEADER_VALUE_MAX);
            view_field f = {{p, name}, {colon + 1, value}, {NULL, 0}};
            f.decoded = view_decode_field(v, f.name, f.raw);
            g_array_append_val(into, f);
        }
        p = next;
    }
}

/* ---- the whole ---- */

/* CRLF becomes LF; an mbox separator line is none of the message. */
static void read_full(view *v, const char *data, size_t size)
{
    if (size > 5 && memcmp(data, "From ", 5) == 0) {
        const char *next = line_end(data, data + size);
        size -= (size_t)(next - data);
        data = next;
    }
    GString *s = g_string_sized_new(size + 1);
    for (size_t i = 0; i < size; i++)
        if (data[i] != '\r' || i + 1 >= size || data[i + 1] != '\n')
            g_string_append_c(s, data[i]);
    v->full = view_keep_string(v, s);
    const char *p = v->full.data, *end = p + v->full.size;
    while (p < end && *p != '\n')
        p = line_end(p, end);
    v->header = (view_text){v->full.data,
                            MIN((size_t)(p - v->full.data), VIEW_HEADERS_MAX)};
}

static void part_view_free(gpointer data)
{
    view_part *p = data;
    g_free(p->path);
    g_free(p->type);
    g_free(p->charset);
    g_free(p->name);
    g_array_unref(p->fields);
    html_free(p->html);
    g_free(p);
}

static char *param_copy(const words_params *params, const char *name)
{
    const char *value = params != NULL ? words_param(params, name) : NULL;
    return g_strdup(value);
}

/* Where the header of a part stands: before its body. */
static void part_fields(view *v, const part *p, view_part *out)
{
    for (guint i = 0; i < p->head->fields->len; i++) {
        const head_field *f = p->head->fields->pdata[i];
        view_field field = {{f->name, strlen(f->name)},
                            {f->value, strlen(f->value)},
                            {NULL, 0}};
        field.decoded = view_decode_field(v, field.name, field.raw);
        g_array_append_val(out->fields, field);
    }
}

/* Text has LF line ends, however it was encoded. */
static view_text with_lf(view *v, view_text t)
{
    if (t.size == 0 || memchr(t.data, '\r', t.size) == NULL)
        return t;
    GString *s = g_string_sized_new(t.size);
    for (size_t i = 0; i < t.size; i++)
        if (t.data[i] != '\r' || i + 1 >= t.size || t.data[i + 1] != '\n')
            g_string_append_c(s, t.data[i]);
    return view_keep_string(v, s);
}

static void add_part(view *v, part *p, int parent)
{
    view_private *x = private_of(v);
    view_part *out = g_new0(view_part, 1);
    out->path = g_strdup(p->number);
    out->type = g_strdup(p->type);
    out->charset = param_copy(p->content_type, "charset");
    out->name = param_copy(p->disposition, "filename");
    if (out->name == NULL)
        out->name = param_copy(p->content_type, "name");
    out->fields = g_array_new(FALSE, FALSE, sizeof(view_field));
    part_fields(v, p, out);
    out->leaf = p->children->len == 0;
    if (out->leaf) {
        GBytes *data = part_data(p, x->defects);
        gsize size = 0;
        const char *octets = data != NULL ? g_bytes_get_data(data, &size) : "";
        out->decoded = (view_text){octets != NULL ? octets : "", size};
        if (g_str_has_prefix(out->type, "text/"))
            out->decoded = with_lf(v, out->decoded);
        out->raw = (view_text){p->raw, p->raw_size};
    }
    out->parent = parent;
    int here = (int)v->parts->len;
    g_ptr_array_add(v->parts, out);
    for (guint i = 0; i < p->children->len; i++)
        add_part(v, p->children->pdata[i], here);
}

view *view_new(const void *data, size_t size, const rule_set *set)
{
    view_private *x = g_new0(view_private, 1);
    view *v = &x->pub;
    x->set = set;
    v->probability = -1;
    x->held = g_ptr_array_new_with_free_func(g_free);
    x->defects = g_ptr_array_new_with_free_func(g_free);
    if (set == NULL)
        x->own_domains = uri_domains_new(NULL);
    x->domains = set != NULL ? set->domains : x->own_domains;
    x->scratch = pattern_scratch_new();
    x->facts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    v->fields = g_array_new(FALSE, FALSE, sizeof(view_field));
    v->parts = g_ptr_array_new_with_free_func(part_view_free);
    v->body = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->rawbody = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->uris = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->relays = g_ptr_array_new();
    v->cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_full(v, data, size);
    view_read_fields(v, v->header.data, v->header.size, v->fields);
    x->tree = part_parse(v->full.data, v->full.size, x->defects);
    add_part(v, x->tree, -1);
    view_read_texts(v);
    view_read_uris(v);
    view_read_relays(v);
    return v;
}

static void relay_free(gpointer data, gpointer unused)
{
    view_relay *r = data;
    (void)unused;
    g_free(r->ip);
    g_free(r->rdns);
    g_free(r->helo);
    g_free(r->by);
    g_free(r->ident);
    g_free(r->envfrom);
    g_free(r->id);
    g_free(r->auth);
    g_free(r);
}

void view_free(view *v)
{
    if (v == NULL)
        return;
    view_private *x = private_of(v);
    g_array_unref(v->fields);
    g_ptr_array_unref(v->parts);
    g_array_unref(v->body);
    g_array_unref(v->rawbody);
    g_array_unref(v->uris);
    g_ptr_array_foreach(v->relays, relay_free, NULL);
    g_ptr_array_unref(v->relays);
    for (size_t i = 0; i < G_N_ELEMENTS(v->relays_text); i++)
        g_free(v->relays_text[i]);
    g_free(v->envelope_from);
    g_hash_table_unref(v->cache);
    g_ptr_array_unref(x->held);
    part_free(x->tree);
    g_ptr_array_unref(x->defects);
    uri_domains_free(x->own_domains);
    pattern_scratch_free(x->scratch);
    g_hash_table_unref(x->facts);
    g_free(x);
}
