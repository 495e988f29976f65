/* list_scope: which requests an operator may see, for a query: what rights_may
 * (desk/rights.h) says of each. Pure. */
#ifndef POSTERN_DESK_LIST_SCOPE_H
#define POSTERN_DESK_LIST_SCOPE_H

#include "desk/operator_config.h"
#include "store/ticket.h"

/* Those that she may see; NULL: all. Caller frees. */
store_scope *list_scope_seen(const config *c, const config_operator *o);
/* Those on a line that she works on; who works on none: those that she may
 * see. */
store_scope *list_scope_told(const config *c, const config_operator *o);
void list_scope_free(store_scope *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_scope, list_scope_free)

#endif
