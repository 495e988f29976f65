/* phone: telephone numbers as people write them, and as handles: RFC 3966 with
 * E.164 numbers ("tel:+4722334455"). Pure. */
#ifndef POSTERN_PHONE_H
#define POSTERN_PHONE_H

#include <stdbool.h>

#define PHONE_SCHEME     "tel:"
#define PHONE_DIGITS_MIN 7  /* of a number with its country */
#define PHONE_DIGITS_MAX 15 /* E.164 6 */

/* Does this look like a telephone number: digits, and no more than what stands
 * between them? */
bool phone_looks_so(const char *text);
/* The handle of a number; `country` is the calling code of numbers that name none
 * ("47"), NULL: these cannot be. NULL if it is no number. Caller frees. */
char *phone_handle(const char *text, const char *country);
bool phone_is_handle(const char *handle);
/* "+4722334455" of a handle, borrowed. */
const char *phone_number(const char *handle);

#endif
