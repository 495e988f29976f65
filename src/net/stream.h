/* stream: one TCP connection, with verified TLS, for libetpan.
 *
 * A mailstream_low of our own (GnuTLS): certificate chain and host name are
 * verified, the peer's close reads as -1, every call has a deadline, octets read
 * are capped. libetpan's own verifies no certificate and spins for ever when the
 * peer closes inside a literal. After the first failure every further call on
 * the stream fails at once. Not thread-safe.
 */
#ifndef POSTERN_STREAM_H
#define POSTERN_STREAM_H

#include "config/config.h"
#include "config/server.h"
#include <libetpan/libetpan.h>

#define STREAM_READ_MAX (256u << 20) /* octets between two stream_reset_cap */
/* An operation (what happens between two stream_reset_cap) may wait the timeout
 * and one second for each so many octets: a peer that drips is a stalled one. */
#define STREAM_RATE_MIN 1000u

/* Connect (all addresses in turn), with implicit TLS if the server says so.
 * `port` is taken where the configuration says 0. Errors: ERR_NET, ERR_TLS
 * (words say which certificate, which name, and what to set), ERR_CONFIG
 * (ca_file). As soon as stop_fd (-1: none) is readable, this and every later
 * call on the stream fails. Closed with mailstream_close. */
mailstream *stream_connect(const config_server *server, int port, int stop_fd,
                           GError **error);
/* After STARTTLS was agreed: exchange the plain layer for TLS. Octets buffered
 * before are refused (ERR_PROTOCOL: injection). */
bool stream_starttls(mailstream *s, const config_server *server,
                     GError **error);
/* A new operation begins; it may read at most `octets` (0: STREAM_READ_MAX). */
void stream_reset_cap(mailstream *s, size_t octets);
void stream_set_timeout(mailstream *s, int64_t ms);
/* Why the first failed call on it failed ("the server closed the connection",
 * "no answer for 60 s", ...); borrowed, never NULL, "" if none failed. */
const char *stream_reason(mailstream *s);

typedef enum {
    STREAM_WAIT_DATA, /* something can be read (or read to be closed) */
    STREAM_WAIT_TIME, /* ms passed */
    STREAM_WAIT_STOP, /* stop_fd is readable, or a signal came */
} stream_wait_result;
stream_wait_result stream_wait(mailstream *s, int64_t ms, int stop_fd);

/* Who is told, before each wait for a peer, that this process lives and waits, again
 * and again while it does. One for the process, set before the first stream; NULL:
 * nobody. */
#define STREAM_TELL_MS 30000 /* between two tellings */
void stream_on_wait(void (*tell)(void));

/* Read one line without its line end, of at most `max` octets; NULL: failed
 * (stream_reason). The caller frees. */
char *stream_line(mailstream *s, size_t max);
/* Write all and flush. */
bool stream_send(mailstream *s, const char *data, size_t size);

/* Password or token for this server, read anew each time; *token says which.
 * NULL without error if no user is set. Free with secret_free_text. */
char *stream_credential(const config_server *server, bool *token,
                        GError **error);

#endif
