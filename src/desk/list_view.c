/* list_view: which view of the configuration somebody means, or gets. */
#include "desk/list_config.h"

#include "desk/role.h"
#include "desk/type_config.h"

static bool has_role(const config_operator *o, const GPtrArray *roles)
{
    for (guint i = 0; i < roles->len; i++) {
        role_id role = role_named(roles->pdata[i]);
        if (role != ROLES && role_granted(o->grants, 1u << role, NULL, 0))
            return true;
    }
    return false;
}

static bool has_line(const config_operator *o, const GArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (role_granted(o->grants, ~0u, NULL, g_array_index(lines, int, i)))
            return true;
    return false;
}

static bool is_for(const config_view *v, const config_operator *o)
{
    return !o || ((v->roles->len == 0 || has_role(o, v->roles)) &&
                  (v->lines->len == 0 || has_line(o, v->lines)));
}

const config_view *view_named(const config *c, const config_operator *o,
                              const char *words)
{
    for (guint i = 0; i < c->views->len; i++) {
        const config_view *v = c->views->pdata[i];
        if (config_is_titled(v->id, v->title, v->titles, words) && is_for(v, o))
            return v;
    }
    return NULL;
}

const config_view *view_default(const config *c, const config_operator *o)
{
    for (guint i = 0; o && i < c->views->len; i++) {
        const config_view *v = c->views->pdata[i];
        if (has_role(o, v->standard) && is_for(v, o))
            return v;
    }
    return NULL;
}
