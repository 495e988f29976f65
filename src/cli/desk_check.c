/* desk_check: `postern desk check`: does the process of this desk hold together? */
#include "cli/desk_check.h"

#include "cli/desk.h"
#include "desk/assign.h"
#include "desk/inspect.h"
#include "desk/queue_config.h"
#include "desk/when.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "store/names.h"
#include "worktime/calendar_config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define ABOUT_WIDTH 10
#define MINUTES_DAY (24 * 60)

static const char *const levels[] = {"", "warning", "error"};

static void say(const cli *x, inspect_level level, const char *about,
                const char *text)
{
    g_autofree char *words =
        level == INSPECT_FINE ? g_strdup(text)
                              : g_strdup_printf("%s: %s", levels[level], text);

    if (x->json)
        cli_json(json_pack("{s:s, s:s, s:o}", "about", about, "level",
                           level == INSPECT_FINE ? "fine" : levels[level],
                           "text", cli_json_text(text)));
    else
        cli_field(0, about, ABOUT_WIDTH, words);
}

/* How many errors there are. */
static unsigned say_all(const cli *x, const GPtrArray *findings)
{
    unsigned errors = 0;

    for (guint i = 0; i < findings->len; i++) {
        const inspect_finding *f = findings->pdata[i];
        say(x, f->level, f->about, f->text);
        errors += f->level == INSPECT_ERROR;
    }
    return errors;
}

static unsigned say_problems(const cli *x, const GPtrArray *problems)
{
    unsigned errors = 0;

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];
        g_autofree char *text =
            p->line > 0 ? g_strdup_printf("line %d: %s", p->line, p->text)
                        : g_strdup(p->text);
        say(x, p->fatal ? INSPECT_ERROR : INSPECT_WARNING, "config", text);
        errors += p->fatal;
    }
    return errors;
}

/* ---- what is asked ---- */

static const calendar *hours(const config *c, const char *queue)
{
    const config_queue *q = config_queue_by_id(c, queue);

    return config_calendar_find(c, q ? q->calendar : NULL);
}

static bool on_duty(const config *c, const config_operator *o, int line,
                    int64_t at_ms, const void *context)
{
    return assign_on_duty(c, context, o, line, at_ms);
}

/* In the zone of the first queue. False: usage was printed. */
static bool moment(const cli *x, const config *c, const char *text, int64_t *ms)
{
    const config_queue *q = c->queues->pdata[0];
    const when_ask ask = {.now_ms = role_now_ms(),
                          .zone = calendar_zone(hours(c, q->id))};
    when w;
    when_result r;

    *ms = ask.now_ms;
    if (!text)
        return true;
    r = when_read(text, &ask, &w);
    if ((r != WHEN_FINE && r != WHEN_PAST) || *w.rest) {
        cli_usage(x, "--at: %s is no time, as in \"1 December 10:00\"", text);
        return false;
    }
    *ms = w.at_ms;
    return true;
}

/* NULL, and said, if it cannot be read. */
static GPtrArray *names_of(store *s)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *names = s ? store_names(s, &error) : NULL;

    if (error)
        cli_say(error->message);
    return names;
}

static unsigned inspect(const cli *x, const config *c, int64_t at_ms)
{
    g_autoptr(GError) error = NULL;
    store *s = store_open(c->store, &error);
    g_autoptr(GPtrArray) names = names_of(s);
    g_autoptr(assign_staff) staff =
        s ? assign_staff_read(s, c, error ? NULL : &error) : NULL;
    const inspect_ask ask = {.c = c,
                             .at_ms = at_ms,
                             .hours = hours,
                             .on_duty = on_duty,
                             .context = staff,
                             .names = names};
    g_autoptr(GPtrArray) findings = inspect_desk(&ask);

    store_close(s);
    return say_all(x, findings);
}

int desk_check(cli *x, const char *at)
{
    g_autoptr(GPtrArray) problems = NULL;
    unsigned errors;
    int64_t at_ms;

    x->loaded = role_config_read(x->config_path, &problems);
    errors = say_problems(x, problems);
    if (!x->loaded || errors > 0)
        return EX_CONFIG;
    if (!moment(x, x->loaded, at, &at_ms))
        return EX_USAGE;
    errors = inspect(x, x->loaded, at_ms);
    if (!x->json)
        printf(errors > 0 ? "%u to correct\n" : "The process is in order.\n",
               errors);
    return errors > 0 ? EX_CONFIG : EX_OK;
}
