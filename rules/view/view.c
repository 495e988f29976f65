/* view: a message taken apart for rules: fields, parts, texts, links. */
#include "rules/view/room.h"

#include <string.h>

static view_private *private_of(view *v)
{
    return (view_private *)v;
}

/* ---- the whole ---- */

static const char *line_end(const char *p, const char *end)
{
    const char *n = memchr(p, '\n', (size_t)(end - p));
    return n ? n + 1 : end;
}

/* A copy in which CRLF is LF. */
static view_text keep_lf(view *v, const char *data, size_t size)
{
    const char *end = data + size;
    GString *s = g_string_sized_new(size + 1);
    for (const char *p = data; p < end;) {
        const char *cr = memchr(p, '\r', (size_t)(end - p));
        const char *stop = cr ? cr : end;
        if (cr && (cr + 1 == end || cr[1] != '\n'))
            stop++; /* this one stays */
        g_string_append_len(s, p, stop - p);
        p = cr ? cr + 1 : end;
    }
    return view_keep_string(v, s);
}

/* CRLF becomes LF; an mbox separator line is not part of the message. */
static void read_full(view *v, const char *data, size_t size)
{
    if (size > 5 && memcmp(data, "From ", 5) == 0) {
        const char *next = line_end(data, data + size);
        size -= (size_t)(next - data);
        data = next;
    }
    v->full = keep_lf(v, data, size);
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
    const char *value = params ? words_param(params, name) : NULL;
    return g_strdup(value);
}

/* The header of a part stands before its body; that of the whole has been read. */
static GArray *part_fields(view *v, const part *p, int parent)
{
    if (parent < 0)
        return g_array_ref(v->fields);
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(view_field));
    size_t size = p->head->body;
    view_read_fields(v, p->raw - size, MIN(size, VIEW_HEADERS_MAX), fields);
    return fields;
}

/* Text gets LF line ends, however it was encoded. */
static view_text with_lf(view *v, view_text t)
{
    if (t.size == 0 || !memchr(t.data, '\r', t.size))
        return t;
    return keep_lf(v, t.data, t.size);
}

static void add_part(view *v, part *p, int parent)
{
    view_private *x = private_of(v);
    view_part *out = g_new0(view_part, 1);
    out->path = g_strdup(p->number);
    out->type = g_strdup(p->type);
    out->charset = param_copy(p->content_type, "charset");
    out->name = param_copy(p->disposition, "filename");
    if (!out->name)
        out->name = param_copy(p->content_type, "name");
    out->fields = part_fields(v, p, parent);
    out->leaf = p->children->len == 0;
    if (out->leaf) {
        GBytes *data = part_data(p, x->defects);
        gsize size = 0;
        const char *octets = data ? g_bytes_get_data(data, &size) : "";
        out->decoded = (view_text){octets ? octets : "", size};
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
    x->strings = g_string_chunk_new(VIEW_STRINGS_BLOCK);
    x->held = g_ptr_array_new_with_free_func(g_free);
    x->defects = g_ptr_array_new_with_free_func(g_free);
    if (!set)
        x->own_domains = uri_domains_new(NULL);
    x->domains = set ? set->domains : x->own_domains;
    x->scratch = pattern_scratch_new();
    x->facts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    v->fields = g_array_new(FALSE, FALSE, sizeof(view_field));
    v->parts = g_ptr_array_new_with_free_func(part_view_free);
    v->body = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->rawbody = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->uris = g_array_new(FALSE, FALSE, sizeof(view_text));
    v->relays = g_ptr_array_new_with_free_func(g_free);
    v->cache = view_header_cache();
    read_full(v, data, size);
    view_read_fields(v, v->header.data, v->header.size, v->fields);
    x->tree = part_parse(v->full.data, v->full.size, x->defects);
    add_part(v, x->tree, -1);
    view_read_texts(v);
    view_read_uris(v);
    view_read_relays(v);
    return v;
}

void view_free(view *v)
{
    if (!v)
        return;
    view_private *x = private_of(v);
    g_array_unref(v->fields);
    g_ptr_array_unref(v->parts);
    g_array_unref(v->body);
    g_array_unref(v->rawbody);
    g_array_unref(v->uris);
    g_ptr_array_unref(v->relays);
    for (size_t i = 0; i < G_N_ELEMENTS(v->relays_text); i++)
        g_free(v->relays_text[i]);
    g_free(v->envelope_from);
    g_hash_table_unref(v->cache);
    g_ptr_array_unref(x->held);
    g_string_chunk_free(x->strings);
    part_free(x->tree);
    g_ptr_array_unref(x->defects);
    uri_domains_free(x->own_domains);
    pattern_scratch_free(x->scratch);
    g_hash_table_unref(x->facts);
    g_free(x);
}
