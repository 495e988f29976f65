/* nobody: mailboxes that no person reads: automatic mail to them comes back or starts
 * a loop (RFC 3834 2, RFC 2142). Pure. */
#ifndef POSTERN_DESK_NOBODY_H
#define POSTERN_DESK_NOBODY_H

#include <stdbool.h>

/* True as well for what is no mailbox. */
bool nobody_reads(const char *mailbox);

#endif
