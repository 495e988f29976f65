/* smtp.c: a small SMTP client that always knows how far a mail has come.
 *
 * libetpan's own cannot name the host in EHLO, ends each message with an empty
 * line that is not in it, loops on a tab in the list of AUTH mechanisms, and
 * does not tell a connection lost before the final dot from one lost after it;
 * only its stream is used.
 */
#include "net/smtp.h"
#include "base/err.h"
#include "base/secret.h"
#include "net/stream.h"

#include <string.h>

#define PORT_IMPLICIT    465
#define PORT_PLAIN       587
#define LINE_MAX_OCTETS  4096 /* of a reply; RFC 5321 says 512 */
#define REPLY_LINES_MAX  100
#define REPLY_OCTETS_MAX (64u << 10)
#define END_PATIENCE     10 /* times the timeout, for the reply after the dot */

struct smtp_client {
    char *host, *helo;
    mailstream *stream;
    int64_t timeout_ms;
    uint64_t size_max; /* SIZE that was announced, 0: none */
    bool starttls, size, plain, login, xoauth2;
    char *mechanisms; /* as announced, for error texts; NULL: no AUTH */
    bool dirty;       /* a transaction was begun and not ended */
};

typedef struct reply {
    int code;      /* 0: none came */
    GString *text; /* all lines with '\n' between, without codes */
} reply;

static void reply_clear(reply *r)
{
    if (r->text)
        g_string_free(r->text, TRUE);
    *r = (reply){0, NULL};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(reply, reply_clear)

/* ---- one command, one reply ---- */

static bool lost(smtp_client *c, const char *what, GError **error)
{
    err_set(error, ERR_NET, "%s: %s: %s", c->host, what,
            *stream_reason(c->stream) ? stream_reason(c->stream)
                                      : "connection lost");
    return false;
}

static bool read_line(smtp_client *c, reply *r, bool *last, const char *what,
                      GError **error)
{
    g_autofree char *line = stream_line(c->stream, LINE_MAX_OCTETS);
    if (!line)
        return lost(c, what, error);
    if (!g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) ||
        !g_ascii_isdigit(line[2]) || (line[3] && !strchr(" -", line[3]))) {
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the answer is not SMTP's: \"%.60s\"; check host, port "
                "and tls",
                c->host, what, line);
        return false;
    }
    *last = line[3] != '-';
    r->code = (int)strtol((char[]){line[0], line[1], line[2], 0}, NULL, 10);
    if (r->text->len)
        g_string_append_c(r->text, '\n');
    g_string_append(r->text, line[3] ? line + 4 : "");
    return true;
}

static bool read_reply(smtp_client *c, reply *r, const char *what,
                       GError **error)
{
    bool last = false;
    reply_clear(r);
    r->text = g_string_new(NULL);
    stream_reset_cap(c->stream, REPLY_OCTETS_MAX);
    for (unsigned n = 0; !last; n++) {
        if (n == REPLY_LINES_MAX) {
            err_set(error, ERR_PROTOCOL, "%s: %s: endless answer", c->host,
                    what);
            r->code = 0;
            return false;
        }
        if (!read_line(c, r, &last, what, error)) {
            r->code = 0;
            return false;
        }
    }
    g_strdelimit(r->text->str, "\r\t", ' ');
    return true;
}

/* Send `line` (wiped) with CRLF, read the reply. False: connection unusable. */
static bool ask(smtp_client *c, reply *r, const char *what, char *line,
                GError **error)
{
    g_autofree char *out = g_strconcat(line, "\r\n", NULL);
    bool sent = stream_send(c->stream, out, strlen(out));
    secret_wipe(out, strlen(out));
    secret_free_text(line);
    return sent ? read_reply(c, r, what, error) : lost(c, what, error);
}

static char *one_line(const reply *r)
{
    char *text = g_strdup_printf("%d %s", r->code, r->text ? r->text->str : "");
    return g_strdelimit(text, "\n", ' ');
}

/* An unwelcome reply as an error. 421 says that the line is being closed. */
static bool unwelcome(smtp_client *c, const reply *r, const char *what,
                      err_class for_good, GError **error)
{
    g_autofree char *text = one_line(r);
    err_class class = r->code == 421       ? ERR_NET
                      : r->code / 100 == 4 ? ERR_LATER
                      : r->code / 100 == 5 ? for_good
                                           : ERR_PROTOCOL;
    err_set(error, class, "%s: %s: %s", c->host, what, text);
    return false;
}

/* ---- opening ---- */

