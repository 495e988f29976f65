/* test_beat: who has a role, and how he is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/err.h"
#include "config/site.h"
#include "roles/beat.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef role_desk desk;

static int setup(void **state)
{
    *state = role_desk_new("");
    return 0;
}

static int teardown(void **state)
{
    return role_desk_free(*state) ? 0 : -1;
}

static beat_how how(const desk *d, const char *name)
{
    g_autoptr(beat_state) b = beat_look(d->c, name);
    return b->how;
}

static void alive_as_long_as_it_has_the_role(void **state)
{
    desk *d = *state;
    assert_int_equal(how(d, "imap help"), BEAT_DEAD);
    assert_true(beat_open(d->c, "imap help", NULL));
    g_autoptr(beat_state) b = beat_look(d->c, "imap help");
    assert_int_equal(b->how, BEAT_ALIVE);
    assert_int_equal(b->pid, getpid());
    assert_int_equal(how(d, "imap sales"), BEAT_DEAD);
    beat_close();
    assert_int_equal(how(d, "imap help"), BEAT_DEAD);
}

static void nobody_has_a_role_twice(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    assert_true(beat_open(d->c, "send", NULL));
    d->process = role_desk_start(d, &role_send);
    int status = 0;
    waitpid(d->process, &status, 0);
    d->process = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), err_info_of(ERR_BUSY)->exit);
    g_autofree char *log = role_desk_log(d);
    g_autofree char *words =
        g_strdup_printf("process %ld has this role already", (long)getpid());
    assert_non_null(strstr(log, words));
    beat_close();
    assert_true(beat_open(d->c, "send", &error));
    beat_close();
}

static void a_missed_promise_is_seen(void **state)
{
    desk *d = *state;
    g_autofree char *path =
        g_build_filename(d->c->site->run, "role.clock", NULL);
    assert_true(beat_open(d->c, "clock", NULL));
    beat_within(600000);
    assert_int_equal(how(d, "clock"), BEAT_ALIVE);
    /* as if it had promised to come back long ago */
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    fprintf(f, "%ld 1\n", (long)getpid());
    fclose(f);
    g_autoptr(beat_state) b = beat_look(d->c, "clock");
    assert_int_equal(b->how, BEAT_HANGS);
    assert_true(b->late_ms > BEAT_LATE_MS);
    beat(); /* it says: much sooner than in 600 s */
    assert_int_equal(how(d, "clock"), BEAT_ALIVE);
    beat_close();
}

static void what_it_waits_for(void **state)
{
    desk *d = *state;
    assert_true(beat_open(d->c, "send", NULL));
    beat_trouble("the store", "it is\nlocked", 0);
    beat_trouble("the smarthost", "away", 60000);
    g_autoptr(beat_state) b = beat_look(d->c, "send");
    assert_int_equal(b->lasting->len, 1);
    assert_string_equal(b->lasting->pdata[0],
                        "the store cannot be used: it is locked");
    assert_int_equal(b->passing->len, 1);
    beat_trouble("the store", NULL, 0);
    g_autoptr(beat_state) after = beat_look(d->c, "send");
    assert_int_equal(after->lasting->len, 0);
    assert_int_equal(after->passing->len, 1);
    beat_close();
}

static void a_file_that_was_removed_comes_back(void **state)
{
    desk *d = *state;
    g_autofree char *path =
        g_build_filename(d->c->site->run, "role.scan", NULL);
    assert_true(beat_open(d->c, "scan", NULL));
    g_unlink(path);
    assert_int_equal(how(d, "scan"), BEAT_DEAD);
    beat_within(600000);
    assert_int_equal(how(d, "scan"), BEAT_ALIVE);
    beat_close();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(alive_as_long_as_it_has_the_role),   TEST(nobody_has_a_role_twice),
        TEST(a_missed_promise_is_seen),           TEST(what_it_waits_for),
        TEST(a_file_that_was_removed_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
