/* evidence: which ticket a message says it belongs to, and which queue it came
 * to; from envelope, raw header fields and letter. Pure: MACs of capabilities
 * are checked here (the key is an argument), those of tags when the ticket's
 * epoch is known (snapshot). */
#ifndef POSTERN_EVIDENCE_H
#define POSTERN_EVIDENCE_H

#include "config/config.h"
#include "desk/facts/door.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "mail/head.h"
#include "mail/letter.h"
#include "spool/spool.h"
#include "write/tag.h"

typedef struct evidence {
    int64_t epoch;             /* the store's */
    const config_queue *queue; /* that it came to; never NULL: the first queue
                                  if nothing names one */
    bool form; /* it was sent to the address of that queue's form */
    bool capability_found;
    tag_claim capability; /* by recipient address: o, n, h, u, v, l, b */
    bool outside_found;
    tag_claim outside; /* the same of somebody outside: p or a */
    bool rate_found, rate_unclear;
    tag_claim rate; /* the same of a customer who is asked for a rating: r;
                       unclear: several that differ */
    bool claim_found;
    tag_claim claim;   /* by In-Reply-To, References, newest first: o,
                                  n, h, u, l, c */
    bool own;          /* our own mail came back: its own Message-ID or
                        X-Postern-Claim is one that we made */
    tag_kind own_kind; /* of that */
    bool from_us;      /* its one From is an address of ours */
    door_list list;    /* what its list fields say */
    bool addressed;    /* an address of ours is in To or Cc */
    bool automatic;    /* Auto-Submitted says so (RFC 3834) */
    bool bulk;         /* Precedence: it was sent to many, as far as it says */
    const char
        *pressing;  /* "high" or "low", as its priority headers say; NULL */
    char *reply_to; /* the one mailbox of Reply-To that is neither From nor
                        ours, normal form; NULL */
    char *original; /* the same, who is said to have written it before somebody
                        else wrote From; NULL */
    bool ambiguous; /* capabilities of several tickets in its recipients */
    GArray *tags;   /* tag_found, of the subject */
    GPtrArray *ids; /* char*: In-Reply-To, then References newest
                                  first */
    bool bounce_found; /* a recipient is a capability b */
    int64_t bounced; /* outgoing row that it names, else the ENVID that a report
                           gives back (RFC 3464 2.2.1); whoever has either has the
                           mail, or carried it. 0: none */
    char *returned;  /* Message-ID in what a bounce returns, NULL */
    GPtrArray *reports; /* char*, normal form: whom a report or a receipt says
                           that it is about; NULL: nobody */
    GArray *asked; /* int64_t: tickets that lines as "/show #N" name, so that
                          the snapshot can say whether there are such */
    const char *released; /* ledger id of an earlier fate, or NULL; the spool
                             entry's */
    GArray *held; /* int64_t: numbers in lines that begin with a slash: held
                          messages, if "/send N" says so */
    GArray *seen; /* tag_claim, o, n, h, u, p, a: all that stand anywhere in it,
                                  its recipients too */
    GPtrArray *others; /* char*: To and Cc addresses that are none of
                                  ours, normal form */
} evidence;

#define EVIDENCE_IDS_MAX    100 /* of References */
#define EVIDENCE_ASKED_MAX  10  /* tickets asked for in one letter */
#define EVIDENCE_LISTED_MAX 60  /* the same in an answer to a list */
#define EVIDENCE_HELD_MAX   50  /* held messages named in one letter */

/* `epoch`: the store's; the older ones of capabilities and claims are in them. */
evidence *evidence_find(const config *c, const secret_key *site, int64_t epoch,
                        const spool_entry *e, const head *h, const letter *l);
void evidence_free(evidence *v);
/* Adds tickets that commands in `text` (NULL: none) name to `asked`, each once. */
void evidence_add_asked(GArray *asked, const char *text);
/* The operator whom a claim names; NULL if nobody is that now. */
const config_operator *evidence_operator(const config *c,
                                         const tag_claim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(evidence, evidence_free)

#endif
