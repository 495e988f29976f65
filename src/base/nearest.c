/* nearest: the name that a person probably meant, by edit distance. */
#include "base/nearest.h"

#include <string.h>

#define WORD_MAX   64 /* characters compared; longer words are near to nothing */
#define SHORT_WORD 4  /* characters: up to here one slip, above two */

/* Optimal string alignment, three rows. In characters: octets would count a slip
 * in a Cyrillic word twice. */
static unsigned distance(const gunichar *a, glong n, const gunichar *b, glong m)
{
    unsigned rows[3][WORD_MAX + 1];

    for (glong j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (glong i = 1; i <= n; i++) {
        unsigned *now = rows[i % 3], *last = rows[(i + 2) % 3];
        unsigned *before = rows[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (glong j = 1; j <= m; j++) {
            unsigned change = last[j - 1] + (a[i - 1] != b[j - 1]);

            now[j] = MIN(MIN(now[j - 1], last[j]) + 1, change);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = MIN(now[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

static gunichar *folded(const char *word, glong *size)
{
    g_autofree char *fold = g_utf8_casefold(word, -1);

    return g_utf8_to_ucs4_fast(fold, -1, size);
}

/* The first of the nearest, at most `most` slips away; one of which nothing would
 * be left is not near. */
static const char *within(const gunichar *word, glong size, unsigned most,
                          const char *const *names)
{
    unsigned best = most + 1;
    const char *found = NULL;

    if (size == 0 || size > WORD_MAX)
        return NULL;
    for (; *names; names++) {
        glong length;
        g_autofree gunichar *name = folded(*names, &length);
        unsigned d;

        if (length == 0 || length > WORD_MAX)
            continue;
        d = distance(word, size, name, length);
        if (d < best && d < (unsigned)length) {
            best = d;
            found = *names;
        }
    }
    return found;
}

static const char *only_one_that_begins(const char *word,
                                        const char *const *names)
{
    const char *found = NULL;

    for (; *names; names++) {
        if (g_ascii_strncasecmp(*names, word, strlen(word)) != 0)
            continue;
        if (found)
            return NULL;
        found = *names;
    }
    return found;
}

const char *nearest_name(const char *word, const char *const *names)
{
    glong size;
    g_autofree gunichar *fold = folded(word, &size);
    /* about one slip in three letters */
    const char *found = within(fold, size, (unsigned)size / 3 + 1, names);

    if (found || size == 0 || size > WORD_MAX)
        return found;
    return only_one_that_begins(word, names);
}

const char *nearest_typed(const char *word, const char *const *names)
{
    glong size;
    g_autofree gunichar *fold = folded(word, &size);

    return within(fold, size, size <= SHORT_WORD ? 1 : 2, names);
}

char *nearest_hint(const char *word, const char *const *names)
{
    const char *name = nearest_name(word, names);

    return !name ? g_strdup("")
                 : g_strdup_printf("; did you mean \"%s\"?", name);
}
