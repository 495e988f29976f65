/* cmd_robot: what robots are, and what they would do. Changes nothing. */
#include "cli/desk.h"

#include "config/section.h"
#include "desk/facts/robot.h"
#include "desk/robot.h"
#include "roles/now.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define TRY_MAX    1000 /* open requests that are tried */
#define NAME_WIDTH 16

/* ---- list ---- */

static char *commands_of(const config_robot *r)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        g_string_append_printf(out, "%s%s", i > 0 ? "; " : "", call->line);
    }
    return g_string_free(out, FALSE);
}

static int list(const cli *x, const config *c)
{
    for (unsigned i = 0; i < c->robots->len; i++) {
        const config_robot *r = c->robots->pdata[i];
        g_autofree char *when = config_robot_trigger(r);
        g_autofree char *does = commands_of(r);
        g_autofree char *words = config_robot_words(r);
        if (x->json)
            cli_json(json_pack("{s:s, s:s, s:o, s:o, s:s}", "robot", r->id,
                               "when", when, "if", cli_json_text(r->if_),
                               "unless", cli_json_text(r->unless), "do", does));
        else
            cli_field(0, r->id, NAME_WIDTH, words);
    }
    if (c->robots->len == 0 && !x->json)
        puts("There is no [robot NAME].");
    return EX_OK;
}

/* ---- try ---- */

typedef struct trial {
    cli *x;
    const config *c;
    const config_robot *r;
    const char *by;
    store *s;
    int64_t now_ms;
} trial;

/* As if all that it acts on had just happened. Caller frees. */
static char *event_of(const trial *t)
{
    json_t *all = json_array();
    json_t *whole = json_pack("{s:o}", "events", all);

    for (unsigned k = 0; k < HAPPEN_KINDS; k++)
        if (t->r->events & 1u << k)
            json_array_append_new(all, json_pack("{s:s, s:s}", "event",
                                                 happen_names[k], "by", t->by));
    char *raw = json_dumps(whole, JSON_COMPACT);
    char *text = g_strdup(raw);
    free(raw);
    json_decref(whole);
    return text;
}

/* Words of what it would do; *result gets its name. Caller frees. */
static char *say(const plan *p, const char **result)
{
    const plan_step *s = plan_find(p, PLAN_ROBOT);
    const plan_step *w = plan_find(p, PLAN_WAIT);

    if (s) {
        *result = store_robot_results[s->robot.act->result];
        return g_strdup(s->robot.words ? s->robot.words : "");
    }
    g_autofree char *at = cli_time(w ? w->wait->at_ms : 0);
    *result = "waits";
    return g_strdup_printf("until %s", at);
}

static void print(const trial *t, int64_t ticket, const plan *p)
{
    static const struct {
        const char *result, *words;
    } shown[] = {{"acted", "would act"},
                 {"looked", "would do nothing"},
                 {"stopped", "would be stopped"},
                 {"failed", "could not act"},
                 {"waits", "waits"}};
    const char *result;
    g_autofree char *words = say(p, &result);
    g_autofree char *steps = plan_to_text(p);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(steps), "\n", -1);

    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
        if (strcmp(shown[i].result, result) == 0)
            printf("#%" G_GINT64_FORMAT "  %s%s%s\n", ticket, shown[i].words,
                   *words ? ": " : "", words);
    for (unsigned i = 0; strcmp(result, "acted") == 0 && lines[i]; i++) {
        printf("  ");
        cli_put(lines[i], 0);
        putchar('\n');
    }
}

static void print_json(const trial *t, int64_t ticket, const plan *p)
{
    const char *result;
    g_autofree char *words = say(p, &result);
    g_autofree char *steps = plan_to_json(p);

    cli_json(json_pack("{s:s, s:I, s:s, s:o, s:o}", "robot", t->r->id, "ticket",
                       (json_int_t)ticket, "result", result, "words",
                       cli_json_text(words), "plan",
                       json_loads(steps, 0, NULL)));
}

static bool try_one(const trial *t, int64_t ticket, bool all, GError **error)
{
    g_autofree char *event = t->r->after ? NULL : event_of(t);
    decide_robot_ask ask = {.robot = t->r, .event = event, .job = 1};

    if (!facts_robot(t->s, t->c, ticket, t->now_ms, &ask, error))
        return false;
    ask.counts.failed = false; /* why it did is what is asked */
    g_autoptr(plan) p = decide_robot(t->c, &ask, t->now_ms);
    const plan_step *s = plan_find(p, PLAN_ROBOT);
    /* of all, those that it has nothing to do with are many */
    if (!all || !s || s->robot.act->result != STORE_ROBOT_LOOKED) {
        if (t->x->json)
            print_json(t, ticket, p);
        else
            print(t, ticket, p);
    }
    snapshot_ticket_free((snapshot_ticket *)ask.t);
    return true;
}

static bool try_all(const trial *t, GError **error)
{
    const store_ticket_filter f = {
        .openness = STORE_OPEN, .after = -1, .limit = TRY_MAX};
    g_autoptr(GPtrArray) all = store_ticket_list(t->s, &f, error);

    for (unsigned i = 0; all && i < all->len; i++)
        if (!try_one(t, ((const store_ticket *)all->pdata[i])->id, true, error))
            return false;
    return all != NULL;
}

static int try(cli *x, const config *c, const char *name, const char *number,
               const char *by)
{
    GError *error = NULL;
    int code;
    trial t = {x, c, config_robot_by_id(c, name), by, NULL, role_now_ms()};
    int64_t ticket = number ? desk_number(number) : 0;

    if (!t.r) {
        g_autofree char *hint = config_id_hint(c->robots, name);
        return cli_usage(x, "there is no [robot %s]%s", name, hint);
    }
    if (number && ticket == 0)
        return cli_usage(x, "%s is no ticket", number);
    t.s = desk_open(x, &code);
    if (!t.s)
        return code;
    bool fine =
        store_begin_reading(t.s, &error) &&
        (ticket ? try_one(&t, ticket, false, &error) : try_all(&t, &error));
    store_rollback(t.s);
    store_close(t.s);
    return fine ? EX_OK : cli_fail(x, error);
}

int cmd_robot(cli *x, int argc, char **argv)
{
    g_autofree char *by = NULL;
    const GOptionEntry entries[] = {
        {"by", 0, 0, G_OPTION_ARG_STRING, &by, "Who made it happen", "WHO"},
        {NULL}};

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    const char *verb = argc > 1 ? argv[1] : "";
    bool lists = strcmp(verb, "list") == 0 && argc == 2;
    if (!lists && !(strcmp(verb, "try") == 0 && (argc == 3 || argc == 4)))
        return cli_usage(x, "say list, or try NAME [#N]");
    const config *c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    return lists ? list(x, c)
                 : try(x, c, argv[2], argc == 4 ? argv[3] : NULL,
                       by ? by : "customer");
}
