/* decide_right: whether an operator may do what she asks for, and words for her if
 * not. */
#include "desk/decide/room.h"

#include "desk/rights.h"

#define NAMES_MAX 5 /* of those who may, that a refusal names */

bool decide_can(const decide_job *j, role_right right)
{
    if (!j->op)
        return true; /* an administrator's hand, or the clock's */
    return j->st ? rights_can_ticket(j->c, j->op, right, j->st->t,
                                     j->st->watchers)
                 : rights_can(j->c, j->op, right, NULL, 0);
}

static bool is_here(const decide_job *j, role_id role)
{
    return j->st
               ? rights_is_ticket(j->c, j->op, role, j->st->t, j->st->watchers)
               : rights_is(j->c, j->op, role, NULL, 0);
}

/* "lead and observer" */
static char *her_roles(const decide_job *j)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < ROLES; i++)
        if (is_here(j, (role_id)i))
            g_ptr_array_add(names, (void *)role_rows[i].name);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(" and ", (char **)names->pdata);
}

/* "Anna Larsen, Ola Berg and 3 more" */
static char *who_may(const decide_job *j, role_right right)
{
    g_autoptr(GPtrArray) all =
        j->st ? rights_who(j->c, right, j->st->t->queue, j->st->t->line)
              : rights_who(j->c, right, NULL, 0);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < all->len && i < NAMES_MAX; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
                               ((config_operator *)all->pdata[i])->name);
    if (all->len > NAMES_MAX)
        g_string_append_printf(out, " and %u more", all->len - NAMES_MAX);
    if (all->len == 0)
        g_string_append(out, "nobody, until an administrator gives the role");
    return g_string_free(out, FALSE);
}

fault *decide_no_role(const decide_job *j, role_right right, const char *what)
{
    if (decide_can(j, right))
        return NULL;
    g_autofree char *roles = her_roles(j);
    g_autofree char *who = who_may(j, right);
    return fault_new(FAULT_NO_ROLE, *roles ? roles : "somebody without a role",
                     what, who, NULL);
}

/* Who may only read is not told which of two things it was. */
fault *decide_no_text(const decide_job *j, bool note)
{
    if (!decide_can(j, RIGHT_NOTE) && !decide_can(j, RIGHT_REPLY))
        return decide_no_role(j, RIGHT_REPLY, "answer");
    return decide_no_role(j, note ? RIGHT_NOTE : RIGHT_REPLY,
                          note ? "write notes" : "answer the customer");
}

fault *decide_no_role_for(const decide_job *j, const command_call *call)
{
    const command_use *use = &call->row->operator_;
    bool alone = use->alone != RIGHT_UNSET && !*call->argument;
    g_autofree char *what = g_strdup_printf("use /%s", call->row->name);

    return decide_no_role(j, alone ? use->alone : use->right, what);
}
