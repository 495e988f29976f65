/* trust: who a message is from, in one table, in one file.
 *
 * Facts are computed outside the parsing child, from the envelope and raw header
 * fields (mail/head.h) only.  Pure.
 */
#ifndef POSTERN_TRUST_H
#define POSTERN_TRUST_H

#include "config/config.h"
#include "mail/head.h"
#include "spool/spool.h"
#include "desk/operator_config.h"

typedef enum {
    TRUST_NONE, /* no trusted Authentication-Results */
    TRUST_PASS, /* dmarc=pass, or dkim=pass aligned, for From's domain */
    TRUST_FAIL  /* a trusted host says that it did not pass */
} trust_auth;

typedef struct trust_facts {
    char *from; /* the one From address, normal form; NULL: none, or
                             several */
    trust_auth auth;
    char *auth_words;            /* "dmarc=pass by mx.example.org" for `why` */
    const config_operator *sasl; /* SASL login mapped; NULL */
    const config_operator *operator_; /* From is an address of hers; NULL. Says
                             nothing by itself */
    bool authserv_known;              /* this site has a trusted authserv-id */
} trust_facts;

trust_facts *trust_read(const config *c, const spool_entry *e, const head *h);
void trust_free(trust_facts *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(trust_facts, trust_free)

/* RFC 8601: does this Authentication-Results value, if its authserv-id is one of
 * `ids`, vouch for `from_domain`? TRUST_NONE if the id is not ours. Alignment
 * is relaxed: equal, or one a subdomain of the other's. */
trust_auth trust_auth_results(const char *value, GPtrArray *ids,
                              const char *from_domain, char **words);

#endif
