/* words: what the filter that learns has counted. */
#ifndef POSTERN_STORE_WORDS_H
#define POSTERN_STORE_WORDS_H

#include "store/store.h"

/* Words are hashes under a key that the store does not have. Classes 0 and 1 are
 * "spam" and "ham", others are categories. */
#define STORE_CLASS_NONE (-1)
typedef struct store_class {
    int64_t class;
    char *name;      /* "spam", "ham", id of a category */
    int64_t trained; /* messages */
    int64_t lessons; /* of these: kept, and not counted word by word */
} store_class;
void store_class_free(store_class *c);
/* store_class* array, by number, without gaps. */
GPtrArray *store_classes(store *s, GError **error);
/* *class is STORE_CLASS_NONE if there is none and `make` is false. ERR_LIMIT if
 * there are `max` already. */
bool store_class_number(store *s, const char *name, bool make, unsigned max,
                        int64_t *class, GError **error);

/* A message is remembered by its identity, once about being spam and once about
 * its category: taught again the same it changes nothing, taught otherwise its
 * words are taken back first. */
typedef enum { STORE_ABOUT_SPAM, STORE_ABOUT_CATEGORY } store_subject;
typedef enum {
    STORE_LEARNED_NOTHING, /* was known as that */
    STORE_LEARNED_NEW,
    STORE_LEARNED_CORRECTED,
    STORE_LEARNED_FORGOTTEN
} store_learned;
/* Many messages within one transaction: counts are gathered, and written by
 * store_lesson_write, before the commit. After a rollback throw it away. */
typedef struct store_lesson store_lesson;
store_lesson *store_lesson_new(store *s, int64_t now_ms);
void store_lesson_free(store_lesson *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_lesson, store_lesson_free)
/* class STORE_CLASS_NONE: forget. `words` each once; they are counted about spam.
 * About a category `features` are kept (octets that the store does not look into);
 * words are taken back of those that were counted by an older version, also if it
 * is the same category. */
bool store_lesson_add(store_lesson *l, const char *identity,
                      store_subject about, int64_t class, const uint64_t *words,
                      size_t n, GBytes *features, store_learned *what,
                      GError **error);
size_t store_lesson_size(const store_lesson *l); /* counts that wait */
bool store_lesson_write(store_lesson *l, GError **error);

/* char*: names of the classes that this message was learned as; may be empty. */
GPtrArray *store_learned_as(store *s, const char *identity, GError **error);
/* Words were learned or forgotten since this was set to false; the first of these
 * is done by store_lesson_write. */
bool store_words_set_changed(store *s, bool changed, GError **error);
bool store_words_changed(store *s, bool *changed, GError **error);

/* The lessons of categories, the latest first. False from `read` ends it. */
typedef bool (*store_lesson_reader)(int64_t class, GBytes *features,
                                    void *context);
bool store_lessons_each(store *s, store_lesson_reader read, void *context,
                        GError **error);
/* Keeps no features but those of the latest `kept` lessons of each category. */
bool store_lessons_expire(store *s, int64_t kept, GError **error);
/* How many lessons of categories came, went or changed since so many were said to
 * be heard. */
bool store_lessons_changed(store *s, int64_t *changed, GError **error);
bool store_lessons_heard(store *s, int64_t heard, GError **error);

/* Forget words that one message alone had, taught before that day. */
bool store_words_expire(store *s, int64_t before_ms, GError **error);
/* All counts, by hash (as unsigned numbers) and class. */
typedef void (*store_word_reader)(uint64_t hash, int64_t class, int64_t count,
                                  void *context);
bool store_words_each(store *s, store_word_reader read, void *context,
                      GError **error);

#endif
