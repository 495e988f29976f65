/* cmd_jobs: work for robots, hooks and lookups: what waits, what was given up. */
#include "cli/desk.h"

#include "base/span.h"
#include "roles/frame.h"
#include "roles/now.h"
#include "store/alarm.h"
#include "store/job.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define JOBS_LIMIT 1000

static const char *const states[] = {"open", "done", "given-up", "dropped"};

/* ---- list ---- */

/* The name of what happened; caller frees. */
static char *event_of(const store_job *j)
{
    json_t *event = json_loads(j->event, 0, NULL);
    const char *name = json_string_value(json_object_get(event, "event"));
    char *copy = g_strdup(name);

    json_decref(event);
    return copy;
}

static void print_json(const store_job *j)
{
    g_autofree char *event = event_of(j);

    cli_json(json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:s, s:I, s:o, s:o, s:o, s:o}", "id",
        (json_int_t)j->id, "kind", cli_json_text(j->kind), "name",
        cli_json_text(j->name), "ticket",
        j->ticket ? json_integer(j->ticket) : json_null(), "event",
        cli_json_text(event), "state", states[j->state], "tries",
        (json_int_t)j->tries, "made", cli_json_time(j->made_ms), "next",
        j->state == STORE_JOB_OPEN ? cli_json_time(j->next_ms) : json_null(),
        "ended", cli_json_time(j->ended_ms), "result",
        cli_json_text(*j->result ? j->result : NULL)));
}

static char *state_words(const store_job *j, int64_t now_ms)
{
    g_autofree char *wait = span_rough(j->next_ms - now_ms);

    if (j->state != STORE_JOB_OPEN)
        return g_strdup_printf("%s after %" G_GINT64_FORMAT "%s",
                               states[j->state], j->tries,
                               j->tries == 1 ? " try" : " tries");
    if (j->tries == 0)
        return g_strdup("waits");
    return g_strdup_printf("tried %" G_GINT64_FORMAT " times, again in %s",
                           j->tries, j->next_ms > now_ms ? wait : "a moment");
}

static void print_text(const cli *x, const store_job *j, int64_t now_ms)
{
    g_autofree char *event = event_of(j);
    g_autofree char *state = state_words(j, now_ms);
    g_autofree char *made = cli_time(j->made_ms);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, j->id);
    g_autofree char *what = g_strdup_printf(
        "%s %s, #%" G_GINT64_FORMAT "%s%s, %s: %s", j->kind, j->name, j->ticket,
        event ? " " : "", event ? event : "", made, state);

    fputs(cli_bold(x), stdout);
    cli_put(id, 7);
    fputs(cli_plain(x), stdout);
    cli_field(0, " ", 1, what);
    if (*j->result)
        cli_field(8, "", 0, j->result);
}

static int list(const cli *x, store *s, store_job_state state, int64_t ticket,
                GError **error)
{
    int64_t now_ms = role_now_ms();
    g_autoptr(GPtrArray) all =
        store_job_list(s, state, NULL, ticket, JOBS_LIMIT, error);

    if (!all)
        return -1;
    for (guint i = all->len; i-- > 0;) {
        if (x->json)
            print_json(all->pdata[i]);
        else
            print_text(x, all->pdata[i], now_ms);
    }
    if (all->len == 0 && !x->json)
        printf("No job is %s.\n", states[state]);
    return EX_OK;
}

/* ---- retry and drop ---- */

static bool settle(store *s, const store_job *j, bool retry, GError **error)
{
    g_autofree char *cause = g_strdup_printf("%s %s", j->kind, j->name);

    if (j->state == STORE_JOB_DONE ||
        (j->state == STORE_JOB_DROPPED && !retry)) {
        err_set(error, ERR_NOT_FOUND, "job %" G_GINT64_FORMAT " is %s already",
                j->id, states[j->state]);
        return false;
    }
    if (!(retry ? store_job_retry(s, j->id, role_now_ms(), error)
                : store_job_drop(s, j->id, role_now_ms(), error)))
        return false;
    int64_t left =
        store_job_count_of(s, j->kind, j->name, STORE_JOB_GIVEN_UP, error);
    return left > 0 || (left == 0 && store_alarm_clear(s, cause, error));
}

