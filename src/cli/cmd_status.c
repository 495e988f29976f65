/* cmd_status: is all well? */
#include "cli/desk.h"

#include "base/span.h"
#include "config/site.h"
#include "desk/status_config.h"
#include "roles/beat.h"
#include "roles/health.h"
#include "roles/lock.h"
#include "roles/now.h"
#include "rules/learn/count.h"
#include "spool/spool.h"
#include "store/age.h"
#include "store/alarm.h"
#include "store/job.h"
#include "store/teaching.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define COUNT_MAX 1000 /* open tickets counted */

typedef struct health {
    pid_t owner;
    int64_t spool_waiting, spool_oldest_ms; /* age */
    int64_t ready, failed, oldest_ms;       /* UTC ms of the oldest */
    guint open, held;
    int64_t jobs, given_up;
    int64_t spam, ham;  /* messages learned */
    int64_t categories; /* of all of these */
    int64_t lessons;    /* that wait */
    int64_t paused_ms;  /* since when an older store waits, 0 */
    guint paused;       /* mails that wait with it */
    bool overdue;       /* outgoing mail that nobody takes up */
    GPtrArray *alarms;  /* "cause\ttext" */
    GPtrArray *wrong;   /* char*: why the desk is not well */
    GPtrArray *passing; /* char*: what may be over soon */
} health;

static bool read_spool(const config *c, int64_t now, health *h, GError **error)
{
    g_autofree char *folder = config_spool_folder(c);
    spool *s = spool_open(folder, error);
    bool ok = s && spool_status(s, now, &h->spool_waiting, &h->spool_oldest_ms,
                                error);

    if (s)
        spool_close(s);
    return ok;
}

static bool read_learned(store *s, health *h, GError **error)
{
    g_autoptr(GPtrArray) classes = store_classes(s, error);

    for (guint i = 0; classes && i < classes->len; i++) {
        const store_class *c = classes->pdata[i];
        int64_t *sum = c->class == COUNT_SPAM  ? &h->spam
                       : c->class == COUNT_HAM ? &h->ham
                                               : &h->categories;

        *sum += c->trained;
    }
    h->lessons = classes ? store_teaching_count(s, error) : -1;
    return h->lessons >= 0;
}

static bool read_store(store *s, const config *c, health *h, GError **error)
{
    const store_ticket_filter open = {.not_in = status_done(status_model_of(c)),
                                      .limit = COUNT_MAX};
    g_autoptr(GPtrArray) tickets = store_ticket_list(s, &open, error);
    g_autoptr(GPtrArray) held = tickets ? store_held_list(s, 0, error) : NULL;

    if (!held || !read_learned(s, h, error) ||
        !store_outgoing_status(s, &h->ready, &h->failed, &h->oldest_ms, error))
        return false;
    g_autoptr(GPtrArray) late = store_outgoing_due(
        s, role_now_ms() - HEALTH_WAIT_MS, 1, &(int64_t){0}, NULL, error);
    if (!late || !store_paused(s, &h->paused_ms, error))
        return false;
    g_autoptr(GPtrArray) paused = store_outgoing_paused(s, COUNT_MAX, error);
    if (!paused)
        return false;
    h->jobs = store_job_count(s, STORE_JOB_OPEN, error);
    h->given_up = store_job_count(s, STORE_JOB_GIVEN_UP, error);
    if (h->jobs < 0 || h->given_up < 0)
        return false;
    h->paused = paused->len;
    h->overdue = late->len > 0;
    h->open = tickets->len;
    h->held = held->len;
    h->alarms = store_alarm_list(s, error);
    return h->alarms != NULL;
}

static int64_t age_s(int64_t now, int64_t then)
{
    return then > 0 ? MAX(now - then, 0) / 1000 : 0;
}

/* ---- what is wrong ---- */

static void look_at_roles(const config *c, health *h)
{
    g_autoptr(GPtrArray) found = health_look(c);
    g_autoptr(GPtrArray) wanted = health_wanted(c);
    guint dead = 0;

    for (guint i = 0; i < wanted->len; i++) {
        g_autoptr(beat_state) b = beat_look(c, wanted->pdata[i]);
        dead += b->how == BEAT_DEAD;
    }
    if (h->owner == 0 && dead == wanted->len) {
        g_ptr_array_add(h->wrong, g_strdup("nothing runs: `postern run'"));
        return;
    }
    for (guint i = 0; i < found->len; i++) {
        const health_problem *p = found->pdata[i];
        g_ptr_array_add(p->mild ? h->passing : h->wrong, g_strdup(p->text));
    }
}

static void look_at_mail(health *h)
{
    if (h->spool_oldest_ms > HEALTH_WAIT_MS)
        g_ptr_array_add(h->wrong,
                        g_strdup("mail waits in the spool for too long: "
                                 "`postern queue' lists it"));
    if (h->paused_ms > 0)
        g_ptr_array_add(
            h->wrong,
            g_strdup_printf("the store is from a backup, and %u messages that "
                            "it was to send wait: `postern queue' lists them, "
                            "`postern resume' sends them, `postern resume "
                            "--drop' does not",
                            h->paused));
    if (h->overdue)
        g_ptr_array_add(h->wrong,
                        g_strdup("outgoing mail is due and nobody sends it: "
                                 "`postern queue' lists it"));
}

static json_t *texts_json(const GPtrArray *texts)
{
    json_t *all = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(all, cli_json_text(texts->pdata[i]));
    return all;
}

