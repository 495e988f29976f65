/* mark: which entry is being decided about, in a small file beside the
 * database. It has to survive our process, not the machine: no fsync. */
#include "spool/room.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char nothing[SPOOL_ID_LENGTH + 1] =
    "--------------------------------";

static bool mark_write(spool *s, const char *text, GError **error)
{
    ssize_t n;
    do
        n = pwrite(s->mark_fd, text, SPOOL_ID_LENGTH, 0);
    while (n < 0 && errno == EINTR);
    if (n == SPOOL_ID_LENGTH)
        return true;
    err_set_errno(error, n < 0 ? errno : ENOSPC, "cannot write %s/deciding",
                  s->folder);
    return false;
}

bool spool_touch(spool *s, const char *id, GError **error)
{
    if (!id)
        return mark_write(s, nothing, error);
    if (!spool_id_valid(id)) {
        err_set(error, ERR_INTERNAL, "'%s' is no id of the spool", id);
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
