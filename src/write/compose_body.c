/* compose_body: the MIME tree of a composed message (RFC 2045, 2046, 2387). */
#include "write/compose_body.h"

#include "base/err.h"
#include "write/flow.h"
#include "write/grid.h"
#include "write/place.h"
#include <string.h>

#define BODY_LINE_MAX \
    76 /* of text that goes as 7bit; longer: quoted-printable */
#define BODY_NAME_MAX 150 /* octets of a file name */

/* The same for the same Message-ID; "=_" never stands in quoted-printable or
 * base64. */
static void set_boundary(GMimeMultipart *part, const compose_mail *m,
                         const char *level)
{
    g_autofree char *seed = g_strdup_printf("%s %s", level, m->message_id);
    g_autofree char *hash =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
    g_autofree char *boundary = g_strdup_printf("=_%s_%.24s", level, hash);
    g_mime_multipart_set_boundary(part, boundary);
}

static GMimeMultipart *new_multipart(const compose_mail *m, const char *type)
{
    GMimeMultipart *part = g_mime_multipart_new_with_subtype(type);
    set_boundary(part, m, type);
    return part;
}

static void add_part(GMimeMultipart *parent, GMimeObject *part)
{
    g_mime_multipart_add(parent, part);
    g_object_unref(part);
}

static void set_content(GMimePart *part, const void *data, size_t size,
                        GMimeContentEncoding encoding)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(
        stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding);
    g_object_unref(content);
    g_object_unref(stream);
}

/* Short lines of ASCII with nothing at their ends that a relay may eat. */
static bool is_plain(const char *text)
{
    for (const char *p = text; *p != '\0';) {
        size_t length = strcspn(p, "\n");
        if (length > BODY_LINE_MAX ||
            (length > 0 && g_ascii_isspace(p[length - 1])))
            return false;
        for (size_t i = 0; i < length; i++)
            if ((p[i] < ' ' && p[i] != '\t') || p[i] > 126)
                return false;
        p += length;
        p += *p == '\n';
    }
    return true;
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset",
                                             "utf-8");
    set_content(part, text, strlen(text),
                is_plain(text) ? GMIME_CONTENT_ENCODING_7BIT
                               : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return GMIME_OBJECT(part);
}

static GMimeObject *plain_part(const char *text)
{
    bool flowed;
    g_autofree char *broken = flow_text(text, &flowed);
    GMimeObject *part = text_part("plain", broken);

    if (flowed)
        g_mime_object_set_content_type_parameter(part, "format", "flowed");
    return part;
}

/* `\n` line ends, valid UTF-8, exactly one line end at its end. */
static char *clean_text(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    GString *out = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p++)
        if (*p != '\r')
            g_string_append_c(out, *p);
        else if (p[1] != '\n')
            g_string_append_c(out, '\n');
    while (out->len > 0 && strchr("\n \t", out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}

/* "type/subtype" of tokens; multipart and what is damaged become octets. */
static char *safe_type(const char *type)
{
    const char *slash = type ? strchr(type, '/') : NULL;
    bool ok = slash && slash != type && slash[1] != '\0' &&
              strlen(type) < 100 && !g_str_has_prefix(type, "multipart/");
    for (const char *p = type; ok && *p != '\0'; p++)
        ok = p == slash || g_ascii_isalnum(*p) || strchr(".+-_", *p);
    return g_ascii_strdown(ok ? type : "application/octet-stream", -1);
}

static char *safe_name(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name ? name : "", -1);
    GString *out = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (out->len + 6 > BODY_NAME_MAX)
            break;
        if (!g_unichar_iscntrl(c) && c != '/' && c != '\\')
            g_string_append_unichar(out, c);
    }
    if (out->len == 0)
        g_string_append(out, "attachment");
    return g_string_free(out, FALSE);
}

/* A whole message may not be base64 (RFC 2046 5.2.1): where it is not 7-bit
 * with CRLF it goes as octets. */
