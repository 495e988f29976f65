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
    return filter_claim(l, LETTER_CALENDAR,
                        g_strdup_printf("text/calendar, method %.40s", method));
}

const filter filter_calendar = {
    .name = "calendar",
    .describe = "invitations and answers to them (RFC 6047)",
    .run = run,
};
