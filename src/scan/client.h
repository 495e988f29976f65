/* scanclient: asks the scan role (SEQPACKET, descriptors), or a forked child of
 * this process for the command line. */
#ifndef POSTERN_SCANCLIENT_H
#define POSTERN_SCANCLIENT_H

#include "config/config.h"
#include "mail/letter.h"
#include "mail/said.h"
#include "rules/judge.h"

typedef struct scan_limits {
    int64_t memory, cpu_ms, wall_ms; /* as in [scan] */
    /* Called in the child with what an administrator should know: a rule that
     * is too slow. NULL: nobody is told. */
    void (*say)(const char *words);
} scan_limits;

typedef enum { /* what an answer brings, as bits */
               SCAN_WANT_LETTER = 1,
               SCAN_WANT_VERDICT = 2,
               SCAN_WANT_HITS = 4, /* beside the verdict only */
               SCAN_WANT_WORDS = 8,
               SCAN_WANT_CONTENTS = 16, /* beside the letter only */
               SCAN_WANT_JSON = 32,     /* for who only prints the letter */
               SCAN_WANT_SAID = 64,     /* all that can be read in it */
               SCAN_WANT_SPOKE = 128,   /* in the verdict: which words spoke for
                                           a learned category; hits bring them */
               SCAN_WANT_MAIL = SCAN_WANT_LETTER | SCAN_WANT_VERDICT |
                                SCAN_WANT_CONTENTS /* as a desk needs it */
} scan_wants;

typedef struct scan_answer { /* what was not wanted is NULL */
    letter *letter;
    verdict *verdict;
    GPtrArray *hits;      /* judge_hit* */
    GArray *words;        /* uint64_t, as scan_finish_words() */
    GBytes *features;     /* beside the words: model_text_to_bytes, checked */
    GHashTable *contents; /* sha256 (char*) -> GBytes*: decoded attachments, at
                             most SCAN_CONTENTS_MAX octets in all, checked
                             against the letter's sizes and hashes */
    GBytes *json; /* letter_json_rest(), as the child wrote it: UTF-8 and
                             one line are checked, no more */
    said_mail *said;
    double ms;
} scan_answer;
#define SCAN_CONTENTS_MAX (64u << 20)
void scan_answer_free(scan_answer *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_answer, scan_answer_free)

/* Start a request at the socket `path`: the raw message goes over as a sealed
 * memfd. Returns a descriptor to poll for reading, -1 on error (ERR_NET: role is away). */
int scan_start(const char *path, GBytes *raw, bool null_sender, GError **error);
/* When it is readable: the answer. Closes fd. ERR_CRASH: the child died or
 * overran a limit (words say which); ERR_DATA: its answer was not well-formed
 * (counts as a death too). */
scan_answer *scan_finish(int fd, GError **error);

/* The same for the words of a message, hashed under `key` (count_key), for the
 * filter that learns: uint64_t, sorted, each once; and the lesson that it is about
 * a category, as model_text_from_bytes reads it. Caller unrefs both. */
int scan_start_words(const char *path, GBytes *raw, const secret_key *key,
                     GError **error);
GArray *scan_finish_words(int fd, GBytes **features, GError **error);

/* The verdict, waited for at most `wait_ms`, for whoever keeps a client waiting
 * and must not read more of what a parser says than that. *kept gets the whole
 * answer's octets, to travel with the message and be read by scan_answer_read();
 * NULL if they are more than SCAN_KEPT_MAX. Thread-safe. NULL: the errors above,
 * or ERR_NET: not in time. */
#define SCAN_KEPT_MAX (256u << 10)
verdict *scan_verdict(const char *path, GBytes *raw, int64_t wait_ms,
                      GBytes **kept, GError **error);
/* What was kept, as scan_finish() would have given it. ERR_DATA: it is not
 * well-formed, or another version of Postern wrote it; then ask again. */
scan_answer *scan_answer_read(GBytes *kept, GError **error);

/* All that can be read in a message, waited for at most `wait_ms`. NULL: the errors
 * above, or ERR_NET: not in time. */
said_mail *scan_said(const char *path, GBytes *raw, int64_t wait_ms,
                     GError **error);

/* The same in a child of our own, forked for many messages and replaced when it
 * dies. Command line only (single-threaded process). Messages travel in batches:
 * put some ahead, and the child works while the last answers are printed.
 * `j` is borrowed, must live as long, and may be NULL (as for scan_child). */
typedef struct scan_local scan_local;
scan_local *scan_local_new(const scan_limits *limits, const judge *j,
                           unsigned wants);
void scan_local_free(scan_local *l);
/* Queue a message; keeps a reference. */
void scan_local_put(scan_local *l, GBytes *raw);
/* So much is queued that more would only take memory? */
bool scan_local_is_full(const scan_local *l);
/* The answer to the oldest message in the queue, which must not be empty, and
 * takes it out. Errors as scan_finish(). */
scan_answer *scan_local_take(scan_local *l, GError **error);
/* put and take of one message; the queue must be empty. */
scan_answer *scan_local_ask(scan_local *l, GBytes *raw, GError **error);

/* The child's side, used by roles/scan.c and scan_local: serve one connection
 * after the other on `listen_fd`, never returns. `j` NULL: no rules, only the
 * MTA's spam header is heard. */
void scan_child(int listen_fd, const scan_limits *limits,
                const judge *j) G_GNUC_NORETURN;

#endif
