/* clearsign: text that OpenPGP signed in place (RFC 9580 7). Pure. */
#ifndef POSTERN_CLEARSIGN_H
#define POSTERN_CLEARSIGN_H

#include <stdbool.h>

/* Takes armour lines, armour headers, signatures and the escaping of dashes out of
 * a text with \n line ends; what stands around the signed text stays. False: there
 * is no signed text, and nothing is changed. */
bool clearsign_read(char *text);

#endif
