/* transfer: base64, quoted-printable and uuencode, also damaged. */
#include "mail/transfer.h"

#include <string.h>

#define TRANSFER_NAME_MAX    255 /* octets of a uuencoded file's name */
#define TRANSFER_PROSE_LINES 5   /* lines of base64 looked at for blanks */
#define TRANSFER_LINE        50  /* octets of base64 that no word has */

#define SPACE   64
#define PAD     65
#define NO_DATA 66

/* What an octet is in base64: its value, or one of the above. */
static void base64_table(guint8 table[256])
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    memset(table, NO_DATA, 256);
    for (guint8 i = 0; i < 64; i++)
        table[(guchar)alphabet[i]] = i;
    table[' '] = table['\t'] = table['\r'] = table['\n'] = SPACE;
    table['='] = PAD;
}

static const char *line_end(const char *p, const char *end)
{
    const char *lf = memchr(p, '\n', (size_t)(end - p));

    return lf ? lf : end;
}

/* After the last octet that is not base64. */
static const char *last_junk(const guint8 *table, const char *p,
                             const char *end)
{
    while (end > p && table[(guchar)end[-1]] != NO_DATA)
        end--;
    return end;
}

/* Is the line at p base64 and nothing else, with at least `least` octets? */
static bool is_base64_line(const guint8 *table, const char *p, const char *eol,
                           size_t least)
{
    const char *start;

    while (p < eol && table[(guchar)*p] == SPACE)
        p++;
    while (eol > p && table[(guchar)eol[-1]] == SPACE)
        eol--;
    for (start = p; p < eol; p++) {
        if (table[(guchar)*p] > PAD || table[(guchar)*p] == SPACE)
            return false;
    }
    return (size_t)(p - start) >= least;
}

/* Is it words, with a sign that base64 does not have? Then it is text and not
 * damaged base64. */
static bool is_text_line(const guint8 *table, const char *p, const char *eol)
{
    bool blank = false, sign = false;

    for (; p < eol; p++) {
        blank |= *p == ' ' && p + 1 < eol && p[1] > ' ';
        sign |= table[(guchar)*p] == NO_DATA;
    }
    return blank && sign;
}

/* "______" */
static bool is_rule(const char *p, const char *eol)
{
    while (p < eol && !g_ascii_isalnum(*p))
        p++;
    return p == eol;
}

/* Where base64 ends: before a text that a list has added, which begins with a
 * line of signs and has no more lines of base64 after it. `end` if there is
 * none. */
static const char *without_footer(const guint8 *table, const char *p,
                                  const char *end)
{
    const char *footer = NULL;
    bool any = false;

    while (p < end) {
        const char *eol = line_end(p, end);

        if (is_base64_line(table, p, eol, footer ? TRANSFER_LINE : 1)) {
            any = true;
            footer = NULL;
        } else if (!footer && any && is_rule(p, eol) &&
                   !is_base64_line(table, p, eol, 0)) {
            footer = p;
        }
        p = eol < end ? eol + 1 : end;
    }
    return footer ? footer : end;
}

/* Do most of the first lines have words with blanks between them? Then it is
 * not base64, whatever the header says. */
static bool is_prose(const char *p, const char *end)
{
    size_t lines = 0, blanks = 0;

    for (; p + 1 < end && lines < TRANSFER_PROSE_LINES; p++) {
        lines += *p == '\n';
        blanks += p[0] > ' ' && p[1] == ' ';
    }
    return blanks > 3 && blanks > lines;
}

/* The octets of an unfinished group of `have` characters. */
static guint8 *flush_group(guint8 *out, guint32 bits, int have)
{
    bits <<= 6 * (4 - have);
    if (have >= 2)
        *out++ = (guint8)(bits >> 16);
    if (have >= 3)
        *out++ = (guint8)(bits >> 8);
    return out;
}

