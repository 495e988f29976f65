/* charset_shift: ISO-2022-JP (RFC 1468) and HZ (RFC 1843) to 8-bit codes.
 *
 * What senders call ISO-2022-JP has characters of vendors and half-width kana,
 * which iconv rejects; EUC has places for all of them. HZ it does not know.
 */
#include <string.h>

#include "mail/charset/room.h"

#define ESC 0x1b

typedef enum { SHIFT_ASCII, SHIFT_KANJI, SHIFT_KANA, SHIFT_KANJI_2 } shift;

static const struct {
    const char *sequence;
    shift to;
} escapes[] = {
    {"$(D", SHIFT_KANJI_2}, {"$(B", SHIFT_KANJI}, {"$(@", SHIFT_KANJI},
    {"$B", SHIFT_KANJI},    {"$@", SHIFT_KANJI},  {"(I", SHIFT_KANA},
    {"(B", SHIFT_ASCII},    {"(J", SHIFT_ASCII},  {"(H", SHIFT_ASCII},
};

/* After the escape sequence at p, or NULL if we do not know it. */
static const char *read_escape(const char *p, const char *end, shift *to)
{
    for (size_t i = 0; i < G_N_ELEMENTS(escapes); i++) {
        size_t n = strlen(escapes[i].sequence);

        if ((size_t)(end - p) > n &&
            memcmp(p + 1, escapes[i].sequence, n) == 0) {
            *to = escapes[i].to;
            return p + 1 + n;
        }
    }
    return NULL;
}

static void add_octet(GByteArray *out, guint8 c)
{
    g_byte_array_append(out, &c, 1);
}

static bool is_graphic(const char *p, const char *end)
{
    return p<end && * p> 0x20 && *p < 0x7f;
}

static GByteArray *from_iso_2022(const char *p, const char *end)
{
    GByteArray *out = g_byte_array_sized_new((guint)(end - p));
    shift now = SHIFT_ASCII;

    while (p < end) {
        const char *behind = *p == ESC ? read_escape(p, end, &now) : NULL;

        if (behind) {
            p = behind;
        } else if (!is_graphic(p, end) || now == SHIFT_ASCII) {
            if (*p == '\n')
                now = SHIFT_ASCII; /* whatever has been forgotten */
            add_octet(out, (guint8)*p++);
        } else if (now == SHIFT_KANA) {
            add_octet(out, 0x8e);
            add_octet(out, (guint8)*p++ | 0x80);
        } else if (is_graphic(p + 1, end)) {
            if (now == SHIFT_KANJI_2)
                add_octet(out, 0x8f);
            add_octet(out, (guint8)*p++ | 0x80);
            add_octet(out, (guint8)*p++ | 0x80);
        } else {
            add_octet(out, (guint8)*p++ | 0x80); /* half a character */
        }
    }
    return out;
}

static GByteArray *from_hz(const char *p, const char *end)
{
    GByteArray *out = g_byte_array_sized_new((guint)(end - p));
    bool chinese = false;

    while (p < end) {
        if (*p == '~' && p + 1 < end && strchr("{}~\n", p[1])) {
            if (p[1] == '{' || p[1] == '}')
                chinese = p[1] == '{';
            else if (p[1] == '~')
                add_octet(out, '~');
            p += 2;
        } else {
            if (*p == '\n')
                chinese = false;
            add_octet(out, chinese && is_graphic(p, end) ? (guint8)*p | 0x80
                                                         : (guint8)*p);
            p++;
        }
    }
    return out;
}

GByteArray *charset_unshift(const char *data, size_t size, const char **name)
{
    if (strcmp(*name, "HZ") == 0) {
        *name = "GB18030";
        return from_hz(data, data + size);
    }
    if (strcmp(*name, "ISO-2022-JP") == 0) {
        *name = "EUC-JP-MS";
        return from_iso_2022(data, data + size);
    }
    return NULL;
}
