/* spool: durable queue of accepted, not yet processed messages.
 *
 * One SQLite file (WAL, synchronous=FULL) in FOLDER/spool.db, raw messages up to
 * SPOOL_INLINE_MAX octets in the row, larger ones in FOLDER/files/ID, fsynced
 * before the row commits. A spool handle may be used by many threads at once;
 * concurrent accepts share one commit. Several processes may open it.
 * IMAP cursors live here, so that an accept and its cursor commit together.
 */
#ifndef POSTERN_SPOOL_H
#define POSTERN_SPOOL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define SPOOL_INLINE_MAX (256u << 10)
#define SPOOL_DEATHS_MAX 3 /* then the message is held */

typedef struct spool spool;

/* What a door knows about a message. Borrowed by spool_accept. */
typedef struct spool_incoming {
    const char *door;   /* "milter", "imap help", "deliver", "release DOOR" */
    const char *queue;  /* queue of the door if no recipient names one;
                               NULL */
    const char *sender; /* envelope MAIL FROM without <>; "" null; NULL
                               unknown */
    const char *const *recipients; /* envelope, ours only; NULL-terminated */
    const char *login;             /* SASL login, NULL */
    const char *client;            /* IP address of the SMTP client, NULL */
    const char *mta_id;            /* MTA's queue id, for log lines, NULL */
    const char *released; /* ledger id that this message is released from,
                               NULL */
    int64_t accepted_ms;
    GBytes *raw;
    GBytes *scan; /* what the scan role said of it, opaque here; NULL */
    /* IMAP only: place in the mailbox, NULL account otherwise */
    const char *account, *mailbox;
    uint32_t uidvalidity, uid;
} spool_incoming;

typedef struct spool_entry {
    char id[33]; /* 128 random bits, hex */
    int64_t seq; /* order of acceptance */
    int64_t accepted_ms;
    char *door, *queue, *sender, *login, *client, *mta_id, *released;
    GPtrArray *recipients; /* char* */
    unsigned deaths;       /* scanning children, or process roles, that died
                               with it */
    char *reason;          /* of the last death or delay, NULL */
    GBytes *raw;           /* NULL until spool_read_raw */
    GBytes *scan;          /* the door's, read with raw; NULL: none */
} spool_entry;
void spool_entry_free(spool_entry *e);

/* Opens or creates. ERR_BUSY if locked for over 10 s, ERR_FULL, ERR_IO, ... */
spool *spool_open(const char *folder, GError **error);
void spool_close(spool *s);

/* Durable when it returns true; id gets the entry's id. Thread-safe; one fsync
 * serves all who wait. If account is not NULL the cursor is advanced in the same
 * transaction, and a message whose (account, mailbox, uidvalidity, uid) was
 * accepted before is not accepted again (returns true, id ""). */
bool spool_accept(spool *s, const spool_incoming *in, char id[33],
                  GError **error);

/* Could an accept succeed now? Cheap: checks that the database answers and that
 * the disk has SPOOL_FREE_MIN octets. For the milter's RCPT. Thread-safe. */
#define SPOOL_FREE_MIN (16u << 20)
bool spool_healthy(spool *s, GError **error);

/* Entries that are due (next try <= now) and not claimed, in order of
 * acceptance, at most `limit`, without raw; they become claimed durably. If any
 * entry among the due ones has died before, only that one is returned, alone. */
bool spool_claim(spool *s, int64_t now_ms, unsigned limit, GPtrArray **entries,
                 GError **error);
/* At start of the process role: what a dead process role had claimed is
 * unclaimed. The entry that it had marked by spool_touch (or the claimed one if
 * it was alone) gets one death more if that role crashed (spool_crashed); if it
 * was killed from outside, only every SPOOL_KILLS_MAX-th time in a row that it
 * was this entry's turn. Returns the count unclaimed, -1 on error. */
#define SPOOL_KILLS_MAX 4
int spool_recover(spool *s, GError **error);
/* For a handler of fatal signals: this process dies of what it is doing. Only
 * async-signal-safe calls. */
void spool_crashed(spool *s);
/* Mark that we are now deciding about this entry (no fsync needed: survives a
 * process, not a machine). id NULL: about none, for instance while the store is
 * away, so that nobody is blamed for a death then. */
bool spool_touch(spool *s, const char *id, GError **error);
bool spool_read_raw(spool *s, spool_entry *e, GError **error);
/* Done: remove entry and file. True also if it is not there. */
bool spool_finish(spool *s, const char *const *ids, GError **error);
/* Try again at next_ms; `died`: one death more. Returns new deaths, -1. */
int spool_later(spool *s, const char *id, int64_t next_ms, bool died,
                const char *reason, GError **error);

/* Counts for status: waiting entries, age of the oldest in ms (0 if none). */
bool spool_status(spool *s, int64_t now_ms, int64_t *waiting,
                  int64_t *oldest_ms, GError **error);
/* Entries in order of acceptance, claimed ones too, at most `limit`, without raw;
 * changes nothing. For people who look. */
bool spool_list(spool *s, unsigned limit, GPtrArray **entries, GError **error);
/* When the next delayed entry is due (UTC ms), INT64_MAX if none. */
bool spool_next_due(spool *s, int64_t *due_ms, GError **error);

/* Numbers that are remembered here for others: what is known of the store, which
 * may be put back from a backup while this spool is not. None goes down. `names`
 * and `values` have `count` members; get: 0 for what was never remembered. */
bool spool_known_set(spool *s, const char *const *names, const int64_t *values,
                     unsigned count, GError **error);
bool spool_known_get(spool *s, const char *const *names, int64_t *values,
                     unsigned count, GError **error);

/* IMAP cursors. get: *uid 0 if the mailbox was never seen with any uidvalidity,
 * then *uidvalidity is 0 as well. */
bool spool_cursor_get(spool *s, const char *account, const char *mailbox,
                      uint32_t *uidvalidity, uint32_t *uid, GError **error);
bool spool_cursor_set(spool *s, const char *account, const char *mailbox,
                      uint32_t uidvalidity, uint32_t uid, GError **error);
/* Was this very message accepted? (Looked up before a body is fetched.) */
bool spool_cursor_seen(spool *s, const char *account, const char *mailbox,
                       uint32_t uidvalidity, uint32_t uid, bool *seen,
                       GError **error);

#endif
