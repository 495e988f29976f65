/* test_spool: the spool's promises, with threads, killed processes, full and
 * read-only disks. */
#include "spool/room.h"

#include "base/secret.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
// cmocka wants the headers above first
#include <cmocka.h>

#define NOW_MS 1700000000000

static const char *const nobody[] = {NULL};

static char *folder_new(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("postern-spool-XXXXXX", &error);
    assert_non_null(folder);
    return folder;
}

static void folder_free(char *folder)
{
    static const char *const names[] = {"files", "deciding", "spool.db",
                                        "spool.db-wal", "spool.db-shm"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        GDir *dir = g_dir_open(path, 0, NULL);
        for (const char *name; dir && (name = g_dir_read_name(dir));) {
            g_autofree char *file = g_build_filename(path, name, NULL);
            g_unlink(file);
        }
        if (dir)
            g_dir_close(dir);
        g_remove(path);
    }
    g_rmdir(folder);
    g_free(folder);
}

static spool *must_open(const char *folder)
{
    g_autoptr(GError) error = NULL;
    spool *s = spool_open(folder, &error);
    if (error)
        print_error("%s\n", error->message);
    assert_non_null(s);
    return s;
}

static GBytes *octets(size_t size, char fill)
{
    char *data = g_malloc(size + 1);
    memset(data, fill, size);
    return g_bytes_new_take(data, size);
}

static bool put(spool *s, const char *mta_id, size_t size, char id[33],
                GError **error)
{
    GBytes *raw = octets(size, 'x');
    spool_incoming in = {.door = "milter",
                         .sender = "",
                         .recipients = nobody,
                         .mta_id = mta_id,
                         .accepted_ms = NOW_MS,
                         .raw = raw};
    bool ok = spool_accept(s, &in, id, error);
    g_bytes_unref(raw);
    return ok;
}

static void must_put(spool *s, const char *mta_id, size_t size, char id[33])
{
    g_autoptr(GError) error = NULL;
    if (!put(s, mta_id, size, id, &error))
        print_error("%s\n", error->message);
    assert_null(error);
}

static GPtrArray *must_claim(spool *s, int64_t now_ms, unsigned limit)
{
    GPtrArray *all = NULL;
    assert_true(spool_claim(s, now_ms, limit, &all, NULL));
    return all;
}

static int64_t waiting(spool *s)
{
    int64_t n, oldest;
    assert_true(spool_status(s, NOW_MS, &n, &oldest, NULL));
    return n;
}

/* ---- one message ---- */

static int64_t count_rows(spool *s, const char *table)
{
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", table);
    int64_t count = 0;
    assert_true(sql_number(s->writer, NULL, -1, &count, sql, SQL_END));
    return count;
}

static void all_fields_come_back(void **state)
{
    char *folder = folder_new(), id[33];
    const char *to[] = {"Support+x@Example.org", "<help@example.org>",
                        "\xc3\xb8@example.org", NULL};
    char nul[] = "Subject: a\0b\r\n\r\n\r\n.\n";
    GBytes *raw = g_bytes_new(nul, sizeof nul);
    g_autoptr(GBytes) scan = g_bytes_new("\0said\0", 6);
    spool_incoming in = {"milter", "support", "kari@example.com",
                         to,       "anna",    "192.0.2.1",
                         "4F2",    "r1",      NOW_MS,
                         raw,      scan,      NULL,
                         NULL,     0,         0};
    spool *s = must_open(folder);
    assert_true(spool_accept(s, &in, id, NULL));
    spool_close(s);

    s = must_open(folder);
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    assert_int_equal(all->len, 1);
    spool_entry *e = all->pdata[0];
    assert_string_equal(e->id, id);
    assert_int_equal(strlen(id), 32);
    assert_int_equal(e->accepted_ms, NOW_MS);
    assert_string_equal(e->door, "milter");
    assert_string_equal(e->queue, "support");
    assert_string_equal(e->sender, "kari@example.com");
    assert_string_equal(e->login, "anna");
    assert_string_equal(e->client, "192.0.2.1");
    assert_string_equal(e->mta_id, "4F2");
    assert_string_equal(e->released, "r1");
    assert_int_equal(e->recipients->len, 3);
    for (guint i = 0; i < 3; i++)
        assert_string_equal(e->recipients->pdata[i], to[i]);
    assert_int_equal(e->deaths, 0);
    assert_null(e->reason);
    assert_null(e->raw);
    assert_true(spool_read_raw(s, e, NULL));
    assert_true(g_bytes_equal(e->raw, raw));
    assert_true(g_bytes_equal(e->scan, scan));
    const char *ids[] = {id, NULL};
    assert_true(spool_finish(s, ids, NULL));
    assert_int_equal(count_rows(s, "scan") + count_rows(s, "raw"), 0);
    g_ptr_array_unref(all);
    g_bytes_unref(raw);
    spool_close(s);
    folder_free(folder);
}

