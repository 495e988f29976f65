/* judge: what must hold after each step of a played conversation. What is wrong
 * is added to w->faults. */
#ifndef POSTERN_ADVERSARY_JUDGE_H
#define POSTERN_ADVERSARY_JUDGE_H

#include "adversary/words.h"
#include "adversary/world.h"

/* Mail that left since `from` (an index of w->out): nothing in it that its
 * reader may not have; no reply that crosses a message, was stopped or waits;
 * no more automatic mail to one address than is allowed. */
void judge_mails(world *w, const words *said, unsigned from);
/* Each line of an operator's new words arrived (article or note), waits and was
 * shown to her, or was given back. */
void judge_told(world *w, const said *s, const char *operator_address,
                int64_t ticket);
/* Each line of a person's words can be seen by somebody: an entry, a held item
 * or a mail to an operator has it. */
void judge_seen(world *w, const said *s, const fate *f);
/* The message has one row in the ledger, and it says what became of it. */
void judge_fate(world *w, const fate *f);
/* All messages of the conversation have one row each; nobody takes part who was
 * never asked in. */
void judge_end(world *w, const char *outsider);

/* Nobody but an operator changes these. */
typedef struct judge_state {
    char *holder, *priority, *category, *status;
    int line;
    unsigned people;
} judge_state;
judge_state judge_look(world *w, int64_t ticket);
void judge_state_clear(judge_state *s);
/* `by_owner`: the ticket's customer may close and reopen it. */
void judge_unchanged(world *w, const judge_state *before, int64_t ticket,
                     bool by_owner, const char *who);

#endif
