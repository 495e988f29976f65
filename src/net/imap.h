/* imap: what the poller needs of RFC 9051/3501, over stream. Not thread-safe.
 *
 * Answers are read by a reader of our own: unsolicited ones are heard and change
 * nothing, unknown items are passed over, and apart from the one message that is
 * being fetched a server costs at most 16 MiB, whatever it sends.
 *
 * Errors: ERR_NET (connection lost: close and open again), ERR_TLS, ERR_AUTH,
 * ERR_CONFIG as they say; ERR_REFUSED and ERR_LATER: the server said NO to this
 * one command, the connection is still good; ERR_PROTOCOL: it spoke nonsense,
 * close. imap_usable tells them apart.
 */
#ifndef POSTERN_IMAP_H
#define POSTERN_IMAP_H

#include "config/config.h"
#include "config/server.h"

#define IMAP_MESSAGE_MAX (64u << 20) /* octets; larger ones are not fetched */
#define IMAP_BATCH_COUNT 50          /* messages in one FETCH */
#define IMAP_BATCH_BYTES (8u << 20)  /* octets in one FETCH, one message over */
#define IMAP_FOLDER_MAX  500         /* octets of a folder's name */

typedef struct imap_client imap_client;

typedef struct imap_box {
    uint32_t uidvalidity, uidnext, exists;
    bool keywords;  /* PERMANENTFLAGS has \* */
    bool read_only; /* nothing can be filed */
} imap_box;

/* Connect, TLS, log in, capabilities. _until: everything on this connection
 * fails (ERR_NET) as soon as stop_fd becomes readable. */
imap_client *imap_open(const config_server *server, GError **error);
imap_client *imap_open_until(const config_server *server, int stop_fd,
                             GError **error);
void imap_close(imap_client *c); /* LOGOUT, best effort; NULL is allowed */
bool imap_usable(const imap_client *c);
/* The folder's name is UTF-8. */
bool imap_select(imap_client *c, const char *folder, imap_box *box,
                 GError **error);
bool imap_can_idle(const imap_client *c);
bool imap_can_move(const imap_client *c);
bool imap_can_uidplus(const imap_client *c);
/* UIDs in [from, *] that exist, ascending, without those that have this keyword
 * (NULL: all): GArray of uint32_t. */
GArray *imap_uids(imap_client *c, uint32_t from, const char *without_keyword,
                  GError **error);
/* Those of `uids` that came to this server at or after since_s (UTC seconds,
 * INTERNALDATE). */
GArray *imap_uids_since(imap_client *c, const GArray *uids, int64_t since_s,
                        GError **error);
/* Whole messages of these UIDs (BODY.PEEK[]) in batches, each handed to `take`
 * as it comes; take returns false to stop (then ERR_* of take's). Those that are
 * gone are skipped. A message that the server would not hand over, or that is over
 * IMAP_MESSAGE_MAX, is given to take with raw NULL and words that say why. */
typedef bool (*imap_take)(uint32_t uid, GBytes *raw, const char *why,
                          void *context, GError **error);
bool imap_fetch(imap_client *c, const uint32_t *uids, unsigned count,
                imap_take take, void *context, GError **error);
/* File away; UIDs that are gone are no error. The folder is created if it is
 * missing. ERR_CONFIG if the server has neither MOVE nor UIDPLUS. */
bool imap_move(imap_client *c, const uint32_t *uids, unsigned count,
               const char *folder, GError **error);
bool imap_keyword(imap_client *c, const uint32_t *uids, unsigned count,
                  const char *keyword, GError **error);
/* \Deleted and UID EXPUNGE; ERR_CONFIG without UIDPLUS. */
bool imap_delete(imap_client *c, const uint32_t *uids, unsigned count,
                 GError **error);
bool imap_create(imap_client *c, const char *folder, GError **error);
/* Wait for news: IDLE, at most `ms` (re-issued under 29 minutes); returns early
 * if something arrived, if stop_fd (may be -1) becomes readable, or if a signal
 * was handled. */
bool imap_idle(imap_client *c, int64_t ms, int stop_fd, GError **error);

#endif
