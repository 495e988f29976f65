/* config_server: checks of the servers that we log in to. */
#include "config/table.h"

#include <arpa/inet.h>
#include <string.h>

static void default_tls(config_reading *r, config_server *s, const void *base,
                        const char *key)
{
    bool plain_port = s->port == 25 || s->port == 143 || s->port == 587;

    if (plain_port && !config_is_written(r, base, key))
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

static void check_server(config_reading *r, config_server *s, const void *base,
                         const char *where, const char *dot)
{
    g_autofree char *tls = g_strconcat(dot, "tls", NULL);
    g_autofree char *user = g_strconcat(dot, "user", NULL);
    g_autofree char *ca = g_strconcat(dot, "ca_file", NULL);
    int ways = (s->password_file != NULL) + (s->password_command != NULL) +
               (s->token_command != NULL);

    default_tls(r, s, base, tls);
    if (ways > 1)
        config_bad(r, base, user,
                   "[%s] has several of password_file, password_command, "
                   "token_command: keep one",
                   where);
    if (ways == 0 && s->user != NULL)
        config_bad(r, base, user,
                   "[%s] has a user and no password: set password_file, "
                   "password_command or token_command",
                   where);
    if (ways > 0 && s->user == NULL && base == NULL)
        config_bad(r, base, user, "[%s] has a password and no user", where);
    if (s->tls == CONFIG_TLS_NONE && ways > 0 && s->host != NULL &&
        !is_loopback(s->host))
        config_bad(r, base, tls,
                   "[%s] tls: none would send the password to %s in clear: use "
                   "implicit or starttls",
                   where, s->host);
    if (s->tls == CONFIG_TLS_NONE && s->ca_file != NULL)
        config_advise(r, base, ca, "[%s] ca_file has no effect with tls = none",
                      where);
}

static void check_smtp(config_reading *r)
{
    if (r->config->smtp.host == NULL && config_line_of(r, NULL, "smtp.") == 0)
        config_problem_add(r->problems, true, 0,
                           "there is no [smtp]: say with host = ... which "
                           "server sends the mail");
    check_server(r, &r->config->smtp, NULL, "smtp", "smtp.");
}

static void check_same_mailbox(config_reading *r, guint at)
{
    const config_mailbox *m = r->config->mailboxes->pdata[at];

    for (guint i = 0; i < at; i++) {
        const config_mailbox *o = r->config->mailboxes->pdata[i];

        if (g_strcmp0(o->server.host, m->server.host) == 0 &&
            g_strcmp0(o->server.user, m->server.user) == 0 &&
            g_strcmp0(o->folder, m->folder) == 0 &&
            o->server.port == m->server.port)
            config_bad(r, m, "",
                       "[mailbox %s] reads the folder that [mailbox %s] reads",
                       m->id, o->id);
    }
}

static void check_mailbox_queue(config_reading *r, config_mailbox *m)
{
    const GPtrArray *queues = r->config->queues;
    g_autofree char *where = g_strdup_printf("mailbox %s", m->id);

    if (m->queue != NULL)
        config_check_queue_name(r, m, "queue", where, m->queue);
    else if (queues->len == 1)
        m->queue = g_strdup(((const config_queue *)queues->pdata[0])->id);
    else if (queues->len > 1)
        config_bad(
            r, m, "queue",
            "[%s] needs queue: there are several, say which gets mail that "
            "names no address of ours",
            where);
}

static void check_mailboxes(config_reading *r)
{
    for (guint i = 0; i < r->config->mailboxes->len; i++) {
        config_mailbox *m = r->config->mailboxes->pdata[i];
        g_autofree char *where = g_strdup_printf("mailbox %s", m->id);

        check_server(r, &m->server, m, where, "");
        check_mailbox_queue(r, m);
        check_same_mailbox(r, i);
        if (m->after == CONFIG_AFTER_MOVE && strcmp(m->move_to, m->folder) == 0)
            config_bad(r, m, "move_to",
                       "[%s] move_to is the folder that is read", where);
        if (m->after != CONFIG_AFTER_MOVE && config_is_written(r, m, "move_to"))
            config_advise(r, m, "move_to",
                          "[%s] move_to has no effect without after = move",
                          where);
        if (m->after != CONFIG_AFTER_KEYWORD &&
            config_is_written(r, m, "keyword"))
            config_advise(r, m, "keyword",
                          "[%s] keyword has no effect without after = keyword",
                          where);
    }
}

void config_check_servers(config_reading *r)
{
    check_mailboxes(r);
    check_smtp(r);
}