static void note_mechanisms(smtp_client *c, const char *list)
{
    g_auto(GStrv) words = g_strsplit_set(list, " \t", -1);
    g_free(c->mechanisms);
    c->mechanisms = g_strdup(list);
    for (unsigned i = 0; words[i]; i++) {
        c->plain |= g_ascii_strcasecmp(words[i], "PLAIN") == 0;
        c->login |= g_ascii_strcasecmp(words[i], "LOGIN") == 0;
        c->xoauth2 |= g_ascii_strcasecmp(words[i], "XOAUTH2") == 0;
    }
}

static void note_extensions(smtp_client *c, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    c->starttls = c->size = c->plain = c->login = c->xoauth2 = false;
    c->size_max = 0;
    g_clear_pointer(&c->mechanisms, g_free);
    for (unsigned i = 1; lines[0] && lines[i]; i++) {
        if (g_ascii_strcasecmp(lines[i], "STARTTLS") == 0)
            c->starttls = true;
        else if (g_ascii_strncasecmp(lines[i], "AUTH ", 5) == 0)
            note_mechanisms(c, lines[i] + 5);
        else if (g_ascii_strncasecmp(lines[i], "SIZE", 4) == 0 &&
                 strchr(" ", lines[i][4])) {
            c->size = true;
            c->size_max = g_ascii_strtoull(lines[i] + 4, NULL, 10);
        }
    }
}

static bool say_hello(smtp_client *c, GError **error)
{
    g_auto(reply) r = {0, NULL};
    if (!ask(c, &r, "EHLO", g_strdup_printf("EHLO %s", c->helo), error))
        return false;
    if (r.code / 100 != 2)
        return unwelcome(c, &r, "EHLO", ERR_REFUSED, error);
    note_extensions(c, r.text->str);
    return true;
}

static bool greet(smtp_client *c, GError **error)
{
    g_auto(reply) r = {0, NULL};
    if (!read_reply(c, &r, "greeting", error))
        return false;
    if (r.code != 220)
        return unwelcome(c, &r, "greeting", ERR_REFUSED, error);
    return say_hello(c, error);
}

static bool start_tls(smtp_client *c, const config_server *server,
                      GError **error)
{
    g_auto(reply) r = {0, NULL};
    if (!c->starttls) {
        err_set(error, ERR_TLS,
                "%s: the server offers no STARTTLS: try tls = implicit (port "
                "465); no password was sent",
                c->host);
        return false;
    }
    if (!ask(c, &r, "STARTTLS", g_strdup("STARTTLS"), error))
        return false;
    if (r.code != 220)
        return unwelcome(c, &r, "STARTTLS", ERR_TLS, error);
    return stream_starttls(c->stream, server, error) && say_hello(c, error);
}

static char *base64(const char *data, gsize size)
{
    return g_base64_encode((const guchar *)data, size);
}

static char *plain_words(const char *user, const char *password)
{
    gsize n = strlen(user), size = n + strlen(password) + 2;
    g_autofree char *joined = g_malloc0(size + 1);
    char *words;
    strcpy(joined + 1, user);
    strcpy(joined + n + 2, password);
    words = base64(joined, size);
    secret_wipe(joined, size);
    return words;
}

static char *token_words(const char *user, const char *token)
{
    char *joined =
        g_strdup_printf("user=%s\001auth=Bearer %s\001\001", user, token);
    char *words = base64(joined, strlen(joined));
    secret_free_text(joined);
    return words;
}

static bool auth_initial(smtp_client *c, reply *r, const char *mechanism,
                         char *words, GError **error)
{
    bool ok = ask(c, r, "AUTH", g_strdup_printf("AUTH %s %s", mechanism, words),
                  error);
    secret_free_text(words);
    /* XOAUTH2 explains a refusal in a challenge, which wants an empty answer */
    if (ok && r->code == 334)
        ok = ask(c, r, "AUTH", g_strdup(""), error);
    return ok;
}

static bool auth_login(smtp_client *c, reply *r, const char *user,
                       const char *password, GError **error)
{
    if (!ask(c, r, "AUTH", g_strdup("AUTH LOGIN"), error))
        return false;
    if (r->code == 334 && !ask(c, r, "AUTH", base64(user, strlen(user)), error))
        return false;
    return r->code != 334 ||
           ask(c, r, "AUTH", base64(password, strlen(password)), error);
}

static bool auth_with(smtp_client *c, const config_server *server, bool token,
                      const char *secret, GError **error)
{
    g_auto(reply) r = {0, NULL};
    bool ok;
    if (token ? !c->xoauth2 : !c->plain && !c->login) {
        err_set(error, ERR_AUTH, "%s: the server takes no %s%s (it offers: %s)",
                c->host, token ? "XOAUTH2" : "passwords",
                server->tls == CONFIG_TLS_NONE
                    ? " without TLS: set tls = implicit or starttls"
                    : "",
                c->mechanisms ? c->mechanisms : "no login at all");
        return false;
    }
    if (token)
        ok = auth_initial(c, &r, "XOAUTH2", token_words(server->user, secret),
                          error);
    else if (c->plain)
        ok = auth_initial(c, &r, "PLAIN", plain_words(server->user, secret),
                          error);
    else
        ok = auth_login(c, &r, server->user, secret, error);
    if (!ok || r.code == 235)
        return ok;
    return unwelcome(c, &r,
                     "login refused, check user and its password or "
                     "token",
                     ERR_AUTH, error);
}