static void null_sender_is_not_unknown_sender(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    GBytes *raw = g_bytes_new_static("", 0);
    spool_incoming in = {.door = "deliver", .sender = "", .raw = raw};
    assert_true(spool_accept(s, &in, id, NULL));
    in.sender = NULL;
    assert_true(spool_accept(s, &in, id, NULL));
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    spool_entry *first = all->pdata[0], *second = all->pdata[1];
    assert_string_equal(first->sender, "");
    assert_null(second->sender);
    assert_true(spool_read_raw(s, first, NULL));
    assert_int_equal(g_bytes_get_size(first->raw), 0);
    assert_int_equal(first->recipients->len, 0);
    g_ptr_array_unref(all);
    spool_close(s);
    folder_free(folder);
}

static void large_ones_stand_in_files(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    const size_t sizes[] = {SPOOL_INLINE_MAX, SPOOL_INLINE_MAX + 1, 5u << 20};
    for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
        must_put(s, "a", sizes[i], id);
        g_autofree char *path = g_build_filename(folder, "files", id, NULL);
        assert_int_equal(g_file_test(path, G_FILE_TEST_EXISTS),
                         sizes[i] > SPOOL_INLINE_MAX);
    }
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    assert_int_equal(all->len, 3);
    for (guint i = 0; i < all->len; i++) {
        spool_entry *e = all->pdata[i];
        assert_true(spool_read_raw(s, e, NULL));
        assert_int_equal(g_bytes_get_size(e->raw), sizes[i]);
        const char *ids[] = {e->id, NULL};
        assert_true(spool_finish(s, ids, NULL));
        g_autofree char *path = g_build_filename(folder, "files", e->id, NULL);
        assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
        assert_true(spool_finish(s, ids, NULL)); /* again: true as well */
    }
    assert_int_equal(waiting(s), 0);
    g_ptr_array_unref(all);
    spool_close(s);
    folder_free(folder);
}

static void a_damaged_file_is_said(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    must_put(s, "a", SPOOL_INLINE_MAX + 1, id);
    g_autofree char *path = g_build_filename(folder, "files", id, NULL);
    assert_int_equal(truncate(path, 100), 0);
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    g_autoptr(GError) error = NULL;
    assert_false(spool_read_raw(s, all->pdata[0], &error));
    assert_int_equal(error->code, ERR_DATA); /* this message alone is ill */
    g_clear_error(&error);
    unlink(path);
    assert_false(spool_read_raw(s, all->pdata[0], &error));
    assert_int_equal(error->code, ERR_NOT_FOUND);
    g_ptr_array_unref(all);
    spool_close(s);
    folder_free(folder);
}

static void a_line_break_in_a_recipient_is_refused(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    const char *to[] = {"a@example.org\nb@example.org", NULL};
    GBytes *raw = octets(3, 'x');
    spool_incoming in = {.door = "deliver", .recipients = to, .raw = raw};
    g_autoptr(GError) error = NULL;
    assert_false(spool_accept(s, &in, id, &error));
    assert_int_equal(error->code, ERR_DATA);
    g_bytes_unref(raw);
    spool_close(s);
    folder_free(folder);
}

/* ---- the way through ---- */

static void claim_keeps_order_and_claims_once(void **state)
{
    char *folder = folder_new(), id[5][33];
    spool *s = must_open(folder);
    for (int i = 0; i < 5; i++)
        must_put(s, "a", 10, id[i]);
    GPtrArray *first = must_claim(s, NOW_MS, 3),
              *second = must_claim(s, NOW_MS, 3),
              *third = must_claim(s, NOW_MS, 3);
    assert_int_equal(first->len, 3);
    assert_int_equal(second->len, 2);
    assert_int_equal(third->len, 0);
    for (guint i = 0; i < 3; i++)
        assert_string_equal(((spool_entry *)first->pdata[i])->id, id[i]);
    for (guint i = 0; i < 2; i++)
        assert_string_equal(((spool_entry *)second->pdata[i])->id, id[3 + i]);
    g_ptr_array_unref(first);
    g_ptr_array_unref(second);
    g_ptr_array_unref(third);
    spool_close(s);
    folder_free(folder);
}

