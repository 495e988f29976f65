/* learner: takes lessons from the store, asks for words, counts, publishes; and has
 * categories worked out of what is kept. */
#include "roles/learner.h"

#include "base/err.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/learn.h"
#include "desk/learn_config.h"
#include "desk/learn_train.h"
#include "roles/trouble.h"
#include "scan/apart.h"
#include "scan/client.h"
#include "store/raw.h"
#include "store/teaching.h"

#include <poll.h>
#include <unistd.h>

#define LEARNER_LOOK_MS 1000 /* between two looks at a training */

struct learner {
    secret_key key;          /* of words */
    store_teaching *current; /* asked about, NULL */
    int fd;                  /* of the scan, -1 */
    int64_t published_ms;    /* last time, 0: not yet */
    bool unpublished;        /* something was learned since */
    trouble scan_trouble;
    /* categories */
    scan_work *training;    /* NULL: none */
    learn_lessons *lessons; /* that it is made of */
    int64_t trained_ms;     /* when the last one began, 0: not yet */
    int64_t trained_of;     /* lessons that it was made of */
    bool untrained;         /* lessons of categories may have come since */
    trouble train_trouble;
};

learner *learner_new(const secret_key *site)
{
    learner *l = g_new0(learner, 1);
    count_key(site, &l->key);
    l->fd = -1;
    l->scan_trouble =
        (trouble){.what = "the scan role", .then = "lessons wait"};
    l->train_trouble = (trouble){.what = "what was learned of categories",
                                 .then = "they are guessed as before",
                                 .min_ms = LEARNER_TRAIN_AGAIN_MS,
                                 .max_ms = LEARNER_TRAIN_AGAIN_MAX_MS};
    l->untrained = true;
    return l;
}

static void forget_current(learner *l)
{
    g_clear_pointer(&l->current, store_teaching_free);
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
}

static void forget_training(learner *l)
{
    g_clear_pointer(&l->training, scan_work_free);
    g_clear_pointer(&l->lessons, learn_lessons_free);
}

void learner_free(learner *l)
{
    if (!l)
        return;
    forget_current(l);
    forget_training(l);
    trouble_clear(&l->train_trouble);
    trouble_clear(&l->scan_trouble);
    secret_wipe(&l->key, sizeof l->key);
    g_free(l);
}

int learner_fd(const learner *l)
{
    return l->fd >= 0 || !l->training ? l->fd : scan_work_fd(l->training);
}

/* ---- in transactions ---- */

