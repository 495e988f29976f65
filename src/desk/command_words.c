/* command_words: near names and spans of time, as people type them. */
#include "desk/command.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX   40 /* characters; longer words are near to nothing */
#define SHORT_WORD 4  /* up to here one slip, above two */

/* Optimal string alignment in characters: bytes would count a slip in a Cyrillic
 * word twice. */
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

const char *command_nearest(const char *word, const char *const *names)
{
    glong n, m;
    g_autofree gunichar *a = folded(word, &n);
    unsigned best = n <= SHORT_WORD ? 1 : 2;
    const char *found = NULL;

    if (n == 0 || n > WORD_MAX)
        return NULL;
    for (; *names; names++) {
        g_autofree gunichar *b = folded(*names, &m);
        if (m > WORD_MAX || m == 0)
            continue;
        unsigned d = distance(a, n, b, m);
        if (d >= (unsigned)m || d > best || (found && d == best))
            continue;
        best = d;
        found = *names;
    }
    return found;
}

bool command_numbers(const char *text, GArray *out)
{
    unsigned count = 0;

    for (const char *p = text + strspn(text, " ,;#"); *p;
         p += strspn(p, " ,;#")) {
        char *end;
        int64_t number = g_ascii_strtoll(p, &end, 10);
        if (!g_ascii_isdigit(*p) || number <= 0 || number > UINT32_MAX ||
            (*end && !strchr(" ,;", *end)) || ++count > COMMAND_NUMBERS_MAX)
            return false;
        if (out)
            g_array_append_val(out, number);
        p = end;
    }
    return count > 0;
}
