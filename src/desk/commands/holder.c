/* commands/holder: whose a ticket is. */
#include "base/fold.h"
#include "base/nearest.h"
#include "desk/decide/room.h"
#include "desk/rights.h"
#include "desk/when.h"

#include <string.h>

static void say_away(decide_job *j, const config_operator *o)
{
    const store_absence *a = decide_away(j, o);

    if (!a)
        return;
    g_autofree char *text = decide_away_words(j, o, a);
    decide_notice(j, j->op, "whoever has it now is away", text);
}

static void tell(decide_job *j, GPtrArray *all, const char *to, const char *how)
{
    g_autofree char *words = g_strdup_printf(
        "%s assigned this request to %s%s.", j->op->name, to, how);

    g_ptr_array_remove(all, (void *)j->op);
    decide_notify(j, all, "assigned", words, -1);
}

/* She hears of it, and whoever stands in for her. */
static void tell_hers(decide_job *j, const config_operator *o, const char *how)
{
    g_autoptr(GPtrArray) her = g_ptr_array_new();
    g_autoptr(GPtrArray) others = g_ptr_array_new();

    g_ptr_array_add(her, (void *)o);
    if (decide_away(j, o))
        decide_add_for(j, others, o);
    g_ptr_array_remove(others, (void *)o);
    tell(j, her, "you", how);
    tell(j, others, o->name, how);
    say_away(j, o);
}

static void hold_by(decide_job *j, const config_operator *o)
{
    if (j->state.holder && strcmp(j->state.holder, o->id) == 0)
        return;
    const config_operator *before =
        j->state.holder ? config_operator_by_id(j->c, j->state.holder) : NULL;
    decide_set(j, PLAN_HOLDER, o->id);
    if (o == j->op)
        decide_event(j, "took it");
    else
        decide_event(j, "assigned it to %s", o->name);
    j->state.holder = o->id;
    if (o != j->op)
        tell_hers(j, o, "");
    if (before && before != j->op) {
        g_autoptr(GTimeZone) zone = decide_zone(j);
        g_autofree char *at = when_words(j->now_ms, zone, true);
        g_autofree char *text =
            g_strdup_printf("%s has it since %s.", o->name, at);
        decide_notice(j, before, "no longer yours", text);
    }
}

static void run_take(decide_job *j, const command_call *call)
{
    hold_by(j, j->op);
}

/* ---- /assign WHO ---- */

static bool is_part(const char *name, const char *wanted)
{
    g_auto(GStrv) words = g_strsplit_set(name, " -.", -1);

    for (unsigned i = 0; words[i]; i++) {
        if (*words[i] && fold_same(words[i], wanted))
            return true;
    }
    return false;
}

static const config_operator *whole_name(const config *c, const char *who)
{
    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (fold_same(o->id, who) || fold_same(o->name, who))
            return o;
    }
    return strchr(who, '@') ? config_operator_by_address(c, who) : NULL;
}

/* const config_operator*: two at most. */
static GPtrArray *parts_of_name(const config *c, const char *who)
{
    GPtrArray *found = g_ptr_array_new();

    for (unsigned i = 0; i < c->operators->len && found->len < 2; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (!strchr(who, '@') && is_part(o->name, who))
            g_ptr_array_add(found, (void *)o);
    }
    return found;
}

/* NULL if there is none, or several. */
static const config_operator *named(const config *c, const char *who)
{
    const config_operator *o = whole_name(c, who);
    g_autoptr(GPtrArray) parts = parts_of_name(c, who);

    return o ? o : parts->len == 1 ? parts->pdata[0] : NULL;
}

static fault *several(const config *c, const char *command, const char *who)
{
    g_autoptr(GPtrArray) parts = parts_of_name(c, who);
    const config_operator *a, *b;

    if (parts->len < 2)
        return NULL;
    a = parts->pdata[0];
    b = parts->pdata[1];
    g_autofree char *both =
        g_strdup_printf("/%s %s /%s %s", command, a->id, command, b->id);
    return fault_new(FAULT_SEVERAL, both, NULL);
}

static fault *nobody(const config *c, const char *command, const char *who)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        g_ptr_array_add(names, o->id);
        g_ptr_array_add(ids, o->id);
        g_ptr_array_add(names, o->name);
    }
    g_ptr_array_add(names, NULL);
    g_ptr_array_add(ids, NULL);
    const char *name = nearest_typed(who, (const char *const *)names->pdata);
    if (name)
        return fault_new(FAULT_NEAR_NAME, command, name, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
    return fault_new(FAULT_NO_OPERATOR, who, all, NULL);
}

