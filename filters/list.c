/* list: mailing lists and newsletters (RFC 2369, 2919). */
#include "filters/filter.h"
#include "mail/head.h"

static bool run(const filter_input *in, letter *l)
{
    static const char *const names[] = {
        "List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", NULL};

    for (size_t i = 0; names[i]; i++) {
        const char *value = head_get(in->head, names[i], 0);

        if (value && *value)
            return filter_claim(l, LETTER_LIST,
                                g_strdup_printf("%s: %.100s", names[i], value));
    }
    return false;
}

const filter filter_list = {
    .name = "list",
    .describe = "mailing lists and newsletters (RFC 2369, RFC 2919)",
    .run = run,
};
