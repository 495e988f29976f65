/* stream_link: what stream.c and stream_tls.c share; private to them. */
#ifndef POSTERN_STREAM_LINK_H
#define POSTERN_STREAM_LINK_H

#include "net/stream.h"
#include <gnutls/gnutls.h>

typedef struct stream_link {
    int fd;
    int stop_fd;
    int64_t timeout_ms;
    gnutls_session_t tls;                   /* NULL: plain */
    gnutls_certificate_credentials_t trust; /* NULL: plain */
    char *reason;                           /* NULL: all is well */
    size_t cap;                             /* octets this operation may read */
    size_t octets;                          /* read by this operation */
    int64_t
        waited_us; /* for them: time that we spend ourselves is not theirs */
} stream_link;

/* Note why it failed (the first reason stays) and return -1. */
int stream_fail(stream_link *l, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Wait for poll events until `deadline_us`; false: failed, reason is noted. */
bool stream_ready(stream_link *l, short events, int64_t deadline_us);
int64_t stream_deadline(const stream_link *l);

/* Handshake and verification on l->fd. */
bool stream_tls_begin(stream_link *l, const config_server *server,
                      GError **error);
void stream_tls_end(stream_link *l);

#endif
