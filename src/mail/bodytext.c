/* bodytext: the text of a message from its parts, and its attachments. */
#include "mail/bodytext.h"

#include <string.h>

#include "mail/attach.h"
#include "mail/charset/charset.h"
#include "mail/enriched.h"
#include "mail/flowed.h"
#include "mail/html/text.h"
#include "mail/packed/clearsign.h"
#include "mail/packed/tnef.h"
#include "mail/partkind.h"
#include "mail/twin.h"

#define BODYTEXT_CID_MAX 2000 /* pictures that HTML may refer to */
#define BODYTEXT_OCTETS_MAX \
    ((gsize)4 * LETTER_TEXT_MAX) /* read of one text part */

typedef struct reader {
    letter *l;
    part *root;
    GString *text;
    GHashTable *cids;   /* Content-ID -> letter_attachment* (borrowed) */
    GPtrArray *html;    /* part*: read when all pictures are known */
    GHashTable *octets; /* of attachments; NULL: not wanted */
    bool text_only;     /* attachments are another's */
} reader;

static void attach(reader *r, part *p)
{
    letter_attachment *a;

    if (part_is_type(p, "message/external-body")) {
        /* the file is elsewhere, and may be another tomorrow (RFC 2046 5.2.3) */
        part_defect(r->l->defects, "an attachment is only a reference to a "
                                   "file elsewhere: it is left out");
        return;
    }
    a = r->text_only ? NULL : attach_part(r->l, p, r->octets);

    if (a && a->content_id && g_hash_table_size(r->cids) < BODYTEXT_CID_MAX)
        g_hash_table_insert(r->cids, a->content_id, a);
}

/* ---- texts ---- */

static void note_charset(GPtrArray *defects, charset_state state,
                         const char *label, const char *used)
{
    g_autofree char *text = NULL, *clean = NULL;

    if (state == CHARSET_RIGHT)
        return;
    clean = charset_clean_line(label ? label : "", -1);
    if (state == CHARSET_DETECTED)
        text = g_strdup_printf("a text names no charset: read as %s", used);
    else if (state == CHARSET_UNKNOWN)
        text = g_strdup_printf(
            "a text names the unknown charset \"%.40s\": read as %s", clean,
            used);
    else
        text = g_strdup_printf("a text is not in its charset \"%.40s\": read "
                               "as %s",
                               clean, used);
    if (!g_utf8_validate(text, -1, NULL)) {
        char *valid = g_utf8_make_valid(text, -1);

        g_free(text);
        text = valid;
    }
    part_defect(defects, text);
}

static char *part_text(part *p, GPtrArray *defects)
{
    gsize size;
    const char *data = g_bytes_get_data(part_data(p, defects), &size);
    const char *label = words_param(p->content_type, "charset"), *used;
    charset_state state;
    char *text;

    if (size > BODYTEXT_OCTETS_MAX) {
        part_defect(defects, "the text is too long: its end is cut off");
        size = BODYTEXT_OCTETS_MAX;
    }
    text = charset_to_utf8(data ? data : "", size, label, &state, &used);
    note_charset(defects, state, label, used);
    return text;
}

/* Fields that are protected stand above the text once more, up to an empty
 * line, for programs that do not know them (RFC 9788). */
static void drop_legacy(char *text)
{
    const char *rest = strstr(text, "\n\n");

    if (rest)
        memmove(text, rest + 2, strlen(rest + 2) + 1);
}

/* A text/plain part's text: charset, line ends, format=flowed (RFC 3676). */
static char *plain_text(part *p, GPtrArray *defects)
{
    const char *format = words_param(p->content_type, "format");
    const char *delsp = words_param(p->content_type, "delsp");
    g_autofree char *text = part_text(p, defects);
    char *clean = charset_clean_text(text, -1);
    bool enriched = part_is_type(p, "text/enriched");

    if (enriched || part_is_type(p, "text/richtext")) {
        char *read = enriched_read(clean, !enriched);

        g_free(clean);
        return read;
    }
    if (words_param(p->content_type, "hp-legacy-display"))
        drop_legacy(clean);
    if (clearsign_read(clean))
        part_defect(defects, "the text is signed in place: the signature was "
                             "taken out");
    if (format && g_ascii_strcasecmp(format, "flowed") == 0) {
        char *joined =
            flowed_join(clean, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);

        g_free(clean);
        clean = joined;
    }
    return clean;
}

