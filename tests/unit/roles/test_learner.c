/* test_learner: lessons that operators gave, a real store and a real scan role:
 * learned once whatever is killed when, corrected, given up, published. Here a
 * subject makes the reader of words die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/learn.h"
#include "desk/learn_config.h"
#include "desk/learn_train.h"
#include "mail/head.h"
#include "roles/learner.h"
#include "roles/role.h"
#include "store/ledger.h"
#include "store/raw.h"
#include "store/store_config.h"
#include "store/teaching.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW     INT64_C(1795000000000)
#define WAIT_MS ROLE_WAIT_TEST_MS
#define KILLED  8 /* kills that are tried; a run has fewer commits */

/* ---- what dies when ---- */

static int kill_at; /* the commit that is the last; 0: none */
static bool kill_before;

bool __real_store_commit(store *s, GError **error);
bool __wrap_store_commit(store *s, GError **error);
count_words *__real_count_read(view *v, const secret_key *key);
count_words *__wrap_count_read(view *v, const secret_key *key);

GBytes *__real_model_train(const model_lesson *lessons, size_t n,
                           const char *const *names, unsigned classes,
                           const secret_key *key, GError **error);
GBytes *__wrap_model_train(const model_lesson *lessons, size_t n,
                           const char *const *names, unsigned classes,
                           const secret_key *key, GError **error);

static enum { TRAIN, TRAIN_DIES, TRAIN_LIES, TRAIN_SPINS } training;

/* In the process that trains. */
GBytes *__wrap_model_train(const model_lesson *lessons, size_t n,
                           const char *const *names, unsigned classes,
                           const secret_key *key, GError **error)
{
    if (training == TRAIN_DIES)
        raise(SIGSEGV);
    if (training == TRAIN_LIES)
        return g_bytes_new_static("PSTMODEL, or not", 16);
    for (volatile bool on = training == TRAIN_SPINS; on;)
        ;
    return __real_model_train(lessons, n, names, classes, key, error);
}

bool __wrap_store_commit(store *s, GError **error)
{
    bool last = kill_at > 0 && --kill_at == 0;
    if (last && kill_before)
        raise(SIGKILL);
    bool fine = __real_store_commit(s, error);
    if (last)
        raise(SIGKILL);
    return fine;
}

count_words *__wrap_count_read(view *v, const secret_key *key)
{
    if (g_strstr_len(v->full.data, (gssize)v->full.size, "kill reader"))
        raise(SIGSEGV);
    return __real_count_read(v, key);
}

/* ---- a desk ---- */

typedef role_desk desk;

static int setup(void **state)
{
    *state = role_desk_new("[learn]\npublish_every = 1h\n");
    return 0;
}

static int teardown(void **state)
{
    kill_at = 0;
    training = TRAIN;
    return role_desk_free(*state) ? 0 : -1;
}

static void start_scan(desk *d)
{
    g_autofree char *socket = config_scan_socket(d->c);
    d->scan = role_desk_start(d, &role_scan);
    role_desk_wait_file(socket);
}

/* ---- messages and lessons ---- */

/* A message that the desk has decided about. */
static void put(desk *d, const char *id, const char *subject, const char *body)
{
    GError *error = NULL;
    g_autofree char *mail = g_strdup_printf(
        "From: kari@example.com\r\nSubject: %s\r\n\r\n%s\r\n", subject, body);
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    char hash[65];
    g_autofree char *identity =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, id, -1);
    store_ledger l = {.id = (char *)id,
                      .door = (char *)"test",
                      .recipients = (char *)"support@example.org",
                      .identity = identity,
                      .kind = (char *)"normal",
                      .trust = (char *)"",
                      .fate = (char *)"test",
                      .fate_code = (char *)"ticket",
                      .detail = (char *)"",
                      .raw = hash};
    assert_true(store_begin_deciding(d->store, &error));
    store_raw_put(d->store, raw, hash, &error);
    role_desk_fine(error);
    store_ledger_add(d->store, &l, &error);
    role_desk_fine(error);
    assert_true(store_commit(d->store, &error));
}

static void teach(desk *d, const char *id, store_subject about,
                  const char *class)
{
    GError *error = NULL;
    assert_true(store_begin_deciding(d->store, &error));
    store_teach(d->store, id, about, class, &error);
    role_desk_fine(error);
    assert_true(store_commit(d->store, &error));
}

