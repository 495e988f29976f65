/* cmd_company: who is entitled to what: companies, contracts, services and
 * coupons. */
#include "cli/desk.h"

#include "base/address.h"
#include "base/err.h"
#include "base/span.h"
#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/sla_config.h"
#include "roles/now.h"
#include "store/company.h"
#include "worktime/calendar_config.h"
#include "worktime/zone.h"
#include "write/coupon.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define COUPONS_MAX 1000
#define COUPON_LIFE (365 * SPAN_DAY)

/* What may stand after these commands. */
typedef struct options {
    char *ext, *name, *zone, *language, *manager, *company, *contract, *sla,
        *calendar, *from, *until, *expires, *to, *coupon_sla;
    int count, coupons;
} options;

static void options_clear(options *o)
{
    char **texts[] = {&o->ext,      &o->name,      &o->zone,     &o->language,
                      &o->manager,  &o->company,   &o->contract, &o->sla,
                      &o->calendar, &o->from,      &o->until,    &o->expires,
                      &o->to,       &o->coupon_sla};

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(options, options_clear)

static bool read_options(cli *x, int *argc, char ***argv, options *o)
{
    const GOptionEntry entries[] = {
        {"ext", 0, 0, G_OPTION_ARG_STRING, &o->ext, NULL, NULL},
        {"name", 0, 0, G_OPTION_ARG_STRING, &o->name, NULL, NULL},
        {"zone", 0, 0, G_OPTION_ARG_STRING, &o->zone, NULL, NULL},
        {"language", 0, 0, G_OPTION_ARG_STRING, &o->language, NULL, NULL},
        {"manager", 0, 0, G_OPTION_ARG_STRING, &o->manager, NULL, NULL},
        {"company", 0, 0, G_OPTION_ARG_STRING, &o->company, NULL, NULL},
        {"contract", 0, 0, G_OPTION_ARG_STRING, &o->contract, NULL, NULL},
        {"sla", 0, 0, G_OPTION_ARG_STRING, &o->sla, NULL, NULL},
        {"calendar", 0, 0, G_OPTION_ARG_STRING, &o->calendar, NULL, NULL},
        {"from", 0, 0, G_OPTION_ARG_STRING, &o->from, NULL, NULL},
        {"until", 0, 0, G_OPTION_ARG_STRING, &o->until, NULL, NULL},
        {"expires", 0, 0, G_OPTION_ARG_STRING, &o->expires, NULL, NULL},
        {"to", 0, 0, G_OPTION_ARG_STRING, &o->to, NULL, NULL},
        {"coupon-sla", 0, 0, G_OPTION_ARG_STRING, &o->coupon_sla, NULL, NULL},
        {"coupons", 0, 0, G_OPTION_ARG_INT, &o->coupons, NULL, NULL},
        {"number", 'n', 0, G_OPTION_ARG_INT, &o->count, NULL, NULL},
        {NULL}};

    return cli_options(x, argc, argv, entries);
}

/* One command at work. */
typedef struct job {
    cli *x;
    const config *c;
    store *s;
    options o;
    int argc;
    char **argv; /* argv[2]: what it is about */
    int64_t now_ms;
} job;

/* "2026-12-31" at midnight UTC, or "1y", "30d" from now. */
static bool read_moment(const job *b, const char *text, int64_t *ms)
{
    int year, month, day;
    int64_t span;
    char *end;
    guint64 years = g_ascii_strtoull(text, &end, 10);

    if (strcmp(end, "y") == 0 && years > 0 && years < 100) {
        *ms = b->now_ms + (int64_t)years * COUPON_LIFE;
        return true;
    }
    if (sscanf(text, "%d-%d-%d", &year, &month, &day) == 3) {
        g_autoptr(GDateTime) t = g_date_time_new_utc(year, month, day, 0, 0, 0);
        *ms = t ? g_date_time_to_unix(t) * 1000 : 0;
        return t != NULL;
    }
    if (!span_read(text, &span))
        return false;
    *ms = b->now_ms + span;
    return true;
}

static bool moment(const job *b, const char *text, int64_t *ms, GError **error)
{
    if (!text || read_moment(b, text, ms))
        return true;
    err_set(error, ERR_USAGE, "%s is no date: write 2026-12-31, 1y or 30d",
            text);
    return false;
}

static bool known_sla(const job *b, const char *name, GError **error)
{
    if (!name || config_sla_by_id(b->c, name))
        return true;
    err_set(error, ERR_USAGE, "there is no [sla %s]", name);
    return false;
}

static bool known_zone(const char *name, GError **error)
{
    g_autoptr(GTimeZone) zone = name ? zone_by_name(name) : NULL;

    if (!name || zone)
        return true;
    err_set(error, ERR_USAGE, "there is no time zone %s", name);
    return false;
}

static void take(char **slot, const char *text)
{
    if (!text)
        return;
    g_free(*slot);
    *slot = *text ? g_strdup(text) : NULL;
}

/* ---- companies ---- */

static bool print_company(const job *b, const store_company *k, GError **error)
{
    g_autoptr(GPtrArray) names = store_company_names(b->s, k->id, error);

    if (!names)
        return false;
    if (b->x->json) {
        json_t *all = json_array();
        for (guint i = 0; i < names->len; i++)
            json_array_append_new(all, cli_json_text(names->pdata[i]));
        cli_json(json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                           (json_int_t)k->id, "ext", cli_json_text(k->ext),
                           "name", cli_json_text(k->name), "zone",
                           cli_json_text(k->zone), "language",
                           cli_json_text(k->language), "manager",
                           cli_json_text(k->manager), "people", all));
        return true;
    }
    printf("%" G_GINT64_FORMAT "  %s", k->id, k->name);
    for (guint i = 0; i < names->len; i++)
        printf("%s%s", i ? ", " : "  ", (const char *)names->pdata[i]);
    printf("\n");
    return true;
}

