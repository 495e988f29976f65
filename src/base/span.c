/* span: lengths of time, as people write and read them. */
#include "base/span.h"

#include <errno.h>
#include <glib.h>
#include <inttypes.h>
#include <string.h>

const span_unit span_units[] = {
    {"w", SPAN_WEEK},   {"d", SPAN_DAY}, {"h", SPAN_HOUR}, {"m", SPAN_MINUTE},
    {"s", SPAN_SECOND}, {"ms", 1},       {NULL, 0},
};

/* ---- exact ---- */

char *span_unit_read(const span_unit *units, const char *names,
                     const char *text, int64_t *value)
{
    char *rest = NULL;
    errno = 0;
    int64_t number = g_ascii_strtoll(text, &rest, 10);
    if (!g_ascii_isdigit(text[0]) || errno != 0)
        return g_strdup_printf("\"%s\" is not a number with a unit (%s)", text,
                               names);
    while (*rest == ' ')
        rest++;
    if (*rest == '\0' && number != 0)
        return g_strdup_printf("\"%s\" needs a unit: %s", text, names);
    if (*rest != '\0') {
        while (units->name && strcmp(rest, units->name) != 0)
            units++;
        if (!units->name)
            return g_strdup_printf("\"%s\" is not a unit: use %s", rest, names);
        if (number > INT64_MAX / units->factor)
            return g_strdup_printf("\"%s\" is too large", text);
        number *= units->factor;
    }
    *value = number;
    return NULL;
}

char *span_unit_write(const span_unit *units, int64_t value)
{
    for (const span_unit *u = units; u->name; u++)
        if (value != 0 && value % u->factor == 0)
            return g_strdup_printf("%" PRId64 "%s", value / u->factor, u->name);
    return g_strdup("0");
}

bool span_read(const char *text, int64_t *ms)
{
    g_autofree char *problem = span_unit_read(span_units, SPAN_UNITS, text, ms);
    return !problem;
}

/* ---- for people ---- */

char *span_rough(int64_t ms)
{
    ms = MAX(ms, 0);
    if (ms < 2 * SPAN_MINUTE)
        return g_strdup_printf("%" PRId64 " s", ms / SPAN_SECOND);
    if (ms < 2 * SPAN_HOUR)
        return g_strdup_printf("%" PRId64 " min", ms / SPAN_MINUTE);
    if (ms < 2 * SPAN_DAY)
        return g_strdup_printf("%" PRId64 " h", ms / SPAN_HOUR);
    return g_strdup_printf("%" PRId64 " d", ms / SPAN_DAY);
}

typedef struct said_unit {
    const char *name;
    int64_t minutes;
} said_unit;

/* Longer names first: "min" before "m". */
static const said_unit said_units[] = {
    {"minutes", 1}, {"minutter", 1}, {"minute", 1}, {"minutt", 1}, {"mins", 1},
    {"min", 1},     {"минуты", 1},   {"минута", 1}, {"минуту", 1}, {"минут", 1},
    {"мин", 1},     {"hours", 60},   {"hour", 60},  {"hrs", 60},   {"hr", 60},
    {"timer", 60},  {"time", 60},    {"часов", 60}, {"часа", 60},  {"час", 60},
    {"h", 60},      {"t", 60},       {"ч", 60},     {"m", 1},      {"м", 1},
};

static int64_t unit_at(const char **at)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(said_units); i++) {
        if (g_str_has_prefix(*at, said_units[i].name)) {
            *at += strlen(said_units[i].name);
            *at += (*at)[0] == '.';
            return said_units[i].minutes;
        }
    }
    return 0;
}

/* Numbers are counted in these, so that no minute is lost in a sum. */
#define SAID_PARTS  INT64_C(1000000)
#define SAID_NUMBER INT64_C(1000000000)

/* "1", "1.5" or "1,5" at *at; -1 if there is none. */
static int64_t number_at(const char **at)
{
    int64_t value = 0, place = SAID_PARTS;
    const char *p = *at;

    if (!g_ascii_isdigit(*p))
        return -1;
    for (; g_ascii_isdigit(*p); p++)
        value = MIN(value * 10 + (*p - '0'), SAID_NUMBER);
    value *= SAID_PARTS;
    if ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1])) {
        for (p++; g_ascii_isdigit(*p); p++)
            value += (*p - '0') * (place /= 10);
    }
    *at = p;
    return value;
}

/* "1:30", "1h30": minutes right after hours, two digits. */
static bool rest_of_hour(const char *at, int64_t *parts)
{
    bool two = g_ascii_isdigit(at[0]) && g_ascii_isdigit(at[1]) &&
               at[2] == '\0' && at[0] < '6';

    if (two)
        *parts = ((at[0] - '0') * 10 + (at[1] - '0')) * SAID_PARTS;
    return two;
}

static int rounded(int64_t sum)
{
    return sum > SPAN_SAID_MAX * SAID_PARTS
               ? -1
               : (int)((sum + SAID_PARTS / 2) / SAID_PARTS);
}

int span_said_minutes(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    const char *at = g_strstrip(lower);
    int64_t sum = 0, rest = 0;
    bool bare = false;
    unsigned parts = 0;

    for (; *at; parts++) {
        int64_t value = number_at(&at);
        if (value < 0 || bare)
            return -1;
        bool colon = parts == 0 && *at == ':';
        at += colon ? 1 : strspn(at, " ");
        int64_t each = colon ? 60 : *at ? unit_at(&at) : 0;
        if (each == 0 && *at)
            return -1;
        bare = each == 0;
        sum += value * (bare ? 1 : each);
        if (each == 60 && rest_of_hour(at, &rest))
            return rounded(sum + rest);
        if (colon)
            return -1;
        at += strspn(at, " ");
    }
    return parts == 0 || (bare && parts > 1) ? -1 : rounded(sum);
}
