/* imap_refusal: what a NO, BAD or BYE means for who is told it. Pure.
 *
 * RFC 5530 has codes for it; what Gmail, Exchange and others say without one is
 * read by its words. */
#ifndef POSTERN_IMAP_REFUSAL_H
#define POSTERN_IMAP_REFUSAL_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    IMAP_REFUSED,  /* for good, as far as anybody can tell */
    IMAP_PASSING,  /* something is wrong over there, and will pass */
    IMAP_THROTTLED /* we ask too often, or for too much: wait */
} imap_refusal;

/* `text` as the server sent it, without its tag: "NO [LIMIT] Rate limit hit." */
imap_refusal imap_refusal_read(const char *text);
/* How long the words in it ask us to wait (ms); 0 if they do not. */
int64_t imap_refusal_wait_ms(const char *text);

#endif
