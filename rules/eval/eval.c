/* eval: the table of eval tests, and what they share. */
#include "rules/eval/room.h"

#include <string.h>

static const eval_row *const tables[] = {
    eval_body_rows,  eval_count_rows,    eval_date_rows,   eval_forged_rows,
    eval_form_rows,  eval_freemail_rows, eval_header_rows, eval_html_rows,
    eval_image_rows, eval_list_rows,     eval_mime_rows,   eval_people_rows,
    eval_relay_rows, eval_uri_rows};

const eval_row *eval_find(const char *function)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const eval_row *r = tables[i]; r->function != NULL; r++)
            if (strcmp(r->function, function) == 0)
                return r;
    return NULL;
}

GPtrArray *eval_names(void)
{
    GPtrArray *names = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const eval_row *r = tables[i]; r->function != NULL; r++)
            g_ptr_array_add(names, (gpointer)r->function);
    g_ptr_array_add(names, NULL);
    return names;
}

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

typedef struct known_pattern {
    char *text;
    uint32_t options;
    pattern *compiled; /* NULL: it is wrong */
} known_pattern;

static guint known_hash(gconstpointer key)
{
    const known_pattern *k = key;
    return g_str_hash(k->text) ^ k->options;
}

static gboolean known_equal(gconstpointer a, gconstpointer b)
{
    const known_pattern *x = a, *y = b;
    return x->options == y->options && strcmp(x->text, y->text) == 0;
}

static const known_pattern *find_known(GHashTable *known, const char *text,
                                       uint32_t options)
{
    const known_pattern asked = {(char *)text, options, NULL};
    known_pattern *k = g_hash_table_lookup(known, &asked);
    if (k == NULL) {
        k = g_new0(known_pattern, 1);
        *k = (known_pattern){g_strdup(text), options,
                             pattern_compile_text(text, options, false, NULL)};
        g_hash_table_add(known, k);
    }
    return k;
}

/* Where a text was asked for last time it is mostly asked for again. */
const pattern *eval_pattern(const char *text, uint32_t options)
{
    static GMutex lock;
    static GHashTable *known, *places;
    g_mutex_lock(&lock);
    if (known == NULL) {
        known = g_hash_table_new(known_hash, known_equal);
        places = g_hash_table_new(NULL, NULL);
    }
    const known_pattern *k = g_hash_table_lookup(places, text);
    if (k == NULL || k->options != options || strcmp(k->text, text) != 0) {
        k = find_known(known, text, options);
        g_hash_table_insert(places, (gpointer)text, (gpointer)k);
    }
    g_mutex_unlock(&lock);
    return k->compiled;
}

bool eval_matches(view *v, const char *text, uint32_t options, view_text in)
{
    const pattern *p = eval_pattern(text, options);
    size_t from, to;
    return p != NULL && in.data != NULL &&
           pattern_search(p, ((view_private *)v)->scratch, in.data, in.size, 0,
                          &from, &to) == PATTERN_YES;
}

void *eval_fact(view *v, const char *key, size_t size,
                void (*make)(view *v, void *into))
{
    GHashTable *facts = ((view_private *)v)->facts;
    void *fact = g_hash_table_lookup(facts, key);
    if (fact == NULL) {
        fact = g_malloc0(size);
        if (make != NULL)
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
    const char *end = n != NULL ? n + 1 : r->end;
    *line = (view_text){r->p, (size_t)(end - r->p)};
    r->p = end;
    return true;
}

/* ---- fields ---- */

view_text eval_header(view *v, const char *name, unsigned modifiers)
{
    view_text t = view_header(v, name, modifiers);
    return t.data != NULL ? t : (view_text){"", 0};
}

GPtrArray *eval_addresses(view *v, const char *name)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    view_text t = eval_header(v, name, RULE_ADDR);
    g_autofree char *text = g_strndup(t.data, t.size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '\0')
            g_ptr_array_add(all, g_strdup(lines[i]));
    return all;
}

char *eval_address(view *v, const char *name)
{
    view_text t = eval_header(v, name, RULE_ADDR);
    const char *end = memchr(t.data, '\n', t.size);
    return g_ascii_strdown(t.data, end != NULL ? end - t.data : (gssize)t.size);
}

const char *eval_domain(const char *address)
{
    const char *at = strrchr(address, '@');
    return at != NULL ? at + 1 : "";
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
