/* decide_learn: what operators teach the filter that learns by what they do. The
 * plan names earlier messages; their words are read later (roles/learner.h). */
#include "desk/decide/room.h"

#include <string.h>

#define SPAM         "spam"
#define HAM          "ham"
#define MESSAGES_MAX 20 /* of one request that a command teaches */

void decide_learn(decide_job *j, const char *ledger, store_subject about,
                  const char *class)
{
    if ((j->op && !j->op->teach) || !ledger || !*ledger)
        return;
    plan_learn(j->plan, decide_ticket(j), ledger, about, class);
}

void decide_learn_held(decide_job *j, const store_held *h, bool let_in)
{
    if (h->kind == STORE_HELD_SPAM)
        decide_learn(j, h->ledger, STORE_ABOUT_SPAM, let_in ? HAM : SPAM);
}

static bool is_customers(const store_head *e)
{
    return e->kind == STORE_ARTICLE && e->by == STORE_BY_CUSTOMER;
}

/* All that the customer wrote, as far as it is not endless. */
static void learn_all(decide_job *j, const char *class)
{
    unsigned count = 0;

    for (unsigned i = 0; i < j->st->entries->len && count < MESSAGES_MAX; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (!is_customers(e))
            continue;
        decide_learn(j, e->ledger, STORE_ABOUT_SPAM, class);
        count++;
    }
}

/* Later letters answer somebody: the first one is what a new request is like. */
void decide_learn_category(decide_job *j, const char *category)
{
    for (unsigned i = 0; j->st && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (!is_customers(e))
            continue;
        decide_learn(j, e->ledger, STORE_ABOUT_CATEGORY, category);
        return;
    }
}

void decide_learn_forget_spam(decide_job *j)
{
    if (j->st && status_is(j->statuses, j->state.status, STATUS_SPAM))
        learn_all(j, NULL);
}

void decide_learn_spam(decide_job *j, bool spam)
{
    learn_all(j, spam ? SPAM : HAM);
}
