/* file_secret: the one line that a secret's file holds. */
#include "base/file.h"

#include "base/err.h"
#include "base/secret.h"

#include <string.h>

#define SECRET_LINE_MAX 65536 /* octets; OAuth2 tokens are a few thousand */

char *file_first_line(const char *data, size_t size)
{
    const char *end = memchr(data, '\n', size);
    size_t length = end ? (size_t)(end - data) : size;

    if (length > 0 && data[length - 1] == '\r')
        length--;
    if (length == 0 || memchr(data, '\0', length))
        return NULL;
    return g_strndup(data, length);
}

char *file_secret_line(const char *path, GError **error)
{
    GBytes *bytes;
    gsize size;
    char *line, *data;

    if (!file_check_private(path, error))
        return NULL;
    bytes = file_read(path, SECRET_LINE_MAX, error);
    if (!bytes)
        return NULL;
    data = g_bytes_unref_to_data(bytes, &size);
    line = data ? file_first_line(data, size) : NULL;
    if (!line)
        err_set(error, ERR_DATA, "%s: its first line is empty", path);
    if (data)
        secret_wipe(data, size);
    g_free(data);
    return line;
}
