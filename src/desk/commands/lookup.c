/* commands/lookup: other systems are asked once more. */
#include "desk/decide/room.h"
#include "desk/hook_config.h"

#include "desk/type_config.h"

static fault *no_lookup(const decide_job *j, const command_call *call)
{
    GPtrArray *all = j->c->lookups;
    g_autofree const char **names = g_new0(const char *, all->len + 1);

    if (all->len == 0)
        return fault_new(FAULT_NO_LOOKUPS, NULL);
    for (unsigned i = 0; i < all->len; i++)
        names[i] = ((const config_lookup *)all->pdata[i])->id;
    return decide_near(call->row->name, call->argument, names);
}

static const config_lookup *named(const decide_job *j, const char *words)
{
    for (unsigned i = 0; i < j->c->lookups->len; i++) {
        const config_lookup *l = j->c->lookups->pdata[i];
        if (config_is_titled(l->id, l->title, l->titles, words))
            return l;
    }
    return NULL;
}

static fault *check(decide_job *j, const command_call *call)
{
    bool there = *call->argument ? named(j, call->argument) != NULL
                                 : j->c->lookups->len > 0;

    return there ? NULL : no_lookup(j, call);
}

static void run(decide_job *j, const command_call *call)
{
    const hook_request r = {j->queue_id, j->state.type, j->state.category};
    const config_lookup *one =
        *call->argument ? named(j, call->argument) : NULL;

    for (unsigned i = 0; i < j->c->lookups->len; i++) {
        const config_lookup *l = j->c->lookups->pdata[i];
        if (one ? l == one : config_lookup_asks(l, &r))
            decide_ask_lookup(j, l);
    }
}

const command_row command_lookup = {
    .name = "lookup",
    .also = {[COMMAND_RU] = "справка", [COMMAND_NB] = "oppslag"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "ask other systems about it once more; /show has "
                          "what they answer",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[NAME]",
                  .check = check,
                  .run = run},
};
