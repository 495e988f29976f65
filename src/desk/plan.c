/* plan: steps as plain data; made by decide, freed here. */
#include "desk/plan.h"

static const char *const names[PLAN_VERBS] = {
    [PLAN_FATE] = "fate",
    [PLAN_DETAIL] = "detail",
    [PLAN_TICKET] = "ticket",
    [PLAN_ENTRY] = "entry",
    [PLAN_SET] = "set",
    [PLAN_PARTICIPANT] = "participant",
    [PLAN_UNPARTICIPANT] = "unparticipant",
    [PLAN_WATCH] = "watch",
    [PLAN_MSGID] = "msgid",
    [PLAN_SEND] = "send",
    [PLAN_HOLD] = "hold",
    [PLAN_HELD] = "held",
    [PLAN_PUBLISH] = "publish",
    [PLAN_WITHDRAW] = "withdraw",
    [PLAN_BOUNCED] = "bounced",
    [PLAN_PERSON] = "person",
    [PLAN_ALARM] = "alarm",
    [PLAN_LEARN] = "learn",
};

const char *plan_do_name(plan_do what)
{
    return what < PLAN_VERBS ? names[what] : "?";
}

static void participant_free(store_participant *p)
{
    if (!p)
        return;
    g_free(p->address);
    g_free(p->name);
    g_free(p);
}

static void step_free(void *data)
{
    plan_step *s = data;

    g_free(s->code);
    g_free(s->field);
    g_free(s->words);
    store_ticket_free(s->ticket_new);
    store_entry_free(s->entry_new);
    participant_free(s->participant);
    store_outgoing_free(s->send);
    store_held_free(s->held_new);
    store_person_free(s->person);
    g_free(s);
}

plan *plan_new(void)
{
    plan *p = g_new0(plan, 1);

    p->steps = g_ptr_array_new_with_free_func(step_free);
    return p;
}

void plan_free(plan *p)
{
    if (!p)
        return;
    g_ptr_array_unref(p->steps);
    g_free(p);
}

plan_step *plan_add(plan *p, plan_do what)
{
    plan_step *s = g_new0(plan_step, 1);

    s->what = what;
    g_ptr_array_add(p->steps, s);
    return s;
}