/* Until nothing is left that is due at `now`. */
static void work(desk *d, learner *l, int64_t now)
{
    GError *error = NULL;
    for (int ms = 0; ms < WAIT_MS; ms += 5) {
        learner_step(l, d->store, d->c, now, &error);
        role_desk_fine(error);
        g_autoptr(store_teaching) t = store_teaching_next(d->store, now, NULL);
        if (!t)
            return;
        struct pollfd p = {.fd = learner_fd(l), .events = POLLIN};
        poll(&p, 1, 5);
    }
    fail_msg("lessons are not learned");
}

static void learn_all(desk *d)
{
    learner *l = learner_new(&d->site);
    work(d, l, NOW);
    learner_free(l);
}

static void add_row(uint64_t hash, int64_t class, int64_t count, void *context)
{
    g_string_append_printf(context, "%" G_GINT64_MODIFIER "x/%d=%d ", hash,
                           (int)class, (int)count);
}

/* All that is known, as one text. */
static char *known(desk *d)
{
    GError *error = NULL;
    GString *all = g_string_new(NULL);
    g_autoptr(GPtrArray) classes = store_classes(d->store, &error);
    role_desk_fine(error);
    for (guint i = 0; i < classes->len; i++) {
        const store_class *c = classes->pdata[i];
        g_string_append_printf(all, "%s=%d ", c->name, (int)c->trained);
    }
    store_words_each(d->store, add_row, all, &error);
    role_desk_fine(error);
    return g_string_free(all, FALSE);
}

static void expect_trained(desk *d, const char *want)
{
    g_autofree char *all = known(d);
    if (!g_str_has_prefix(all, want))
        fail_msg("is %.60s, not %s", all, want);
}

/* ---- tests ---- */

static void test_learns(void **state)
{
    desk *d = *state;
    start_scan(d);
    put(d, "a", "Watches", "Buy cheap watches");
    put(d, "b", "Printer", "It is broken");
    g_autofree char *nothing = known(d);
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    teach(d, "b", STORE_ABOUT_SPAM, "ham");
    teach(d, "b", STORE_ABOUT_CATEGORY, "printers");
    learn_all(d);
    expect_trained(d, "spam=1 ham=1 printers=1 ");
    g_autofree char *right = known(d);
    teach(d, "a", STORE_ABOUT_SPAM, "spam"); /* known */
    learn_all(d);
    g_autofree char *twice = known(d);
    assert_string_equal(twice, right);
    teach(d, "a", STORE_ABOUT_SPAM, "ham"); /* corrected, and back */
    learn_all(d);
    expect_trained(d, "spam=0 ham=2 printers=1 ");
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    learn_all(d);
    g_autofree char *back = known(d);
    assert_string_equal(back, right);
    teach(d, "a", STORE_ABOUT_SPAM, NULL); /* all forgotten */
    teach(d, "b", STORE_ABOUT_SPAM, NULL);
    teach(d, "b", STORE_ABOUT_CATEGORY, NULL);
    learn_all(d);
    expect_trained(d, "spam=0 ham=0 printers=0 ");
    g_autofree char *end = known(d);
    assert_true(g_str_has_suffix(end, "printers=0 "));
    assert_true(g_str_has_prefix(nothing, "spam=0 ham=0 "));
}

/* The last word counts, before and while the first is read. */
static void test_changes_her_mind(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    put(d, "a", "Watches", "Buy cheap watches");
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    teach(d, "a", STORE_ABOUT_SPAM, "ham");
    assert_int_equal(store_teaching_count(d->store, &error), 1);
    start_scan(d);
    learner *l = learner_new(&d->site);
    learner_step(l, d->store, d->c, NOW, &error);
    role_desk_fine(error);
    assert_true(learner_fd(l) >= 0); /* asked about ham */
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    work(d, l, NOW);
    learner_free(l);
    expect_trained(d, "spam=1 ham=0 ");
}

/* Killed at each commit, before it and after it, and begun anew: the same as
 * without. */
