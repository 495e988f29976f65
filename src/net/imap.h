/* imap: what the poller needs of RFC 9051/3501, over stream. Not thread-safe. */
#ifndef POSTERN_IMAP_H
#define POSTERN_IMAP_H

#include "base/config.h"

typedef struct imap_client imap_client;

typedef struct imap_box {
    uint32_t uidvalidity, uidnext, exists;
    bool keywords; /* PERMANENTFLAGS has \* */
} imap_box;

/* Connect, TLS, log in, capabilities. */
imap_client *imap_open(const config_server *server, GError **error);
void imap_close(imap_client *c); /* LOGOUT, best effort */
bool imap_select(imap_client *c, const char *folder, imap_box *box,
                 GError **error);
bool imap_can_idle(const imap_client *c);
bool imap_can_move(const imap_client *c);
bool imap_can_uidplus(const imap_client *c);
/* UIDs in [from, *] that exist, ascending: GArray of uint32_t. */
GArray *imap_uids(imap_client *c, uint32_t from, GError **error);
/* Whole messages of these UIDs (BODY.PEEK[]), each handed to `take` as it comes;
 * take returns false to stop (then ERR_* of take's). Missing ones are skipped. */
typedef bool (*imap_take)(uint32_t uid, GBytes *raw, void *context,
                          GError **error);
bool imap_fetch(imap_client *c, const uint32_t *uids, unsigned count,
                imap_take take, void *context, GError **error);
/* Sizes (RFC822.SIZE) and flags are not needed; file away: */
bool imap_move(imap_client *c, const uint32_t *uids, unsigned count,
               const char *folder, GError **error);
bool imap_keyword(imap_client *c, const uint32_t *uids, unsigned count,
                  const char *keyword, GError **error);
/* \Deleted and UID EXPUNGE; ERR_CONFIG without UIDPLUS. */
bool imap_delete(imap_client *c, const uint32_t *uids, unsigned count,
                 GError **error);
bool imap_create(imap_client *c, const char *folder, GError **error);
/* Wait for news: IDLE, at most `ms` (re-issued under 29 minutes); returns early
 * if something arrived or if stop_fd (may be -1) becomes readable. */
bool imap_idle(imap_client *c, int64_t ms, int stop_fd, GError **error);
bool imap_noop(imap_client *c, GError **error);

#endif
