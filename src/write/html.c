/* html: text within HTML. */
#include "write/html.h"

#include <string.h>

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void html_append(GString *out, const char *text, gssize length)
{
    const char *end = text + (length < 0 ? strlen(text) : (size_t)length);

    for (; text < end; text++) {
        const char *name = entity(*text);

        if (name)
            g_string_append(out, name);
        else
            g_string_append_c(out, *text);
    }
}
