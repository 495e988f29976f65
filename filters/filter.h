/* filter: content facts, one row a filter, one small file each.
 *
 * A filter looks at one parsed message and says what it found. Filters run in
 * the scanning child, in the order of the table; kind goes to the first that
 * claims one. They do no I/O and keep no state.
 */
#ifndef POSTERN_FILTER_H
#define POSTERN_FILTER_H

#include "mail/letter.h"

/* What filters look at: header fields, and the MIME tree's parts as values. */
typedef struct filter_part {
    char *part;   /* "2.1" */
    char *type;   /* "message/delivery-status", lower case */
    char *params; /* parameters as written, "report-type=delivery-status" */
    GBytes *data; /* decoded octets, only of text/..., message/... parts, and
                      at most 1 MiB each */
} filter_part;

struct mime_contents; /* mail/mime.h */

typedef struct filter_input {
    const struct head *head; /* mail/head.h: raw header fields */
    GPtrArray *parts;        /* filter_part* in order */
    bool null_sender;        /* Return-Path is <> or the envelope's was */
} filter_input;

typedef struct filter {
    const char *name;     /* "bounce" */
    const char *describe; /* one line, for `postern explain` */
    /* Fills in what it found; returns true if it claimed the letter's kind. */
    bool (*run)(const filter_input *in, letter *l);
} filter;

extern const filter filter_bounce;   /* RFC 3464, 6522 */
extern const filter filter_feedback; /* RFC 5965 */
extern const filter filter_notice;   /* Amazon SES by SNS */
extern const filter filter_calendar; /* RFC 6047 */
extern const filter filter_receipt;  /* RFC 8098 */
extern const filter filter_auto;     /* RFC 3834 */
extern const filter filter_list;     /* RFC 2369, 2919 */
extern const filter filter_code; /* marks sign-ups and codes; claims nothing */
extern const filter filter_language; /* claims nothing */
extern const filter filter_spamflag; /* the MTA's X-Spam-Flag; claims nothing */

/* Lower case copy of a field's value without comments, "" if it is absent, for
 * filters that look for words. Caller frees. */
char *filter_value(const filter_input *in, const char *name);
/* The first part of that type, NULL if there is none. */
const filter_part *filter_part_of(const filter_input *in, const char *type);
/* Claim a kind: sets it and its reason (takes `reason`). Always true. */
bool filter_claim(letter *l, letter_kind kind, char *reason);

/* Makes ready what all messages need (words of many languages, patterns of
 * them): once, before a process forks readers, so that they share it. */
void filters_ready(void);

/* Everything from octets to a complete letter: mime_parse(), trim_letter(),
 * and all of the table. `contents` (mail/mime.h; NULL: not wanted) gets what is attached;
 * `data` must outlive that. */
letter *filters_letter(const void *data, size_t size, bool null_sender,
                       struct mime_contents *contents);

#endif