GByteArray *transfer_base64(const char *data, size_t size, bool *damaged)
{
    guint8 table[256], *out, *start = g_malloc(size / 4 * 3 + 4);
    const char *p = data, *end = data + size, *all = end, *junk;
    guint32 bits = 0;
    int have = 0;
    bool bad;

    out = start;
    base64_table(table);
    end = without_footer(table, p, end);
    junk = last_junk(table, p, end);
    bad = end < all;
    for (; p < end; p++) {
        guint8 v = table[(guchar)*p];

        if (p > data && p[-1] == '\n' && v == NO_DATA &&
            is_text_line(table, p, line_end(p, end))) {
            bad = true;
            p = line_end(p, end);
        } else if (v < 64) {
            bits = bits << 6 | v;
            if (++have == 4) {
                *out++ = (guint8)(bits >> 16);
                *out++ = (guint8)(bits >> 8);
                *out++ = (guint8)bits;
                have = 0;
                bits = 0;
            }
        } else if (v == PAD) {
            out = flush_group(out, bits, have);
            bits = 0;
            have = 0;
            if (p < junk) {
                bad = true; /* a footer that somebody added */
                break;
            }
        } else if (v == NO_DATA) {
            bad = true;
        }
    }
    if (junk == data) /* else the last group would be made of it, too */
        out = flush_group(out, bits, have);
    bad |= have != 0;
    if (damaged)
        *damaged = bad;
    return g_byte_array_new_take(start, (gsize)(out - start));
}

/* What follows the '=' at p: octets of a soft line end, blanks before it and
 * the '=' itself included; 0 if it is not one. */
static size_t soft_end(const char *p, const char *end)
{
    const char *q = p + 1;

    while (q < end && (*q == ' ' || *q == '\t' || *q == '\r'))
        q++;
    return q == end ? (size_t)(q - p) : *q == '\n' ? (size_t)(q + 1 - p) : 0;
}

/* Octets of [p, stop) without the blanks at its end, if a line ends there: some
 * relay has added them (RFC 2045 6.7 rule 3). */
static size_t without_tail(const char *p, const char *stop, const char *end)
{
    const char *eol = stop;

    if (eol > p && eol < end && eol[-1] == '\r')
        eol--;
    if (stop < end && *stop != '\n')
        return (size_t)(stop - p);
    while (eol > p && (eol[-1] == ' ' || eol[-1] == '\t'))
        eol--;
    return (size_t)(eol - p);
}

/* The value of two hexadecimal digits at p, or -1. */
static int hex_octet(const char *p, const char *end)
{
    if (end - p < 2 || !g_ascii_isxdigit(p[0]) || !g_ascii_isxdigit(p[1]))
        return -1;
    return g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]);
}

GByteArray *transfer_quoted(const char *data, size_t size, bool header,
                            bool *damaged)
{
    guint8 *start = g_malloc(size + 1), *out = start;
    const char *p = data, *end = data + size;
    bool bad = false;

    while (p < end) {
        const char *q = p;
        int octet;
        size_t n;

        if (*p == '=' && (octet = hex_octet(p + 1, end)) >= 0) {
            *out++ = (guint8)octet;
            p += 3;
        } else if (*p == '=' && !header && (n = soft_end(p, end)) > 0) {
            p += n;
        } else if (*p == '=' || (header && *p == '_')) {
            bad |= *p == '=';
            *out++ = *p == '=' ? '=' : ' ';
            p++;
        } else {
            while (q < end && *q != '=' && *q != '\n' && !(header && *q == '_'))
                q++;
            n = header ? (size_t)(q - p) : without_tail(p, q, end);
            memcpy(out, p, n);
            out += n;
            if (q < end && *q == '\n') {
                if (!header && q > p && q[-1] == '\r')
                    *out++ = '\r';
                *out++ = '\n';
                q++;
            }
            p = q;
        }
    }
    if (damaged)
        *damaged = bad;
    return g_byte_array_new_take(start, (gsize)(out - start));
}

/* One line of uuencode; false if it is not one. */
static bool uu_line(GByteArray *out, const char *p, const char *end)
{
    int n = (*p - 0x20) & 0x3f;

    if (end - p < 1 + (n + 2) / 3 * 4 - 3)
        return n == 0;
    for (p++; n > 0; n -= 3, p += 4) {
        guint32 bits = 0;
        guint8 b[3];

        for (int i = 0; i < 4; i++)
            bits =
                bits << 6 | (p + i < end ? ((guint32)p[i] - 0x20) & 0x3f : 0);
        b[0] = (guint8)(bits >> 16);
        b[1] = (guint8)(bits >> 8);
        b[2] = (guint8)bits;
        g_byte_array_append(out, b, (guint)MIN(n, 3));
    }
    return true;
}

static const char *line_stop(const char *p, const char *eol)
{
    while (eol > p && (eol[-1] == '\r' || eol[-1] == ' '))
        eol--;
    return eol;
}

