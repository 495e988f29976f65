/* scanwire: what goes over the scan socket, for the scan*.c of this room only.
 *
 * A request is one packet, scan_request, with its messages, one behind the other,
 * as a sealed memfd. An answer is one packet, scan_reply; if it is SCAN_DONE, with
 * a sealed memfd that has for each message: scan_head, letter, verdict, hits,
 * words, features, JSON, texts, then `contents` times scan_content and its octets. What was not
 * wanted has no octets. Both sides are the same binary on the same machine: native
 * byte order. */
#ifndef POSTERN_SCANWIRE_H
#define POSTERN_SCANWIRE_H

#include "scan/client.h"
#include <fcntl.h>

#define SCAN_MAGIC       0x35434e53u /* "SNC5" */
#define SCAN_RAW_MAX     (1u << 30)  /* octets of a message */
#define SCAN_VERDICT_MAX (4u << 20)  /* octets of a serialized verdict */
#define SCAN_WORDS_MAX   (COUNT_WORDS_MAX * sizeof(uint64_t))
#define SCAN_JSON_MAX \
    ((uint64_t)4 * LETTER_VARIANT_MAX) /* octets of a JSON object */
#define SCAN_BATCH_MAX 64              /* messages of one request */
#define SCAN_WAIT_MS   600000 /* no scan takes longer, whatever is configured */
#define SCAN_SEALS     (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

typedef struct scan_request {
    uint32_t magic;
    uint32_t null_sender;
    uint32_t wants;                 /* scan_wants */
    uint32_t count;                 /* messages, 1 to SCAN_BATCH_MAX */
    uint64_t sizes[SCAN_BATCH_MAX]; /* octets of each */
    secret_key key;                 /* of words, where these are wanted */
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
    uint64_t letter, verdict, hits; /* octets */
    uint64_t words;                 /* octets, 8 each */
    uint64_t features;              /* octets */
    uint64_t json;                  /* octets */
    uint64_t said;                  /* octets */
    uint64_t us;                    /* it took */
} scan_head;

typedef struct scan_content {
    char sha256[64];
    uint64_t size;
} scan_content;

#define SCAN_ANSWER_MAX                                                   \
    (sizeof(scan_head) + LETTER_VARIANT_MAX + SCAN_VERDICT_MAX +          \
     JUDGE_HITS_MAX + SCAN_WORDS_MAX + MODEL_LESSON_MAX + SCAN_JSON_MAX + \
     SAID_BYTES_MAX + SCAN_CONTENTS_MAX +                                 \
     LETTER_PARTS_MAX * sizeof(scan_content))

/* Send one packet with fd, or without (-1). */
bool scan_wire_send(int socket, const void *packet, size_t size, int fd);
/* Receive one packet of at most `size` octets and at most one descriptor (-1 if
 * none). Octets received; 0 at end; -1 with errno, EPROTO if more came. */
ssize_t scan_wire_receive(int socket, void *packet, size_t size, int *fd);
/* All of a sealed memfd of at most `max` octets, mapped; the map lives as long
 * as the result. ERR_DATA if it is none, is not sealed, or is larger. */
GBytes *scan_wire_map(int fd, uint64_t max, GError **error);

/* Sends `n` (SCAN_BATCH_MAX at most) messages; `key` as in the request, or NULL.
 * ERR_NET: nobody is there to take them. */
bool scan_wire_ask(int socket, GBytes *const *raws, unsigned n,
                   bool null_sender, unsigned wants, const secret_key *key,
                   GError **error);
/* Waits at most wait_ms for the answer: all of its memory. NULL: the errors of
 * scan_finish(), or *ended: the connection ended without one. */
GBytes *scan_wire_answer(int socket, int64_t wait_ms, bool *ended,
                         GError **error);

/* The answer to one message, which begins at *at and brings `wants`; what is in
 * `use` is read. *at moves behind it, if all is used. ERR_DATA, in words for
 * people: it is not what was wanted, or not well-formed. */
scan_answer *scan_wire_read(GBytes *all, gsize *at, unsigned wants,
                            unsigned use, GError **error);
/* The same where nothing may stand behind it. */
scan_answer *scan_wire_read_one(GBytes *all, unsigned wants, GError **error);
/* Those words. */
void scan_wire_bad(const char *why, GError **error);

/* The child's half: appends the answer to one message to `out`; at half of the
 * limits' CPU time attachments are left out. False: there is no room for it. */
bool scan_wire_put(int out, GBytes *raw, const scan_request *request,
                   const judge *j, const scan_limits *limits);
/* The child on one connection that carries many requests, for scan_local. */
void scan_child_pair(int socket, const scan_limits *limits,
                     const judge *j) G_GNUC_NORETURN;
/* Words for an answer that did not come. */
void scan_death_error(int signal_number, bool memory, GError **error);

#endif
