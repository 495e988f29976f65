/* partner_config: [partner NAME], somebody outside who is asked about requests. */
#include "desk/partner_config.h"

#include "base/address.h"
#include "config/section.h"
#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"

#include <string.h>

const config_partner *config_partner_by_id(const config *c, const char *id)
{
    return config_by_id(c->partners, id);
}

static bool has_address(const config_partner *p, const char *mailbox)
{
    for (guint i = 0; i < p->addresses->len; i++)
        if (address_equal(p->addresses->pdata[i], mailbox))
            return true;
    return false;
}

const config_partner *config_partner_by_address(const config *c,
                                                const char *mailbox)
{
    for (guint i = 0; i < c->partners->len; i++)
        if (has_address(c->partners->pdata[i], mailbox))
            return c->partners->pdata[i];
    return NULL;
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->partners->len; i++) {
        config_partner *p = r->config->partners->pdata[i];

        if (!p->name)
            p->name = g_strdup(p->id);
        if (!p->language)
            p->language = g_strdup(r->config->site->language);
    }
}

/* Whose address is read as somebody else's could never answer. */
static void check_address(config_reading *r, const config_partner *p,
                          const char *mailbox)
{
    const config *c = r->config;
    const config_operator *o = config_operator_by_address(c, mailbox);
    const config_partner *first = config_partner_by_address(c, mailbox);

    if (config_is_own_address(c, mailbox))
        config_bad(r, p, "address",
                   "[partner %s] address: %s is an address of a queue", p->id,
                   mailbox);
    else if (o)
        config_bad(r, p, "address",
                   "[partner %s] address: %s is the address of [operator %s]",
                   p->id, mailbox, o->id);
    else if (first != p)
        config_bad(r, p, "address",
                   "[partner %s] address: %s is the address of [partner %s]",
                   p->id, mailbox, first->id);
}

static void check_number(config_reading *r, guint at)
{
    const GPtrArray *all = r->config->partners;
    const config_partner *p = all->pdata[at];

    for (guint i = 0; i < at; i++) {
        const config_partner *other = all->pdata[i];
        if (config_operator_number(other->id) == config_operator_number(p->id))
            config_bad(r, p, "",
                       "[partner %s] and [partner %s] happen to get the same "
                       "number in reply addresses: rename one of them",
                       p->id, other->id);
    }
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->partners->len; i++) {
        const config_partner *p = r->config->partners->pdata[i];

        if (p->addresses->len == 0 && config_is_written(r, p, "address"))
            config_bad(r, p, "address", "[partner %s] address is empty", p->id);
        for (guint n = 0; n < p->addresses->len; n++)
            check_address(r, p, p->addresses->pdata[n]);
        check_number(r, i);
    }
}

static const config_key keys[] = {
    CONFIG_PARTNER_KEYS(CONFIG_ROW, config_partner){.key = NULL},
};

const config_section config_partner_section = {
    .name = "partner",
    .argument = "NAME",
    .help = "Somebody outside who is asked about requests; NAME is what "
            "operators write after /forward",
    .at = offsetof(config, partners),
    .size = sizeof(config_partner),
    .keys = keys,
    .complete = complete,
    .check = check,
};
