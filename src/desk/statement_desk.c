/* statement_desk: statements of a desk: read, numbered, kept and sent. */
#include "desk/statement_desk.h"

#include "base/err.h"
#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/statement_json.h"
#include "store/outgoing.h"
#include "store/people.h"
#include "store/ticket.h"
#include "worktime/zone.h"

#include <stdio.h>
#include <string.h>

/* ---- reading ---- */

static void unref_array(GPtrArray *a)
{
    if (a)
        g_ptr_array_unref(a);
}

void statement_source_free(statement_source *s)
{
    if (!s)
        return;
    store_contract_free(s->contract);
    store_company_free(s->company);
    unref_array(s->services);
    unref_array(s->rates);
    unref_array(s->rows);
    unref_array(s->earlier);
    unref_array(s->last_lines);
    unref_array(s->settlements);
    if (s->subjects)
        g_hash_table_unref(s->subjects);
    if (s->zone)
        g_time_zone_unref(s->zone);
    g_free(s);
}

/* A month is a month where the customer is. */
static GTimeZone *zone_of(const config *c, const store_company *k)
{
    GTimeZone *zone = k->zone ? zone_by_name(k->zone) : NULL;

    if (!zone)
        zone = zone_by_name(c->site->zone);
    return zone ? zone : g_time_zone_new_utc();
}

/* The lines of the one that was sent last: it is where minutes are carried from. */
static GPtrArray *last_lines(store *s, const GPtrArray *earlier, GError **error)
{
    int64_t last = 0;

    for (guint i = 0; i < earlier->len; i++)
        last = MAX(last, ((const store_statement *)earlier->pdata[i])->id);
    return store_statement_lines(s, last, error);
}

/* Of a ticket that is gone nobody knows the subject. */
static bool add_subject(store *s, GHashTable *subjects, int64_t ticket,
                        GError **error)
{
    GError *why = NULL;

    if (g_hash_table_contains(subjects, &ticket))
        return true;
    g_autoptr(store_ticket) t = store_ticket_get(s, ticket, &why);
    if (!t && err_class_of(why) != ERR_NOT_FOUND) {
        g_propagate_error(error, why);
        return false;
    }
    g_clear_error(&why);
    g_hash_table_insert(subjects, g_memdup2(&ticket, sizeof ticket),
                        g_strdup(t ? t->subject : NULL));
    return true;
}

static bool read_subjects(store *s, statement_source *x, GError **error)
{
    x->subjects =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    for (guint i = 0; i < x->rows->len; i++) {
        const store_time *t = x->rows->pdata[i];
        if (t->statement == 0 && !add_subject(s, x->subjects, t->ticket, error))
            return false;
    }
    return true;
}

statement_source *statement_source_read(store *s, const config *c,
                                        store_contract *contract,
                                        GError **error)
{
    g_autoptr(statement_source) x = g_new0(statement_source, 1);
    int64_t id = contract->id;

    x->contract = contract;
    x->company = store_company_get(s, contract->company, error);
    if (!x->company)
        return NULL;
    x->zone = zone_of(c, x->company);
    x->services = store_service_list(s, id, error);
    x->rates = x->services ? store_rate_list(s, id, error) : NULL;
    x->rows =
        x->rates
            ? store_time_list(s, &(store_time_filter){.contract = id}, error)
            : NULL;
    x->earlier = x->rows ? store_statement_list(s, id, error) : NULL;
    x->last_lines = x->earlier ? last_lines(s, x->earlier, error) : NULL;
    x->settlements = x->last_lines ? store_settlement_list(s, id, error) : NULL;
    return x->settlements && read_subjects(s, x, error) ? g_steal_pointer(&x)
                                                        : NULL;
}

statement_ask statement_source_ask(const statement_source *s, int64_t from_ms,
                                   int64_t to_ms)
{
    return (statement_ask){.contract = s->contract,
                           .company = s->company->name,
                           .services = s->services,
                           .rates = s->rates,
                           .rows = s->rows,
                           .earlier = s->earlier,
                           .last_lines = s->last_lines,
                           .settlements = s->settlements,
                           .subjects = s->subjects,
                           .zone = s->zone,
                           .from_ms = from_ms,
                           .to_ms = to_ms};
}

