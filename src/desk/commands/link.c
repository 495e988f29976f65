/* commands/link: requests that belong together, and stay what they are. */
#include "store/link.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

/* NULL: there is none, or none that she may see. */
static const snapshot_ticket *other(const decide_job *j,
                                    const command_call *call)
{
    const snapshot_ticket *st =
        j->in ? snapshot_find(j->in->snapshot, command_ticket(call->argument))
              : NULL;

    return st && rights_may(j->c, j->op, st->t, st->watchers) ? st : NULL;
}

static fault *check_link(decide_job *j, const command_call *call)
{
    const snapshot_ticket *st = other(j, call);
    const char *asked = call->argument + (*call->argument == '#');

    if (!st)
        return fault_new(FAULT_NO_TICKET, asked, NULL);
    return st->t->id == j->st->t->id ? fault_new(FAULT_LINK_SELF, asked, NULL)
                                     : NULL;
}

static bool are_linked(const snapshot_ticket *a, int64_t b)
{
    for (unsigned i = 0; a->links && i < a->links->len; i++) {
        const store_link *l = a->links->pdata[i];
        if (l->a == b || l->b == b)
            return true;
    }
    return false;
}

static fault *check_unlink(decide_job *j, const command_call *call)
{
    const snapshot_ticket *st = other(j, call);
    fault *f = check_link(j, call);

    if (!f && !are_linked(j->st, st->t->id))
        f = fault_new(FAULT_NO_LINK, call->argument + (*call->argument == '#'),
                      NULL);
    return f;
}

/* Both say so. */
static void say(decide_job *j, const snapshot_ticket *st, const char *what)
{
    g_autofree char *here =
        g_strdup_printf("%s #%" G_GINT64_FORMAT, what, st->t->id);
    g_autofree char *there =
        g_strdup_printf("%s #%" G_GINT64_FORMAT, what, j->st->t->id);
    decide_event(j, "%s", here);
    store_entry *e = decide_entry(j, STORE_EVENT, STORE_BY_OPERATOR, j->op->id,
                                  j->op->name, there);
    e->ticket = st->t->id;
    plan_entry(j->plan, e);
}

static void run_link(decide_job *j, const command_call *call)
{
    const snapshot_ticket *st = other(j, call);

    if (are_linked(j->st, st->t->id))
        return;
    plan_link(j->plan, j->st->t->id, st->t->id, STORE_LINK_RELATED, true);
    say(j, st, "linked to");
}

static void run_unlink(decide_job *j, const command_call *call)
{
    const snapshot_ticket *st = other(j, call);

    plan_link(j->plan, j->st->t->id, st->t->id, STORE_LINK_RELATED, false);
    say(j, st, "no longer linked to");
}

const command_row command_link = {
    .name = "link",
    .also = {[COMMAND_RU] = "связать", [COMMAND_NB] = "knytt"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_MERGE,
                  .help = "it belongs together with #N",
                  .more = "Operators see that on both; customers do not.",
                  .type = COMMAND_TICKET,
                  .shown = "#N",
                  .check = check_link,
                  .run = run_link},
};

const command_row command_unlink = {
    .name = "unlink",
    .also = {[COMMAND_RU] = "отвязать", [COMMAND_NB] = "løsne"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_MERGE,
                  .help = "it does not belong together with #N",
                  .type = COMMAND_TICKET,
                  .shown = "#N",
                  .check = check_unlink,
                  .run = run_unlink},
};
