/* history: what became of a ticket, and how long it stayed where, in words. */
#include "desk/history.h"

#include "base/span.h"
#include "desk/category_config.h"
#include "desk/hours.h"
#include "desk/operator_config.h"
#include "desk/plan_verb.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

/* ---- changes ---- */

static int64_t number_of(const char *text)
{
    return g_ascii_strtoll(text, NULL, 10);
}

static char *moment(const char *language, const char *text)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t =
        g_date_time_new_from_unix_utc(number_of(text) / SPAN_SECOND);

    if (language && strcmp(language, "en") != 0)
        return speech_moment(language, number_of(text), utc);
    return t ? g_date_time_format(t, "%Y-%m-%d %H:%M UTC") : g_strdup(text);
}

static char *minutes(const char *language, const char *text)
{
    return history_span(language, number_of(text) * SPAN_MINUTE);
}

static char *number(const char *language, const char *text)
{
    return g_strconcat("#", text, NULL);
}

static char *name_of(const config *c, const char *id)
{
    const config_operator *o = config_operator_by_id(c, id);
    return g_strdup(o ? o->name : id);
}

/* Fields whose values are no words as they are. */
static const struct {
    plan_field field;
    char *(*words)(const char *language, const char *text);
} shown[] = {
    {PLAN_DUE, moment},       {PLAN_LATER, moment},       {PLAN_SPENT, minutes},
    {PLAN_ESTIMATE, minutes}, {PLAN_MERGED_INTO, number},
};

static char *value(const config *c, const char *field, const char *text,
                   const char *language)
{
    if (!text)
        return g_strdup(say_in(language, "none"));
    if (strcmp(field, plan_field_name(PLAN_STATUS)) == 0)
        return g_strdup(status_title(status_model_of(c), text, language));
    if (strcmp(field, plan_field_name(PLAN_HOLDER)) == 0)
        return name_of(c, text);
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        if (strcmp(field, plan_field_name(shown[i].field)) == 0)
            return shown[i].words(language, text);
    }
    if (strcmp(field, plan_field_name(PLAN_TYPE)) == 0)
        return g_strdup(type_title(c, text, language));
    if (strcmp(field, plan_field_name(PLAN_CATEGORY)) == 0)
        return g_strdup(category_title(c, text, language));
    if (strcmp(field, plan_field_name(PLAN_COMPLEXITY)) == 0)
        return g_strdup(say_about(language, field, text));
    if (strcmp(field, plan_field_name(PLAN_PRIORITY)) == 0)
        return g_strdup(say_in(language, text));
    return g_strdup(text);
}

char *history_what(const config *c, const store_change *change,
                   const char *language)
{
    g_autofree char *old = value(c, change->field, change->old, language);
    g_autofree char *new = value(c, change->field, change->new, language);
    g_autofree char *field = g_strdelimit(g_strdup(change->field), "_", ' ');

    return g_strdup_printf("%s: %s -> %s", say_in(language, field), old, new);
}

const char *history_actor(store_actor kind)
{
    static const char *const names[] = {
        [STORE_ACTOR_SYSTEM] = "system",
        [STORE_ACTOR_OPERATOR] = "operator",
        [STORE_ACTOR_CUSTOMER] = "customer",
        [STORE_ACTOR_PARTNER] = "partner",
        [STORE_ACTOR_CLOCK] = "clock",
        [STORE_ACTOR_RULE] = "rule",
        [STORE_ACTOR_ROBOT] = "robot",
        [STORE_ACTOR_HOOK] = "hook",
        [STORE_ACTOR_ADMIN] = "administrator",
    };
    return kind < G_N_ELEMENTS(names) ? names[kind] : "?";
}

static char *actor(const config *c, const store_change *change,
                   const char *language)
{
    switch (change->kind) {
    case STORE_ACTOR_OPERATOR:
        return name_of(c, change->actor);
    case STORE_ACTOR_SYSTEM:
    case STORE_ACTOR_CLOCK:
    case STORE_ACTOR_ADMIN:
        return g_strdup(say_in(language, change->kind == STORE_ACTOR_SYSTEM
                                             ? "the desk"
                                         : change->kind == STORE_ACTOR_CLOCK
                                             ? "the clock"
                                             : "the administrator"));
    case STORE_ACTOR_ROBOT:
    case STORE_ACTOR_HOOK:
        return g_strdup_printf("%s %s",
                               say_in(language, history_actor(change->kind)),
                               change->actor);
    default:
        return *change->actor
                   ? g_strdup(change->actor)
                   : g_strdup(say_in(language, history_actor(change->kind)));
    }
}

char *history_who(const config *c, const store_change *change,
                  const char *language)
{
    GString *out = g_string_new(NULL);
    g_autofree char *who = actor(c, change, language);

    g_string_append(out, who);
    if (*change->cause &&
        strcmp(change->cause, history_actor(change->kind)) != 0)
        g_string_append_printf(out, ", %s", say_in(language, change->cause));
    if (*change->reason)
        g_string_append_printf(out, ": %s", change->reason);
    return g_string_free(out, FALSE);
}

/* ---- stays ---- */

int64_t history_wall_ms(const store_stay *stay, int64_t now_ms)
{
    return MAX((stay->to_ms ? stay->to_ms : now_ms) - stay->from_ms, 0);
}

/* What has ended is never counted anew. */
int64_t history_work_ms(const config *c, const char *queue,
                        const store_stay *stay, int64_t now_ms)
{
    return stay->to_ms ? stay->work_ms
                       : hours_between(c, queue, stay->from_ms, now_ms);
}

void history_add_up(const config *c, const char *queue, const GPtrArray *stays,
                    int64_t now_ms, history_sum sums[STATUS_STAGES])
{
    int before = -1;

    memset(sums, 0, STATUS_STAGES * sizeof *sums);
    for (unsigned i = 0; i < stays->len; i++) {
        const store_stay *stay = stays->pdata[i];
        if (stay->stage < 0 || stay->stage >= STATUS_STAGES)
            continue;
        history_sum *sum = &sums[stay->stage];
        sum->wall_ms += history_wall_ms(stay, now_ms);
        sum->work_ms += history_work_ms(c, queue, stay, now_ms);
        sum->times += stay->stage != before;
        before = stay->stage;
    }
}

char *history_span(const char *language, int64_t ms)
{
    return speech_span(language, MAX(ms, 0), true);
}
