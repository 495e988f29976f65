/* history: what became of a ticket, for administrators. */
#include "cli/desk.h"

#include "desk/history.h"
#include "roles/now.h"

#include <stdio.h>
#include <string.h>

#define CHANGES_MAX 10000
#define INDENT      4

bool desk_history_read(store *s, int64_t ticket, desk_history *h,
                       GError **error)
{
    h->now_ms = role_now_ms();
    return (h->changes =
                store_change_list(s, ticket, NULL, CHANGES_MAX, error)) &&
           (h->stays = store_stay_list(s, ticket, error));
}

void desk_history_clear(desk_history *h)
{
    g_clear_pointer(&h->changes, g_ptr_array_unref);
    g_clear_pointer(&h->stays, g_ptr_array_unref);
}

/* ---- JSON ---- */

static json_t *text_or_null(const char *text)
{
    return *text ? cli_json_text(text) : json_null();
}

json_t *desk_changes_json(const desk_history *h)
{
    json_t *all = json_array();

    for (guint i = 0; i < h->changes->len; i++) {
        const store_change *c = h->changes->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:I, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "n",
                      (json_int_t)c->n, "at", cli_json_time(c->at_ms), "field",
                      cli_json_text(c->field), "old", cli_json_text(c->old),
                      "new", cli_json_text(c->new), "by",
                      history_actor(c->kind), "actor", text_or_null(c->actor),
                      "cause", text_or_null(c->cause), "reason",
                      text_or_null(c->reason)));
    }
    return all;
}

json_t *desk_stays_json(const config *c, const char *queue,
                        const desk_history *h)
{
    json_t *all = json_array();

    for (guint i = 0; i < h->stays->len; i++) {
        const store_stay *y = h->stays->pdata[i];
        int stage = CLAMP(y->stage, 0, STATUS_STAGES - 1);
        json_array_append_new(
            all,
            json_pack(
                "{s:I, s:o, s:s, s:i, s:o, s:o, s:o, s:I, s:I}", "n",
                (json_int_t)y->seq, "status", cli_json_text(y->status), "stage",
                status_stages[stage], "line", y->line, "holder",
                cli_json_text(y->holder), "from", cli_json_time(y->from_ms),
                "to", y->to_ms ? cli_json_time(y->to_ms) : json_null(),
                "wall_ms", (json_int_t)history_wall_ms(y, h->now_ms), "work_ms",
                (json_int_t)history_work_ms(c, queue, y, h->now_ms)));
    }
    return all;
}

/* ---- text ---- */

static char *minute(int64_t ms)
{
    char *when = cli_time(ms);

    when[strlen("2026-11-23 11:02")] = '\0';
    return when;
}

static void print_change(const config *c, const store_change *change)
{
    g_autofree char *when = minute(change->at_ms);
    g_autofree char *what = history_what(c, change, NULL);
    g_autofree char *who = history_who(c, change, NULL);
    g_autofree char *words = g_strdup_printf("%s  (%s)", what, who);
    g_autofree char *label = g_strconcat(when, "  ", NULL);

    cli_field(INDENT, label, (int)strlen(label), words);
}

/* "1 h 20 min, 40 min of it worked" */
static char *span_words(int64_t wall_ms, int64_t work_ms)
{
    g_autofree char *wall = history_span(NULL, wall_ms);
    g_autofree char *work = history_span(NULL, work_ms);

    return work_ms == wall_ms
               ? g_strdup(wall)
               : g_strdup_printf("%s, %s of it worked", wall, work);
}

static void print_stay(const config *c, const char *queue,
                       const desk_history *h, const store_stay *y)
{
    g_autofree char *when = minute(y->from_ms);
    g_autofree char *label = g_strconcat(when, "  ", NULL);
    g_autofree char *spans = span_words(
        history_wall_ms(y, h->now_ms), history_work_ms(c, queue, y, h->now_ms));
    g_autofree char *words = g_strdup_printf(
        "%s, line %d, %s: %s%s", y->status, y->line,
        y->holder ? y->holder : "nobody", spans, y->to_ms ? "" : " so far");

    cli_field(INDENT, label, (int)strlen(label), words);
}

static void print_sums(const config *c, const char *queue,
                       const desk_history *h)
{
    history_sum sums[STATUS_STAGES];

    history_add_up(c, queue, h->stays, h->now_ms, sums);
    for (int i = 0; i < STATUS_STAGES; i++) {
        if (sums[i].times == 0)
            continue;
        g_autofree char *spans = span_words(sums[i].wall_ms, sums[i].work_ms);
        g_autofree char *label = g_strdup_printf("%-16s", status_stages[i]);
        g_autofree char *words =
            sums[i].times > 1
                ? g_strdup_printf("%s, %u times", spans, sums[i].times)
                : g_strdup(spans);
        cli_field(INDENT, label, (int)strlen(label), words);
    }
}

void desk_history_print(const config *c, const char *queue,
                        const desk_history *h)
{
    if (h->changes->len > 0)
        printf("\nWhat changed\n");
    for (guint i = 0; i < h->changes->len; i++)
        print_change(c, h->changes->pdata[i]);
    if (h->stays->len == 0)
        return; /* of an older program */
    printf("\nWhere it was\n");
    for (guint i = 0; i < h->stays->len; i++)
        print_stay(c, queue, h, h->stays->pdata[i]);
    printf("\nHow long\n");
    print_sums(c, queue, h);
}