const config_operator *decide_operator(const decide_job *j, const char *command,
                                       const char *who, fault **wrong)
{
    const config_operator *o = named(j->c, who);

    *wrong = o ? NULL : several(j->c, command, who);
    if (!o && !*wrong)
        *wrong = nobody(j->c, command, who);
    return o;
}

static fault *check_assign(decide_job *j, const command_call *call)
{
    fault *f;
    const config_operator *o =
        decide_operator(j, call->row->name, call->argument, &f);

    return o && j->st && !rights_can(j->c, o, RIGHT_NOTE, j->st->t->queue, 0)
               ? fault_new(FAULT_NOT_IN_QUEUE, o->name, NULL)
               : f;
}

static void run_assign(decide_job *j, const command_call *call)
{
    hold_by(j, named(j->c, call->argument));
}

/* ---- /co WHO and /unco WHO ---- */

static bool is_co(const decide_job *j, const config_operator *o)
{
    const GPtrArray *all = j->st ? j->st->co : NULL;

    for (unsigned i = 0; all && i < all->len; i++)
        if (strcmp(all->pdata[i], o->id) == 0)
            return true;
    return false;
}

static void set_co(decide_job *j, const config_operator *o, bool on)
{
    plan_co(j->plan, decide_ticket(j), o->id, on);
    /* so she may see it, whatever her line is */
    plan_watch(j->plan, decide_ticket(j), o->id, on);
}

static void run_co(decide_job *j, const command_call *call)
{
    const config_operator *o = named(j->c, call->argument);

    if (is_co(j, o))
        return;
    set_co(j, o, true);
    decide_event(j, "%s holds it too", o->name);
    if (o != j->op)
        tell_hers(j, o, " too");
}

static fault *check_unco(decide_job *j, const command_call *call)
{
    fault *f;
    const config_operator *o =
        decide_operator(j, call->row->name, call->argument, &f);

    return o && !is_co(j, o) ? fault_new(FAULT_NO_PART, o->name, NULL) : f;
}

static void run_unco(decide_job *j, const command_call *call)
{
    const config_operator *o = named(j->c, call->argument);

    set_co(j, o, false);
    decide_event(j, "%s no longer holds it", o->name);
}

/* ---- /release ---- */

static void run_release(decide_job *j, const command_call *call)
{
    if (!j->state.holder)
        return;
    decide_set(j, PLAN_HOLDER, NULL);
    decide_event(j, "released it");
    j->state.holder = NULL;
    g_autoptr(GPtrArray) line = decide_concerned(j, j->op);
    g_autofree char *words = g_strdup_printf("%s released it.", j->op->name);
    decide_notify(j, line, "released", words, -1);
}

const command_row command_take = {
    .name = "take",
    .also = {[COMMAND_RU] = "взять", [COMMAND_NB] = "ta"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_FOR_SEVERAL,
    .operator_ = {.right = RIGHT_ASSIGN,
                  .help = "make it yours",
                  .run = run_take},
};

const command_row command_assign = {
    .name = "assign",
    .also = {[COMMAND_RU] = "назначить", [COMMAND_NB] = "tildel"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_ASSIGN,
                  .help = "assign it to WHO: id, part of a name, or address",
                  .type = COMMAND_OPERATOR,
                  .shown = "WHO",
                  .check = check_assign,
                  .run = run_assign},
};

const command_row command_co = {
    .name = "co",
    .also = {[COMMAND_RU] = "соисполнитель", [COMMAND_NB] = "medansvarlig"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_ASSIGN,
                  .help = "WHO is responsible too, and hears what the holder "
                          "hears",
                  .type = COMMAND_OPERATOR,
                  .shown = "WHO",
                  .check = check_assign,
                  .run = run_co},
};

const command_row command_unco = {
    .name = "unco",
    .also =
        {[COMMAND_RU] = "безсоисполнителя", [COMMAND_NB] = "fjernmedansvarlig"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_ASSIGN,
                  .help = "WHO is no longer responsible beside the holder",
                  .type = COMMAND_OPERATOR,
                  .shown = "WHO",
                  .check = check_unco,
                  .run = run_unco},
};

const command_row command_release = {
    .name = "release",
    .also = {[COMMAND_RU] = "отпустить", [COMMAND_NB] = "frigi"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_ASSIGN,
                  .help = "make it nobody's again",
                  .run = run_release},
};
