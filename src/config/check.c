/* config_check: defaults that depend on other keys, and keys against each
 * other. Runs also over a half-read config, so any text may still be NULL. */
#include "config/table.h"

#include "base/address.h"
#include "base/nearest.h"

#include <math.h>
#include <string.h>

#define RUN_FOLDER_MAX 90 /* octets: a socket's path has 107 */

static void set_if_null(char **slot, const char *text)
{
    if (*slot == NULL)
        *slot = g_strdup(text);
}

/* ---- defaults ---- */

static void default_domain(config *c)
{
    g_autoptr(address) a = NULL;

    if (c->domain != NULL || c->queues->len == 0)
        return;
    a = address_parse(((const config_queue *)c->queues->pdata[0])->address);
    c->domain = g_strdup(a != NULL ? a->domain : "localhost");
}

static void default_store(config *c)
{
    if (c->store_path == NULL)
        c->store_path = g_build_filename(c->state, "store.db", NULL);
}

static void default_names(config *c)
{
    for (guint i = 0; i < c->queues->len; i++) {
        config_queue *q = c->queues->pdata[i];

        set_if_null(&q->name, c->site_name);
        set_if_null(&q->language, c->language);
    }
    for (guint i = 0; i < c->operators->len; i++) {
        config_operator *o = c->operators->pdata[i];

        set_if_null(&o->name, o->id);
        set_if_null(&o->language, c->language);
    }
    for (guint i = 0; i < c->categories->len; i++) {
        config_category *k = c->categories->pdata[i];

        set_if_null(&k->title, k->id);
    }
}

static void need_line(config *c, int number)
{
    config_line *l;

    if (config_line_by_number(c, number) != NULL)
        return;
    l = g_new0(config_line, 1);
    l->number = number;
    l->answer = CONFIG_ANSWER_UNSET;
    g_ptr_array_add(c->lines, l);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    return (*(config_line *const *)a)->number -
           (*(config_line *const *)b)->number;
}

static void default_lines(config *c)
{
    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        for (guint n = 0; n < o->lines->len; n++)
            need_line(c, g_array_index(o->lines, int, n));
    }
    for (guint i = 0; i < c->queues->len; i++)
        need_line(c, ((const config_queue *)c->queues->pdata[i])->line);
    for (guint i = 0; i < c->categories->len; i++) {
        const config_category *k = c->categories->pdata[i];

        if (k->line != 0)
            need_line(c, k->line);
    }
    g_ptr_array_sort(c->lines, by_number);
    for (guint i = 0; i < c->lines->len; i++) {
        config_line *l = c->lines->pdata[i];

        if (l->name == NULL)
            l->name = g_strdup_printf("line %d", l->number);
    }
}

/* ---- addresses ---- */

/* Remembers who has an address; tells of the second. */
static void claim_address(config_reading *r, GHashTable *owners,
                          const char *text, const char *owner, void *base,
                          const char *key)
{
    const char *first = g_hash_table_lookup(owners, text);

    if (first != NULL)
        config_bad(r, base, key, "[%s] %s: %s belongs to [%s] already", owner,
                   key, text, first);
    else
        g_hash_table_insert(owners, g_strdup(text), g_strdup(owner));
}

static void check_queue_address(config_reading *r, config_queue *q,
                                const char *text, const char *key)
{
    g_autoptr(address) a = address_parse(text);

    if (a->detail != NULL)
        config_bad(
            r, q, key,
            "[queue %s] %s: %s has a '+': the part after it is Postern's own",
            q->id, key, text);
    if (!address_is_ascii(text))
        config_bad(r, q, key,
                   "[queue %s] %s: %s: only ASCII may stand before the @",
                   q->id, key, text);
}

static void check_queue_addresses(config_reading *r, GHashTable *owners)
{
    for (guint i = 0; i < r->config->queues->len; i++) {
        config_queue *q = r->config->queues->pdata[i];
        g_autofree char *owner = g_strdup_printf("queue %s", q->id);

        if (q->address != NULL) {
            check_queue_address(r, q, q->address, "address");
            claim_address(r, owners, q->address, owner, q, "address");
        }
        for (guint n = 0; n < q->aliases->len; n++) {
            check_queue_address(r, q, q->aliases->pdata[n], "aliases");
            claim_address(r, owners, q->aliases->pdata[n], owner, q, "aliases");
        }
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
            claim_address(r, owners, o->addresses->pdata[n], owner, o,
                          "address");
    }
}

