/* bouncetext: delivery reports that are only meant for people to read. */
#ifndef POSTERN_BOUNCETEXT_H
#define POSTERN_BOUNCETEXT_H

#include <stddef.h>

#include "mail/letter.h"

/* Does the text (or the subject) say that a message was not delivered? */
bool bouncetext_is_failure(const char *text);
bool bouncetext_is_subject(const char *subject);

/* Has the text a line of an SMTP session, "550 ...", "RCPT TO:<...>"? */
bool bouncetext_has_reply(const char *text);

/* Does the text speak of "your message", and ask nothing? */
bool bouncetext_is_addressed(const char *text);

/* Where in the text the returned message begins; its end if nowhere. */
size_t bouncetext_returned(const char *text);

/* Adds the recipients that the text names, with action and status, to `out`
 * (letter_bounce*). Addresses in `not_these` (letter_address*, the bounce's own
 * To) have not failed. `domain` completes names without one; may be NULL. */
void bouncetext_recipients(const char *text, GPtrArray *not_these,
                           const char *domain, GPtrArray *out);

/* The status that says most of what a report's fields hold (either may be NULL):
 * a code in the diagnostic beats a status x.0.0 (RFC 3463 3.1), which says
 * nothing. NULL if there is none. Caller frees. */
char *bouncetext_best(const char *status, const char *diagnostic);
/* A code that says more than x.0.0 that the text gives beside an address, or in
 * indented lines below it; NULL if there is none. Caller frees. */
char *bouncetext_code_at(const char *text, const char *address);

/* An RFC 3463 status somewhere in a text, or what an SMTP reply code or everyday
 * words mean; NULL if there is none. Caller frees. */
char *bouncetext_status(const char *text, size_t size);

#endif