static void add_text(reader *r, const char *text)
{
    size_t n = strlen(text);
    const char *end;

    if (r->text->len > 0 && !charset_shows_nothing(text)) {
        if (r->text->str[r->text->len - 1] != '\n')
            g_string_append_c(r->text, '\n');
        g_string_append_c(r->text, '\n');
    }
    if (r->text->len + n > LETTER_TEXT_MAX) {
        size_t room = LETTER_TEXT_MAX - MIN(r->text->len, LETTER_TEXT_MAX);

        part_defect(r->l->defects, "the text is too long: its end is cut off");
        g_utf8_validate_len(text, MIN(room, n), &end);
        n = (size_t)(end - text);
    }
    g_string_append_len(r->text, text, (gssize)n);
}

static const char *picture_name(const char *content_id, bool quoted,
                                void *context)
{
    reader *r = context;
    g_autofree char *decoded = g_uri_unescape_string(content_id, NULL);
    letter_attachment *a =
        g_hash_table_lookup(r->cids, decoded ? decoded : content_id);

    if (!a)
        return NULL;
    a->trimmed = quoted && (a->trimmed || !a->shown_inline);
    a->shown_inline = true;
    return a->name;
}

static void read_html(reader *r, part *p)
{
    g_autofree char *read = part_text(p, r->l->defects);
    g_autofree char *raw = charset_clean_text(read, -1);
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(letter_mark));
    g_autofree char *text = htmltext_with_marks(
        raw, strlen(raw), LETTER_TEXT_MAX, picture_name, r, marks);
    g_autofree char *clean = charset_clean_text(text, -1);
    size_t before;

    if (charset_shows_nothing(clean))
        return;
    r->l->html = true;
    add_text(r, "");
    before = r->text->len > 0 ? r->text->len + 1 : 0;
    if (r->text->len > 0 && r->text->str[r->text->len - 1] != '\n')
        before++;
    add_text(r, clean);
    if (strlen(clean) != strlen(text))
        return; /* offsets no longer fit */
    for (guint i = 0; i < marks->len; i++) {
        letter_mark mark = g_array_index(marks, letter_mark, i);

        mark.at += before;
        if (mark.at <= r->text->len)
            g_array_append_val(r->l->marks, mark);
    }
}

/* HTML that is not shown still tells which pictures stand in the text. */
static void look_for_pictures(reader *r, part *p)
{
    g_autofree char *raw = NULL;

    if (g_hash_table_size(r->cids) == 0)
        return;
    raw = part_text(p, r->l->defects);
    if (!strstr(raw, "cid:"))
        return;
    g_free(htmltext_for_readers(raw, strlen(raw), LETTER_TEXT_MAX, picture_name,
                                r));
}

/* Is the HTML form of a text to be read, and not the plain one? */
static bool prefers_html(part *html, const char *plain)
{
    /* faults of a form that is not read are none */
    g_autoptr(GPtrArray) defects = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *raw = part_text(html, defects);
    g_autofree char *text =
        htmltext_for_readers(raw, strlen(raw), LETTER_TEXT_MAX, NULL, NULL);
    g_autofree char *clean = charset_clean_text(text, -1);

    return twin_prefers_html(plain, clean);
}

/* ---- the walk through the parts ---- */

typedef enum { WALK_ALL, WALK_FILES } walk_mode;
static void walk(reader *r, part *p, walk_mode mode);

/* Shows the plain form, or the HTML form if that says or shows more; what is
 * neither is attached. */
static void walk_alternative(reader *r, part *p)
{
    part *plain = partkind_find_text(r->root, p, false),
         *html = partkind_find_text(r->root, p, true);
    g_autofree char *text = plain ? plain_text(plain, r->l->defects) : NULL;

    for (guint i = 0; i < p->children->len; i++) {
        part *child = p->children->pdata[i];

        if (child->children->len > 0)
            walk(r, child, WALK_FILES);
        else if (!partkind_is_plain(child) && !partkind_is_html(child) &&
                 !part_is_type(child, "text/x-amp-html"))
            attach(r, child);
    }
    if (text && !(html && prefers_html(html, text))) {
        text = attach_uu(r->l, plain, g_steal_pointer(&text), r->octets);
        add_text(r, text);
        if (html)
            g_ptr_array_add(r->html, html);
    } else if (html) {
        read_html(r, html);
    }
}

