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
    if (j->st && strcmp(j->state.status, status_spam()) == 0)
        learn_all(j, NULL);
}

/* ---- /spam and /ham of a request ---- */

/* Nothing may go to a spammer, not even what was on its way. */
static void stop_replies(decide_job *j)
{
    for (unsigned i = 0; i < j->st->pending->len; i++)
        decide_stop(j, j->st->pending->pdata[i]);
}

char *decide_command_spam(decide_job *j, const command_call *call, bool dry)
{
    if (!j->st)
        return dry ? g_strdup("which request? answer a mail about it") : NULL;
    if (dry)
        return NULL;
    stop_replies(j);
    decide_status(j, status_spam());
    learn_all(j, SPAM);
    return NULL;
}

char *decide_command_ham(decide_job *j, const command_call *call, bool dry)
{
    if (!j->st)
        return dry ? g_strdup("which request? answer a mail about it") : NULL;
    if (dry)
        return NULL;
    if (strcmp(j->state.status, status_spam()) == 0)
        decide_status(j, status_after_customer(status_spam()));
    else
        decide_event(j, "said that it is no spam");
    learn_all(j, HAM);
    return NULL;
}
