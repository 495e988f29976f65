/* look: what filters ask of a message, and what they say of it. */
#include <string.h>

#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"

char *filter_value(const filter_input *in, const char *name)
{
    const char *value = head_get(in->head, name, 0);
    GString *out = g_string_new(NULL);
    int depth = 0;

    for (const char *p = value ? value : ""; *p; p++) {
        if (*p == '(')
            depth++;
        else if (*p == ')' && depth > 0)
            depth--;
        else if (depth == 0)
            g_string_append_c(out, g_ascii_tolower(*p));
    }
    return g_strstrip(g_string_free(out, FALSE));
}

const filter_part *filter_part_of(const filter_input *in, const char *type)
{
    for (guint i = 0; i < in->parts->len; i++) {
        const filter_part *p = in->parts->pdata[i];

        if (strcmp(p->type, type) == 0)
            return p;
    }
    return NULL;
}

bool filter_claim(letter *l, letter_kind kind, char *reason)
{
    l->kind = kind;
    g_free(l->kind_reason);
    l->kind_reason = charset_clean_line(reason, -1);
    g_free(reason);
    return true;
}