/* The HTML is read last, when its pictures are known. */
static void walk_related(reader *r, part *p, walk_mode mode)
{
    part *main_part = p->children->pdata[0];
    const char *start = words_param(p->content_type, "start");

    for (guint i = 0; start && i < p->children->len; i++) {
        part *child = p->children->pdata[i];
        const char *id = child->content_id;

        if (id && strlen(start) > 2 &&
            strncmp(start + (*start == '<'), id, strlen(id)) == 0)
            main_part = child;
    }
    for (guint i = 0; i < p->children->len; i++) {
        part *child = p->children->pdata[i];

        if (child != main_part && child->children->len == 0)
            attach(r, child);
        else if (child != main_part)
            walk(r, child, WALK_FILES);
    }
    walk(r, main_part, mode);
}

static void walk_leaf(reader *r, part *p, walk_mode mode)
{
    char *text;

    if (mode == WALK_FILES) {
        /* the texts of an alternative are shown in another form */
        if (!partkind_is_readable(r->root, p))
            attach(r, p);
        return;
    }
    if (partkind_is_legacy(p))
        return;
    if (!partkind_is_readable(r->root, p)) {
        attach(r, p);
    } else if (partkind_is_html(p)) {
        read_html(r, p);
    } else {
        text = plain_text(p, r->l->defects);
        text = attach_uu(r->l, p, text, r->octets);
        add_text(r, text);
        g_free(text);
    }
}

static void walk(reader *r, part *p, walk_mode mode)
{
    if (p->children->len == 0) {
        if (!part_is_multipart(p) || p->raw_size > 0)
            walk_leaf(r, p, mode);
        return;
    }
    if (!part_is_multipart(p)) {
        attach(r, p);
        if (part_is_signed_data(p))
            walk(r, p->children->pdata[0], mode);
        return;
    }
    if (part_is_type(p, "multipart/alternative") && mode == WALK_ALL) {
        walk_alternative(r, p);
        return;
    }
    if (part_is_type(p, "multipart/related")) {
        walk_related(r, p, mode);
        return;
    }
    for (guint i = 0; i < p->children->len; i++)
        walk(r, p->children->pdata[i], mode);
}

/* Outlook may say all in winmail.dat, and nothing outside. */
static void read_tnef(reader *r, part *root)
{
    part *p = partkind_find_tnef(root);
    bool html = false;
    g_autofree char *text =
        p ? tnef_text(part_data(p, r->l->defects), &html) : NULL;
    g_autofree char *plain = NULL;

    if (!text)
        return;
    plain = html ? htmltext_for_readers(text, strlen(text), LETTER_TEXT_MAX,
                                        picture_name, r)
                 : charset_clean_text(text, -1);
    g_string_truncate(r->text, 0);
    add_text(r, plain);
    r->l->html = html;
    part_defect(r->l->defects, "the text stands in winmail.dat only");
}

static void read_message(part *root, letter *l, GHashTable *octets,
                         bool text_only)
{
    reader r = {.l = l,
                .root = root,
                .text = g_string_new(NULL),
                .cids = g_hash_table_new(g_str_hash, g_str_equal),
                .html = g_ptr_array_new(),
                .octets = octets,
                .text_only = text_only};
    part *inner;

    if (!l->marks)
        l->marks = g_array_new(FALSE, FALSE, sizeof(letter_mark));
    if (root->children->len == 0)
        part_take_stray(root);
    walk(&r, root, WALK_ALL);
    for (guint i = 0; i < r.html->len; i++)
        look_for_pictures(&r, r.html->pdata[i]);
    if (charset_shows_nothing(r.text->str))
        read_tnef(&r, root);
    if (charset_shows_nothing(r.text->str) &&
        (inner = partkind_only_message(root))) {
        g_autoptr(letter) other = letter_new();

        read_message(inner, other, NULL, true);
        g_string_assign(r.text, other->text);
        l->html = other->html;
    }
    attach_sort(l->attachments);
    g_free(l->text);
    l->text = g_string_free(r.text, FALSE);
    g_hash_table_unref(r.cids);
    g_ptr_array_unref(r.html);
}

void bodytext_read(part *root, letter *l, GHashTable *octets)
{
    read_message(root, l, octets, false);
}
