/* cmd_company: sub-commands that only companies, persons or contracts have;
 * what all of them have is in cmd_book.c. */
#include "cli/entitled.h"

#include "base/address.h"
#include "desk/book_store.h"

#include <stdlib.h>
#include <string.h>

/* Runs a row as if it had been written with these words; the last is NULL. */
static bool run_as(entitled *e, book_verb verb, const char *name,
                   const char *column, const char *value, GError **error)
{
    g_autofree char *given = g_strdup_printf("%s=%s", column, value);
    char *words[] = {e->argv[0], (char *)book_verbs[verb], (char *)name, given,
                     NULL};
    entitled again = *e;

    again.argc = 4;
    again.argv = words;
    return entitled_book_verbs[verb].run(&again, error);
}

/* ---- companies ---- */

/* "example.com" or "kari@example.com"; with - before it, no longer. */
static bool set_name(const entitled *e, const char *text, int64_t company,
                     GError **error)
{
    bool off = *text == '-';
    int64_t to = off ? 0 : company;
    g_autofree char *low = g_ascii_strdown(text + off, -1);
    g_autofree char *normal = strchr(low, '@') ? address_normal(low) : NULL;

    if (normal)
        return store_handle_set(e->s, normal, to, error);
    if (!strchr(low, '@') && strchr(low, '.'))
        return store_domain_set(e->s, low, to, error);
    err_set(error, ERR_USAGE, "%s is neither an address nor a domain", text);
    return false;
}

static bool company_domain(entitled *e, GError **error)
{
    g_autoptr(store_company) k = store_company_find(e->s, e->argv[2], error);

    for (int i = 3; k && i < e->argc; i++)
        if (!set_name(e, e->argv[i], k->id, error))
            return false;
    if (!k)
        return false;
    char *words[] = {e->argv[0], (char *)"show", e->argv[2], NULL};
    entitled show = *e;
    show.argc = 3;
    show.argv = words;
    return entitled_book_verbs[BOOK_SHOW].run(&show, error);
}

int cmd_company(cli *x, int argc, char **argv)
{
    static const entitled_verb verbs[] = {{"domain", 3, company_domain},
                                          {NULL}};

    return entitled_run(x, argc, argv, BOOK_COMPANY, verbs, entitled_book_verbs,
                        NULL);
}

/* ---- contracts ---- */

/* Of all the newest: the one that was just made. */
static store_contract *newest(entitled *e, GError **error)
{
    g_autoptr(GPtrArray) all = store_contract_list(e->s, 0, error);

    return all && all->len > 0 ? g_ptr_array_steal_index(all, all->len - 1)
                               : NULL;
}

/* With coupons, if they are asked for. */
static bool contract_add(entitled *e, GError **error)
{
    const char *coupons = entitled_option(e, "coupons");
    const char *ext = entitled_option(e, "ext");

    if (!entitled_book_verbs[BOOK_ADD].run(e, error))
        return false;
    if (!coupons)
        return true;
    g_autoptr(store_contract) k =
        ext ? store_contract_find(e->s, ext, error) : newest(e, error);
    return k && entitled_coupons(e, k, entitled_option(e, "coupon-sla"),
                                 atoi(coupons), error);
}

/* Now, or at the end of the day that --until names. */
static bool contract_end(entitled *e, GError **error)
{
    g_autofree char *until = g_strdup(entitled_option(e, "until"));

    g_hash_table_remove(e->options, "until"); /* it is one of its words now */
    return run_as(e, BOOK_SET, e->argv[2], "until", until ? until : "now",
                  error);
}

int cmd_contract(cli *x, int argc, char **argv)
{
    static const entitled_verb verbs[] = {{"add", 1, contract_add},
                                          {"end", 2, contract_end},
                                          {"pay", 3, entitled_pay},
                                          {"adjust", 3, entitled_adjust},
                                          {NULL}};
    static const char *const options[] = {
        "coupons", "coupon-sla", "expires", "to", "ref", "date", NULL};

    return entitled_run(x, argc, argv, BOOK_CONTRACT, verbs,
                        entitled_book_verbs, options);
}

/* ---- what has no more than all have ---- */

int cmd_service(cli *x, int argc, char **argv)
{
    return entitled_run(x, argc, argv, BOOK_SERVICE, NULL, entitled_book_verbs,
                        NULL);
}

int cmd_rate(cli *x, int argc, char **argv)
{
    return entitled_run(x, argc, argv, BOOK_RATE, NULL, entitled_book_verbs,
                        NULL);
}
