/* test_known: stores that were put back, emptied or copied, and what is remembered
 * beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/file.h"
#include "config/site.h"
#include "roles/known.h"
#include "roles/now.h"
#include "store/alarm.h"
#include "store/store_config.h"
#include "store/ticket.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static role_desk *d;
static GError *error;

static char *in(const char *name)
{
    return g_build_filename(d->folder, name, NULL);
}

static void copy(const char *from, const char *to)
{
    g_autofree char *a = in(from), *b = in(to);
    g_autoptr(GBytes) data = file_read(a, 0, &error);
    gsize size;

    role_desk_fine(error);
    const void *octets = g_bytes_get_data(data, &size);
    unlink(b);
    assert_true(file_write_durable(b, octets, size, 0600, &error));
}

static int64_t ticket(void)
{
    store_ticket t = {.queue = (char *)"support",
                      .subject = (char *)"s",
                      .status = (char *)"new",
                      .line = 1,
                      .customer = (char *)"kari@example.com",
                      .priority = (char *)"normal",
                      .language = (char *)"en"};

    assert_true(store_begin_deciding(d->store, &error));
    assert_true(store_ticket_add(d->store, &t, &error));
    assert_true(store_commit(d->store, &error));
    return t.id;
}

static void keep(void)
{
    store_age age;

    assert_true(store_age_get(d->store, &age, &error));
    assert_true(known_keep(d->c, d->spool, &age, &error));
}

/* The whole database is in one file then. */
static void close_store(void)
{
    store_close(d->store);
    d->store = NULL;
}

/* As `run` opens it; true: a new epoch began. */
static bool begins(void)
{
    int64_t before;

    if (!d->store)
        d->store = store_open(d->c->store, &error);
    role_desk_fine(error);
    before = store_epoch(d->store);
    if (!known_guard(d->c, d->store, role_now_ms(), &error))
        role_desk_fine(error);
    return store_epoch(d->store) > before;
}

static bool waits(void)
{
    int64_t since;

    assert_true(store_paused(d->store, &since, &error));
    return since > 0;
}

static void lose_spool(void)
{
    g_autofree char *folder = config_spool_folder(d->c);
    const char *argv[] = {"rm", "-r", folder, NULL};
    int status = -1;

    spool_close(d->spool);
    assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH,
                             NULL, NULL, NULL, NULL, &status, NULL));
    assert_int_equal(status, 0);
    d->spool = spool_open(folder, &error);
    role_desk_fine(error);
}

static void lose(const char *name)
{
    g_autofree char *path = in(name);

    assert_int_equal(unlink(path), 0);
}

/* ---- what happens ---- */

static void nothing(void)
{
    ticket();
    keep();
}
/* Its memory lags behind after a crash. */
static void crashed(void)
{
    keep();
    ticket();
}
static void put_back(void)
{
    ticket();
    close_store();
    copy("store.db", "backup");
    begins();
    ticket();
    keep();
    close_store();
    copy("backup", "store.db");
}
/* Entries, and no ticket, were added since. */
static void put_back_answers(void)
{
    ticket();
    close_store();
    copy("store.db", "backup");
    begins();
    assert_true(store_begin_deciding(d->store, &error));
    store_alarm_raise(d->store, "some", "write", 1, NULL, &error);
    assert_true(store_commit(d->store, &error));
    keep();
    close_store();
    copy("backup", "store.db");
}
static void put_back_without_spool(void)
{
    put_back();
    lose_spool();
}
static void put_back_without_file(void)
{
    put_back();
    lose("known");
}
static void put_back_with_run_alone(void)
{
    put_back();
    lose_spool();
    lose("known");
}
static void put_back_damaged(void)
{
    g_autofree char *path = in("known");

    put_back();
    assert_true(g_file_set_contents(path, "postern known 1 epoch 0", -1, NULL));
}
static void emptied(void)
{
    ticket();
    keep();
    close_store();
    lose("store.db");
    assert_true(store_create(d->c->store, &error));
}
static void elsewhere(void)
{
    nothing();
    lose_spool();
    lose("known");
    lose("known-now");
}
static void new_elsewhere(void)
{
    lose_spool();
    lose("known");
    lose("known-now");
}
/* The spool from a backup, the store as it was. */
static void spool_put_back(void)
{
    nothing();
    lose_spool();
}
static void copied(void)
{
    g_autofree char *from = in("known"), *to = in("other");

    nothing();
    assert_int_equal(g_rename(from, to), 0); /* its number stays taken */
    copy("other", "known");
}
static void moved(void)
{
    g_autofree char *from = in("known"), *to = in("moved");

    nothing();
    assert_int_equal(g_rename(from, to), 0);
    assert_int_equal(g_rename(to, from), 0);
}

static void stores(void **state)
{
    static const struct {
        const char *name;
        void (*happen)(void);
        bool begins;
    } rows[] = {
        {"nothing", nothing, false},
        {"a crash", crashed, false},
        {"a backup", put_back, true},
        {"a backup with answers sent since", put_back_answers, true},
        {"a backup, and a new spool", put_back_without_spool, true},
        {"a backup, and no file", put_back_without_file, true},
        {"a backup, and neither", put_back_with_run_alone, true},
        {"a backup, and a damaged file", put_back_damaged, true},
        {"an emptied store", emptied, true},
        {"the store alone on another machine", elsewhere, true},
        {"a new one there", new_elsewhere, false},
        {"a new spool", spool_put_back, false},
        {"a copied desk", copied, true},
        {"a moved one", moved, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        d = role_desk_new("");
        print_message("%s\n", rows[i].name);
        rows[i].happen();
        assert_int_equal(begins(), rows[i].begins);
        assert_int_equal(waits(), rows[i].begins);
        assert_false(begins()); /* once */
        close_store();
        assert_false(begins());
        role_desk_free(d);
    }
}

/* Numbers go on where the lost ones ended, and each has an epoch of its own. */
static void numbers(void **state)
{
    d = role_desk_new("");
    put_back();
    assert_true(begins());
    int64_t id = ticket();
    assert_int_equal(id, 1003);
    g_autoptr(store_ticket) old = store_ticket_get(d->store, 1001, &error);
    g_autoptr(store_ticket) fresh = store_ticket_get(d->store, id, &error);
    assert_int_equal(old->epoch, 1);
    assert_int_equal(fresh->epoch, 2);
    /* the same backup once more: what was given out since is no more either */
    keep();
    close_store();
    copy("backup", "store.db");
    assert_true(begins());
    assert_int_equal(store_epoch(d->store), 3);
    assert_int_equal(ticket(), 1004);
    role_desk_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
