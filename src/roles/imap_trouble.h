/* imap_trouble: messages that could not be fetched; tried again now and then, a
 * limited number of times, while all others go on. */
#ifndef POSTERN_IMAP_TROUBLE_H
#define POSTERN_IMAP_TROUBLE_H

#include "base/span.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define IMAP_TROUBLE_QUICK 3         /* tries at once */
#define IMAP_TROUBLE_TRIES 8         /* tries in all, then it stays */
#define IMAP_TROUBLE_TELL  4         /* tries, then somebody is told */
#define IMAP_TROUBLE_MS    SPAN_HOUR /* between the later ones */

typedef struct imap_trouble imap_trouble;

imap_trouble *imap_trouble_new(void);
void imap_trouble_free(imap_trouble *t);
void imap_trouble_forget(imap_trouble *t); /* UIDs mean something else now */
/* One try more failed; logs when it is put off, and when it is given up. */
void imap_trouble_note(imap_trouble *t, uint32_t uid, const char *why,
                       int64_t now_ms, const char *folder);
void imap_trouble_over(imap_trouble *t, uint32_t uid);
/* May this one be fetched now? */
bool imap_trouble_wants(const imap_trouble *t, uint32_t uid, int64_t now_ms);
/* Append those that are due again and not in `uids` yet. Once all of these were
 * fetched, those of which nothing was heard are gone: drop_gone. */
void imap_trouble_add_due(imap_trouble *t, GArray *uids, int64_t now_ms);
void imap_trouble_drop_gone(imap_trouble *t);
int64_t imap_trouble_due(const imap_trouble *t); /* INT64_MAX: none */
/* UID -> char* why, of all that failed IMAP_TROUBLE_TELL times (an hour passed,
 * or more), those given up among them. Borrowed. */
GHashTable *imap_trouble_left(imap_trouble *t);

#endif
