/* uri: links as rules see them: found in text, and in the forms that a mail
 * client would open. Pure. */
#ifndef POSTERN_RULES_URI_H
#define POSTERN_RULES_URI_H

#include "rules/pattern/pattern.h"

#define URI_MAX       8192 /* octets of one */
#define URI_FOUND_MAX 2000 /* of one message */
#define URI_FORMS_MAX 40   /* forms of one */

/* Top-level and registry-level domains ("uk", "co.uk"), from the util_rb_tld,
 * util_rb_2tld and util_rb_3tld lists of a rule set; without lists a short list
 * of our own. Immutable. */
typedef struct uri_domains uri_domains;
uri_domains *uri_domains_new(GHashTable *lists);
void uri_domains_free(uri_domains *d);

/* A relative reference against a base (RFC 3986 5.2, lenient). Caller frees. */
char *uri_resolve(const char *base, const char *reference);

/* The link itself and its canonical forms (escapes decoded, ports and users
 * off, numeric hosts as dotted quads, what a redirector leads to), each once:
 * char* array, caller unrefs. */
GPtrArray *uri_forms(const uri_domains *d, const char *uri);

/* Needless escapes decoded, raw octets that need one escaped. Caller frees. */
char *uri_decode_escapes(const char *uri);

/* Host of a link, lower case, only if it is an address or a valid name under a
 * known top-level domain; NULL otherwise. Caller frees. */
char *uri_host(const uri_domains *d, const char *uri);

/* Links in running text, as a mail client would make them clickable: with a
 * scheme put before where there was none, each once: char* array. */
GPtrArray *uri_find(const uri_domains *d, pattern_scratch *scratch,
                    const char *text, size_t size);

/* Is the last label of this host a top-level domain? */
bool uri_tld_is_known(const uri_domains *d, const char *host);
/* Is it a name of right syntax with at least two labels? */
bool uri_name_is_valid(const char *host);
/* The part of a host that somebody registered: "example.co.uk"; borrowed. */
const char *uri_registered(const uri_domains *d, const char *host);

#endif