static void later_waits_and_deaths_go_alone(void **state)
{
    char *folder = folder_new(), id[3][33];
    spool *s = must_open(folder);
    for (int i = 0; i < 3; i++)
        must_put(s, "a", 10, id[i]);
    g_ptr_array_unref(must_claim(s, NOW_MS, 10));
    assert_int_equal(spool_later(s, id[1], NOW_MS + 500, true, "segv", NULL),
                     1);
    assert_int_equal(spool_later(s, id[0], NOW_MS, false, "store away", NULL),
                     0);
    assert_int_equal(spool_later(s, id[2], NOW_MS, false, NULL, NULL), 0);
    int64_t due;
    assert_true(spool_next_due(s, &due, NULL));
    assert_int_equal(due, NOW_MS);

    GPtrArray *all = must_claim(s, NOW_MS, 10); /* id[1] is not due */
    assert_int_equal(all->len, 2);
    assert_string_equal(((spool_entry *)all->pdata[0])->reason, "store away");
    g_ptr_array_unref(all);
    assert_true(spool_next_due(s, &due, NULL));
    assert_int_equal(due, NOW_MS + 500);

    assert_int_equal(spool_later(s, id[0], NOW_MS, false, NULL, NULL), 0);
    all = must_claim(s, NOW_MS + 500, 10); /* the one that died, alone */
    assert_int_equal(all->len, 1);
    spool_entry *e = all->pdata[0];
    assert_string_equal(e->id, id[1]);
    assert_int_equal(e->deaths, 1);
    assert_string_equal(e->reason, "segv");
    g_ptr_array_unref(all);
    all = must_claim(s, NOW_MS + 500, 10); /* it blocks nobody */
    assert_int_equal(all->len, 1);
    g_ptr_array_unref(all);
    assert_true(spool_next_due(s, &due, NULL));
    assert_true(due == INT64_MAX);

    g_autoptr(GError) error = NULL;
    assert_int_equal(spool_later(s, "00000000000000000000000000000000", NOW_MS,
                                 false, NULL, &error),
                     -1);
    assert_int_equal(error->code, ERR_NOT_FOUND);
    spool_close(s);
    folder_free(folder);
}

/* After a claim of `claimed`, a mark on entry `mark` (-1: none), and a crash:
 * which of them have a death. */
static const struct {
    int entries, claimed, mark;
    bool put_back; /* the marked one was put back before the crash */
    int dead;      /* -1: none */
} recoveries[] = {
    {3, 3, 1, false, 1},  {3, 3, -1, false, -1}, {3, 1, -1, false, 0},
    {3, 1, 0, false, 0},  {3, 2, 0, true, 1},    {3, 0, -1, false, -1},
    {3, 2, 2, false, -1},
};

static void recover_blames_who_was_in_hand(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(recoveries); i++) {
        char *folder = folder_new(), id[3][33];
        spool *s = must_open(folder);
        for (int n = 0; n < recoveries[i].entries; n++)
            must_put(s, "a", 10, id[n]);
        g_ptr_array_unref(
            must_claim(s, NOW_MS, (unsigned)recoveries[i].claimed));
        if (recoveries[i].mark >= 0)
            assert_true(spool_touch(s, id[recoveries[i].mark], NULL));
        if (recoveries[i].put_back)
            spool_later(s, id[recoveries[i].mark], NOW_MS + 1, false, NULL,
                        NULL);
        spool_crashed(s);
        spool_close(s);

        s = must_open(folder);
        assert_int_equal(spool_recover(s, NULL),
                         recoveries[i].claimed - recoveries[i].put_back);
        int dead = -1;
        for (GPtrArray *all; (all = must_claim(s, NOW_MS + 1, 1))->len;) {
            spool_entry *e = all->pdata[0];
            for (int n = 0; n < 3; n++)
                if (e->deaths && strcmp(e->id, id[n]) == 0)
                    dead = n;
            assert_true(e->deaths < 2);
            const char *ids[] = {e->id, NULL};
            assert_true(spool_finish(s, ids, NULL));
            g_ptr_array_unref(all);
        }
        if (dead != recoveries[i].dead)
            print_error("row %u\n", i);
        assert_int_equal(dead, recoveries[i].dead);
        spool_close(s);
        folder_free(folder);
    }
}

