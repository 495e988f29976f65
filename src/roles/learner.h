/* learner: learns what operators taught. One message after the other is read by
 * the scan role; its words are counted, or kept as a lesson about a category, in the
 * same transaction in which the lesson ends, so that a crash neither loses one nor
 * counts it twice; then the counts are published for those who judge.  Categories
 * are worked out of their lessons by a process of its own, now and then; one that
 * dies changes nothing. */
#ifndef POSTERN_LEARNER_H
#define POSTERN_LEARNER_H

#include "base/secret.h"
#include "config/config.h"
#include "store/store.h"

#define LEARNER_TRIES_MAX 3     /* then a message that cannot be read is left */
#define LEARNER_AGAIN_MS  60000 /* between two of them */
/* After a training that failed; doubled up to the other. */
#define LEARNER_TRAIN_AGAIN_MS     60000
#define LEARNER_TRAIN_AGAIN_MAX_MS (6 * 60 * 60 * 1000)

typedef struct learner learner;
learner *learner_new(const secret_key *site);
void learner_free(learner *l); /* a lesson in hand is begun anew later */

/* Readable when learner_step has something to do; -1: nothing is asked. */
/* In how long learner_step has something to do, unless learner_fd is readable or
 * a lesson comes before. */
int64_t learner_wait_ms(const learner *l, const config *c, int64_t now_ms);
int learner_fd(const learner *l);

/* Does what can be done without waiting. False: the store is in trouble; trouble
 * of the scan role is said and waited out here. */
bool learner_step(learner *l, store *s, const config *c, int64_t now_ms,
                  GError **error);

#endif
