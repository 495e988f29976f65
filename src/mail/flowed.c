/* flowed: joins the lines of format=flowed (RFC 3676 4). */
#include "mail/flowed.h"

#include <glib.h>
#include <string.h>

static unsigned quote_depth(const char **p)
{
    unsigned n = 0;

    for (; **p == '>'; ++*p)
        n++;
    return n;
}

char *flowed_join(const char *text, bool delsp)
{
    GString *out = g_string_sized_new(strlen(text) + 16);
    const char *p = text;
    unsigned open_depth = 0;
    bool open = false; /* the last line was flowed */

    while (*p) {
        const char *eol = strchr(p, '\n'), *end = eol ? eol : p + strlen(p);
        const char *line = p;
        unsigned depth = quote_depth(&line);
        size_t n;
        bool flowed, signature;

        if (*line == ' ')
            line++; /* space-stuffed */
        n = line < end ? (size_t)(end - line) : 0;
        signature = n == 3 && memcmp(line, "-- ", 3) == 0;
        flowed = n > 0 && line[n - 1] == ' ' && !signature;
        if (open && (depth != open_depth || signature)) {
            g_string_append_c(out, '\n');
            open = false;
        }
        if (!open) {
            for (unsigned i = 0; i < depth; i++)
                g_string_append_c(out, '>');
            if (depth > 0)
                g_string_append_c(out, ' ');
        }
        if (flowed && delsp)
            n--;
        g_string_append_len(out, line, (gssize)n);
        open = flowed;
        open_depth = depth;
        if (!flowed && eol)
            g_string_append_c(out, '\n');
        p = eol ? eol + 1 : end;
    }
    if (open)
        g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}
