/* commands/category: what kind of request it is. */
#include "desk/category_config.h"
#include "desk/decide/room.h"

static fault *check_category(decide_job *j, const command_call *call)
{
    GPtrArray *all = j->c->categories;
    g_autofree const char **names = g_new0(const char *, all->len + 1);

    if (config_category_named(j->c, call->argument))
        return NULL;
    for (unsigned i = 0; i < all->len; i++)
        names[i] = ((const config_category *)all->pdata[i])->id;
    return decide_near(call->row->name, call->argument, names);
}

static void run_category(decide_job *j, const command_call *call)
{
    const config_category *to = config_category_named(j->c, call->argument);

    if (g_strcmp0(j->state.category, to->id) != 0) {
        decide_set(j, PLAN_CATEGORY, to->id);
        decide_event(j, "category %s -> %s",
                     j->state.category ? j->state.category : "none", to->id);
        j->state.category = to->id;
    }
    decide_learn_category(j, to->id);
}

const command_row command_category = {
    .name = "category",
    .also = {[COMMAND_RU] = "категория", [COMMAND_NB] = "kategori"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "set the category",
                  .type = COMMAND_CATEGORY,
                  .shown = "NAME",
                  .more = "It is learned.",
                  .check = check_category,
                  .run = run_category},
};
