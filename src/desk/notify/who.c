/* notify_who: who is on duty, who is away, and what each has to do. */
#include "desk/assign.h"
#include "desk/notify/room.h"
#include "desk/notify/transcript.h"
#include "desk/rights.h"

#include <string.h>

/* "1, 2"; NULL: on none. Caller frees. */
static char *lines_of(const config_operator *o)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < o->lines->len; i++)
        g_string_append_printf(out, "%s%d", i > 0 ? ", " : "",
                               g_array_index(o->lines, int, i));
    return g_string_free(out, out->len == 0);
}

/* On one of her lines. */
static bool on_duty(const notify_job *j, const assign_staff *staff,
                    const config_operator *o)
{
    for (guint i = 0; i < o->lines->len; i++)
        if (assign_on_duty(j->c, staff, o, g_array_index(o->lines, int, i),
                           j->o->date_ms))
            return true;
    return false;
}

static int64_t open_of(const GPtrArray *loads, const config_operator *o)
{
    for (guint i = 0; i < loads->len; i++) {
        const store_load *l = loads->pdata[i];
        if (strcmp(l->operator_id, o->id) == 0)
            return l->open;
    }
    return 0;
}

static json_t *person(const notify_job *j, const assign_staff *staff,
                      const GPtrArray *loads, const config_operator *o)
{
    const store_absence *a = assign_away(staff, o, j->o->date_ms);
    json_t *row = json_object();

    notify_set(row, "name", o->name);
    notify_set_free(row, "lines", lines_of(o));
    if (a) {
        notify_set_free(row, "away", notify_when(j, a->until_ms));
        notify_set(row, "deputy", notify_operator_name(j->c, a->deputy));
    }
    json_object_set_new(row, "duty", json_boolean(on_duty(j, staff, o)));
    json_object_set_new(row, "open", json_integer(open_of(loads, o)));
    json_object_set_new(row, "last", json_false()); /* notify_set_list */
    return row;
}

/* Does she work anywhere where the reader may see something? */
static bool shares(const notify_job *j, const config_operator *o)
{
    for (guint i = 0; i < j->c->queues->len; i++) {
        const config_queue *q = j->c->queues->pdata[i];
        if (rights_may_queue(j->c, j->op, q->id) &&
            config_operator_serves(o, q->id))
            return true;
    }
    return false;
}

/* Is she given requests in a queue that the reader may see? Else she leads. */
static bool works(const notify_job *j, const config_operator *o)
{
    for (guint i = 0; i < j->c->queues->len; i++) {
        const config_queue *q = j->c->queues->pdata[i];
        if (rights_may_queue(j->c, j->op, q->id) &&
            rights_can(j->c, o, RIGHT_TOLD, q->id, 0))
            return true;
    }
    return false;
}

bool notify_make_who(notify_job *j, GError **error)
{
    g_autoptr(assign_staff) staff = assign_staff_read(j->desk, j->c, error);
    g_autoptr(GPtrArray) loads = staff ? store_loads(j->desk, error) : NULL;
    json_t *people = json_array(), *leads = json_array();

    for (guint i = 0; loads && j->op && i < j->c->operators->len; i++) {
        const config_operator *o = j->c->operators->pdata[i];
        if (shares(j, o))
            json_array_append_new(works(j, o) ? people : leads,
                                  person(j, staff, loads, o));
    }
    json_object_set_new(j->data, "people", people);
    notify_set_list(j->data, "leads", leads);
    return loads != NULL;
}
