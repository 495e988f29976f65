/* file: whole files, durably; the lines of secrets. */
#include "base/file.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_CHUNK 65536 /* octets a read(2) */

GBytes *file_read_fd(int fd, size_t max, GError **error)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    g_autofree uint8_t *chunk = g_malloc(FILE_CHUNK);

    for (;;) {
        ssize_t n = read(fd, chunk, FILE_CHUNK);

        if (n == 0)
            break;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            err_set_errno(error, errno, "cannot read");
            return NULL;
        }
        if ((max > 0 && all->len + (size_t)n > max) ||
            all->len + (size_t)n > G_MAXINT) {
            err_set(error, ERR_LIMIT, "larger than %zu octets",
                    max > 0 ? max : (size_t)G_MAXINT);
            return NULL;
        }
        g_byte_array_append(all, chunk, (guint)n);
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

GBytes *file_read(const char *path, size_t max, GError **error)
{
    GBytes *bytes;
    int fd;

    if (strcmp(path, "-") == 0) {
        bytes = file_read_fd(STDIN_FILENO, max, error);
        if (!bytes)
            g_prefix_error(error, "standard input: ");
        return bytes;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        err_set_errno(error, errno, "%s", path);
        return NULL;
    }
    bytes = file_read_fd(fd, max, error);
    if (!bytes)
        g_prefix_error(error, "%s: ", path);
    close(fd);
    return bytes;
}

bool file_write_all(int fd, const void *data, size_t size, GError **error)
{
    const char *at = data;

    while (size > 0) {
        ssize_t n = write(fd, at, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            err_set_errno(error, errno, "cannot write");
            return false;
        }
        at += n;
        size -= (size_t)n;
    }
    return true;
}

bool file_sync_folder(const char *folder, GError **error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok;

    if (fd < 0) {
        err_set_errno(error, errno, "%s", folder);
        return false;
    }
    ok = fsync(fd) == 0;
    if (!ok)
        err_set_errno(error, errno, "%s: cannot fsync", folder);
    close(fd);
    return ok;
}

static bool write_and_sync(int fd, const void *data, size_t size, int mode,
                           GError **error)
{
    if (!file_write_all(fd, data, size, error))
        return false;
    if (fchmod(fd, (mode_t)mode) == 0 && fsync(fd) == 0)
        return true;
    err_set_errno(error, errno, "cannot fsync");
    return false;
}

bool file_write_durable(const char *path, const void *data, size_t size,
                        int mode, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, 0600);
    bool ok;

    if (fd < 0) {
        err_set_errno(error, errno, "%s", path);
        return false;
    }
    ok = write_and_sync(fd, data, size, mode, error);
    if (!ok)
        g_prefix_error(error, "%s: ", path);
    close(fd);
    if (ok && rename(temporary, path) != 0) {
        err_set_errno(error, errno, "%s", path);
        ok = false;
    }
    if (!ok) {
        unlink(temporary);
        return false;
    }
    return file_sync_folder(folder, error);
}

bool file_check_private(const char *path, GError **error)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        err_set_errno(error, errno, "%s", path);
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        err_set(error, ERR_DATA, "%s: not a regular file", path);
        return false;
    }
    if ((st.st_mode & 077) != 0) {
        err_set(error, ERR_DENIED,
                "%s: others can read or write it (mode %04o): chmod 600 %s",
                path, (unsigned)(st.st_mode & 07777), path);
        return false;
    }
    if (st.st_uid != 0 && st.st_uid != geteuid()) {
        err_set(error, ERR_DENIED,
                "%s: belongs to user %ld, neither to root nor to us (%ld)",
                path, (long)st.st_uid, (long)geteuid());
        return false;
    }
    return true;
}
