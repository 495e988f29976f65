/* imap_words.c: words of commands: folders' names, strings, sets of UIDs. */
#include "net/imap_link.h"

#include <string.h>

static bool is_direct(gunichar u)
{
    return u >= 0x20 && u <= 0x7e;
}

static void append_shifted(GString *out, const char *from, const char *to)
{
    gsize size = 0;
    g_autofree char *wide =
        g_convert(from, to - from, "UTF-16BE", "UTF-8", NULL, &size, NULL);
    g_autofree char *base64 =
        wide ? g_base64_encode((guchar *)wide, size) : g_strdup("");
    base64[strcspn(base64, "=")] = '\0';
    g_strdelimit(base64, "/", ',');
    g_string_append_printf(out, "&%s-", base64);
}

char *imap_folder_name(const char *utf8)
{
    GString *out;
    if (!*utf8 || !g_utf8_validate(utf8, -1, NULL))
        return NULL;
    out = g_string_new(NULL);
    for (const char *p = utf8; *p;) {
        const char *end = p;
        if ((guchar)*p < 0x20 || *p == 0x7f) {
            g_string_free(out, TRUE);
            return NULL;
        }
        if (is_direct(g_utf8_get_char(p))) {
            g_string_append(out, *p == '&' ? "&-" : (char[]){*p, 0});
            p++;
            continue;
        }
        while (*end && (guchar)*end >= 0x80)
            end = g_utf8_next_char(end);
        append_shifted(out, p, end);
        p = end;
    }
    if (out->len <= IMAP_FOLDER_MAX)
        return g_string_free(out, FALSE);
    g_string_free(out, TRUE);
    return NULL;
}

char *imap_string(const char *text)
{
    GString *out;
    /* what RFC 9051's grammar lets stand in an atom, and no more than that */
    if (*text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789$_-./@+=:")])
        return g_strdup(text);
    out = g_string_new("\"");
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

char *imap_set(const uint32_t *uids, unsigned count)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < count; i++) {
        unsigned first = i;
        while (i + 1 < count && uids[i + 1] == uids[i] + 1)
            i++;
        g_string_append_printf(out, "%s%u", out->len ? "," : "", uids[first]);
        if (i > first)
            g_string_append_printf(out, ":%u", uids[i]);
    }
    return g_string_free(out, FALSE);
}
