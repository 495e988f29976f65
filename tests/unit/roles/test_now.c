/* test_now: the clock that tests can move, and programs that have none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "roles/now.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VARIABLE "POSTERN_CLOCK"
#define WEEK_MS  INT64_C(604800000)
#define NEAR_MS  10000 /* a test that was stopped for so long may fail */

static char *path;

static int setup(void **state)
{
    int fd = g_file_open_tmp("now-XXXXXX", &path, NULL);

    if (fd < 0)
        return -1;
    close(fd);
    return g_setenv(VARIABLE, path, TRUE) ? 0 : -1;
}

static int teardown(void **state)
{
    g_unsetenv(VARIABLE);
    unlink(path);
    g_clear_pointer(&path, g_free);
    return 0;
}

static void put(const char *text)
{
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static bool is_near(int64_t ms, int64_t wanted_ms)
{
    return ms >= wanted_ms && ms < wanted_ms + NEAR_MS;
}

static void it_follows_the_file(void **state)
{
    if (!role_now_moves())
        skip();
    put("0\n");
    int64_t here_ms = role_now_ms();
    put("604800000\n");
    assert_true(role_now_check(NULL));
    assert_true(is_near(role_now_ms(), here_ms + WEEK_MS));
    put("-604800000\n");
    assert_true(is_near(role_now_ms(), here_ms - WEEK_MS));
    g_unsetenv(VARIABLE);
    assert_true(is_near(role_now_ms(), here_ms));
}

static void what_cannot_be_followed_is_an_error(void **state)
{
    static const char *const texts[] = {"", "\n", "5", "5 s\n", "soon\n"};

    if (!role_now_moves())
        skip();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        put(texts[i]);
        assert_false(role_now_check(&error));
        assert_non_null(strstr(error->message, path));
    }
    unlink(path);
    assert_false(role_now_check(NULL));
}

static void without_a_test_clock_it_is_refused(void **state)
{
    g_autoptr(GError) error = NULL;

    if (role_now_moves())
        skip();
    put("0\n");
    assert_false(role_now_check(&error));
    assert_int_equal(err_class_of(error), ERR_CONFIG);
    g_unsetenv(VARIABLE);
    assert_true(role_now_check(NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_follows_the_file),
        TEST(what_cannot_be_followed_is_an_error),
        TEST(without_a_test_clock_it_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
