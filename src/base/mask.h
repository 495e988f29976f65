/* mask: secret addresses in what is logged or printed.
 *
 * Whoever reads a log must not be able to write as an operator. Only what such an
 * address looks like is known here ("o-" and 32 letters of base32, write/tag.h);
 * customers' and bounces' (c-, b-) give nothing away and stay. Pure.
 */
#ifndef POSTERN_MASK_H
#define POSTERN_MASK_H

#include <glib.h>

/* In place: of each only the beginning stays, "o-abcdef...". */
void mask_secrets(GString *text);
/* The same of a copy; NULL stays NULL. Caller frees. */
char *mask_copy(const char *text);

#endif
