/* room: what the files of the spool share; nobody else includes it, except the
 * spool's own tests. */
#ifndef POSTERN_SPOOL_ROOM_H
#define POSTERN_SPOOL_ROOM_H

#include "base/err.h"
#include "base/sql.h"
#include "spool/spool.h"
#include <pthread.h>

#define SPOOL_SCHEMA    3     /* user_version of the database */
#define SPOOL_BUSY_MS   10000 /* wait for another process's lock */
#define SPOOL_PROBE_MS  2000  /* the same when only asking for health */
#define SPOOL_BATCH_MAX 128   /* writes that share one commit */
#define SPOOL_ORPHAN_S  3600  /* a file without a row may go after that */
#define SPOOL_ID_LENGTH 32
#define SPOOL_RAW_MAX   (1u << 30) /* SQLite's own limit on a blob */

/* One write that waits for its commit. */
typedef bool (*spool_work)(spool *s, void *context, GError **error);
typedef struct spool_job {
    spool_work run;
    void *context;
    bool has_file; /* the folder of files must be synced before the commit */
    bool done, ok;
    GError *error;
    struct spool_job *next;
} spool_job;

/* pthread's locks, not GLib's: ThreadSanitizer understands them. */
struct spool {
    char *folder, *db_path, *files_path;
    int files_fd, mark_fd;
    sql_conn *writer; /* used by whoever leads */
    sql_conn *reader; /* under read_lock */
    pthread_mutex_t read_lock;
    pthread_mutex_t queue_lock; /* guards all below */
    pthread_cond_t changed;
    spool_job *first, **end;
    bool leading;
    GError *sick; /* how the first write of the last batch failed, NULL */
    uint64_t commits, jobs; /* since it was opened, for tests */
};

/* db.c */
bool spool_db_open(spool *s, GError **error);
void spool_db_close(spool *s);

/* commit.c */
bool spool_write(spool *s, spool_work run, void *context, bool has_file,
                 GError **error);
/* Be the leader with nothing to write: true if the lock could be had. */
bool spool_lead_probe(spool *s, GError **error);

/* files.c */
bool spool_file_write(spool *s, const char *id, GBytes *raw, GError **error);
GBytes *spool_file_read(spool *s, const char *id, gsize size, GError **error);
void spool_file_remove(spool *s, const char *id);
/* Files older than SPOOL_ORPHAN_S before `now_s` (the disk's clock) that no
 * row names; returns how many went, -1 on error. */
int spool_files_sweep(spool *s, int64_t now_s, GError **error);
bool spool_room_left(spool *s, uint64_t octets, GError **error);

/* cursor.c */
bool spool_cursor_advance(spool *s, const char *account, const char *mailbox,
                          uint32_t uidvalidity, uint32_t uid, bool accepted,
                          GError **error);
bool spool_cursor_known(sql_conn *c, const char *account, const char *mailbox,
                        uint32_t uidvalidity, uint32_t uid, bool *seen,
                        GError **error);

/* mark.c */
bool spool_mark_read(spool *s, char id[SPOOL_ID_LENGTH + 1]);
bool spool_mark_clear(spool *s, const char *id, GError **error);
bool spool_mark_crashed(spool *s);
/* How often in a row this one was in hand when the process was killed. */
int spool_mark_kills(spool *s, const char *id);
/* Nothing is in hand; `id` ("" none) was, at `kills` kills in a row. */
bool spool_mark_end(spool *s, const char *id, int kills, GError **error);

bool spool_id_valid(const char *id);

#endif
