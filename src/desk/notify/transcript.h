/* notify_transcript: short mails about what was done, or was not; only files of
 * notify include it. */
#ifndef POSTERN_NOTIFY_TRANSCRIPT_H
#define POSTERN_NOTIFY_TRANSCRIPT_H

#include "desk/notify/room.h"

bool notify_make_error(notify_job *j, GError **error);
bool notify_make_commands(notify_job *j, GError **error);
bool notify_make_guide(notify_job *j, GError **error);
bool notify_make_bounced(notify_job *j, GError **error);
bool notify_make_notice(notify_job *j, GError **error);
bool notify_make_ready(notify_job *j, GError **error);

/* notify_held.c */
bool notify_make_draft(notify_job *j, GError **error);
bool notify_make_held(notify_job *j, GError **error);
bool notify_make_digest(notify_job *j, GError **error);
/* news.c */
bool notify_make_news(notify_job *j, GError **error);
/* who.c */
bool notify_make_who(notify_job *j, GError **error);

/* notify_operator.c: references; *span gets the articles and notes up to the row's
 * entry, without first_id. */
bool notify_thread(notify_job *j, store_span *span, GError **error);
/* The same, and the last `limit` of them that stand after entry `after`:
 * store_entry* array; *count: of all. `shown` is the last of all. */
GPtrArray *notify_entries(notify_job *j, int64_t after, unsigned limit,
                          int64_t *count, GError **error);
/* Where her answer goes, for answer.txt; `all` ends with what the mail shows last. */
bool notify_add_answer(notify_job *j, const GPtrArray *all, GError **error);
/* Status, holder, line and the customer's other requests, for state.txt. */
bool notify_add_state(notify_job *j, GError **error);

#endif
