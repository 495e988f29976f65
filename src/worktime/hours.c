/* hours: the hours of a day, as people write them. */
#include "worktime/hours.h"

#include <string.h>

#define DAY_MINUTES (24 * 60)
#define SPANS_MAX   24 /* of a day */

static void skip_blanks(const char **p)
{
    while (**p == ' ' || **p == '\t')
        (*p)++;
}

/* "9:30" or "09:30"; -1 if it is none. */
static int read_clock(const char **p)
{
    int hour = 0, digits = 0, minute;

    for (skip_blanks(p); g_ascii_isdigit(**p) && digits < 2; digits++)
        hour = hour * 10 + g_ascii_digit_value(*(*p)++);
    if (digits == 0 || **p != ':' || !g_ascii_isdigit((*p)[1]) ||
        !g_ascii_isdigit((*p)[2]))
        return -1;
    minute = g_ascii_digit_value((*p)[1]) * 10 + g_ascii_digit_value((*p)[2]);
    *p += 3;
    if (minute > 59 || hour * 60 + minute > DAY_MINUTES)
        return -1;
    return hour * 60 + minute;
}

/* A hyphen, or the dash that a word processor makes of it. */
static bool skip_dash(const char **p)
{
    static const char dash[] = "\xe2\x80\x93";

    skip_blanks(p);
    if (**p == '-')
        (*p)++;
    else if (g_str_has_prefix(*p, dash))
        *p += strlen(dash);
    else
        return false;
    return true;
}

static char *read_span(const char *text, calendar_hours *h)
{
    const char *p = text;
    bool ok;

    h->from = read_clock(&p);
    ok = h->from >= 0 && skip_dash(&p);
    h->to = ok ? read_clock(&p) : -1;
    skip_blanks(&p);
    if (h->to < 0 || h->from == DAY_MINUTES || *p)
        return g_strdup_printf("\"%s\" are no hours: write 09:00-18:00, "
                               "several with a comma between, or closed",
                               text);
    if (h->from == h->to)
        return g_strdup_printf("\"%s\" ends when it begins: a whole day is "
                               "00:00-24:00",
                               text);
    if (h->to < h->from)
        h->to += DAY_MINUTES;
    return NULL;
}

static char *check_apart(const GArray *hours)
{
    for (unsigned i = 0; i < hours->len; i++)
        for (unsigned j = 0; j < i; j++) {
            const calendar_hours *a = &g_array_index(hours, calendar_hours, i);
            const calendar_hours *b = &g_array_index(hours, calendar_hours, j);

            if (a->from < b->to && b->from < a->to) {
                g_autofree char *x = hours_write(b);
                g_autofree char *y = hours_write(a);
                return g_strdup_printf("%s and %s overlap", x, y);
            }
        }
    return NULL;
}

char *hours_read(const char *text, GArray *hours)
{
    g_auto(GStrv) parts = g_strsplit_set(text, ",;", SPANS_MAX + 1);
    g_autoptr(GArray) read = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    char *problem;

    if (strcmp(text, "closed") == 0)
        return NULL;
    for (char **part = parts; *part; part++) {
        calendar_hours h;

        problem = read_span(g_strstrip(*part), &h);
        if (problem)
            return problem;
        g_array_append_val(read, h);
    }
    problem = check_apart(read);
    if (!problem)
        g_array_append_vals(hours, read->data, read->len);
    return problem;
}

char *hours_write(const calendar_hours *h)
{
    int to = h->to > DAY_MINUTES ? h->to - DAY_MINUTES : h->to;

    return g_strdup_printf("%02d:%02d-%02d:%02d", h->from / 60, h->from % 60,
                           to / 60, to % 60);
}
