/* notify_state: how a request stands, where an operator's answer goes, and what
 * of it has been said; only files of notify include it. */
#ifndef POSTERN_NOTIFY_STATE_H
#define POSTERN_NOTIFY_STATE_H

#include "desk/notify/room.h"

/* Where her answer goes, for answer.txt; `all` (store_entry*) ends with what the
 * mail shows last. */
bool notify_add_answer(notify_job *j, const GPtrArray *all, GError **error);

/* Status, holder, line and the customer's other requests, for state.txt. */
bool notify_add_state(notify_job *j, GError **error);

/* notify_time.c */
/* What is spent and planned, what is prepaid, and the reader's timer. */
bool notify_add_time(notify_job *j, GError **error);
/* Her timer alone, for mail about no ticket. */
bool notify_add_timer(notify_job *j, GError **error);
/* Each booking. */
bool notify_add_times(notify_job *j, GError **error);

/* "In progress", "New". Caller frees. */
char *notify_status_words(const notify_job *j, const char *id);
/* By when it is to be done, and whether that is over, into `object`. */
void notify_add_due(const notify_job *j, json_t *object, const store_ticket *t);

/* The last entry that a mail of this row may speak of. */
int64_t notify_upto(const notify_job *j);
/* References; *span gets the articles and notes up to the row's entry, without
 * first_id. */
bool notify_thread(notify_job *j, store_span *span, GError **error);
/* The same, and the last `limit` of them that stand after entry `after`:
 * store_entry* array; *count: of all. `shown` is the last of all. */
GPtrArray *notify_entries(notify_job *j, int64_t after, unsigned limit,
                          int64_t *count, GError **error);

#endif
