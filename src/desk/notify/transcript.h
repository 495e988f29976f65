/* notify_transcript: short mails about what was done, or was not; only files of
 * notify include it. */
#ifndef POSTERN_NOTIFY_TRANSCRIPT_H
#define POSTERN_NOTIFY_TRANSCRIPT_H

#include "desk/notify/room.h"

bool notify_make_error(notify_job *j, GError **error);
bool notify_make_commands(notify_job *j, GError **error);
bool notify_make_bounced(notify_job *j, GError **error);
bool notify_make_notice(notify_job *j, GError **error);

/* notify_held.c */
bool notify_make_held(notify_job *j, GError **error);
bool notify_make_digest(notify_job *j, GError **error);

/* notify_operator.c: articles and notes up to the row's entry, with references
 * and `shown` set; store_entry* array. */
GPtrArray *notify_entries(notify_job *j, GError **error);
/* Status, holder, line and the customer's other requests, for state.txt. */
bool notify_add_state(notify_job *j, GError **error);

#endif
