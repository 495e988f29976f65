/* notify_account_month: a month of a customer's requests: hours, and what
 * they cost where his contract lets him see that. */
#include "desk/notify/account.h"

#include "base/money.h"
#include "desk/account.h"
#include "desk/notify/deal.h"

static bool add_hours(const account_reader *r, const store_ticket *t,
                      int64_t from_ms, int64_t to_ms, json_t *row, int64_t *sum)
{
    g_autoptr(GPtrArray) all =
        store_public_times(r->j->pub, t->id, 0, from_ms, to_ms, r->error);
    int64_t min = 0;

    for (unsigned i = 0; all && i < all->len; i++)
        min += ((store_time *)all->pdata[i])->bill_min;
    if (min)
        notify_set_free(row, "time", notify_minutes(r->j, min));
    *sum += min;
    return all != NULL;
}

/* What his people may see of its prices, and what that comes to. */
typedef struct month_costs {
    GPtrArray *deals; /* notify_deal* */
    GPtrArray *costs; /* GHashTable*, as many; NULL: not to be seen */
    GArray *sums;     /* int64_t, as many */
} month_costs;

static void unref_table(void *table)
{
    if (table)
        g_hash_table_unref(table);
}

static void month_costs_clear(month_costs *c)
{
    g_clear_pointer(&c->deals, g_ptr_array_unref);
    g_clear_pointer(&c->costs, g_ptr_array_unref);
    g_clear_pointer(&c->sums, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(month_costs, month_costs_clear)

static bool read_costs(const account_reader *r, int64_t from_ms, int64_t to_ms,
                       month_costs *c)
{
    c->costs = g_ptr_array_new_with_free_func(unref_table);
    c->sums = g_array_new(FALSE, TRUE, sizeof(int64_t));
    c->deals = notify_deals(r->j, r->a, from_ms, to_ms, r->error);
    for (unsigned i = 0; c->deals && i < c->deals->len; i++) {
        const notify_deal *d = c->deals->pdata[i];
        bool seen = d->contract->costs && d->rates->len > 0;
        GHashTable *costs =
            seen ? notify_deal_costs(d, from_ms, to_ms, r->error) : NULL;
        if (seen && !costs)
            return false;
        g_ptr_array_add(c->costs, costs);
        g_array_set_size(c->sums, i + 1);
    }
    return c->deals != NULL;
}

static char *money_of(const account_reader *r, const month_costs *c, unsigned i,
                      int64_t minor)
{
    const notify_deal *d = c->deals->pdata[i];

    return money_write(r->j->language, d->contract->currency, minor);
}

static void add_cost(const account_reader *r, month_costs *c,
                     const store_ticket *t, json_t *row)
{
    for (unsigned i = 0; i < c->costs->len; i++) {
        GHashTable *costs = c->costs->pdata[i];
        const int64_t *minor =
            costs ? g_hash_table_lookup(costs, &t->id) : NULL;
        if (!minor || !*minor)
            continue;
        g_array_index(c->sums, int64_t, i) += *minor;
        notify_set_free(row, "cost", money_of(r, c, i, *minor));
    }
}

static void add_costs(const account_reader *r, const month_costs *c,
                      json_t *part)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (unsigned i = 0; i < c->sums->len; i++) {
        int64_t sum = g_array_index(c->sums, int64_t, i);
        g_autofree char *words = money_of(r, c, i, sum);
        if (sum)
            g_string_append_printf(all, "%s%s", all->len ? " + " : "", words);
    }
    if (all->len > 0)
        notify_set(part, "costs", all->str);
}

static bool add_month(const account_reader *r, const GPtrArray *all,
                      bool company, int64_t from_ms, int64_t to_ms,
                      json_t *part)
{
    json_t *rows = json_array(), *row;
    int64_t sum = 0, opened = 0, done = 0;
    g_auto(month_costs) costs = {0};

    json_object_set_new(part, "tickets", rows);
    if (!read_costs(r, from_ms, to_ms, &costs))
        return false;
    for (unsigned i = 0; i < all->len; i++) {
        const store_ticket *t = all->pdata[i];
        if (account_is_spam(r, t))
            continue;
        if (!account_row(r, t, company, rows, &row) ||
            !add_hours(r, t, from_ms, to_ms, row, &sum))
            return false;
        add_cost(r, &costs, t, row);
        notify_set_free(row, "opened", account_day(r, t->created_ms));
        opened += t->created_ms >= from_ms && t->created_ms < to_ms;
        done += !t->open;
    }
    json_object_set_new(part, "count", json_integer(json_array_size(rows)));
    json_object_set_new(part, "opened", json_integer(opened));
    json_object_set_new(part, "done", json_integer(done));
    json_object_set_new(part, "none", json_boolean(json_array_size(rows) == 0));
    if (sum)
        notify_set_free(part, "total", notify_minutes(r->j, sum));
    add_costs(r, &costs, part);
    return true;
}

static int64_t number(json_t *asked, const char *key)
{
    return json_integer_value(json_object_get(asked, key));
}

bool account_add_month(const account_reader *r, json_t *asked)
{
    bool company = json_is_true(json_object_get(asked, "company"));
    const char *wrong = json_string_value(json_object_get(asked, "wrong"));
    store_account_ask ask = {.company = company,
                             .from_ms = number(asked, "from"),
                             .to_ms = number(asked, "to")};
    json_t *part = account_part(r, "report");
    bool more;
    g_autoptr(GPtrArray) all =
        store_public_requests(r->j->pub, r->a, &ask, &more, r->error);

    if (!all)
        return false;
    notify_set_free(part, "month",
                    account_month_words(r->j->language,
                                        (int)number(asked, "year"),
                                        (int)number(asked, "month")));
    if (company && r->a->contact)
        notify_set(part, "company", r->a->company_name);
    json_object_set_new(part, "refused",
                        json_boolean(company && !r->a->contact));
    json_object_set_new(part, "more", json_boolean(more));
    if (wrong)
        notify_set_free(part, "wrong", notify_brief(wrong, 60));
    return add_month(r, all, company, ask.from_ms, ask.to_ms, part);
}
