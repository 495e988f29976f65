/* operator_config: [operator NAME], who answers. */
#include "desk/operator_config.h"

#include "base/address.h"
#include "base/money.h"
#include "config/section.h"
#include "config/site.h"
#include "desk/hear.h"
#include "desk/queue_config.h"
#include "desk/roles_config.h"
#include "worktime/calendar_config.h"

const char *const config_morning_words[] = {"yes", "no", "by-line", NULL};
const char *const config_answer_words[] = {"reply", "note", "by-line", NULL};

/* ---- look-ups ---- */

const config_operator *config_operator_by_id(const config *c, const char *id)
{
    return config_by_id(c->operators, id);
}

const config_operator *config_operator_by_address(const config *c,
                                                  const char *mailbox)
{
    g_autofree char *normal = address_normal(mailbox);

    for (guint i = 0; normal && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (config_listed(o->addresses, normal))
            return o;
    }
    return NULL;
}

const config_operator *config_operator_by_sasl(const config *c,
                                               const char *login)
{
    for (guint i = 0; login && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (config_listed(o->sasl_logins, login))
            return o;
    }
    return NULL;
}

bool config_operator_serves(const config_operator *o, const char *queue)
{
    return role_granted(o->grants, role_having(RIGHT_SEE), queue, 0);
}

bool config_operator_on_line(const config_operator *o, int line,
                             const char *queue)
{
    return role_granted(o->grants, role_having(RIGHT_TOLD), queue, line);
}

GTimeZone *config_zone_for(const config *c, const config_operator *o,
                           const config_queue *q)
{
    const char *name = o && o->zone   ? o->zone
                       : q && q->zone ? q->zone
                                      : c->site->zone;
    GTimeZone *zone = name ? g_time_zone_new_identifier(name) : NULL;

    return zone ? zone : g_time_zone_new_utc();
}

/* FNV-1a, folded to 16 bits; 0 stands for nobody. Addresses that are out in mail
 * depend on it: it must never change. */
uint16_t config_operator_number(const char *id)
{
    uint32_t hash = 2166136261u;
    uint16_t number;

    for (; *id != '\0'; id++)
        hash = (hash ^ (uint8_t)*id) * 16777619u;
    number = (uint16_t)(hash ^ (hash >> 16));
    return number != 0 ? number : 1;
}

/* ---- defaults and checks ---- */

static void complete(config_reading *r)
{
    const config *c = r->config;

    for (guint i = 0; i < c->operators->len; i++) {
        config_operator *o = c->operators->pdata[i];

        if (!o->name)
            o->name = g_strdup(o->id);
        if (!o->language)
            o->language = g_strdup(c->site->language);
        config_roles_complete(o);
    }
}

static void check_operator_addresses(config_reading *r, GHashTable *owners)
{
    for (guint i = 0; i < r->config->operators->len; i++) {
        config_operator *o = r->config->operators->pdata[i];
        g_autofree char *owner = g_strdup_printf("operator %s", o->id);

        if (o->addresses->len == 0 && config_is_written(r, o, "address"))
            config_bad(r, o, "address", "[%s] address is empty", owner);
        for (guint n = 0; n < o->addresses->len; n++)
            config_claim(r, owners, o->addresses->pdata[n], owner, o,
                         "address");
    }
}

static void check_operator_queues(config_reading *r)
{
    for (guint i = 0; i < r->config->operators->len; i++) {
        config_operator *o = r->config->operators->pdata[i];
        g_autofree char *where = g_strdup_printf("operator %s", o->id);

        for (guint n = 0; n < o->queues->len; n++)
            config_check_queue_name(r, o, "queues", where, o->queues->pdata[n]);
        config_check_zone(r, o, where, o->zone);
    }
}

static void check_calendars(config_reading *r)
{
    for (guint i = 0; i < r->config->operators->len; i++) {
        config_operator *o = r->config->operators->pdata[i];
        g_autofree char *where = g_strdup_printf("operator %s", o->id);

        config_check_calendar_name(r, o, "calendar", where, o->calendar);
        g_autoptr(GTimeZone) zone = config_zone_for(r->config, o, NULL);
        hear_config(r, o, zone);
    }
}

