/* count: the learning filter. Words of a message, counts of words in classes,
 * and a probability that combines them.
 *
 * Counts are published as one immutable, sorted file that is mapped before the
 * fork and replaced by rename.  Words are known only by a keyed 64-bit hash: the
 * file tells nobody what was written.
 */
#ifndef POSTERN_RULES_COUNT_H
#define POSTERN_RULES_COUNT_H

#include "rules/view.h"

#define COUNT_CLASSES_MAX 64  /* class 0 is spam, 1 ham, others categories */
#define COUNT_TRAINED_MIN 200 /* of each of spam and ham, before it is used */

typedef struct count_words { /* distinct words of one message */
    GArray *hashes;          /* uint64_t, sorted */
} count_words;
/* `key`: 16 octets (SipHash) given to the scanning child; not the site key. */
count_words *count_read(view *v, const uint8_t key[16]);
void count_words_free(count_words *w);

typedef struct count_file count_file;
count_file *count_open(const char *path, GError **error); /* mapped, checked */
void count_close(count_file *f);
/* P(spam) in 0..1, and how many words spoke; false if too little is trained. */
bool count_spam(const count_file *f, const count_words *w, double *probability,
                unsigned *used);
/* Learned categories, surest first: class number and probability. */
GArray *count_categories(const count_file *f, const count_words *w);
typedef struct count_guess {
    unsigned class;
    double probability;
} count_guess;

/* Write a file from rows sorted by hash. */
typedef struct count_row {
    uint64_t hash;
    uint32_t class, count;
} count_row;
bool count_write(const char *path, const uint32_t *trained, unsigned classes,
                 const char *const *names, const count_row *rows, size_t n,
                 GError **error);

#endif
