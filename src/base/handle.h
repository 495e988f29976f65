/* handle: how a person who does not write mail is known: "tel:+4722334455"
 * (phone.h), "chat:telegram:@kari". They stand where an address would. Pure. */
#ifndef POSTERN_HANDLE_H
#define POSTERN_HANDLE_H

#include <stdbool.h>

#define HANDLE_CHAT     "chat:"
#define HANDLE_CHAT_MAX 200 /* octets of what stands after it */

/* The handle of somebody whom a chat calls so; blanks at its ends are off, and
 * letters small. NULL: it cannot be one (empty, too long, with blanks or
 * control characters). Caller frees. */
char *handle_chat(const char *name);
/* Is it one of these, and so no mail address? */
bool handle_is_one(const char *handle);
bool handle_is_chat(const char *handle);
/* As people read it: "+4722334455", "telegram:@kari"; an address is itself.
 * Borrowed. */
const char *handle_shown(const char *handle);

#endif
