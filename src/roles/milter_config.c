/* milter_config: [milter], intake behind an MTA. */
#include "roles/milter_config.h"

#include "config/section.h"
#include "config/site.h"

static bool is_there(const config *c)
{
    return c->milter->listen != NULL;
}

static void complete(config_reading *r)
{
    config_milter *m = r->config->milter;

    if (!m->listen && config_is_written(r, m, ""))
        m->listen =
            g_strdup_printf("unix:%s/milter.sock", r->config->site->run);
}

static void check(config_reading *r)
{
    if (!is_there(r->config) && r->config->mailboxes->len == 0)
        config_problem_add(r->problems, false, 0,
                           "there is neither [milter] nor [mailbox NAME]: mail "
                           "comes in by `postern deliver` only");
}

static const config_key keys[] = {
    CONFIG_MILTER_KEYS(CONFIG_ROW, config_milter){.key = NULL},
};

const config_section config_milter_section = {
    .name = "milter",
    .help = "Intake behind an MTA; the role runs if this section is there",
    .at = offsetof(config, milter),
    .size = sizeof(config_milter),
    .keys = keys,
    .is_there = is_there,
    .complete = complete,
    .check = check,
};
