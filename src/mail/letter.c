/* letter: making, freeing, and travelling as one GVariant. */
#include "mail/letter.h"

#include <string.h>

#include "base/err.h"

#define ATTACHMENT_TYPE  "(sssmsbbbbtsmsms)"
#define ATTACHMENTS_TYPE "a" ATTACHMENT_TYPE
#define LETTER_TYPE                                                 \
    "(msxmsa(mss)a(mss)a(mss)a(mss)a(mss)msasassb" ATTACHMENTS_TYPE \
    "sssymsa(msmsmsms)msasmsmsmsmsasmsbmsyms)"
#define LETTER_LINE_MAX        LETTER_HEADER_MAX /* octets of a one-line text */
#define LETTER_ATTACHMENTS_MAX LETTER_PARTS_MAX
#define LETTER_BOUNCES_MAX     1000
#define LETTER_DEFECTS_MAX     1000

static const char *const kind_names[] = {"normal", "bounce",   "auto_reply",
                                         "list",   "feedback", "calendar"};

static const char *const receipt_names[] = {NULL, "displayed", "deleted",
                                            "other"};

static void address_row_free(gpointer p)
{
    letter_address *a = p;

    g_free(a->name);
    g_free(a->address);
    g_free(a);
}

static void attachment_row_free(gpointer p)
{
    letter_attachment *a = p;

    g_free(a->part);
    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_free(a->claim);
    g_free(a->text);
    g_free(a);
}

static void bounce_row_free(gpointer p)
{
    letter_bounce *b = p;

    g_free(b->recipient);
    g_free(b->action);
    g_free(b->status);
    g_free(b->said);
    g_free(b);
}

letter *letter_new(void)
{
    letter *l = g_new0(letter, 1);

    l->date_ms = -1;
    l->from = g_ptr_array_new_with_free_func(address_row_free);
    l->sender = g_ptr_array_new_with_free_func(address_row_free);
    l->to = g_ptr_array_new_with_free_func(address_row_free);
    l->cc = g_ptr_array_new_with_free_func(address_row_free);
    l->reply_to = g_ptr_array_new_with_free_func(address_row_free);
    l->in_reply_to = g_ptr_array_new_with_free_func(g_free);
    l->references = g_ptr_array_new_with_free_func(g_free);
    l->attachments = g_ptr_array_new_with_free_func(attachment_row_free);
    l->bounces = g_ptr_array_new_with_free_func(bounce_row_free);
    l->returned_references = g_ptr_array_new_with_free_func(g_free);
    l->defects = g_ptr_array_new_with_free_func(g_free);
    l->text = g_strdup("");
    l->new_text = g_strdup("");
    l->signature = g_strdup("");
    l->quoted = g_strdup("");
    return l;
}

void letter_free(letter *l)
{
    if (!l)
        return;
    g_ptr_array_unref(l->from);
    g_ptr_array_unref(l->sender);
    g_ptr_array_unref(l->to);
    g_ptr_array_unref(l->cc);
    g_ptr_array_unref(l->reply_to);
    g_ptr_array_unref(l->in_reply_to);
    g_ptr_array_unref(l->references);
    g_ptr_array_unref(l->attachments);
    g_ptr_array_unref(l->bounces);
    g_ptr_array_unref(l->returned_references);
    g_ptr_array_unref(l->defects);
    if (l->marks)
        g_array_unref(l->marks);
    g_free(l->message_id);
    g_free(l->date);
    g_free(l->subject);
    g_free(l->text);
    g_free(l->new_text);
    g_free(l->signature);
    g_free(l->quoted);
    g_free(l->kind_reason);
    g_free(l->returned_id);
    g_free(l->returned_claim);
    g_free(l->envelope_id);
    g_free(l->receipt_for);
    g_free(l->claim);
    g_free(l->language);
    g_free(l->sign_up);
    g_free(l->spam_flag);
    g_free(l);
}

letter_address *letter_address_new(const char *name, const char *address)
{
    letter_address *a = g_new0(letter_address, 1);

    a->name = g_strdup(name);
    a->address = g_strdup(address ? address : "");
    return a;
}

letter_attachment *letter_attachment_new(void)
{
    letter_attachment *a = g_new0(letter_attachment, 1);

    a->part = g_strdup("");
    a->name = g_strdup("");
    a->type = g_strdup("application/octet-stream");
    return a;
}

letter_bounce *letter_bounce_new(const char *recipient, const char *action,
                                 const char *status)
{
    letter_bounce *b = g_new0(letter_bounce, 1);

    b->recipient = g_strdup(recipient);
    b->action = g_strdup(action ? action : "failed");
    b->status = g_strdup(status);
    return b;
}

