/* commands/due: by when a request is to be done, and how much work it is. */
#include "desk/decide/room.h"
#include "desk/when.h"

static fault *check_due(decide_job *j, const command_call *call)
{
    when w;

    decide_promise(j, "due", *call->argument);
    if (!*call->argument)
        return NULL;
    fault *f = decide_date(j, call, WHEN_DAY_END, &w);
    if (!f && *w.rest)
        f = fault_new(FAULT_NO_DATE, call->row->name, "2026-12-24", NULL);
    return f;
}

/* "24 December 2026", "none"; caller frees. */
static char *shown(int64_t due_ms, GTimeZone *zone)
{
    return due_ms ? when_due_words(due_ms, zone) : g_strdup("none");
}

static void run_due(decide_job *j, const command_call *call)
{
    when w = {.at_ms = 0};
    g_autoptr(fault) wrong =
        *call->argument ? decide_date(j, call, WHEN_DAY_END, &w) : NULL;
    g_autoptr(GTimeZone) zone = decide_zone(j);

    /* what waited with a reply may be over by now, and was meant all the same */
    if (wrong && wrong->code != FAULT_PAST_DATE)
        return;
    g_autofree char *from = shown(j->state.due_ms, zone);
    g_autofree char *to = shown(w.at_ms, zone);
    if (w.at_ms == j->state.due_ms)
        return;
    decide_set_number(j, PLAN_DUE, w.at_ms);
    decide_event(j, "due %s -> %s", from, to);
    j->state.due_ms = w.at_ms;
}

static fault *check_estimate(decide_job *j, const command_call *call)
{
    decide_promise(j, "estimate", *call->argument);
    return !*call->argument || when_work_minutes(call->argument) > 0
               ? NULL
               : fault_new(FAULT_NO_WORK, call->row->name, NULL);
}

static void run_estimate(decide_job *j, const command_call *call)
{
    int64_t to = *call->argument ? when_work_minutes(call->argument) : 0;

    if (to == j->state.estimate_min)
        return;
    g_autofree char *was = j->state.estimate_min
                               ? when_work_words(j->state.estimate_min)
                               : g_strdup("none");
    g_autofree char *is = to ? when_work_words(to) : g_strdup("none");
    decide_set_number(j, PLAN_ESTIMATE, to);
    decide_event(j, "estimate %s -> %s", was, is);
    j->state.estimate_min = to;
}

const command_row command_due = {
    .name = "due",
    .also = {[COMMAND_RU] = "срок", [COMMAND_NB] = "frist"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "by when it is to be done; alone: no date",
                  .type = COMMAND_DATE,
                  .optional = true,
                  .shown = "[DATE]",
                  .more = "A date without a time is the end of that day.\n"
                          "See\n.Sx Dates and times .",
                  .check = check_due,
                  .run = run_due},
};

const command_row command_estimate = {
    .name = "estimate",
    .also = {[COMMAND_RU] = "оценка", [COMMAND_NB] = "estimat"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "planned work: 4h, 1d, 1h 30m; alone: not known",
                  .type = COMMAND_WORK,
                  .optional = true,
                  .shown = "[TIME]",
                  .more = "A day of work has eight hours, a week five days.",
                  .check = check_estimate,
                  .run = run_estimate},
};
