/* text: how commands print, for people and as JSON. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_DIGITS 12 /* 2.6 is not 2.6000000000000001 */

void cli_json(json_t *object)
{
    char *text =
        json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(NUMBER_DIGITS));

    if (text)
        puts(text);
    free(text);
    json_decref(object);
}

json_t *cli_json_time(int64_t ms)
{
    g_autoptr(GDateTime) t = NULL;
    g_autofree char *text = NULL;

    if (ms <= 0)
        return json_null();
    t = g_date_time_new_from_unix_utc(ms / 1000);
    text = t ? g_date_time_format(t, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    return text ? json_string(text) : json_null();
}

json_t *cli_json_text(const char *text)
{
    g_autofree char *valid = NULL;

    if (!text)
        return json_null();
    valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

char *cli_clean(const char *text, bool lines)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_new(NULL);

    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c == '\n' && lines)
            g_string_append_c(out, '\n');
        else if (c == '\n' || c == '\t' || c == '\r')
            g_string_append_c(out, ' ');
        else if (g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
            continue;
        else
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

char *cli_time(int64_t ms)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_local(ms / 1000);

    return t ? g_date_time_format(t, "%Y-%m-%d %H:%M:%S") : g_strdup("?");
}

static int columns_of(gunichar c)
{
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

static int columns(const char *text)
{
    int n = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text))
        n += columns_of(g_utf8_get_char(text));
    return n;
}

void cli_put(const char *text, int fill)
{
    g_autofree char *clean = cli_clean(text, false);
    int width = ABS(fill);
    bool cut = width > 0 && columns(clean) > width;
    int used = 0;

    for (const char *p = clean; *p != '\0'; p = g_utf8_next_char(p)) {
        int w = columns_of(g_utf8_get_char(p));

        if (cut && used + w > width - 1)
            break;
        fwrite(p, 1, (size_t)(g_utf8_next_char(p) - p), stdout);
        used += w;
    }
    if (cut) {
        fputs("\xe2\x80\xa6", stdout);
        used++;
    }
    printf("%*s", MAX(fill - used, 0), "");
}

/* Length in octets of what fits in `width` columns, broken at a blank if there
 * is one. */
static size_t line_that_fits(const char *text, int width)
{
    const char *p = text, *blank = NULL;
    int used = 0;

    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        used += columns_of(g_utf8_get_char(p));
        if (*p == ' ')
            blank = p;
        if (used > width && p > text)
            return (size_t)((blank && blank > text ? blank : p) - text);
    }
    return (size_t)(p - text);
}

void cli_field(int indent, const char *label, int label_width, const char *text)
{
    g_autofree char *clean = g_strchomp(cli_clean(text, true));
    g_auto(GStrv) lines = g_strsplit(clean, "\n", -1);
    int margin = indent + label_width;
    bool first = true;

    for (char **line = lines; *line; line++) {
        const char *at = *line;

        do {
            size_t size = line_that_fits(at, CLI_WIDTH - margin);

            if (first)
                printf("%*s%-*s%.*s\n", indent, "", label_width, label,
                       (int)size, at);
            else
                printf("%*s%.*s\n", size > 0 ? margin : 0, "", (int)size, at);
            first = false;
            at += size;
            while (*at == ' ')
                at++;
        } while (*at != '\0');
    }
}

const char *cli_bold(const cli *x)
{
    return x->colour ? "\033[1m" : "";
}

const char *cli_plain(const cli *x)
{
    return x->colour ? "\033[0m" : "";
}
