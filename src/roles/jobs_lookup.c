/* jobs_lookup: what a lookup answered becomes part of its request. */
#include "roles/jobs_room.h"

#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "store/lookup.h"
#include "store/moved.h"

static char *join(const GPtrArray *left, const lookup_answer *a)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < left->len; i++)
        g_string_append_printf(out, "%s%s", out->len ? "; " : "",
                               (const char *)left->pdata[i]);
    if (a->left_out > 0)
        g_string_append_printf(out, "%s%u more rows are not shown",
                               out->len ? "; " : "", a->left_out);
    return g_string_free(out, FALSE);
}

static bool apply(jobs_role *k, const snapshot_ticket *t,
                  const config_lookup *l, const lookup_answer *a,
                  int64_t now_ms, GPtrArray *left, GError **error)
{
    store *s = k->f.store;
    g_autoptr(plan) p = decide_lookup(k->f.x->config, t, l, a, now_ms, left);

    return store_lookup_put(s, t->t->id, l->id, a->rows, now_ms, error) &&
           apply_plan(s, p, NULL, now_ms, NULL, error);
}

bool jobs_take_answer(jobs_role *k, const store_job *job,
                      const lookup_answer *a, int64_t now_ms, char **result,
                      GError **error)
{
    store *s = k->f.store;
    const config *c = k->f.x->config;
    const config_lookup *l = config_lookup_by_id(c, job->name);
    g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
    store_place at;

    *result = g_strdup("");
    if (!l || !store_lead(s, job->ticket, 0, &at, error))
        return !l;
    snapshot_ticket *t = snapshot_ticket_alone(s, c, at.ticket, NULL, error);
    bool fine = t && apply(k, t, l, a, now_ms, left, error);
    snapshot_ticket_free(t);
    g_free(*result);
    *result = join(left, a);
    return fine;
}
