/* charset: labels and their aliases, iconv, and repair of what they lie about. */
#include "mail/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#define CHARSET_NAME_MAX 40 /* octets of a label that are looked at */

/* Labels that iconv does not know, or that mean more than their standard. */
static const struct {
    const char *label, *name;
} aliases[] = {
    {"utf8", "UTF-8"},
    {"utf-8", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"utf-8-mac", "UTF-8"},
    {"cp65001", "UTF-8"},
    {"iso-8859-1", "CP1252"},
    {"iso8859-1", "CP1252"},
    {"iso_8859-1", "CP1252"},
    {"latin1", "CP1252"},
    {"latin-1", "CP1252"},
    {"iso-8859-9", "CP1254"},
    {"iso-8859-11", "CP874"},
    {"tis-620", "CP874"},
    {"iso-8859-8-i", "CP1255"},
    {"iso-8859-8-e", "CP1255"},
    {"iso-8859-8", "CP1255"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gb_2312", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"euc-cn", "GB18030"},
    {"hz-gb-2312", "HZ"},
    {"ks_c_5601-1987", "CP949"},
    {"ks_c_5601", "CP949"},
    {"ksc5601", "CP949"},
    {"euc-kr", "CP949"},
    {"x-windows-949", "CP949"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"iso-2022-jp", "ISO-2022-JP-3"},
    {"big5", "BIG5-HKSCS"},
    {"big-5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},
    {"ansi", "CP1252"},
    {"win-1251", "CP1251"},
    {"windows1251", "CP1251"},
    {"x-cp1251", "CP1251"},
    {"koi8r", "KOI8-R"},
    {"koi", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"x-koi8-r", "KOI8-R"},
    {"koi8-ru", "KOI8-U"},
    {"x-mac-roman", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
};

/* Labels that say nothing. */
static const char *const empty_labels[] = {"",
                                           "us-ascii",
                                           "ascii",
                                           "ansi_x3.4-1968",
                                           "unknown",
                                           "x-unknown",
                                           "unknown-8bit",
                                           "default",
                                           "x-user-defined",
                                           "none",
                                           "7bit",
                                           "8bit",
                                           "binary",
                                           "us-ascii-7bit",
                                           "iso-ir-6",
                                           "default_charset",
                                           "default-charset",
                                           "charset",
                                           "ansi_x3.110-1983",
                                           NULL};

/* A label as iconv may know it, in `out`; "" if it says nothing. */
static void label_name(const char *label, char out[CHARSET_NAME_MAX + 1])
{
    char low[CHARSET_NAME_MAX + 1];
    size_t n = 0;

    for (const char *p = label ? label : ""; *p && n < CHARSET_NAME_MAX; p++) {
        if (g_ascii_isalnum(*p) || strchr("-_.:+", *p))
            low[n++] = g_ascii_tolower(*p);
    }
    low[n] = '\0';
    out[0] = '\0';
    if (g_strv_contains(empty_labels, low))
        return;
    g_strlcpy(out, low, CHARSET_NAME_MAX + 1);
    if (g_str_has_prefix(low, "cp-"))
        g_snprintf(out, CHARSET_NAME_MAX + 1, "cp%s", low + 3);
    else if (g_str_has_prefix(low, "windows-cp"))
        g_snprintf(out, CHARSET_NAME_MAX + 1, "cp%s", low + 10);
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        if (strcmp(aliases[i].label, out) == 0) {
            g_strlcpy(out, aliases[i].name, CHARSET_NAME_MAX + 1);
            return;
        }
    }
}

static bool is_ascii(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((guchar)p[i] >= 0x80)
            return false;
    }
    return true;
}

/* Charsets whose octets below 0x80 are not all ASCII. */
static bool is_shifty(const char *name)
{
    static const char *const starts[] = {
        "iso-2022", "utf-7", "utf-16", "utf-32", "hz",   "ucs",
        "unicode",  "csucs", "cp037",  "ibm",    "utf7", NULL};

    for (size_t i = 0; starts[i]; i++) {
        if (g_ascii_strncasecmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return false;
}

void charset_keep(const char *name)
{
    static GMutex lock;
    static GHashTable *kept; /* name -> iconv_t, never closed, never used */

    g_mutex_lock(&lock);
    if (!kept)
        kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_hash_table_size(kept) < CHARSET_KEPT_MAX &&
        !g_hash_table_contains(kept, name)) {
        iconv_t cd = iconv_open("UTF-8", name);

        if (cd != (iconv_t)-1)
            g_hash_table_insert(kept, g_strdup(name), cd);
    }
    g_mutex_unlock(&lock);
}

/* Convert; octets that do not fit become U+FFFD, *bad counts them. NULL: iconv
 * does not know the charset. */
static char *convert(const char *data, size_t size, const char *name,
                     size_t *bad)
{
    iconv_t cd = iconv_open("UTF-8", name);
    GString *out;
    char *in = (char *)(uintptr_t)data;
    size_t left = size;

    *bad = 0;
    if (cd == (iconv_t)-1)
        return NULL;
    charset_keep(name);
    out = g_string_sized_new(size + size / 2 + 16);
    while (left > 0) {
        char buffer[4096];
        char *o = buffer;
        size_t room = sizeof buffer;
        size_t r = iconv(cd, &in, &left, &o, &room);
        int error = errno;

        g_string_append_len(out, buffer, (gssize)(sizeof buffer - room));
        if (r != (size_t)-1)
            break;
        if (error == E2BIG)
            continue;
        g_string_append(out, "\xef\xbf\xbd");
        ++*bad;
        if (error == EINVAL)
            break; /* cut off inside a character */
        in++;
        left--;
    }
    {
        char buffer[64]; /* a character that waited for an accent */
        char *o = buffer;
        size_t room = sizeof buffer;

        if (iconv(cd, NULL, NULL, &o, &room) != (size_t)-1)
            g_string_append_len(out, buffer, (gssize)(sizeof buffer - room));
    }
    iconv_close(cd);
    left = 0;
    for (size_t i = 0; i < out->len; i++) {
        if (out->str[i])
            out->str[left++] = out->str[i];
    }
    g_string_truncate(out, left);
    return g_string_free(out, FALSE);
}

/* NULs are no text; iconv may also have made some. */
static char *without_nul(const char *data, size_t size)
{
    char *out = g_malloc(size + 1);
    size_t n = 0;

    for (size_t i = 0; i < size; i++) {
        if (data[i])
            out[n++] = data[i];
    }
    out[n] = '\0';
    return out;
}

static char *detected(const char *data, size_t size, const char **used)
{
    const char *name;
    size_t bad;
    char *out;

    if (g_utf8_validate_len(data, size, NULL) &&
        !(is_ascii(data, size) && memchr(data, 0x1b, size))) {
        name = "UTF-8";
        out = g_strndup(data, size);
    } else {
        name = charset_detect(data, size);
        out = convert(data, size, name, &bad);
        if (!out)
            out = g_utf8_make_valid(data, (gssize)size);
    }
    if (used)
        *used = name;
    return out;
}

/* Octets that claim to be `name`, or NULL if that cannot be. */
static char *labelled(const char *data, size_t size, const char *name,
                      charset_state *state)
{
    g_autofree char *out = NULL;
    size_t bad;

    if (!is_shifty(name) && g_utf8_validate_len(data, size, NULL)) {
        if (g_ascii_strcasecmp(name, "UTF-8") != 0)
            *state = CHARSET_LYING;
        return g_strndup(data, size);
    }
    out = convert(data, size, name, &bad);
    if (!out) {
        *state = CHARSET_UNKNOWN;
        return NULL;
    }
    if (bad == 0)
        return g_steal_pointer(&out);
    *state = CHARSET_LYING;
    /* a few broken octets in much right text: the label was true */
    if (bad * 20 < size && g_ascii_strcasecmp(name, "UTF-8") != 0)
        return g_steal_pointer(&out);
    if (g_ascii_strcasecmp(name, "UTF-8") == 0) {
        size_t high = 0;

        for (size_t i = 0; i < size; i++)
            high += (guchar)data[i] >= 0x80;
        if (bad * 4 < high)
            return g_steal_pointer(&out);
    }
    return NULL;
}

char *charset_to_utf8(const char *data, size_t size, const char *label,
                      charset_state *state, const char **used)
{
    char name[CHARSET_NAME_MAX + 1];
    g_autofree char *clean = NULL;
    charset_state ignored;
    char *out = NULL;

    if (!state)
        state = &ignored;
    *state = CHARSET_RIGHT;
    if (used)
        *used = "UTF-8";
    if (size == 0)
        return g_strdup(""); /* data may be NULL */
    label_name(label, name);
    if (memchr(data, '\0', size) && !is_shifty(name)) {
        clean = without_nul(data, size);
        data = clean;
        size = strlen(clean);
    }
    if (!*name && is_ascii(data, size) && !memchr(data, 0x1b, size))
        return g_strndup(data, size);
    if (*name && !is_shifty(name) && is_ascii(data, size))
        return g_strndup(data, size);
    if (*name) {
        out = labelled(data, size, name, state);
        if (out && used)
            *used = g_intern_string(name);
    } else {
        *state = CHARSET_DETECTED;
    }
    if (!out)
        out = detected(data, size, used);
    if (!g_utf8_validate(out, -1, NULL)) {
        char *valid = g_utf8_make_valid(out, -1);

        g_free(out);
        out = valid;
    }
    return out;
}

/* ---- what letter.h promises of its strings ---- */

static bool is_invisible(gunichar c)
{
    return c < 0x20 || c == 0x7f || c == 0xfeff;
}

/* Nothing in it that clean() would change? */
static bool is_clean(const char *text, gsize n, bool line)
{
    for (gsize i = 0; i < n; i++) {
        guchar c = (guchar)text[i];

        if ((c < 0x20 && (line || (c != '\n' && c != '\t'))) || c == 0x7f ||
            c == 0xef)
            return false;
    }
    return g_utf8_validate_len(text, n, NULL);
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
        gunichar c = g_utf8_get_char(p);

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