static json_t *alarms_json(const GPtrArray *alarms)
{
    json_t *all = json_array();

    for (guint i = 0; i < alarms->len; i++) {
        g_auto(GStrv) pair = g_strsplit(alarms->pdata[i], "\t", 2);

        if (pair[0] && pair[1])
            json_array_append_new(all, json_pack("{s:o, s:o}", "cause",
                                                 cli_json_text(pair[0]), "text",
                                                 cli_json_text(pair[1])));
    }
    return all;
}

static void print_json(const health *h, int64_t now)
{
    cli_json(json_pack(
        "{s:o, s:{s:I, s:I}, s:{s:I, s:I, s:I}, s:{s:i}, s:i,"
        " s:{s:I, s:I, s:I, s:I}, s:{s:I, s:I}, s:i, s:o, s:o, s:o}",
        "running", h->owner > 0 ? json_integer(h->owner) : json_null(), "spool",
        "waiting", (json_int_t)h->spool_waiting, "oldest_s",
        (json_int_t)(h->spool_oldest_ms / 1000), "outgoing", "ready",
        (json_int_t)h->ready, "failed", (json_int_t)h->failed, "oldest_s",
        (json_int_t)(h->ready > 0 ? age_s(now, h->oldest_ms) : 0), "tickets",
        "open", (int)h->open, "held", (int)h->held, "learned", "spam",
        (json_int_t)h->spam, "ham", (json_int_t)h->ham, "categories",
        (json_int_t)h->categories, "waiting", (json_int_t)h->lessons, "jobs",
        "open", (json_int_t)h->jobs, "given_up", (json_int_t)h->given_up,
        "paused", (int)h->paused, "alarms", alarms_json(h->alarms), "wrong",
        texts_json(h->wrong), "passing", texts_json(h->passing)));
}

static void print_text(const cli *x, const health *h, int64_t now)
{
    g_autofree char *spool_age = span_rough(h->spool_oldest_ms);
    g_autofree char *out_age = span_rough(age_s(now, h->oldest_ms) * 1000);

    if (h->owner > 0)
        printf("running    process %ld\n", (long)h->owner);
    else
        printf("running    no `postern run`\n");
    printf("spool      %" G_GINT64_FORMAT " waiting%s%s\n", h->spool_waiting,
           h->spool_waiting > 0 ? ", the oldest for " : "",
           h->spool_waiting > 0 ? spool_age : "");
    printf("outgoing   %" G_GINT64_FORMAT " waiting%s%s, %" G_GINT64_FORMAT
           " failed\n",
           h->ready, h->ready > 0 ? ", the oldest for " : "",
           h->ready > 0 ? out_age : "", h->failed);
    printf("tickets    %u%s open\n", h->open,
           h->open == COUNT_MAX ? " or more" : "");
    printf("held       %u%s\n", h->held,
           h->held > 0 ? " (`postern held list`)" : "");
    printf("learned    %" G_GINT64_FORMAT " spam, %" G_GINT64_FORMAT
           " ham, %" G_GINT64_FORMAT " of categories",
           h->spam, h->ham, h->categories);
    if (h->lessons > 0)
        printf(h->lessons == 1 ? ", %" G_GINT64_FORMAT " lesson waits"
                               : ", %" G_GINT64_FORMAT " lessons wait",
               h->lessons);
    putchar('\n');
    if (h->jobs > 0 || h->given_up > 0)
        printf("jobs       %" G_GINT64_FORMAT " open, %" G_GINT64_FORMAT
               " given up%s\n",
               h->jobs, h->given_up,
               h->given_up > 0 ? " (`postern jobs --given-up`)" : "");
    for (guint i = 0; i < h->passing->len; i++)
        cli_field(0, "waits", 11, h->passing->pdata[i]);
    for (guint i = 0; i < h->wrong->len; i++) {
        fputs(cli_bold(x), stdout);
        cli_field(0, "WRONG", 11, h->wrong->pdata[i]);
        fputs(cli_plain(x), stdout);
    }
    for (guint i = 0; i < h->alarms->len; i++) {
        g_auto(GStrv) pair = g_strsplit(h->alarms->pdata[i], "\t", 2);

        fputs(cli_bold(x), stdout);
        cli_field(0, "ALARM", 11, pair[0] && pair[1] ? pair[1] : pair[0]);
        fputs(cli_plain(x), stdout);
    }
}

int cmd_status(cli *x, int argc, char **argv)
{
    health h = {0};
    GError *error = NULL;
    int64_t now = role_now_ms();
    const config *c;
    store *s;
    bool ok;
    int code;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    s = desk_open(x, &code);
    if (!s)
        return code;
    c = cli_config(x);
    h.owner = lock_owner(c);
    ok = read_spool(c, now, &h, &error) && read_store(s, c, &h, &error);
    store_close(s);
    if (!ok)
        return cli_fail(x, error);
    h.wrong = g_ptr_array_new_with_free_func(g_free);
    h.passing = g_ptr_array_new_with_free_func(g_free);
    look_at_roles(c, &h);
    look_at_mail(&h);
    if (x->json)
        print_json(&h, now);
    else
        print_text(x, &h, now);
    code = h.alarms->len > 0 || h.wrong->len > 0 ? EX_TEMPFAIL : EX_OK;
    g_ptr_array_unref(h.alarms);
    g_ptr_array_unref(h.wrong);
    g_ptr_array_unref(h.passing);
    return code;
}