static bool settle_id(store *s, const char *text, bool retry, GError **error)
{
    GError *why = NULL;
    g_autoptr(store_job) j = store_job_get(s, desk_number(text), &why);

    if (!j && !why)
        err_set(&why, ERR_NOT_FOUND, "there is no job %s", text);
    if (why) {
        g_propagate_error(error, why);
        return false;
    }
    return settle(s, j, retry, error);
}

/* Of all that were given up, if none is named. */
static bool settle_all(store *s, char **ids, bool retry, unsigned *count,
                       GError **error)
{
    g_autoptr(GPtrArray) all =
        *ids
            ? NULL
            : store_job_list(s, STORE_JOB_GIVEN_UP, NULL, 0, JOBS_LIMIT, error);

    if (!*ids && !all)
        return false;
    for (*count = 0; *ids; ids++, ++*count)
        if (!settle_id(s, *ids, retry, error))
            return false;
    for (guint i = 0; all && i < all->len; i++, ++*count)
        if (!settle(s, all->pdata[i], retry, error))
            return false;
    return true;
}

static int decide(cli *x, store *s, char **ids, bool retry, GError **error)
{
    const config *c = cli_config(x);
    unsigned count = 0;

    if (!store_begin_deciding(s, error))
        return -1;
    if (!settle_all(s, ids, retry, &count, error) || !store_commit(s, error)) {
        store_rollback(s);
        return -1;
    }
    frame_ring(c, "jobs");
    frame_ring(c, "clock");
    if (!x->json)
        printf(retry ? "Tried again: %u\n" : "Dropped: %u\n", count);
    return EX_OK;
}

/* ---- the command ---- */

int cmd_jobs(cli *x, int argc, char **argv)
{
    gboolean given_up = FALSE, done = FALSE, dropped = FALSE;
    g_autofree char *ticket = NULL;
    const GOptionEntry entries[] = {
        {"given-up", 0, 0, G_OPTION_ARG_NONE, &given_up,
         "Those that were given up", NULL},
        {"done", 0, 0, G_OPTION_ARG_NONE, &done,
         "Those that were done in the last days", NULL},
        {"dropped", 0, 0, G_OPTION_ARG_NONE, &dropped,
         "Those that were dropped, or asked for nothing any more", NULL},
        {"ticket", 0, 0, G_OPTION_ARG_FILENAME, &ticket, "Of this request",
         "#N"},
        {NULL}};
    GError *error = NULL;
    int code;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    const char *verb = argc > 1 ? argv[1] : "list";
    bool lists = strcmp(verb, "list") == 0;
    bool retry = strcmp(verb, "retry") == 0;
    if ((!lists && !retry && strcmp(verb, "drop") != 0) || (lists && argc > 2))
        return cli_usage(x, "say list, retry ID... or drop ID...");
    if (!lists && (argc > 2) == given_up)
        return cli_usage(x, "name jobs, or say --given-up for all of those");
    for (int i = 2; i < argc; i++)
        if (desk_number(argv[i]) == 0)
            return cli_usage(x, "\"%s\" is no number of a job", argv[i]);
    if (ticket && desk_number(ticket) == 0)
        return cli_usage(x, "\"%s\" is not a ticket number", ticket);
    store *s = desk_open(x, &code);
    if (!s)
        return code;
    code = lists ? list(x, s,
                        given_up  ? STORE_JOB_GIVEN_UP
                        : done    ? STORE_JOB_DONE
                        : dropped ? STORE_JOB_DROPPED
                                  : STORE_JOB_OPEN,
                        ticket ? desk_number(ticket) : 0, &error)
                 : decide(x, s, argv + 2, retry, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