/* ---- which contract ---- */

static bool is_number(const store_contract *k, const char *name)
{
    name += *name == '#';
    return *name && strspn(name, "0123456789") == strlen(name) &&
           g_ascii_strtoll(name, NULL, 10) == k->id;
}

static bool is_ext(const store_contract *k, const char *name)
{
    return g_strcmp0(k->ext, name) == 0;
}

static bool is_name(const store_contract *k, const char *name)
{
    return *k->name && g_strcmp0(k->name, name) == 0;
}

typedef bool (*contract_test)(const store_contract *k, const char *name);

/* Takes the one out of the list; *several: there are more. */
static store_contract *only_one(GPtrArray *all, contract_test is,
                                const char *name, bool *several)
{
    guint found = 0, at = 0;

    for (guint i = 0; i < all->len; i++) {
        if (!is(all->pdata[i], name))
            continue;
        at = i;
        found++;
    }
    *several = found > 1;
    return found == 1 ? g_ptr_array_steal_index(all, at) : NULL;
}

/* By its company: its only one. */
static store_contract *by_company(store *s, const char *name, GError **error)
{
    GError *why = NULL;
    g_autoptr(store_company) k = store_company_find(s, name, &why);
    g_autoptr(GPtrArray) all = k ? store_contract_list(s, k->id, error) : NULL;

    if (why && err_class_of(why) == ERR_NOT_FOUND)
        err_set(error, ERR_NOT_FOUND, "there is no contract or company %s",
                name);
    else if (why)
        g_propagate_error(error, g_steal_pointer(&why));
    else if (all && all->len == 0)
        err_set(error, ERR_NOT_FOUND, "%s has no contract", k->name);
    else if (all && all->len > 1)
        err_set(error, ERR_DATA, "%s has several contracts: name one of them",
                k->name);
    g_clear_error(&why);
    return all && all->len == 1 ? g_ptr_array_steal_index(all, 0) : NULL;
}

/* Whoever is billed must be meant: a name that two have is nobody's. */
store_contract *statement_contract(store *s, const char *name, GError **error)
{
    static const contract_test tests[] = {is_ext, is_number, is_name};
    g_autoptr(GPtrArray) all = store_contract_list(s, 0, error);

    if (!all)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
        bool several = false;
        store_contract *k = only_one(all, tests[i], name, &several);
        if (k)
            return k;
        if (several) {
            err_set(error, ERR_DATA,
                    "several contracts are called %s: use the number of one",
                    name);
            return NULL;
        }
    }
    return by_company(s, name, error);
}

store_contract *statement_contract_of(store *s, const store_statement *sent,
                                      GError **error)
{
    g_autofree char *number =
        g_strdup_printf("#%" G_GINT64_FORMAT, sent->contract);

    return statement_contract(s, number, error);
}

/* ---- which period ---- */

static void month_of(const statement_source *s, int64_t month, int64_t *from_ms,
                     int64_t *to_ms)
{
    *from_ms = prepaid_month_start(s->zone, month);
    *to_ms = prepaid_month_start(s->zone, month + 1);
}

void statement_last_month(const statement_source *s, int64_t now_ms,
                          int64_t *from_ms, int64_t *to_ms)
{
    month_of(s, prepaid_month_at(s->zone, now_ms) - 1, from_ms, to_ms);
}

bool statement_month(const statement_source *s, const char *text,
                     int64_t *from_ms, int64_t *to_ms)
{
    int64_t month = prepaid_month_read(text);

    if (month < 0)
        return false;
    month_of(s, month, from_ms, to_ms);
    return true;
}

