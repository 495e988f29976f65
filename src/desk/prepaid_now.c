/* prepaid_now: how the prepaid time of a service stands at a moment. */
#include "desk/prepaid_now.h"

#include "base/err.h"
#include "config/site.h"
#include "store/statement.h"
#include "store/time.h"

void prepaid_now_free(prepaid_now *p)
{
    if (!p)
        return;
    store_service_free(p->service);
    store_contract_free(p->contract);
    store_company_free(p->company);
    g_free(p);
}

int64_t prepaid_now_has(const prepaid_now *p)
{
    return p->month.granted_min + p->month.carried_in_min;
}

/* What is not there is no error. */
static bool absent(GError **local, GError **error)
{
    if (g_error_matches(*local, ERR_DOMAIN, ERR_NOT_FOUND)) {
        g_clear_error(local);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(local));
    return false;
}

static bool read_whose(store *s, int64_t service, prepaid_now *p,
                       GError **error)
{
    GError *local = NULL;
    g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, service);

    p->service = store_service_find(s, name, &local);
    if (!p->service)
        return absent(&local, error);
    g_autofree char *contract =
        g_strdup_printf("#%" G_GINT64_FORMAT, p->service->contract);
    p->contract = store_contract_find(s, contract, &local);
    if (!p->contract)
        return absent(&local, error);
    p->company = store_company_get(s, p->contract->company, &local);
    return p->company || absent(&local, error);
}

/* A month is a month where the customer is. */
static GTimeZone *zone_of(const config *c, const store_company *k)
{
    const char *name = k->zone ? k->zone : c->site->zone;
    GTimeZone *zone = name ? g_time_zone_new_identifier(name) : NULL;

    return zone ? zone : g_time_zone_new_utc();
}

/* Those that stand in no statement, and what was sent of their months. */
static GPtrArray *read_rows(store *s, int64_t service, GTimeZone *zone,
                            GError **error)
{
    const store_time_filter open = {.service = service, .unsent = true};
    g_autoptr(GPtrArray) unsent = store_time_list(s, &open, error);

    if (!unsent || unsent->len == 0)
        return g_steal_pointer(&unsent);
    const store_time *first = unsent->pdata[0];
    const store_time_filter all = {
        .service = service,
        .from_ms =
            prepaid_month_start(zone, prepaid_month_at(zone, first->at_ms))};
    return store_time_list(s, &all, error);
}

/* How far statements have come; the number of the last one. */
static bool read_reached(store *s, int64_t contract, int64_t *reached_ms,
                         int64_t *last, GError **error)
{
    g_autoptr(GPtrArray) all = store_statement_list(s, contract, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_statement *t = all->pdata[i];
        *reached_ms = MAX(*reached_ms, t->to_ms);
        *last = MAX(*last, t->id);
    }
    return all != NULL;
}

static const store_statement_line *line_of(const GPtrArray *lines,
                                           int64_t service)
{
    for (guint i = 0; i < lines->len; i++) {
        const store_statement_line *l = lines->pdata[i];
        if (l->service == service)
            return l;
    }
    return NULL;
}

static bool read_month(store *s, const config *c, prepaid_now *p,
                       int64_t now_ms, GError **error)
{
    g_autoptr(GTimeZone) zone = zone_of(c, p->company);
    int64_t reached_ms = 0, last = 0;

    if (!read_reached(s, p->contract->id, &reached_ms, &last, error))
        return false;
    g_autoptr(GPtrArray) lines = store_statement_lines(s, last, error);
    g_autoptr(GPtrArray) rows =
        lines ? read_rows(s, p->service->id, zone, error) : NULL;
    if (!rows)
        return false;
    const prepaid_terms t =
        prepaid_terms_of(p->service, p->contract, zone, reached_ms,
                         line_of(lines, p->service->id));
    p->month = prepaid_at(&t, rows, now_ms);
    p->start_ms = prepaid_month_start(zone, p->month.month);
    p->percent = prepaid_percent(&p->month);
    return true;
}

prepaid_now *prepaid_now_read(store *s, const config *c, int64_t service,
                              int64_t now_ms, GError **error)
{
    g_autoptr(prepaid_now) p = g_new0(prepaid_now, 1);

    if (service <= 0 || !read_whose(s, service, p, error) || !p->company ||
        !read_month(s, c, p, now_ms, error))
        return NULL;
    return p->percent >= 0 ? g_steal_pointer(&p) : NULL;
}
