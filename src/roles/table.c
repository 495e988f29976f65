/* table: the roles, in order of start. */
#include "roles/role.h"

#include <string.h>

static const role *const roles[] = {
    &role_scan, &role_process, &role_send, &role_clock,
    &role_jobs, &role_milter,  &role_imap, NULL,
};

const role *const *role_all(void)
{
    return roles;
}

const role *role_by_name(const char *name)
{
    for (const role *const *r = roles; *r; r++)
        if (strcmp((*r)->name, name) == 0)
            return *r;
    return NULL;
}
