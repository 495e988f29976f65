/* commands/away: who is there: absences, and a list of all. */
#include "desk/decide/room.h"
#include "desk/speech.h"
#include "desk/when.h"

#include <string.h>

#define DAY_BEGIN 0

/* ---- /away ---- */

typedef struct away_ask {
    int64_t until_ms;
    const config_operator *deputy; /* NULL: her line */
} away_ask;

/* What follows one of these words; NULL: none of them stands there. */
static const char *after_word(const char *text, const char *const *words)
{
    for (unsigned i = 0; words[i]; i++) {
        size_t n = strlen(words[i]);
        if (g_ascii_strncasecmp(text, words[i], n) == 0 && text[n] == ' ')
            return text + n + strspn(text + n, " ");
    }
    return NULL;
}

static fault *read_deputy(decide_job *j, const char *rest, away_ask *out)
{
    static const char *const to[] = {"to", "til", "на", "for", NULL};
    const char *who = after_word(rest, to);
    fault *f = NULL;

    if (!*rest)
        return NULL;
    if (!who)
        return fault_new(FAULT_NO_DEPUTY, rest, NULL);
    out->deputy = decide_operator(j, "away until DATE to", who, &f);
    if (!f && out->deputy == j->op)
        f = fault_new(FAULT_OWN_DEPUTY, NULL);
    return f;
}

static fault *read_away(decide_job *j, const command_call *call, away_ask *out)
{
    static const char *const until[] = {"until", "till", "til", "до", NULL};
    const char *date = after_word(call->argument, until);
    const command_call rest = {
        .row = call->row, .argument = (char *)(date ? date : call->argument)};
    when w;
    fault *f = decide_date(j, &rest, DAY_BEGIN, &w);

    *out = (away_ask){0};
    if (f)
        return f;
    out->until_ms = w.at_ms;
    return read_deputy(j, w.rest, out);
}

static bool is_off(const command_call *call)
{
    return speech_is_off(call->argument);
}

static fault *check_away(decide_job *j, const command_call *call)
{
    away_ask ask;

    return !*call->argument || is_off(call) ? NULL : read_away(j, call, &ask);
}

static void show_away(decide_job *j)
{
    const store_absence *a = decide_away(j, j->op);
    g_autofree char *words =
        a ? decide_away_words(j, j->op, a)
          : g_strdup("You are not away. To be: /away until DATE to WHO");

    decide_notice(j, j->op, a ? "you are away" : "you are there", words);
}

static void plan_absence(decide_job *j, const away_ask *ask)
{
    store_absence *a = g_new0(store_absence, 1);

    a->operator_id = g_strdup(j->op->id);
    a->from_ms = j->now_ms;
    a->until_ms = ask->until_ms;
    a->deputy = g_strdup(ask->deputy ? ask->deputy->id : NULL);
    plan_away(j->plan, a);
    if (ask->until_ms == 0) {
        decide_notice(j, j->op, "you are there again",
                      "You are there again, and hear of your requests.");
        return;
    }
    g_autoptr(GTimeZone) zone = decide_zone(j);
    g_autofree char *until = when_words(ask->until_ms, zone, true);
    g_autofree char *text = g_strdup_printf(
        "You are away until %s. Your requests stay yours; %s hears what "
        "happens to them. Back earlier? Write /away off.",
        until, ask->deputy ? ask->deputy->name : "your line");
    decide_notice(j, j->op, "you are away", text);
}

static void run_away(decide_job *j, const command_call *call)
{
    away_ask ask = {0};
    fault *f =
        !*call->argument || is_off(call) ? NULL : read_away(j, call, &ask);

    if (f)
        fault_free(f);
    else if (!*call->argument)
        show_away(j);
    else
        plan_absence(j, &ask);
}

/* ---- /who ---- */

static void run_who(decide_job *j, const command_call *call)
{
    decide_tell(j, j->op, "who", 0, 0, NULL);
}

const command_row command_away = {
    .name = "away",
    .also = {[COMMAND_RU] = "отсутствую", [COMMAND_NB] = "borte"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .operator_ =
        {.right = RIGHT_ANY,
         .help = "you are away until DATE; WHO hears in your place; /away off: "
                 "you are back",
         .more =
             "From the beginning of that day you are there again, if it has "
             "no time.\nWhat is yours stays yours; without WHO your line "
             "hears what happens to it.\nAlone it says whether you are "
             "away.",
         .type = COMMAND_WORDS,
         .optional = true,
         .shown = "[until DATE [to WHO]]",
         .needs = COMMAND_NEEDS_NOTHING,
         .check = check_away,
         .run = run_away},
};

const command_row command_who = {
    .name = "who",
    .also = {[COMMAND_RU] = "кто", [COMMAND_NB] = "hvem"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "who is on duty, who is away, what each has to do",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_who},
};
