/* known: patterns of the code and of rules' arguments, compiled once. */
#include "rules/pattern/pattern.h"

#include <string.h>

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
    if (!k) {
        k = g_new0(known_pattern, 1);
        *k = (known_pattern){g_strdup(text), options,
                             pattern_compile_text(text, options, false, NULL)};
        g_hash_table_add(known, k);
    }
    return k;
}

/* Most texts are asked for again from the same place. */
const pattern *pattern_known(const char *text, uint32_t options)
{
    static GMutex lock;
    static GHashTable *known, *places;
    g_mutex_lock(&lock);
    if (!known) {
        known = g_hash_table_new(known_hash, known_equal);
        places = g_hash_table_new(NULL, NULL);
    }
    const known_pattern *k = g_hash_table_lookup(places, text);
    if (!k || k->options != options || strcmp(k->text, text) != 0) {
        k = find_known(known, text, options);
        g_hash_table_insert(places, (gpointer)text, (gpointer)k);
    }
    g_mutex_unlock(&lock);
    return k->compiled;
}
