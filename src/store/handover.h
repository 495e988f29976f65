/* handover: the lines that a ticket is to go back to: whoever hands it over is
 * put on top, whoever hands it back goes off. */
#ifndef POSTERN_STORE_HANDOVER_H
#define POSTERN_STORE_HANDOVER_H

#include "store/store.h"

#define STORE_HANDOVERS_MAX \
    20 /* of one ticket; beyond, the oldest is forgotten */

typedef struct store_handover {
    int line;     /* that it came from */
    char *holder; /* operator id of whoever handed it over; NULL: nobody did */
} store_handover;
store_handover *store_handover_new(int line, const char *holder);
void store_handover_free(store_handover *h);
/* In a transaction. */
bool store_handover_push(store *s, int64_t ticket, const store_handover *h,
                         int64_t at_ms, GError **error);
/* Takes the top away; nothing where there is none. In a transaction. */
bool store_handover_pop(store *s, int64_t ticket, GError **error);
/* The top last. store_handover*. */
GPtrArray *store_handover_list(store *s, int64_t ticket, GError **error);
/* How often it went from one line to another, in either direction; -1 on error. */
int64_t store_handover_hops(store *s, int64_t ticket, GError **error);

#endif
