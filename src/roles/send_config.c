/* send_config: [smtp], the smarthost that outgoing mail is given to. */
#include "roles/send_config.h"

static void complete(config_reading *r)
{
    config_smtp *smtp = r->config->smtp;

    config_server_complete(r, &smtp->server, smtp);
}

static void check(config_reading *r)
{
    const config_smtp *smtp = r->config->smtp;
    const config_server *s = &smtp->server;

    if (!s->host && !config_is_written(r, smtp, ""))
        config_problem_add(r->problems, true, 0,
                           "there is no [smtp]: say with host = ... which "
                           "server sends the mail");
    config_server_check(r, s, smtp, "smtp");
    if (!s->user &&
        (s->password_file || s->password_command || s->token_command))
        config_bad(r, smtp, "user", "[smtp] has a password and no user");
}

static const config_key keys[] = {
    CONFIG_SERVER_KEYS(CONFIG_SERVER_ROW, config_smtp,
                       "465, or 587 with starttls", false)
        CONFIG_SMTP_KEYS(CONFIG_ROW, config_smtp){.key = NULL},
};

const config_section config_smtp_section = {
    .name = "smtp",
    .help = "The smarthost that outgoing mail is given to",
    .at = offsetof(config, smtp),
    .size = sizeof(config_smtp),
    .keys = keys,
    .complete = complete,
    .check = check,
};
