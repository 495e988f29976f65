/* forwarded: whose message somebody forwards, as what stands above it says. That
 * is its forwarder's word, or nobody's: it proves nothing. Pure, thread-safe. */
#ifndef POSTERN_FORWARDED_H
#define POSTERN_FORWARDED_H

#include <stdbool.h>

#define FORWARDED_LINES_MAX 500 /* of the text, above which it must begin */

typedef struct forwarded {
    char *name;    /* of its author; NULL */
    char *address; /* as it stands there; NULL: none is named */
    char *subject; /* NULL */
    char *above;   /* what the forwarder wrote above it; "" */
    char *text;    /* the message, without one mark of quotation */
} forwarded;
void forwarded_clear(forwarded *f);

/* Finds the header block that Gmail, Outlook, Apple Mail, Thunderbird, mutt and
 * others write above what they forward, in any language that the desk reads.
 * False, and nothing is in *f, if there is none. `subject`: of the letter, NULL. */
bool forwarded_find(const char *text, const char *subject, forwarded *f);
/* "Kari <kari@x.no>", "kari@x.no [mailto:kari@x.no]", "Kari (kari@x.no)" ->
 * name (NULL) and address (NULL), caller frees. */
void forwarded_author(const char *value, char **name, char **address);

#endif