const char *letter_kind_name(letter_kind kind)
{
    if ((unsigned)kind >= G_N_ELEMENTS(kind_names))
        return kind_names[LETTER_NORMAL];
    return kind_names[kind];
}

const char *letter_receipt_name(letter_receipt receipt)
{
    return (unsigned)receipt < G_N_ELEMENTS(receipt_names)
               ? receipt_names[receipt]
               : NULL;
}

/* ---- to octets ---- */

static GVariant *maybe_string(const char *s)
{
    return g_variant_new_maybe(G_VARIANT_TYPE_STRING,
                               s ? g_variant_new_string(s) : NULL);
}

static GVariant *strings_variant(GPtrArray *a)
{
    return g_variant_new_strv((const char *const *)a->pdata, a->len);
}

static GVariant *addresses_variant(GPtrArray *a)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE("a(mss)"));
    for (guint i = 0; i < a->len; i++) {
        const letter_address *row = a->pdata[i];

        g_variant_builder_add(&b, "(mss)", row->name, row->address);
    }
    return g_variant_builder_end(&b);
}

static GVariant *attachments_variant(GPtrArray *a)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE(ATTACHMENTS_TYPE));
    for (guint i = 0; i < a->len; i++) {
        const letter_attachment *row = a->pdata[i];

        g_variant_builder_add(&b, ATTACHMENT_TYPE, row->part, row->name,
                              row->type, row->content_id, row->shown_inline,
                              row->trimmed, row->in_place, row->packed,
                              row->size, row->sha256, row->claim, row->text);
    }
    return g_variant_builder_end(&b);
}

static GVariant *bounces_variant(GPtrArray *a)
{
    GVariantBuilder b;

    g_variant_builder_init(&b, G_VARIANT_TYPE("a(msmsmsms)"));
    for (guint i = 0; i < a->len; i++) {
        const letter_bounce *row = a->pdata[i];

        g_variant_builder_add(&b, "(msmsmsms)", row->recipient, row->action,
                              row->status, row->said);
    }
    return g_variant_builder_end(&b);
}

GBytes *letter_to_bytes(const letter *l)
{
    GVariantBuilder b;
    g_autoptr(GVariant) v = NULL;

    g_variant_builder_init(&b, G_VARIANT_TYPE(LETTER_TYPE));
    g_variant_builder_add_value(&b, maybe_string(l->message_id));
    g_variant_builder_add_value(&b, g_variant_new_int64(l->date_ms));
    g_variant_builder_add_value(&b, maybe_string(l->date));
    g_variant_builder_add_value(&b, addresses_variant(l->from));
    g_variant_builder_add_value(&b, addresses_variant(l->sender));
    g_variant_builder_add_value(&b, addresses_variant(l->to));
    g_variant_builder_add_value(&b, addresses_variant(l->cc));
    g_variant_builder_add_value(&b, addresses_variant(l->reply_to));
    g_variant_builder_add_value(&b, maybe_string(l->subject));
    g_variant_builder_add_value(&b, strings_variant(l->in_reply_to));
    g_variant_builder_add_value(&b, strings_variant(l->references));
    g_variant_builder_add_value(&b, g_variant_new_string(l->text));
    g_variant_builder_add_value(&b, g_variant_new_boolean(l->html));
    g_variant_builder_add_value(&b, attachments_variant(l->attachments));
    g_variant_builder_add_value(&b, g_variant_new_string(l->new_text));
    g_variant_builder_add_value(&b, g_variant_new_string(l->signature));
    g_variant_builder_add_value(&b, g_variant_new_string(l->quoted));
    g_variant_builder_add_value(&b, g_variant_new_byte((guchar)l->kind));
    g_variant_builder_add_value(&b, maybe_string(l->kind_reason));
    g_variant_builder_add_value(&b, bounces_variant(l->bounces));
    g_variant_builder_add_value(&b, maybe_string(l->returned_id));
    g_variant_builder_add_value(&b, strings_variant(l->returned_references));
    g_variant_builder_add_value(&b, maybe_string(l->returned_claim));
    g_variant_builder_add_value(&b, maybe_string(l->claim));
    g_variant_builder_add_value(&b, maybe_string(l->language));
    g_variant_builder_add_value(&b, maybe_string(l->spam_flag));
    g_variant_builder_add_value(&b, strings_variant(l->defects));
    g_variant_builder_add_value(&b, maybe_string(l->sign_up));
    g_variant_builder_add(&b, "b", l->bare);
    g_variant_builder_add_value(&b, maybe_string(l->envelope_id));
    g_variant_builder_add_value(&b, g_variant_new_byte((guchar)l->receipt));
    g_variant_builder_add_value(&b, maybe_string(l->receipt_for));
    v = g_variant_ref_sink(g_variant_builder_end(&b));
    if (G_BYTE_ORDER == G_BIG_ENDIAN) {
        GVariant *swapped = g_variant_byteswap(v);

        g_variant_unref(v);
        v = swapped;
    }
    return g_variant_get_data_as_bytes(v);
}

