/* file: whole files, durably; the lines of secrets. */
#ifndef POSTERN_FILE_H
#define POSTERN_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read all of `path` ("-": standard input), at most `max` bytes (0: no limit;
 * more is ERR_LIMIT). The caller unrefs the result. */
GBytes *file_read(const char *path, size_t max, GError **error);

/* The same from a descriptor, from its current offset to end of file. */
GBytes *file_read_fd(int fd, size_t max, GError **error);

/* Write all of `data` to `path` so that it survives a power cut: temporary file
 * in the same folder, fsync, rename, fsync of the folder. */
bool file_write_durable(const char *path, const void *data, size_t size,
                        int mode, GError **error);

/* write(2) until all is out; EINTR and short writes are handled. */
bool file_write_all(int fd, const void *data, size_t size, GError **error);

bool file_sync_folder(const char *folder, GError **error);

/* Refuse a secret's file that others can read (mode & 077) or that belongs to
 * neither root nor us. */
bool file_check_private(const char *path, GError **error);

/* First line of a secret's file (checked by file_check_private), without its
 * line end. The caller wipes and frees it (secret_free_text). */
char *file_secret_line(const char *path, GError **error);
/* First line of octets in memory; NULL if it is empty or has a NUL. */
char *file_first_line(const char *data, size_t size);

#endif