static bool put_company(job *b, store_company *k, GError **error)
{
    take(&k->ext, b->o.ext);
    take(&k->name, b->o.name);
    take(&k->zone, b->o.zone);
    take(&k->language, b->o.language);
    take(&k->manager, b->o.manager);
    return known_zone(k->zone, error) && store_company_put(b->s, k, error) &&
           print_company(b, k, error);
}

static bool company_add(job *b, GError **error)
{
    g_autoptr(store_company) k = g_new0(store_company, 1);

    k->name = g_strdup(b->argv[2]);
    return put_company(b, k, error);
}

static bool company_set(job *b, GError **error)
{
    g_autoptr(store_company) k = store_company_find(b->s, b->argv[2], error);

    return k && put_company(b, k, error);
}

static bool company_list(job *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_company_list(b->s, error);

    for (guint i = 0; all && i < all->len; i++)
        if (!print_company(b, all->pdata[i], error))
            return false;
    return all != NULL;
}

/* "example.com" or "kari@example.com"; with - before it, no longer. */
static bool set_name(const job *b, const char *text, int64_t company,
                     GError **error)
{
    bool off = *text == '-';
    int64_t to = off ? 0 : company;
    g_autofree char *low = g_ascii_strdown(text + off, -1);
    g_autofree char *normal = strchr(low, '@') ? address_normal(low) : NULL;

    if (normal)
        return store_handle_set(b->s, normal, to, error);
    if (!strchr(low, '@') && strchr(low, '.'))
        return store_domain_set(b->s, low, to, error);
    err_set(error, ERR_USAGE, "%s is neither an address nor a domain", text);
    return false;
}

static bool company_domain(job *b, GError **error)
{
    g_autoptr(store_company) k = store_company_find(b->s, b->argv[2], error);

    for (int i = 3; k && i < b->argc; i++)
        if (!set_name(b, b->argv[i], k->id, error))
            return false;
    return k && print_company(b, k, error);
}

/* ---- coupons ---- */

/* Their texts: char*. */
static GPtrArray *mint(const job *b, const secret_key *site, int64_t contract,
                       const char *sla, int64_t expires_ms, int count,
                       GError **error)
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
        if (!store_coupon_add(b->s, &k, error))
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
static bool mail_coupons(const job *b, const GPtrArray *texts,
                         const store_contract *k, const char *sla,
                         int64_t expires_ms, GError **error)
{
    g_autoptr(store_company) of = store_company_get(b->s, k->company, error);
    const config_queue *q = b->c->queues->pdata[0];
    g_autofree char *to = address_normal(b->o.to);

    if (!of)
        return false;
    if (!to) {
        err_set(error, ERR_USAGE, "%s is no address", b->o.to);
        return false;
    }
    g_autofree char *data = mail_data(texts, of->name, sla, expires_ms);
    store_outgoing o = {.audience = STORE_TO_CUSTOMER,
                        .template = (char *)"coupons",
                        .queue = q->id,
                        .recipient = to,
                        .data = data,
                        .state = STORE_OUT_READY,
                        .date_ms = b->now_ms,
                        .next_ms = b->now_ms,
                        .created_ms = b->now_ms};
    bool fine = store_outgoing_add(b->s, &o, error);
    g_free(o.unique);
    return fine;
}

static void print_coupons(const job *b, const GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        if (b->x->json)
            cli_json(json_pack("{s:s}", "coupon", texts->pdata[i]));
        else
            printf("%s\n", (const char *)texts->pdata[i]);
    }
}

