/* cms: the way down through ASN.1 (BER, X.690) to the content of signed data. */
#include "mail/packed/cms.h"

#include <stdbool.h>
#include <string.h>

#define CMS_DEPTH_MAX 10 /* values in one another */

#define TAG_INTEGER     0x02
#define TAG_OCTETS      0x04
#define TAG_OID         0x06
#define TAG_CONSTRUCTED 0x20
#define TAG_SEQUENCE    0x30
#define TAG_SET         0x31
#define TAG_EXPLICIT_0  0xa0

/* The octets that are still to be read. */
typedef struct ber {
    const guint8 *p, *end;
} ber;

/* Reads the header of the next value; `inside` gets its content. *open: it has
 * an end mark and no length, and `inside` reaches to the end of what surrounds
 * it. */
static bool ber_next(ber *b, guint8 *tag, ber *inside, bool *open)
{
    gsize n = 0;
    guint8 first;

    if (b->end - b->p < 2)
        return false;
    *tag = *b->p++;
    first = *b->p++;
    *open = first == 0x80;
    if ((*tag & 0x1f) == 0x1f || (*open && !(*tag & TAG_CONSTRUCTED)))
        return false;
    if (first < 0x80) {
        n = first;
    } else if (*open) {
        n = (gsize)(b->end - b->p);
    } else {
        first &= 0x7f;
        if (first > 4 || b->end - b->p < first)
            return false;
        while (first-- > 0)
            n = n << 8 | *b->p++;
    }
    if (n > (gsize)(b->end - b->p))
        return false;
    *inside = (ber){b->p, b->p + n};
    if (!*open)
        b->p += n;
    return true;
}

static bool is_end_mark(const ber *b)
{
    return b->end - b->p >= 2 && b->p[0] == 0 && b->p[1] == 0;
}

static bool ber_skip(ber *b, unsigned depth)
{
    ber inside;
    guint8 tag;
    bool open;

    if (depth > CMS_DEPTH_MAX || !ber_next(b, &tag, &inside, &open))
        return false;
    if (!open)
        return true;
    while (!is_end_mark(&inside)) {
        if (!ber_skip(&inside, depth + 1))
            return false;
    }
    b->p = inside.p + 2;
    return true;
}

/* Goes into the next value, which must have that tag; what stands after it is
 * not needed. */
static bool ber_enter(ber *b, guint8 want)
{
    ber inside;
    guint8 tag;
    bool open;

    if (!ber_next(b, &tag, &inside, &open) || tag != want)
        return false;
    *b = inside;
    return true;
}

/* 1.2.840.113549.1.7.N */
static bool take_oid(ber *b, guint8 last)
{
    static const guint8 pkcs7[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7};
    ber inside;
    guint8 tag;
    bool open;

    return ber_next(b, &tag, &inside, &open) && tag == TAG_OID &&
           inside.end - inside.p == sizeof pkcs7 + 1 &&
           memcmp(inside.p, pkcs7, sizeof pkcs7) == 0 &&
           inside.p[sizeof pkcs7] == last;
}

/* An octet string, which may come in pieces. */
static bool take_octets(ber *b, GByteArray *out, unsigned depth)
{
    ber inside;
    guint8 tag;
    bool open;

    if (depth > CMS_DEPTH_MAX || !ber_next(b, &tag, &inside, &open))
        return false;
    if (tag == TAG_OCTETS) {
        g_byte_array_append(out, inside.p, (guint)(inside.end - inside.p));
        return true;
    }
    if (tag != (TAG_OCTETS | TAG_CONSTRUCTED))
        return false;
    while (inside.p < inside.end && !is_end_mark(&inside)) {
        if (!take_octets(&inside, out, depth + 1))
            return false;
    }
    if (open)
        b->p = MIN(inside.p + 2, b->end);
    return true;
}

GBytes *cms_signed_content(const guint8 *data, gsize size)
{
    ber b = {data, data + size};
    GByteArray *out;

    if (size > G_MAXUINT32 || !ber_enter(&b, TAG_SEQUENCE) ||
        !take_oid(&b, 2) || !ber_enter(&b, TAG_EXPLICIT_0) ||
        !ber_enter(&b, TAG_SEQUENCE) || b.p == b.end || *b.p != TAG_INTEGER ||
        !ber_skip(&b, 0) || b.p == b.end || *b.p != TAG_SET ||
        !ber_skip(&b, 0) || !ber_enter(&b, TAG_SEQUENCE) || !take_oid(&b, 1) ||
        !ber_enter(&b, TAG_EXPLICIT_0))
        return NULL;
    out = g_byte_array_new();
    if (!take_octets(&b, out, 0)) {
        g_byte_array_unref(out);
        return NULL;
    }
    return g_byte_array_free_to_bytes(out);
}
