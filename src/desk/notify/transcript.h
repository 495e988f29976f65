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
bool notify_make_list(notify_job *j, GError **error);
bool notify_make_morning(notify_job *j, GError **error);
bool notify_make_several(notify_job *j, GError **error);
/* who.c */
/* book.c */
bool notify_make_book(notify_job *j, GError **error);
bool notify_make_contract(notify_job *j, GError **error);
/* What the row says of a contract's end. */
void notify_contract(notify_job *j);
/* ... and of a customer's wish. */
void notify_consent(notify_job *j);
bool notify_make_who(notify_job *j, GError **error);

/* report.c: of [report NAME]. */
bool notify_make_report(notify_job *j, GError **error);

#endif
