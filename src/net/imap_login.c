/* imap_login.c: AUTHENTICATE PLAIN, XOAUTH2, or LOGIN, as the server offers. */
#include "base/err.h"
#include "base/secret.h"
#include "net/imap_link.h"

#include <string.h>

typedef struct exchange {
    char *first;      /* base64 that waits for the server's "+", or NULL */
    GString *refusal; /* what the server explained in a challenge */
} exchange;

static void keep_challenge(exchange *x, const char *base64)
{
    gsize size = 0;
    g_autofree guchar *text = g_base64_decode(base64, &size);
    g_string_append_printf(x->refusal, " %.*s", (int)size, (char *)text);
}

/* A "+" line: send what waits, or else an empty line, which ends a refusal that
 * XOAUTH2 explains in a challenge. */
static bool answer(imap_client *c, const char *line, void *context)
{
    exchange *x = context;
    bool sent;
    if (line[0] != '+')
        return true;
    if (!x->first) {
        keep_challenge(x, line[1] == ' ' ? line + 2 : "");
        return stream_send(c->stream, "\r\n", 2);
    }
    sent = stream_send(c->stream, x->first, strlen(x->first)) &&
           stream_send(c->stream, "\r\n", 2);
    g_clear_pointer(&x->first, secret_free_text);
    return sent;
}

static bool judge(imap_client *c, const config_server *server,
                  const char *tagged, const char *more, GError **error)
{
    if (g_ascii_strncasecmp(tagged, "OK", 2) == 0) {
        c->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
        return true;
    }
    if (strstr(tagged, "[UNAVAILABLE]"))
        err_set(error, ERR_LATER, "%s: login as %s: %s", c->host, server->user,
                tagged);
    else
        err_set(error, ERR_AUTH,
                "%s: login as %s refused: %s%s; check user and "
                "%s",
                c->host, server->user, tagged, more,
                server->token_command      ? "token_command"
                : server->password_command ? "password_command"
                                           : "password_file");
    return false;
}

static bool authenticate(imap_client *c, const config_server *server,
                         const char *mechanism, char *secret, GError **error)
{
    exchange x = {NULL, g_string_new(NULL)};
    char *command =
        g_strdup_printf("AUTHENTICATE %s%s%s", mechanism, c->sasl_ir ? " " : "",
                        c->sasl_ir ? secret : "");
    g_autofree char *tagged = NULL;
    bool ok = false;
    if (!c->sasl_ir)
        x.first = g_strdup(secret);
    tagged = imap_command(c, command, answer, &x, error);
    if (tagged)
        ok = judge(c, server, tagged, x.refusal->str, error);
    secret_free_text(command);
    secret_free_text(x.first);
    g_string_free(x.refusal, TRUE);
    return ok;
}

static bool login_plain(imap_client *c, const config_server *server,
                        const char *password, GError **error)
{
    gsize user = strlen(server->user), size = user + strlen(password) + 2;
    g_autofree char *joined = g_malloc(size + 1);
    char *secret;
    bool ok;
    joined[0] = '\0';
    strcpy(joined + 1, server->user);
    strcpy(joined + user + 2, password);
    secret = g_base64_encode((guchar *)joined, size);
    secret_wipe(joined, size);
    ok = authenticate(c, server, "PLAIN", secret, error);
    secret_free_text(secret);
    return ok;
}

static bool login_token(imap_client *c, const config_server *server,
                        const char *token, GError **error)
{
    char *joined = g_strdup_printf("user=%s\001auth=Bearer %s\001\001",
                                   server->user, token);
    char *secret = g_base64_encode((guchar *)joined, strlen(joined));
    bool ok = authenticate(c, server, "XOAUTH2", secret, error);
    secret_free_text(joined);
    secret_free_text(secret);
    return ok;
}

static bool login_old(imap_client *c, const config_server *server,
                      const char *password, GError **error)
{
    int r;
    imap_begin(c);
    r = mailimap_login(c->session, server->user, password);
    if (r == MAILIMAP_ERROR_LOGIN) {
        g_autofree char *tagged = g_strdup_printf(
            "NO %s",
            c->session->imap_response ? c->session->imap_response : "");
        return judge(c, server, tagged, "", error);
    }
    return imap_check(c, r, "LOGIN", error);
}

static bool offers(imap_client *c, const config_server *server, bool token,
                   GError **error)
{
    if (token && !c->xoauth2) {
        err_set(error, ERR_AUTH,
                "%s: token_command is set but the server offers no XOAUTH2%s",
                c->host, server->tls == CONFIG_TLS_NONE ? " without TLS" : "");
        return false;
    }
    if (!token && !c->plain && c->login_disabled) {
        err_set(error, ERR_AUTH, "%s: the server takes no passwords%s", c->host,
                server->tls == CONFIG_TLS_NONE
                    ? " without TLS: set tls = implicit or starttls; no "
                      "password was sent"
                    : ": set token_command");
        return false;
    }
    return true;
}

bool imap_login(imap_client *c, const config_server *server, GError **error)
{
    bool token = false, ok;
    GError *local = NULL;
    char *secret;
    if (c->session->imap_state == MAILIMAP_STATE_AUTHENTICATED)
        return true; /* PREAUTH */
    secret = stream_credential(server, &token, &local);
    if (!secret) {
        if (local)
            g_propagate_error(error, local);
        else
            err_set(error, ERR_CONFIG, "%s: user is not set", c->host);
        return false;
    }
    if (!offers(c, server, token, error))
        ok = false;
    else if (token)
        ok = login_token(c, server, secret, error);
    else if (c->plain)
        ok = login_plain(c, server, secret, error);
    else
        ok = login_old(c, server, secret, error);
    secret_free_text(secret);
    return ok;
}
