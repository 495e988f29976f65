/* stream_text.c: lines over a stream, and the secret to log in with. */
#include "base/err.h"
#include "base/file.h"
#include "hooks/hook.h"
#include "net/stream_link.h"

#include <string.h>

char *stream_line(mailstream *s, size_t max)
{
    GString *line = g_string_new(NULL);
    for (;;) {
        const char *end = memchr(s->read_buffer, '\n', s->read_buffer_len);
        size_t n =
            end ? (size_t)(end - s->read_buffer) + 1 : s->read_buffer_len;
        if (line->len + n > max) {
            stream_fail(mailstream_get_low(s)->data,
                        "the server sent a line of over %zu octets", max);
            break;
        }
        if (n > 0) {
            gsize at = line->len;
            g_string_set_size(line, at + n);
            mailstream_read(s, line->str + at, n);
        }
        if (end) {
            g_string_truncate(line, line->len - 1);
            if (line->len > 0 && line->str[line->len - 1] == '\r')
                g_string_truncate(line, line->len - 1);
            return g_string_free(line, FALSE);
        }
        if (mailstream_feed_read_buffer(s) <= 0)
            break;
    }
    g_string_free(line, TRUE);
    return NULL;
}

bool stream_send(mailstream *s, const char *data, size_t size)
{
    return mailstream_write(s, data, size) == (ssize_t)size &&
           mailstream_flush(s) == 0;
}

char *stream_credential(const config_server *server, bool *token,
                        GError **error)
{
    *token = false;
    if (!server->user)
        return NULL;
    if (server->password_file)
        return file_secret_line(server->password_file, error);
    if (server->password_command)
        return hook_line(server->password_command, error);
    if (!server->token_command) {
        err_set(error, ERR_CONFIG,
                "%s: user = %s but no password: set password_file, "
                "password_command or token_command",
                server->host, server->user);
        return NULL;
    }
    *token = true;
    return hook_line(server->token_command, error);
}
