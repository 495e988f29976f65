/* calendar: invitations and answers to them (RFC 6047). */
#include <string.h>

#include "filters/filter.h"
#include "mail/head.h"
#include "mail/words.h"

static bool run(const filter_input *in, letter *l)
{
    const filter_part *p = filter_part_of(in, "text/calendar");
    g_autofree char *field = NULL;
    g_autoptr(words_params) params = NULL;
    const char *method;

    if (!p)
        return false;
    field = g_strconcat("text/calendar;", p->params, NULL);
    params = words_params_read(field, NULL);
    method = words_param(params, "method");
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
