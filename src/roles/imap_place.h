/* imap_place: which messages of a mailbox are ours to take; kept in the spool.
 *
 * The first contact draws a line: what lay there before stays where it is,
 * unless the mailbox has backlog = yes. When the server throws its UIDs away
 * (UIDVALIDITY changes) the line has no UID any more: what was in the folder at
 * that moment is ours if it came to the server after the first contact; mail
 * that was accepted before is then accepted again and found to be a copy later.
 */
#ifndef POSTERN_IMAP_PLACE_H
#define POSTERN_IMAP_PLACE_H

#include "net/imap.h"
#include "spool/spool.h"

typedef struct imap_place {
    const char *account, *folder; /* borrowed */
    const char *contacts;         /* file of imap_contact; borrowed */
    uint32_t uidvalidity;
    uint32_t line;   /* above: ours */
    int64_t since_s; /* at or below: ours if it came since then; INT64_MAX:
                        never */
} imap_place;

typedef enum {
    IMAP_PLACE_KNOWN,
    IMAP_PLACE_FIRST,   /* first contact: the line was drawn now */
    IMAP_PLACE_CHANGED, /* UIDVALIDITY changed */
    IMAP_PLACE_LOST /* the spool does not know it, and yet we were here before */
} imap_place_news;

/* Fill in uidvalidity, line and since_s of `p`, and keep them durably. */
bool imap_place_open(imap_place *p, spool *s, const imap_box *box, bool backlog,
                     int64_t now_ms, imap_place_news *news, GError **error);
/* The lowest UID worth looking at. */
uint32_t imap_place_from(const imap_place *p);
/* Of these UIDs, ascending: those that are ours. NULL on error. */
GArray *imap_place_ours(const imap_place *p, imap_client *c, const GArray *uids,
                        GError **error);

#endif
