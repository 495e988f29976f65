/* imap_left: tells administrators of messages that stay in a mailbox because they
 * cannot be fetched. One alarm a mailbox; it is told anew when there are more. */
#ifndef POSTERN_IMAP_LEFT_H
#define POSTERN_IMAP_LEFT_H

#include "desk/alarm.h"
#include "desk/mailbox_config.h"

typedef struct imap_left imap_left;

imap_left *imap_left_new(void);
void imap_left_free(imap_left *l);
/* `left`: UID -> char* why, of all that are left now. Cheap if that is what was
 * told last. The store is opened for it; if it is away, alarm_command alone is
 * run, and clearing waits. */
void imap_left_tell(imap_left *l, alarms *a, const config *c,
                    const config_mailbox *m, GHashTable *left, int64_t now_ms);

#endif
