/* notify_account: a customer's account: his requests, one of them whole, a
 * month of them. All is of the recipient, whoever asked: what he may see is
 * said by store/account.h alone. */
#include "desk/notify/account.h"

#include "base/span.h"
#include "config/site.h"
#include "desk/account.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/wall.h"
#include "store/search.h"

#include <string.h>

#define ACCOUNT_ROWS     50          /* requests in a list */
#define ACCOUNT_SUBJECT  70          /* characters */
#define ACCOUNT_SHOW_MAX (100 << 10) /* octets of texts of a request */
#define ACCOUNT_PARTS    10          /* in one mail */

/* ---- lists ---- */

/* Of those of his companies; NULL: it has none. */
static const char *service_of(const GPtrArray *services, const store_ticket *t)
{
    for (unsigned i = 0; i < services->len; i++) {
        const store_service *k = services->pdata[i];
        if (k->id == t->service)
            return k->name;
    }
    return NULL;
}

static bool is_asked(const account_reader *r, const store_ticket_filter *f,
                     const store_ticket *t, const GPtrArray *services,
                     bool *yes)
{
    *yes = !account_is_spam(r, t) &&
           (!f || account_is_asked(f, t, service_of(services, t)));
    return !*yes || !f || !f->words ||
           store_public_holds(r->j->pub, t->id, f->words, yes, r->error);
}

/* store_service*: of all his companies' contracts. */
static GPtrArray *his_services(const account_reader *r)
{
    GPtrArray *out =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_service_free);

    for (unsigned i = 0; out && i < r->a->companies->len; i++) {
        g_autoptr(GPtrArray) contracts = store_public_contracts(
            r->j->pub, g_array_index(r->a->companies, int64_t, i), r->error);
        for (unsigned k = 0; out && contracts && k < contracts->len; k++) {
            const store_contract *contract = contracts->pdata[k];
            g_autoptr(GPtrArray) some =
                store_public_services(r->j->pub, contract->id, r->error);
            if (some)
                g_ptr_array_extend_and_steal(out, g_steal_pointer(&some));
            else
                g_clear_pointer(&out, g_ptr_array_unref);
        }
        if (!contracts)
            g_clear_pointer(&out, g_ptr_array_unref);
    }
    return out;
}

/* What waits for him comes first; else the order stays. */
static void put_waiting_first(const account_reader *r, GPtrArray *all)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();

    for (int pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < all->len; i++)
            if (account_is_waiting(r, all->pdata[i]) == (pass == 0))
                g_ptr_array_add(sorted, all->pdata[i]);
    for (unsigned i = 0; i < all->len; i++)
        all->pdata[i] = sorted->pdata[i];
}

/* Those that were asked for, and how many more there are. */
static bool add_found(const account_reader *r, const account_list *l,
                      const GPtrArray *all, bool others, json_t *part)
{
    json_t *rows = json_array(), *row;
    g_autoptr(GPtrArray) services = his_services(r);
    int64_t more = 0;

    json_object_set_new(part, "tickets", rows);
    for (unsigned i = 0; services && i < all->len; i++) {
        bool yes;
        if (!is_asked(r, l->filter ? &l->filter->f : NULL, all->pdata[i],
                      services, &yes))
            return false;
        if (yes && json_array_size(rows) >= ACCOUNT_ROWS)
            more++;
        else if (yes && !account_row(r, all->pdata[i], l->company, rows, &row))
            return false;
    }
    json_object_set_new(part, "none", json_boolean(json_array_size(rows) == 0));
    if (more > 0 || others)
        json_object_set_new(part, "more",
                            json_pack("{s:I}", "count", (json_int_t)more));
    return services != NULL;
}

static account_list *read_list(const account_reader *r, json_t *asked)
{
    const notify_job *j = r->j;
    const char *query = json_string_value(json_object_get(asked, "query"));
    const list_ask ask = {.c = j->c,
                          .command = "list",
                          .now_ms = j->o->date_ms,
                          .allow = LIST_CUSTOMERS,
                          .language = j->language,
                          .zone = r->zone};

    return account_list_read(&ask, query ? query : "");
}

