/* decide_language: which language a customer is written to in. What he chose comes
 * first; then the one that his message is written in, if that is sure, which is
 * remembered; then the remembered one; then his company's; then the queue's. */
#include "desk/decide/room.h"

#include "config/site.h"
#include "mail/tongue.h"

#include <string.h>

/* As earlier steps leave it; NULL: nobody knows him. */
static const store_person *known(const decide_job *j)
{
    const store_person *p = j->in->snapshot->person;

    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_PERSON &&
            strcmp(s->person->address, decide_from(j)) == 0)
            p = s->person;
    }
    return p;
}

/* What comes back from the reader of hostile mail is a code, or nothing. */
static char *told(const decide_job *j)
{
    return j->in->letter->language ? tongue_code(j->in->letter->language)
                                   : NULL;
}

char *decide_language(const decide_job *j)
{
    const store_person *p = known(j);
    const store_terms *terms = j->in->snapshot->terms;
    char *now = p && p->chosen && p->language ? NULL : told(j);

    if (now)
        return now;
    if (p && p->language)
        return g_strdup(p->language);
    if (terms && terms->language && *terms->language)
        return g_strdup(terms->language);
    return g_strdup(j->queue ? j->queue->language : j->c->site->language);
}

store_person *decide_person(const decide_job *j)
{
    const store_person *p = known(j);
    store_person *copy = g_new0(store_person, 1);

    copy->address = g_strdup(decide_from(j));
    copy->name = g_strdup(p && p->name ? p->name : decide_from_name(j));
    copy->language = g_strdup(p ? p->language : NULL);
    copy->chosen = p && p->chosen;
    copy->ack_off = p && p->ack_off;
    return copy;
}

/* Of his request, if it is his and not so already. */
static void set_ticket(decide_job *j, const char *language)
{
    if (j->st && strcmp(j->st->t->customer, decide_from(j)) == 0 &&
        g_strcmp0(j->st->t->language, language) != 0)
        decide_set(j, PLAN_LANGUAGE, language);
}

void decide_language_remember(decide_job *j)
{
    const store_person *p = known(j);
    g_autofree char *now = told(j);

    if (!now || *decide_from(j) == '\0' || (p && p->chosen))
        return;
    set_ticket(j, now);
    if (p && g_strcmp0(p->language, now) == 0)
        return;
    store_person *changed = decide_person(j);
    g_free(changed->language);
    changed->language = g_steal_pointer(&now);
    plan_person(j->plan, changed);
}

void decide_language_choose(decide_job *j, const char *language)
{
    store_person *p = decide_person(j);

    g_free(p->language);
    p->language = g_strdup(language);
    p->chosen = language != NULL;
    plan_person(j->plan, p);
    if (language)
        set_ticket(j, language);
}
