/* bodytext: the text of a message from its parts, and its attachments. */
#include "mail/bodytext.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/flowed.h"
#include "mail/htmltext.h"
#include "mail/tnef.h"
#include "mail/transfer.h"

#define BODYTEXT_NAME_MAX   200  /* octets of a file name */
#define BODYTEXT_UU_MAX     50   /* uuencoded files of one text */
#define BODYTEXT_CID_MAX    2000 /* pictures that HTML may refer to */
#define BODYTEXT_OCTETS_MAX (4u * LETTER_TEXT_MAX) /* read of one text part */

typedef struct reader {
    letter *l;
    part *root;
    GString *text;
    GHashTable *cids; /* Content-ID -> letter_attachment* (borrowed) */
    GPtrArray *html;  /* part*: read when all pictures are known */
    bool text_only;   /* attachments are another's */
} reader;

/* ---- names ---- */

static const struct {
    const char *type, *ending;
} endings[] = {
    {"image/png", "png"},
    {"image/jpeg", "jpg"},
    {"image/jpg", "jpg"},
    {"image/gif", "gif"},
    {"image/svg+xml", "svg"},
    {"text/plain", "txt"},
    {"text/html", "html"},
    {"text/calendar", "ics"},
    {"text/csv", "csv"},
    {"text/vcard", "vcf"},
    {"text/x-vcard", "vcf"},
    {"message/rfc822", "eml"},
    {"application/pdf", "pdf"},
    {"application/zip", "zip"},
    {"application/json", "json"},
    {"application/pgp-signature", "asc"},
    {"application/ms-tnef", "dat"},
    {"application/xml", "xml"},
    {"text/xml", "xml"},
    {"text/rfc822-headers", "txt"},
    {"message/delivery-status", "txt"},
    {"message/disposition-notification", "txt"},
    {"application/pkcs7-signature", "p7s"},
    {"application/x-pkcs7-signature", "p7s"},
};

static const char *ending_of(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        if (strcmp(endings[i].type, type) == 0)
            return endings[i].ending;
    }
    return "bin";
}

/* No path, no control characters, not too long; NULL if nothing remains. */
static char *clean_name(const char *name)
{
    g_autofree char *line = charset_clean_line(name, -1);
    const char *base = line;
    char *out;

    for (const char *p = line; *p; p++) {
        if ((*p == '/' || *p == '\\') && p[1])
            base = p + 1;
    }
    out = g_strstrip(g_strdup(base));
    g_strdelimit(out, "/\\", '_');
    if (strlen(out) > BODYTEXT_NAME_MAX) {
        const char *dot = strrchr(out, '.');
        size_t tail = dot && strlen(dot) <= 10 ? strlen(dot) : 0;
        const char *end;
        char *cut;

        g_utf8_validate_len(out, BODYTEXT_NAME_MAX - tail, &end);
        cut = g_strdup_printf("%.*s%s", (int)(end - out), out, tail ? dot : "");
        g_free(out);
        out = cut;
    }
    if (!*out || strcmp(out, ".") == 0 || strcmp(out, "..") == 0)
        g_clear_pointer(&out, g_free);
    return out;
}

static char *name_of(const part *p)
{
    const char *given = words_param(p->disposition, "filename");
    const char *subject = NULL;
    char *name = given ? clean_name(given) : NULL;

    if (!name && (given = words_param(p->content_type, "name")))
        name = clean_name(given);
    if (!name && p->children->len == 1 && !part_is_multipart(p)) {
        const part *inner = p->children->pdata[0];

        subject = head_get(inner->head, "Subject", 0);
    }
    if (!name && subject && *subject) {
        g_autofree char *decoded = words_decode(subject, NULL);
        g_autofree char *eml = NULL;

        g_strdelimit(decoded, "/\\:", '_');
        eml = g_strconcat(decoded, ".eml", NULL);
        name = clean_name(eml);
    }
    if (!name)
        name = g_strdup_printf("part-%s.%s", p->number, ending_of(p->type));
    return name;
}

