/* commands/excuse: a breach that was nobody's fault does not count in
 * reports. */
#include "desk/decide/room.h"

static bool is_breach(const store_clock *k)
{
    return k->breached_ms > 0 && !k->excused;
}

static unsigned breaches(const decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->clocks : NULL;
    unsigned count = 0;

    for (unsigned i = 0; all && i < all->len; i++)
        count += is_breach(all->pdata[i]);
    return count;
}

static fault *check_excuse(decide_job *j, const command_call *call)
{
    return breaches(j) > 0 ? NULL : fault_new(FAULT_NO_BREACH, NULL);
}

static void run_excuse(decide_job *j, const command_call *call)
{
    const GPtrArray *all = j->st->clocks;

    for (unsigned i = 0; i < all->len; i++) {
        if (!is_breach(all->pdata[i]))
            continue;
        store_clock *k = store_clock_copy(all->pdata[i]);
        k->excused = g_strdup(call->argument);
        decide_event(j, "breach of %s (SLA %s) excused: %s", k->kind, k->sla,
                     call->argument);
        plan_clock(j->plan, k);
    }
}

const command_row command_excuse = {
    .name = "excuse",
    .also = {[COMMAND_RU] = "оправдать", [COMMAND_NB] = "unnskyld"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_EXCUSE,
                  .help = "take what was late here out of reports",
                  .more = "The breach stays in the history.",
                  .type = COMMAND_WORDS,
                  .shown = "WHY",
                  .check = check_excuse,
                  .run = run_excuse},
};