/* ---- from hostile octets ----
 * Each taker returns false when the value breaks what letter.h promises. */

static bool is_line(const char *s)
{
    size_t n = 0;

    for (; s[n]; n++) {
        if ((guchar)s[n] < 0x20 || s[n] == 0x7f)
            return false;
    }
    return n <= LETTER_LINE_MAX;
}

static bool take_line(GVariant *v, gsize i, char **out)
{
    g_autoptr(GVariant) maybe = g_variant_get_child_value(v, i);
    g_autoptr(GVariant) inner = g_variant_get_maybe(maybe);

    g_clear_pointer(out, g_free);
    if (!inner)
        return true;
    if (!is_line(g_variant_get_string(inner, NULL)))
        return false;
    *out = g_variant_dup_string(inner, NULL);
    return true;
}

static bool take_text(GVariant *v, gsize i, char **out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
    gsize n;
    const char *s = g_variant_get_string(child, &n);

    if (n > LETTER_TEXT_MAX || memchr(s, '\r', n))
        return false;
    g_free(*out);
    *out = g_strdup(s);
    return true;
}

static bool take_lines(GVariant *v, gsize i, gsize max, GPtrArray *out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
    gsize n = g_variant_n_children(child);

    if (n > max)
        return false;
    for (gsize k = 0; k < n; k++) {
        const char *s;

        g_variant_get_child(child, k, "&s", &s);
        if (!is_line(s))
            return false;
        g_ptr_array_add(out, g_strdup(s));
    }
    return true;
}

static bool take_addresses(GVariant *v, gsize i, GPtrArray *out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
    gsize n = g_variant_n_children(child);

    if (n > LETTER_ADDRESSES_MAX)
        return false;
    for (gsize k = 0; k < n; k++) {
        const char *name, *address;

        g_variant_get_child(child, k, "(m&s&s)", &name, &address);
        if ((name && !is_line(name)) || !is_line(address))
            return false;
        g_ptr_array_add(out, letter_address_new(name, address));
    }
    return true;
}

static bool is_sha256(const char *s)
{
    return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}

static bool is_part_number(const char *s)
{
    size_t n = strlen(s);

    return n > 0 && n <= (size_t)11 * LETTER_DEPTH_MAX &&
           strspn(s, "0123456789.") == n && s[0] != '.' && s[n - 1] != '.' &&
           !strstr(s, "..");
}

static bool is_file_name(const char *s)
{
    return *s && is_line(s) && !strpbrk(s, "/\\") && strcmp(s, ".") != 0 &&
           strcmp(s, "..") != 0;
}

static bool is_file_text(const char *text, gsize *octets)
{
    gsize n = strlen(text);

    *octets += n;
    return n <= LETTER_FILE_TEXT_MAX && *octets <= LETTER_FILE_TEXTS_MAX &&
           !memchr(text, '\r', n);
}

static bool take_attachments(GVariant *v, gsize i, GPtrArray *out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
    gsize n = g_variant_n_children(child), octets = 0;

    if (n > LETTER_ATTACHMENTS_MAX)
        return false;
    for (gsize k = 0; k < n; k++) {
        letter_attachment *a = g_new0(letter_attachment, 1);
        g_autofree char *sha256 = NULL;
        gboolean shown, trimmed, in_place, packed;
        guint64 size;

        g_ptr_array_add(out, a);
        g_variant_get_child(child, k, ATTACHMENT_TYPE, &a->part, &a->name,
                            &a->type, &a->content_id, &shown, &trimmed,
                            &in_place, &packed, &size, &sha256, &a->claim,
                            &a->text);
        a->shown_inline = shown;
        a->trimmed = trimmed;
        a->in_place = in_place;
        a->packed = packed;
        a->size = size;
        if (!is_part_number(a->part) || !is_file_name(a->name) ||
            !is_line(a->type) || (a->content_id && !is_line(a->content_id)) ||
            size > LETTER_ATTACHMENT_MAX || !is_sha256(sha256) ||
            (a->claim && !is_line(a->claim)) ||
            (a->text && !is_file_text(a->text, &octets)))
            return false;
        memcpy(a->sha256, sha256, sizeof a->sha256);
    }
    return true;
}

