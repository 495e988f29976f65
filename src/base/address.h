/* address: an RFC 5321 mailbox as an envelope has it; no display names. */
#ifndef POSTERN_ADDRESS_H
#define POSTERN_ADDRESS_H

#include <glib.h>
#include <stdbool.h>

#define ADDRESS_LOCAL_MAX  64  /* octets, RFC 5321 4.5.3.1.1 */
#define ADDRESS_DOMAIN_MAX 255 /* octets, RFC 5321 4.5.3.1.2 */

typedef struct address {
    char *local;  /* before the first '+', or all of it; case kept */
    char *detail; /* after the first '+', or NULL; case kept */
    char *domain; /* lower case, U-labels turned into A-labels */
} address;

/* Parse `text`, with or without <>, quoted local parts allowed (quotes are
 * taken off where they were not needed). A source route is dropped. NULL if it
 * is no mailbox (empty, "<>", no '@', control characters, too long). */
address *address_parse(const char *text);
void address_free(address *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(address, address_free)

/* One spelling for comparing: `local[+detail]@domain`, all lower case. NULL if
 * it is no mailbox. The caller frees. */
char *address_normal(const char *text);

/* Do both name the same mailbox (address_normal equal)? NULL equals nothing. */
bool address_equal(const char *a, const char *b);

/* True if the local part is pure ASCII, and so can be sent without SMTPUTF8. */
bool address_is_ascii(const char *text);

#endif
