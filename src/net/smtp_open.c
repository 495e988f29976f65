/* smtp_open.c: greeting, EHLO, STARTTLS, AUTH. */
#include "base/secret.h"
#include "net/smtp_link.h"

#include <string.h>

#define PORT_IMPLICIT 465
#define PORT_PLAIN    587

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
    c->starttls = c->size = c->dsn = false;
    c->plain = c->login = c->xoauth2 = false;
    c->size_max = 0;
    g_clear_pointer(&c->mechanisms, g_free);
    for (unsigned i = 1; lines[0] && lines[i]; i++) {
        if (g_ascii_strcasecmp(lines[i], "STARTTLS") == 0)
            c->starttls = true;
        else if (g_ascii_strcasecmp(lines[i], "DSN") == 0)
            c->dsn = true;
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
    g_auto(smtp_reply) r = {0, NULL};
    if (!smtp_ask(c, &r, "EHLO", g_strdup_printf("EHLO %s", c->helo), error))
        return false;
    if (r.code / 100 != 2)
        return smtp_unwelcome(c, &r, "EHLO", ERR_REFUSED, error);
    note_extensions(c, r.text->str);
    return true;
}

static bool greet(smtp_client *c, GError **error)
{
    g_auto(smtp_reply) r = {0, NULL};
    if (!smtp_read(c, &r, "greeting", error))
        return false;
    if (r.code != 220)
        return smtp_unwelcome(c, &r, "greeting", ERR_REFUSED, error);
    return say_hello(c, error);
}

static bool start_tls(smtp_client *c, const config_server *server,
                      GError **error)
{
    g_auto(smtp_reply) r = {0, NULL};
    if (!c->starttls) {
        err_set(error, ERR_TLS,
                "%s: the server offers no STARTTLS: try tls = implicit (port "
                "465); no password was sent",
                c->host);
        return false;
    }
    if (!smtp_ask(c, &r, "STARTTLS", g_strdup("STARTTLS"), error))
        return false;
    if (r.code != 220)
        return smtp_unwelcome(c, &r, "STARTTLS", ERR_TLS, error);
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

static bool auth_initial(smtp_client *c, smtp_reply *r, const char *mechanism,
                         char *words, GError **error)
{
    bool ok = smtp_ask(c, r, "AUTH",
                       g_strdup_printf("AUTH %s %s", mechanism, words), error);
    secret_free_text(words);
    /* XOAUTH2 explains a refusal in a challenge, which wants an empty answer */
    if (ok && r->code == 334)
        ok = smtp_ask(c, r, "AUTH", g_strdup(""), error);
    return ok;
}

static bool auth_login(smtp_client *c, smtp_reply *r, const char *user,
                       const char *password, GError **error)
{
    if (!smtp_ask(c, r, "AUTH", g_strdup("AUTH LOGIN"), error))
        return false;
    if (r->code == 334 &&
        !smtp_ask(c, r, "AUTH", base64(user, strlen(user)), error))
        return false;
    return r->code != 334 ||
           smtp_ask(c, r, "AUTH", base64(password, strlen(password)), error);
}

static bool auth_with(smtp_client *c, const config_server *server, bool token,
                      const char *secret, GError **error)
{
    g_auto(smtp_reply) r = {0, NULL};
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
    return smtp_unwelcome(c, &r,
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
