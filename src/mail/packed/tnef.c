/* tnef: attributes of a TNEF stream, as far as they are about attached files. */
#include "mail/packed/tnef.h"

#include <string.h>

#include "mail/charset/charset.h"
#include "mail/packed/rtf.h"

#define TNEF_SIGNATURE 0x223e9f78u
#define TNEF_PROPS_MAX 1000

/* Attributes (MS-OXTNEF 2.1.3.2), without their type. */
#define ATT_CODEPAGE   0x9007u
#define ATT_BODY       0x800cu /* plain, in the code page */
#define ATT_PROPS      0x9003u /* MAPI properties of the message */
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
#define PROP_BODY      0x1000u
#define PROP_RTF       0x1009u /* compressed */
#define PROP_HTML      0x1013u
#define PROP_CODEPAGE  0x3fdeu /* of the HTML */
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

/* One value of a property; `p` has n octets. */
typedef void (*value_taker)(void *context, guint32 id, guint32 type,
                            const guint8 *p, gsize n);

static bool is_variable(guint32 type)
{
    return type == TYPE_STRING8 || type == TYPE_UNICODE ||
           type == TYPE_BINARY || type == TYPE_OBJECT;
}

static void read_properties(cursor *c, value_taker taker, void *context)
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
        if (size == 0 && !is_variable(base))
            return; /* of unknown length */
        for (guint32 k = 0; k < values && !c->bad; k++) {
            guint32 n = size ? (guint32)size : take_number(c, 4);
            const guint8 *p = take(c, ((gsize)n + 3) & ~(gsize)3);

            if (p && n > 0)
                taker(context, id, base, p, n);
        }
    }
}

/* The first long file name of a file: decoding thousands would be costly. */
static void take_name(void *context, guint32 id, guint32 type, const guint8 *p,
                      gsize n)
{
    char **name = context;

    if (!*name && id == PROP_LONG_NAME &&
        (type == TYPE_STRING8 || type == TYPE_UNICODE))
        *name = text_of(p, n, type == TYPE_UNICODE ? "UTF-16LE" : NULL);
}

/* What the message says, in its forms. */
typedef struct words {
    char *plain, *html, *rtf;
    char codepage[16];
    GBytes *raw_html;
} words;

static char *body_of(const guint8 *p, gsize n, const char *charset)
{
    char *text = charset_to_utf8((const char *)p, MIN(n, TNEF_TEXT_MAX),
                                 charset, NULL, NULL);

    charset_cut(text, TNEF_TEXT_MAX);
    return text;
}

static void take_words(void *context, guint32 id, guint32 type, const guint8 *p,
                       gsize n)
{
    words *w = context;

    if (id == PROP_BODY && !w->plain &&
        (type == TYPE_STRING8 || type == TYPE_UNICODE)) {
        w->plain =
            body_of(p, n, type == TYPE_UNICODE ? "UTF-16LE" : w->codepage);
    } else if (id == PROP_HTML && !w->raw_html) {
        w->raw_html = g_bytes_new(p, MIN(n, TNEF_TEXT_MAX));
    } else if (id == PROP_CODEPAGE && n >= 4) {
        guint32 page = p[0] | p[1] << 8 | p[2] << 16 | (guint32)p[3] << 24;

        g_snprintf(w->codepage, sizeof w->codepage, "cp%u", page % 100000);
    } else if (id == PROP_RTF && type == TYPE_BINARY && !w->rtf) {
        g_autofree char *rtf = rtf_decompress(p, n);

        w->rtf = rtf ? rtf_text(rtf, strlen(rtf)) : NULL;
    }
}

/* The next attribute: its number and its octets. False at the end. */
static bool next_attribute(cursor *c, guint32 *id, gsize *at, guint32 *n)
{
    if (c->bad || c->at >= c->size)
        return false;
    take(c, 1);
    *id = take_number(c, 4) & 0xffff;
    *n = take_number(c, 4);
    *at = c->at;
    take(c, *n);
    take(c, 2); /* checksum */
    return *at + *n <= c->size && !(c->bad && c->at < *at + *n);
}

static void begin(cursor *c, GBytes *tnef)
{
    *c = (cursor){NULL, 0, 0, false};
    c->data = g_bytes_get_data(tnef, &c->size);
    if (take_number(c, 4) != TNEF_SIGNATURE)
        c->bad = true;
    take(c, 2);
}

static bool has_words(const char *s)
{
    return s && s[strspn(s, " \t\r\n")];
}

char *tnef_text(GBytes *tnef, bool *html)
{
    words w = {.codepage = ""};
    char *chosen = NULL;
    cursor c;
    guint32 id, n;
    gsize at;

    begin(&c, tnef);
    while (next_attribute(&c, &id, &at, &n)) {
        cursor inner = {c.data + at, 0, n, false};

        if (id == ATT_CODEPAGE && n >= 4)
            take_words(&w, PROP_CODEPAGE, TYPE_BINARY, inner.data, n);
        else if (id == ATT_BODY && !w.plain)
            w.plain = body_of(inner.data, n, w.codepage);
        else if (id == ATT_PROPS)
            read_properties(&inner, take_words, &w);
    }
    if (w.raw_html) {
        gsize size;
        const guint8 *p = g_bytes_get_data(w.raw_html, &size);

        w.html = body_of(p, size, w.codepage);
        g_bytes_unref(w.raw_html);
    }
    if (html)
        *html = !has_words(w.plain) && has_words(w.html);
    if (has_words(w.plain))
        chosen = g_steal_pointer(&w.plain);
    else if (has_words(w.html))
        chosen = g_steal_pointer(&w.html);
    else if (has_words(w.rtf))
        chosen = g_steal_pointer(&w.rtf);
    g_free(w.plain);
    g_free(w.html);
    g_free(w.rtf);
    return chosen;
}

GPtrArray *tnef_files(GBytes *tnef, bool *damaged)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
    tnef_file *f = NULL;
    g_autofree char *long_name = NULL; /* of f */
    guint32 id, n;
    gsize at;
    cursor c;

    begin(&c, tnef);
    while (files->len < TNEF_FILES_MAX && next_attribute(&c, &id, &at, &n)) {
        const guint8 *p = c.data + at;

        if (id == ATT_RENDDATA) {
            g_clear_pointer(&long_name, g_free);
            f = g_new0(tnef_file, 1);
            f->data = g_bytes_new_static("", 0);
            g_ptr_array_add(files, f);
        } else if (f && id == ATT_DATA) {
            g_bytes_unref(f->data);
            f->data = g_bytes_new_from_bytes(tnef, at, n);
        } else if (f && id == ATT_TITLE && !f->name) {
            f->name = text_of(p, n, NULL);
        } else if (f && id == ATT_ATTACHMENT && !long_name) {
            cursor inner = {p, 0, n, false};

            read_properties(&inner, take_name, &long_name);
            if (long_name) {
                g_free(f->name);
                f->name = g_strdup(long_name);
            }
        }
    }
    if (damaged)
        *damaged = c.bad;
    return files;
}
