/* mime: octets to letter: header fields here, the tree in part.c, the text and
 * the attachments in bodytext.c. */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "mail/attach.h"
#include "mail/bodytext.h"
#include "mail/charset/charset.h"
#include "mail/mailbox.h"
#include "mail/part.h"

#define MIME_ID_MAX      998 /* octets of a message id: a line (RFC 5322) */
#define MIME_SUBJECT_MAX 8192
#define MIME_DATE_MAX    200 /* octets of a Date field that are looked at */
#define MIME_RAW_FACTOR  4   /* octets as sent that are decoded for each one */

void mime_init(void)
{
    g_mime_init();
}

/* The charset that the first text names: raw 8-bit in the header most likely
 * has the same. NULL if it names none. */
static const char *text_charset(const part *p)
{
    const char *found = NULL;

    if (g_str_has_prefix(p->type, "text/"))
        return words_param(p->content_type, "charset");
    for (guint i = 0; part_is_multipart(p) && i < p->children->len && !found;
         i++)
        found = text_charset(p->children->pdata[i]);
    return found;
}

/* Octets of a value that are decoded; the end is between two characters if it
 * is UTF-8. */
static size_t raw_size(const char *value, size_t max)
{
    size_t n = strlen(value), back = 0;

    if (n <= MIME_RAW_FACTOR * max)
        return n;
    n = MIME_RAW_FACTOR * max;
    while (back < 3 && ((guchar)value[n - back] & 0xc0) == 0x80)
        back++;
    return n - back;
}

/* The charset of raw 8-bit in a field: that of the text, if it fits, or what
 * the whole field looks like. NULL if there is no raw 8-bit. */
static const char *field_charset(const char *value, const char *of_text)
{
    size_t n = strlen(value);
    charset_state state;

    if (g_utf8_validate_len(value, n, NULL))
        return NULL;
    if (of_text) {
        g_free(charset_to_utf8(value, n, of_text, &state, NULL));
        if (state == CHARSET_RIGHT)
            return of_text;
    }
    return charset_detect(value, n);
}

/* A decoded field of at most `max` octets; NULL if absent. */
static char *text_field(const head *h, const char *name, size_t max,
                        const char *fallback, GPtrArray *defects)
{
    const char *value = head_get(h, name, 0);
    g_autofree char *start = NULL;
    bool repaired = false;
    size_t n;
    char *text;

    if (!value)
        return NULL;
    /* each encoded word may have a charset that must be guessed */
    n = raw_size(value, max);
    start = g_strndup(value, n);
    text = words_decode_as(start, field_charset(start, fallback), &repaired);
    if (repaired)
        part_defect(defects, "the charset of a header field was guessed");
    if (strlen(text) > max || value[n]) {
        const char *end;

        part_defect(defects, "a header field is too long: its end is cut off");
        g_utf8_validate_len(text, MIN(strlen(text), max), &end);
        text[end - text] = '\0';
    }
    return text;
}

static void address_fields(const head *h, const char *name,
                           const char *fallback, GPtrArray *out,
                           GPtrArray *defects)
{
    unsigned n = head_count(h, name);

    for (unsigned i = 0; i < n; i++) {
        const char *value = head_get(h, name, i);
        g_autofree char *text = NULL;

        if (mailbox_list(value, field_charset(value, fallback), out))
            continue;
        if (out->len >= LETTER_ADDRESSES_MAX)
            text = g_strdup_printf("the field %s has too many addresses: the "
                                   "rest is left out",
                                   name);
        else
            text = g_strdup_printf(
                "the field %s has something that is not an address", name);
        part_defect(defects, text);
    }
}

static void clean_ids(GPtrArray *ids, GPtrArray *out, GPtrArray *defects)
{
    for (guint i = 0; i < ids->len; i++) {
        char *id = charset_clean_line(ids->pdata[i], -1);

        if (strlen(id) > MIME_ID_MAX)
            part_defect(defects, "a message id is too long: it is left out");
        if (*id && strlen(id) <= MIME_ID_MAX &&
            out->len < LETTER_REFERENCES_MAX)
            g_ptr_array_add(out, id);
        else
            g_free(id);
    }
}

static void id_fields(const head *h, const char *name, GPtrArray *out,
                      GPtrArray *defects)
{
    unsigned n = head_count(h, name);

    for (unsigned i = 0; i < n && out->len < LETTER_REFERENCES_MAX; i++) {
        g_autoptr(GPtrArray) ids = head_message_ids(
            head_get(h, name, i), LETTER_REFERENCES_MAX + 1 - out->len);

        if (out->len + ids->len > LETTER_REFERENCES_MAX)
            part_defect(defects,
                        "there are too many references: the rest is left out");
        clean_ids(ids, out, defects);
    }
}

