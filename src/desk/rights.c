/* rights: which requests an operator may see and work on, and how. */
#include "desk/rights.h"
#include "base/planted.h"

#include <string.h>

static bool anybody_works(const config *c, const char *queue, int line)
{
    const unsigned working = role_having(RIGHT_TOLD);

    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (role_granted(o->grants, working, queue, line))
            return true;
    }
    return false;
}

/* Her own roles, and, where nobody works, those of whoever works next to it. */
static bool has(const config *c, const config_operator *o, unsigned roles,
                const char *queue, int line)
{
    const unsigned working = roles & role_having(RIGHT_TOLD);

    if (role_granted(o->grants, roles, queue, line))
        return true;
    if (anybody_works(c, queue, line))
        return false;
    return role_granted(o->grants, working,
                        anybody_works(c, queue, 0) ? queue : NULL, 0);
}

static bool watches(const config_operator *o, const GPtrArray *watchers)
{
    for (guint i = 0; watchers && i < watchers->len; i++)
        if (strcmp(watchers->pdata[i], o->id) == 0)
            return true;
    return false;
}

/* A line that once worked on it goes on being asked about it. */
static bool was_on_hers(const config_operator *o, unsigned roles,
                        const store_ticket *t)
{
    for (int line = 1; line < 63; line++)
        if ((line == t->returned_from || (t->lines & INT64_C(1) << line)) &&
            role_granted(o->grants, roles, t->queue, line))
            return true;
    /* from before that was written down */
    return t->lines == 0 && role_granted(o->grants, roles, t->queue, 0);
}

static bool has_ticket(const config *c, const config_operator *o,
                       unsigned roles, const store_ticket *t,
                       const GPtrArray *watchers)
{
    bool hers = g_strcmp0(t->holder, o->id) == 0 || watches(o, watchers);

    return has(c, o, roles, t->queue, t->line) || was_on_hers(o, roles, t) ||
           (hers && has(c, o, roles, t->queue, 0));
}

static bool unchecked(role_right right)
{
    return right == RIGHT_ANY ||
           (right == RIGHT_SEE && PLANTED(rights_unchecked));
}

bool rights_can(const config *c, const config_operator *o, role_right right,
                const char *queue, int line)
{
    return unchecked(right) || has(c, o, role_having(right), queue, line);
}

bool rights_can_ticket(const config *c, const config_operator *o,
                       role_right right, const store_ticket *t,
                       const GPtrArray *watchers)
{
    return unchecked(right) ||
           has_ticket(c, o, role_having(right), t, watchers);
}

bool rights_is(const config *c, const config_operator *o, role_id role,
               const char *queue, int line)
{
    return has(c, o, 1u << role, queue, line);
}

bool rights_is_ticket(const config *c, const config_operator *o, role_id role,
                      const store_ticket *t, const GPtrArray *watchers)
{
    return has_ticket(c, o, 1u << role, t, watchers);
}

GPtrArray *rights_with(const config *c, role_id role, const char *queue,
                       int line)
{
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (role_granted(o->grants, 1u << role, queue, line))
            g_ptr_array_add(all, (void *)o);
    }
    return all;
}

GPtrArray *rights_who(const config *c, role_right right, const char *queue,
                      int line)
{
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; i < c->operators->len; i++)
        if (rights_can(c, c->operators->pdata[i], right, queue, line))
            g_ptr_array_add(all, c->operators->pdata[i]);
    return all;
}

bool rights_may(const config *c, const config_operator *o,
                const store_ticket *t, const GPtrArray *watchers)
{
    return rights_can_ticket(c, o, RIGHT_SEE, t, watchers);
}

bool rights_may_queue(const config *c, const config_operator *o,
                      const char *queue)
{
    return rights_can(c, o, RIGHT_SEE, queue, 0);
}
