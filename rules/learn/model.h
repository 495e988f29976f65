/* model: learned categories. A linear model over words and pieces of words of a
 * message's subject and new text, trained from lessons, published as one file.
 *
 * A lesson is kept as the counts of its features, and a feature is known only by a
 * keyed hash of MODEL_HASH_BITS bits: no text is kept, and neither a lesson nor the
 * file tells anybody without the key what was written.  The file is immutable: it
 * is mapped before the fork and replaced by rename, as the counts are (count.h).
 */
#ifndef POSTERN_RULES_MODEL_H
#define POSTERN_RULES_MODEL_H

#include "base/secret.h"
#include "mail/letter.h"

#define MODEL_HASH_BITS    22
#define MODEL_CLASSES_MAX  2000
#define MODEL_NAME_MAX     63    /* octets of a category's name */
#define MODEL_FEATURES_MAX 16384 /* distinct ones of one message */
#define MODEL_LESSON_MAX   (MODEL_FEATURES_MAX * 5 + 8) /* octets of a lesson */
#define MODEL_CLASS_MIN    3 /* lessons of a category, before it is guessed */

/* ---- what a message says ---- */

typedef struct model_feature {
    uint32_t hash; /* of MODEL_HASH_BITS bits */
    uint32_t
        count; /* in the message; what stands in the subject counts twice */
} model_feature;

typedef struct model_place { /* one occurrence of a feature */
    uint32_t hash;
    uint32_t word; /* index in words */
} model_place;

typedef struct model_text {
    GArray *features; /* model_feature, by hash, each once */
    GArray *places;   /* model_place, as they stand; NULL unless wanted */
    GPtrArray *words; /* char*, as they were written; NULL unless wanted */
} model_text;

/* `subject` may be NULL; both are UTF-8. `key` is count_key's. `words`: for
 * model_why. Time and memory do not grow with the text beyond its first 4,000
 * letters. Never NULL. */
model_text *model_read(const char *subject, const char *text,
                       const secret_key *key, bool words);
/* The same of a letter: its subject, and what was written now, without quotes and
 * signature; all of its text, if that is nothing. */
model_text *model_read_letter(const letter *l, const secret_key *key,
                              bool words);
void model_text_free(model_text *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_text, model_text_free)

/* A lesson as octets, at most MODEL_LESSON_MAX, and back. from_bytes takes hostile
 * octets: NULL (no error is set) if they are none. */
GBytes *model_text_to_bytes(const model_text *t);
model_text *model_text_from_bytes(GBytes *bytes);

/* ---- learning ---- */

typedef struct model_lesson {
    unsigned class;         /* index in names */
    const model_text *text; /* borrowed */
} model_lesson;

/* How sure it is: what the scores of held-out lessons were worth (sure.c). */
typedef struct model_sure {
    double slope;        /* of a class's score */
    double none;         /* score of "none of them" */
    double unseen;       /* added to it for a text of which nothing is known */
    double shift, steep; /* of the first guess's odds, by their logarithm */
} model_sure;

typedef struct model_report {  /* how it did on lessons that it had not seen */
    uint32_t lessons;          /* that it was made of */
    uint32_t tried, right;     /* held out, and first guesses that were right */
    uint32_t sure, sure_right; /* the same of those said with 90 % or more */
} model_report;

/* The model as the octets of its file; caller unrefs. Of each class the later
 * lessons in the array count if there are too many. ERR_NOT_FOUND: fewer than two
 * classes have MODEL_CLASS_MIN lessons; ERR_LIMIT: too many classes. Takes seconds
 * to minutes, and memory: for a process of its own. */
GBytes *model_train(const model_lesson *lessons, size_t n,
                    const char *const *names, unsigned classes,
                    const secret_key *key, GError **error);

/* ---- the file ---- */

typedef struct model_file model_file;
/* Mapped and wholly checked. ERR_NOT_FOUND: there is none; ERR_DATA: damaged, of
 * another version, or made under another key. Immutable, shared by forked
 * children. */
model_file *model_open(const char *path, const secret_key *key, GError **error);
/* The same of octets in memory, a reference to which is kept. */
model_file *model_from_bytes(GBytes *bytes, const secret_key *key,
                             GError **error);
void model_close(model_file *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(model_file, model_close)
const secret_key *model_key(const model_file *f); /* borrowed */
unsigned model_classes(const model_file *f);
const char *model_class_name(const model_file *f, unsigned class);
uint32_t model_trained(const model_file *f, unsigned class); /* lessons */
size_t model_size(const model_file *f);                      /* octets */
model_report model_file_report(const model_file *f);

/* ---- what it says ---- */

#define MODEL_GUESSES 5 /* at most */

typedef struct model_guess {
    unsigned class;
    double probability;
} model_guess;
/* Surest first; what is left to 1 are the others, and none of them. Empty if
 * nothing of the text is known. Caller unrefs. */
GArray *model_guesses(const model_file *f, const model_text *t);

typedef struct model_word {
    const char *word; /* of the text, borrowed */
    double share;     /* of all that speaks for the class, 0..1 */
} model_word;
/* The words that speak most for a class, at most `max`, each once; the text must
 * have its words. Caller unrefs. */
GArray *model_why(const model_file *f, const model_text *t, unsigned class,
                  unsigned max);

#endif
