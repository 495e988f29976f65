/* contract_pay: what a customer paid for a contract, and what the desk changes about
 * what he owes. */
#include "cli/entitled.h"

#include "base/money.h"
#include "desk/statement_desk.h"

#include <stdio.h>
#include <string.h>

/* The day that --date names, in the company's zone; today. */
static bool read_date(const entitled *e, const statement_source *s, int64_t *ms,
                      GError **error)
{
    const char *date = entitled_option(e, "date");
    int64_t end_ms;

    *ms = e->now_ms;
    if (!date) {
        /* the same payment again on the same day is the same one */
        g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(*ms / 1000);
        g_autoptr(GDateTime) t = g_date_time_to_timezone(utc, s->zone);
        g_autofree char *today = g_date_time_format(t, "%Y-%m-%d");
        return statement_days(s, today, today, ms, &end_ms, error);
    }
    return statement_days(s, date, date, ms, &end_ms, error);
}

/* One below 0 stands after "--", or it would be an option. */
static const char *amount_of(const entitled *e)
{
    bool marked = strcmp(e->argv[3], "--") == 0;

    return marked && e->argc > 4 ? e->argv[4] : e->argv[3];
}

static bool read_amount(const entitled *e, const store_contract *k,
                        int64_t *minor, GError **error)
{
    g_autofree char *wrong = money_read(amount_of(e), k->currency, minor);

    if (wrong)
        err_set(error, ERR_USAGE, "%s", wrong);
    else if (*minor == 0)
        err_set(error, ERR_USAGE, "an amount of 0 changes nothing");
    return !wrong && *minor != 0;
}

static void say(const entitled *e, const statement_source *s,
                const store_settlement *t, int64_t owed)
{
    const char *currency = s->contract->currency;
    g_autofree char *paid = money_write("en", currency, t->minor);
    g_autofree char *left = money_write("en", currency, owed);

    if (e->x->json)
        cli_json(json_pack("{s:I, s:s, s:I, s:b, s:I}", "contract",
                           (json_int_t)t->contract, "ref", t->ref, "minor",
                           (json_int_t)t->minor, "new", t->id != 0,
                           "owed_minor", (json_int_t)owed));
    else
        printf("%s  %s%s  owed now: %s\n", t->ref, paid,
               t->id ? "" : " (known already)", left);
}

/* What was sent, less all that was paid. */
static bool owed_now(entitled *e, const statement_source *s, int64_t *owed,
                     GError **error)
{
    g_autoptr(GPtrArray) paid =
        store_settlement_list(e->s, s->contract->id, error);

    *owed = 0;
    for (guint i = 0; i < s->earlier->len; i++)
        *owed += ((const store_statement *)s->earlier->pdata[i])->minor;
    for (guint i = 0; paid && i < paid->len; i++)
        *owed -= ((const store_settlement *)paid->pdata[i])->minor;
    return paid != NULL;
}

static bool settle(entitled *e, store_settlement_kind kind, GError **error)
{
    const char *ref = entitled_option(e, "ref");
    store_contract *k = statement_contract(e->s, e->argv[2], error);
    g_autoptr(statement_source) s =
        k ? statement_source_read(e->s, e->c, k, error) : NULL;
    store_settlement t = {.kind = kind, .ref = (char *)ref};
    int64_t owed;

    if (!s)
        return false;
    if (!ref || !*ref) {
        err_set(error, ERR_USAGE,
                "say --ref TEXT: what names it, so that it counts once");
        return false;
    }
    t.contract = s->contract->id;
    if (!read_amount(e, s->contract, &t.minor, error) ||
        !read_date(e, s, &t.at_ms, error) ||
        !store_settlement_add(e->s, &t, error) || !owed_now(e, s, &owed, error))
        return false;
    say(e, s, &t, owed);
    return true;
}

bool entitled_pay(entitled *e, GError **error)
{
    return settle(e, STORE_PAID, error);
}

bool entitled_adjust(entitled *e, GError **error)
{
    return settle(e, STORE_ADJUSTED, error);
}
