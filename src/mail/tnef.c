/* tnef: attributes of a TNEF stream, as far as they are about attached files. */
#include "mail/tnef.h"

#include "mail/charset.h"

#define TNEF_SIGNATURE 0x223e9f78u
#define TNEF_PROPS_MAX 1000

/* Attributes (MS-OXTNEF 2.1.3.2), without their type. */
#define ATT_RENDDATA   0x9002u /* begins an attached file */
#define ATT_DATA       0x800fu
#define ATT_TITLE      0x8010u
#define ATT_ATTACHMENT 0x9005u /* its MAPI properties */

/* MAPI property types and ids. */
#define TYPE_STRING8   0x001eu
#define TYPE_UNICODE   0x001fu
#define TYPE_OBJECT    0x000du
#define TYPE_BINARY    0x0102u
#define TYPE_MULTIPLE  0x1000u
#define PROP_LONG_NAME 0x3707u
#define PROP_NAMED     0x8000u

typedef struct cursor {
    const guint8 *data;
    gsize at, size;
    bool bad;
} cursor;

static const guint8 *take(cursor *c, gsize n)
{
    const guint8 *p = c->data + c->at;

    if (c->bad || n > c->size - c->at) {
        c->bad = true;
        return NULL;
    }
    c->at += n;
    return p;
}

static guint32 take_number(cursor *c, gsize n)
{
    const guint8 *p = take(c, n);
    guint32 v = 0;

    for (gsize i = n; p && i > 0; i--)
        v = v << 8 | p[i - 1];
    return v;
}

static void file_free(gpointer p)
{
    tnef_file *f = p;

    g_free(f->name);
    if (f->data)
        g_bytes_unref(f->data);
    g_free(f);
}

static char *text_of(const guint8 *p, gsize n, const char *charset)
{
    g_autofree char *text =
        charset_to_utf8((const char *)p, n, charset, NULL, NULL);

    return charset_clean_line(text, -1);
}

/* Octets of one value of a fixed type; 0: its length stands before it. */
static gsize fixed_size(guint32 type)
{
    switch (type) {
    case 0x0002: /* 16 bits, padded */
    case 0x0003:
    case 0x0004:
    case 0x000a:
    case 0x000b:
        return 4;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
        return 8;
    case 0x0048:
        return 16;
    default:
        return 0;
    }
}

static void skip_name(cursor *c)
{
    take(c, 16);
    if (take_number(c, 4) == 0) {
        take(c, 4);
    } else {
        guint32 n = take_number(c, 4);

        take(c, ((gsize)n + 3) & ~(gsize)3);
    }
}

/* Looks for the long file name among the MAPI properties of a file. */
static void read_properties(cursor *c, tnef_file *f)
{
    guint32 count = take_number(c, 4);

    for (guint32 i = 0; i < count && i < TNEF_PROPS_MAX && !c->bad; i++) {
        guint32 type = take_number(c, 2), id = take_number(c, 2);
        guint32 base = type & ~TYPE_MULTIPLE, values = 1;
        gsize size = fixed_size(base);

        if (id >= PROP_NAMED)
            skip_name(c);
        if (size == 0 || (type & TYPE_MULTIPLE))
            values = take_number(c, 4);
        if (size == 0 && base != TYPE_STRING8 && base != TYPE_UNICODE &&
            base != TYPE_BINARY && base != TYPE_OBJECT)
            return; /* of unknown length */
        for (guint32 k = 0; k < values && !c->bad; k++) {
            guint32 n = size ? (guint32)size : take_number(c, 4);
            const guint8 *p = take(c, ((gsize)n + 3) & ~(gsize)3);

            if (p && id == PROP_LONG_NAME && n > 0 &&
                (base == TYPE_STRING8 || base == TYPE_UNICODE)) {
                g_free(f->name);
                f->name =
                    text_of(p, n, base == TYPE_UNICODE ? "UTF-16LE" : NULL);
            }
        }
    }
}

GPtrArray *tnef_files(GBytes *tnef, bool *damaged)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
    cursor c = {NULL, 0, 0, false};
    tnef_file *f = NULL;

    c.data = g_bytes_get_data(tnef, &c.size);
    if (take_number(&c, 4) != TNEF_SIGNATURE)
        c.bad = true;
    take(&c, 2);
    while (!c.bad && c.at < c.size && files->len < TNEF_FILES_MAX) {
        guint32 id, n;
        gsize at;
        const guint8 *p;

        take(&c, 1);
        id = take_number(&c, 4) & 0xffff;
        n = take_number(&c, 4);
        at = c.at;
        p = take(&c, n);
        take(&c, 2); /* checksum */
        if (!p)
            break;
        if (id == ATT_RENDDATA) {
            f = g_new0(tnef_file, 1);
            f->data = g_bytes_new_static("", 0);
            g_ptr_array_add(files, f);
        } else if (f && id == ATT_DATA) {
            g_bytes_unref(f->data);
            f->data = g_bytes_new_from_bytes(tnef, at, n);
        } else if (f && id == ATT_TITLE && !f->name) {
            f->name = text_of(p, n, NULL);
        } else if (f && id == ATT_ATTACHMENT) {
            cursor inner = {p, 0, n, false};

            read_properties(&inner, f);
        }
    }
    if (damaged)
        *damaged = c.bad;
    return files;
}
