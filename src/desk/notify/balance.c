/* notify_balance: what is left of the hours that a company has paid for,
 * and, where its people may see money, how it stands. */
#include "desk/notify/deal.h"

#include "base/money.h"
#include "desk/account.h"

/* ---- hours ---- */

static void add_service(const notify_job *j, const store_service *s,
                        const prepaid_month *m, json_t *list)
{
    json_t *one = json_object();
    int64_t had = m->granted_min + m->carried_in_min;

    json_array_append_new(list, one);
    notify_set(one, "service", s->name);
    notify_set(one, "month",
               account_month_name(j->language, (int)(m->month % 12) + 1));
    if (m->left_min > 0)
        notify_set_free(one, "left", notify_minutes(j, m->left_min));
    notify_set_free(one, "had", notify_minutes(j, had));
    if (m->over_min > 0)
        notify_set_free(one, "over", notify_minutes(j, m->over_min));
}

static bool is_prepaid(const store_service *s, const prepaid_month *m)
{
    return s->prepaid_min > 0 || m->granted_min + m->carried_in_min > 0;
}

/* ---- money ---- */

static void set_money(const notify_job *j, const notify_deal *d, json_t *out,
                      const char *key, int64_t minor)
{
    if (minor)
        notify_set_free(out, key,
                        money_write(j->language, d->contract->currency, minor));
}

/* For who speaks for the company: it is about more than his own requests. */
static void add_money(const notify_job *j, const notify_deal *d,
                      const store_account *a, const statement_balance *b,
                      json_t *list)
{
    json_t *one = json_object();

    json_array_append_new(list, one);
    notify_set(one, "contract",
               *d->contract->name ? d->contract->name : a->company_name);
    set_money(j, d, one, b->owed_minor < 0 ? "credit" : "owed",
              ABS(b->owed_minor));
    set_money(j, d, one, "unsent", b->unsent_minor);
    json_object_set_new(one, "even", json_boolean(b->owed_minor == 0));
}

static bool may_see_money(const notify_deal *d, const store_account *a)
{
    return d->contract->costs && a->contact && d->rates->len > 0;
}

/* ---- together ---- */

static bool add_deal(notify_job *j, const notify_deal *d,
                     const store_account *a, json_t *hours, json_t *money,
                     GError **error)
{
    g_auto(statement_balance) b = {0};
    const statement_ask ask = notify_deal_ask(d, a);

    if (!statement_balance_of(&ask, j->o->date_ms, &b, error))
        return false;
    for (unsigned i = 0; i < d->services->len; i++) {
        const prepaid_month *m = &g_array_index(b.months, prepaid_month, i);
        if (is_prepaid(d->services->pdata[i], m))
            add_service(j, d->services->pdata[i], m, hours);
    }
    if (may_see_money(d, a))
        add_money(j, d, a, &b, money);
    return true;
}

bool notify_add_balance(notify_job *j, const store_account *a, json_t *part,
                        GError **error)
{
    int64_t now_ms = j->o->date_ms;
    json_t *hours = json_array(), *money = json_array();
    g_autoptr(GPtrArray) deals = notify_deals(j, a, now_ms, now_ms + 1, error);

    json_object_set_new(part, "prepaid", hours);
    json_object_set_new(part, "money", money);
    notify_set(part, "of", a->company_name);
    for (unsigned i = 0; deals && i < deals->len; i++)
        if (!add_deal(j, deals->pdata[i], a, hours, money, error))
            return false;
    if (json_array_size(hours) == 1) /* nobody asks which */
        json_object_del(json_array_get(hours, 0), "service");
    json_object_set_new(part, "has_prepaid",
                        json_boolean(json_array_size(hours) > 0));
    json_object_set_new(part, "has_money",
                        json_boolean(json_array_size(money) > 0));
    return deals != NULL;
}
