/* compose: a compose_mail to the octets of one message: its header fields, and
 * the whole written out. The body is made in compose_body.c. */
#include "write/compose.h"

#include "base/address.h"
#include "base/err.h"
#include "write/compose_body.h"
#include "write/layout.h"
#include <gmime/gmime.h>
#include <string.h>

#define COMPOSE_SMTP_LINE   998  /* without CRLF, RFC 5321 4.5.3.1.6 */
#define COMPOSE_MSGID_MAX   900  /* octets; a line must hold it */
#define COMPOSE_ADDRESS_MAX 1000 /* To and Cc together */
#define COMPOSE_WORD_MAX    42   /* octets in an encoded word of 75 */

static void pair_free(void *data)
{
    letter_address *a = data;
    g_free(a->name);
    g_free(a->address);
    g_free(a);
}

compose_mail *compose_new(void)
{
    compose_mail *m = g_new0(compose_mail, 1);
    m->to = g_ptr_array_new_with_free_func(pair_free);
    m->cc = g_ptr_array_new_with_free_func(pair_free);
    m->references = g_ptr_array_new_with_free_func(g_free);
    m->headers = g_ptr_array_new_with_free_func(pair_free);
    m->inside = g_array_new(FALSE, FALSE, sizeof(compose_lines));
    m->layout = layout_new();
    m->attachments =
        g_ptr_array_new_with_free_func((GDestroyNotify)compose_attachment_free);
    return m;
}

void compose_free(compose_mail *m)
{
    if (!m)
        return;
    g_free(m->from_name);
    g_free(m->from);
    g_ptr_array_unref(m->to);
    g_ptr_array_unref(m->cc);
    g_free(m->reply_to);
    g_free(m->subject);
    g_free(m->message_id);
    g_ptr_array_unref(m->references);
    g_free(m->in_reply_to);
    g_ptr_array_unref(m->headers);
    g_free(m->text);
    g_free(m->html_body);
    g_ptr_array_unref(m->attachments);
    g_array_unref(m->inside);
    g_ptr_array_unref(m->layout);
    g_free(m->language);
    g_free(m->action_to);
    g_free(m->action_subject);
    g_free(m);
}

compose_attachment *compose_attachment_new(void)
{
    return g_new0(compose_attachment, 1);
}

void compose_attachment_free(compose_attachment *a)
{
    if (!a)
        return;
    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_free(a->alt);
    g_clear_pointer(&a->data, g_bytes_unref);
    g_free(a);
}

/* ---- what may stand in a header ---- */

/* One line of UTF-8 without control characters. */
static bool check_line(const char *field, const char *value, GError **error)
{
    if (!value || !g_utf8_validate(value, -1, NULL)) {
        err_set(error, ERR_DATA, "%s is not UTF-8 text: nothing is composed",
                field);
        return false;
    }
    for (const char *p = value; *p != '\0'; p++) {
        if ((guchar)*p >= ' ' ? *p == 127 : *p != '\t') {
            err_set(error, ERR_DATA,
                    "%s has a control character (%d): nothing is composed",
                    field, *p);
            return false;
        }
    }
    return true;
}

