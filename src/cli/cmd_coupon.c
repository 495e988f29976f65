/* cmd_coupon: coupons, each good for one request. */
#include "cli/entitled.h"

#include "base/address.h"
#include "config/site.h"
#include "desk/queue_config.h"
#include "desk/sla_config.h"
#include "write/coupon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUPONS_MAX 1000
#define COUPON_LIFE (365 * SPAN_DAY)

/* Their texts: char*. */
static GPtrArray *mint(const entitled *e, const secret_key *site,
                       int64_t contract, const char *sla, int64_t expires_ms,
                       int count, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < count; i++) {
        char *text = coupon_make(site);
        g_autofree char *key = coupon_key(site, text);
        store_coupon k = {.mac = key,
                          .contract = contract,
                          .sla = (char *)sla,
                          .expires_ms = expires_ms};
        g_ptr_array_add(texts, text);
        if (!store_coupon_add(e->s, &k, error))
            return NULL;
    }
    return g_steal_pointer(&texts);
}

static char *mail_data(const GPtrArray *texts, const char *company,
                       const char *sla, int64_t expires_ms)
{
    json_t *all = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(all, json_string(texts->pdata[i]));
    json_t *data = json_pack("{s:o, s:s, s:s, s:I, s:b}", "coupons", all,
                             "company", company, "sla", sla, "until_ms",
                             (json_int_t)expires_ms, "one", texts->len == 1);
    char *raw = json_dumps(data, JSON_COMPACT), *text = g_strdup(raw);
    free(raw);
    json_decref(data);
    return text;
}

/* Who gets them by mail; NULL: they are printed. */
static bool mail_coupons(const entitled *e, const GPtrArray *texts,
                         const store_contract *k, const char *sla,
                         int64_t expires_ms, GError **error)
{
    g_autoptr(store_company) of = store_company_get(e->s, k->company, error);
    const config_queue *q = e->c->queues->pdata[0];
    g_autofree char *to = address_normal(entitled_option(e, "to"));

    if (!of)
        return false;
    if (!to) {
        err_set(error, ERR_USAGE, "%s is no address", entitled_option(e, "to"));
        return false;
    }
    g_autofree char *data = mail_data(texts, of->name, sla, expires_ms);
    store_outgoing o = {.audience = STORE_TO_CUSTOMER,
                        .template = (char *)"coupons",
                        .queue = q->id,
                        .recipient = to,
                        .data = data,
                        .state = STORE_OUT_READY,
                        .date_ms = e->now_ms,
                        .next_ms = e->now_ms,
                        .created_ms = e->now_ms};
    bool fine = store_outgoing_add(e->s, &o, error);
    g_free(o.unique);
    return fine;
}

static void print_coupons(const entitled *e, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        if (e->x->json)
            cli_json(json_pack("{s:s}", "coupon", texts->pdata[i]));
        else
            printf("%s\n", (const char *)texts->pdata[i]);
    }
}

bool entitled_coupons(entitled *e, const store_contract *k, const char *sla,
                      int count, GError **error)
{
    int64_t expires_ms = e->now_ms + COUPON_LIFE;
    secret_key site;

    if (count <= 0 || count > COUPONS_MAX || !sla) {
        err_set(error, ERR_USAGE, "say --sla NAME, and 1 to %d of them",
                COUPONS_MAX);
        return false;
    }
    if (!config_sla_by_id(e->c, sla)) {
        err_set(error, ERR_USAGE, "there is no [sla %s]", sla);
        return false;
    }
    if (!entitled_moment(e, "expires", &expires_ms, error) ||
        !secret_key_load(e->c->site->key_file, &site, error))
        return false;
    g_autoptr(GPtrArray) texts =
        mint(e, &site, k->id, sla, expires_ms, count, error);
    secret_wipe(&site, sizeof site);
    if (!texts)
        return false;
    if (entitled_option(e, "to"))
        return mail_coupons(e, texts, k, sla, expires_ms, error);
    print_coupons(e, texts);
    return true;
}

static bool coupon_mint(entitled *e, GError **error)
{
    const char *contract = entitled_option(e, "contract");
    const char *number = entitled_option(e, "number");
    g_autoptr(store_contract) k = NULL;

    if (!contract) {
        err_set(error, ERR_USAGE, "say --contract NAME");
        return false;
    }
    k = store_contract_find(e->s, contract, error);
    return k && entitled_coupons(e, k, entitled_option(e, "sla"),
                                 number ? atoi(number) : 1, error);
}

static const char *state_of(const entitled *e, const store_coupon *k)
{
    return k->used_ms                   ? "used"
           : k->revoked_ms              ? "revoked"
           : k->expires_ms <= e->now_ms ? "expired"
                                        : "good";
}

static bool coupon_list(entitled *e, GError **error)
{
    g_autoptr(GPtrArray) all = store_coupon_list(e->s, 0, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_coupon *k = all->pdata[i];
        g_autofree char *until = cli_time(k->expires_ms);
        if (e->x->json)
            cli_json(json_pack("{s:s, s:I, s:s, s:s, s:o, s:I}", "coupon",
                               k->mac, "contract", (json_int_t)k->contract,
                               "sla", k->sla, "state", state_of(e, k),
                               "expires", cli_json_time(k->expires_ms),
                               "ticket", (json_int_t)k->ticket));
        else
            printf("%.12s  contract %" G_GINT64_FORMAT "  %s  %s  until %s\n",
                   k->mac, k->contract, k->sla, state_of(e, k), until);
    }
    return all != NULL;
}

static bool coupon_revoke(entitled *e, GError **error)
{
    g_autoptr(GPtrArray) texts = coupon_find(e->argv[2]);
    g_autofree char *key = NULL;
    secret_key site;

    if (texts->len > 0) {
        if (!secret_key_load(e->c->site->key_file, &site, error))
            return false;
        key = coupon_key(&site, texts->pdata[0]);
        secret_wipe(&site, sizeof site);
    } else if (strlen(e->argv[2]) < 8 ||
               strspn(e->argv[2], "0123456789abcdef") != strlen(e->argv[2])) {
        err_set(error, ERR_USAGE,
                "name it by its text, or as `coupon list' does");
        return false;
    }
    int64_t count =
        store_coupon_revoke(e->s, key ? key : e->argv[2], e->now_ms, error);
    if (count == 0)
        err_set(error, ERR_NOT_FOUND, "there is no such coupon to revoke");
    if (count > 0)
        printf("Revoked: %d\n", (int)count);
    return count > 0;
}

int cmd_coupon(cli *x, int argc, char **argv)
{
    static const entitled_verb verbs[] = {{"mint", 1, coupon_mint},
                                          {"list", 1, coupon_list},
                                          {"revoke", 2, coupon_revoke},
                                          {NULL}};
    static const char *const options[] = {"contract", "sla",    "expires",
                                          "to",       "number", NULL};

    return entitled_run(x, argc, argv, BOOK_KINDS, verbs, NULL, options);
}
