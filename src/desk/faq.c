/* faq: ready answers: which one, and its text. */
#include "desk/faq.h"

#include "config/section.h"
#include "config/site.h"
#include "desk/category_config.h"
#include "desk/queue_config.h"
#include "write/template.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define FIRST_NAME_MAX 20  /* letters */
#define WORD_MIN       3   /* letters of a word that is looked for */
#define QUERY_MAX      50  /* words that are looked for */
#define SAID_WEIGHT    3   /* of title and question, where the text has 1 */
#define FEW            4   /* answers */
#define NEAR_BEST      0.4 /* of the best one's weight: less is not shown */

/* ---- texts ---- */

static const char *text_in(const config_faq *f, const char *language)
{
    return language ? g_hash_table_lookup(f->made, language) : NULL;
}

/* The first in the alphabet, so that it is always the same. */
static const char *any_text(const config_faq *f)
{
    g_autoptr(GList) all =
        g_list_sort(g_hash_table_get_keys(f->made), (GCompareFunc)strcmp);

    return all ? g_hash_table_lookup(f->made, all->data) : "";
}

static const char *choose(const config *c, const config_faq *f,
                          const faq_reader *r, bool *foreign)
{
    const config_queue *q = r->queue ? config_queue_by_id(c, r->queue) : NULL;
    const char *usual = q ? q->language : NULL;
    const char *his = text_in(f, r->language);
    const char *const others[] = {text_in(f, ""), text_in(f, usual),
                                  text_in(f, "en")};

    /* the plain one is in the language of the queue */
    *foreign = !his && r->language &&
               !(others[0] && g_strcmp0(r->language, usual) == 0);
    for (size_t i = 0; !his && i < G_N_ELEMENTS(others); i++)
        his = others[i];
    return his ? his : any_text(f);
}

/* One short word of letters: what a forger puts into a name to have it sent on is
 * longer, or has other characters. */
char *faq_first_name(const char *name)
{
    const char *p = name ? name : "";
    unsigned letters = 0;

    while (*p == ' ')
        p++;
    const char *start = p;
    for (; *p != '\0' && *p != ' '; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((!g_unichar_isalpha(c) && !g_unichar_ismark(c) && c != '-' &&
             c != '\'') ||
            ++letters > FIRST_NAME_MAX)
            return NULL;
    }
    if (letters == 0 || (name && strpbrk(name, "@,<>()/:")))
        return NULL;
    return g_strndup(start, (gsize)(p - start));
}

static void put(json_t *data, const char *key, const char *value)
{
    if (value && *value)
        json_object_set_new(data, key, json_string(value));
}

static json_t *values_for(const config *c, const faq_reader *r)
{
    const config_queue *q = r->queue ? config_queue_by_id(c, r->queue) : NULL;
    g_autofree char *first = faq_first_name(r->customer_name);
    json_t *data = json_object();

    put(data, "first_name", first);
    put(data, "operator", r->operator_);
    put(data, "site", c->site->name);
    if (r->ticket)
        json_object_set_new(data, "number", json_integer(r->ticket));
    if (q) {
        put(data, "desk", q->name);
        put(data, "address", q->address);
        put(data, "hours", q->hours);
    }
    return data;
}

/* The configuration was checked: it is never a text that cannot be rendered. */
static char *filled(const char *text, json_t *data)
{
    char *out = template_render(text, data, TEMPLATE_TEXT, NULL, NULL, NULL);

    return out ? g_strchomp(out) : g_strdup(text);
}

char *faq_text(const config *c, const config_faq *f, const faq_reader *r,
               bool *foreign)
{
    bool other;
    const char *text = choose(c, f, r, foreign ? foreign : &other);
    json_t *data = values_for(c, r);
    char *out = filled(text, data);

    json_decref(data);
    return out;
}

GPtrArray *faq_texts(const config *c, const config_faq *f, const faq_reader *r)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    json_t *data = values_for(c, r);
    GHashTableIter each;
    void *text;

    g_hash_table_iter_init(&each, f->made);
    while (g_hash_table_iter_next(&each, NULL, &text))
        g_ptr_array_add(all, filled(text, data));
    json_decref(data);
    return all;
}

char **faq_checklist(const config_faq *f, const char *language)
{
    const char *text = config_in(f->checklists, language, f->checklist);
    g_autoptr(GPtrArray) out = g_ptr_array_new();
    g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

    for (unsigned i = 0; lines && lines[i]; i++)
        if (*g_strstrip(lines[i]))
            g_ptr_array_add(out, g_strdup(lines[i]));
    if (out->len == 0)
        return NULL;
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&out), FALSE);
}

/* ---- what fits ---- */

static bool is_proposed(const config_faq *f, const char *names)
{
    g_auto(GStrv) all = g_strsplit_set(names ? names : "", ", ", -1);

    return g_strv_contains((const char *const *)all, f->id);
}

/* The smaller, the better it fits. */
static int place_of(const config *c, const config_faq *f, const faq_request *q)
{
    const config_category *k = config_category_by_id(c, q->category);

    if (!faq_serves(f, q->queue) && q->queue)
        return 5;
    if (k && g_strcmp0(k->template, f->id) == 0)
        return 0;
    if (is_proposed(f, q->proposed))
        return 1;
    if (k &&
        (g_strcmp0(k->faq, f->id) == 0 || config_listed(f->categories, k->id)))
        return 2;
    return f->categories->len == 0 ? 3 : 4;
}