/* Who kills us from outside is seldom the message. */
static void kills_are_not_deaths(void **state)
{
    char *folder = folder_new(), id[33], other[33];
    spool *s = must_open(folder);
    must_put(s, "a", 10, id);
    must_put(s, "b", 10, other);
    for (int kills = 1; kills <= 2 * SPOOL_KILLS_MAX; kills++) {
        GPtrArray *all = must_claim(s, NOW_MS, 2);
        const spool_entry *e = all->pdata[0];
        assert_string_equal(e->id, id);
        assert_int_equal(e->deaths, (kills - 1) / SPOOL_KILLS_MAX);
        assert_true(spool_touch(s, id, NULL));
        g_ptr_array_unref(all);
        spool_close(s);
        s = must_open(folder);
        assert_true(spool_recover(s, NULL) > 0);
    }
    spool_close(s);
    folder_free(folder);
}

static void another_in_hand_starts_anew(void **state)
{
    char *folder = folder_new(), id[2][33];
    spool *s = must_open(folder);
    must_put(s, "a", 10, id[0]);
    must_put(s, "b", 10, id[1]);
    for (int kills = 0; kills < 3 * SPOOL_KILLS_MAX; kills++) {
        GPtrArray *all = must_claim(s, NOW_MS, 2);
        assert_int_equal(all->len, 2);
        assert_true(
            spool_touch(s, id[kills / (SPOOL_KILLS_MAX - 1) % 2], NULL));
        g_ptr_array_unref(all);
        assert_int_equal(spool_recover(s, NULL), 2);
    }
    GPtrArray *all = must_claim(s, NOW_MS, 2);
    for (unsigned i = 0; i < all->len; i++)
        assert_int_equal(((spool_entry *)all->pdata[i])->deaths, 0);
    g_ptr_array_unref(all);
    spool_close(s);
    folder_free(folder);
}

static void orphans_go_after_an_hour(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    must_put(s, "a", SPOOL_INLINE_MAX + 1, id);
    static const char *const names[] = {"0123456789abcdef0123456789abcdef",
                                        "1123456789abcdef0123456789abcdef",
                                        "README"};
    struct timespec old[2] = {{.tv_nsec = UTIME_OMIT},
                              {.tv_sec = g_get_real_time() / 1000000 - 3700}};
    for (unsigned i = 0; i < 3; i++) {
        g_autofree char *path =
            g_build_filename(folder, "files", names[i], NULL);
        assert_true(g_file_set_contents(path, "x", 1, NULL));
        if (i != 1)
            assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    }
    assert_int_equal(utimensat(s->files_fd, id, old, 0), 0); /* has a row */
    assert_int_equal(spool_recover(s, NULL), 0);
    assert_int_equal(faccessat(s->files_fd, names[0], F_OK, 0), -1);
    assert_int_equal(faccessat(s->files_fd, names[1], F_OK, 0), 0);
    assert_int_equal(faccessat(s->files_fd, names[2], F_OK, 0), 0);
    assert_int_equal(faccessat(s->files_fd, id, F_OK, 0), 0);
    spool_close(s);
    folder_free(folder);
}

/* ---- cursors ---- */

static char *take(spool *s, const char *mailbox, uint32_t validity,
                  uint32_t uid)
{
    char id[33];
    GBytes *raw = octets(10, 'x');
    spool_incoming in = {.door = "imap help",
                         .raw = raw,
                         .account = "help",
                         .mailbox = mailbox,
                         .uidvalidity = validity,
                         .uid = uid};
    assert_true(spool_accept(s, &in, id, NULL));
    g_bytes_unref(raw);
    return g_strdup(id);
}

static void must_be_at(spool *s, const char *mailbox, uint32_t validity,
                       uint32_t uid)
{
    uint32_t v, u;
    assert_true(spool_cursor_get(s, "help", mailbox, &v, &u, NULL));
    assert_int_equal(v, validity);
    assert_int_equal(u, uid);
}