static void check_sasl(config_reading *r)
{
    g_autoptr(GHashTable) owners =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    for (guint i = 0; i < r->config->operators->len; i++) {
        config_operator *o = r->config->operators->pdata[i];
        g_autofree char *owner = g_strdup_printf("operator %s", o->id);

        for (guint n = 0; n < o->sasl_logins->len; n++)
            config_claim(r, owners, o->sasl_logins->pdata[n], owner, o,
                         "sasl_login");
    }
}

static void check_operator_numbers(config_reading *r)
{
    const GPtrArray *all = r->config->operators;

    for (guint i = 0; i < all->len; i++)
        for (guint n = 0; n < i; n++) {
            const config_operator *a = all->pdata[n], *b = all->pdata[i];

            if (config_operator_number(a->id) == config_operator_number(b->id))
                config_bad(
                    r, b, "",
                    "[operator %s] and [operator %s] happen to get the same "
                    "number in reply addresses: rename one of them",
                    b->id, a->id);
        }
}

static bool is_staffed(const config *c, int line, const char *queue)
{
    for (guint i = 0; i < c->operators->len; i++)
        if (config_operator_on_line(c->operators->pdata[i], line, queue))
            return true;
    return false;
}

static void check_staff(config_reading *r)
{
    const config *c = r->config;

    if (c->operators->len == 0) {
        config_problem_add(r->problems, false, 0,
                           "there is no [operator NAME]: nobody will hear "
                           "of new tickets");
        return;
    }
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];

        if (!is_staffed(c, q->line, q->id))
            config_advise(
                r, q, "line",
                "[queue %s] nobody is on its line %d: nobody will hear of "
                "new tickets",
                q->id, q->line);
    }
}

/* "EUR" of "45.50 EUR"; NULL. Caller frees. */
static char *currency_of(const char *cost)
{
    size_t size = strlen(cost), at = size;

    while (at > 0 && g_ascii_isalpha(cost[at - 1]))
        at--;
    return at > 0 && at < size ? g_ascii_strup(cost + at, -1) : NULL;
}

int64_t config_cost_minor(const config_operator *o, const char *currency)
{
    int64_t minor = 0;
    g_autofree char *wrong =
        o->cost ? money_read(o->cost, currency, &minor) : NULL;

    return wrong ? 0 : minor;
}

static void check_costs(config_reading *r)
{
    for (guint i = 0; i < r->config->operators->len; i++) {
        const config_operator *o = r->config->operators->pdata[i];
        g_autofree char *currency = o->cost ? currency_of(o->cost) : NULL;
        int64_t minor = 0;
        g_autofree char *wrong =
            o->cost ? money_read(o->cost, currency, &minor) : NULL;

        if (!wrong && minor < 0)
            wrong = g_strdup("an hour costs nothing or more");
        if (wrong)
            config_bad(r, o, "cost", "[operator %s] cost: %s", o->id, wrong);
    }
}

static void check(config_reading *r)
{
    g_autoptr(GHashTable) owners =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    config_claim_queues(r, owners);
    check_operator_addresses(r, owners);
    check_operator_queues(r);
    check_operator_numbers(r);
    check_sasl(r);
    check_calendars(r);
    config_roles_check(r);
    check_staff(r);
    check_costs(r);
}

static void forget(config *c)
{
    for (guint i = 0; i < c->operators->len; i++)
        hear_forget(c->operators->pdata[i]);
    for (guint i = 0; i < c->operators->len; i++)
        g_clear_pointer(&((config_operator *)c->operators->pdata[i])->grants,
                        g_array_unref);
}

static const config_key keys[] = {
    CONFIG_OPERATOR_KEYS(CONFIG_ROW, config_operator){.key = NULL},
};

const config_section config_operator_section = {
    .name = "operator",
    .argument = "NAME",
    .help = "A person who answers; NAME is what colleagues write after /assign",
    .at = offsetof(config, operators),
    .size = sizeof(config_operator),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};
