/* decide_consent: a customer asks for a change of his service; who answers for
 * the contract says yes or no; then it is so, and he is told. */
#include "desk/consent.h"
#include "desk/contract.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

static const store_terms *his_terms(const decide_job *j)
{
    return j->in->snapshot->terms;
}

/* ---- who answers ---- */

static bool may_answer(const decide_job *j, const config_operator *o)
{
    const store_ticket *t = j->st ? j->st->t : NULL;

    return t ? rights_can_ticket(j->c, o, RIGHT_APPROVE, t, j->st->watchers)
             : rights_can(j->c, o, RIGHT_APPROVE, j->queue->id, 0);
}

/* The contract's manager; where she cannot, those of the queue, else who leads
 * its line. const config_operator*; caller unrefs. */
static GPtrArray *answerers(const decide_job *j, const store_terms *t,
                            const store_contract *k)
{
    const char *id = t ? contract_manager(t, k) : NULL;
    const config_operator *o = id ? config_operator_by_id(j->c, id) : NULL;
    GPtrArray *all;

    if (!o || !may_answer(j, o)) {
        all = rights_with(j->c, ROLE_MANAGER, j->queue->id, 0);
        if (all->len > 0)
            return all;
        g_ptr_array_unref(all);
        return decide_leads(j);
    }
    all = g_ptr_array_new();
    g_ptr_array_add(all, (void *)o);
    return all;
}

/* ---- the customer asks ---- */

/* `first` of the names, to show how one is written. */
static json_t *data_of(const consent_said *s)
{
    g_autofree char *first =
        s->names ? g_strndup(s->names, strcspn(s->names, ",")) : NULL;

    return json_pack("{s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}", "code",
                     consent_results[s->result], "first", first, "service",
                     s->service ? s->service->name : NULL, "what", s->what,
                     "value", s->value, "was", s->was, "names", s->names);
}

static void tell_customer(decide_job *j, const char *recipient, json_t *data)
{
    const char *no = decide_unsendable(j, recipient);

    if (no) {
        decide_detail(j, "unanswered", "consent: %s", no);
        json_decref(data);
        return;
    }
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, "consent", recipient);
    o->in_reply_to = g_strdup(j->in->letter->message_id);
    g_free(o->data);
    o->data = decide_dump(data);
    plan_send(j->plan, o);
}

/* What he asked before is asked no more: one word must not be about two things.
 * */
static void replace_open(decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->consents : NULL;

    for (guint i = 0; all && i < all->len; i++) {
        const store_consent *k = all->pdata[i];
        if (k->state != STORE_CONSENT_ASKED)
            continue;
        store_consent *over = store_consent_copy(k);
        over->state = STORE_CONSENT_REFUSED;
        g_free(over->reason);
        over->reason = g_strdup("something else was asked since");
        over->answered_ms = j->now_ms;
        plan_consent(j->plan, over);
    }
}

static void keep(decide_job *j, const char *person, const consent_said *s)
{
    store_consent *k = g_new0(store_consent, 1);

    k->ticket = decide_ticket(j);
    k->service = s->service->id;
    k->what = g_strdup(s->what);
    k->value = g_strdup(s->value);
    k->person = g_strdup(person);
    k->entry = PLAN_LATEST;
    k->asked_ms = j->now_ms;
    k->reason = g_strdup("");
    plan_consent(j->plan, k);
}

static void tell_answerers(decide_job *j, const char *person,
                           const consent_said *s)
{
    g_autoptr(GPtrArray) all = answerers(j, his_terms(j), s->contract);

    for (guint i = 0; i < all->len; i++) {
        json_t *data = data_of(s);
        json_object_set_new(data, "person", json_string(person));
        json_object_set_new(data, "company",
                            json_string(his_terms(j)->company_name));
        decide_tell(j, all->pdata[i], "consent_ask", PLAN_LATEST, 0, data);
    }
}