static bool seen(spool *s, const char *mailbox, uint32_t validity, uint32_t uid)
{
    bool yes;
    assert_true(
        spool_cursor_seen(s, "help", mailbox, validity, uid, &yes, NULL));
    return yes;
}

static void cursors_commit_with_their_message(void **state)
{
    char *folder = folder_new();
    spool *s = must_open(folder);
    must_be_at(s, "INBOX", 0, 0);
    assert_true(spool_cursor_set(s, "help", "INBOX", 7, 40, NULL));
    must_be_at(s, "INBOX", 7, 40);
    assert_false(seen(s, "INBOX", 7, 40)); /* passed over, never accepted */

    static const uint32_t order[] = {41, 42, 43, 50, 45, 44, 4294967295u};
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autofree char *id = take(s, "INBOX", 7, order[i]);
        assert_int_equal(strlen(id), 32);
        g_autofree char *again = take(s, "INBOX", 7, order[i]);
        assert_string_equal(again, "");
        assert_true(seen(s, "INBOX", 7, order[i]));
    }
    assert_int_equal(waiting(s), G_N_ELEMENTS(order));
    must_be_at(s, "INBOX", 7, 4294967295u);
    assert_false(seen(s, "INBOX", 7, 46));
    assert_false(seen(s, "INBOX", 7, 49));
    assert_false(seen(s, "INBOX", 8, 41));
    assert_false(seen(s, "Other", 7, 41));
    must_be_at(s, "Other", 0, 0);

    g_autofree char *id = take(s, "INBOX", 8, 1); /* UIDVALIDITY changed */
    assert_int_equal(strlen(id), 32);
    must_be_at(s, "INBOX", 8, 1);
    assert_true(seen(s, "INBOX", 7, 41));
    spool_close(s);
    folder_free(folder);
}

static void a_failed_accept_moves_no_cursor(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    GBytes *raw = octets(10, 'x');
    spool_incoming in = {.door = NULL, /* breaks a constraint */
                         .raw = raw,
                         .account = "help",
                         .mailbox = "INBOX",
                         .uidvalidity = 7,
                         .uid = 5};
    assert_false(spool_accept(s, &in, id, NULL));
    must_be_at(s, "INBOX", 0, 0);
    assert_false(seen(s, "INBOX", 7, 5));
    in.door = "imap help";
    assert_true(spool_accept(s, &in, id, NULL));
    must_be_at(s, "INBOX", 7, 5);
    g_bytes_unref(raw);
    spool_close(s);
    folder_free(folder);
}

static void consecutive_uids_cost_one_row(void **state)
{
    char *folder = folder_new();
    spool *s = must_open(folder);
    for (uint32_t uid = 1; uid <= 200; uid++)
        g_free(take(s, "INBOX", 7, uid));
    assert_int_equal(count_rows(s, "seen"), 1);
    spool_close(s);
    folder_free(folder);
}

/* ---- many at once ---- */

#define THREADS 32
#define EACH    25

typedef struct worker {
    pthread_t thread;
    spool *s;
    unsigned good, bad;
} worker;

static void *accept_many(void *context)
{
    worker *w = context;
    for (int i = 0; i < EACH; i++) {
        char id[33];
        GBytes *raw = octets(i == 7 ? SPOOL_INLINE_MAX + 1 : 2000, 'x');
        spool_incoming in = {/* a missing door breaks a constraint */
                             .door = i % 5 == 4 ? NULL : "milter",
                             .recipients = nobody,
                             .raw = raw};
        g_autoptr(GError) error = NULL;
        if (spool_accept(w->s, &in, id, &error))
            w->good++;
        else
            w->bad++;
        g_bytes_unref(raw);
    }
    return NULL;
}

