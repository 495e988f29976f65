/* smtp.c: a small SMTP client that always knows how far a mail has come.
 *
 * libetpan's own cannot name the host in EHLO, ends each message with an empty
 * line that is not in it, loops on a tab in the list of AUTH mechanisms, and
 * does not tell a connection lost before the final dot from one lost after it;
 * only its stream is used.
 */
#include "net/smtp.h"
#include "net/smtp_link.h"

#include <string.h>

#define END_PATIENCE 10 /* times the timeout, for the reply after the dot */

static bool is_sendable(const char *mailbox)
{
    for (const guchar *p = (const guchar *)mailbox; *p; p++)
        if (*p <= 0x20 || *p >= 0x7f || *p == '<' || *p == '>')
            return false;
    return true;
}

static bool check_mail(smtp_client *c, const char *sender,
                       const char *recipient, gsize size, GError **error)
{
    const char *bad = !is_sendable(sender)                     ? sender
                      : !*recipient || !is_sendable(recipient) ? recipient
                                                               : NULL;
    if (bad) {
        err_set(error, ERR_REFUSED,
                "address %s cannot be sent to: it is not plain ASCII", bad);
        return false;
    }
    if (c->size_max > 0 && size > c->size_max) {
        err_set(error, ERR_REFUSED,
                "%s: the message has %" G_GSIZE_FORMAT " octets, the server "
                "takes %" G_GUINT64_FORMAT " at most",
                c->host, size, c->size_max);
        return false;
    }
    return true;
}

/* Write lines with CRLF, a dot doubled at the beginning of each; a bare CR or LF
 * ends a line too, so that no server sees another end than we do. */
static bool write_body(smtp_client *c, const char *p, gsize size)
{
    const char *end = p + size;
    while (p < end) {
        const char *q = p;
        while (q < end && *q != '\r' && *q != '\n')
            q++;
        if ((*p == '.' && mailstream_write(c->stream, ".", 1) != 1) ||
            (q > p && mailstream_write(c->stream, p, (size_t)(q - p)) !=
                          (ssize_t)(q - p)) ||
            mailstream_write(c->stream, "\r\n", 2) != 2)
            return false;
        if (q + 1 < end && q[0] == '\r' && q[1] == '\n')
            q++;
        p = q + 1;
    }
    return mailstream_flush(c->stream) == 0;
}

static bool expect(smtp_client *c, smtp_reply *r, const char *what, char *line,
                   int hundreds, GError **error)
{
    if (!smtp_ask(c, r, what, line, error))
        return false;
    return r->code / 100 == hundreds ||
           smtp_unwelcome(c, r, what, ERR_REFUSED, error);
}

static bool reset(smtp_client *c, smtp_reply *r, GError **error)
{
    if (!expect(c, r, "RSET", g_strdup("RSET"), 2, error))
        return false;
    c->dirty = false;
    return true;
}

static bool mail_from(smtp_client *c, smtp_reply *r, const char *sender,
                      gsize size, const smtp_dsn *dsn, GError **error)
{
    g_autofree char *reports = smtp_dsn_mail(c, dsn);
    g_autofree char *announced =
        c->size ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, size)
                : g_strdup("");
    if (c->dirty && !reset(c, r, error))
        return false;
    c->dirty = true;
    return expect(
        c, r, "MAIL FROM",
        g_strdup_printf("MAIL FROM:<%s>%s%s", sender, announced, reports), 2,
        error);
}

typedef struct smtp_head {
    const char *sender, *recipient;
    gsize size;
    const smtp_dsn *dsn;
} smtp_head;

static bool addressed(smtp_client *c, smtp_reply *r, const smtp_head *h,
                      GError **error)
{
    g_autofree char *reports = smtp_dsn_rcpt(c, h->dsn, h->recipient);

    return mail_from(c, r, h->sender, h->size, h->dsn, error) &&
           expect(c, r, "RCPT TO",
                  g_strdup_printf("RCPT TO:<%s>%s", h->recipient, reports), 2,
                  error);
}

/* A server may offer reports and then refuse to hear of them: the mail matters
 * more. */
static bool addressed_plainly(smtp_client *c, smtp_reply *r, const smtp_head *h,
                              GError **error)
{
    smtp_head plain = *h;

    plain.dsn = NULL;
    if (!addressed(c, r, &plain, error))
        return false;
    c->dsn = false;
    return true;
}

static bool envelope(smtp_client *c, smtp_reply *r, const smtp_head *h,
                     GError **error)
{
    GError *local = NULL;
    bool ok = addressed(c, r, h, &local);

    if (!ok && smtp_dsn_is_refused(c, h->dsn, r->code)) {
        g_clear_error(&local);
        ok = addressed_plainly(c, r, h, &local);
    }
    if (local)
        g_propagate_error(error, local);
    return ok && expect(c, r, "DATA", g_strdup("DATA"), 3, error);
}

static bool content(smtp_client *c, smtp_reply *r, GBytes *message,
                    bool *in_data, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(message, &size);
    bool ok;
    smtp_reply_clear(r);
    if (!write_body(c, data, size))
        return smtp_lost(c, "sending the message", error);
    *in_data = true; /* from here on nobody can tell who has it */
    stream_set_timeout(c->stream, c->timeout_ms * END_PATIENCE);
    ok = stream_send(c->stream, ".\r\n", 3)
             ? smtp_read(c, r, "after the message", error)
             : smtp_lost(c, "ending the message", error);
    stream_set_timeout(c->stream, c->timeout_ms);
    if (!ok)
        return false;
    *in_data = false;
    c->dirty = false;
    return r->code / 100 == 2 ||
           smtp_unwelcome(c, r, "after the message", ERR_REFUSED, error);
}

bool smtp_send(smtp_client *c, const char *sender, const char *recipient,
               GBytes *message, const smtp_dsn *dsn, smtp_result *result,
               GError **error)
{
    g_auto(smtp_reply) r = {0, NULL};
    bool in_data = false, ok;
    GError *local = NULL;
    const smtp_head h = {sender, recipient, g_bytes_get_size(message), dsn};
    ok = check_mail(c, sender, recipient, h.size, &local) &&
         envelope(c, &r, &h, &local) &&
         content(c, &r, message, &in_data, &local);
    if (result)
        *result = (smtp_result){r.code,
                                r.code ? smtp_reply_line(&r)
                                       : g_strdup(local ? local->message : ""),
                                in_data};
    if (local)
        g_propagate_error(error, local);
    return ok;
}

bool smtp_probe(smtp_client *c, const char *sender, const char *recipient,
                smtp_result *result, GError **error)
{
    g_auto(smtp_reply) r = {0, NULL}, after = {0, NULL};

    *result = (smtp_result){0, g_strdup(""), false};
    if (!check_mail(c, sender, recipient, 0, error) ||
        !mail_from(c, &r, sender, 0, NULL, error) ||
        !smtp_ask(c, &r, "RCPT TO", g_strdup_printf("RCPT TO:<%s>", recipient),
                  error))
        return false;
    g_free(result->text);
    *result = (smtp_result){r.code, smtp_reply_line(&r), false};
    return reset(c, &after, error);
}

void smtp_result_clear(smtp_result *r)
{
    g_clear_pointer(&r->text, g_free);
    r->code = 0;
    r->in_data = false;
}
