/* judge: what must hold after each step of a played conversation. */
#ifndef POSTERN_ADVERSARY_JUDGE_H
#define POSTERN_ADVERSARY_JUDGE_H

#include "adversary/words.h"
#include "adversary/world.h"

/* Mail that left since `from` (an index of w->out) has nothing in it that its
 * reader may not have. What is wrong is added to w->faults. */
void judge_mails(world *w, const words *said, unsigned from);
/* An operator's new words arrived (article or note), wait, or were given back. */
void judge_told(world *w, const said *s, const char *operator_address,
                int64_t ticket);
/* A person's words can be seen by somebody: an entry, a held item or a mail to an
 * operator has them. */
void judge_seen(world *w, const said *s, const fate *f);
/* Nobody but an operator changes these. */
typedef struct judge_state {
    char *holder, *priority, *category, *status;
    int line;
    unsigned people;
} judge_state;
judge_state judge_look(world *w, int64_t ticket);
void judge_state_clear(judge_state *s);
/* `closed_by_owner`: the ticket's customer may close and reopen it. */
void judge_unchanged(world *w, const judge_state *before, int64_t ticket,
                     bool by_owner, const char *who);

#endif