static void test_killed(void **state)
{
    desk *d = *state;
    unsigned kills = 0;
    start_scan(d);
    put(d, "a", "Watches", "Buy cheap watches");
    put(d, "b", "Printer", "It is broken");
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    teach(d, "b", STORE_ABOUT_SPAM, "spam");
    learn_all(d);
    g_autofree char *right = known(d);
    for (int i = 0; i < 2 * KILLED; i++) {
        teach(d, "a", STORE_ABOUT_SPAM, NULL);
        teach(d, "b", STORE_ABOUT_SPAM, "ham");
        learn_all(d);
        expect_trained(d, "spam=0 ham=1 ");
        teach(d, "a", STORE_ABOUT_SPAM, "spam");
        teach(d, "b", STORE_ABOUT_SPAM, "spam");
        store_close(d->store);
        d->store = NULL;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            kill_before = i % 2 == 0;
            kill_at = 1 + i / 2;
            d->store = store_open(d->c->store, NULL);
            learn_all(d);
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        kills += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        d->store = store_open(d->c->store, NULL);
        learn_all(d);
        g_autofree char *now = known(d);
        assert_string_equal(now, right);
    }
    assert_true(kills >= 4 && kills < 2 * KILLED);
}

/* What is published is what is known, and whoever was killed before it leaves a
 * mark. */
static void test_publishes(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    bool changed = true;
    start_scan(d);
    put(d, "a", "Watches", "Buy cheap watches");
    put(d, "b", "Pills", "Buy cheap pills");
    learner *l = learner_new(&d->site);
    learner_step(l, d->store, d->c, NOW, &error);
    role_desk_fine(error);
    g_autoptr(count_file) none = learn_open(d->c, &error);
    assert_null(none); /* nothing to publish */
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    g_clear_error(&error);
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    work(d, l, NOW);
    g_autoptr(count_file) one = learn_open(d->c, &error);
    role_desk_fine(error);
    assert_int_equal(count_trained(one, COUNT_SPAM), 1);
    teach(d, "b", STORE_ABOUT_SPAM, "spam");
    work(d, l, NOW + 1000); /* too soon */
    g_autoptr(count_file) still = learn_open(d->c, &error);
    assert_int_equal(count_trained(still, COUNT_SPAM), 1);
    store_words_changed(d->store, &changed, &error);
    assert_true(changed);
    learner_free(l); /* as if killed: the next one knows */
    l = learner_new(&d->site);
    learner_step(l, d->store, d->c, NOW + 2000, &error);
    role_desk_fine(error);
    g_autoptr(count_file) two = learn_open(d->c, &error);
    assert_int_equal(count_trained(two, COUNT_SPAM), 2);
    store_words_changed(d->store, &changed, &error);
    assert_false(changed);
    learner_free(l);
}

/* One that kills its readers is tried again, and then left; others go on. */
static void test_given_up(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    start_scan(d);
    put(d, "a", "kill reader", "x");
    put(d, "b", "Printer", "It is broken");
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    teach(d, "b", STORE_ABOUT_SPAM, "ham");
    learn_all(d);
    expect_trained(d, "spam=0 ham=1 ");
    for (int i = 1; i < LEARNER_TRIES_MAX; i++) {
        assert_int_equal(store_teaching_count(d->store, &error), 1);
        learner *l = learner_new(&d->site);
        work(d, l, NOW + i * (LEARNER_AGAIN_MS + 1));
        learner_free(l);
    }
    assert_int_equal(store_teaching_count(d->store, &error), 0);
    expect_trained(d, "spam=0 ham=1 ");
}

/* The scan role is away: lessons wait. */
static void test_waits(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    learner *l = learner_new(&d->site);
    put(d, "a", "Watches", "Buy cheap watches");
    teach(d, "a", STORE_ABOUT_SPAM, "spam");
    for (int i = 0; i < 5; i++) {
        assert_true(learner_step(l, d->store, d->c, NOW, &error));
        assert_int_equal(learner_fd(l), -1);
    }
    assert_int_equal(store_teaching_count(d->store, &error), 1);
    start_scan(d);
    work(d, l, NOW);
    learner_free(l);
    expect_trained(d, "spam=1 ham=0 ");
}

/* ---- categories ---- */

/* Ten messages of each of two categories. */
static void teach_two(desk *d)
{
    for (unsigned i = 0; i < 20; i++) {
        g_autofree char *id = g_strdup_printf("m%u", i);
        g_autofree char *body =
            g_strdup_printf(i % 2 ? "The printer %u prints no page"
                                  : "My parcel %u has not arrived",
                            i);
        put(d, id, "Help", body);
        teach(d, id, STORE_ABOUT_CATEGORY, i % 2 ? "printers" : "parcels");
    }
}

/* Until no training is on its way. */
static void work_out(desk *d, learner *l, int64_t now)
{
    GError *error = NULL;
    for (int ms = 0; ms < WAIT_MS; ms += 5) {
        bool fine = learner_step(l, d->store, d->c, now, &error);
        role_desk_fine(error);
        assert_true(fine);
        if (learner_fd(l) < 0)
            return;
        struct pollfd p = {.fd = learner_fd(l), .events = POLLIN};
        poll(&p, 1, 5);
    }
    fail_msg("training does not end");
}

