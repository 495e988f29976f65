/* imap_visit: take what is new in one mailbox, and file what was taken. */
#ifndef POSTERN_IMAP_VISIT_H
#define POSTERN_IMAP_VISIT_H

#include "desk/mailbox_config.h"
#include "roles/imap_place.h"

typedef struct imap_visit imap_visit;

/* One for each mailbox and process; it outlives connections, since it remembers
 * which messages made trouble. `c`, `m` and `s` are borrowed. */
imap_visit *imap_visit_new(const config *c, const config_mailbox *m, spool *s);
void imap_visit_free(imap_visit *v);
/* After a reload. */
void imap_visit_configure(imap_visit *v, const config *c,
                          const config_mailbox *m);

/* Select the folder on a fresh connection and see whether the server can do what
 * the configuration wants; nothing is borrowed after imap_visit_end. */
bool imap_visit_begin(imap_visit *v, imap_client *client, int64_t now_ms,
                      GError **error);
/* Accept what is new (*taken of them), then file it, until all is done or
 * `stop` says so. False: the connection, the spool or the configuration failed;
 * what was accepted is filed by a later visit. */
bool imap_visit_run(imap_visit *v, bool (*stop)(void), unsigned *taken,
                    GError **error);
void imap_visit_end(imap_visit *v);
/* The next run looks at everything that is ours, not only above the last UID: one
 * may turn up late, below others, where several machines are one server. */
void imap_visit_whole(imap_visit *v);
/* Messages that could not be fetched for so long that somebody should know: UID
 * -> char* why. Borrowed, until the next call of any function here. */
GHashTable *imap_visit_left(const imap_visit *v);
/* When something is to be tried again (steady_ms); INT64_MAX: nothing. */
int64_t imap_visit_due(const imap_visit *v);

#endif
