/* imap_login.c: AUTHENTICATE PLAIN, XOAUTH2, or LOGIN, as the server offers. */
#include "base/err.h"
#include "base/secret.h"
#include "net/imap_link.h"
#include "net/imap_refusal.h"

#include <string.h>

typedef struct exchange {
    char *waits[3];   /* what the server's next "+" asks for; NULL: no more */
    unsigned next;    /* of these */
    GString *refusal; /* what the server explained in a challenge */
} exchange;

static void exchange_free(exchange *x)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(x->waits); i++)
        secret_free_text(x->waits[i]);
    g_string_free(x->refusal, TRUE);
}

static void keep_challenge(exchange *x, const char *base64)
{
    gsize size = 0;
    g_autofree guchar *text = g_base64_decode(base64, &size);
    g_string_append_printf(x->refusal, " %.*s", (int)size, (char *)text);
}

/* A "+": send what waits, or else an empty line, which ends a refusal that
 * XOAUTH2 explains in a challenge. */
static bool answer(imap_client *c, const imap_answer *a, void *context)
{
    exchange *x = context;
    const char *wait =
        x->next < G_N_ELEMENTS(x->waits) ? x->waits[x->next] : NULL;

    if (a->text[0] != '+')
        return true;
    if (!wait) {
        keep_challenge(x, a->text[1] == ' ' ? a->text + 2 : "");
        return x->refusal->len <= IMAP_LINE_MAX &&
               stream_send(c->stream, "\r\n", 2);
    }
    x->next++;
    return stream_send(c->stream, wait, strlen(wait)) &&
           stream_send(c->stream, "\r\n", 2);
}

static bool judge(imap_client *c, const config_server *server,
                  const char *tagged, const char *more, GError **error)
{
    if (g_ascii_strncasecmp(tagged, "OK", 2) == 0) {
        c->logged_in = true;
        return true;
    }
    if (imap_refusal_read(tagged) != IMAP_REFUSED)
        err_set(error, ERR_LATER, "%s: login as %s: not now: %s", c->host,
                server->user, tagged);
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

static bool converse(imap_client *c, const config_server *server,
                     const char *command, exchange *x, GError **error)
{
    g_autofree char *tagged = imap_command(c, command, answer, x, error);

    return tagged && judge(c, server, tagged, x->refusal->str, error);
}

static bool authenticate(imap_client *c, const config_server *server,
                         const char *mechanism, const char *secret,
                         GError **error)
{
    exchange x = {.refusal = g_string_new(NULL)};
    bool at_once = imap_can(c, "SASL-IR");
    char *command = g_strdup_printf("AUTHENTICATE %s%s%s", mechanism,
                                    at_once ? " " : "", at_once ? secret : "");
    bool ok;
    if (!at_once)
        x.waits[0] = g_strdup(secret);
    ok = converse(c, server, command, &x, error);
    secret_free_text(command);
    exchange_free(&x);
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

/* User and password as literals: these may hold any octet. */
static bool login_old(imap_client *c, const config_server *server,
                      const char *password, GError **error)
{
    exchange x = {.refusal = g_string_new(NULL)};
    g_autofree char *command =
        g_strdup_printf("LOGIN {%zu}", strlen(server->user));
    bool ok;

    x.waits[0] = g_strdup_printf("%s {%zu}", server->user, strlen(password));
    x.waits[1] = g_strdup(password);
    ok = converse(c, server, command, &x, error);
    exchange_free(&x);
    return ok;
}

static bool offers(imap_client *c, const config_server *server, bool token,
                   GError **error)
{
    if (token && !imap_can(c, "AUTH=XOAUTH2")) {
        err_set(error, ERR_AUTH,
                "%s: token_command is set but the server offers no XOAUTH2%s",
                c->host, server->tls == CONFIG_TLS_NONE ? " without TLS" : "");
        return false;
    }
    if (!token && !imap_can(c, "AUTH=PLAIN") && imap_can(c, "LOGINDISABLED")) {
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
    if (c->logged_in)
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
    else if (imap_can(c, "AUTH=PLAIN"))
        ok = login_plain(c, server, secret, error);
    else
        ok = login_old(c, server, secret, error);
    secret_free_text(secret);
    return ok;
}
