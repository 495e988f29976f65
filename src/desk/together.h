/* together: what a link says of a ticket, in words. */
#ifndef POSTERN_TOGETHER_H
#define POSTERN_TOGETHER_H

#include "store/link.h"

/* The ticket at the other end. */
int64_t together_other(const store_link *l, int64_t ticket);
/* What that is to `ticket`: "before this"; NULL: they are linked, no more. */
const char *together_words(const store_link *l, int64_t ticket);

#endif