/* "begin 644 name" */
static bool is_begin(const char *p, const char *stop)
{
    size_t n = (size_t)(stop - p), i = 6;

    if (n < 11 || memcmp(p, "begin ", 6) != 0)
        return false;
    while (i < n && p[i] >= '0' && p[i] <= '7')
        i++;
    return i >= 9 && i <= 10 && i + 1 < n && p[i] == ' ';
}

/* Lines from p up to "end"; NULL if something else stands there. */
static GBytes *uu_body(const char *p, const char *end, const char **behind)
{
    GByteArray *out = g_byte_array_new();

    while (p < end) {
        const char *eol = line_end(p, end);
        const char *stop = eol > p && eol[-1] == '\r' ? eol - 1 : eol;

        if (stop - p == 3 && memcmp(p, "end", 3) == 0) {
            *behind = eol < end ? eol + 1 : end;
            return g_byte_array_free_to_bytes(out);
        }
        if (stop > p && (*p < 0x20 || *p > 0x60 || !uu_line(out, p, stop)))
            break;
        p = eol < end ? eol + 1 : end;
    }
    g_byte_array_unref(out);
    return NULL;
}

bool transfer_find_uu(const char *text, size_t size, size_t from,
                      transfer_uu *out)
{
    const char *p = text + from, *end = text + size;

    while (p < end) {
        const char *eol = line_end(p, end), *stop = line_stop(p, eol);
        const char *behind = NULL;

        if (is_begin(p, stop) && eol < end &&
            (out->data = uu_body(eol + 1, end, &behind))) {
            const char *name = strchr(p + 6, ' ') + 1;

            out->name =
                g_strndup(name, MIN((gsize)(stop - name), TRANSFER_NAME_MAX));
            out->start = (size_t)(p - text);
            out->end = (size_t)(behind - text);
            return true;
        }
        p = eol < end ? eol + 1 : end;
    }
    return false;
}

char *transfer_name(const char *value)
{
    static const struct {
        const char *key, *name;
    } names[] = {
        {"base64", "base64"},
        {"b", "base64"},
        {"b64", "base64"},
        {"quotedprintable", "quoted-printable"},
        {"quotedprintible", "quoted-printable"},
        {"quoted", "quoted-printable"},
        {"qp", "quoted-printable"},
        {"q", "quoted-printable"},
        {"uuencode", "x-uuencode"},
        {"uue", "x-uuencode"},
        {"uu", "x-uuencode"},
        {"uuencoded", "x-uuencode"},
        {"7bit", "7bit"},
        {"7bits", "7bit"},
        {"8bit", "8bit"},
        {"8bits", "8bit"},
        {"binary", "binary"},
        {"none", "8bit"},
        {"utf8", "8bit"},
        {"plain", "8bit"},
        {"usascii", "7bit"},
    };
    g_autoptr(GString) key = g_string_new(NULL);

    /* comments and parameters after the word */
    for (; *value && *value != ';' && *value != '('; value++) {
        if (g_ascii_isalnum(*value))
            g_string_append_c(key, g_ascii_tolower(*value));
    }
    if (key->str[0] == 'x')
        g_string_erase(key, 0, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i].key, key->str) == 0)
            return g_strdup(names[i].name);
    }
    return g_string_free(g_steal_pointer(&key), FALSE);
}

GBytes *transfer_decode(const char *data, size_t size, const char *encoding,
                        bool *damaged, bool *unknown)
{
    static const char *const same[] = {"7bit", "8bit", "binary", NULL};
    transfer_uu uu;

    if (damaged)
        *damaged = false;
    if (unknown)
        *unknown = false;
    if (!encoding || !*encoding || g_strv_contains(same, encoding))
        return g_bytes_new_static(data, size);
    if (strcmp(encoding, "base64") == 0 && is_prose(data, data + size)) {
        if (damaged)
            *damaged = true;
        return g_bytes_new_static(data, size);
    }
    if (strcmp(encoding, "base64") == 0)
        return g_byte_array_free_to_bytes(transfer_base64(data, size, damaged));
    if (strcmp(encoding, "quoted-printable") == 0)
        return g_byte_array_free_to_bytes(
            transfer_quoted(data, size, false, damaged));
    if (strcmp(encoding, "x-uuencode") == 0) {
        if (transfer_find_uu(data, size, 0, &uu)) {
            g_free(uu.name);
            return uu.data;
        }
        if (damaged)
            *damaged = true;
        return g_bytes_new_static(data, size);
    }
    if (unknown)
        *unknown = true;
    return g_bytes_new_static(data, size);
}