/* ---- attachments ---- */

static letter_attachment *add_row(reader *r, const char *number, char *name,
                                  const char *type, GBytes *data)
{
    letter_attachment *a;
    g_autofree char *sum =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, data);

    if (r->l->attachments->len >= LETTER_PARTS_MAX) {
        part_defect(r->l->defects, "there are too many attachments");
        g_free(name);
        return NULL;
    }
    a = letter_attachment_new();
    g_free(a->part);
    a->part = g_strdup(number);
    g_free(a->name);
    a->name = name;
    g_free(a->type);
    a->type = charset_clean_line(type, -1);
    a->size = g_bytes_get_size(data);
    g_strlcpy(a->sha256, sum, sizeof a->sha256);
    g_ptr_array_add(r->l->attachments, a);
    return a;
}

static bool is_tnef(const part *p)
{
    return part_is_type(p, "application/ms-tnef") ||
           part_is_type(p, "application/vnd.ms-tnef");
}

/* The files in Outlook's winmail.dat, as parts below it. */
static void attach_tnef(reader *r, part *p)
{
    bool damaged;
    g_autoptr(GPtrArray) files =
        tnef_files(part_data(p, r->l->defects), &damaged);

    if (damaged)
        part_defect(r->l->defects, "a winmail.dat is damaged");
    for (guint i = 0; i < files->len; i++) {
        const tnef_file *f = files->pdata[i];
        g_autofree char *number = g_strdup_printf("%s.%u", p->number, i + 1);
        char *name = f->name ? clean_name(f->name) : NULL;

        if (!name)
            name = g_strdup_printf("part-%s.bin", number);
        add_row(r, number, name, "application/octet-stream", f->data);
    }
}

