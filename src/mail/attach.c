/* attach: one row per attachment, with a name that can be a file's. */
#include "mail/attach.h"

#include <string.h>

#include "mail/bodytext.h"
#include "mail/charset/charset.h"
#include "mail/filetext.h"
#include "mail/packed/tnef.h"
#include "mail/partkind.h"
#include "mail/transfer.h"

#define ATTACH_NAME_MAX 200 /* octets of a file name */
#define ATTACH_UU_MAX   50  /* uuencoded files of one text */

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
    {"application/pkcs7-mime", "p7m"},
    {"application/x-pkcs7-mime", "p7m"},
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

/* Takes out what turns the direction of writing: it makes "gpj.exe" of a
 * program's name. */
static void drop_directions(char *s)
{
    char *to = s;

    for (const char *p = s, *next; *p; p = next) {
        next = g_utf8_next_char(p);
        if (charset_is_direction(g_utf8_get_char(p)))
            continue;
        memmove(to, p, (size_t)(next - p));
        to += next - p;
    }
    *to = '\0';
}

/* No path, no control characters, not too long; NULL if nothing remains. */
static char *clean_name(const char *name)
{
    g_autofree char *line = charset_clean_line(name, -1);
    const char *base = line;
    char *out;

    drop_directions(line);
    for (const char *p = line; *p; p++) {
        if ((*p == '/' || *p == '\\') && p[1])
            base = p + 1;
    }
    out = g_strstrip(g_strdup(base));
    if (strlen(out) > 2 && out[0] == '\'' && g_str_has_suffix(out, "'")) {
        char *bare = g_strndup(out + 1, strlen(out) - 2);

        g_free(out);
        out = g_strstrip(bare);
    }
    g_strdelimit(out, "/\\", '_');
    if (strlen(out) > ATTACH_NAME_MAX) {
        const char *dot = strrchr(out, '.');
        size_t tail = dot && strlen(dot) <= 10 ? strlen(dot) : 0;
        const char *end;
        char *cut;

        g_utf8_validate_len(out, ATTACH_NAME_MAX - tail, &end);
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
    if (!name && p->children->len == 1 && !part_is_multipart(p) &&
        !part_is_signed_data(p)) {
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

/* What can be read in it, while there is room for that. */
static void add_words(const letter *l, letter_attachment *a, GBytes *data,
                      const char *charset)
{
    size_t left = LETTER_FILE_TEXTS_MAX;

    for (guint i = 0; i < l->attachments->len && left > 0; i++) {
        const letter_attachment *other = l->attachments->pdata[i];
        left -= other->text ? MIN(strlen(other->text), left) : 0;
    }
    if (left > 0)
        a->text = filetext_read(data, a->type, charset,
                                MIN(left, LETTER_FILE_TEXT_MAX), &a->claim);
}

static letter_attachment *add_row(letter *l, const char *number, char *name,
                                  const char *type, const char *charset,
                                  GBytes *data, GHashTable *octets)
{
    letter_attachment *a;
    g_autofree char *sum =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, data);

    if (l->attachments->len >= LETTER_PARTS_MAX) {
        part_defect(l->defects, "there are too many attachments");
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
    add_words(l, a, data, charset);
    g_ptr_array_add(l->attachments, a);
    if (octets && !g_hash_table_contains(octets, sum))
        g_hash_table_insert(octets, g_steal_pointer(&sum), g_bytes_ref(data));
    return a;
}

/* The files in Outlook's winmail.dat, as parts below it. */
static void attach_tnef(letter *l, part *p, GHashTable *octets)
{
    bool damaged;
    g_autoptr(GPtrArray) files = tnef_files(part_data(p, l->defects), &damaged);

    if (damaged)
        part_defect(l->defects, "a winmail.dat is damaged");
    for (guint i = 0; i < files->len; i++) {
        const tnef_file *f = files->pdata[i];
        g_autofree char *number = g_strdup_printf("%s.%u", p->number, i + 1);
        char *name = f->name ? clean_name(f->name) : NULL;

        if (!name)
            name = g_strdup_printf("part-%s.bin", number);
        add_row(l, number, name, "application/octet-stream", NULL, f->data,
                octets);
    }
}

letter_attachment *attach_part(letter *l, part *p, GHashTable *octets)
{
    letter_attachment *a = add_row(l, p->number, name_of(p), p->type,
                                   words_param(p->content_type, "charset"),
                                   part_data(p, l->defects), octets);

    if (a && p->content_id)
        a->content_id = charset_clean_line(p->content_id, -1);
    if (a) {
        a->in_place = strcmp(p->disposition->value, "inline") == 0;
        a->packed = partkind_is_tnef(p) ||
                    (part_is_signed_data(p) && p->children->len > 0);
    }
    if (partkind_is_tnef(p))
        attach_tnef(l, p, octets);
    return a;
}

char *attach_uu(letter *l, part *p, char *text, GHashTable *octets)
{
    transfer_uu uu;
    size_t from = 0;

    for (unsigned n = 1;; n++) {
        size_t size = strlen(text);
        g_autofree char *number = NULL;
        char *name;

        if (!transfer_find_uu(text, size, from, &uu))
            break;
        if (n > ATTACH_UU_MAX) {
            part_defect(l->defects, "there are too many uuencoded files: the "
                                    "rest is left in the text");
            g_free(uu.name);
            g_bytes_unref(uu.data);
            break;
        }
        number = g_strdup_printf("%s.%u", p->number, n);
        name = clean_name(uu.name);
        if (!name)
            name = g_strdup_printf("part-%s.bin", number);
        add_row(l, number, name, "application/octet-stream", NULL, uu.data,
                octets);
        memmove(text + uu.start, text + uu.end, size - uu.end + 1);
        from = uu.start;
        g_free(uu.name);
        g_bytes_unref(uu.data);
    }
    return text;
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

void attach_sort(GPtrArray *list)
{
    g_ptr_array_sort(list, compare_parts);
}
