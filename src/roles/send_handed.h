/* send_handed: what the smarthost took and the store does not know yet. It is
 * never handed over again for that: it is remembered here, and in a file of the
 * state folder that outlives the process. */
#ifndef POSTERN_SEND_HANDED_H
#define POSTERN_SEND_HANDED_H

#include "config/config.h"

typedef struct send_handed send_handed;

/* With what an earlier process left behind. */
send_handed *send_handed_new(const config *c);
void send_handed_free(send_handed *h);
/* The row with this unique id (store/outgoing.h) was taken with this answer. False with *error: it is remembered, but
 * not on disk. */
bool send_handed_add(send_handed *h, const char *id, const char *answer,
                     GError **error);
/* The answer to a row that was taken; NULL: it was not. Borrowed. */
const char *send_handed_answer(const send_handed *h, const char *id);
/* The store knows it now. */
void send_handed_over(send_handed *h, const char *id);

#endif