bool compose_is_message_id(const char *id)
{
    size_t length = id ? strlen(id) : 0;
    if (length == 0 || length > COMPOSE_MSGID_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if (id[i] <= ' ' || id[i] >= 127 || strchr("<>()\"\\,;", id[i]))
            return false;
    return true;
}

static bool check_message_id(const char *field, const char *id, GError **error)
{
    if (compose_is_message_id(id))
        return true;
    err_set(error, ERR_DATA, "%s: `%s' is not a Message-ID", field,
            id ? id : "");
    return false;
}

/* The addr-spec for a header, its domain as A-labels; NULL if it is none or
 * cannot be written in ASCII. */
static char *header_address(const char *field, const char *text, GError **error)
{
    g_autoptr(address) a = text ? address_parse(text) : NULL;
    if (!a) {
        err_set(error, ERR_DATA, "%s: `%s' is not an address", field,
                text ? text : "");
        return NULL;
    }
    g_autofree char *local = a->detail
                                 ? g_strconcat(a->local, "+", a->detail, NULL)
                                 : g_strdup(a->local);
    if (!g_str_is_ascii(local) || !g_str_is_ascii(a->domain)) {
        err_set(error, ERR_REFUSED,
                "%s: <%s> cannot be sent: a local part beyond ASCII needs "
                "SMTPUTF8, which Postern does not speak; write to this person "
                "at another address",
                field, text);
        return NULL;
    }
    return g_strconcat(local, "@", a->domain, NULL);
}

/* ---- header fields ---- */

/* Text that looks encoded already (RFC 2047) would be taken as such by readers:
 * it is encoded once more, as a whole. GMime leaves the result as it is. */
static char *header_text(const char *text)
{
    if (!strstr(text, "=?"))
        return g_strdup(text);
    GString *out = g_string_new(NULL);
    while (*text != '\0') {
        const char *end = text;
        while (*end != '\0' && g_utf8_next_char(end) - text <= COMPOSE_WORD_MAX)
            end = g_utf8_next_char(end);
        g_autofree char *word =
            g_base64_encode((const guchar *)text, (gsize)(end - text));
        g_string_append_printf(out, "%s=?utf-8?b?%s?=", out->len > 0 ? " " : "",
                               word);
        text = end;
    }
    return g_string_free(out, FALSE);
}

static bool add_mailbox(InternetAddressList *list, const char *field,
                        const char *name, const char *addr, GError **error)
{
    if (name && !check_line(field, name, error))
        return false;
    g_autofree char *spec = header_address(field, addr, error);
    if (!spec)
        return false;
    bool named = name && *name != '\0';
    g_autofree char *shown = named ? header_text(name) : NULL;
    InternetAddress *box = internet_address_mailbox_new(shown, spec);
    internet_address_set_charset(box, "utf-8");
    internet_address_list_add(list, box);
    g_object_unref(box);
    return true;
}

static bool add_mailboxes(GMimeMessage *message, GMimeAddressType type,
                          const char *field, GPtrArray *people, GError **error)
{
    InternetAddressList *list = g_mime_message_get_addresses(message, type);
    if (people->len > COMPOSE_ADDRESS_MAX) {
        err_set(error, ERR_LIMIT, "%s: over %d addresses", field,
                COMPOSE_ADDRESS_MAX);
        return false;
    }
    for (guint i = 0; i < people->len; i++) {
        const letter_address *a = people->pdata[i];
        if (!add_mailbox(list, field, a->name, a->address, error))
            return false;
    }
    return true;
}

static void set_header(GMimeMessage *message, const char *name,
                       const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static bool add_references(GMimeMessage *message, const compose_mail *m,
                           GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    const char *last = m->in_reply_to;
    for (guint i = 0; i < m->references->len; i++) {
        const char *id = m->references->pdata[i];
        if (!check_message_id("References", id, error))
            return false;
        g_string_append_printf(all, "%s<%s>", i > 0 ? " " : "", id);
        if (!m->in_reply_to)
            last = id;
    }
    if (last) {
        if (!check_message_id("In-Reply-To", last, error))
            return false;
        g_autofree char *value = g_strdup_printf("<%s>", last);
        set_header(message, "In-Reply-To", value);
    }
    if (all->len > 0)
        set_header(message, "References", all->str);
    return true;
}

static bool add_other_headers(GMimeMessage *message, const compose_mail *m,
                              GError **error)
{
    for (guint i = 0; i < m->headers->len; i++) {
        const letter_address *h = m->headers->pdata[i];
        const char *p = h->name;
        while (*p > ' ' && *p < 127 && *p != ':')
            p++;
        if (p == h->name || *p != '\0') {
            err_set(error, ERR_DATA, "`%s' is not the name of a header",
                    h->name);
            return false;
        }
        if (!check_line(h->name, h->address, error))
            return false;
        set_header(message, h->name, h->address);
    }
    return true;
}

/* The order of fields is that of the calls. */
static bool add_headers(GMimeMessage *message, const compose_mail *m,
                        GError **error)
{
    g_autoptr(GDateTime) date =
        g_date_time_new_from_unix_utc(m->date_ms >= 0 ? m->date_ms / 1000 : 0);
    g_mime_message_set_date(message, date);
    if (!add_mailbox(g_mime_message_get_from(message), "From", m->from_name,
                     m->from, error) ||
        !add_mailboxes(message, GMIME_ADDRESS_TYPE_TO, "To", m->to, error) ||
        !add_mailboxes(message, GMIME_ADDRESS_TYPE_CC, "Cc", m->cc, error) ||
        (m->reply_to && !add_mailbox(g_mime_message_get_reply_to(message),
                                     "Reply-To", NULL, m->reply_to, error)) ||
        !check_line("Subject", m->subject, error) ||
        !check_message_id("Message-ID", m->message_id, error))
        return false;
    g_autofree char *subject = header_text(m->subject);
    g_mime_message_set_subject(message, subject, "utf-8");
    g_mime_message_set_message_id(message, m->message_id);
    return add_references(message, m, error) &&
           add_other_headers(message, m, error);
}

/* ---- the whole ---- */

/* What relays need: 7 bits, CRLF, no line too long. Our own fault if not. */
static bool check_octets(const GByteArray *bytes, GError **error)
{
    size_t line = 0;
    for (guint i = 0; i < bytes->len; i++) {
        guint8 c = bytes->data[i];
        bool crlf = c == '\n' ? i > 0 && bytes->data[i - 1] == '\r'
                              : c != '\r' || (i + 1 < bytes->len &&
                                              bytes->data[i + 1] == '\n');
        line = c == '\n' ? 0 : line + 1;
        if (c == 0 || c > 127 || !crlf || line > COMPOSE_SMTP_LINE + 1) {
            err_set(error, ERR_INTERNAL,
                    "a mail was composed that cannot be sent (octet %u is %u)",
                    i, c);
            return false;
        }
    }
    return true;
}

static GBytes *write_out(GMimeMessage *message, GError **error)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_format_options_set_param_encoding_method(
        format, GMIME_PARAM_ENCODING_METHOD_RFC2231);
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    bool ok = g_mime_object_write_to_stream(GMIME_OBJECT(message), format,
                                            stream) > 0;
    g_object_unref(stream);
    g_mime_format_options_free(format);
    if (!ok)
        err_set(error, ERR_INTERNAL, "a mail could not be written out");
    if (!ok || !check_octets(bytes, error)) {
        g_byte_array_unref(bytes);
        return NULL;
    }
    return g_byte_array_free_to_bytes(bytes);
}

static void start_gmime(void)
{
    static gsize once = 0;
    if (g_once_init_enter(&once)) {
        g_mime_init();
        g_once_init_leave(&once, 1);
    }
}

GBytes *compose_message(const compose_mail *m, GError **error)
{
    start_gmime();
    GMimeMessage *message = g_mime_message_new(FALSE);
    GBytes *out = NULL;
    if (add_headers(message, m, error)) {
        GMimeObject *body = compose_body(m, error);
        if (body) {
            g_mime_message_set_mime_part(message, body);
            g_object_unref(body);
            out = write_out(message, error);
        }
    }
    g_object_unref(message);
    return out;
}
