/* command_words: near names and spans of time, as people type them. */
#include "desk/command.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX    40 /* characters; longer words are near to nothing */
#define SHORT_WORD  4  /* up to here one slip, above two */
#define MINUTES_MAX (1000 * 60)

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

typedef struct unit {
    const char *name;
    double minutes;
} unit;

/* Longer names first: "min" before "m". */
static const unit units[] = {
    {"hours", 60}, {"hour", 60}, {"min", 1}, {"мин", 1}, {"h", 60},
    {"t", 60},     {"ч", 60},    {"m", 1},   {"м", 1},
};

static double unit_at(const char **at)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_str_has_prefix(*at, units[i].name)) {
            *at += strlen(units[i].name);
            return units[i].minutes;
        }
    }
    return 0;
}

/* "1", "1.5" or "1,5" at *at; -1 if there is none. */
static double number_at(const char **at)
{
    double value = 0, place = 1;
    const char *p = *at;

    if (!g_ascii_isdigit(*p))
        return -1;
    for (; g_ascii_isdigit(*p); p++)
        value = MIN(value * 10 + (*p - '0'), 1e9);
    if ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1])) {
        for (p++; g_ascii_isdigit(*p); p++)
            value += (*p - '0') * (place /= 10);
    }
    *at = p;
    return value;
}

int command_minutes(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    const char *at = g_strstrip(lower);
    double sum = 0;
    bool bare = false;
    unsigned parts = 0;

    for (; *at; parts++) {
        double value = number_at(&at);
        if (value < 0 || bare)
            return -1;
        at += strspn(at, " ");
        double each = *at ? unit_at(&at) : 0;
        if (each == 0 && *at)
            return -1;
        bare = each == 0;
        sum += value * (bare ? 1 : each);
        at += strspn(at, " ");
    }
    if (parts == 0 || (bare && parts > 1) || sum > MINUTES_MAX)
        return -1;
    return (int)(sum + 0.5);
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
