/* notify_history: what became of a ticket, and how long it stayed where. */
#include "desk/history.h"
#include "desk/notify/room.h"
#include "desk/say.h"

#define HISTORY_CHANGES 200 /* the newest that a mail shows */

/* Reasons were written for the desk alone. */
static char *marked(notify_job *j, char *words)
{
    g_autofree char *one = words;

    return shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->t->id, 0, one);
}

/* As it was when the mail was asked for: it is the same each time that it is
 * made. */
static bool add_changes(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_change_list(j->desk, j->t->id, NULL, HISTORY_CHANGES, error);
    json_t *rows = json_array();

    for (guint i = 0; all && i < all->len; i++) {
        const store_change *c = all->pdata[i];
        if (c->at_ms > j->o->date_ms)
            continue;
        json_t *row = json_object();
        notify_set_free(row, "at", notify_when(j, c->at_ms));
        notify_set_marked(row, "what",
                          marked(j, history_what(j->c, c, j->language)));
        notify_set_marked(row, "who",
                          marked(j, history_who(j->c, c, j->language)));
        json_array_append_new(rows, row);
    }
    json_object_set_new(j->data, "has_changes",
                        json_boolean(json_array_size(rows) > 0));
    json_object_set_new(j->data, "changes", rows);
    return all != NULL;
}

static json_t *stage_row(const notify_job *j, int stage, const history_sum *sum)
{
    const char *first =
        status_first(status_model_of(j->c), (status_stage)stage);
    json_t *row = json_object();

    notify_set(row, "name",
               first ? status_title(status_model_of(j->c), first, j->language)
                     : say_in(j->language, status_stages[stage]));
    notify_set_free(row, "wall", history_span(j->language, sum->wall_ms));
    if (sum->work_ms != sum->wall_ms)
        notify_set_free(row, "work", history_span(j->language, sum->work_ms));
    return row;
}

static bool add_stages(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) stays = store_stay_list(j->desk, j->t->id, error);
    history_sum sums[STATUS_STAGES] = {{0}};
    json_t *rows = json_array();

    if (stays)
        history_add_up(j->c, j->t->queue, stays, j->o->date_ms, sums);
    for (int i = 0; i < STATUS_STAGES; i++)
        if (sums[i].times > 0)
            json_array_append_new(rows, stage_row(j, i, &sums[i]));
    json_object_set_new(j->data, "has_stages",
                        json_boolean(json_array_size(rows) > 0));
    json_object_set_new(j->data, "stages", rows);
    return stays != NULL;
}

bool notify_add_history(notify_job *j, GError **error)
{
    return add_changes(j, error) && add_stages(j, error);
}
