/* guide: the instructions of a role, in plain English, for somebody on her first
 * day. Made of the rights of the role, the statuses, lines, and commands that this
 * desk has. Pure. */
#ifndef POSTERN_DESK_GUIDE_H
#define POSTERN_DESK_GUIDE_H

#include "config/config.h"
#include "desk/role.h"

/* `roles`: bits of role_id, at least one. Lines of at most GUIDE_WIDTH columns,
 * paragraphs parted by blank lines. Caller frees. */
#define GUIDE_WIDTH 72
char *guide_text(const config *c, unsigned roles);
/* "operator and lead". Caller frees. */
char *guide_roles(unsigned roles);

#endif
