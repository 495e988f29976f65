/* send_line: the connection to the smarthost: many mails each, backoff with
 * jitter while it is away, one alarm a cause. */
#include "roles/send_room.h"

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "roles/send_config.h"
#include <string.h>
#include <unistd.h>

typedef struct trouble {
    err_class class;
    const char *cause, *advice;
} trouble;

/* What to do, by what is wrong. The last row is for everything else. */
static const trouble troubles[] = {
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

static const trouble *trouble_of(const GError *why)
{
    guint last = G_N_ELEMENTS(troubles) - 1;
    for (guint i = 0; i < last; i++)
        if (err_class_of(why) == troubles[i].class)
            return &troubles[i];
    return &troubles[last];
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
    if (gethostname(name, sizeof name - 1) != 0 || strchr(name, '.') == NULL)
        return g_strdup(c->site->domain);
    return g_strdup(name);
}

/* Doubling, with a quarter of jitter: many desks of one smarthost must not come
 * back in the same second. */
static int64_t line_wait(unsigned failures)
{
    int64_t ms = SEND_LINE_MIN_MS;
    for (unsigned i = 1; i < failures && ms < SEND_LINE_MAX_MS; i++)
        ms *= 2;
    ms = MIN(ms, SEND_LINE_MAX_MS);
    return ms - ms / 4 + (int64_t)secret_random_below((uint32_t)ms / 2);
}

/* The first, the second, the fourth ... of the same failures is logged. */
static bool worth_a_line(const send_line *l, const char *words)
{
    return g_strcmp0(l->last_words, words) != 0 ||
           (l->failures & (l->failures - 1)) == 0;
}

static void complain(sender *x, const GError *why, int64_t wait_ms)
{
    send_line *l = &x->line;
    const config_server *server = &x->x->config->smtp->server;
    const trouble *t = trouble_of(why);
    int64_t now = file_clock_ms();
    if (worth_a_line(l, why->message)) {
        log_warn("smarthost %s: %s; mail waits, nothing is lost; next try in "
                 "%d s",
                 server->host, why->message, (int)((wait_ms + 999) / 1000));
        g_free(l->last_words);
        l->last_words = g_strdup(why->message);
    }
    if (now - l->since_ms < SEND_ALARM_MS)
        return;
    g_autofree char *text = g_strdup_printf(
        "The smarthost %s has taken no mail for %d minutes: %s\n\n"
        "Mail of the desk waits and is tried again by itself; nothing is lost. "
        "%s.",
        server->host, (int)((now - l->since_ms) / 60000), why->message,
        t->advice);
    send_alarm(x, t->cause, text);
}

void send_line_fail(sender *x, const GError *why)
{
    send_line *l = &x->line;
    send_line_close(x);
    if (l->failures++ == 0)
        l->since_ms = file_clock_ms();
    int64_t wait = line_wait(l->failures);
    l->next_ms = file_clock_ms() + wait;
    complain(x, why, wait);
}

void send_line_works(sender *x)
{
    send_line *l = &x->line;
    if (l->failures > 0)
        log_info("smarthost %s: takes mail again after %u failures",
                 x->x->config->smtp->server.host, l->failures);
    l->failures = 0;
    l->next_ms = 0;
    g_clear_pointer(&l->last_words, g_free);
    for (guint i = 0; i < G_N_ELEMENTS(troubles); i++)
        send_alarm_over(x, troubles[i].cause);
}

void send_line_anew(sender *x)
{
    send_line *l = &x->line;
    send_line_close(x);
    l->next_ms = 0;
    l->failures = MIN(l->failures, 1u); /* and so the next one is logged */
}

smtp_client *send_line_open(sender *x)
{
    send_line *l = &x->line;
    const config *c = x->x->config;
    if (l->client != NULL && l->used >= c->smtp->per_connection)
        send_line_close(x);
    if (l->client != NULL)
        return l->client;
    if (l->failures > 0 && file_clock_ms() < l->next_ms)
        return NULL;
    g_autoptr(GError) why = NULL;
    g_autofree char *helo = helo_name(c);
    l->client = smtp_open(&c->smtp->server, helo, &why);
    l->used = 0;
    if (l->client == NULL)
        send_line_fail(x, why);
    return l->client;
}