static void threads_share_commits(void **state)
{
    char *folder = folder_new();
    spool *s = must_open(folder);
    worker w[THREADS] = {0};
    for (int i = 0; i < THREADS; i++) {
        w[i].s = s;
        assert_int_equal(pthread_create(&w[i].thread, NULL, accept_many, &w[i]),
                         0);
    }
    unsigned good = 0, bad = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(w[i].thread, NULL);
        good += w[i].good;
        bad += w[i].bad;
    }
    /* a row that fails takes no other with it */
    assert_int_equal(good, THREADS * EACH * 4 / 5);
    assert_int_equal(bad, THREADS * EACH / 5);
    assert_int_equal(waiting(s), good);
    print_message("%u accepts, %u refused, %" G_GUINT64_FORMAT " commits\n",
                  good, bad, s->commits);
    assert_int_equal(s->jobs, THREADS * EACH);
    assert_true(s->commits * 4 < s->jobs);
    spool_close(s);
    folder_free(folder);
}

/* A child accepts from 8 threads and says each id after it was told durable;
 * then it is killed at no particular moment. */
typedef struct teller {
    spool *s;
    int out;
} teller;

static void *accept_and_tell(void *context)
{
    teller *t = context;
    for (unsigned i = 0;; i++) {
        char id[33];
        if (!put(t->s, "a", i % 9 == 5 ? SPOOL_INLINE_MAX + 9 : 3000, id,
                 NULL) ||
            write(t->out, id, 33) != 33)
            _exit(1);
    }
    return NULL;
}

static void tell_until_killed(const char *folder, int out)
{
    teller t = {spool_open(folder, NULL), out};
    pthread_t thread;
    for (int i = 0; t.s && i < 8; i++)
        pthread_create(&thread, NULL, accept_and_tell, &t);
    for (;;)
        pause();
}

static void killed_accepts_lose_nothing(void **state)
{
    char *folder = folder_new();
    GHashTable *told =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int round = 0; round < 4; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            tell_until_killed(folder, ends[1]);
        }
        close(ends[1]);
        char id[33];
        unsigned stop = 40 + 37 * (unsigned)round, n = 0;
        while (read(ends[0], id, 33) == 33) {
            g_hash_table_add(told, g_strdup(id));
            if (++n == stop)
                kill(child, SIGKILL);
        }
        assert_true(n >= stop);
        close(ends[0]);
        waitpid(child, NULL, 0);
    }
    spool *s = must_open(folder);
    guint found = 0;
    for (GPtrArray *all; (all = must_claim(s, NOW_MS, 100))->len;) {
        for (guint i = 0; i < all->len; i++) {
            spool_entry *e = all->pdata[i];
            assert_true(spool_read_raw(s, e, NULL));
            found += g_hash_table_contains(told, e->id);
        }
        g_ptr_array_unref(all);
    }
    print_message("%u told, %u there\n", g_hash_table_size(told), found);
    assert_int_equal(found, g_hash_table_size(told));
    g_hash_table_unref(told);
    spool_close(s);
    folder_free(folder);
}

/* ---- in trouble ---- */

static void a_locked_spool_is_busy(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    must_put(s, "a", 10, id);
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        sql_setup setup = {.path = s->db_path, .busy_ms = SPOOL_BUSY_MS};
        sql_conn *other = sql_open(&setup, NULL);
        bool locked = other && sql_begin_deciding(other, NULL);
        ssize_t n = locked ? write(ready[1], "x", 1) : 0;
        for (;;)
            pause();
        _exit(n == 1 ? 0 : 1);
    }
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    sql_set_busy(s->writer, 200); /* not the full 10 s here */
    g_autoptr(GError) error = NULL;
    assert_false(put(s, "a", 10, id, &error));
    assert_int_equal(error->code, ERR_BUSY);
    assert_non_null(strstr(error->message, "fuser"));
    g_clear_error(&error);
    assert_false(spool_healthy(s, &error));
    assert_int_equal(error->code, ERR_BUSY);
    assert_int_equal(waiting(s), 1); /* reading goes on */
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ready[0]);
    close(ready[1]);
    assert_true(spool_healthy(s, NULL));
    must_put(s, "a", 10, id);
    assert_int_equal(waiting(s), 2);
    spool_close(s);
    folder_free(folder);
}

static void a_moved_spool_takes_nothing(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    must_put(s, "a", 10, id);
    g_autofree char *away = g_strconcat(s->db_path, "-away", NULL);
    assert_int_equal(g_rename(s->db_path, away), 0);
    g_autoptr(GError) error = NULL;
    assert_false(put(s, "a", 10, id, &error));
    assert_int_equal(error->code, ERR_IO);
    assert_false(spool_healthy(s, NULL));
    assert_int_equal(g_rename(away, s->db_path), 0);
    assert_true(spool_healthy(s, NULL));
    must_put(s, "a", 10, id);
    spool_close(s);
    folder_free(folder);
}

