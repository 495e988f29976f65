/* shingle: runs of words as numbers. */
#include "quote/shingle.h"

#include <stdint.h>
#include <string.h>

#include "mail/lang.h"

#define SHINGLE_BASE   UINT64_C(0xcbf29ce484222325)
#define SHINGLE_PRIME  UINT64_C(0x100000001b3)
#define COMMON_SECTION "common.word"

GArray *shingle_words(const char *text, size_t max)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(token));

    token_read(text, 0, strlen(text), 0, max, words, NULL);
    return words;
}

guint shingle_size(const GArray *words, guint at)
{
    guint weight = 0;

    for (guint i = at; i < words->len; i++) {
        weight += g_array_index(words, token, i).weight;
        if (weight >= SHINGLE_WEIGHT)
            return i + 1 - at;
    }
    return 0;
}

gint64 shingle_of(const GArray *words, guint at, guint n)
{
    guint64 hash = SHINGLE_BASE;

    for (guint i = at; i < at + n; i++) {
        guint64 word = g_array_index(words, token, i).hash;

        hash = (hash ^ word ^ (word >> 32)) * SHINGLE_PRIME;
        hash ^= hash >> 29;
    }
    return (gint64)hash;
}

GArray *shingle_all(const GArray *words)
{
    GArray *all = g_array_sized_new(FALSE, FALSE, sizeof(gint64), words->len);

    for (guint i = 0; i < words->len; i++) {
        guint n = shingle_size(words, i);
        gint64 hash;

        if (n == 0)
            break;
        hash = shingle_of(words, i, n);
        g_array_append_val(all, hash);
    }
    return all;
}

bool shingle_is_short(const GArray *words)
{
    guint weight = 0;

    for (guint i = 0; i < words->len && weight < SHINGLE_WEIGHT; i++)
        weight += g_array_index(words, token, i).weight;
    return weight >= SHINGLE_SHORT_WEIGHT && weight < SHINGLE_WEIGHT;
}

/* ---- common words ---- */

static gpointer read_common(gpointer unused)
{
    GHashTable *all =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    const GPtrArray *lines = lang_lines();

    for (guint i = 0; i < lines->len; i++) {
        const lang_line *l = lines->pdata[i];

        if (strcmp(l->section, COMMON_SECTION) != 0)
            continue;
        g_autoptr(GArray) words = shingle_words(l->text, G_MAXUINT);
        for (guint k = 0; k < words->len; k++)
            g_hash_table_add(all,
                             g_memdup2(&g_array_index(words, token, k).hash,
                                       sizeof(guint64)));
    }
    return all;
}

bool shingle_is_common(const token *t)
{
    static GOnce once = G_ONCE_INIT;
    GHashTable *all = g_once(&once, read_common, NULL);

    return g_hash_table_contains(all, &t->hash);
}