GPtrArray *faq_fitting(const config *c, const faq_request *q)
{
    GPtrArray *all = g_ptr_array_new();

    for (int place = 0; place <= 5; place++) {
        for (guint i = 0; i < c->faqs->len; i++)
            if (place_of(c, c->faqs->pdata[i], q) == place)
                g_ptr_array_add(all, c->faqs->pdata[i]);
    }
    return all;
}

GPtrArray *faq_public(const config *c, const char *queue)
{
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; i < c->faqs->len; i++) {
        config_faq *f = c->faqs->pdata[i];
        if (f->offer >= FAQ_CUSTOMERS && faq_serves(f, queue))
            g_ptr_array_add(all, f);
    }
    return all;
}

/* ---- what is looked for ---- */

/* Adds its words in small letters: char*. */
static void add_words(GPtrArray *words, const char *text, guint most)
{
    g_autofree char *fold = g_utf8_casefold(text ? text : "", -1);
    g_autofree char *all = g_utf8_normalize(fold, -1, G_NORMALIZE_NFC);

    for (const char *p = all; p && *p && words->len < most;) {
        const char *start = p;
        while (*p && g_unichar_isalnum(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (g_utf8_strlen(start, p - start) >= WORD_MIN)
            g_ptr_array_add(words, g_strndup(start, (gsize)(p - start)));
        if (*p && p == start)
            p = g_utf8_next_char(p);
    }
}

static void add_all(GPtrArray *words, const char *plain, const GHashTable *by)
{
    GHashTableIter all;
    void *text;

    add_words(words, plain, G_MAXUINT);
    if (!by)
        return;
    g_hash_table_iter_init(&all, (GHashTable *)by);
    while (g_hash_table_iter_next(&all, NULL, &text))
        add_words(words, text, G_MAXUINT);
}

/* Are these one word, but for its ending? */
static bool is_same(const char *a, const char *b)
{
    glong x = g_utf8_strlen(a, -1), y = g_utf8_strlen(b, -1), same = 0;

    while (*a && g_utf8_get_char(a) == g_utf8_get_char(b)) {
        a = g_utf8_next_char(a);
        b = g_utf8_next_char(b);
        same++;
    }
    return (same == x && same == y) ||
           (same >= 4 && same >= MIN(x, y) - 1 && MAX(x, y) - same <= 4);
}

static bool has_word(const GPtrArray *words, const char *word)
{
    for (guint i = 0; i < words->len; i++)
        if (is_same(words->pdata[i], word))
            return true;
    return false;
}

/* An answer, as it is looked through. */
typedef struct found {
    const config_faq *f;
    GPtrArray *said, *text; /* words */
    double weight;
} found;

static void found_free(void *data)
{
    found *x = data;

    g_ptr_array_unref(x->said);
    g_ptr_array_unref(x->text);
    g_free(x);
}

static found *look_through(const config_faq *f)
{
    found *x = g_new0(found, 1);

    x->f = f;
    x->said = g_ptr_array_new_with_free_func(g_free);
    x->text = g_ptr_array_new_with_free_func(g_free);
    add_words(x->said, f->id, G_MAXUINT);
    add_all(x->said, f->title, f->titles);
    add_all(x->said, f->question, f->questions);
    add_all(x->text, NULL, f->made);
    return x;
}

/* A word that most have says nothing; where there are few, all words count. */
static void weigh(GPtrArray *all, const char *word)
{
    g_autofree int *has = g_new0(int, all->len + 1);
    unsigned with = 0;

    for (guint i = 0; i < all->len; i++) {
        const found *x = all->pdata[i];
        has[i] = has_word(x->said, word)   ? SAID_WEIGHT
                 : has_word(x->text, word) ? 1
                                           : 0;
        with += has[i] > 0;
    }
    if (all->len >= FEW && with * 2 > all->len)
        return;
    for (guint i = 0; i < all->len; i++)
        ((found *)all->pdata[i])->weight +=
            has[i] * log((1.0 + all->len) / MAX(with, 1));
}

/* Heaviest first; equal ones as they stand in the file. */
static int by_weight(const void *a, const void *b)
{
    const found *x = *(found *const *)a, *y = *(found *const *)b;

    return x->weight < y->weight ? 1 : x->weight > y->weight ? -1 : 0;
}

static GPtrArray *candidates(const config *c, faq_offer from, const char *queue)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(found_free);

    for (guint i = 0; i < c->faqs->len; i++) {
        const config_faq *f = c->faqs->pdata[i];
        if (f->offer >= (int)from && (!queue || faq_serves(f, queue)))
            g_ptr_array_add(all, look_through(f));
    }
    return all;
}

GPtrArray *faq_search(const config *c, const char *words, faq_offer from,
                      const char *queue)
{
    g_autoptr(GPtrArray) query = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = candidates(c, from, queue);
    GPtrArray *out = g_ptr_array_new();

    add_words(query, words, QUERY_MAX);
    for (guint i = 0; i < query->len; i++)
        weigh(all, query->pdata[i]);
    g_ptr_array_sort(all, by_weight); /* stable: g_qsort_with_data */
    for (guint i = 0; i < all->len; i++) {
        const found *x = all->pdata[i], *best = all->pdata[0];
        if (x->weight > 0 && x->weight >= best->weight * NEAR_BEST)
            g_ptr_array_add(out, (void *)x->f);
    }
    return out;
}
