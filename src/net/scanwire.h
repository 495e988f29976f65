/* scanwire: what goes over the scan socket; scanclient.c and scanchild.c only.
 *
 * A request is one packet, scan_request, with the raw message as a sealed memfd.
 * An answer is one packet, scan_reply; if it is SCAN_DONE, with a sealed memfd:
 * scan_head, letter, verdict, hits, words, then `contents` times scan_content and its
 * octets.
 * Both sides are the same binary on the same machine: native byte order. */
#ifndef POSTERN_SCANWIRE_H
#define POSTERN_SCANWIRE_H

#include "net/scanclient.h"
#include <fcntl.h>

#define SCAN_MAGIC       0x32434e53u /* "SNC2" */
#define SCAN_RAW_MAX     (1u << 30)  /* octets of a message */
#define SCAN_VERDICT_MAX (4u << 20)  /* octets of a serialized verdict */
#define SCAN_WORDS_MAX   (COUNT_WORDS_MAX * sizeof(uint64_t))
#define SCAN_SEALS       (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

typedef struct scan_request {
    uint32_t magic;
    uint32_t null_sender;
    uint32_t wants; /* scan_wants */
    secret_key key; /* of words, where these are wanted */
} scan_request;

typedef enum { SCAN_DONE = 1, SCAN_DIED, SCAN_REFUSED } scan_status;

typedef struct scan_reply {
    uint32_t magic;
    uint32_t status; /* scan_status */
    int32_t signal;  /* SCAN_DIED: which one */
    uint32_t memory; /* SCAN_DIED: its memory was used up */
} scan_reply;

typedef struct scan_head {
    uint32_t magic;
    uint32_t contents;
    uint64_t letter, verdict, hits; /* octets; hits 0: not wanted */
    uint64_t words;                 /* octets, 8 each */
    uint64_t us;                    /* it took */
} scan_head;

typedef struct scan_content {
    char sha256[64];
    uint64_t size;
} scan_content;

#define SCAN_ANSWER_MAX                                          \
    (sizeof(scan_head) + LETTER_VARIANT_MAX + SCAN_VERDICT_MAX + \
     JUDGE_HITS_MAX + SCAN_WORDS_MAX + SCAN_CONTENTS_MAX +       \
     LETTER_PARTS_MAX * sizeof(scan_content))

/* Send one packet with fd, or without (-1). */
bool scan_wire_send(int socket, const void *packet, size_t size, int fd);
/* Receive one packet of at most `size` octets and at most one descriptor (-1 if
 * none). Octets received; 0 at end; -1 with errno, EPROTO if more came. */
ssize_t scan_wire_receive(int socket, void *packet, size_t size, int *fd);
/* All of a sealed memfd of at most `max` octets, mapped; the map lives as long
 * as the result. ERR_DATA if it is none, is not sealed, or is larger. */
GBytes *scan_wire_map(int fd, uint64_t max, GError **error);

/* The child on one connection that carries many requests, for scan_local. */
void scan_child_pair(int socket, const scan_limits *limits,
                     const judge *j) G_GNUC_NORETURN;
/* Words for an answer that did not come. */
void scan_death_error(int signal_number, bool memory, GError **error);

#endif