/* The beginning of a day, or of so many after it. */
static bool read_day(const statement_source *s, const char *text, int later,
                     int64_t *ms)
{
    int y = 0, m = 0, d = 0, used = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &y, &m, &d, &used) != 3 || used != 10 ||
        text[used] != '\0')
        return false;
    g_autoptr(GDateTime) day = g_date_time_new(s->zone, y, m, d, 0, 0, 0);
    g_autoptr(GDateTime) t = day ? g_date_time_add_days(day, later) : NULL;
    *ms = t ? g_date_time_to_unix(t) * 1000 : 0;
    return t != NULL;
}

bool statement_days(const statement_source *s, const char *from, const char *to,
                    int64_t *from_ms, int64_t *to_ms, GError **error)
{
    const char *wrong = NULL;

    if (!read_day(s, from, 0, from_ms))
        wrong = from;
    else if (!read_day(s, to, 1, to_ms))
        wrong = to;
    if (wrong)
        err_set(error, ERR_USAGE, "%s is no day, such as 2026-10-31", wrong);
    else if (*to_ms <= *from_ms)
        err_set(error, ERR_USAGE, "%s is after %s", from, to);
    return !wrong && *to_ms > *from_ms;
}

/* ---- sending ---- */

/* What is owed in one money is not owed in another. NULL: it is the same. */
static const char *other_money(const statement_source *s)
{
    const char *now = s->contract->currency ? s->contract->currency : "";

    for (guint i = 0; i < s->earlier->len; i++) {
        const store_statement *t = s->earlier->pdata[i];
        if (strcmp(t->currency, now) != 0)
            return *t->currency ? t->currency : "no currency";
    }
    return NULL;
}

static bool may_go(const statement *t, const statement_source *s,
                   const statement_sending *x, GError **error)
{
    const char *other = other_money(s);

    if (other)
        err_set(error, ERR_DATA,
                "earlier statements of this contract are in %s: another money "
                "needs another contract",
                other);
    else if (x->to_ms > x->now_ms)
        err_set(error, ERR_DENIED,
                "the period is not over: what is worked on its last day would "
                "be billed as late");
    else if (statement_is_empty(t))
        err_set(error, ERR_DENIED,
                "there is nothing that no earlier statement says");
    else if (t->unpriced_min != 0)
        err_set(error, ERR_DATA,
                "%" G_GINT64_FORMAT " minutes have no price: set one with "
                "`postern rate set', also if it is 0",
                t->unpriced_min);
    else
        return true;
    return false;
}

static bool give_number(store *s, const config *c, statement *t, int64_t now_ms,
                        GError **error)
{
    g_autoptr(GTimeZone) zone = zone_by_name(c->site->zone);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    int year = (int)(prepaid_month_at(zone ? zone : utc, now_ms) / 12);
    g_autofree char *prefix = g_strdup_printf("%04d-", year);
    GError *why = NULL;
    g_autofree char *last = store_statement_last_no(s, prefix, &why);

    if (why) {
        g_propagate_error(error, why);
        return false;
    }
    t->no = statement_next_no(year, last);
    return true;
}

static char *dump(const json_t *o)
{
    char *raw = json_dumps(o, JSON_COMPACT), *text = g_strdup(raw);

    free(raw);
    return text;
}

static bool keep(store *s, const statement *t, const char *json, int64_t now_ms,
                 int64_t *id, GError **error)
{
    g_autoptr(GPtrArray) lines = statement_store_lines(t);
    g_autoptr(GArray) times = statement_store_times(t);
    store_statement row = {.no = t->no,
                           .contract = t->contract,
                           .from_ms = t->from_ms,
                           .to_ms = t->to_ms,
                           .sent_ms = now_ms,
                           .minor = t->minor,
                           .currency = t->currency ? t->currency : (char *)"",
                           .json = (char *)json};
    bool fine = store_statement_add(s, &row, lines, times, error);

    *id = row.id;
    return fine;
}

