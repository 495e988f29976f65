/* hand: what acts in an operator's place. */
#include "desk/hand.h"

config_operator *config_hand_new(const char *id, const char *name,
                                 const GPtrArray *queues)
{
    config_operator *o = g_new0(config_operator, 1);

    o->id = g_strdup(id);
    o->name = g_strdup(name);
    o->addresses = g_ptr_array_new_with_free_func(g_free);
    o->sasl_logins = g_ptr_array_new_with_free_func(g_free);
    o->queues = g_ptr_array_new_with_free_func(g_free);
    o->roles = g_ptr_array_new_with_free_func(g_free);
    o->lines = g_array_new(FALSE, FALSE, sizeof(int));
    o->grants = role_grants_new();
    for (unsigned i = 0; i < queues->len; i++)
        role_grants_add(o->grants, ROLE_OPERATOR, queues->pdata[i], 0);
    if (queues->len == 0)
        role_grants_add(o->grants, ROLE_OPERATOR, NULL, 0);
    return o;
}

void config_hand_free(config_operator *o)
{
    if (!o)
        return;
    g_free(o->id);
    g_free(o->name);
    g_ptr_array_unref(o->addresses);
    g_ptr_array_unref(o->sasl_logins);
    g_ptr_array_unref(o->queues);
    g_ptr_array_unref(o->roles);
    g_array_unref(o->lines);
    g_array_unref(o->grants);
    g_free(o);
}
