/* decide_contract: a contract nears its end, or ends: who is told, and that
 * clocks of its requests look at what is promised from now on. */
#include "desk/contract.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

static const char *code_of(int64_t due)
{
    return due == CONTRACT_TOLD_END    ? "ended"
           : due == CONTRACT_TOLD_NEAR ? "near"
                                       : "soon";
}

/* Days that are left, the one that has begun with them. */
static json_int_t days_left(const decide_job *j, const store_contract *k)
{
    return (k->until_ms - j->now_ms + SPAN_DAY - 1) / SPAN_DAY;
}

static json_t *data_of(const decide_job *j, const decide_contract_ask *a,
                       int64_t due)
{
    const store_contract *k = a->contract;
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, k->id);

    return json_pack("{s:s, s:s, s:s*, s:s, s:I, s:I, s:s*}", "code",
                     code_of(due), "contract", k->ext ? k->ext : number, "name",
                     *k->name ? k->name : NULL, "company", a->company->name,
                     "until", (json_int_t)k->until_ms, "days", days_left(j, k),
                     "fallback", k->fallback);
}

static bool may_be_told(const decide_job *j, const store_person *p)
{
    return !decide_no_address(j, p->address);
}

/* How many of those who speak for the company are told. */
static json_int_t contacts_of(const decide_job *j, const decide_contract_ask *a)
{
    json_int_t count = 0;

    for (unsigned i = 0; i < a->contacts->len; i++)
        count += may_be_told(j, a->contacts->pdata[i]);
    return count;
}

static void tell_contacts(decide_job *j, const decide_contract_ask *a,
                          int64_t due)
{
    for (unsigned i = 0; i < a->contacts->len; i++) {
        const store_person *p = a->contacts->pdata[i];
        if (!may_be_told(j, p))
            continue;
        store_outgoing *o =
            decide_mail(j, STORE_TO_CUSTOMER, "ending", p->address);
        json_t *data = data_of(j, a, due);
        if (!p->language && a->company->language)
            json_object_set_new(data, "language",
                                json_string(a->company->language));
        o->ticket = PLAN_NONE;
        g_free(o->data);
        o->data = decide_dump(data);
        plan_send(j->plan, o);
    }
}

/* Who answers for it; where nobody does, all managers. */
static GPtrArray *managers(const decide_job *j, const decide_contract_ask *a)
{
    const char *id =
        a->contract->manager ? a->contract->manager : a->company->manager;
    const config_operator *o = id ? config_operator_by_id(j->c, id) : NULL;
    GPtrArray *all;

    if (!o)
        return rights_with(j->c, ROLE_MANAGER, NULL, 0);
    all = g_ptr_array_new();
    g_ptr_array_add(all, (void *)o);
    return all;
}

static void tell_managers(decide_job *j, const decide_contract_ask *a,
                          int64_t due)
{
    g_autoptr(GPtrArray) all = managers(j, a);

    for (unsigned i = 0; i < all->len; i++) {
        json_t *data = data_of(j, a, due);
        if (due != CONTRACT_TOLD_END)
            json_object_set_new(data, "contacts",
                                json_boolean(contacts_of(j, a) > 0));
        decide_tell_about(j, all->pdata[i], "contract", PLAN_NONE, 0, data);
    }
}

static void wait_on(decide_job *j, const store_contract *k, int64_t told)
{
    g_autofree char *ref = g_strdup_printf("#%" G_GINT64_FORMAT, k->id);
    store_contract then = *k;

    then.told = told;
    if (contract_next_ms(&then) != 0)
        plan_wait(j->plan, STORE_WAIT_CONTRACT, ref, 0,
                  contract_next_ms(&then));
}

plan *decide_contract(const config *c, const decide_contract_ask *a,
                      int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const store_contract *k = a->contract;
    int64_t told = k->told | contract_past(k, now_ms);
    int64_t due = contract_due(k, a->others, now_ms);
    bool turns = (told & ~k->told) & (CONTRACT_TOLD_BEGUN | CONTRACT_TOLD_END);

    j->queue = c->queues->pdata[0];
    if (told != k->told)
        plan_contract(j->plan, k->id, told, turns ? k->company : 0);
    if (due != 0 && due != CONTRACT_TOLD_END)
        tell_contacts(j, a, due);
    if (due != 0)
        tell_managers(j, a, due);
    wait_on(j, k, told);
    return decide_job_end(j);
}

plan *decide_terms(const config *c, const snapshot_ticket *t, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    g_autofree char *ref = decide_number(j);

    j->cause = "contract";
    j->terms = true;
    plan_wait(j->plan, STORE_WAIT_TERMS, ref, t->t->id, 0);
    return decide_job_end(j);
}