static uint32_t lessons_heard(desk *d)
{
    GError *error = NULL;
    g_autoptr(model_file) m = learn_model(d->c, &error);
    if (!m) {
        assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
        g_clear_error(&error);
        return 0;
    }
    return model_file_report(m).lessons;
}

static int64_t lessons_left(desk *d)
{
    int64_t changed;
    assert_true(store_lessons_changed(d->store, &changed, NULL));
    return changed;
}

/* Published once there is enough, then not for each lesson, and gone with the
 * lessons. */
static void test_categories(void **state)
{
    desk *d = *state;
    start_scan(d);
    learner *l = learner_new(&d->site);
    teach_two(d);
    work(d, l, NOW);
    work_out(d, l, NOW);
    uint32_t first = lessons_heard(d); /* perhaps before the last was read */
    assert_true(first == 0 || first >= 6);
    work_out(d, l, NOW + d->c->learn->publish_ms);
    work_out(d, l, NOW + d->c->learn->publish_ms + d->c->learn->train_ms);
    assert_int_equal(lessons_heard(d), 20);
    assert_int_equal(lessons_left(d), 0);

    put(d, "late", "Help", "One more parcel");
    teach(d, "late", STORE_ABOUT_CATEGORY, "parcels");
    int64_t now = NOW + 10 * d->c->learn->publish_ms;
    work(d, l, now);
    work_out(d, l, now);
    assert_int_equal(lessons_heard(d), 21);
    put(d, "later", "Help", "And one more parcel");
    teach(d, "later", STORE_ABOUT_CATEGORY, "parcels");
    work(d, l, now + 1);
    work_out(d, l, now + 1);
    assert_int_equal(lessons_heard(d), 21); /* one lesson waits */
    assert_true(learner_wait_ms(l, d->c, now + 1) <= d->c->learn->train_ms);
    work_out(d, l, now + d->c->learn->train_ms);
    assert_int_equal(lessons_heard(d), 22);

    for (unsigned i = 0; i < 20; i++) {
        g_autofree char *id = g_strdup_printf("m%u", i);
        teach(d, id, STORE_ABOUT_CATEGORY, NULL);
    }
    now += 10 * d->c->learn->publish_ms;
    work(d, l, now);
    work_out(d, l, now);
    work_out(d, l, now + d->c->learn->publish_ms);
    assert_int_equal(lessons_heard(d), 0); /* one category is none */
    assert_int_equal(lessons_left(d), 0);
    learner_free(l);
}

/* What dies, lies or never ends changes nothing; it is tried again. */
static void test_training_fails(void **state)
{
    desk *d = *state;
    start_scan(d);
    learner *l = learner_new(&d->site);
    teach_two(d);
    work(d, l, NOW);
    work_out(d, l, NOW + 2 * d->c->learn->publish_ms);
    assert_int_equal(lessons_heard(d), 20);
    learner_free(l);
    put(d, "late", "Help", "One more parcel");
    for (training = TRAIN_DIES; training <= TRAIN_SPINS; training++) {
        l = learner_new(&d->site); /* knows of no failure before */
        teach(d, "late", STORE_ABOUT_CATEGORY,
              training == TRAIN_LIES ? "printers" : "parcels");
        work(d, l, NOW);
        if (training == TRAIN_SPINS) {
            learner_free(l); /* does not wait for it */
            continue;
        }
        work_out(d, l, NOW + 2 * d->c->learn->publish_ms);
        assert_int_equal(lessons_heard(d), 20);
        assert_true(lessons_left(d) > 0);
        int64_t wait = learner_wait_ms(l, d->c, NOW);
        assert_true(wait > 0 && wait <= LEARNER_TRAIN_AGAIN_MS);
        learner_free(l);
    }
    training = TRAIN;
    l = learner_new(&d->site);
    work_out(d, l, NOW);
    assert_int_equal(lessons_heard(d), 21);
    assert_int_equal(lessons_left(d), 0);
    learner_free(l);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_learns),     TEST(test_changes_her_mind), TEST(test_killed),
        TEST(test_publishes),  TEST(test_given_up),         TEST(test_waits),
        TEST(test_categories), TEST(test_training_fails),
    };
    return cmocka_run_group_tests_name("learner", tests, NULL, NULL);
}
