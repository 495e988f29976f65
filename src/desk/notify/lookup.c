/* notify_lookup: what other systems answered about a request. It is for the desk
 * alone: quoted to a customer it is cut, and never ours. */
#include "desk/hook_config.h"
#include "desk/notify/room.h"

#include "config/section.h"
#include "store/job.h"
#include "store/lookup.h"

#include <string.h>

#define FAILED_MAX 100 /* jobs that are looked at */

static const char *title_of(const notify_job *j, const char *name)
{
    const config_lookup *l = config_lookup_by_id(j->c, name);

    return l ? config_in(l->titles, j->language, l->title) : name;
}

static char *marked(notify_job *j, const char *text)
{
    return shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket, 0, text);
}

static json_t *row_json(notify_job *j, const store_lookup *l)
{
    json_t *row = json_object();
    g_autofree char *text = notify_indent(l->text);

    notify_set(row, "from", title_of(j, l->name));
    if (*l->title)
        notify_set_marked(row, "title", marked(j, l->title));
    notify_set_marked(row, "text", marked(j, text));
    return row;
}

static json_t *rows_json(notify_job *j, const GPtrArray *all)
{
    json_t *rows = json_array();

    for (guint i = 0; i < all->len; i++)
        json_array_append_new(rows, row_json(j, all->pdata[i]));
    return rows;
}

/* Those that were asked in vain, each once. */
static json_t *failed_json(notify_job *j, const GPtrArray *jobs)
{
    json_t *names = json_object(), *list = json_array();
    const char *name;
    json_t *value;

    for (guint i = 0; i < jobs->len; i++) {
        const store_job *job = jobs->pdata[i];
        if (strcmp(job->kind, STORE_JOB_LOOKUP) == 0)
            json_object_set_new(names, title_of(j, job->name), json_true());
    }
    json_object_foreach(names, name, value)
    {
        json_t *one = json_object();
        notify_set(one, "from", name);
        json_object_set_new(one, "last", json_false());
        json_array_append_new(list, one);
    }
    json_decref(names);
    return list;
}

bool notify_add_lookups(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) all = store_lookup_list(j->desk, j->t->id, error);
    g_autoptr(GPtrArray) jobs =
        all ? store_job_list(j->desk, STORE_JOB_GIVEN_UP, NULL, j->t->id,
                             FAILED_MAX, error)
            : NULL;

    if (!jobs)
        return false;
    json_object_set_new(j->data, "lookups", rows_json(j, all));
    notify_set_list(j->data, "unanswered", failed_json(j, jobs));
    return true;
}
