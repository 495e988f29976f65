/* eval: what eval tests share. */
#include "rules/eval/room.h"

#include <string.h>

/* ---- arguments ---- */

const char *eval_argument(GPtrArray *arguments, guint n)
{
    return n < arguments->len ? arguments->pdata[n] : "";
}

double eval_number(GPtrArray *arguments, guint n, double otherwise)
{
    const char *text = eval_argument(arguments, n);
    if (text[0] == '\0' || strcmp(text, "undef") == 0)
        return otherwise;
    return g_ascii_strtod(text, NULL);
}

/* ---- patterns ---- */

bool eval_matches(view *v, const char *text, uint32_t options, view_text in)
{
    const pattern *p = pattern_known(text, options);
    size_t from, to;
    return p && in.data &&
           pattern_search(p, ((view_private *)v)->scratch, in.data, in.size, 0,
                          &from, &to) == PATTERN_YES;
}

void *eval_fact(view *v, const char *key, size_t size,
                void (*make)(view *v, void *into))
{
    GHashTable *facts = ((view_private *)v)->facts;
    void *fact = g_hash_table_lookup(facts, key);
    if (!fact) {
        fact = g_malloc0(size);
        if (make)
            make(v, fact);
        g_hash_table_insert(facts, (gpointer)key, fact);
    }
    return fact;
}

bool eval_line(eval_lines *r, view_text *line)
{
    if (r->p >= r->end)
        return false;
    const char *n = memchr(r->p, '\n', (size_t)(r->end - r->p));
    const char *end = n ? n + 1 : r->end;
    *line = (view_text){r->p, (size_t)(end - r->p)};
    r->p = end;
    return true;
}

/* ---- fields ---- */

view_text eval_header(view *v, const char *name, unsigned modifiers)
{
    view_text t = view_header(v, name, modifiers);
    return t.data ? t : (view_text){"", 0};
}

GPtrArray *eval_addresses(view *v, const char *name)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    view_text t = eval_header(v, name, RULE_ADDR);
    g_autofree char *text = g_strndup(t.data, t.size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i]; i++)
        if (lines[i][0] != '\0')
            g_ptr_array_add(all, g_strdup(lines[i]));
    return all;
}

char *eval_address(view *v, const char *name)
{
    view_text t = eval_header(v, name, RULE_ADDR);
    const char *end = memchr(t.data, '\n', t.size);
    return g_ascii_strdown(t.data, end ? end - t.data : (gssize)t.size);
}

const char *eval_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}

char *eval_part_field(const view_part *p, const char *name)
{
    for (guint i = 0; i < p->fields->len; i++) {
        const view_field *f = &g_array_index(p->fields, view_field, i);
        if (f->name.size == strlen(name) &&
            g_ascii_strncasecmp(f->name.data, name, f->name.size) == 0)
            return g_strchomp(
                g_ascii_strdown(f->decoded.data, (gssize)f->decoded.size));
    }
    return g_strdup("");
}
