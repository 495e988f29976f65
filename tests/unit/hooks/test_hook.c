/* test_hook: commands that answer, fail, hang and talk too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/secret.h"
#include "hooks/hook.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct line_row {
    const char *name, *command;
    const char *line; /* NULL: it fails */
    err_class class;
    const char *words; /* in the error */
} line_row;

static const line_row lines[] = {
    {"the first line", "printf 'to''ken\\nmore\\n'", "token", 0, NULL},
    {"a line end of Windows", "printf 'token\\r\\n'", "token", 0, NULL},
    {"no line end", "printf token", "token", 0, NULL},
    {"an exit code", "echo half; exit 3", NULL, ERR_AUTH, "exit code 3"},
    {"a signal", "kill -9 $$", NULL, ERR_AUTH, "signal 9"},
    {"nothing", "true", NULL, ERR_AUTH, "printed nothing"},
    {"no end of it", "yes", NULL, ERR_LIMIT, "printed over"},
};

static void the_first_line_or_why_not(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GError) error = NULL;
        char *line = hook_line(lines[i].command, &error);

        print_message("%s\n", lines[i].name);
        if (lines[i].line) {
            assert_non_null(line);
            assert_string_equal(line, lines[i].line);
            secret_free_text(line);
            continue;
        }
        assert_null(line);
        assert_int_equal(error->code, lines[i].class);
        assert_non_null(strstr(error->message, lines[i].words));
        assert_non_null(strstr(error->message, lines[i].command));
    }
}

static void input_comes_whole(void **state)
{
    g_autofree char *path =
        g_build_filename(g_get_tmp_dir(), "hook-XXXXXX", NULL);
    int fd = g_mkstemp(path);
    g_autofree char *command = g_strdup_printf("cat >%s", path);
    g_autofree char *big = g_strnfill(300000, 'x');
    g_autofree char *got = NULL;

    assert_true(fd >= 0);
    g_close(fd, NULL);
    assert_true(hook_run("alarm_command", command, big, NULL));
    assert_true(g_file_get_contents(path, &got, NULL, NULL));
    assert_string_equal(got, big);
    g_unlink(path);
    /* who reads none of it does not stall us */
    assert_true(hook_run("alarm_command", "true", big, NULL));
}

static void a_failure_names_its_key(void **state)
{
    g_autoptr(GError) error = NULL;

    assert_false(hook_run("alarm_command", "exit 7", NULL, &error));
    assert_int_equal(error->code, ERR_CRASH);
    assert_string_equal(error->message,
                        "alarm_command `exit 7' ended with exit code 7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_or_why_not),
        cmocka_unit_test(input_comes_whole),
        cmocka_unit_test(a_failure_names_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