static void a_newer_schema_is_refused(void **state)
{
    char *folder = folder_new();
    spool *s = must_open(folder);
    assert_true(sql_script(s->writer, "PRAGMA user_version = 99", NULL));
    spool_close(s);
    g_autoptr(GError) error = NULL;
    assert_null(spool_open(folder, &error));
    assert_int_equal(error->code, ERR_CONFIG);
    assert_non_null(strstr(error->message, "99"));
    folder_free(folder);
}

/* As the first Postern left it: nothing had been said of a message. */
static void an_older_schema_is_brought_up(void **state)
{
    char *folder = folder_new(), id[33];
    spool *s = must_open(folder);
    GBytes *raw = g_bytes_new_static("old", 3);
    spool_incoming in = {.door = "deliver", .sender = "", .raw = raw};
    assert_true(spool_accept(s, &in, id, NULL));
    assert_true(sql_script(s->writer,
                           "DROP TABLE scan; DROP TABLE known;"
                           "PRAGMA user_version = 1",
                           NULL));
    spool_close(s);
    s = must_open(folder);
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    assert_int_equal(all->len, 1);
    assert_true(spool_read_raw(s, all->pdata[0], NULL));
    assert_true(g_bytes_equal(((spool_entry *)all->pdata[0])->raw, raw));
    assert_null(((spool_entry *)all->pdata[0])->scan);
    const char *ids[] = {id, NULL};
    assert_true(spool_finish(s, ids, NULL));
    g_ptr_array_unref(all);
    g_bytes_unref(raw);
    spool_close(s);
    folder_free(folder);
}

static void numbers_are_known(void **state)
{
    static const char *const names[] = {"a", "b"};
    int64_t values[] = {5, 7}, got[2];
    char *folder = folder_new();
    spool *s = must_open(folder);
    assert_true(sql_script(s->writer,
                           "DROP TABLE known; PRAGMA user_version = 2", NULL));
    spool_close(s);
    s = must_open(folder); /* as the Postern before left it */
    assert_true(spool_known_get(s, names, got, 2, NULL));
    assert_int_equal(got[0] + got[1], 0);
    assert_true(spool_known_set(s, names, values, 2, NULL));
    values[0] = 4; /* none goes down */
    values[1] = 8;
    assert_true(spool_known_set(s, names, values, 2, NULL));
    spool_close(s);
    s = must_open(folder);
    assert_true(spool_known_get(s, names, got, 2, NULL));
    assert_int_equal(got[0], 5);
    assert_int_equal(got[1], 8);
    spool_close(s);
    folder_free(folder);
}

static bool mount_small(const char *folder, const char *options,
                        unsigned long flags)
{
    return geteuid() == 0 &&
           mount("postern-test", folder, "tmpfs", flags, options) == 0;
}