static bool authenticate(smtp_client *c, const config_server *server,
                         GError **error)
{
    GError *local = NULL;
    bool token = false, ok;
    char *secret;
    if (!server->user)
        return true;
    secret = stream_credential(server, &token, &local);
    if (!secret) {
        g_propagate_error(error, local);
        return false;
    }
    ok = auth_with(c, server, token, secret, error);
    secret_free_text(secret);
    return ok;
}

smtp_client *smtp_open(const config_server *server, const char *helo,
                       GError **error)
{
    smtp_client *c;
    mailstream *s = stream_connect(
        server, server->tls == CONFIG_TLS_IMPLICIT ? PORT_IMPLICIT : PORT_PLAIN,
        -1, error);
    if (!s)
        return NULL;
    c = g_new0(smtp_client, 1);
    c->stream = s;
    c->host = g_strdup(server->host);
    c->helo = g_strdup(helo);
    c->timeout_ms = server->timeout_ms;
    if (greet(c, error) &&
        (server->tls != CONFIG_TLS_STARTTLS || start_tls(c, server, error)) &&
        authenticate(c, server, error))
        return c;
    smtp_close(c);
    return NULL;
}

void smtp_close(smtp_client *c)
{
    if (!c)
        return;
    if (!*stream_reason(c->stream))
        stream_send(c->stream, "QUIT\r\n", 6);
    mailstream_close(c->stream);
    g_free(c->host);
    g_free(c->helo);
    g_free(c->mechanisms);
    g_free(c);
}

/* ---- sending ---- */

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

static bool expect(smtp_client *c, reply *r, const char *what, char *line,
                   int hundreds, GError **error)
{
    if (!ask(c, r, what, line, error))
        return false;
    return r->code / 100 == hundreds ||
           unwelcome(c, r, what, ERR_REFUSED, error);
}

static bool envelope(smtp_client *c, reply *r, const char *sender,
                     const char *recipient, gsize size, GError **error)
{
    g_autofree char *announced =
        c->size ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, size)
                : g_strdup("");
    if (c->dirty && !expect(c, r, "RSET", g_strdup("RSET"), 2, error))
        return false;
    c->dirty = true;
    return expect(c, r, "MAIL FROM",
                  g_strdup_printf("MAIL FROM:<%s>%s", sender, announced), 2,
                  error) &&
           expect(c, r, "RCPT TO", g_strdup_printf("RCPT TO:<%s>", recipient),
                  2, error) &&
           expect(c, r, "DATA", g_strdup("DATA"), 3, error);
}

static bool content(smtp_client *c, reply *r, GBytes *message, bool *in_data,
                    GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(message, &size);
    bool ok;
    reply_clear(r);
    if (!write_body(c, data, size))
        return lost(c, "sending the message", error);
    *in_data = true; /* from here on nobody can tell who has it */
    stream_set_timeout(c->stream, c->timeout_ms * END_PATIENCE);
    ok = stream_send(c->stream, ".\r\n", 3)
             ? read_reply(c, r, "after the message", error)
             : lost(c, "ending the message", error);
    stream_set_timeout(c->stream, c->timeout_ms);
    if (!ok)
        return false;
    *in_data = false;
    c->dirty = false;
    return r->code / 100 == 2 ||
           unwelcome(c, r, "after the message", ERR_REFUSED, error);
}

bool smtp_send(smtp_client *c, const char *sender, const char *recipient,
               GBytes *message, smtp_result *result, GError **error)
{
    g_auto(reply) r = {0, NULL};
    bool in_data = false, ok;
    GError *local = NULL;
    gsize size = g_bytes_get_size(message);
    ok = check_mail(c, sender, recipient, size, &local) &&
         envelope(c, &r, sender, recipient, size, &local) &&
         content(c, &r, message, &in_data, &local);
    if (result)
        *result = (smtp_result){r.code,
                                r.code ? one_line(&r)
                                       : g_strdup(local ? local->message : ""),
                                in_data};
    if (local)
        g_propagate_error(error, local);
    return ok;
}

void smtp_result_clear(smtp_result *r)
{
    g_clear_pointer(&r->text, g_free);
    r->code = 0;
    r->in_data = false;
}
