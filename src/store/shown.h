/* shown: what a mail of ours said, in parts: who answers it quotes that, and what
 * would be composed later differs (entries come, states change).
 */
#ifndef POSTERN_STORE_SHOWN_H
#define POSTERN_STORE_SHOWN_H

#include "store/outgoing.h"

#define STORE_SHOWN_IDS 4       /* Message-IDs of one question */
#define STORE_SHOWN_MAX 4194304 /* octets of one mail's parts */

/* `parts` is the text that desk/notify/shown.h makes, for whoever the row goes
 * to: an operator by id, others by address. A later one takes the place of an
 * earlier one. ERR_LIMIT above STORE_SHOWN_MAX. */
bool store_shown_put(store *s, const store_outgoing *o, const char *parts,
                     GError **error);
/* char*: parts of the mails with these Message-IDs (the first STORE_SHOWN_IDS),
 * in their order, then of the last `max` about this ticket that went to `reader`
 * (operator's id or address; NULL: none), newest first; each mail once. */
GPtrArray *store_shown_find(store *s, const GPtrArray *message_ids,
                            int64_t ticket, const char *reader, unsigned max,
                            GError **error);

#endif
