/* trust: who a message is from, in one table, in one file.
 *
 * Facts are computed outside the parsing child, from the envelope and raw header
 * fields (mail/head.h) only.  Pure.
 */
#ifndef POSTERN_TRUST_H
#define POSTERN_TRUST_H

#include "config/config.h"
#include "desk/facts/source.h"
#include "desk/operator_config.h"
#include "mail/head.h"
#include "spool/spool.h"

typedef enum {
    TRUST_NONE, /* no trusted Authentication-Results */
    TRUST_PASS, /* dmarc=pass, or dkim=pass aligned, for From's domain */
    TRUST_FAIL  /* a trusted host says that it did not pass, or a login
                   contradicts From */
} trust_auth;

/* Whose SASL login it came with, as far as From is concerned. */
typedef enum {
    TRUST_LOGIN_NONE,
    TRUST_LOGIN_HERS,   /* of the operator whom From names, or of one while From
                            names none */
    TRUST_LOGIN_OTHERS, /* of another operator */
    TRUST_LOGIN_NOT_HERS, /* of no operator, and she whom From names has logins */
    TRUST_LOGIN_NOBODYS, /* of no operator: no evidence */
    TRUST_LOGINS
} trust_login;

/* What is proved about the sender. */
typedef enum {
    TRUST_PROVED,       /* by her login, or by a trusted host */
    TRUST_OPEN,         /* this site has no trusted host that could tell */
    TRUST_MISSING,      /* it has one, and that says nothing */
    TRUST_FAILED,       /* it says that the sender is forged */
    TRUST_CONTRADICTED, /* the login is somebody else's */
    TRUST_PROOFS
} trust_proof;

typedef struct trust_facts {
    char *from;        /* the one From address, normal form; NULL: none, or
                             several. Where that is an address of ours, the
                             author who is said to stand behind it */
    const char *found; /* the field that he was found in; "" if it was not said,
                          and `from` is still ours; NULL: From itself. He is
                          never an operator and never proved */
    trust_auth auth;
    bool spf_failed; /* a trusted host says spf=fail */
    trust_login login;
    char *auth_words;            /* "dmarc=pass by mx.example.org" for `why` */
    const config_operator *sasl; /* whose login proves her; NULL: nobody's */
    const config_operator *operator_; /* From is an address of hers; NULL. Says
                             nothing by itself */
    bool authserv_known;              /* this site has a trusted authserv-id */
    source_facts *source; /* it came by one of [source NAME]: then `from` is the
                             customer whom that names, perhaps a handle, and all
                             else is said about him; NULL */
    char *unproved;       /* which source it claims, and why it is none of its;
                             NULL */
} trust_facts;

trust_facts *trust_read(const config *c, const spool_entry *e, const head *h);
void trust_free(trust_facts *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(trust_facts, trust_free)

/* Finds the source that it came by, and what is said of the sender becomes what is
 * known of the customer: nothing, or that the source has confirmed him. `l` is what
 * the reader of hostile mail made of it. */
void trust_read_source(trust_facts *t, const config *c, const spool_entry *e,
                       const head *h, const letter *l);

/* RFC 8601: does this Authentication-Results value, if its authserv-id is one of
 * `ids`, vouch for `from_domain`? TRUST_NONE if the id is not ours, its version
 * is unknown, or what it says conflicts. Alignment is relaxed: equal, or one a
 * subdomain of the other's. */
trust_auth trust_auth_results(const char *value, GPtrArray *ids,
                              const char *from_domain, char **words);
/* Does such a value say that SPF has failed? */
bool trust_spf_failed(const char *value, GPtrArray *ids);
/* Any login makes Authentication-Results worthless: mail hosts do not check what
 * their own users send, and do not strip what these wrote themselves. */
trust_proof trust_prove(trust_login login, trust_auth auth,
                        bool authserv_known);

/* ---- the table: who it is, and how sure that is ---- */

typedef enum {
    TRUST_FROM_OPERATOR,    /* an operator, by From or by login alone */
    TRUST_FROM_BOTH,        /* an operator, and a participant of the request */
    TRUST_FROM_PARTICIPANT, /* a participant */
    TRUST_FROM_STRANGER,    /* anybody else */
    TRUST_FROM_UNCLEAR,     /* none, or several */
    TRUST_FROM_OUTSIDE,     /* whoever wrote to the secret address of a partner
                               or a board's member, or has a partner's From */
    TRUST_FROMS
} trust_from;

/* A capability in the recipient, or a claim in the thread. */
typedef enum {
    TRUST_SIGN_NONE,
    TRUST_SIGN_HERS,   /* the sender's own */
    TRUST_SIGN_OTHERS, /* another operator's */
    TRUST_SIGN_GONE,   /* of somebody who is no operator any more */
    TRUST_SIGNS
} trust_sign;

typedef enum {
    TRUST_IS_STRANGER,
    TRUST_IS_CUSTOMER, /* a participant */
    TRUST_IS_OPERATOR,
    TRUST_IS_COLLEAGUE, /* an operator with another operator's sign */
    TRUST_IS_DOUBTFUL,  /* she who is meant must be asked */
    TRUST_IS_OUTSIDER,  /* a partner, or a member of a board */
    TRUST_IS_ALLEGED    /* perhaps one of them */
} trust_who;

typedef enum {
    TRUST_UNSURE, /* doubt, or nothing but an address */
    TRUST_LIKELY, /* by her secret address and From */
    TRUST_SURE    /* proved */
} trust_sure;

typedef struct trust_answer {
    trust_who who;
    trust_sure sure;
} trust_answer;

/* `request`: the message belongs to one that there is. */
trust_answer trust_look_up(trust_from from, trust_proof proof,
                           trust_sign capability, trust_sign claim,
                           bool request);

/* What stands around a message whose facts are known. */
typedef struct trust_signs {
    bool participant; /* From is one of the request's */
    bool request;
    bool capability_found, claim_found;
    const config_operator *capability, *claim; /* whose; NULL: gone */
    bool outside_found; /* a secret address of somebody outside */
    bool outside_his;   /* From is his, who has it */
    bool outside_gone;  /* nobody has it any more */
    bool partner;       /* From is some partner's */
} trust_signs;

/* The operator who speaks, if it is one: by From, else by login. NULL. */
const config_operator *trust_sender(const trust_facts *t, const trust_signs *s);
/* The same facts in this light: a login says nothing about a customer whose
 * message was only passed on with it. */
trust_proof trust_proof_of(const trust_facts *t, const trust_signs *s);
trust_answer trust_judge(const trust_facts *t, const trust_signs *s);

#endif
