/* charset_clean: makes of any octets what letter.h promises of its strings. */
#include <string.h>

#include "mail/charset/charset.h"

static bool is_invisible(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff;
}

/* U+202A to E and U+2066 to 9 turn what follows; U+200E, U+200F and U+061C only
 * mark, and stand in many a name of the Near East. */
static bool is_turn(gunichar c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool charset_is_direction(gunichar c)
{
    return is_turn(c) || c == 0x200e || c == 0x200f || c == 0x61c;
}

/* Letters by their class that have no shape: fillers of Hangul, an empty cell of
 * Braille. */
static bool is_filler(gunichar c)
{
    return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 ||
           c == 0x2800;
}

bool charset_shows_nothing(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c) &&
            !g_unichar_iscntrl(c) && g_unichar_type(c) != G_UNICODE_FORMAT &&
            !is_filler(c))
            return false;
    }
    return true;
}

/* Lead octets of U+0080 to U+009F, U+2000 to U+206F, U+FEFF. */
static bool is_suspect(guchar a, guchar b)
{
    return a == 0xef || (a == 0xc2 && b < 0xa0) ||
           (a == 0xe2 && (b == 0x80 || b == 0x81));
}

/* Is there nothing in it that clean() would change? */
static bool is_clean(const char *text, gsize n, bool line)
{
    guchar all = 0;

    for (gsize i = 0; i < n; i++) {
        guchar c = (guchar)text[i];

        all |= c;
        if ((c < 0x20 && (line || (c != '\n' && c != '\t'))) || c == 0x7f ||
            (c >= 0x80 && is_suspect(c, i + 1 < n ? (guchar)text[i + 1] : 0)))
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
        if (c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            g_string_append_c(out, line ? ' ' : '\n');
            if (c == '\r' && p[1] == '\n')
                p++;
        } else if (c == '\t') {
            g_string_append_c(out, line ? ' ' : '\t');
        } else if (!is_invisible(c) && !(line && is_turn(c))) {
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
