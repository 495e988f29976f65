/* imap_stuck: messages that could not be fetched; tried again now and then, a
 * limited number of times, while all others go on. Times are steady_ms(). */
#ifndef POSTERN_IMAP_STUCK_H
#define POSTERN_IMAP_STUCK_H

#include "base/span.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define IMAP_STUCK_QUICK 3         /* tries at once */
#define IMAP_STUCK_TELL  4         /* tries, then somebody is told */
#define IMAP_STUCK_TRIES 8         /* tries in all, then it stays */
#define IMAP_STUCK_MS    SPAN_HOUR /* between the later ones */

typedef struct imap_stuck imap_stuck;

imap_stuck *imap_stuck_new(void);
void imap_stuck_free(imap_stuck *t);
void imap_stuck_forget(imap_stuck *t); /* UIDs mean something else now */
/* One try more failed; logs when it is put off, and when it is given up. */
void imap_stuck_note(imap_stuck *t, uint32_t uid, const char *why,
                     int64_t now_ms, const char *folder);
void imap_stuck_over(imap_stuck *t, uint32_t uid);
/* May this one be fetched now? */
bool imap_stuck_wants(const imap_stuck *t, uint32_t uid, int64_t now_ms);
/* Append those that are due again and not in `uids` yet. Once all of these were
 * fetched, those of which nothing was heard are gone: drop_gone. */
void imap_stuck_add_due(imap_stuck *t, GArray *uids, int64_t now_ms);
void imap_stuck_drop_gone(imap_stuck *t);
/* UID -> char* why, of all that failed IMAP_STUCK_TELL times (an hour passed,
 * or more), those given up among them. Borrowed. */
GHashTable *imap_stuck_left(imap_stuck *t);
int64_t imap_stuck_due(const imap_stuck *t); /* INT64_MAX: none */

#endif
