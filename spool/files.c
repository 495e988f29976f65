/* files: raw messages that are too large for a row, one file each. */
#include "spool/room.h"

#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool spool_id_valid(const char *id)
{
    return id && strspn(id, "0123456789abcdef") == SPOOL_ID_LENGTH &&
           id[SPOOL_ID_LENGTH] == '\0';
}

bool spool_file_write(spool *s, const char *id, GBytes *raw, GError **error)
{
    int fd =
        openat(s->files_fd, id, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot create %s/%s", s->files_path, id);
        return false;
    }
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    bool ok = file_write_all(fd, data, size, error);
    if (ok && fsync(fd) != 0) {
        err_set_errno(error, errno, "cannot write %s/%s", s->files_path, id);
        ok = false;
    }
    close(fd);
    if (!ok)
        spool_file_remove(s, id);
    return ok;
}

GBytes *spool_file_read(spool *s, const char *id, gsize size, GError **error)
{
    int fd = openat(s->files_fd, id, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set_errno(error, errno,
                      "the raw message %s/%s of the spool is missing",
                      s->files_path, id);
        return NULL;
    }
    GBytes *raw = file_read_fd(fd, SPOOL_RAW_MAX, error);
    close(fd);
    if (raw && g_bytes_get_size(raw) != size) {
        err_set(error, ERR_DATA,
                "the raw message %s/%s has %zu octets, not the %zu that were "
                "accepted: the disk lost or something changed it",
                s->files_path, id, g_bytes_get_size(raw), size);
        g_clear_pointer(&raw, g_bytes_unref);
    }
    return raw;
}

void spool_file_remove(spool *s, const char *id)
{
    unlinkat(s->files_fd, id, 0); /* what stays behind is swept later */
}

/* 1, 0, or -1 on error. */
static int has_row(spool *s, const char *id, GError **error)
{
    int64_t found = 0;
    pthread_mutex_lock(&s->read_lock);
    bool ok = sql_number(s->reader, error, 0, &found,
                         "SELECT 1 FROM entry WHERE id = ?1", SQL_T(id));
    pthread_mutex_unlock(&s->read_lock);
    return ok ? (int)found : -1;
}

int spool_files_sweep(spool *s, int64_t now_s, GError **error)
{
    int fd = openat(s->files_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        err_set_errno(error, errno, "cannot read the folder %s", s->files_path);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int gone = 0;
    for (struct dirent *d; gone >= 0 && (d = readdir(dir));) {
        struct stat st;
        if (!spool_id_valid(d->d_name) ||
            fstatat(s->files_fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            st.st_mtime > now_s - SPOOL_ORPHAN_S)
            continue;
        int found = has_row(s, d->d_name, error);
        if (found < 0)
            gone = -1;
        else if (!found && unlinkat(s->files_fd, d->d_name, 0) == 0)
            gone++;
    }
    closedir(dir);
    return gone;
}

bool spool_room_left(spool *s, uint64_t octets, GError **error)
{
    struct statvfs v;
    if (fstatvfs(s->files_fd, &v) != 0) {
        err_set_errno(error, errno, "cannot ask for the free space of %s",
                      s->folder);
        return false;
    }
    if (v.f_flag & ST_RDONLY) {
        err_set(error, ERR_IO,
                "the file system of the spool %s is mounted read-only; mount "
                "it for writing, and look at the kernel's log for the reason",
                s->folder);
        return false;
    }
    uint64_t left = (uint64_t)v.f_bavail * v.f_frsize;
    if (left >= SPOOL_FREE_MIN + octets && (v.f_favail > 0 || !v.f_files))
        return true;
    err_set(error, ERR_FULL,
            "only %" G_GUINT64_FORMAT " MiB and %" G_GUINT64_FORMAT " inodes "
            "are free for the spool in %s, where at least %u MiB stay free; "
            "make room (see: df -h %s)",
            left >> 20, (uint64_t)v.f_favail, s->folder, SPOOL_FREE_MIN >> 20,
            s->folder);
    return false;
}
