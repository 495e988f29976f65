/* charset: octets to UTF-8, and repair where labels lie. */
#include "mail/charset/charset.h"

#include <string.h>

#include "mail/charset/room.h"

#define CHARSET_FOREIGN_MAX \
    8192 /* octets of lines that tell a second charset */

static bool is_ascii(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((guchar)p[i] >= 0x80)
            return false;
    }
    return true;
}

static bool starts_as(const char *name, const char *const *starts)
{
    for (; *starts; starts++) {
        if (g_ascii_strncasecmp(name, *starts, strlen(*starts)) == 0)
            return true;
    }
    return false;
}

/* Charsets whose characters are all of two octets or more. */
static bool is_wide(const char *name)
{
    static const char *const starts[] = {"utf-16", "utf-32",  "utf16", "utf32",
                                         "ucs",    "unicode", NULL};

    return starts_as(name, starts);
}

/* Charsets whose octets below 0x80 are not all ASCII. */
static bool is_shifty(const char *name)
{
    static const char *const starts[] = {"iso-2022", "utf-7", "hz",
                                         "cp037",    "ibm",   NULL};

    return is_wide(name) || starts_as(name, starts);
}

/* NULs are left out; iconv may also have made some. */
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

/* Octets 0x80 to 0x9f, which are letters and quotes in Windows' charsets only. */
static bool has_c1(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((guchar)p[i] >= 0x80 && (guchar)p[i] < 0xa0)
            return true;
    }
    return false;
}

/* The charset that Windows means where it says `name`. */
static const char *windows_name(const char *name)
{
    static const struct {
        const char *iso, *windows;
    } rows[] = {{"ISO-8859-2", "CP1250"},
                {"ISO-8859-4", "CP1257"},
                {"ISO-8859-6", "CP1256"},
                {"ISO-8859-7", "CP1253"},
                {"ISO-8859-13", "CP1257"}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (g_ascii_strcasecmp(name, rows[i].iso) == 0)
            return rows[i].windows;
    }
    return name;
}

/* Replaces the C1 controls in a text by what Windows-1252 has in their
 * places. */
static char *without_c1(char *text)
{
    static const guint16 places[] = {
        0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
        0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
    GString *out = g_string_sized_new(strlen(text));

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        g_string_append_unichar(out,
                                c >= 0x80 && c < 0xa0 ? places[c - 0x80] : c);
    }
    g_free(text);
    return g_string_free(out, FALSE);
}

/* As charset_convert(), with what senders write for these charsets. */
static char *read_as(const char *data, size_t size, const char *name,
                     size_t *bad)
{
    g_autoptr(GByteArray) plain = charset_unshift(data, size, &name);
    bool c1 = false;
    char *out;

    if (plain) {
        data = (const char *)plain->data;
        size = plain->len;
    } else if (g_ascii_strncasecmp(name, "ISO-8859-", 9) == 0 &&
               has_c1(data, size)) {
        name = windows_name(name);
        c1 = g_ascii_strncasecmp(name, "ISO", 3) == 0;
    }
    out = charset_convert(data ? data : "", size, name, bad);
    if (out && *bad > 0 && strcmp(name, "BIG5-HKSCS") == 0) {
        size_t other_bad;
        char *other = charset_convert(data, size, "CP950", &other_bad);

        if (other && other_bad < *bad) {
            g_free(out);
            out = other;
            *bad = other_bad;
        } else {
            g_free(other);
        }
    }
    return out && c1 ? without_c1(out) : out;
}

/* Does it have escape sequences of ISO 2022? Those of a terminal's colours are
 * not. */
static bool has_escapes(const char *p, size_t n)
{
    const char *end = p + n;

    while ((p = memchr(p, 0x1b, (size_t)(end - p)))) {
        p++;
        if (end - p > 1 && (*p == '$' || *p == '(') && p[1] >= 0x20)
            return true;
    }
    return false;
}

static size_t count_high(const char *p, size_t n)
{
    size_t high = 0;

    for (size_t i = 0; i < n; i++)
        high += (guchar)p[i] >= 0x80;
    return high;
}

/* Octets that stand where UTF-8 cannot have them. */
static size_t utf8_faults(const char *p, size_t n)
{
    const char *end = p + n;
    size_t faults = 0;

    while (!g_utf8_validate_len(p, (gsize)(end - p), &p)) {
        faults++;
        p++;
    }
    return faults;
}

static bool is_foreign(const char *p, size_t n)
{
    size_t faults = utf8_faults(p, n);

    return faults > 0 && faults >= count_high(p, n);
}

static const char *line_behind(const char *p, const char *end)
{
    const char *eol = memchr(p, '\n', (size_t)(end - p));

    return eol ? eol + 1 : end;
}

