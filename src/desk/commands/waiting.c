/* commands/waiting: for the customer's answer, who is reminded; or for a date,
 * until which nobody needs to see the request. */
#include "desk/decide/room.h"
#include "desk/speech.h"
#include "desk/when.h"

/* A date alone is meant to begin when work does. */
#define DAY_BEGIN 0

/* ---- /wait ---- */

typedef struct wait_ask {
    int days;
    int64_t first_ms; /* 0: after so many days */
    const char *why;
} wait_ask;

/* "-3d" or "99999999w" was meant to be a time, and is no reason. */
static bool begins_with_number(const char *text)
{
    return g_ascii_isdigit(text[strspn(text, "+-")]);
}

/* Without a date all of it says why. */
static fault *read_wait(decide_job *j, const command_call *call, wait_ask *out)
{
    when w;
    fault *f = decide_date(j, call, DAY_BEGIN, &w);

    *out = (wait_ask){decide_wait_days(j), 0, call->argument};
    if (f && f->code == FAULT_NO_DATE && !begins_with_number(call->argument)) {
        fault_free(f);
        return NULL;
    }
    if (f)
        return f;
    out->why = w.rest;
    if (w.days > 0)
        out->days = w.days;
    else
        out->first_ms = decide_opening(j, w.at_ms);
    return NULL;
}

/* What she asks has been answered already, and she has not seen it. */
static bool has_answered(const decide_job *j)
{
    for (unsigned i = 0; j->st && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n > j->seen && e->kind == STORE_ARTICLE &&
            e->by == STORE_BY_CUSTOMER)
            return true;
    }
    return false;
}

static fault *check_wait(decide_job *j, const command_call *call)
{
    wait_ask ask;

    if (!status_first(j->statuses, STATUS_WAITING))
        return fault_new(FAULT_NO_WAITING, NULL);
    if (has_answered(j))
        return fault_new(FAULT_ANSWERED, NULL);
    return read_wait(j, call, &ask);
}

static void run_wait(decide_job *j, const command_call *call)
{
    wait_ask ask;
    fault *f = read_wait(j, call, &ask);

    if (f) { /* the date went by while the reply waited */
        fault_free(f);
        ask = (wait_ask){decide_wait_days(j), 0, call->argument};
    }
    j->reason = ask.why;
    decide_wait_begin(j, ask.days, ask.first_ms);
    j->reason = NULL;
}

/* ---- /later ---- */

static bool is_off(const command_call *call)
{
    return speech_is_off(call->argument);
}

static fault *check_later(decide_job *j, const command_call *call)
{
    when w;

    if (is_off(call))
        return NULL;
    return decide_date(j, call, DAY_BEGIN, &w);
}

static void run_later(decide_job *j, const command_call *call)
{
    when w;

    if (is_off(call)) {
        decide_later_ends(j);
        return;
    }
    fault *f = decide_date(j, call, DAY_BEGIN, &w);
    if (f) {
        fault_free(f);
        return;
    }
    j->reason = w.rest;
    decide_later_until(j, w.has_time ? w.at_ms : decide_opening(j, w.at_ms));
    j->reason = NULL;
}

const command_row command_wait = {
    .name = "wait",
    .also = {[COMMAND_RU] = "ждать", [COMMAND_NB] = "vent"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS,
    .operator_ =
        {.right = RIGHT_CLOSE,
         .help = "wait for the customer, who is reminded: /wait 3d the log",
         .more =
             "Days are working days of the queue; where none are written, its\n"
             ".Ql wait\n"
             "says how many.\n"
             "An answer of the customer brings the request back at once.\n"
             "If none comes after the reminders, it is back to work and you "
             "are told; if that\nhappens again, it is resolved and the "
             "customer is told.",
         .type = COMMAND_WORDS,
         .optional = true,
         .shown = "[3d] [why]",
         .check = check_wait,
         .run = run_wait},
};

const command_row command_later = {
    .name = "later",
    .also = {[COMMAND_RU] = "позже", [COMMAND_NB] = "senere"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ =
        {.right = RIGHT_CLOSE,
         .help = "hide it from lists until a date; /later off: no longer",
         .more = "When the date has come, or the customer writes, it is in the "
                 "lists again and\nwhoever holds it is told.",
         .type = COMMAND_WORDS,
         .shown = "DATE [why]",
         .check = check_later,
         .run = run_later},
};
