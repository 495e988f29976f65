/* mailer: header, alternatives, attachments. */
#include "adversary/mailer.h"

#include <string.h>

#define BASE64_LINE 76

static void add_date(GString *out, int64_t ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(ms / 1000);
    g_autofree char *text =
        g_date_time_format(at, "%a, %d %b %Y %H:%M:%S +0000");

    g_string_append_printf(out, "Date: %s\n", text);
}

static void add_field(GString *out, const char *name, const char *value)
{
    if (value != NULL)
        g_string_append_printf(out, "%s: %s\n", name, value);
}

static void add_base64(GString *out, const void *data, size_t size)
{
    g_autofree char *text = g_base64_encode(data, size);

    for (const char *p = text; *p;) {
        size_t n = MIN(strlen(p), BASE64_LINE);

        g_string_append_len(out, p, (gssize)n);
        g_string_append_c(out, '\n');
        p += n;
    }
}

static void add_text(GString *out, const char *type, const char *text,
                     bool base64)
{
    g_string_append_printf(out,
                           "Content-Type: %s; charset=utf-8\n"
                           "Content-Transfer-Encoding: %s\n\n",
                           type, base64 ? "base64" : "8bit");
    if (base64)
        add_base64(out, text, strlen(text));
    else
        g_string_append(out, text);
    g_string_append_c(out, '\n');
}

static void add_body(GString *out, const mailer_mail *m)
{
    if (m->html == NULL || m->text == NULL) {
        add_text(out, m->html ? "text/html" : "text/plain",
                 m->html ? m->html : m->text, m->base64);
        return;
    }
    g_string_append(out, "Content-Type: multipart/alternative; "
                         "boundary=\"=_alt\"\n\n--=_alt\n");
    add_text(out, "text/plain", m->text, m->base64);
    g_string_append(out, "--=_alt\n");
    add_text(out, "text/html", m->html, m->base64);
    g_string_append(out, "--=_alt--\n");
}

static void add_attached(GString *out, const mailer_mail *m)
{
    gsize size;
    const char *data = g_bytes_get_data(m->attached, &size);

    g_string_append_printf(out,
                           "--=_mix\nContent-Type: %s\n"
                           "Content-Disposition: attachment; "
                           "filename=\"message.%s\"\n\n",
                           m->attached_type,
                           strstr(m->attached_type, "rfc822") ? "eml" : "txt");
    g_string_append_len(out, data, (gssize)size);
    g_string_append(out, "\n--=_mix--\n");
}

GBytes *mailer_write(const mailer_mail *m)
{
    GString *out = g_string_new(NULL);
    g_autofree char *id = g_strdup_printf("<%s>", m->message_id);

    add_field(out, "From", m->from);
    add_field(out, "To", m->to);
    add_field(out, "Cc", m->cc);
    add_field(out, "Subject", m->subject);
    add_field(out, "Message-ID", id);
    add_field(out, "In-Reply-To", m->in_reply_to);
    add_field(out, "References", m->references);
    add_date(out, m->date_ms);
    g_string_append(out, m->headers != NULL ? m->headers : "");
    g_string_append(out, "MIME-Version: 1.0\n");
    if (m->attached != NULL)
        g_string_append(out, "Content-Type: multipart/mixed; "
                             "boundary=\"=_mix\"\n\n--=_mix\n");
    add_body(out, m);
    if (m->attached != NULL)
        add_attached(out, m);
    g_string_replace(out, "\r\n", "\n", 0);
    g_string_replace(out, "\n", "\r\n", 0);
    return g_string_free_to_bytes(out);
}
