/* milter_load: hands messages to a milter as an MTA would, over a number of
 * connections at once, and prints how many a second were answered. No MTA, so
 * that the milter is what is measured.
 * Usage: milter_load SOCKET CONNECTIONS MESSAGES OCTETS RECIPIENT */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PACKET_MAX 65536 /* of a body, as MTAs cut it */
#define HEADERS    8

typedef struct load {
    pthread_t thread;
    const char *path, *recipient;
    unsigned messages;
    size_t octets;
} load;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void put(int fd, char code, const void *data, uint32_t size)
{
    static _Thread_local char packet[PACKET_MAX + 8];
    uint32_t n = htonl(size + 1);
    memcpy(packet, &n, 4);
    packet[4] = code;
    memcpy(packet + 5, data, size);
    if (send(fd, packet, size + 5, MSG_NOSIGNAL) != (ssize_t)size + 5)
        fail("send");
}

static void take_exactly(int fd, void *data, size_t size)
{
    if (recv(fd, data, size, MSG_WAITALL) != (ssize_t)size)
        fail("the milter hung up");
}

/* The next answer's code; its data goes to `data`. */
static char take(int fd, char data[PACKET_MAX])
{
    uint32_t n;
    take_exactly(fd, &n, 4);
    n = ntohl(n);
    if (n == 0 || n > PACKET_MAX)
        fail("answer");
    take_exactly(fd, data, n);
    return data[0];
}

static void step(int fd, uint32_t agreed, uint32_t no_reply, char code,
                 const void *data, uint32_t size)
{
    static _Thread_local char answer[PACKET_MAX];
    put(fd, code, data, size);
    if (agreed & no_reply)
        return;
    char got = take(fd, answer);
    if (got != 'c') {
        fprintf(stderr, "step %c: answer %c: %s\n", code, got, answer + 1);
        exit(1);
    }
}

static int connect_to(const char *path, uint32_t *agreed)
{
    static _Thread_local char answer[PACKET_MAX];
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    strncpy(at.sun_path, path, sizeof at.sun_path - 1);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
        fail(path);
    uint32_t offer[] = {htonl(6), htonl(0x1FF), htonl(0x1FFFFF)};
    put(fd, 'O', offer, sizeof offer);
    if (take(fd, answer) != 'O')
        fail("negotiation");
    memcpy(agreed, answer + 9, 4);
    *agreed = ntohl(*agreed);
    static const char from[] = "host\0"
                               "4\x04\xd2"
                               "192.0.2.1";
    step(fd, *agreed, 0x1000, 'C', from, sizeof from);
    return fd;
}

static void one_message(int fd, uint32_t agreed, const load *l,
                        const char *body)
{
    static _Thread_local char answer[PACKET_MAX];
    char to[300], field[120];
    step(fd, agreed, 0x4000, 'M', "<kari@example.com>", 19);
    int n = snprintf(to, sizeof to, "<%s>", l->recipient);
    step(fd, agreed, 0x8000, 'R', to, (uint32_t)n + 1);
    if (!(agreed & 0x200))
        step(fd, agreed, 0x10000, 'T', "", 0);
    for (int i = 0; i < HEADERS; i++) {
        n = snprintf(field, sizeof field,
                     "X-Header-%d%c a value of an ordinary length, number %d",
                     i, 0, i);
        step(fd, agreed, 0x80, 'L', field, (uint32_t)n + 1);
    }
    if (!(agreed & 0x40))
        step(fd, agreed, 0x40000, 'N', "", 0);
    for (size_t at = 0; at < l->octets; at += PACKET_MAX) {
        size_t part = l->octets - at;
        step(fd, agreed, 0x80000, 'B', body,
             (uint32_t)(part < PACKET_MAX ? part : PACKET_MAX));
    }
    put(fd, 'E', "", 0);
    char got = take(fd, answer);
    if (got != 'd') {
        fprintf(stderr, "end of message: answer %c: %s\n", got, answer + 1);
        exit(1);
    }
}

static void *run(void *context)
{
    const load *l = context;
    static char body[PACKET_MAX];
    uint32_t agreed;
    int fd = connect_to(l->path, &agreed);
    for (unsigned i = 0; i < l->messages; i++)
        one_message(fd, agreed, l, body);
    put(fd, 'Q', "", 0);
    close(fd);
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: milter_load SOCKET CONNECTIONS MESSAGES "
                        "OCTETS RECIPIENT\n");
        return 64;
    }
    unsigned connections = (unsigned)atoi(argv[2]);
    unsigned messages = (unsigned)atoi(argv[3]) / connections;
    load *all = calloc(connections, sizeof *all);
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (unsigned i = 0; i < connections; i++) {
        all[i] = (load){.path = argv[1],
                        .recipient = argv[5],
                        .messages = messages,
                        .octets = (size_t)atol(argv[4])};
        if (pthread_create(&all[i].thread, NULL, run, &all[i]) != 0)
            fail("thread");
    }
    for (unsigned i = 0; i < connections; i++)
        pthread_join(all[i].thread, NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double s = (double)(end.tv_sec - begin.tv_sec) +
               (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("%.0f\n", messages * connections / s);
    free(all);
    return 0;
}
