/* queue_config: [queue NAME], an address that is served. */
#include "desk/queue_config.h"

#include "base/address.h"
#include "config/site.h"
#include "desk/sla_config.h"
#include "desk/type_config.h"
#include "worktime/calendar_config.h"

#include <string.h>

const char *const config_dsn_words[] = {"success", "failure", "never", NULL};
const char *const config_reply_to_words[] = {"trust", "show", NULL};

/* ---- look-ups ---- */

const config_queue *config_queue_by_id(const config *c, const char *id)
{
    return config_by_id(c->queues, id);
}

const char **config_queue_ids(const config *c)
{
    const char **ids = g_new0(const char *, c->queues->len + 1);

    for (unsigned i = 0; i < c->queues->len; i++)
        ids[i] = ((const config_queue *)c->queues->pdata[i])->id;
    return ids;
}

const config_queue *config_queue_by_address(const config *c,
                                            const char *mailbox, char **detail)
{
    g_autoptr(address) a = address_parse(mailbox);
    g_autofree char *plain = NULL, *normal = NULL;

    if (detail)
        *detail = NULL;
    if (!a)
        return NULL;
    plain = g_strdup_printf("%s@%s", a->local, a->domain);
    normal = address_normal(plain);
    for (guint i = 0; normal && i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];

        if (g_strcmp0(q->address, normal) != 0 &&
            !config_listed(q->aliases, normal))
            continue;
        if (detail)
            *detail = g_strdup(a->detail);
        return q;
    }
    return NULL;
}

bool config_is_own_address(const config *c, const char *mailbox)
{
    return config_queue_by_address(c, mailbox, NULL) != NULL;
}

/* ---- defaults ---- */

static void default_domain(const config *c)
{
    g_autoptr(address) a = NULL;

    if (c->site->domain || c->queues->len == 0)
        return;
    a = address_parse(((const config_queue *)c->queues->pdata[0])->address);
    c->site->domain = g_strdup(a ? a->domain : "localhost");
}

static void complete(config_reading *r)
{
    const config *c = r->config;

    default_domain(c);
    for (guint i = 0; i < c->queues->len; i++) {
        config_queue *q = c->queues->pdata[i];

        if (!q->name)
            q->name = g_strdup(c->site->name);
        if (!q->language)
            q->language = g_strdup(c->site->language);
    }
}

/* ---- checks ---- */

void config_check_queue_name(config_reading *r, const void *base,
                             const char *key, const char *where,
                             const char *name)
{
    g_autofree char *hint = NULL;

    if (config_queue_by_id(r->config, name))
        return;
    hint = config_id_hint(r->config->queues, name);
    config_bad(r, base, key, "[%s] %s: there is no [queue %s]%s", where, key,
               name, hint);
}

void config_claim(config_reading *r, GHashTable *owners, const char *text,
                  const char *owner, const void *base, const char *key)
{
    const char *first = g_hash_table_lookup(owners, text);

    if (first)
        config_bad(r, base, key, "[%s] %s: %s belongs to [%s] already", owner,
                   key, text, first);
    else
        g_hash_table_insert(owners, g_strdup(text), g_strdup(owner));
}

static void check_queue_address(config_reading *r, config_queue *q,
                                const char *text, const char *key)
{
    g_autoptr(address) a = address_parse(text);

    if (a->detail)
        config_bad(
            r, q, key,
            "[queue %s] %s: %s has a '+': the part after it is Postern's own",
            q->id, key, text);
    if (!address_is_ascii(text))
        config_bad(r, q, key,
                   "[queue %s] %s: %s: only ASCII may stand before the @",
                   q->id, key, text);
}

void config_claim_queues(config_reading *r, GHashTable *owners)
{
    for (guint i = 0; i < r->config->queues->len; i++) {
        config_queue *q = r->config->queues->pdata[i];
        g_autofree char *owner = g_strdup_printf("queue %s", q->id);

        if (q->address) {
            check_queue_address(r, q, q->address, "address");
            config_claim(r, owners, q->address, owner, q, "address");
        }
        for (guint n = 0; n < q->aliases->len; n++) {
            check_queue_address(r, q, q->aliases->pdata[n], "aliases");
            config_claim(r, owners, q->aliases->pdata[n], owner, q, "aliases");
        }
    }
}

/* [site] admin: here, where it can be told whose address that is. */
static void check_admins(config_reading *r)
{
    const config_site *site = r->config->site;

    for (guint i = 0; i < site->admins->len; i++)
        if (config_is_own_address(r->config, site->admins->pdata[i]))
            config_bad(
                r, site, "admin",
                "[site] admin: %s is a queue's address: alarms would become "
                "tickets",
                (const char *)site->admins->pdata[i]);
}

static void check_spam(config_reading *r)
{
    for (guint i = 0; i < r->config->queues->len; i++) {
        const config_queue *q = r->config->queues->pdata[i];

        if (q->spam_reject < q->spam_hold)
            config_advise(r, q, "spam_reject",
                          "[queue %s] spam_reject: it would refuse mail that "
                          "spam_hold would not even put on hold",
                          q->id);
    }
}

static void check_process(config_reading *r)
{
    for (guint i = 0; i < r->config->queues->len; i++) {
        const config_queue *q = r->config->queues->pdata[i];
        g_autofree char *where = g_strdup_printf("queue %s", q->id);

        config_check_calendar_name(r, q, "calendar", where, q->calendar);
        config_check_sla_name(r, q, "sla", where, q->sla);
        config_check_zone(r, q, where, q->zone);
        config_check_type_name(r, q, "type", where, q->type);
    }
}

static void check(config_reading *r)
{
    if (r->config->queues->len == 0)
        config_problem_add(r->problems, true, 0,
                           "there is no [queue NAME]: a desk needs one, with "
                           "address = ...");
    check_admins(r);
    check_spam(r);
    check_process(r);
}

static const config_key keys[] = {
    CONFIG_QUEUE_KEYS(CONFIG_ROW, config_queue){.key = NULL},
};

const config_section config_queue_section = {
    .name = "queue",
    .argument = "NAME",
    .help = "An address that is served",
    .at = offsetof(config, queues),
    .size = sizeof(config_queue),
    .keys = keys,
    .complete = complete,
    .check = check,
};