static bool write_down(store *s, const config *c, store_audience audience,
                       const char *template, const char *to,
                       const char *operator_id, const char *data,
                       int64_t now_ms, GError **error)
{
    const config_queue *q = c->queues->pdata[0];
    store_outgoing o = {.audience = audience,
                        .template = (char *)template,
                        .queue = q->id,
                        .recipient = (char *)to,
                        .operator_id = (char *)operator_id,
                        .data = (char *)data,
                        .state = STORE_OUT_READY,
                        .date_ms = now_ms,
                        .next_ms = now_ms,
                        .created_ms = now_ms};
    bool fine = store_outgoing_add(s, &o, error);

    g_free(o.unique);
    return fine;
}

/* The company's language, to whom none of his own is known. */
static bool write_to(store *s, const config *c, const statement_source *x,
                     json_t *object, const char *to, int64_t now_ms,
                     GError **error)
{
    GError *why = NULL;
    store_person *p = store_person_get(s, to, &why);
    bool knows = p && p->language;

    if (p)
        store_person_free(p);
    if (why) {
        g_propagate_error(error, why);
        return false;
    }
    json_object_del(object, "language");
    if (!knows && x->company->language)
        json_object_set_new(object, "language",
                            json_string(x->company->language));
    g_autofree char *data = dump(object);
    return write_down(s, c, STORE_TO_CUSTOMER, "statement", to, NULL, data,
                      now_ms, error);
}

const config_operator *statement_manager(const config *c,
                                         const statement_source *s)
{
    const char *id =
        s->contract->manager ? s->contract->manager : s->company->manager;

    return id ? config_operator_by_id(c, id) : NULL;
}

/* Made of what the store has when it goes. */
static bool copy_manager(store *s, const config *c, const statement_source *x,
                         const char *no, int64_t now_ms, GError **error)
{
    const config_operator *o = statement_manager(c, x);
    g_autofree char *data = NULL;
    json_t *object;

    if (!o)
        return true;
    object = json_pack("{s:s}", "no", no);
    data = dump(object);
    json_decref(object);
    return write_down(s, c, STORE_TO_OPERATOR, "statement_desk",
                      o->addresses->pdata[0], o->id, data, now_ms, error);
}

static bool write_all(store *s, const config *c, const statement_source *x,
                      const statement_sending *sending, json_t *object,
                      const char *no, GError **error)
{
    for (guint i = 0; i < sending->to->len; i++)
        if (!write_to(s, c, x, object, sending->to->pdata[i], sending->now_ms,
                      error))
            return false;
    return copy_manager(s, c, x, no, sending->now_ms, error);
}

statement *statement_send(store *s, const config *c,
                          const statement_source *source,
                          const statement_sending *sending, GError **error)
{
    statement_ask ask =
        statement_source_ask(source, sending->from_ms, sending->to_ms);
    g_autoptr(statement) t = statement_make(&ask, error);
    int64_t id;

    if (!t || !may_go(t, source, sending, error) ||
        !give_number(s, c, t, sending->now_ms, error))
        return NULL;
    json_t *object = statement_json(t, c, source->zone, sending->now_ms);
    g_autofree char *json = dump(object);
    bool fine = keep(s, t, json, sending->now_ms, &id, error) &&
                write_all(s, c, source, sending, object, t->no, error);
    json_decref(object);
    return fine ? g_steal_pointer(&t) : NULL;
}

bool statement_send_again(store *s, const config *c,
                          const statement_source *source,
                          const store_statement *sent, const GPtrArray *to,
                          int64_t now_ms, GError **error)
{
    json_t *object = json_loads(sent->json, 0, NULL);
    bool fine = object != NULL;

    if (!object)
        err_set(error, ERR_INTERNAL, "statement %s cannot be read", sent->no);
    for (guint i = 0; fine && i < to->len; i++)
        fine = write_to(s, c, source, object, to->pdata[i], now_ms, error);
    json_decref(object);
    return fine;
}

bool statement_sent_margin(store *s, const store_statement *sent,
                           statement_margin *out, GError **error)
{
    g_autoptr(GPtrArray) times =
        store_time_list(s, &(store_time_filter){.statement = sent->id}, error);

    return times && statement_margin_of(times, sent->minor, out, error);
}
