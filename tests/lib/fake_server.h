/* fake_server: a scripted peer in a thread, for tests of clients.
 *
 * A script is an array of lines, NULL-terminated:
 *   "> text"  send text and CRLF        "+ text"  send text as it is
 *   "< text"  read a line; it must begin with text, in any case, after its tag
 *   "= text"  read a line; it must be text exactly
 *   "? "      nothing more may come until the client closes
 *   "zzz N"   wait N ms                 "drip N"  send a dot each 20 ms, N times
 *   "endless text"  send text and CRLF until the client closes
 *   "pour text"     send text, without CRLF, until the client closes
 *   "close"   close; what the client sends later is reset
 * $T in what is sent is the tag (first word) of the line read last.
 */
#ifndef POSTERN_FAKE_SERVER_H
#define POSTERN_FAKE_SERVER_H

#include <pthread.h>

typedef struct fake_server {
    int port;
    int listen_fd;
    pthread_t thread;
    const char *const *parts[4]; /* scripts played one after the other */
    char wrong[512];             /* first line that was not as expected */
} fake_server;

/* Listens on a free port of 127.0.0.1. */
void fake_server_start(fake_server *f, const char *const *first,
                       const char *const *second);
/* Waits for the script's end; f->wrong is "" if all came as expected. */
void fake_server_end(fake_server *f);

#endif
