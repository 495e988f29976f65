/* decide_lookup: what another system answered about a request: fields, and rows
 * that operators are shown. */
#include "desk/lookup.h"
#include "desk/decide/room.h"
#include "desk/field.h"
#include "desk/hook_config.h"

#include "config/section.h"

#include <string.h>

static char *say(const char *name, const char *why)
{
    return g_strdup_printf("field %s %s", name, why);
}

/* Sets it; why not, NULL: it is set. Caller frees. */
static char *set_field(decide_job *j, const config_lookup *l,
                       const lookup_field *from)
{
    const config_field *f = field_by_id(j->c, from->name);
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {j->now_ms, zone, 0, false};
    g_autoptr(fault) wrong = NULL;
    store_value *row;

    if (!config_listed(l->fields, from->name) || !f)
        return say(from->name, "is none that it may set");
    if (!field_applies(f, j->queue_id, j->state.type))
        return say(from->name, "is none of this request");
    if (*from->value) {
        row = field_read(f, from->value, &ask, &wrong);
    } else {
        row = g_new0(store_value, 1);
        row->field = g_strdup(f->id);
    }
    if (!row) {
        g_autofree char *words = fault_words(wrong);
        return say(from->name, words);
    }
    decide_value_set(j, f->title, row);
    return NULL;
}

/* Whom the request concerns reads the answer below the event that tells of it. */
static void tell(decide_job *j, const config_lookup *l)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    g_autofree char *words = g_strdup_printf("%s has answered.", l->title);

    decide_event(j, "has answered");
    decide_notify(j, all, "lookup", words, -1);
}

plan *decide_lookup(const config *c, const snapshot_ticket *t,
                    const config_lookup *l, const lookup_answer *a,
                    int64_t now_ms, GPtrArray *left)
{
    const decide_hand hand = {STORE_ACTOR_HOOK, l->id};
    decide_job *j = decide_job_new(c, t, now_ms);

    j->hand = &hand;
    j->op = l->as;
    j->seen = t->t->last_entry;
    j->cause = "lookup";
    for (unsigned i = 0; i < a->fields->len; i++) {
        char *why = set_field(j, l, a->fields->pdata[i]);
        if (why)
            g_ptr_array_add(left, why);
    }
    if (l->tell && (a->rows->len > 0 || j->plan->steps->len > 0))
        tell(j, l);
    return decide_job_end(j);
}
