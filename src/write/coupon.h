/* coupon: the text of a coupon, which a customer types or copies into a
 * message: PC-7KQ2-M9XD-04TR-Y1ZC, in Crockford base32. Half of it is
 * random, half a MAC under a key of the site: what is no coupon of ours is
 * known without the store. The store keeps only another MAC of it. Pure but
 * for coupon_make. */
#ifndef POSTERN_COUPON_H
#define POSTERN_COUPON_H

#include "base/secret.h"

#include <glib.h>

/* A new one; caller frees. */
char *coupon_make(const secret_key *site);
/* What looks like one anywhere in a text, as it is written by us, each once:
 * char*; at most COUPON_FOUND_MAX. Never NULL. */
#define COUPON_FOUND_MAX 5
GPtrArray *coupon_find(const char *text);
/* Is this one of ours? `coupon` of coupon_find. */
bool coupon_check(const secret_key *site, const char *coupon);
/* What the store knows it by; caller frees. */
char *coupon_key(const secret_key *site, const char *coupon);

#endif
