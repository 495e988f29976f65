/* send_line: the connection to the smarthost: many mails each, backoff with
 * jitter while it is away, one alarm a cause. */
#include "roles/send_room.h"

#include "base/err.h"
#include "base/log.h"
#include "config/site.h"
#include "roles/beat.h"
#include "roles/now.h"
#include "roles/send_config.h"
#include <string.h>
#include <unistd.h>

typedef struct advice {
    err_class class;
    const char *cause, *words;
} advice;

/* What to do, by what is wrong. The last row is for everything else. */
static const advice advices[] = {
    {ERR_AUTH, "smarthost refuses the login",
     "Correct user and password_file, password_command or token_command in "
     "[smtp], then run: postern reload"},
    {ERR_TLS, "smarthost has no valid certificate",
     "Look at host, server_name, ca_file and tls in [smtp] (postern check "
     "--connect tries them), or have its certificate renewed; then run: "
     "postern reload"},
    {ERR_CONFIG, "smarthost cannot be used as configured",
     "Correct [smtp] in the configuration, then run: postern reload"},
    {ERR_NET, "smarthost is away",
     "See whether it runs and whether this host reaches it (postern check "
     "--connect tries it)"},
};

static const advice *advice_for(const GError *why)
{
    guint last = G_N_ELEMENTS(advices) - 1;
    for (guint i = 0; i < last; i++)
        if (err_class_of(why) == advices[i].class)
            return &advices[i];
    return &advices[last];
}

void send_line_close(sender *x)
{
    smtp_close(x->line.client);
    x->line.client = NULL;
    x->line.used = 0;
}

static char *helo_name(const config *c)
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) != 0 || !strchr(name, '.'))
        return g_strdup(c->site->domain);
    return g_strdup(name);
}

static void complain(sender *x, const GError *why)
{
    send_line *l = &x->line;
    const config_server *server = &x->f.x->config->smtp->server;
    int64_t lasts_ms = trouble_lasts_ms(&l->trouble);
    const advice *a = advice_for(why);
    if (lasts_ms < SEND_ALARM_MS)
        return;
    g_autofree char *text = g_strdup_printf(
        "The smarthost %s has taken no mail for %d minutes: %s\n\n"
        "Mail of the desk waits and is tried again by itself; nothing is lost. "
        "%s.",
        server->host, (int)(lasts_ms / 60000), why->message, a->words);
    send_alarm(x, a->cause, text);
}

void send_line_fail(sender *x, const GError *why)
{
    trouble *t = &x->line.trouble;
    send_line_close(x);
    if (trouble_note(t, why->message))
        log_warn("smarthost %s: %s; mail waits, nothing is lost; next try in "
                 "%d s",
                 x->f.x->config->smtp->server.host, why->message,
                 (int)((trouble_wait_ms(t) + 999) / 1000));
    complain(x, why);
}

void send_line_works(sender *x)
{
    trouble *t = &x->line.trouble;
    if (t->failures > 0)
        log_info("smarthost %s: takes mail again after %u failures",
                 x->f.x->config->smtp->server.host, t->failures);
    trouble_end(t);
    for (guint i = 0; i < G_N_ELEMENTS(advices); i++)
        send_alarm_over(x, advices[i].cause);
}

/* What was wrong may be mended: tried at once, and said at once if not. */
void send_line_anew(sender *x)
{
    send_line_close(x);
    trouble_anew(&x->line.trouble);
}

static smtp_client *open_with(sender *x, const config_server *server)
{
    send_line *l = &x->line;
    g_autoptr(GError) why = NULL;
    g_autofree char *helo = helo_name(x->f.x->config);
    beat_busy();
    l->client = smtp_open(server, helo, &why);
    l->used = 0;
    if (!l->client)
        send_line_fail(x, why);
    return l->client;
}

smtp_client *send_line_open_briefly(sender *x)
{
    config_server server = x->f.x->config->smtp->server;
    server.timeout_ms = MIN(server.timeout_ms, SEND_HUNG_TRY);
    send_line_close(x);
    return trouble_is_waiting(&x->line.trouble) ? NULL : open_with(x, &server);
}

smtp_client *send_line_open(sender *x)
{
    send_line *l = &x->line;
    const config *c = x->f.x->config;
    if (l->client && l->used >= c->smtp->per_connection)
        send_line_close(x);
    if (l->client)
        return l->client;
    return trouble_is_waiting(&l->trouble) ? NULL
                                           : open_with(x, &c->smtp->server);
}
