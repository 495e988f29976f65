/* server: a server that we log in to. */
#include "config/server.h"

#include <arpa/inet.h>
#include <string.h>

const char *const config_tls_words[] = {"implicit", "starttls", "none", NULL};

void config_server_complete(config_reading *r, config_server *s,
                            const void *base)
{
    bool plain_port = s->port == 25 || s->port == 143 || s->port == 587;

    if (plain_port && !config_is_written(r, base, "tls"))
        s->tls = CONFIG_TLS_STARTTLS;
}

static bool is_loopback(const char *host)
{
    struct in_addr v4;

    if (g_ascii_strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0)
        return true;
    return inet_pton(AF_INET, host, &v4) == 1 &&
           (ntohl(v4.s_addr) >> 24) == 127;
}

void config_server_check(config_reading *r, const config_server *s,
                         const void *base, const char *where)
{
    int ways = (s->password_file != NULL) + (s->password_command != NULL) +
               (s->token_command != NULL);

    if (ways > 1)
        config_bad(r, base, "user",
                   "[%s] has several of password_file, password_command, "
                   "token_command: keep one",
                   where);
    if (ways == 0 && s->user)
        config_bad(r, base, "user",
                   "[%s] has a user and no password: set password_file, "
                   "password_command or token_command",
                   where);
    if (s->tls == CONFIG_TLS_NONE && ways > 0 && s->host &&
        !is_loopback(s->host))
        config_bad(r, base, "tls",
                   "[%s] tls: none would send the password to %s in clear: use "
                   "implicit or starttls",
                   where, s->host);
    if (s->tls == CONFIG_TLS_NONE && s->ca_file)
        config_advise(r, base, "ca_file",
                      "[%s] ca_file has no effect with tls = none", where);
}
