/* said: all that can be read in a message. */
#include "mail/said.h"

#include <string.h>

#include "base/err.h"
#include "mail/charset/charset.h"
#include "mail/filetext.h"
#include "mail/html/markup.h"
#include "mail/html/text.h"
#include "mail/letter.h"
#include "mail/part.h"

#define SAID_BEGIN      4096 /* octets of a file in which a message shows */
#define SAID_WITHIN_MAX 4    /* files that are messages, one in another */

static void text_free(void *data)
{
    said_text *t = data;

    g_free(t->file);
    g_free(t->text);
    g_free(t);
}

said_mail *said_new(void)
{
    said_mail *s = g_new0(said_mail, 1);

    s->texts = g_ptr_array_new_with_free_func(text_free);
    return s;
}

void said_free(said_mail *s)
{
    if (!s)
        return;
    g_ptr_array_unref(s->texts);
    g_free(s);
}

void said_add(said_mail *s, const char *file, const char *text)
{
    said_text *t = g_new0(said_text, 1);

    t->file = g_strdup(file);
    t->text = g_strdup(text);
    g_ptr_array_add(s->texts, t);
}

/* ---- reading ---- */

typedef struct reader {
    said_mail *s;
    size_t left; /* octets */
    unsigned parts;
    unsigned within; /* messages in files, in files of these, ... */
    GPtrArray *defects;
} reader;

static void read_part(reader *r, part *p, const char *file);

static void add(reader *r, const char *file, const char *text)
{
    g_autofree char *clean = charset_clean_text(text, -1);
    size_t size = strlen(clean);

    if (size == 0)
        return;
    if (size > r->left || r->s->texts->len >= SAID_TEXTS_MAX) {
        r->s->cut = true;
        charset_cut(clean, r->s->texts->len < SAID_TEXTS_MAX ? r->left : 0);
        size = strlen(clean);
    }
    if (size > 0)
        said_add(r->s, file, clean);
    r->left -= size;
}

static void read_fields(reader *r, const head *h, const char *file)
{
    for (guint i = 0; i < h->fields->len; i++) {
        const head_field *f = h->fields->pdata[i];
        g_autofree char *line = words_decode(f->value, NULL);
        add(r, file, line);
    }
    r->s->cut = r->s->cut || h->dropped > 0;
}

static void read_names(reader *r, const words_params *p, const char *file)
{
    GHashTableIter i;
    void *value;

    g_hash_table_iter_init(&i, p->names);
    while (g_hash_table_iter_next(&i, NULL, &value))
        add(r, file, value);
}

static const char *file_of(const part *p)
{
    const char *name = words_param(p->disposition, "filename");

    return name ? name : words_param(p->content_type, "name");
}

static void read_html(reader *r, const char *html, const char *file)
{
    size_t size = strlen(html);
    g_autofree char *seen =
        htmltext_for_readers(html, size, SAID_MAX, NULL, NULL);
    g_autofree char *rest = htmlmarkup_text(html, size, 2 * (size_t)SAID_MAX);

    add(r, file, seen);
    add(r, file, rest);
}

/* Is this file a message, whatever type it has? A mail client shows it as one. */
static bool is_message(const char *file, const char *s, size_t size)
{
    static const char *const ends[] = {".eml", ".mht", ".mhtml"};
    g_autofree char *name = file ? g_ascii_strdown(file, -1) : NULL;
    g_autofree char *begin = g_ascii_strdown(s, (gssize)MIN(size, SAID_BEGIN));

    for (guint i = 0; name && i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(name, ends[i]))
            return true;
    return g_str_has_prefix(begin, "mime-version:") ||
           strstr(begin, "\nmime-version:");
}

static void read_message(reader *r, const char *s, size_t size,
                         const char *file)
{
    if (r->within >= SAID_WITHIN_MAX) {
        r->s->cut = true;
        return;
    }
    g_autoptr(part) root = part_parse(s, size, r->defects);
    r->within++;
    read_part(r, root, file);
    r->within--;
}

/* What has a name is whatever its octets say that it is. */
static void read_leaf(reader *r, part *p, const char *file)
{
    GBytes *data = part_data(p, r->defects);
    gsize size = 0;
    const char *s = data ? g_bytes_get_data(data, &size) : NULL;
    const char *charset = words_param(p->content_type, "charset");
    bool html = strcmp(p->type, "text/html") == 0, cut = false;
    g_autofree char *text = NULL;

    if (size == 0)
        return;
    if (!file && (html || strcmp(p->type, "text/plain") == 0))
        text = charset_to_utf8(s, size, charset, NULL, NULL);
    else
        text = filetext_read_all(data, p->type, charset, r->left, &cut);
    if (text && html && !file)
        read_html(r, text, file);
    else if (text)
        add(r, file, text);
    r->s->cut = r->s->cut || cut;
    if (file && is_message(file, s, size))
        read_message(r, s, size, file);
}

/* `file`: the attached file that the part stands in. */
static void read_part(reader *r, part *p, const char *file)
{
    const char *own = file_of(p);

    if (++r->parts >= LETTER_PARTS_MAX) /* then part.c leaves out the rest */
        r->s->cut = true;
    file = file ? file : own;
    read_fields(r, p->head, file);
    read_names(r, p->content_type, file);
    read_names(r, p->disposition, file);
    for (guint i = 0; i < p->children->len; i++)
        read_part(r, p->children->pdata[i], file);
    if (p->children->len == 0 && !part_is_multipart(p))
        read_leaf(r, p, file);
}

said_mail *said_read(const void *data, size_t size)
{
    reader r = {.s = said_new(),
                .left = SAID_MAX,
                .defects = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(part) root = part_parse(data, size, r.defects);

    read_part(&r, root, NULL);
    g_ptr_array_unref(r.defects);
    return r.s;
}

/* ---- on its way ---- */

#define SAID_FORMAT "(ba(ss))"

GBytes *said_to_bytes(const said_mail *s)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE("a(ss)"));
    for (guint i = 0; i < s->texts->len; i++) {
        const said_text *t = s->texts->pdata[i];
        g_variant_builder_add(&b, "(ss)", t->file ? t->file : "", t->text);
    }
    g_autoptr(GVariant) v =
        g_variant_ref_sink(g_variant_new(SAID_FORMAT, (gboolean)s->cut, &b));
    return g_variant_get_data_as_bytes(v);
}

/* g_variant_is_normal_form: strings are valid UTF-8. */
said_mail *said_from_bytes(GBytes *bytes, GError **error)
{
    g_autoptr(GVariant) v = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(SAID_FORMAT), bytes, FALSE));
    g_autoptr(GVariantIter) i = NULL;
    said_mail *s;
    gboolean cut;
    const char *file, *text;

    if (!g_variant_is_normal_form(v)) {
        err_set(error, ERR_DATA, "its texts are not well-formed");
        return NULL;
    }
    s = said_new();
    g_variant_get(v, SAID_FORMAT, &cut, &i);
    s->cut = cut;
    while (g_variant_iter_next(i, "(&s&s)", &file, &text))
        said_add(s, *file ? file : NULL, text);
    return s;
}
