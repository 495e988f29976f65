/* calendar: invitations and answers to them (RFC 6047). */
#include <string.h>

#include "filters/filter.h"
#include "mail/head.h"
#include "mail/words.h"

#define CALENDAR_HEAD_MAX 2000 /* octets that METHOD may stand in */

/* Is the part an alternative to the text, or the whole message, and so more than
 * a file that somebody attached? */
static bool is_shown(const filter_input *in, const filter_part *p)
{
    const char *dot = strrchr(p->part, '.');
    g_autofree char *above =
        dot ? g_strndup(p->part, (gsize)(dot - p->part)) : NULL;
    const filter_part *parent = in->parts->pdata[0];

    for (guint i = 1; above && i < in->parts->len; i++) {
        const filter_part *q = in->parts->pdata[i];

        if (strcmp(q->part, above) == 0)
            parent = q;
    }
    return parent == p || strcmp(parent->type, "multipart/alternative") == 0;
}

/* METHOD of the calendar itself, where Content-Type does not say it. Caller
 * frees; NULL if there is none. */
static char *inner_method(const filter_part *p)
{
    gsize size = 0;
    const char *data = p->data ? g_bytes_get_data(p->data, &size) : NULL;
    const char *at = g_strstr_len(
        data ? data : "", (gssize)MIN(size, CALENDAR_HEAD_MAX), "\nMETHOD:");
    const char *end = data + size, *stop;

    if (!at)
        return NULL;
    at += strlen("\nMETHOD:");
    for (stop = at; stop < end && g_ascii_isalpha(*stop);)
        stop++;
    return g_strndup(at, (gsize)(stop - at));
}

/* What it says of one property of the event, unfolded as far as that matters: does
 * it say anything? (RFC 5545 3.1) */
static bool has_value(const filter_part *p, const char *name)
{
    gsize size = 0, n = strlen(name);
    const char *data = p->data ? g_bytes_get_data(p->data, &size) : NULL;
    const char *line = data ? data : "", *end = line + size, *next;

    for (; line < end; line = next) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        next = stop ? stop + 1 : end;
        if ((gsize)(next - line) <= n ||
            g_ascii_strncasecmp(line, name, n) != 0 ||
            (line[n] != ':' && line[n] != ';'))
            continue;
        const char *value = memchr(line, ':', (gsize)(next - line));
        for (; value && ++value < next;)
            if (!g_ascii_isspace(*value))
                return true;
    }
    return false;
}

/* Programs write of the one who answers: "Kari Nordmann has accepted". */
static bool speaks_of_author(const letter *l, const char *text)
{
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));

    return a && ((a->name && *a->name && strstr(line, a->name)) ||
                 strstr(line, a->address));
}

/* "Accepted", and no word of a person with it. */
static bool is_bare(const filter_part *p, const char *method, const letter *l)
{
    const char *text = l->text + strspn(l->text, " \t\n");

    if (g_ascii_strcasecmp(method, "reply") != 0 || has_value(p, "COMMENT"))
        return false;
    return !*text || g_str_has_prefix(text, "BEGIN:VCALENDAR") ||
           speaks_of_author(l, text);
}

static bool run(const filter_input *in, letter *l)
{
    const filter_part *p = filter_part_of(in, "text/calendar");
    g_autofree char *field = NULL, *inner = NULL;
    g_autoptr(words_params) params = NULL;
    const char *method;

    if (!p)
        return false;
    field = g_strconcat("text/calendar;", p->params, NULL);
    params = words_params_read(field, NULL);
    method = words_param(params, "method");
    if (!method && is_shown(in, p)) {
        inner = inner_method(p);
        method = inner;
    }
    /* a published event is a file that somebody attached */
    if (!method || g_ascii_strcasecmp(method, "publish") == 0)
        return false;
    l->bare = is_bare(p, method, l);
    return filter_claim(l, LETTER_CALENDAR,
                        g_strdup_printf("text/calendar, method %.40s", method));
}

const filter filter_calendar = {
    .name = "calendar",
    .describe = "invitations and answers to them (RFC 6047)",
    .run = run,
};