void decide_consent_asked(decide_job *j, const char *person, const char *text)
{
    const consent_ask ask = {.c = j->c,
                             .terms = his_terms(j),
                             .before = j->st ? j->st->consents : NULL,
                             .proved = j->strong,
                             .text = text,
                             .now_ms = j->now_ms};
    g_auto(consent_said) s = {0};

    consent_read(&ask, &s);
    if (s.result == CONSENT_ASKED) {
        replace_open(j);
        decide_event(j, "asks for %s=%s of service %s (now %s)", s.what,
                     s.value, s.service->name, s.was);
        keep(j, person, &s);
        tell_answerers(j, person, &s);
    }
    tell_customer(j, person, data_of(&s));
}

/* ---- the answer ---- */

static const store_consent *last(const decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->consents : NULL;

    return all && all->len > 0 ? all->pdata[all->len - 1] : NULL;
}

bool decide_consent_waits(const decide_job *j)
{
    return j->st && consent_open(j->st->consents);
}

fault *decide_consent_wrong(decide_job *j)
{
    const store_consent *k = consent_open(j->st ? j->st->consents : NULL);
    const store_consent *before = last(j);

    if (!k)
        return before && before->operator_id
                   ? fault_new(FAULT_CONSENT_DONE, before->operator_id, NULL)
                   : fault_new(FAULT_NOT_ASKED, NULL);
    const store_terms *t = j->st->terms;
    const store_service *service = consent_service(t, k->service);
    const store_contract *of = service ? consent_contract(t, service) : NULL;
    if (!of || !contract_holds(of, j->now_ms))
        return fault_new(FAULT_CONSENT_OVER, NULL);
    g_autoptr(GPtrArray) all = answerers(j, t, of);
    if (!g_ptr_array_find(all, j->op, NULL))
        return fault_new(FAULT_CONSENT_WHOSE,
                         all->len > 0 ? ((config_operator *)all->pdata[0])->name
                                      : "-",
                         NULL);
    /* the mail that she answers was about what was asked before */
    return j->about != 0 && k->entry != 0 && j->about < k->entry
               ? fault_new(FAULT_CONSENT_NEWER, k->what, k->value, NULL)
               : NULL;
}

static void change_service(decide_job *j, const store_consent *k)
{
    plan_book(j->plan,
              json_pack("{s:s, s:I, s:b, s:{s:s}, s:[]}", "kind", "service",
                        "id", (json_int_t)k->service, "patch", 1, "values",
                        k->what, k->value, "fields"));
}

static void tell_answer(decide_job *j, const store_consent *k, bool yes,
                        const char *reason)
{
    const store_service *service = consent_service(j->st->terms, k->service);

    if (decide_no_address(j, k->person))
        return;
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, "consent", k->person);
    g_free(o->data);
    o->data = decide_dump(json_pack("{s:s, s:s, s:s, s:s, s:s*}", "code",
                                    yes ? "given" : "refused", "service",
                                    service->name, "what", k->what, "value",
                                    k->value, "why", *reason ? reason : NULL));
    plan_send(j->plan, o);
}

void decide_consent_answered(decide_job *j, bool yes, const char *reason)
{
    const store_consent *k = consent_open(j->st->consents);
    const store_service *service = consent_service(j->st->terms, k->service);
    store_consent *said = store_consent_copy(k);

    said->state = yes ? STORE_CONSENT_GIVEN : STORE_CONSENT_REFUSED;
    said->operator_id = g_strdup(j->op->id);
    g_free(said->reason);
    said->reason = g_strdup(reason);
    said->answered_ms = j->now_ms;
    plan_consent(j->plan, said);
    if (yes)
        change_service(j, k);
    decide_event(j,
                 yes ? "agreed to %s=%s of service %s"
                     : "refused %s=%s of service %s",
                 k->what, k->value, service->name);
    tell_answer(j, k, yes, reason);
}
