/* commands/spend: working time, as it is said, and by a timer. */
#include "desk/spend.h"

#include "desk/decide/room.h"
#include "desk/rights.h"
#include "desk/speech.h"
#include "desk/when.h"

#include <string.h>

/* ---- what is said ---- */

static void said(const decide_job *j, const command_call *call, bool time,
                 bool day, spend_said *out)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const spend_ask ask = {
        .c = j->c, .time = time, .day = day, .zone = zone, .now_ms = j->now_ms};

    spend_read(&ask, call->argument, out);
}

static fault *near(const command_call *call, const spend_said *s)
{
    return s->near ? fault_new(FAULT_NEAR_NAME, call->row->name, s->near, NULL)
                   : NULL;
}

static fault *too_long(const spend_said *s)
{
    return s->minutes > SPEND_DAY_MIN ? fault_new(FAULT_TIME_LONG, NULL) : NULL;
}

/* Whose time it is; NULL: *wrong says why. */
static const config_operator *whose(decide_job *j, const command_call *call,
                                    const spend_said *s, fault **wrong)
{
    *wrong = NULL;
    return s->who ? decide_operator(j, call->row->name, s->who, wrong) : j->op;
}

static bool is_today(const decide_job *j, int64_t at_ms)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    g_autofree char *today = when_words(j->now_ms, zone, false);
    g_autofree char *day = when_words(at_ms, zone, false);

    return strcmp(today, day) == 0;
}

static decide_booking booking_of(const decide_job *j, const config_operator *o,
                                 const spend_said *s)
{
    return (decide_booking){
        .who = o->id,
        .name = o->name,
        .work = s->work ? s->work->id : "",
        .what = s->what,
        .at_ms = s->at_ms && !is_today(j, s->at_ms) ? s->at_ms : j->now_ms,
        .min = s->minutes};
}

/* To take back a type need not be said: it is that of what was booked last. */
static decide_booking back_of(const decide_job *j, const config_operator *o,
                              const spend_said *s)
{
    decide_booking b = booking_of(j, o, s);

    b.min = -s->minutes;
    b.work = s->work ? s->work->id : NULL;
    return b;
}

/* ---- /spend ---- */

static fault *check_back(decide_job *j, const config_operator *o,
                         const spend_said *s)
{
    const decide_booking b = back_of(j, o, s);
    int64_t booked = decide_booked(j, &b);

    if (booked >= b.min)
        return NULL;
    fault *f =
        booked > 0 || o == j->op
            ? NULL
            : decide_no_role(j, RIGHT_CORRECT, "take back time of others");
    if (f || booked == 0)
        return f ? f : fault_new(FAULT_NONE_BOOKED, NULL);
    g_autofree char *words = decide_booked_words(j, &b);
    return fault_new(FAULT_NOT_BOOKED, words, NULL);
}

static fault *check_other(decide_job *j, const config_operator *o)
{
    fault *f = decide_no_role(j, RIGHT_BOOK, "book time of others");

    if (f || rights_can(j->c, o, RIGHT_NOTE, j->queue_id, 0))
        return f;
    return fault_new(FAULT_NOT_IN_QUEUE, o->name, NULL);
}

static fault *check_spend(decide_job *j, const command_call *call)
{
    g_auto(spend_said) s;
    fault *f;

    said(j, call, true, true, &s);
    if (!s.has_time || s.minutes == 0)
        return fault_new(FAULT_NO_TIME, NULL);
    const config_operator *o = whose(j, call, &s, &f);
    if (!o)
        return f;
    if (s.minutes < 0)
        return check_back(j, o, &s);
    if (s.at_ms > j->now_ms && !is_today(j, s.at_ms))
        return fault_new(FAULT_TIME_FUTURE, NULL);
    f = o == j->op ? NULL : check_other(j, o);
    f = f ? f : too_long(&s);
    return f ? f : near(call, &s);
}

/* She hears what is booked in her name. */
static void tell_booked(decide_job *j, const config_operator *o,
                        const decide_booking *b, bool back)
{
    g_autofree char *span = speech_span(NULL, b->min * SPAN_MINUTE, false);
    g_autofree char *words = g_strdup_printf(
        back ? "%s took back %s of your time." : "%s booked %s of your time.",
        j->op->name, span);

    if (o != j->op)
        decide_notice(j, o, "your time", words);
}

/* What she says now counts, if the timer had asked her. */
static void instead(decide_job *j, const config_operator *o)
{
    if (o != j->op || !decide_timer_asked(j))
        return;
    decide_timer_drop(j, o->id);
    decide_event(j, "stopped the timer without booking it");
}

