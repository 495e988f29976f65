/* cms: what an S/MIME message with its signature around it says (RFC 5652 5,
 * RFC 8551 3.5.2). No signature is checked. Pure, thread-safe.
 *
 * A reader of our own, because only the content is wanted, in a process that has
 * no keys and starts no programs. GMime would get it from gpgme, which starts
 * gpgsm and verifies against its key rings. */
#ifndef POSTERN_CMS_H
#define POSTERN_CMS_H

#include <glib.h>

/* The content of signed data, as a MIME entity; NULL if `data` are none (encrypted
 * ones, a detached signature, damage). Caller unrefs. */
GBytes *cms_signed_content(const guint8 *data, gsize size);

#endif
