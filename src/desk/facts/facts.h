/* facts: all that one decision about a message is made from, gathered once, for
 * the process role and for `postern explain` alike.
 */
#ifndef POSTERN_FACTS_H
#define POSTERN_FACTS_H

#include "base/secret.h"
#include "desk/facts/files.h"
#include "desk/facts/snapshot.h"
#include "quote/account.h"

/* Where facts come from. */
typedef struct facts_from {
    const config *c;
    const secret_key *site;
    const secret_key *identity; /* derived: "identity" */
    store *s; /* in a transaction, of one moment; NULL: there is no store yet */
} facts_from;

typedef struct facts {
    head *head;
    char identity[65]; /* hex, "" if none could be made */
    trust_facts *trust;
    evidence *evidence;
    snapshot *snapshot;
    account *account; /* NULL: nothing is known that it may quote */
    GPtrArray *files; /* facts_file*, of an operator's; NULL */
} facts;

/* `l` is what the scanning process made of e->raw. Its new text, what is quoted
 * and its signature become what the account says, unless `broken`: then it is not
 * what its author wrote. `out` is to be cleared in any case. */
bool facts_read(facts *out, const facts_from *from, const spool_entry *e,
                letter *l, bool broken, int64_t now_ms, GError **error);
void facts_clear(facts *f);

#endif
