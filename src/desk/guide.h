/* guide: the instructions of a role, in plain words, for somebody on her first
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
/* The same in a language (desk/say.h). Caller frees. */
char *guide_text_in(const config *c, unsigned roles, const char *language);
/* "operator and lead". Caller frees. */
char *guide_roles(unsigned roles);
char *guide_roles_in(unsigned roles, const char *language);

#endif
