/* spamflag: what the MTA's spam filter wrote into the header. */
#include <string.h>

#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"

#define SPAMFLAG_MAX 200 /* octets of the field that are kept */

static bool run(const filter_input *in, letter *l)
{
    static const char *const names[] = {"X-Spam-Flag", "X-Spam", NULL};

    for (size_t i = 0; names[i]; i++) {
        const char *value = head_get(in->head, names[i], 0);

        if (value && !l->spam_flag) {
            g_autofree char *line = charset_clean_line(value, -1);

            const char *end;

            g_utf8_validate_len(line, MIN(strlen(line), SPAMFLAG_MAX), &end);
            line[end - line] = '\0'; /* between two characters */
            l->spam_flag = g_strdup_printf("%s: %s", names[i], line);
        }
    }
    return false;
}

const filter filter_spamflag = {
    .name = "spamflag",
    .describe = "X-Spam-Flag of the MTA's spam filter",
    .run = run,
};
