/* list_scope: which requests an operator may see, for a query. */
#include "desk/list_scope.h"

#include "base/planted.h"
#include "desk/queue_config.h"
#include "desk/rights.h"

#define ALL_LINES (INT64_MAX - 1) /* bits 1 to STORE_SCOPE_LINES */
/* No queue has this id: what is granted there is granted in each. */
#define ANY_QUEUE "\001"

static store_scope *scope_new(const config_operator *o)
{
    store_scope *k = g_new0(store_scope, 1);

    k->me = o->id;
    k->parts = g_array_new(FALSE, TRUE, sizeof(store_scope_part));
    return k;
}

void list_scope_free(store_scope *k)
{
    if (!k)
        return;
    g_array_unref(k->parts);
    g_free(k);
}

static store_scope_part seen_in(const config *c, const config_operator *o,
                                const char *queue)
{
    const unsigned roles = role_having(RIGHT_SEE);
    store_scope_part p = {.queue = queue};

    for (int line = 1; line <= STORE_SCOPE_LINES; line++) {
        if (rights_can(c, o, RIGHT_SEE, queue, line))
            p.on |= INT64_C(1) << line;
        if (role_granted(o->grants, roles, queue, line))
            p.was |= INT64_C(1) << line;
    }
    p.old = role_granted(o->grants, roles, queue, 0);
    p.hers = rights_can(c, o, RIGHT_SEE, queue, 0);
    return p;
}

store_scope *list_scope_seen(const config *c, const config_operator *o)
{
    if (PLANTED(rights_unchecked) || seen_in(c, o, ANY_QUEUE).was == ALL_LINES)
        return NULL;
    store_scope *k = scope_new(o);
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        store_scope_part p = seen_in(c, o, q->id);
        g_array_append_val(k->parts, p);
    }
    return k;
}

store_scope *list_scope_told(const config *c, const config_operator *o)
{
    if (!role_granted(o->grants, role_having(RIGHT_TOLD), NULL, 0))
        return list_scope_seen(c, o);
    store_scope *k = scope_new(o);
    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        store_scope_part p = {.queue = q->id};
        for (int line = 1; line <= STORE_SCOPE_LINES; line++)
            if (config_operator_on_line(o, line, q->id))
                p.on |= INT64_C(1) << line;
        g_array_append_val(k->parts, p);
    }
    return k;
}
