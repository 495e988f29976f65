/* spool: opens and closes the handle, and says how it is. */
#include "spool/room.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool make_folders(spool *s, GError **error)
{
    if ((g_mkdir_with_parents(s->folder, 0700) != 0 ||
         g_mkdir_with_parents(s->files_path, 0700) != 0)) {
        int number = errno;
        err_set(error, number == ENOSPC || number == EDQUOT ? ERR_FULL : ERR_IO,
                "cannot make the spool's folder %s: %s; make it, and give it "
                "to the user that runs Postern",
                s->files_path, g_strerror(number));
        return false;
    }
    s->files_fd = open(s->files_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->files_fd < 0) {
        err_set_errno(error, errno, "cannot open the folder %s", s->files_path);
        return false;
    }
    return true;
}

static bool open_mark(spool *s, GError **error)
{
    g_autofree char *path = g_build_filename(s->folder, "deciding", NULL);
    s->mark_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->mark_fd >= 0)
        return true;
    err_set_errno(error, errno, "cannot open %s for writing", path);
    return false;
}

spool *spool_open(const char *folder, GError **error)
{
    spool *s = g_new0(spool, 1);
    s->folder = g_strdup(folder);
    s->db_path = g_build_filename(folder, "spool.db", NULL);
    s->files_path = g_build_filename(folder, "files", NULL);
    s->files_fd = s->mark_fd = -1;
    s->end = &s->first;
    pthread_mutex_init(&s->read_lock, NULL);
    pthread_mutex_init(&s->queue_lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    if (make_folders(s, error) && spool_db_open(s, error) &&
        open_mark(s, error))
        return s;
    spool_close(s);
    return NULL;
}

void spool_close(spool *s)
{
    if (!s)
        return;
    spool_db_close(s);
    if (s->files_fd >= 0)
        close(s->files_fd);
    if (s->mark_fd >= 0)
        close(s->mark_fd);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->queue_lock);
    pthread_mutex_destroy(&s->read_lock);
    g_clear_error(&s->sick);
    g_free(s->folder);
    g_free(s->db_path);
    g_free(s->files_path);
    g_free(s);
}

bool spool_healthy(spool *s, GError **error)
{
    return sql_in_place(s->writer, error) && spool_room_left(s, 0, error) &&
           spool_lead_probe(s, error);
}

static bool read_numbers(spool *s, const char *sql, int64_t *a, int64_t *b,
                         GError **error)
{
    pthread_mutex_lock(&s->read_lock);
    sql_query *q = sql_ask(s->reader, error, sql, SQL_END);
    bool ok = q && sql_next(q, error) > 0;
    if (ok) {
        *a = sql_take_int(q);
        *b = sql_take_int(q);
        sql_done(q);
    }
    pthread_mutex_unlock(&s->read_lock);
    return ok;
}

bool spool_status(spool *s, int64_t now_ms, int64_t *waiting,
                  int64_t *oldest_ms, GError **error)
{
    int64_t since;
    if (!read_numbers(s, "SELECT count(*), min(accepted_ms) FROM entry",
                      waiting, &since, error))
        return false;
    *oldest_ms = *waiting ? MAX(now_ms - since, 0) : 0;
    return true;
}

bool spool_next_due(spool *s, int64_t *due_ms, GError **error)
{
    int64_t some;
    if (!read_numbers(s,
                      "SELECT ifnull(min(next_ms), 9223372036854775807), 0 "
                      "FROM entry WHERE claimed = 0",
                      due_ms, &some, error))
        return false;
    return true;
}
