/* filetext: the words in attached files. */
#include "mail/filetext.h"

#include <stdbool.h>
#include <string.h>

#include "mail/charset/charset.h"
#include "mail/html/markup.h"
#include "mail/html/text.h"
#include "mail/letter.h"
#include "mail/packed/rtf.h"
#include "mail/packed/tnef.h"
#include "mail/partkind.h"

#define FILETEXT_DEPTH  4     /* files in files */
#define FILETEXT_DEEP   40    /* the same where all is wanted */
#define FILETEXT_SNIFF  8192  /* octets that tell what a file is */
#define FILETEXT_FIELDS 65536 /* octets of a header that tells a message */

typedef struct reader {
    GString *out;
    size_t max;
    char *claim;
    bool all;           /* names, fields and markup, too */
    unsigned parts;     /* of messages in it */
    bool cut;           /* there was more */
    GPtrArray *defects; /* nobody reads them */
} reader;

static void read_file(reader *r, GBytes *data, const char *type,
                      const char *charset, unsigned depth);

static void add_text(reader *r, const char *text)
{
    g_autofree char *clean = charset_clean_text(text, -1);
    size_t room = r->max - MIN(r->out->len, r->max);

    r->cut = r->cut || strlen(clean) + 2 > room;
    if (!*clean || room < 2)
        return;
    charset_cut(clean, room - 1);
    g_string_append_printf(r->out, "%s\n", clean);
}

static void add_html(reader *r, const char *html)
{
    g_autofree char *text =
        htmltext_for_readers(html, strlen(html), r->max, NULL, NULL);

    add_text(r, text);
    if (r->all) {
        g_autofree char *rest = htmlmarkup_text(html, strlen(html), 2 * r->max);
        add_text(r, rest);
    }
}

/* ---- what a file is ---- */

static bool begins_with(const char *s, size_t size, const char *what)
{
    return size >= strlen(what) &&
           g_ascii_strncasecmp(s, what, strlen(what)) == 0;
}

/* Header fields, and one that only mail has. */
static bool is_message(const char *s, size_t size)
{
    static const char *const fields[] = {"From", "Received", "Message-ID",
                                         "X-Postern-Claim", "Subject"};
    size_t name = 0;
    unsigned found = 0;

    while (name < size && s[name] > ' ' && s[name] < 127 && s[name] != ':')
        name++;
    if (name == 0 || name >= size || s[name] != ':')
        return false;
    g_autoptr(head) h = head_read(s, MIN(size, FILETEXT_FIELDS));
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        found += head_get(h, fields[i], 0) != NULL;
    return found >= 2;
}

/* Of every two octets one is 0: UTF-16, with or without a mark. */
static const char *utf16_of(const char *s, size_t size)
{
    size_t zeros[2] = {0, 0}, n = MIN(size, FILETEXT_SNIFF);

    if (begins_with(s, size, "\xff\xfe") || begins_with(s, size, "\xfe\xff"))
        return "UTF-16";
    for (size_t i = 0; i < n; i++)
        zeros[i % 2] += s[i] == 0;
    if (n < 8 || zeros[0] + zeros[1] < n / 4)
        return NULL;
    if (zeros[1] > 4 * zeros[0])
        return "UTF-16LE";
    return zeros[0] > 4 * zeros[1] ? "UTF-16BE" : NULL;
}

/* No octets that texts do not have. */
static bool is_text(const char *s, size_t size)
{
    size_t n = MIN(size, FILETEXT_SNIFF);

    for (size_t i = 0; i < n; i++) {
        if ((guchar)s[i] < ' ' && !strchr("\t\n\r\f\033", s[i]))
            return false;
    }
    return n > 0;
}

static bool is_html(const char *s, size_t size)
{
    while (size > 0 && g_ascii_isspace(*s)) {
        s++;
        size--;
    }
    return begins_with(s, size, "<!doctype html") ||
           begins_with(s, size, "<html");
}

/* ---- reading ---- */

/* Also those that say how it is called. */
static void read_fields(reader *r, const part *p)
{
    const char *const names[] = {words_param(p->disposition, "filename"),
                                 words_param(p->content_type, "name")};

    for (guint i = 0; i < p->head->fields->len; i++) {
        const head_field *f = p->head->fields->pdata[i];
        g_autofree char *line = words_decode(f->value, NULL);
        add_text(r, line);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i])
            add_text(r, names[i]);
    }
    r->cut = r->cut || p->head->dropped > 0;
}