static bool give_coupons(job *b, const store_contract *k, int count,
                         GError **error)
{
    int64_t expires_ms = b->now_ms + COUPON_LIFE;
    const char *sla = b->o.sla;
    secret_key site;

    if (count <= 0 || count > COUPONS_MAX || !sla) {
        err_set(error, ERR_USAGE, "say --sla NAME, and 1 to %d of them",
                COUPONS_MAX);
        return false;
    }
    if (!moment(b, b->o.expires, &expires_ms, error) ||
        !known_sla(b, sla, error) ||
        !secret_key_load(b->c->site->key_file, &site, error))
        return false;
    g_autoptr(GPtrArray) texts =
        mint(b, &site, k->id, sla, expires_ms, count, error);
    secret_wipe(&site, sizeof site);
    if (!texts)
        return false;
    if (b->o.to)
        return mail_coupons(b, texts, k, sla, expires_ms, error);
    print_coupons(b, texts);
    return true;
}

static bool coupon_mint(job *b, GError **error)
{
    g_autoptr(store_contract) k = NULL;

    if (!b->o.contract) {
        err_set(error, ERR_USAGE, "say --contract NAME");
        return false;
    }
    k = store_contract_find(b->s, b->o.contract, error);
    return k && give_coupons(b, k, b->o.count ? b->o.count : 1, error);
}

static const char *state_of(const job *b, const store_coupon *k)
{
    return k->used_ms                   ? "used"
           : k->revoked_ms              ? "revoked"
           : k->expires_ms <= b->now_ms ? "expired"
                                        : "good";
}

static bool coupon_list(job *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_coupon_list(b->s, 0, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_coupon *k = all->pdata[i];
        g_autofree char *until = cli_time(k->expires_ms);
        if (b->x->json)
            cli_json(json_pack("{s:s, s:I, s:s, s:s, s:o, s:I}", "coupon",
                               k->mac, "contract", (json_int_t)k->contract,
                               "sla", k->sla, "state", state_of(b, k),
                               "expires", cli_json_time(k->expires_ms),
                               "ticket", (json_int_t)k->ticket));
        else
            printf("%.12s  contract %" G_GINT64_FORMAT "  %s  %s  until %s\n",
                   k->mac, k->contract, k->sla, state_of(b, k), until);
    }
    return all != NULL;
}

static bool coupon_revoke(job *b, GError **error)
{
    g_autoptr(GPtrArray) texts = coupon_find(b->argv[2]);
    g_autofree char *key = NULL;
    secret_key site;

    if (texts->len > 0) {
        if (!secret_key_load(b->c->site->key_file, &site, error))
            return false;
        key = coupon_key(&site, texts->pdata[0]);
        secret_wipe(&site, sizeof site);
    } else if (strlen(b->argv[2]) < 8 ||
               strspn(b->argv[2], "0123456789abcdef") != strlen(b->argv[2])) {
        err_set(error, ERR_USAGE,
                "name it by its text, or as `coupon list' does");
        return false;
    }
    int64_t count =
        store_coupon_revoke(b->s, key ? key : b->argv[2], b->now_ms, error);
    if (count == 0)
        err_set(error, ERR_NOT_FOUND, "there is no such coupon to revoke");
    if (count > 0)
        printf("Revoked: %d\n", (int)count);
    return count > 0;
}

/* ---- contracts ---- */

static void print_contract(const job *b, const store_contract *k)
{
    g_autofree char *from = cli_time(k->from_ms);
    g_autofree char *until = k->until_ms ? cli_time(k->until_ms) : NULL;

    if (b->x->json)
        cli_json(json_pack(
            "{s:I, s:o, s:I, s:o, s:o, s:o}", "id", (json_int_t)k->id, "ext",
            cli_json_text(k->ext), "company", (json_int_t)k->company, "sla",
            cli_json_text(k->sla), "from", cli_json_time(k->from_ms), "until",
            cli_json_time(k->until_ms)));
    else
        printf("%" G_GINT64_FORMAT "  company %" G_GINT64_FORMAT
               "  %s  from %s%s%s\n",
               k->id, k->company, k->sla ? k->sla : "no SLA", from,
               until ? " until " : "", until ? until : "");
}

/* A renewal is a new one, which begins where the other ends. */
static bool contract_add(job *b, GError **error)
{
    g_autoptr(store_company) of = store_company_find(b->s, b->argv[2], error);
    g_autoptr(store_contract) k = g_new0(store_contract, 1);

    if (!of)
        return false;
    k->company = of->id;
    k->ext = g_strdup(b->o.ext);
    k->sla = g_strdup(b->o.sla);
    k->from_ms = b->now_ms;
    if (!known_sla(b, k->sla, error) ||
        !moment(b, b->o.from, &k->from_ms, error) ||
        !moment(b, b->o.until, &k->until_ms, error) ||
        !store_contract_put(b->s, k, error))
        return false;
    print_contract(b, k);
    if (b->o.coupons == 0)
        return true;
    take(&b->o.sla, b->o.coupon_sla);
    return give_coupons(b, k, b->o.coupons, error);
}