/* "company" of somebody who may not see it is said to be nothing to see. */
static bool add_list(const account_reader *r, json_t *asked)
{
    g_autoptr(account_list) l = read_list(r, asked);
    bool said = l->filter && l->filter->says_openness, others;
    store_account_ask ask = {.company = l->company, .open = !said};
    json_t *part = account_part(r, "list");
    g_autoptr(GPtrArray) all =
        store_public_requests(r->j->pub, r->a, &ask, &others, r->error);

    if (!all)
        return false;
    if (l->company && r->a->contact)
        notify_set(part, "company", r->a->company_name);
    json_object_set_new(part, "closed", json_boolean(said));
    json_object_set_new(part, "refused",
                        json_boolean(l->company && !r->a->contact));
    json_object_set_new(part, "filtered", json_boolean(l->filtered));
    if (l->wrong)
        notify_set_free(part, "wrong",
                        fault_words_in(l->wrong, r->j->language));
    notify_set_free(part, "today", account_day(r, r->j->o->date_ms));
    put_waiting_first(r, all);
    return add_found(r, l, all, others, part) &&
           (l->filtered || notify_add_balance(r->j, r->a, part, r->error));
}

/* ---- one request, whole ---- */

static char *link_to(const account_reader *r, const store_ticket *t,
                     const char *body)
{
    g_autofree char *tag = tag_make(r->j->site, t->epoch, t->id);
    g_autofree char *base = notify_subject(t, ACCOUNT_SUBJECT);
    g_autofree char *subject = g_strdup_printf("Re: %s %s", base, tag);
    g_autofree char *escaped = g_uri_escape_string(subject, NULL, false);
    g_autofree char *text = g_uri_escape_string(body, NULL, false);

    return g_strdup_printf("mailto:%s?subject=%s%s%s", r->j->q->address,
                           escaped, *text ? "&body=" : "", text);
}

static void add_files(const account_reader *r, const store_entry *e,
                      json_t *out)
{
    json_t *files = json_array();

    for (unsigned i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        json_t *file = json_object();
        json_array_append_new(files, file);
        notify_set_free(file, "name", notify_brief(a->name, 200));
        notify_set_free(file, "size", notify_size(r->j, a->size));
    }
    json_object_set_new(out, "attachments", files);
}

static json_t *article(const account_reader *r, const store_entry *e)
{
    json_t *out = json_object();
    g_autofree char *all =
        g_strdup(account_is_secret(r, e->text) ? "..." : e->text);
    g_autofree char *text = notify_indent(g_strchomp(all));

    json_object_set_new(out, "staff", json_boolean(e->by == STORE_BY_OPERATOR));
    notify_set_free(out, "name", notify_brief(notify_author(r->j->c, e), 60));
    notify_set_free(out, "when", notify_when(r->j, e->created_ms));
    notify_set_marked(out, "text", notify_marked(r->j, e, text));
    add_files(r, e, out);
    return out;
}

/* The newest, as far as there is room; the oldest above. */
static void add_articles(const account_reader *r, const GPtrArray *all,
                         json_t *part)
{
    json_t *list = json_array();
    size_t room = ACCOUNT_SHOW_MAX;
    unsigned from = all->len;

    while (from > 0) {
        const store_entry *e = all->pdata[from - 1];
        size_t size = strlen(e->text) + NOTIFY_SHOW_ENTRY;
        if (size > room && from < all->len)
            break;
        room -= MIN(size, room);
        from--;
    }
    for (unsigned i = from; i < all->len; i++)
        json_array_append_new(list, article(r, all->pdata[i]));
    json_object_set_new(part, "articles", list);
    if (from > 0)
        json_object_set_new(part, "earlier", json_integer(from));
}

static bool is_handle(const account_reader *r, const char *address)
{
    return g_ptr_array_find_with_equal_func(r->a->handles, address, g_str_equal,
                                            NULL);
}