static bool done(store *s, bool fine, GError **error)
{
    if (fine && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

static bool give_up(store *s, const store_teaching *t, const char *why,
                    GError **error)
{
    bool was;
    log_warn("message %s cannot be learned as %s: %s", t->ledger,
             t->class != NULL ? t->class : "nothing", why);
    return store_begin_deciding(s, error) &&
           done(s, store_teaching_end(s, t->id, &was, error), error);
}

static bool put_off(store *s, const store_teaching *t, int64_t now_ms,
                    GError **error)
{
    return store_begin_deciding(s, error) &&
           done(
               s,
               store_teaching_later(s, t->id, now_ms + LEARNER_AGAIN_MS, error),
               error);
}

static bool count_words_of(store *s, const store_teaching *t,
                           const GArray *words, GBytes *features,
                           int64_t now_ms, store_learned *what, GError **error)
{
    g_autoptr(store_lesson) lesson = store_lesson_new(s, now_ms);
    int64_t class = STORE_CLASS_NONE;
    store_subject about = t->about;
    if (t->class && !learn_class(s, t->class, &class, &about, error))
        return false;
    if (about != t->about) {
        err_set(error, ERR_LIMIT, "a category cannot have that name");
        return false;
    }
    return store_lesson_add(lesson, t->identity, about, class,
                            (const uint64_t *)(const void *)words->data,
                            words->len, features, what, error) &&
           store_lesson_write(lesson, error);
}

/* A lesson whose place another one took meanwhile counts for nothing. */
static bool learn(learner *l, store *s, const store_teaching *t,
                  const GArray *words, GBytes *features, int64_t now_ms,
                  GError **error)
{
    static const char *const how[] = {"was known as", "learned as",
                                      "corrected to", "forgotten"};
    store_learned what = STORE_LEARNED_NOTHING;
    bool was = false;
    if (!store_begin_deciding(s, error) ||
        !done(s,
              store_teaching_end(s, t->id, &was, error) &&
                  (!was ||
                   count_words_of(s, t, words, features, now_ms, &what, error)),
              error))
        return false;
    l->unpublished |= was;
    l->untrained |= was && t->about == STORE_ABOUT_CATEGORY;
    if (was)
        log_info("message %s %s %s", t->ledger, how[what],
                 t->class != NULL ? t->class : "nothing");
    return true;
}

/* ---- asking ---- */

/* Is this error the message's own? */
static bool is_messages(const GError *error)
{
    switch (err_class_of(error)) {
    case ERR_CRASH:
    case ERR_DATA:
    case ERR_LIMIT:
    case ERR_NOT_FOUND:
        return true;
    default:
        return false;
    }
}

static bool start_next(learner *l, store *s, const config *c, int64_t now_ms,
                       GError **error)
{
    GError *local = NULL;
    g_autofree char *socket = config_scan_socket(c);
    g_autoptr(store_teaching) t = store_teaching_next(s, now_ms, &local);
    if (!t) {
        if (local)
            g_propagate_error(error, local);
        return !local;
    }
    if (!t->raw)
        return give_up(s, t, "its raw message is not kept", error);
    g_autoptr(GBytes) raw = store_raw_get(s, t->raw, &local);
    if (!raw && !is_messages(local)) {
        g_propagate_error(error, local);
        return false;
    }
    if (raw)
        l->fd = scan_start_words(socket, raw, &l->key, &local);
    if (l->fd >= 0) {
        l->current = g_steal_pointer(&t);
        return true;
    }
    if (is_messages(local)) {
        bool fine = give_up(s, t, local->message, error);
        g_error_free(local);
        return fine;
    }
    trouble_met(&l->scan_trouble, local);
    return true;
}

/* The reader died, or said nonsense, or nobody read it. */
static bool not_read(learner *l, store *s, int64_t now_ms, GError *why,
                     GError **error)
{
    const store_teaching *t = l->current;
    bool fine = true;
    if (!is_messages(why)) {
        trouble_met(&l->scan_trouble, why);
        return true;
    }
    if (t->tries + 1 >= LEARNER_TRIES_MAX)
        fine = give_up(s, t, why->message, error);
    else
        fine = put_off(s, t, now_ms, error);
    g_error_free(why);
    return fine;
}

static bool take_answer(learner *l, store *s, int64_t now_ms, GError **error)
{
    struct pollfd p = {.fd = l->fd, .events = POLLIN};
    GError *local = NULL;
    if (poll(&p, 1, 0) <= 0)
        return true;
    g_autoptr(GBytes) features = NULL;
    g_autoptr(GArray) words = scan_finish_words(l->fd, &features, &local);
    l->fd = -1;
    bool fine;
    if (!words) {
        fine = not_read(l, s, now_ms, local, error);
    } else {
        trouble_over(&l->scan_trouble);
        fine = learn(l, s, l->current, words, features, now_ms, &local);
        if (!fine && err_class_of(local) == ERR_LIMIT) {
            fine = give_up(s, l->current, local->message, error);
            g_error_free(local);
        } else if (!fine) {
            g_propagate_error(error, local);
        }
    }
    forget_current(l);
    return fine;
}

/* ---- publishing ---- */

/* Not while more is being read: what comes in together is published together. */
static bool publish(learner *l, store *s, const config *c, int64_t now_ms,
                    GError **error)
{
    bool changed = false;
    int64_t age_ms = now_ms - l->published_ms;
    if (l->fd >= 0 || (age_ms >= 0 && age_ms < c->learn->publish_ms))
        return true;
    if (!store_words_changed(s, &changed, error))
        return false;
    if (!changed)
        return true;
    g_autofree char *path = config_words_file(c);
    if (!learn_publish(s, path, &l->key, now_ms, error))
        return false;
    l->published_ms = now_ms;
    l->unpublished = false;
    return true;
}

/* ---- categories ---- */

/* Many new lessons are heard as soon as counts are published, one after a while. */
static int64_t training_due_ms(const learner *l, const config *c,
                               int64_t changed)
{
    bool many = changed >= LEARN_SOON_LESSONS || changed * 10 >= l->trained_of;
    return l->trained_ms + (many ? c->learn->publish_ms : c->learn->train_ms);
}

static bool start_training(learner *l, store *s, const config *c,
                           int64_t now_ms, GError **error)
{
    GError *local = NULL;
    int64_t changed = 0;
    if (!store_lessons_changed(s, &changed, error))
        return false;
    l->untrained = changed > 0;
    bool early = now_ms >= l->trained_ms && /* the clock was not put back */
                 now_ms < training_due_ms(l, c, changed);
    if (changed == 0 || early)
        return true;
    l->lessons = learn_lessons_load(s, &l->key, error);
    if (!l->lessons)
        return false;
    l->trained_ms = now_ms;
    if (!learn_lessons_suffice(l->lessons)) {
        bool fine = learn_model_publish(c, s, l->lessons, NULL, NULL, error);
        forget_training(l);
        return fine;
    }
    l->training =
        scan_work_start(learn_work, l->lessons, c->learn->train_memory,
                        (c->learn->train_cpu_ms + 999) / 1000, &local);
    if (l->training)
        return true;
    forget_training(l);
    trouble_met(&l->train_trouble, local);
    return true;
}

static void say_trained(const model_report *r)
{
    if (r->lessons == 0)
        log_info("no category has enough lessons to be guessed");
    else
        log_info("categories are learned of %u lessons: of %u that were held "
                 "out %u were guessed rightly, and %u of %u that it was sure "
                 "of",
                 r->lessons, r->tried, r->right, r->sure_right, r->sure);
}

/* A training that died, or gave nonsense, is told, and tried again later. */
static bool end_training(learner *l, store *s, const config *c, GError **error)
{
    GError *local = NULL;
    model_report report;
    g_autoptr(GBytes) bytes =
        scan_work_finish(l->training, LEARN_MODEL_MAX, &local);
    bool none = !bytes && err_class_of(local) == ERR_NOT_FOUND;
    if (none)
        g_clear_error(&local);
    if ((bytes || none) &&
        learn_model_publish(c, s, l->lessons, bytes, &report, &local)) {
        trouble_over(&l->train_trouble);
        l->trained_of = report.lessons;
        say_trained(&report);
    }
    forget_training(l);
    if (!local)
        return true;
    if (trouble_whose(local) == BLAME_OUTSIDE && (bytes || none)) {
        g_propagate_error(error, local); /* the store or the disk */
        return false;
    }
    trouble_met(&l->train_trouble, local);
    return true;
}

static bool train_categories(learner *l, store *s, const config *c,
                             int64_t now_ms, GError **error)
{
    if (l->training) {
        struct pollfd p = {.fd = scan_work_fd(l->training), .events = POLLIN};
        return poll(&p, 1, 0) <= 0 || end_training(l, s, c, error);
    }
    return l->fd >= 0 || !l->untrained ||
           trouble_is_waiting(&l->train_trouble) ||
           start_training(l, s, c, now_ms, error);
}

/* ---- the whole ---- */

static int64_t train_wait_ms(const learner *l, const config *c, int64_t now_ms)
{
    if (l->training) /* while a lesson is read, only that is listened to */
        return l->fd >= 0 ? LEARNER_LOOK_MS : INT64_MAX;
    if (!l->untrained)
        return INT64_MAX;
    if (trouble_is_waiting(&l->train_trouble))
        return trouble_wait_ms(&l->train_trouble);
    return CLAMP(l->trained_ms + c->learn->publish_ms - now_ms, LEARNER_LOOK_MS,
                 c->learn->train_ms);
}

static int64_t lesson_wait_ms(const learner *l, const config *c, int64_t now_ms)
{
    int64_t age_ms = now_ms - l->published_ms;
    if (l->fd >= 0)
        return INT64_MAX;
    if (trouble_is_waiting(&l->scan_trouble))
        return trouble_wait_ms(&l->scan_trouble);
    return l->unpublished ? MAX(c->learn->publish_ms - age_ms, 0) : INT64_MAX;
}

int64_t learner_wait_ms(const learner *l, const config *c, int64_t now_ms)
{
    return MIN(lesson_wait_ms(l, c, now_ms), train_wait_ms(l, c, now_ms));
}

bool learner_step(learner *l, store *s, const config *c, int64_t now_ms,
                  GError **error)
{
    if (l->fd >= 0 && !take_answer(l, s, now_ms, error))
        return false;
    if (l->fd < 0 && !trouble_is_waiting(&l->scan_trouble) &&
        !start_next(l, s, c, now_ms, error))
        return false;
    return publish(l, s, c, now_ms, error) &&
           train_categories(l, s, c, now_ms, error);
}
