/* command_words: spans of time, as people type them. */
#include "desk/command.h"

#include <stdint.h>
#include <string.h>

#define MINUTES_MAX (1000 * 60)

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