static bool fill_show(const account_reader *r, const store_ticket *t,
                      json_t *part)
{
    g_autoptr(GPtrArray) all =
        store_public_articles(r->j->pub, t->id, 0, r->error);
    json_t *rows = json_array(), *row;
    bool fine =
        all && account_row(r, t, !is_handle(r, t->customer), rows, &row);

    if (fine) {
        json_object_update(part, row);
        notify_set_free(part, "tag", tag_make(r->j->site, t->epoch, t->id));
        notify_set_free(part, "opened", account_day(r, t->created_ms));
        notify_set_free(part, "since", account_day(r, t->status_ms));
        notify_set_free(part, "reply", link_to(r, t, ""));
        if (t->open && is_handle(r, t->customer))
            notify_set_free(part, "close", link_to(r, t, "/close\n"));
        add_articles(r, all, part);
    }
    json_decref(rows);
    return fine;
}

/* What he may not see is not there. */
static bool add_show(const account_reader *r, json_t *asked)
{
    int64_t id = json_integer_value(json_object_get(asked, "ticket"));
    GError *local = NULL;
    g_autoptr(store_ticket) t =
        store_public_request(r->j->pub, r->a, id, &local);

    if (local) {
        g_propagate_error(r->error, local);
        return false;
    }
    if (!t || account_is_spam(r, t)) {
        json_t *part = account_part(r, "unknown");
        json_object_set_new(part, "number", json_integer(id));
        return true;
    }
    return fill_show(r, t, account_part(r, "show"));
}

/* ---- what is left ---- */

static bool add_balance(const account_reader *r, json_t *asked)
{
    return notify_add_balance(r->j, r->a, account_part(r, "balance"), r->error);
}

/* ---- all of it ---- */

static const struct {
    const char *what;
    bool (*add)(const account_reader *r, json_t *asked);
} table[] = {
    {"list", add_list},
    {"show", add_show},
    {"report", account_add_month},
    {"balance", add_balance},
};

static bool add_asked(const account_reader *r, json_t *asked)
{
    const char *what = json_string_value(json_object_get(asked, "what"));

    for (unsigned i = 0; what && i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].what, what) == 0)
            return table[i].add(r, asked);
    return true;
}

/* Its subject says what it is, if it is one thing. */
static void add_subject(const account_reader *r)
{
    json_t *first = json_array_get(r->parts, 0), *value;
    const char *kind;

    if (json_array_size(r->parts) != 1) {
        json_object_set_new(r->j->data, "several", json_true());
        return;
    }
    json_object_foreach(first, kind, value)
    {
        g_autofree char *key = g_strconcat("one_", kind, NULL);
        json_object_set(r->j->data, key, value);
    }
}

static bool add_parts(const account_reader *r)
{
    json_t *ask = json_object_get(r->j->row, "ask"), *asked;
    size_t i;

    json_array_foreach(ask, i, asked)
    {
        if (i < ACCOUNT_PARTS && !add_asked(r, asked))
            return false;
    }
    if (json_array_size(ask) > ACCOUNT_PARTS)
        json_object_set_new(r->j->data, "most", json_integer(ACCOUNT_PARTS));
    return true;
}

/* His, else his company's, else the queue's. */
static GTimeZone *zone_of(const notify_job *j, const store_account *a)
{
    const char *name = a->zone ? a->zone : a->company_zone;
    GTimeZone *zone = name ? g_time_zone_new_identifier(name) : NULL;

    return zone ? zone : config_zone_for(j->c, j->op, j->q);
}

bool notify_make_account(notify_job *j, GError **error)
{
    bool proved = json_is_true(json_object_get(j->row, "proved"));
    g_autoptr(store_account) a =
        store_public_account(j->pub, j->o->recipient, proved, error);
    g_autoptr(GTimeZone) zone = a ? zone_of(j, a) : NULL;
    json_t *parts = json_array();
    account_reader r = {j, a, status_model_of(j->c), zone, parts, error};

    json_object_set_new(j->data, "parts", parts);
    if (!a || !add_parts(&r))
        return false;
    add_subject(&r);
    return true;
}
