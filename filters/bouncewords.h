/* bouncewords: patterns of delivery reports, for bouncetext.c. */
#ifndef POSTERN_BOUNCEWORDS_H
#define POSTERN_BOUNCEWORDS_H

#include <stdbool.h>

typedef enum {
    BOUNCE_FAILURE,
    BOUNCE_YOURS, /* "your message" */
    BOUNCE_SUBJECT,
    BOUNCE_RETURNED, /* a line above the returned message */
    BOUNCE_ALONE,    /* a line that begins with an address: group 1 */
    BOUNCE_NAMED,    /* words, then an address: group 1 */
    BOUNCE_ADDRESS,  /* group 1 */
    BOUNCE_LIST,     /* a line that announces recipients */
    BOUNCE_BARE,     /* a name without domain, alone on its line: group 1 */
    BOUNCE_DELAYED,
    BOUNCE_DELIVERED, /* it has arrived */
    BOUNCE_FIRST,     /* a line that begins with an address and goes on */
    BOUNCE_ENHANCED,  /* "5.1.1" (RFC 3463), not x.0.0 */
    BOUNCE_GENERIC,   /* "5.0.0" */
    BOUNCE_SMTP,      /* "550 ": group 1 is its first digit */
    BOUNCE_NO_USER,
    BOUNCE_NO_DOMAIN,
    BOUNCE_NO_ANSWER,
    BOUNCE_FULL,
    BOUNCE_TOO_BIG,
    BOUNCE_EXPIRED,   /* tried for too long */
    BOUNCE_COMPLAINT, /* the subject of a complaint about spam */
    BOUNCE_WORDS
} bouncewords;

/* The patterns, as forms (mail/lang.h). */
extern const char *const bouncewords_forms[BOUNCE_WORDS];
/* Compiles them: once, before a process forks readers. */
void bouncewords_ready(void);

/* Does the text (UTF-8) say so? */
bool bouncewords_match(bouncewords which, const char *text);
/* What group 1 of the first match holds, or all of it (0). NULL if there is
 * none. Caller frees. */
char *bouncewords_group(bouncewords which, const char *text, unsigned group);

#endif
