/* count_words: the words of a message for the learning filter: which kinds of
 * them there are, and their hashes. */
#include "rules/learn/room.h"

#include <string.h>

void count_key(const secret_key *site, secret_key *key)
{
    secret_derive(site, "words...", 0, key);
}

/* ---- the body ---- */

static void add_texts(count_sink *s, view *v)
{
    size_t left = COUNT_TEXT_MAX;
    for (guint i = 0; i < v->parts->len && left > 0; i++) {
        const view_part *p = v->parts->pdata[i];
        if (!p->leaf || !p->rendered.data)
            continue;
        size_t size = MIN(p->rendered.size, left);
        count_text(s, "b", p->rendered.data, size, true);
        left -= size;
    }
}

/* What a part is: its type, charset, ending of its name, its own fields. */
static void add_part(count_sink *s, const view_part *p)
{
    count_add_text(s, "type", p->type);
    if (p->charset) {
        g_autofree char *lower = g_ascii_strdown(p->charset, -1);
        count_add_text(s, "charset", lower);
    }
    const char *dot = p->name ? strrchr(p->name, '.') : NULL;
    if (dot) {
        g_autofree char *lower = g_ascii_strdown(dot, -1);
        count_add_text(s, "file", lower);
    }
    for (guint i = 0; i < p->fields->len; i++) {
        const view_field *f = &g_array_index(p->fields, view_field, i);
        if (g_ascii_strncasecmp(f->name.data, "content-", 8) != 0)
            continue;
        g_autofree char *name =
            g_ascii_strdown(f->name.data + 8, (gssize)f->name.size - 8);
        g_autofree char *kind = g_strconcat("c-", name, NULL);
        count_pieces(s, kind, f->decoded.data, f->decoded.size);
    }
}

static void add_parts(count_sink *s, const view *v)
{
    g_autoptr(GString) shape = g_string_new(NULL);
    for (guint i = 0; i < MIN(v->parts->len, 20); i++) {
        const view_part *p = v->parts->pdata[i];
        if (i > 0)
            add_part(s, p);
        g_string_append_printf(shape, "%s ", p->type);
    }
    count_add(s, "parts", shape->str, shape->len);
}

/* ---- the whole ---- */

static int by_hash(gconstpointer a, gconstpointer b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Sorted, each once.  If there are too many, those with the smallest hashes
 * stay: the choice is the same for all messages, and only who knows the key can
 * foresee it. */
static void make_distinct(GArray *hashes)
{
    guint n = 0;
    g_array_sort(hashes, by_hash);
    for (guint i = 0; i < hashes->len; i++) {
        uint64_t hash = g_array_index(hashes, uint64_t, i);
        if (n == 0 || g_array_index(hashes, uint64_t, n - 1) != hash)
            g_array_index(hashes, uint64_t, n++) = hash;
    }
    g_array_set_size(hashes, MIN(n, COUNT_WORDS_MAX));
}

count_words *count_read(view *v, const secret_key *key)
{
    count_words *w = g_new0(count_words, 1);
    w->hashes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    count_sink s = {.key = key, .hashes = w->hashes};
    s.group = COUNT_HEAD;
    count_fields(&s, v);
    s.group = COUNT_FORM;
    add_parts(&s, v);
    count_links(&s, v);
    count_html(&s, v);
    s.group = COUNT_TEXT;
    add_texts(&s, v);
    make_distinct(w->hashes);
    return w;
}

void count_words_free(count_words *w)
{
    if (!w)
        return;
    g_array_unref(w->hashes);
    g_free(w);
}