/* Fill the disk but for `leave` octets; returns the file that does it. */
static char *ballast(const char *folder, size_t leave)
{
    char *path = g_build_filename(folder, "ballast", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    static char block[4096];
    off_t size = 0;
    for (ssize_t n; (n = write(fd, block, sizeof block)) > 0;)
        size += n;
    assert_int_equal(ftruncate(fd, size - (off_t)leave), 0);
    close(fd);
    return path;
}

static void a_full_disk_is_left_again(void **state)
{
    char *folder = folder_new(), id[33];
    if (!mount_small(folder, "size=24m", 0)) {
        folder_free(folder);
        skip();
    }
    spool *s = must_open(folder);
    must_put(s, "a", 10, id);
    assert_true(spool_healthy(s, NULL));

    /* little room: the last 16 MiB are kept for what works off the spool */
    g_autofree char *filler = ballast(folder, SPOOL_FREE_MIN - 4096);
    g_autoptr(GError) error = NULL;
    assert_false(spool_healthy(s, &error));
    assert_int_equal(error->code, ERR_FULL);
    g_clear_error(&error);
    assert_false(put(s, "a", 10, id, &error));
    assert_int_equal(error->code, ERR_FULL);
    g_clear_error(&error);
    GPtrArray *all = must_claim(s, NOW_MS, 10);
    assert_int_equal(all->len, 1);

    /* no room at all: SQLite's own error, and the handle lives on */
    g_free(filler);
    filler = ballast(folder, 0);
    bool failed = false;
    for (uint32_t uid = 1; uid < 5000 && !failed; uid++)
        failed = !spool_cursor_set(s, "help", "INBOX", 7, uid, &error);
    assert_true(failed);
    assert_int_equal(error->code, ERR_FULL);
    assert_non_null(strstr(error->message, "df -h"));
    assert_int_equal(waiting(s), 1);

    unlink(filler);
    assert_true(spool_healthy(s, NULL));
    const char *ids[] = {((spool_entry *)all->pdata[0])->id, NULL};
    assert_true(spool_finish(s, ids, NULL));
    g_ptr_array_unref(all);
    must_put(s, "a", SPOOL_INLINE_MAX + 1, id);
    must_put(s, "a", 10, id);
    assert_int_equal(waiting(s), 2);
    spool_close(s);
    assert_int_equal(umount(folder), 0);
    folder_free(folder);
}

static void only_the_large_one_does_not_fit(void **state)
{
    char *folder = folder_new();
    if (!mount_small(folder, "size=40m", 0)) {
        folder_free(folder);
        skip();
    }
    spool *s = must_open(folder);
    char id[33];
    g_autoptr(GError) error = NULL;
    assert_false(put(s, "a", 30u << 20, id, &error));
    assert_int_equal(error->code, ERR_FULL);
    must_put(s, "a", 1u << 20, id);
    int entries = 0; /* nothing of the failed one stays behind */
    GDir *dir = g_dir_open(s->files_path, 0, NULL);
    while (g_dir_read_name(dir))
        entries++;
    g_dir_close(dir);
    assert_int_equal(entries, 1);
    spool_close(s);
    assert_int_equal(umount(folder), 0);
    folder_free(folder);
}

static void a_read_only_folder_is_said(void **state)
{
    char *folder = folder_new();
    if (!mount_small(folder, "size=32m", MS_RDONLY)) {
        folder_free(folder);
        skip();
    }
    g_autoptr(GError) error = NULL;
    assert_null(spool_open(folder, &error));
    assert_int_equal(error->code, ERR_IO);
    assert_non_null(strstr(error->message, folder));
    g_clear_error(&error);

    /* made, then mounted read-only */
    assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT, NULL), 0);
    char id[33];
    spool *s = must_open(folder);
    must_put(s, "a", 10, id);
    spool_close(s);
    assert_int_equal(mount(NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL),
                     0);
    assert_null(spool_open(folder, &error));
    assert_int_equal(error->code, ERR_IO);
    assert_non_null(strstr(error->message, "read-only"));
    assert_int_equal(umount(folder), 0);
    folder_free(folder);
}

int main(void)
{
    if (!secret_init(NULL))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_fields_come_back),
        cmocka_unit_test(null_sender_is_not_unknown_sender),
        cmocka_unit_test(large_ones_stand_in_files),
        cmocka_unit_test(a_damaged_file_is_said),
        cmocka_unit_test(a_line_break_in_a_recipient_is_refused),
        cmocka_unit_test(claim_keeps_order_and_claims_once),
        cmocka_unit_test(later_waits_and_deaths_go_alone),
        cmocka_unit_test(recover_blames_who_was_in_hand),
        cmocka_unit_test(kills_are_not_deaths),
        cmocka_unit_test(another_in_hand_starts_anew),
        cmocka_unit_test(orphans_go_after_an_hour),
        cmocka_unit_test(cursors_commit_with_their_message),
        cmocka_unit_test(a_failed_accept_moves_no_cursor),
        cmocka_unit_test(consecutive_uids_cost_one_row),
        cmocka_unit_test(threads_share_commits),
        cmocka_unit_test(killed_accepts_lose_nothing),
        cmocka_unit_test(a_locked_spool_is_busy),
        cmocka_unit_test(a_moved_spool_takes_nothing),
        cmocka_unit_test(a_newer_schema_is_refused),
        cmocka_unit_test(an_older_schema_is_brought_up),
        cmocka_unit_test(numbers_are_known),
        cmocka_unit_test(a_full_disk_is_left_again),
        cmocka_unit_test(only_the_large_one_does_not_fit),
        cmocka_unit_test(a_read_only_folder_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
