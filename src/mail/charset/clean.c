/* charset_clean: makes of any octets what letter.h promises of its strings. */
#include <string.h>

#include "mail/charset/charset.h"

static bool is_invisible(gunichar c)
{
    return c < 0x20 || c == 0x7f || c == 0xfeff;
}

/* Is there nothing in it that clean() would change? */
static bool is_clean(const char *text, gsize n, bool line)
{
    guchar all = 0;

    for (gsize i = 0; i < n; i++) {
        guchar c = (guchar)text[i];

        all |= c;
        if ((c < 0x20 && (line || (c != '\n' && c != '\t'))) || c == 0x7f ||
            c == 0xef)
            return false;
    }
    return all < 0x80 || g_utf8_validate_len(text, n, NULL);
}

/* How many octets at p are plain ASCII? */
static gsize plain_run(const char *p)
{
    gsize n = 0;

    while (g_ascii_isprint(p[n]))
        n++;
    return n;
}

static char *clean(const char *text, gssize size, bool line)
{
    gsize n = size < 0 ? strlen(text) : (gsize)size;
    g_autofree char *valid =
        is_clean(text, n, line) ? NULL : g_utf8_make_valid(text, (gssize)n);
    GString *out;

    if (!valid)
        return g_strndup(text, n);
    out = g_string_sized_new(strlen(valid));
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gsize plain = plain_run(p);
        gunichar c;

        g_string_append_len(out, p, (gssize)plain);
        p += plain;
        if (!*p)
            break;
        c = g_utf8_get_char(p);
        if (c == '\r' || c == '\n') {
            g_string_append_c(out, line ? ' ' : '\n');
            if (c == '\r' && p[1] == '\n')
                p++;
        } else if (c == '\t') {
            g_string_append_c(out, line ? ' ' : '\t');
        } else if (!is_invisible(c)) {
            g_string_append_len(out, p, g_utf8_next_char(p) - p);
        }
    }
    return g_string_free(out, FALSE);
}

char *charset_clean_text(const char *text, gssize size)
{
    return clean(text, size, false);
}

char *charset_clean_line(const char *text, gssize size)
{
    return g_strstrip(clean(text, size, true));
}

void charset_cut(char *text, gsize max)
{
    if (strlen(text) <= max)
        return;
    while (max > 0 && ((guchar)text[max] & 0xc0) == 0x80)
        max--;
    text[max] = '\0';
}
