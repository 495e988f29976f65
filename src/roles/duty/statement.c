/* statement: once a month, what customers are billed, as drafts for who manages
 * their contract, or sent by itself ([site] statements). */
#include "base/err.h"
#include "config/site.h"
#include "roles/duty/duty.h"
#include "store/people.h"

#include <string.h>

#define ROWS_MAX 100000

/* Why it was not sent; NULL with *error: the store is in trouble. */
static plan *send(const duty_desk *d, const statement_source *s, int64_t month,
                  GError **error)
{
    g_autoptr(GPtrArray) to =
        store_contacts(d->f->store, s->company->id, error);
    g_autoptr(GError) why = NULL;
    statement_sending x = {.from_ms = prepaid_month_start(s->zone, month),
                           .to_ms = prepaid_month_start(s->zone, month + 1),
                           .now_ms = d->now_ms,
                           .to = to};

    if (!to)
        return NULL;
    if (to->len == 0) {
        err_set(&why, ERR_DATA, "nobody speaks for this company");
    } else {
        g_autoptr(statement) t =
            statement_send(d->f->store, d->config, s, &x, &why);
        if (t)
            return decide_statement_waits(d->config, 0, 0, d->now_ms);
    }
    err_class class = err_class_of(why);
    if (class == ERR_DATA || class == ERR_LIMIT)
        return decide_statement_draft(d->config, s, month, why->message,
                                      d->now_ms);
    g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
}

/* Where the customer is the month may last longer. */
static plan *decide_one(const duty_desk *d, const statement_source *s,
                        GError **error)
{
    int64_t month = decide_statements_month(d->config, d->now_ms);
    int64_t to_ms = prepaid_month_start(s->zone, month + 1);
    statement_ask ask =
        statement_source_ask(s, prepaid_month_start(s->zone, month), to_ms);
    g_autoptr(statement) t = statement_make(&ask, error);

    if (!t)
        return NULL;
    if (statement_is_empty(t) || to_ms > d->now_ms)
        return decide_statement_waits(d->config, s->contract->id,
                                      statement_is_empty(t) ? 0 : to_ms,
                                      d->now_ms);
    return d->config->site->statements == CONFIG_STATEMENTS_SEND
               ? send(d, s, month, error)
               : decide_statement_draft(d->config, s, month, NULL, d->now_ms);
}

static plan *bill_contract(const duty_desk *d, const char *ref, GError **error)
{
    GError *why = NULL;
    store_contract *k = statement_contract(d->f->store, ref, &why);

    if (!k && err_class_of(why) == ERR_NOT_FOUND) {
        g_error_free(why);
        return decide_statement_waits(d->config, 0, 0, d->now_ms);
    }
    if (!k) {
        g_propagate_error(error, why);
        return NULL;
    }
    g_autoptr(statement_source) s =
        statement_source_read(d->f->store, d->config, k, error);
    return s ? decide_one(d, s, error) : NULL;
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;

    if (d->config->site->statements == CONFIG_STATEMENTS_NO)
        return decide_statement_waits(d->config, 0, 0, d->now_ms);
    if (strcmp(w->ref, DECIDE_STATEMENTS_MONTH) != 0)
        return bill_contract(d, w->ref, error);
    g_autoptr(GPtrArray) all = store_contract_list(d->f->store, 0, error);
    return all ? decide_statements(d->config, all, d->now_ms) : NULL;
}

bool duty_statements_fill(store *s, const config *c, int64_t now_ms,
                          GError **error)
{
    bool wanted = c->site->statements != CONFIG_STATEMENTS_NO, known = false;
    store_wait w = {.kind = (char *)DECIDE_STATEMENTS,
                    .ref = (char *)DECIDE_STATEMENTS_MONTH};
    g_autoptr(GPtrArray) rows =
        store_wait_due(s, DECIDE_STATEMENTS, INT64_MAX, ROWS_MAX, error);

    if (!rows)
        return false;
    for (guint i = 0; i < rows->len; i++)
        known = known || strcmp(((store_wait *)rows->pdata[i])->ref,
                                DECIDE_STATEMENTS_MONTH) == 0;
    if (known == wanted)
        return true;
    w.at_ms = wanted ? decide_statements_next(c, now_ms) : 0;
    return store_wait_set(s, &w, error);
}

const duty duty_statement = {.name = "the statement of contract",
                             .waits = DECIDE_STATEMENTS,
                             .decide = decide};