static bool take_bounces(GVariant *v, gsize i, GPtrArray *out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(v, i);
    gsize n = g_variant_n_children(child);

    if (n > LETTER_BOUNCES_MAX)
        return false;
    for (gsize k = 0; k < n; k++) {
        const char *recipient, *action, *status, *said;

        g_variant_get_child(child, k, "(m&sm&sm&sm&s)", &recipient, &action,
                            &status, &said);
        if ((recipient && !is_line(recipient)) || !action || !is_line(action) ||
            (status && !is_line(status)) || (said && !is_line(said)))
            return false;
        letter_bounce *row = letter_bounce_new(recipient, action, status);
        row->said = g_strdup(said);
        g_ptr_array_add(out, row);
    }
    return true;
}

static bool take_kind(GVariant *v, gsize i, letter_kind *out)
{
    guchar y;

    g_variant_get_child(v, i, "y", &y);
    if (y >= G_N_ELEMENTS(kind_names))
        return false;
    *out = y;
    return true;
}

static bool take_receipt(GVariant *v, gsize i, letter_receipt *out)
{
    guchar y;

    g_variant_get_child(v, i, "y", &y);
    if (y >= G_N_ELEMENTS(receipt_names))
        return false;
    *out = y;
    return true;
}

static bool take_date(GVariant *v, gsize i, int64_t *out)
{
    const int64_t far = INT64_C(253402300799999); /* end of year 9999 */
    gint64 x;

    g_variant_get_child(v, i, "x", &x);
    *out = x;
    return x >= -far && x <= far;
}

static bool take_flag(GVariant *v, gsize i, bool *out)
{
    gboolean b;

    g_variant_get_child(v, i, "b", &b);
    *out = b;
    return true;
}

static bool take_all(GVariant *v, letter *l)
{
    return take_line(v, 0, &l->message_id) && take_date(v, 1, &l->date_ms) &&
           take_line(v, 2, &l->date) && take_addresses(v, 3, l->from) &&
           take_addresses(v, 4, l->sender) && take_addresses(v, 5, l->to) &&
           take_addresses(v, 6, l->cc) && take_addresses(v, 7, l->reply_to) &&
           take_line(v, 8, &l->subject) &&
           take_lines(v, 9, LETTER_REFERENCES_MAX, l->in_reply_to) &&
           take_lines(v, 10, LETTER_REFERENCES_MAX, l->references) &&
           take_text(v, 11, &l->text) && take_flag(v, 12, &l->html) &&
           take_attachments(v, 13, l->attachments) &&
           take_text(v, 14, &l->new_text) && take_text(v, 15, &l->signature) &&
           take_text(v, 16, &l->quoted) && take_kind(v, 17, &l->kind) &&
           take_line(v, 18, &l->kind_reason) &&
           take_bounces(v, 19, l->bounces) &&
           take_line(v, 20, &l->returned_id) &&
           take_lines(v, 21, LETTER_REFERENCES_MAX, l->returned_references) &&
           take_line(v, 22, &l->returned_claim) &&
           take_line(v, 23, &l->claim) && take_line(v, 24, &l->language) &&
           take_line(v, 25, &l->spam_flag) &&
           take_lines(v, 26, LETTER_DEFECTS_MAX, l->defects) &&
           take_line(v, 27, &l->sign_up) && take_flag(v, 28, &l->bare) &&
           take_line(v, 29, &l->envelope_id) &&
           take_receipt(v, 30, &l->receipt) &&
           take_line(v, 31, &l->receipt_for);
}

letter *letter_from_bytes(GBytes *bytes, GError **error)
{
    gsize size = g_bytes_get_size(bytes);
    g_autoptr(GVariant) v = NULL;
    g_autoptr(letter) l = NULL;

    if (size > LETTER_VARIANT_MAX) {
        err_set(error, ERR_DATA,
                "the scanning child's letter has %" G_GSIZE_FORMAT
                " octets, more than the %u allowed",
                size, LETTER_VARIANT_MAX);
        return NULL;
    }
    v = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(LETTER_TYPE), bytes, FALSE));
    if (!g_variant_is_normal_form(v)) {
        err_set(error, ERR_DATA,
                "the scanning child's letter is not well-formed");
        return NULL;
    }
    if (G_BYTE_ORDER == G_BIG_ENDIAN) {
        GVariant *swapped = g_variant_byteswap(v);

        g_variant_unref(v);
        v = swapped;
    }
    l = letter_new();
    if (!take_all(v, l)) {
        err_set(error, ERR_DATA,
                "the scanning child's letter breaks a limit or has a value "
                "out of range");
        return NULL;
    }
    return g_steal_pointer(&l);
}
