/* nearest: the name that a person probably meant, by edit distance. */
#include "base/nearest.h"

#include <string.h>

#define WORD_MAX 64 /* octets compared; longer words are near to nothing */

static char lower_at(const char *s, size_t i)
{
    return g_ascii_tolower(s[i]);
}

/* Optimal string alignment, three rows. */
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_MAX + 1];
    size_t n = strlen(a), m = strlen(b);

    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = rows[i % 3];
        unsigned *last = rows[(i - 1) % 3];
        unsigned *before = rows[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            char x = lower_at(a, i - 1), y = lower_at(b, j - 1);

            now[j] = MIN(MIN(now[j - 1], last[j]) + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower_at(b, j - 2) &&
                y == lower_at(a, i - 2))
                now[j] = MIN(now[j], before[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

static const char *only_one_that_begins(const char *word,
                                        const char *const *names)
{
    const char *found = NULL;

    for (; *names != NULL; names++) {
        if (g_ascii_strncasecmp(*names, word, strlen(word)) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = *names;
    }
    return found;
}

const char *nearest_name(const char *word, const char *const *names)
{
    size_t size = strlen(word);
    unsigned best =
        (unsigned)size / 3 + 1; /* about one slip in three letters */
    const char *found = NULL;

    if (size == 0 || size > WORD_MAX)
        return NULL;
    for (const char *const *name = names; *name != NULL; name++) {
        unsigned d;

        if (strlen(*name) > WORD_MAX)
            continue;
        d = distance(word, *name);
        if (d < best || (d == best && found == NULL)) {
            best = d;
            found = *name;
        }
    }
    if (found != NULL && best >= strlen(found) && size > 0)
        found = NULL; /* nothing of it would be left */
    return found != NULL ? found : only_one_that_begins(word, names);
}

char *nearest_hint(const char *word, const char *const *names)
{
    const char *name = nearest_name(word, names);

    return name == NULL ? g_strdup("")
                        : g_strdup_printf("; did you mean \"%s\"?", name);
}
