/* notify_balance: what is left of the hours that a company has paid for. */
#include "desk/notify/room.h"

#include "desk/account.h"
#include "desk/prepaid.h"
#include "store/account.h"

typedef struct reader {
    notify_job *j;
    const store_account *a;
    GTimeZone *zone; /* of the company */
    GError **error;
} reader;

static bool is_now(const reader *r, const store_contract *k)
{
    int64_t now_ms = r->j->o->date_ms;

    return k->from_ms <= now_ms && (!k->until_ms || now_ms < k->until_ms);
}

static const store_statement_line *line_of(const GPtrArray *lines,
                                           int64_t service)
{
    for (unsigned i = 0; lines && i < lines->len; i++) {
        const store_statement_line *l = lines->pdata[i];
        if (l->service == service)
            return l;
    }
    return NULL;
}

/* A service of a contract, and what statements said of that before. */
typedef struct prepaid_case {
    const store_contract *contract;
    int64_t reached_ms;
    const GPtrArray *lines; /* NULL: none was sent */
} prepaid_case;

static bool add_service(const reader *r, const prepaid_case *k,
                        const store_service *s, json_t *list)
{
    const char *language = r->j->language;
    int64_t now_ms = r->j->o->date_ms;
    g_autoptr(GPtrArray) rows =
        store_public_times(r->j->pub, 0, s->id, 0, 0, r->error);
    prepaid_terms t = prepaid_terms_of(s, k->contract, r->zone, k->reached_ms,
                                       line_of(k->lines, s->id));

    if (!rows || (!s->prepaid_min && !t.carried_min))
        return rows != NULL;
    prepaid_month m = prepaid_at(&t, rows, now_ms);
    json_t *one = json_object();
    json_array_append_new(list, one);
    notify_set(one, "service", s->name);
    notify_set(one, "month",
               account_month_name(language, (int)(m.month % 12) + 1));
    notify_set_free(one, "left", notify_minutes(r->j, m.left_min));
    notify_set_free(one, "had",
                    notify_minutes(r->j, m.granted_min + m.carried_in_min));
    if (m.over_min > 0)
        notify_set_free(one, "over", notify_minutes(r->j, m.over_min));
    return true;
}

static bool add_contract(const reader *r, const store_contract *contract,
                         json_t *list)
{
    store_public *pub = r->j->pub;
    prepaid_case k = {.contract = contract};
    g_autoptr(GPtrArray) services =
        store_public_services(pub, contract->id, r->error);
    g_autoptr(GPtrArray) sent =
        services ? store_public_statements(pub, contract->id, r->error) : NULL;
    const store_statement *last =
        sent && sent->len > 0 ? sent->pdata[sent->len - 1] : NULL;
    g_autoptr(GPtrArray) lines =
        last ? store_public_statement_lines(pub, last->id, r->error) : NULL;

    if (!sent || (last && !lines))
        return false;
    k.reached_ms = last ? last->to_ms : 0;
    k.lines = lines;
    for (unsigned i = 0; i < services->len; i++)
        if (!add_service(r, &k, services->pdata[i], list))
            return false;
    return true;
}

static bool add_all(const reader *r, json_t *list)
{
    g_autoptr(GPtrArray) all =
        store_public_contracts(r->j->pub, r->a->company, r->error);

    for (unsigned i = 0; all && i < all->len; i++)
        if (is_now(r, all->pdata[i]) && !add_contract(r, all->pdata[i], list))
            return false;
    return all != NULL;
}

/* Months are those of the company, as in its statements. */
static GTimeZone *zone_of(const notify_job *j, const store_account *a)
{
    GTimeZone *zone =
        a->company_zone ? g_time_zone_new_identifier(a->company_zone) : NULL;

    return zone ? zone : config_zone_for(j->c, NULL, j->q);
}

bool notify_add_prepaid(notify_job *j, const store_account *a, json_t *part,
                        GError **error)
{
    json_t *list = json_array();
    g_autoptr(GTimeZone) zone = zone_of(j, a);
    const reader r = {j, a, zone, error};

    json_object_set_new(part, "prepaid", list);
    notify_set(part, "of", a->company_name);
    if (a->company && !add_all(&r, list))
        return false;
    json_object_set_new(part, "has_prepaid",
                        json_boolean(json_array_size(list) > 0));
    return true;
}