static void run_spend(decide_job *j, const command_call *call)
{
    g_auto(spend_said) s;
    g_autoptr(fault) f = NULL;

    said(j, call, true, true, &s);
    const config_operator *o = whose(j, call, &s, &f);
    if (!o)
        return;
    bool back = s.minutes < 0;
    const decide_booking b = back ? back_of(j, o, &s) : booking_of(j, o, &s);
    if (back)
        decide_take_back(j, &b);
    else
        decide_book(j, &b);
    if (!back)
        instead(j, o);
    tell_booked(j, o, &b, back);
}

/* ---- /start and /stop ---- */

static fault *check_start(decide_job *j, const command_call *call)
{
    const store_timer *t = decide_timer(j, j->op->id);
    g_auto(spend_said) s;

    said(j, call, false, false, &s);
    if (!t || t->ticket != decide_ticket(j) || *call->argument)
        return near(call, &s);
    g_autoptr(GTimeZone) zone = decide_zone(j);
    g_autofree char *since = speech_soon_here(NULL, t->from_ms, zone);
    return fault_new(FAULT_TIMER_RUNS, since, NULL);
}

/* She hears what it has booked, and until when it counted. */
static void stop(decide_job *j, const decide_booking *b)
{
    const store_timer *t = decide_timer(j, b->who);
    g_autoptr(GTimeZone) zone = decide_zone(j);
    int64_t ticket = 0;

    if (!t)
        return;
    int64_t until_ms = decide_timer_until(j, t);
    bool cut = b->min < 0 && until_ms < j->now_ms;
    g_autofree char *from = speech_soon_here(NULL, t->from_ms, zone);
    g_autofree char *until = speech_soon_here(NULL, until_ms, zone);
    int64_t min = decide_timer_stop(j, b, &ticket);
    g_autofree char *span = speech_span(NULL, min * SPAN_MINUTE, false);
    g_autofree char *words =
        min == 0 ? g_strdup_printf("Your timer on #%" G_GINT64_FORMAT
                                   " was stopped. Nothing was booked.",
                                   ticket)
        : cut    ? g_strdup_printf(
                       "Your timer on #%" G_GINT64_FORMAT
                       " was stopped. It ran from %s; %s was booked, until the "
                          "working day ended (%s). To book more, use /spend.",
                       ticket, from, span, until)
              : g_strdup_printf("Your timer on #%" G_GINT64_FORMAT
                                " was stopped. It ran from %s; %s was booked.",
                                ticket, from, span);
    decide_notice(j, j->op, "your timer", words);
}

static void run_start(decide_job *j, const command_call *call)
{
    g_auto(spend_said) s;
    const decide_booking all = {.who = j->op->id,
                                .name = j->op->name,
                                .work = "",
                                .what = "",
                                .min = -1};

    said(j, call, false, false, &s);
    stop(j, &all);
    decide_timer_start(j, s.work ? s.work->id : "", s.what);
}

static fault *check_stop(decide_job *j, const command_call *call)
{
    g_auto(spend_said) s;
    fault *f;

    said(j, call, true, false, &s);
    if (!decide_timer(j, j->op->id))
        return fault_new(FAULT_NO_TIMER, NULL);
    if (s.has_time && s.minutes < 0)
        return fault_new(FAULT_NO_TIME, NULL);
    f = too_long(&s);
    return f ? f : near(call, &s);
}

static void run_stop(decide_job *j, const command_call *call)
{
    g_auto(spend_said) s;

    said(j, call, true, false, &s);
    decide_booking b = booking_of(j, j->op, &s);
    if (!s.has_time)
        b.min = -1;
    stop(j, &b);
}

const command_row command_spend = {
    .name = "spend",
    .also = {[COMMAND_RU] = "потрачено", [COMMAND_NB] = "brukt"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "book working time: 25m, 1h30, 1.5h, or minutes; "
                          "-25m takes it back",
                  .type = COMMAND_TIME,
                  .shown = "TIME [@WHO] [DAY] [TYPE] [what]",
                  .more = "See\n.Sx Working time .",
                  .check = check_spend,
                  .run = run_spend},
};

const command_row command_start = {
    .name = "start",
    .also = {[COMMAND_RU] = "старт"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "start my timer on it",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[TYPE] [what]",
                  .more = "One that runs elsewhere is stopped, and booked "
                          "there.",
                  .check = check_start,
                  .run = run_start},
};

const command_row command_stop = {
    .name = "stop",
    .also = {[COMMAND_RU] = "стоп", [COMMAND_NB] = "stopp"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "stop my timer, wherever it runs, and book it",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[TIME] [TYPE] [what]",
                  .more = "With a time that is booked instead; 0 books "
                          "nothing.",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_stop,
                  .run = run_stop},
};
