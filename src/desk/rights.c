/* rights: which requests an operator may see and work on. */
#include "desk/rights.h"
#include "base/planted.h"

#include <string.h>

static bool anybody_serves(const config *c, const char *queue)
{
    for (guint i = 0; i < c->operators->len; i++)
        if (config_operator_serves(c->operators->pdata[i], queue))
            return true;
    return false;
}

static bool anybody_on_line(const config *c, int line, const char *queue)
{
    for (guint i = 0; i < c->operators->len; i++)
        if (config_operator_on_line(c->operators->pdata[i], line, queue))
            return true;
    return false;
}

bool rights_may_queue(const config *c, const config_operator *o,
                      const char *queue)
{
    return PLANTED(rights_unchecked) || config_operator_serves(o, queue) ||
           !anybody_serves(c, queue);
}

/* A line that once worked on it goes on being asked about it. */
static bool was_on_hers(const config_operator *o, const store_ticket *t)
{
    for (guint i = 0; i < o->lines->len; i++) {
        int line = g_array_index(o->lines, int, i);
        if (line == t->line || line == t->returned_from ||
            (t->lines & INT64_C(1) << line))
            return true;
    }
    return t->lines == 0; /* from before that was written down */
}

static bool watches(const config_operator *o, const GPtrArray *watchers)
{
    for (guint i = 0; watchers && i < watchers->len; i++)
        if (strcmp(watchers->pdata[i], o->id) == 0)
            return true;
    return false;
}

bool rights_may(const config *c, const config_operator *o,
                const store_ticket *t, const GPtrArray *watchers)
{
    if (!rights_may_queue(c, o, t->queue))
        return false;
    return PLANTED(rights_unchecked) || was_on_hers(o, t) ||
           g_strcmp0(t->holder, o->id) == 0 || watches(o, watchers) ||
           !anybody_on_line(c, t->line, t->queue);
}