static bool contract_list(job *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_contract_list(b->s, 0, error);

    for (guint i = 0; all && i < all->len; i++)
        print_contract(b, all->pdata[i]);
    return all != NULL;
}

static bool contract_end(job *b, GError **error)
{
    g_autoptr(store_contract) k = store_contract_find(b->s, b->argv[2], error);

    if (!k)
        return false;
    k->until_ms = b->now_ms;
    if (!moment(b, b->o.until, &k->until_ms, error) ||
        !store_contract_put(b->s, k, error))
        return false;
    print_contract(b, k);
    return true;
}

/* ---- services ---- */

static void print_service(const job *b, const store_service *k)
{
    if (b->x->json)
        cli_json(json_pack("{s:I, s:o, s:I, s:s, s:o, s:o}", "id",
                           (json_int_t)k->id, "ext", cli_json_text(k->ext),
                           "contract", (json_int_t)k->contract, "name", k->name,
                           "sla", cli_json_text(k->sla), "calendar",
                           cli_json_text(k->calendar)));
    else
        printf("%" G_GINT64_FORMAT "  %s  contract %" G_GINT64_FORMAT "  %s\n",
               k->id, k->name, k->contract, k->sla ? k->sla : "no SLA");
}

static bool service_add(job *b, GError **error)
{
    g_autoptr(store_contract) of =
        b->o.contract ? store_contract_find(b->s, b->o.contract, error) : NULL;
    g_autoptr(store_service) k = g_new0(store_service, 1);

    if (!of) {
        if (!b->o.contract)
            err_set(error, ERR_USAGE, "say --contract NAME");
        return false;
    }
    k->contract = of->id;
    k->name = g_strdup(b->argv[2]);
    k->ext = g_strdup(b->o.ext);
    k->sla = g_strdup(b->o.sla);
    k->calendar = g_strdup(b->o.calendar);
    if (!known_sla(b, k->sla, error) || !store_service_put(b->s, k, error))
        return false;
    print_service(b, k);
    return true;
}

static bool service_list(job *b, GError **error)
{
    g_autoptr(GPtrArray) all = store_service_list(b->s, 0, error);

    for (guint i = 0; all && i < all->len; i++)
        print_service(b, all->pdata[i]);
    return all != NULL;
}

/* ---- the commands ---- */

typedef struct verb {
    const char *name;
    int least; /* words after the command, itself among them */
    bool (*run)(job *b, GError **error);
} verb;

static int carry_out(job *b, const verb *v)
{
    GError *error = NULL;
    int code;

    b->s = desk_open(b->x, &code);
    if (!b->s)
        return code;
    bool fine = store_begin_deciding(b->s, &error) && v->run(b, &error);
    if (fine)
        fine = store_commit(b->s, &error);
    else
        store_rollback(b->s);
    store_close(b->s);
    return fine ? EX_OK : cli_fail(b->x, error);
}

static int run_verb(cli *x, int argc, char **argv, const verb *verbs)
{
    g_auto(options) o = {0};

    if (!read_options(x, &argc, &argv, &o))
        return EX_USAGE;
    const config *c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    job b = {.x = x, .c = c, .o = o, .argc = argc, .argv = argv};
    b.now_ms = role_now_ms();
    for (; verbs->name; verbs++) {
        if (argc > verbs->least && strcmp(argv[1], verbs->name) == 0) {
            int code = carry_out(&b, verbs);
            o = b.o;
            return code;
        }
    }
    return cli_usage(x, "see postern help %s", argv[0]);
}

int cmd_company(cli *x, int argc, char **argv)
{
    static const verb verbs[] = {{"add", 2, company_add},
                                 {"list", 1, company_list},
                                 {"set", 2, company_set},
                                 {"domain", 3, company_domain},
                                 {NULL}};

    return run_verb(x, argc, argv, verbs);
}

int cmd_contract(cli *x, int argc, char **argv)
{
    static const verb verbs[] = {{"add", 2, contract_add},
                                 {"list", 1, contract_list},
                                 {"end", 2, contract_end},
                                 {NULL}};

    return run_verb(x, argc, argv, verbs);
}

int cmd_service(cli *x, int argc, char **argv)
{
    static const verb verbs[] = {
        {"add", 2, service_add}, {"list", 1, service_list}, {NULL}};

    return run_verb(x, argc, argv, verbs);
}

int cmd_coupon(cli *x, int argc, char **argv)
{
    static const verb verbs[] = {{"mint", 1, coupon_mint},
                                 {"list", 1, coupon_list},
                                 {"revoke", 2, coupon_revoke},
                                 {NULL}};

    return run_verb(x, argc, argv, verbs);
}