/* A msg-id, or where it is malformed what can be used as one. */
static char *message_id(const head *h, GPtrArray *defects)
{
    const char *value = head_get(h, "Message-ID", 0);
    g_autoptr(GPtrArray) ids = NULL;
    g_autofree char *text = NULL;

    if (!value)
        return NULL;
    ids = head_message_ids(value, 1);
    text = charset_clean_line(ids->len > 0 ? ids->pdata[0] : value, -1);
    if (ids->len == 0) {
        g_strdelimit(text, "<>", ' ');
        g_strstrip(text);
        text[strcspn(text, " ")] = '\0';
        part_defect(defects, "the Message-ID is malformed");
    }
    if (strlen(text) > MIME_ID_MAX)
        part_defect(defects, "a message id is too long: it is left out");
    return *text && strlen(text) <= MIME_ID_MAX ? g_steal_pointer(&text) : NULL;
}

static void date_field(const head *h, letter *l)
{
    const char *value = head_get(h, "Date", 0);
    g_autofree char *line = value ? charset_clean_line(value, -1) : NULL;
    GDateTime *date = NULL;

    if (!line)
        return;
    if (strlen(line) <= MIME_DATE_MAX)
        date = g_mime_utils_header_decode_date(line);
    if (!date || g_date_time_get_year(date) < 1970) {
        part_defect(l->defects, "the Date is not readable");
    } else {
        l->date_ms = g_date_time_to_unix(date) * 1000;
        l->date = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
    }
    if (date)
        g_date_time_unref(date);
}

static void note_limits(const part *root, GPtrArray *defects)
{
    if (root->head->dropped > 0)
        part_defect(defects, "the header is too long: fields were left out");
    if (root->head->fields->len == 0)
        part_defect(defects, "there is no header");
    if (root->raw_size > 0 && memchr(root->raw, '\0', root->raw_size))
        part_defect(defects, "there are NUL octets");
}

/* PGP/MIME and S/MIME clients hide the subject outside and repeat it in what is
 * signed. */
static void protected_subject(const part *root, letter *l)
{
    const part *inner =
        part_is_type(root, "multipart/signed") && root->children->len > 0
            ? root->children->pdata[0]
            : root;
    char *subject;

    if (!words_param(inner->content_type, "protected-headers") &&
        !words_param(inner->content_type, "hp")) /* RFC 9788 */
        return;
    subject =
        text_field(inner->head, "Subject", MIME_SUBJECT_MAX, NULL, l->defects);
    if (subject) {
        g_free(l->subject);
        l->subject = subject;
    }
}

mime_contents *mime_contents_new(void)
{
    mime_contents *c = g_new0(mime_contents, 1);

    c->octets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify)g_bytes_unref);
    return c;
}

void mime_contents_free(mime_contents *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->octets);
    g_clear_pointer(&c->root, part_free);
    g_free(c);
}

static letter *letter_of(part *root, const GPtrArray *defects,
                         GHashTable *octets)
{
    letter *l = letter_new();
    const head *h = root->head;
    const char *fallback = text_charset(root);

    for (guint i = 0; i < defects->len; i++)
        part_defect(l->defects, defects->pdata[i]);
    note_limits(root, l->defects);
    l->message_id = message_id(h, l->defects);
    date_field(h, l);
    address_fields(h, "From", fallback, l->from, l->defects);
    address_fields(h, "Sender", fallback, l->sender, l->defects);
    address_fields(h, "To", fallback, l->to, l->defects);
    address_fields(h, "Cc", fallback, l->cc, l->defects);
    address_fields(h, "Reply-To", fallback, l->reply_to, l->defects);
    l->subject =
        text_field(h, "Subject", MIME_SUBJECT_MAX, fallback, l->defects);
    protected_subject(root, l);
    if (l->subject && charset_shows_nothing(l->subject))
        *l->subject = '\0';
    id_fields(h, "In-Reply-To", l->in_reply_to, l->defects);
    id_fields(h, "References", l->references, l->defects);
    l->claim = text_field(h, "X-Postern-Claim", MIME_ID_MAX, NULL, l->defects);
    bodytext_read(root, l, octets);
    return l;
}

letter *mime_parse(const void *data, size_t size, mime_contents *contents)
{
    g_autoptr(GPtrArray) defects = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(part) root = part_parse(data ? data : "", size, defects);
    letter *l = letter_of(root, defects, contents ? contents->octets : NULL);

    if (contents)
        contents->root = g_steal_pointer(&root);
    return l;
}
