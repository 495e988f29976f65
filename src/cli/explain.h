/* explain: what `postern explain` finds out about one message, and prints. */
#ifndef POSTERN_CLI_EXPLAIN_H
#define POSTERN_CLI_EXPLAIN_H

#include "cli/cli.h"
#include "desk/decide/decide.h"
#include "desk/facts/facts.h"
#include "scan/client.h"

/* All that the explanation of one message is made from. */
typedef struct explained {
    const config *c;
    secret_key site, identity_key;
    store *s; /* NULL: this desk has none yet */
    spool_entry entry;
    facts facts;
    scan_answer *answer;
    plan *plan;
} explained;

/* One object, one line: letter, facts, trust, verdict, plan. */
void explain_json(const explained *x, const char *file);
void explain_text(const cli *x, const explained *e, const char *file);

#endif