static bool is_7bit(GBytes *data)
{
    gsize size, line = 0;
    const guint8 *p = g_bytes_get_data(data, &size);
    for (gsize i = 0; i < size; i++) {
        line = p[i] == '\n' ? 0 : line + 1;
        if (p[i] == 0 || p[i] > 127 || line > 900 ||
            (p[i] == '\r' && (i + 1 >= size || p[i + 1] != '\n')))
            return false;
    }
    return true;
}

static GMimeObject *attachment_part(const compose_attachment *a, bool in_place)
{
    g_autofree char *type = safe_type(a->type);
    g_autofree char *name = safe_name(a->name);
    GMimeContentEncoding encoding = GMIME_CONTENT_ENCODING_BASE64;
    if (g_str_has_prefix(type, "message/")) {
        if (is_7bit(a->data)) {
            encoding = GMIME_CONTENT_ENCODING_7BIT;
        } else {
            g_free(type);
            type = g_strdup("application/octet-stream");
        }
    }
    char *slash = strchr(type, '/');
    *slash = '\0';
    GMimePart *part = g_mime_part_new_with_type(type, slash + 1);
    g_mime_object_set_disposition(GMIME_OBJECT(part),
                                  in_place ? GMIME_DISPOSITION_INLINE
                                           : GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(part, name);
    if (place_is_content_id(a->content_id))
        g_mime_part_set_content_id(part, a->content_id);
    gsize size;
    const void *data = g_bytes_get_data(a->data, &size);
    set_content(part, data ? data : "", size, encoding);
    return GMIME_OBJECT(part);
}

static GMimeObject *texts(const compose_mail *m, const char *text,
                          const char *html)
{
    if (m->html_body && strcmp(text, "\n") == 0)
        return text_part("html", html);
    g_autofree char *aligned = grid_text(text, m->layout);
    GMimeObject *plain = plain_part(aligned);
    if (!html)
        return plain;
    GMimeMultipart *both = new_multipart(m, "alternative");
    add_part(both, plain);
    add_part(both, text_part("html", html));
    return GMIME_OBJECT(both);
}

static GMimeObject *with_pictures(const compose_mail *m, GMimeObject *inner)
{
    GMimeMultipart *related = NULL;
    for (guint i = 0; i < m->attachments->len; i++) {
        const compose_attachment *a = m->attachments->pdata[i];
        if (!place_is_inline(m->text, a))
            continue;
        if (!related) {
            related = new_multipart(m, "related");
            g_mime_object_set_content_type_parameter(
                GMIME_OBJECT(related), "type", "multipart/alternative");
            add_part(related, inner);
        }
        add_part(related, attachment_part(a, true));
    }
    return related ? GMIME_OBJECT(related) : inner;
}

/* NULL: there shall be none, or it would be too long. */
static char *html_of(const compose_mail *m, const char *text)
{
    if (m->html_body)
        return clean_text(m->html_body);
    g_autofree char *html = m->html ? compose_html(m, text) : NULL;

    return html && strlen(html) <= COMPOSE_HTML_MAX ? g_steal_pointer(&html)
                                                    : NULL;
}

GMimeObject *compose_body(const compose_mail *m, GError **error)
{
    for (guint i = 0; i < m->attachments->len; i++) {
        const compose_attachment *a = m->attachments->pdata[i];
        if (!a->data) {
            err_set(error, ERR_DATA, "attachment `%s' has no contents",
                    a->name ? a->name : "");
            return NULL;
        }
    }
    g_autofree char *text = clean_text(m->text);
    g_autofree char *html = html_of(m, text);
    GMimeObject *body = texts(m, text, html);
    if (html)
        body = with_pictures(m, body);
    GMimeMultipart *mixed = NULL;
    for (guint i = 0; i < m->attachments->len; i++) {
        const compose_attachment *a = m->attachments->pdata[i];
        if (html && place_is_inline(m->text, a))
            continue;
        if (!mixed) {
            mixed = new_multipart(m, "mixed");
            add_part(mixed, body);
        }
        add_part(mixed, attachment_part(a, false));
    }
    return mixed ? GMIME_OBJECT(mixed) : body;
}
