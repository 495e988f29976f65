/* delivery: did he get it? What is known of one mail, from its row alone. Pure. */
#ifndef POSTERN_DESK_DELIVERY_H
#define POSTERN_DESK_DELIVERY_H

#include "desk/queue_config.h"
#include "store/outgoing.h"

/* In the order in which a mail goes on. */
typedef enum {
    DELIVERY_NONE,      /* it was stopped */
    DELIVERY_WAITING,   /* it has not been tried */
    DELIVERY_DEFERRED,  /* our server does not take it now; tried again */
    DELIVERY_HANDED,    /* our server has it */
    DELIVERY_DELAYED,   /* ... and says that it has not got rid of it yet */
    DELIVERY_RELAYED,   /* ... and gave it to one that reports nothing, or to
                           several addresses */
    DELIVERY_DELIVERED, /* it is in the mailbox */
    DELIVERY_DELETED,   /* deleted, as far as is known unread */
    DELIVERY_READ,
    DELIVERY_BOUNCED, /* our server had it, and it came back */
    DELIVERY_REFUSED, /* our server did not take it, for good */
    DELIVERY_STATES
} delivery_state;

typedef struct delivery {
    delivery_state state;
    int64_t at_ms;     /* since when, 0: not known */
    int64_t next_ms;   /* of what is put off by our server: the next try */
    const char *words; /* what a server said, its own words; NULL. Borrowed. */
} delivery;

/* What is furthest along of all that has been reported. A failure counts unless it
 * arrived, or was read, after that: an address may stand for several. */
delivery delivery_of(const store_outgoing *row);
/* "handed_over", "delivered", ... as JSON has it. */
const char *delivery_name(delivery_state state);
/* Does it need somebody's eye: is it put off, or lost? */
bool delivery_is_trouble(delivery_state state);

/* What reports a mail asks for of servers that give some. */
typedef enum {
    DELIVERY_ASK_NOTHING, /* servers do what they do unasked */
    DELIVERY_ASK_FAILURE,
    DELIVERY_ASK_TROUBLE, /* and a delay */
    DELIVERY_ASK_ALL      /* and its arrival */
} delivery_ask;
/* Replies to customers ask what `q` (NULL: nothing of its own) says. What is sent
 * by itself is of no interest once it has arrived, and a failure is all that
 * anybody must know of it (RFC 3834 3.3, RFC 3461 4.1). */
delivery_ask delivery_asks(const config_queue *q, const store_outgoing *row);

#endif
