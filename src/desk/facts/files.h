/* files: which attachments of an operator's answer may go where. Attachments are
 * words, too.
 */
#ifndef POSTERN_FILES_H
#define POSTERN_FILES_H

#include "desk/facts/snapshot.h"
#include "quote/account.h"

typedef enum {
    FILE_GOES,
    FILE_OURS,    /* our own mail */
    FILE_PACKED,  /* a container; what was in it is there without it */
    FILE_TRIMMED, /* a picture that only quoted text shows */
    FILE_OF_NOTE, /* a picture that an internal note brought */
    FILE_ASKS /* it is a note's file, or has words of a note: she is asked */
} file_fate;

typedef struct facts_file {
    file_fate fate;
    account_leak
        *leak; /* of FILE_ASKS: words of a note, NULL: the file itself */
} facts_file;

/* facts_file*, one for each of the letter's attachments. `sources` and `a` as
 * the letter's text was accounted by; `ticket` is the request. */
GPtrArray *files_judge(store *s, const config *c, const secret_key *site,
                       const letter *l, int64_t ticket,
                       const GPtrArray *sources, const account *a,
                       GError **error);

#endif
