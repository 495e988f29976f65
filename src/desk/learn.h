/* learn: the filter that learns, between store and rules: keys, and the counts
 * published for those who scan. */
#ifndef POSTERN_LEARN_H
#define POSTERN_LEARN_H

#include "base/secret.h"
#include "base/span.h"
#include "config/config.h"
#include "rules/learn/count.h"
#include "store/words.h"

/* A word that one message alone had says little; after so long it goes. */
#define LEARN_EXPIRE_MS (180 * SPAN_DAY)

/* The counts of this desk. ERR_NOT_FOUND: nothing is learned yet. The site key
 * is read for its key of words, and wiped. */
count_file *learn_open(const config *c, GError **error);

/* Categories of which words were counted, by a version of the program that had no
 * model (learn_train.h), are published and heard as long as there is no model. */

/* "spam", "ham": the class and what it is about; others are categories, made if
 * they are not there. Inside a transaction. */
bool learn_class(store *s, const char *name, int64_t *class,
                 store_subject *about, GError **error);

/* Expires, and writes all counts to `path`, in a transaction of its own, so that
 * of two who publish the later one has everything. `key`: count_key. */
bool learn_publish(store *s, const char *path, const secret_key *key,
                   int64_t now_ms, GError **error);

#endif
