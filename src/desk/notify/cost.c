/* notify_cost: what a company's requests cost it, by the rules of its
 * statements. */
#include "desk/notify/deal.h"

#include "base/err.h"
#include "base/money.h"
#include <string.h>

/* ---- a request ---- */

/* Minutes of a request at one price. */
typedef struct price_key {
    int64_t ticket, hour_minor;
} price_key;

static guint key_hash(gconstpointer p)
{
    const price_key *k = p;

    return g_int64_hash(&k->ticket) ^ g_int64_hash(&k->hour_minor);
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(price_key)) == 0;
}

static void add_minutes(GHashTable *all, const price_key *k, int64_t minutes)
{
    int64_t *sum = g_hash_table_lookup(all, k);

    if (!sum) {
        sum = g_new0(int64_t, 1);
        g_hash_table_insert(all, g_memdup2(k, sizeof *k), sum);
    }
    *sum += minutes;
}

static GPtrArray *rows_of(const notify_deal *d, int64_t service)
{
    GPtrArray *rows = g_ptr_array_new();

    for (unsigned i = 0; i < d->rows->len; i++)
        if (((store_time *)d->rows->pdata[i])->service == service)
            g_ptr_array_add(rows, d->rows->pdata[i]);
    return rows;
}

static const store_statement_line *line_of(const notify_deal *d,
                                           int64_t service)
{
    for (unsigned i = 0; i < d->last_lines->len; i++) {
        const store_statement_line *l = d->last_lines->pdata[i];
        if (l->service == service)
            return l;
    }
    return NULL;
}

static int64_t reached_ms(const notify_deal *d)
{
    const store_statement *last =
        d->earlier->len > 0 ? d->earlier->pdata[d->earlier->len - 1] : NULL;

    return last ? last->to_ms : 0;
}

/* What goes beyond the prepaid hours in the span, at the price of its day.
 * Of what was billed it is known, of the rest found. */
static void add_service(const notify_deal *d, const store_service *s,
                        int64_t from_ms, int64_t to_ms, GHashTable *all)
{
    g_autoptr(GPtrArray) rows = rows_of(d, s->id);
    g_autofree int64_t *over = g_new0(int64_t, rows->len + 1);
    prepaid_terms t = prepaid_terms_of(s, d->contract, d->zone, reached_ms(d),
                                       line_of(d, s->id));
    g_autoptr(GArray) months = prepaid_walk(&t, rows, to_ms, over);

    for (unsigned i = 0; i < rows->len; i++) {
        const store_time *row = rows->pdata[i];
        const store_rate *rate =
            store_rate_at(d->rates, s->id, row->work, row->at_ms);
        const price_key k = {row->ticket, rate ? rate->minor : 0};
        if (rate && row->at_ms >= from_ms && row->at_ms < to_ms)
            add_minutes(all, &k, row->statement ? row->over_min : over[i]);
    }
}

static bool too_much(GError **error)
{
    err_set(error, ERR_LIMIT, "an amount is more than can be told");
    return false;
}

/* Each price once, as a line of a statement is. */
static bool sum_up(GHashTable *minutes, GHashTable *costs, GError **error)
{
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init(&iter, minutes);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const price_key *k = key;
        int64_t minor = 0, *sum = g_hash_table_lookup(costs, &k->ticket);
        if (!sum) {
            sum = g_new0(int64_t, 1);
            g_hash_table_insert(costs, g_memdup2(&k->ticket, sizeof k->ticket),
                                sum);
        }
        if (!money_of_minutes(*(int64_t *)value, k->hour_minor, &minor) ||
            !money_add(sum, minor))
            return too_much(error);
    }
    return true;
}

GHashTable *notify_deal_costs(const notify_deal *d, int64_t from_ms,
                              int64_t to_ms, GError **error)
{
    g_autoptr(GHashTable) minutes =
        g_hash_table_new_full(key_hash, key_equal, g_free, g_free);
    GHashTable *costs =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);

    for (unsigned i = 0; i < d->services->len; i++)
        add_service(d, d->services->pdata[i], from_ms, to_ms, minutes);
    if (!sum_up(minutes, costs, error))
        g_clear_pointer(&costs, g_hash_table_unref);
    return costs;
}
