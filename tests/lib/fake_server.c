/* fake_server.c: a scripted peer in a thread. */
#include "lib/fake_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 5000
#define LINE_SIZE   4096

typedef struct talk {
    fake_server *server;
    int fd;
    char tag[64];
} talk;

static void complain(talk *t, const char *wanted, const char *got)
{
    if (!*t->server->wrong)
        snprintf(t->server->wrong, sizeof t->server->wrong,
                 "expected \"%.200s\", got \"%.200s\"", wanted, got);
}

/* One line without its end; -1: closed or nothing came. */
static int read_line(talk *t, char *to, size_t size)
{
    size_t n = 0;
    for (;;) {
        struct pollfd p = {t->fd, POLLIN, 0};
        char c;
        if (poll(&p, 1, PATIENCE_MS) <= 0 || recv(t->fd, &c, 1, 0) != 1)
            break;
        if (c == '\n') {
            if (n > 0 && to[n - 1] == '\r')
                n--;
            to[n] = '\0';
            return (int)n;
        }
        if (n + 1 < size)
            to[n++] = c;
    }
    to[n] = '\0';
    return -1;
}

static void send_text(talk *t, const char *text, const char *end)
{
    char out[LINE_SIZE];
    size_t n = 0;
    for (; *text && n + sizeof t->tag + 2 < sizeof out; text++) {
        if (text[0] == '$' && text[1] == 'T') {
            n += (size_t)snprintf(out + n, sizeof out - n, "%s", t->tag);
            text++;
        } else
            out[n++] = *text;
    }
    n += (size_t)snprintf(out + n, sizeof out - n, "%s", end);
    send(t->fd, out, n, MSG_NOSIGNAL);
}

static void expect(talk *t, const char *wanted, int exact)
{
    char line[LINE_SIZE], *rest = line;
    if (read_line(t, line, sizeof line) < 0) {
        complain(t, wanted, *line ? line : "the end");
        return;
    }
    if (exact ? strcmp(line, wanted) == 0
              : strncasecmp(line, wanted, strlen(wanted)) == 0)
        return;
    rest += strcspn(line, " ");
    if (!exact && *rest && strncasecmp(rest + 1, wanted, strlen(wanted)) == 0) {
        snprintf(t->tag, sizeof t->tag, "%.*s", (int)(rest - line), line);
        return;
    }
    complain(t, wanted, line);
}

/* The same, until nobody listens. */
static void repeat(talk *t, const char *text, const char *end)
{
    char block[16384];
    size_t size = strlen(text) + strlen(end), n = 0;
    for (; n + size < sizeof block; n += size)
        snprintf(block + n, size + 1, "%s%s", text, end);
    while (send(t->fd, block, n, MSG_NOSIGNAL) > 0)
        continue;
}

static void play(talk *t, const char *step)
{
    char line[LINE_SIZE];
    switch (step[0]) {
    case '>':
        send_text(t, step + 2, "\r\n");
        break;
    case '+':
        send_text(t, step + 2, "");
        break;
    case '<':
        expect(t, step + 2, 0);
        break;
    case '=':
        expect(t, step + 2, 1);
        break;
    case '?':
        if (read_line(t, line, sizeof line) >= 0)
            complain(t, "nothing", line);
        break;
    case 'z':
        usleep((useconds_t)atoi(step + 4) * 1000);
        break;
    case 'e':
        repeat(t, step + strlen("endless "), "\r\n");
        break;
    case 'p':
        repeat(t, step + strlen("pour "), "");
        break;
    case 'd':
        for (int i = atoi(step + 5); i > 0; i--) {
            if (send(t->fd, ".", 1, MSG_NOSIGNAL) != 1)
                break;
            usleep(20000);
        }
        break;
    default: /* close, with a reset for what comes later */
        close(t->fd);
        t->fd = -1;
    }
}

static void *serve(void *context)
{
    fake_server *f = context;
    talk t = {f, -1, ""};
    struct pollfd p = {f->listen_fd, POLLIN, 0};
    if (poll(&p, 1, PATIENCE_MS) > 0)
        t.fd = accept(f->listen_fd, NULL, NULL);
    if (t.fd < 0)
        complain(&t, "a connection", "none");
    for (unsigned k = 0; f->parts[k]; k++)
        for (unsigned i = 0; t.fd >= 0 && f->parts[k][i]; i++)
            play(&t, f->parts[k][i]);
    if (t.fd >= 0)
        close(t.fd);
    return NULL;
}

void fake_server_start(fake_server *f, const char *const *first,
                       const char *const *second)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    memset(f, 0, sizeof *f);
    f->parts[0] = first;
    f->parts[1] = second;
    f->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(f->listen_fd, (struct sockaddr *)&a, size) != 0 ||
        listen(f->listen_fd, 4) != 0 ||
        getsockname(f->listen_fd, (struct sockaddr *)&a, &size) != 0 ||
        pthread_create(&f->thread, NULL, serve, f) != 0)
        abort();
    f->port = ntohs(a.sin_port);
}

void fake_server_end(fake_server *f)
{
    pthread_join(f->thread, NULL);
    close(f->listen_fd);
}