static void check_admins(config_reading *r)
{
    for (guint i = 0; i < r->config->admins->len; i++)
        if (config_is_own_address(r->config, r->config->admins->pdata[i]))
            config_bad(
                r, NULL, "site.admin",
                "[site] admin: %s is a queue's address: alarms would become "
                "tickets",
                (const char *)r->config->admins->pdata[i]);
}

/* ---- names ---- */

void config_check_queue_name(config_reading *r, const void *base,
                             const char *key, const char *where,
                             const char *name)
{
    const GPtrArray *queues = r->config->queues;
    g_autofree const char **names = NULL;
    g_autofree char *hint = NULL;

    if (config_queue_by_id(r->config, name) != NULL)
        return;
    names = g_new0(const char *, queues->len + 1);
    for (guint i = 0; i < queues->len; i++)
        names[i] = ((const config_queue *)queues->pdata[i])->id;
    hint = nearest_hint(name, names);
    config_bad(r, base, key, "[%s] %s: there is no [queue %s]%s", where, key,
               name, hint);
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

static void check_operator_queues(config_reading *r)
{
    for (guint i = 0; i < r->config->operators->len; i++) {
        config_operator *o = r->config->operators->pdata[i];
        g_autofree char *where = g_strdup_printf("operator %s", o->id);

        for (guint n = 0; n < o->queues->len; n++)
            config_check_queue_name(r, o, "queues", where, o->queues->pdata[n]);
    }
}

static void check_category_operator(config_reading *r, config_category *k)
{
    const GPtrArray *all = r->config->operators;
    g_autofree const char **names = NULL;
    g_autofree char *hint = NULL;

    if (k->assign == NULL || config_operator_by_id(r->config, k->assign))
        return;
    names = g_new0(const char *, all->len + 1);
    for (guint i = 0; i < all->len; i++)
        names[i] = ((const config_operator *)all->pdata[i])->id;
    hint = nearest_hint(k->assign, names);
    config_bad(r, k, "assign",
               "[category %s] assign: there is no [operator %s]%s", k->id,
               k->assign, hint);
}

/* What the filter that learns knows has names, and two are taken. */
static void check_category_name(config_reading *r, const config_category *k)
{
    if (strcmp(k->id, "spam") == 0 || strcmp(k->id, "ham") == 0)
        config_bad(r, k, "",
                   "[category %s]: that name stands for what is learned about "
                   "spam; choose another",
                   k->id);
}

static void check_probability(config_reading *r, double value, const char *key)
{
    g_autofree char *place = g_strdup_printf("learn.%s", key);

    if (!isinf(value) && value > 1)
        config_bad(r, NULL, place,
                   "[learn] %s must be a probability up to 1, or off", key);
}

static void check_learning(config_reading *r)
{
    check_probability(r, r->config->learn_suggest, "suggest");
    check_probability(r, r->config->learn_apply, "apply");
}

static void check_categories(config_reading *r)
{
    for (guint i = 0; i < r->config->categories->len; i++) {
        config_category *k = r->config->categories->pdata[i];
        g_autofree char *where = g_strdup_printf("category %s", k->id);

        if (k->queue != NULL)
            config_check_queue_name(r, k, "queue", where, k->queue);
        check_category_operator(r, k);
        check_category_name(r, k);
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
            claim_address(r, owners, o->sasl_logins->pdata[n], owner, o,
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

/* ---- the desk as a whole ---- */

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

static void check_desk(config_reading *r)
{
    const config *c = r->config;

    if (c->queues->len == 0)
        config_problem_add(r->problems, true, 0,
                           "there is no [queue NAME]: a desk needs one, with "
                           "address = ...");
    if (strlen(c->run) > RUN_FOLDER_MAX)
        config_bad(
            r, NULL, "site.run",
            "[site] run is too long for the sockets in it (%d octets at most)",
            RUN_FOLDER_MAX);
    if (c->milter_listen == NULL && c->mailboxes->len == 0)
        config_problem_add(r->problems, false, 0,
                           "there is neither [milter] nor [mailbox NAME]: mail "
                           "comes in by `postern deliver` only");
    check_staff(r);
}

void config_check(config_reading *r)
{
    g_autoptr(GHashTable) owners =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    default_domain(r->config);
    default_store(r->config);
    default_names(r->config);
    default_lines(r->config);
    check_queue_addresses(r, owners);
    check_operator_addresses(r, owners);
    check_admins(r);
    check_spam(r);
    check_operator_queues(r);
    check_categories(r);
    check_learning(r);
    check_operator_numbers(r);
    check_sasl(r);
    config_check_servers(r);
    check_desk(r);
    config_check_rooms(r);
}
