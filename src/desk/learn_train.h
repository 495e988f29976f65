/* learn_train: learned categories, between store and rules: lessons for a process
 * that trains, and its model published for those who scan. */
#ifndef POSTERN_LEARN_TRAIN_H
#define POSTERN_LEARN_TRAIN_H

#include "base/secret.h"
#include "config/config.h"
#include "rules/learn/model.h"
#include "store/store.h"

/* Lessons of one category whose features are kept: those that came later. */
#define LEARN_LESSONS_KEPT 500
/* Lessons that are loaded, and octets of them: the latest. */
#define LEARN_LESSONS_MAX 40000
#define LEARN_OCTETS_MAX  (128u << 20)
/* Octets of a model, with room to spare. */
#define LEARN_MODEL_MAX ((size_t)160 << 20)
/* So many new lessons, or a tenth of all, are heard without waiting. */
#define LEARN_SOON_LESSONS 20
/* Octets of lessons times categories from which training takes more than some
 * seconds. */
#define LEARN_COSTLY 1e8

/* The model of this desk. ERR_NOT_FOUND: there is none. The site key is read for its
 * key of words, and wiped. */
model_file *learn_model(const config *c, GError **error);

typedef struct learn_lessons learn_lessons;
/* All lessons, in a transaction of its own, in which old ones expire. */
learn_lessons *learn_lessons_load(store *s, const secret_key *key,
                                  GError **error);
void learn_lessons_free(learn_lessons *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(learn_lessons, learn_lessons_free)
/* Are there any to train with? Not while an older version's counts of words know
 * more messages than are kept as lessons. */
bool learn_lessons_suffice(const learn_lessons *l);
/* Does it take long? Then it is not worth it for a few new lessons: a tenth of all
 * is (learn_lessons_many). */
bool learn_lessons_costly(const learn_lessons *l);
bool learn_lessons_many(const learn_lessons *l);
int64_t learn_lessons_new(const learn_lessons *l); /* not heard yet */
/* Work for a process of its own (scan_work_do): the model of learn_lessons. */
GBytes *learn_work(void *lessons, GError **error);

/* What came of it: `bytes` are checked and published, in the place of what was
 * there; NULL: there is nothing to learn from, and what was there goes. Then the
 * lessons count as heard. `report` may be NULL. */
bool learn_model_publish(const config *c, store *s, const learn_lessons *l,
                         GBytes *bytes, model_report *report, GError **error);

#endif
