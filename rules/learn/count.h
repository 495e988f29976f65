/* count: the learning filter. Words of a message, counts of words in classes,
 * and a probability that combines them.
 *
 * Counts are published as one immutable, sorted file that is mapped before the
 * fork and replaced by rename.  Words are known only by a keyed 64-bit hash: the
 * file tells nobody without the key what was written.
 */
#ifndef POSTERN_RULES_COUNT_H
#define POSTERN_RULES_COUNT_H

#include "base/secret.h"
#include "rules/view/view.h"

#define COUNT_CLASSES_MAX  64  /* class 0 is spam, 1 ham, others categories */
#define COUNT_NAME_MAX     63  /* octets of a class's name */
#define COUNT_TRAINED_MIN  200 /* of each of spam and ham, before it is used */
#define COUNT_CATEGORY_MIN 5 /* messages of a category, before it is guessed */
#define COUNT_WORDS_MAX    30000 /* distinct words of one message */

enum { COUNT_SPAM = 0, COUNT_HAM = 1, COUNT_CATEGORY = 2 /* the first */ };

/* The key of words: derived from the site key, so that the scanning child,
 * which reads hostile mail, holds no other. */
void count_key(const secret_key *site, secret_key *key);

/* Words speak in groups, because those of one group often say the same thing;
 * the lowest bits of a hash tell which. */
typedef enum {
    COUNT_HEAD, /* who sent it, by which ways and programs */
    COUNT_TEXT, /* words of subject and text */
    COUNT_PAIR, /* neighbours in the text */
    COUNT_FORM, /* links, tags, parts */
    COUNT_GROUPS
} count_group;
#define COUNT_GROUP_OF(hash) ((count_group)((hash) & (COUNT_GROUPS - 1)))

typedef struct count_words { /* distinct words of one message */
    GArray *hashes;          /* uint64_t, sorted */
} count_words;
count_words *count_read(view *v, const secret_key *key);
void count_words_free(count_words *w);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(count_words, count_words_free)

/* ---- the file ---- */

typedef struct count_file count_file;
/* Mapped and wholly checked. ERR_NOT_FOUND: nothing is learned yet; ERR_DATA:
 * damaged, of another version, or made under another key. Immutable, shared by
 * forked children. */
count_file *count_open(const char *path, const secret_key *key, GError **error);
void count_close(count_file *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(count_file, count_close)
const secret_key *count_file_key(const count_file *f); /* borrowed */
unsigned count_classes(const count_file *f);
const char *count_class_name(const count_file *f, unsigned class);
uint32_t count_trained(const count_file *f, unsigned class);

typedef struct count_row {
    uint64_t hash;
    uint32_t class, count;
} count_row;
/* Rows of one word, by class: *n of them, NULL if it is unknown. */
const count_row *count_find(const count_file *f, uint64_t hash, size_t *n);

/* Write a file durably, from rows sorted by hash and class, each once. */
bool count_write(const char *path, const secret_key *key,
                 const uint32_t *trained, unsigned classes,
                 const char *const *names, const count_row *rows, size_t n,
                 GError **error);

/* ---- what it says ---- */

/* P(spam) in 0..1, and how many words spoke; false if too little is trained. */
bool count_spam(const count_file *f, const count_words *w, double *probability,
                unsigned *used);
/* Categories whose words a version of Postern before the model (model.h) counted;
 * nothing is added to them. Surest first: class number and probability. What is left
 * to 1 is none of them. Empty if too little is trained. */
typedef struct count_guess {
    unsigned class;
    double probability;
} count_guess;
GArray *count_categories(const count_file *f, const count_words *w);

#endif
