/* mark: which entry is being decided about, in a small file beside the
 * database. It has to survive our process, not the machine: no fsync.
 *
 * The file: the id in hand; 'x' if its process crashed; the id that was in hand
 * when the process was last killed, and how often in a row. */
#include "spool/room.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define MARK_CRASH SPOOL_ID_LENGTH
#define MARK_KILLS (SPOOL_ID_LENGTH + 1)

static const char nothing[] = "--------------------------------";

static bool write_at(spool *s, const char *data, size_t size, off_t at,
                     GError **error)
{
    ssize_t n;
    do
        n = pwrite(s->mark_fd, data, size, at);
    while (n < 0 && errno == EINTR);
    if (n == (ssize_t)size)
        return true;
    err_set_errno(error, n < 0 ? errno : ENOSPC, "cannot write %s/deciding",
                  s->folder);
    return false;
}

static bool mark_write(spool *s, const char *text, GError **error)
{
    return write_at(s, text, SPOOL_ID_LENGTH, 0, error);
}

void spool_crashed(spool *s)
{
    ssize_t n = pwrite(s->mark_fd, "x", 1, MARK_CRASH);
    (void)n; /* nothing can be done about it here */
}

bool spool_mark_crashed(spool *s)
{
    char c;
    return pread(s->mark_fd, &c, 1, MARK_CRASH) == 1 && c == 'x';
}

int spool_mark_kills(spool *s, const char *id)
{
    char last[SPOOL_ID_LENGTH + 1];
    if (pread(s->mark_fd, last, sizeof last, MARK_KILLS) != sizeof last ||
        memcmp(last, id, SPOOL_ID_LENGTH) != 0)
        return 0;
    return last[SPOOL_ID_LENGTH] - '0';
}

bool spool_mark_end(spool *s, const char *id, int kills, GError **error)
{
    char all[MARK_KILLS + SPOOL_ID_LENGTH + 1];
    memcpy(all, nothing, SPOOL_ID_LENGTH);
    all[MARK_CRASH] = '-';
    memcpy(all + MARK_KILLS, *id ? id : nothing, SPOOL_ID_LENGTH);
    all[MARK_KILLS + SPOOL_ID_LENGTH] = (char)('0' + kills);
    return write_at(s, all, sizeof all, 0, error);
}

bool spool_touch(spool *s, const char *id, GError **error)
{
    if (!id)
        return mark_write(s, nothing, error);
    if (!spool_id_valid(id)) {
        err_set(error, ERR_INTERNAL, "'%s' is not an id of the spool", id);
        return false;
    }
    return mark_write(s, id, error);
}

bool spool_mark_read(spool *s, char id[SPOOL_ID_LENGTH + 1])
{
    id[SPOOL_ID_LENGTH] = '\0';
    ssize_t n = pread(s->mark_fd, id, SPOOL_ID_LENGTH, 0);
    return n == SPOOL_ID_LENGTH && spool_id_valid(id);
}

bool spool_mark_clear(spool *s, const char *id, GError **error)
{
    char marked[SPOOL_ID_LENGTH + 1];
    if (id && (!spool_mark_read(s, marked) || strcmp(marked, id) != 0))
        return true;
    return mark_write(s, nothing, error);
}
