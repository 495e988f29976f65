/* tag: what Postern writes into mail to recognise its answer: subject tags,
 * capabilities (addresses), claims (Message-IDs and our own header).
 *
 * Pure: keys and numbers in, text out. A MAC that is wrong makes plain text,
 * never an error. Here is where their formats are defined.
 */
#ifndef POSTERN_TAG_H
#define POSTERN_TAG_H

#include "base/secret.h"

/* "[#1042-7KQ2M9XD]": number in decimal, 40 bits of MAC in Crockford base32
 * (I, L read as 1, O as 0, any case) under a key derived from site key and
 * epoch. */
char *tag_make(const secret_key *site, int64_t epoch, int64_t ticket);

typedef struct tag_found {
    int64_t ticket;
    char mac[9];       /* as written, upper case, canonical letters */
    size_t start, end; /* place in the text, for tag_strip */
} tag_found;
/* All things of tag syntax anywhere in `subject`, MAC not yet checked (the
 * ticket remembers its epoch): GArray of tag_found, at most 20. */
GArray *tag_find(const char *subject);
bool tag_check(const secret_key *site, int64_t epoch, const tag_found *found);
/* The subject without anything of tag syntax, blanks closed up. "Re:" stays. */
char *tag_strip(const char *subject);
/* The subject with no reply and forward prefixes (Re, Aw, Sv, Vs, Fwd, ...,
 * "Re[2]:") and no tags: what the customer wrote. */
char *tag_base_subject(const char *subject);

typedef enum {
    TAG_REPLY = 'o',   /* number: ticket */
    TAG_NOTE = 'n',    /* number: ticket */
    TAG_HELD = 'h',    /* number: held item */
    TAG_UNDO = 'u',    /* number: ticket; entry: the article to be stopped */
    TAG_BOUNCE = 'b',  /* number: outgoing row */
    TAG_PARTNER = 'p', /* number: ticket; who: a partner */
    TAG_BOARD = 'a',   /* number: ticket; who: a member; entry: the round */
    TAG_RATE = 'r', /* number: ticket; entry: the reply that asks; who: of whom
                          and what, as desk/rating.h has it. Nobody acts by it but
                          the one who was asked, so his mail may show it */
    TAG_REVIEW = 'v',  /* number: ticket; who: the lead */
    TAG_LIST = 'l',    /* of no ticket: a list; number: seconds since 1970 when
                          it was made, entry: thousandths beside them */
    TAG_CUSTOMER = 'c' /* number: ticket; only in Message-IDs and headers, says
                          where, never who */
} tag_kind;

typedef struct tag_claim {
    tag_kind kind;
    uint16_t who;   /* config_operator_number(), 0 if nobody's */
    int64_t number; /* 0 to 2^32-1 */
    int64_t entry;  /* last entry shown; 0 to 2^24-1 */
    int64_t epoch;  /* of the store when it was made; 0 is 1 */
} tag_claim;
bool tag_same(const tag_claim *a, const tag_claim *b);
/* Of TAG_LIST: when the list was made, and a claim that says so. */
int64_t tag_list_ms(const tag_claim *claim);
tag_claim tag_list_claim(uint16_t who, int64_t ms, int64_t epoch);

/* A token: 32 lower-case base32 characters (RFC 4648 alphabet), 160 bits: key
 * id 1 octet, who 2, number 4, entry 3, MAC 10. The MAC covers epoch, kind, queue
 * id and site domain too; in epoch 1 it covers no epoch, so that mail from before
 * there were any can be answered. What stands between key id and MAC is masked, so
 * that no number can be read in it. Caller frees. */
char *tag_token(const secret_key *site, const char *domain, const char *queue,
                const tag_claim *claim);

/* local part "support" and domain of `queue_address` -> "support+o-TOKEN@..." */
char *tag_address(const secret_key *site, const char *domain, const char *queue,
                  const char *queue_address, const tag_claim *claim);
/* Longest local part of a queue address that leaves room (RFC 5321: 64). */
#define TAG_LOCAL_MAX 29

/* Whoever reads a token tries the store's epoch `newest`, and this many of those
 * before it: out->epoch is the one that fits. */
#define TAG_EPOCHS_MAX 50

/* Read a plus-part "o-TOKEN" (any case). True if syntax and MAC are right. */
bool tag_read_detail(const secret_key *site, const char *domain,
                     const char *queue, int64_t newest, const char *detail,
                     tag_claim *out);
/* Kinds of those by whom somebody acts; the others say only where. */
#define TAG_ACTING "onhupavl"
/* Are these 32 letters, in any case, a token by which somebody acts in one
 * of these queues (NULL at the end)? *out gets it. What no token begins with costs
 * nothing. */
bool tag_is_acting(const secret_key *site, const char *domain,
                   const char *const *queues, int64_t newest,
                   const char *letters, tag_claim *out);
/* Can a token begin here, by its first letters? Spares computing a MAC. */
bool tag_may_be_token(const char *letters);
/* All that may be used as an address (of TAG_ACTING) wherever it stands in
 * `text`, and whose MAC is right, each once: tag_claim appended to `all`, which
 * holds no more than TAG_SEEN_MAX. `queues` as below. */
#define TAG_SEEN_MAX 20
void tag_find_claims(const secret_key *site, const char *domain,
                     const char *const *queues, int64_t newest,
                     const char *text, GArray *all);
/* Does the text hold anything of capability syntax (+o-TOKEN@)? MAC unseen. */
bool tag_has_syntax(const char *text);

/* "<o-TOKEN.UNIQUE@domain>" without the brackets; UNIQUE is a random id of the
 * caller's, so that the same outgoing row always has the same Message-ID. */
char *tag_message_id(const secret_key *site, const char *domain,
                     const char *queue, const tag_claim *claim,
                     const char *unique);
/* Read a Message-ID that we made, or an X-Postern-Claim header ("QUEUE
 * o-TOKEN"). `queues` are candidate queue ids, NULL-terminated; *queue gets the
 * one that fits (borrowed). */
bool tag_read_message_id(const secret_key *site, const char *domain,
                         const char *const *queues, int64_t newest,
                         const char *message_id, tag_claim *out,
                         const char **queue);
#define TAG_HEADER "X-Postern-Claim"
/* Value of that header: the same text as the Message-ID's left side before the
 * dot ("o-TOKEN"). */
char *tag_header(const secret_key *site, const char *domain, const char *queue,
                 const tag_claim *claim);

#endif