static void attach(reader *r, part *p)
{
    GBytes *data;
    letter_attachment *a;

    if (r->text_only)
        return;
    data = part_data(p, r->l->defects);
    a = add_row(r, p->number, name_of(p), p->type, data);
    if (is_tnef(p))
        attach_tnef(r, p);
    if (!a || !p->content_id)
        return;
    a->content_id = charset_clean_line(p->content_id, -1);
    if (g_hash_table_size(r->cids) < BODYTEXT_CID_MAX)
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

char *bodytext_plain(part *p, GPtrArray *defects)
{
    const char *format = words_param(p->content_type, "format");
    const char *delsp = words_param(p->content_type, "delsp");
    g_autofree char *text = part_text(p, defects);
    char *clean = charset_clean_text(text, -1);

    if (format && g_ascii_strcasecmp(format, "flowed") == 0) {
        char *joined =
            flowed_join(clean, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);

        g_free(clean);
        clean = joined;
    }
    return clean;
}

static bool is_blank_text(const char *s)
{
    for (; *s; s = g_utf8_next_char(s)) {
        gunichar c = g_utf8_get_char(s);

        if (!g_unichar_isspace(c) && c != 0xa0 && c != 0x200b && c != 0xfeff)
            return false;
    }
    return true;
}

static void add_text(reader *r, const char *text)
{
    size_t n = strlen(text);
    const char *end;

    if (r->text->len > 0 && !is_blank_text(text)) {
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

/* Takes uuencoded files out of a text. */
static char *take_uu(reader *r, part *p, char *text)
{
    transfer_uu uu;
    size_t from = 0;

    for (unsigned n = 1; n <= BODYTEXT_UU_MAX; n++) {
        size_t size = strlen(text);
        g_autofree char *number = NULL;
        char *name;

        if (!transfer_find_uu(text, size, from, &uu))
            break;
        number = g_strdup_printf("%s.%u", p->number, n);
        name = clean_name(uu.name);
        if (!name)
            name = g_strdup_printf("part-%s.bin", number);
        add_row(r, number, name, "application/octet-stream", uu.data);
        memmove(text + uu.start, text + uu.end, size - uu.end + 1);
        from = uu.start;
        g_free(uu.name);
        g_bytes_unref(uu.data);
    }
    return text;
}

static const char *picture_name(const char *content_id, void *context)
{
    reader *r = context;
    g_autofree char *decoded = g_uri_unescape_string(content_id, NULL);
    letter_attachment *a =
        g_hash_table_lookup(r->cids, decoded ? decoded : content_id);

    if (!a)
        return NULL;
    a->shown_inline = true;
    return a->name;
}

static void read_html(reader *r, part *p)
{
    g_autofree char *raw = part_text(p, r->l->defects);
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_autofree char *text = htmltext_with_history(
        raw, strlen(raw), LETTER_TEXT_MAX, picture_name, r, marks);
    g_autofree char *clean = charset_clean_text(text, -1);
    size_t before;

    if (is_blank_text(clean))
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
        size_t at = before + g_array_index(marks, size_t, i);

        if (at < r->text->len)
            g_array_append_val(r->l->history, at);
    }
}

/* HTML that is not shown still tells which pictures stand in the text. */
static void look_for_pictures(reader *r, part *p)
{
    g_autofree char *raw = NULL, *text = NULL;

    if (g_hash_table_size(r->cids) == 0)
        return;
    raw = part_text(p, r->l->defects);
    if (!strstr(raw, "cid:"))
        return;
    text = htmltext_for_readers(raw, strlen(raw), LETTER_TEXT_MAX, picture_name,
                                r);
}

/* ---- which part is what ---- */

static bool is_attached(const part *p)
{
    return strcmp(p->disposition->value, "attachment") == 0;
}

static bool has_name(const part *p)
{
    return words_param(p->disposition, "filename") ||
           words_param(p->content_type, "name");
}

static bool is_plain(const part *p)
{
    return part_is_type(p, "text/plain") || part_is_type(p, "text/enriched") ||
           part_is_type(p, "text/markdown") ||
           part_is_type(p, "text/x-markdown");
}

static bool is_html(const part *p)
{
    return part_is_type(p, "text/html") ||
           part_is_type(p, "application/xhtml+xml");
}

/* Text that people read: no attachment, and no file unless it stands first. */
static bool is_readable(const reader *r, const part *p)
{
    if (is_attached(p) || !(is_plain(p) || is_html(p)))
        return false;
    return !has_name(p) || p == r->root ||
           (p->parent && p->parent->children->pdata[0] == p);
}

/* The first leaf below p that can be read as `html` or plain text. */
static part *find_text(const reader *r, part *p, bool html)
{
    if (p->children->len == 0)
        return is_readable(r, p) && (html ? is_html(p) : is_plain(p)) ? p
                                                                      : NULL;
    if (!part_is_multipart(p))
        return NULL;
    for (guint i = 0; i < p->children->len; i++) {
        part *found = find_text(r, p->children->pdata[i], html);

        if (found)
            return found;
    }
    return NULL;
}

typedef enum { WALK_ALL, WALK_FILES } walk_mode;
static void walk(reader *r, part *p, walk_mode mode);

/* Shows the plain form if it says something, else the HTML form; what is neither
 * is attached. */
static void walk_alternative(reader *r, part *p)
{
    part *plain = find_text(r, p, false), *html = find_text(r, p, true);
    g_autofree char *text = plain ? bodytext_plain(plain, r->l->defects) : NULL;

    for (guint i = 0; i < p->children->len; i++) {
        part *child = p->children->pdata[i];

        if (child->children->len > 0)
            walk(r, child, WALK_FILES);
        else if (!is_plain(child) && !is_html(child) &&
                 !part_is_type(child, "text/x-amp-html"))
            attach(r, child);
    }
    if (text && (!is_blank_text(text) || !html)) {
        text = take_uu(r, plain, g_steal_pointer(&text));
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
        if (!is_readable(r, p))
            attach(r, p);
        return;
    }
    if (!is_readable(r, p)) {
        attach(r, p);
    } else if (is_html(p)) {
        read_html(r, p);
    } else {
        text = bodytext_plain(p, r->l->defects);
        text = take_uu(r, p, text);
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

/* A message that only carries another one is read as that one. */
static part *only_message(part *root)
{
    if (!part_is_multipart(root))
        return root->children->len == 1 ? root->children->pdata[0] : NULL;
    for (guint i = 0; i < root->children->len; i++) {
        part *child = root->children->pdata[i];

        if (child->children->len == 1 && !part_is_multipart(child))
            return child->children->pdata[0];
    }
    return NULL;
}

static void sort_attachments(GPtrArray *list);

static void read_message(part *root, letter *l, bool text_only)
{
    reader r = {.l = l,
                .root = root,
                .text = g_string_new(NULL),
                .cids = g_hash_table_new(g_str_hash, g_str_equal),
                .html = g_ptr_array_new(),
                .text_only = text_only};
    part *inner;

    if (!l->history)
        l->history = g_array_new(FALSE, FALSE, sizeof(size_t));
    walk(&r, root, WALK_ALL);
    for (guint i = 0; i < r.html->len; i++)
        look_for_pictures(&r, r.html->pdata[i]);
    if (is_blank_text(r.text->str) && (inner = only_message(root))) {
        g_autoptr(letter) other = letter_new();

        read_message(inner, other, true);
        g_string_assign(r.text, other->text);
        l->html = other->html;
    }
    sort_attachments(l->attachments);
    g_free(l->text);
    l->text = g_string_free(r.text, FALSE);
    g_hash_table_unref(r.cids);
    g_ptr_array_unref(r.html);
}

void bodytext_read(part *root, letter *l)
{
    read_message(root, l, false);
}

/* By part number, as a reader of the source finds them. */
static gint compare_parts(gconstpointer a, gconstpointer b)
{
    const letter_attachment *x = *(letter_attachment *const *)a;
    const letter_attachment *y = *(letter_attachment *const *)b;
    const char *p = x->part, *q = y->part;

    while (*p && *q) {
        char *p_end, *q_end;
        guint64 m = g_ascii_strtoull(p, &p_end, 10);
        guint64 n = g_ascii_strtoull(q, &q_end, 10);

        if (m != n)
            return m < n ? -1 : 1;
        p = *p_end == '.' ? p_end + 1 : p_end;
        q = *q_end == '.' ? q_end + 1 : q_end;
    }
    return (*p != 0) - (*q != 0);
}

static void sort_attachments(GPtrArray *list)
{
    g_ptr_array_sort(list, compare_parts);
}

/* The nth file in a winmail.dat. */
static GBytes *extract_tnef(part *p, guint64 n)
{
    g_autoptr(GPtrArray) files = tnef_files(part_data(p, NULL), NULL);
    const tnef_file *f = n >= 1 && n <= files->len ? files->pdata[n - 1] : NULL;

    return f ? g_bytes_ref(f->data) : NULL;
}

/* The nth uuencoded file in a text. */
static GBytes *extract_uu(part *p, guint64 n)
{
    g_autoptr(GPtrArray) defects = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = bodytext_plain(p, defects);
    transfer_uu uu;
    size_t from = 0;

    for (; n > 0 && n <= BODYTEXT_UU_MAX; n--) {
        if (!transfer_find_uu(text, strlen(text), from, &uu))
            return NULL;
        g_free(uu.name);
        if (n == 1)
            return uu.data;
        g_bytes_unref(uu.data);
        from = uu.end;
    }
    return NULL;
}

GBytes *bodytext_extract(part *root, const char *number)
{
    part *p = part_find(root, number);
    const char *dot = strrchr(number, '.');
    g_autofree char *above = NULL;
    guint64 n;

    if (p)
        return g_bytes_ref(part_data(p, NULL));
    if (!dot)
        return NULL;
    above = g_strndup(number, (gsize)(dot - number));
    n = g_ascii_strtoull(dot + 1, NULL, 10);
    p = part_find(root, above);
    if (p && is_tnef(p))
        return extract_tnef(p, n);
    return p && is_plain(p) ? extract_uu(p, n) : NULL;
}