static void read_part(reader *r, part *p, unsigned depth)
{
    if (++r->parts >= LETTER_PARTS_MAX) /* then part.c leaves out the rest */
        r->cut = true;
    if (r->all)
        read_fields(r, p);
    if (!r->claim && (p->embedded || !p->parent)) {
        const char *claim = head_get(p->head, "X-Postern-Claim", 0);
        const char *subject = head_get(p->head, "Subject", 0);
        const char *from = head_get(p->head, "From", 0);
        g_autofree char *line = subject ? words_decode(subject, NULL) : NULL;
        g_autofree char *author = from ? words_decode(from, NULL) : NULL;
        if (!claim)
            claim = head_get(p->head, "Message-ID", 0);
        r->claim = claim ? charset_clean_line(claim, -1) : NULL;
        if (line)
            add_text(r, line);
        if (author && !r->all) {
            g_autofree char *field = g_strconcat(FILETEXT_FROM, author, NULL);
            add_text(r, field);
        }
    }
    for (guint i = 0; i < p->children->len; i++)
        read_part(r, p->children->pdata[i], depth);
    if (p->children->len == 0 && !part_is_multipart(p))
        read_file(r, part_data(p, r->defects), p->type,
                  words_param(p->content_type, "charset"), depth + 1);
}

static void read_tnef(reader *r, GBytes *data, unsigned depth)
{
    bool html = false;
    g_autofree char *text = tnef_text(data, &html);
    g_autoptr(GPtrArray) files = tnef_files(data, NULL);

    if (text && html)
        add_html(r, text);
    else if (text)
        add_text(r, text);
    for (guint i = 0; i < files->len; i++) {
        const tnef_file *f = files->pdata[i];
        if (r->all && f->name)
            add_text(r, f->name);
        read_file(r, f->data, "application/octet-stream", NULL, depth + 1);
    }
}

static void read_plain(reader *r, const char *s, size_t size,
                       const char *charset, bool html)
{
    g_autofree char *text = charset_to_utf8(s, size, charset, NULL, NULL);

    if (html || is_html(text, strlen(text)))
        add_html(r, text);
    else
        add_text(r, text);
}

static void read_rtf(reader *r, const char *s, size_t size)
{
    g_autofree char *text = rtf_text(s, size);

    add_text(r, text);
}

static void read_file(reader *r, GBytes *data, const char *type,
                      const char *charset, unsigned depth)
{
    gsize size;
    const char *s = g_bytes_get_data(data, &size);
    bool text = g_str_has_prefix(type, "text/");
    const char *wide;

    if (!s || size == 0)
        return;
    if (depth > (r->all ? FILETEXT_DEEP : FILETEXT_DEPTH) ||
        r->out->len >= r->max) {
        r->cut = true;
        return;
    }
    r->cut = r->cut || size > 4 * r->max;
    size = MIN(size, 4 * r->max);
    wide = utf16_of(s, size);
    if (strcmp(type, "application/ms-tnef") == 0 ||
        strcmp(type, "application/vnd.ms-tnef") == 0 ||
        begins_with(s, size, "\x78\x9f\x3e\x22")) {
        read_tnef(r, data, depth);
    } else if (begins_with(s, size, "{\\rtf")) {
        read_rtf(r, s, size);
    } else if (is_message(s, size) && !g_str_has_prefix(type, "text/html")) {
        g_autoptr(part) root = part_parse(s, size, r->defects);
        read_part(r, root, depth);
    } else if (wide) {
        read_plain(r, s, size, wide, strcmp(type, "text/html") == 0);
    } else if (text || is_text(s, size)) {
        read_plain(r, s, size, charset, strcmp(type, "text/html") == 0);
    }
}

char *filetext_read(GBytes *data, const char *type, const char *charset,
                    size_t max, char **claim)
{
    reader r = {.out = g_string_new(NULL),
                .max = max,
                .defects = g_ptr_array_new_with_free_func(g_free)};

    read_file(&r, data, type, charset, 0);
    g_ptr_array_unref(r.defects);
    *claim = r.claim;
    return g_string_free(r.out, r.out->len == 0);
}

char *filetext_read_all(GBytes *data, const char *type, const char *charset,
                        size_t max, bool *cut)
{
    reader r = {.out = g_string_new(NULL),
                .max = max,
                .all = true,
                .defects = g_ptr_array_new_with_free_func(g_free)};

    read_file(&r, data, type, charset, 0);
    g_ptr_array_unref(r.defects);
    g_free(r.claim);
    *cut = r.cut;
    return g_string_free(r.out, r.out->len == 0);
}
