/* decide_happened: what a plan makes happen is told to those who wait for it: jobs,
 * written in the transaction of the change. */
#include "desk/decide/room.h"

/* A ticket is left and come back to by some commands: each once. */
static void add_once(GPtrArray *all, const snapshot_ticket *st)
{
    if (!g_ptr_array_find(all, st, NULL))
        g_ptr_array_add(all, (void *)st);
}

void decide_happened(decide_job *j)
{
    bool makes = plan_find(j->plan, PLAN_TICKET) != NULL;
    g_autoptr(GPtrArray) tickets = g_ptr_array_new();

    for (unsigned i = 0; i < j->left->len; i++)
        add_once(tickets, j->left->pdata[i]);
    add_once(tickets, j->st);
    if (makes)
        add_once(tickets, NULL);
    for (unsigned i = 0; i < tickets->len; i++)
        if (tickets->pdata[i] || makes) {
            decide_robots(j, tickets->pdata[i]);
            decide_hooks(j, tickets->pdata[i]);
        }
}