/* The charset of the lines that have nothing of UTF-8. */
static const char *foreign_charset(const char *p, const char *end)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    while (p < end && lines->len < CHARSET_FOREIGN_MAX) {
        const char *next = line_behind(p, end);

        if (is_foreign(p, (size_t)(next - p)))
            g_string_append_len(lines, p, next - p);
        p = next;
    }
    return lines->len > 0 ? charset_detect(lines->str, lines->len) : "UTF-8";
}

/* A text that is mostly UTF-8. What others have put in (a list's footer) is
 * read in its own charset. NULL if it is not UTF-8. */
static char *mostly_utf8(const char *data, size_t size)
{
    const char *p = data, *end = data + size, *other;
    GString *out;

    if (utf8_faults(data, size) * 4 >= count_high(data, size))
        return NULL;
    other = foreign_charset(p, end);
    out = g_string_sized_new(size + 16);
    while (p < end) {
        const char *next = line_behind(p, end);
        size_t n = (size_t)(next - p), bad;
        bool foreign = is_foreign(p, n);

        if (!foreign && g_utf8_validate_len(p, n, NULL)) {
            g_string_append_len(out, p, (gssize)n);
        } else {
            g_autofree char *line =
                charset_convert(p, n, foreign ? other : "UTF-8", &bad);

            g_string_append(out, line ? line : "");
        }
        p = next;
    }
    return g_string_free(out, FALSE);
}

static char *detected(const char *data, size_t size, const char **used)
{
    const char *name = "UTF-8";
    size_t bad;
    char *out;

    if (g_utf8_validate_len(data, size, NULL) &&
        !(is_ascii(data, size) && has_escapes(data, size))) {
        out = g_strndup(data, size);
    } else if (!(out = mostly_utf8(data, size))) {
        name = charset_detect(data, size);
        out = read_as(data, size, name, &bad);
        if (!out)
            out = g_utf8_make_valid(data, (gssize)size);
    }
    if (used)
        *used = name;
    return out;
}

/* Octets that claim to be `name`, or NULL if that cannot be. */
static char *labelled(const char *data, size_t size, const char **name,
                      charset_state *state)
{
    bool is_utf8 = g_ascii_strcasecmp(*name, "UTF-8") == 0;
    bool shifty = is_shifty(*name);
    g_autofree char *out = NULL;
    const char *other;
    size_t bad;

    if ((!shifty && g_utf8_validate_len(data, size, NULL)) ||
        (is_wide(*name) && !memchr(data, '\0', size) &&
         g_utf8_validate_len(data, size, NULL))) {
        if (!is_utf8)
            *state = CHARSET_LYING;
        *name = "UTF-8";
        return g_strndup(data, size);
    }
    if (shifty && !is_wide(*name) && !is_ascii(data, size) &&
        !memchr(data, 0x1b, size)) {
        *state = CHARSET_LYING; /* these are of seven bits */
        return NULL;
    }
    out = read_as(data, size, *name, &bad);
    if (!out) {
        *state = CHARSET_UNKNOWN;
        return NULL;
    }
    other = shifty || is_utf8 ? NULL : charset_rather(data, size, *name);
    if (other) {
        *state = CHARSET_LYING;
        *name = other;
        return read_as(data, size, other, &bad);
    }
    if (bad == 0)
        return g_steal_pointer(&out);
    *state = CHARSET_LYING;
    if (is_utf8)
        return mostly_utf8(data, size);
    /* a few broken octets in much right text: the label was true */
    return bad * 20 < size ? g_steal_pointer(&out) : NULL;
}

/* A byte order mark of UTF-16, whatever the label says. */
static bool is_marked_utf16(const char *p, size_t n)
{
    return n >= 2 &&
           (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0);
}

char *charset_to_utf8(const char *data, size_t size, const char *label,
                      charset_state *state, const char **used)
{
    char name[CHARSET_NAME_MAX + 1];
    const char *taken = name;
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
    charset_label_name(label, name);
    if (memchr(data, '\0', size) && is_marked_utf16(data, size))
        g_strlcpy(name, "UTF-16", sizeof name);
    if (memchr(data, '\0', size) && !is_shifty(name)) {
        clean = without_nul(data, size);
        data = clean;
        size = strlen(clean);
    }
    if (!*name && is_ascii(data, size) && !has_escapes(data, size))
        return g_strndup(data, size);
    if (*name && !is_shifty(name) && is_ascii(data, size)) {
        if (!has_escapes(data, size))
            return g_strndup(data, size);
        *state = CHARSET_LYING;
    } else if (*name) {
        out = labelled(data, size, &taken, state);
        if (out && used)
            *used = g_intern_string(taken);
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
