/* contract: contracts that near their end, begin or end; and what their
 * requests are entitled to from then on. */
#include "roles/duty/duty.h"
#include "store/company.h"
#include "store/people.h"
#include "store/waits.h"

/* Who speaks for a company, each as a person: in which language is he written
 * to? */
static GPtrArray *read_contacts(store *s, int64_t company, GError **error)
{
    g_autoptr(GPtrArray) addresses = store_contacts(s, company, error);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_person_free);

    for (unsigned i = 0; addresses && i < addresses->len; i++) {
        GError *local = NULL;
        store_person *p = store_person_get(s, addresses->pdata[i], &local);
        if (local) {
            g_propagate_error(error, local);
            return NULL;
        }
        if (!p) {
            p = g_new0(store_person, 1);
            p->address = g_strdup(addresses->pdata[i]);
        }
        g_ptr_array_add(all, p);
    }
    return addresses ? g_steal_pointer(&all) : NULL;
}

static plan *decide_end(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    store *s = d->f->store;
    g_autoptr(store_contract) k = store_contract_find(s, w->ref, error);
    g_autoptr(store_company) of =
        k ? store_company_get(s, k->company, error) : NULL;
    g_autoptr(GPtrArray) others =
        of ? store_contract_list(s, of->id, error) : NULL;
    g_autoptr(GPtrArray) contacts =
        others ? read_contacts(s, of->id, error) : NULL;
    const decide_contract_ask ask = {k, of, others, contacts};

    return contacts ? decide_contract(d->config, &ask, d->now_ms) : NULL;
}

static plan *decide_ticket_terms(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    plan *p = t ? decide_terms(d->config, t, d->now_ms) : NULL;

    snapshot_ticket_free(t);
    return p;
}

const duty duty_contract = {
    .name = "contracts", .waits = STORE_WAIT_CONTRACT, .decide = decide_end};

const duty duty_terms = {.name = "what requests are entitled to",
                         .waits = STORE_WAIT_TERMS,
                         .decide = decide_ticket_terms};
