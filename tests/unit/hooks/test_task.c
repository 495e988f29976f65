/* test_task: commands that run beside each other, hang, talk too much, fork and
 * die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/steady.h"
#include "hooks/task.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Until `count` are over; task*. */
static GPtrArray *wait_all(tasks *all, unsigned count)
{
    GPtrArray *over = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);

    while (over->len < count) {
        struct pollfd p = {.fd = tasks_fd(all), .events = POLLIN};
        task *t;

        poll(&p, 1, (int)MIN(tasks_wait_ms(all), 10000));
        tasks_step(all);
        while ((t = tasks_take(all)))
            g_ptr_array_add(over, t);
    }
    return over;
}

typedef struct end_row {
    const char *name, *command;
    err_class class; /* 0: fine */
    const char *words, *last;
    unsigned printed; /* octets on its output; 0: any */
} end_row;

static const end_row ends[] = {
    {"it prints", "cat; echo more >&2", 0, NULL, "more", 5},
    {"it fails", "echo what; exit 3", ERR_CRASH, "ended with exit code 3",
     "what", 5},
    {"its words are clean",
     "printf 'one\\n\\033[2Jt\\342\\200\\256w\\377o\\n\\n' >&2; exit 1",
     ERR_CRASH, "ended with exit code 1", " [2Jtw\xef\xbf\xbdo", 0},
    {"a signal", "kill -9 $$", ERR_CRASH, "was killed by signal 9", "", 0},
    {"it hangs", "sleep 60", ERR_LIMIT, "was killed after 0.5 s", "", 0},
    {"it hangs and ignores", "trap '' TERM INT HUP; sleep 60; sleep 60",
     ERR_LIMIT, "was killed after 0.5 s", "", 0},
    {"no end of it", "yes", ERR_LIMIT, "it printed over 1048576 octets", "y",
     0},
    {"no end of its errors", "yes >&2", ERR_LIMIT,
     "it printed over 1048576 octets", "y", 0},
    {"it reads nothing", "exec <&-; true", 0, NULL, "", 0},
    {"it closes all", "exec >&- 2>&-; sleep 0.1", 0, NULL, "", 0},
    {"children hold its output", "sleep 60 & echo here", 0, NULL, "here", 5},
    {"nothing of ours in its environment",
     "env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^PATH= -e ^LANG=", 0, NULL,
     "GIVEN=1", 8},
    {"signals as usual", "sh -c 'kill -PIPE $$; echo lives'", ERR_CRASH,
     "ended with exit code", "", 0},
};

/* Their own times: one that hangs delays no other. */
static void each_ends_as_it_does(void **state)
{
    static const char *const given[] = {"GIVEN=1", NULL};
    g_autoptr(GPtrArray) over = NULL;
    tasks *all = tasks_new(NULL);
    int64_t from = steady_ms();

    signal(SIGPIPE, SIG_IGN);
    g_setenv("SECRET", "x", TRUE);
    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        bool hangs = strncmp(ends[i].name, "it hangs", 8) == 0;
        const task_ask ask = {ends[i].command, "input", given,
                              hangs ? 500 : 30000};
        assert_true(tasks_start(all, &ask, (void *)&ends[i], NULL));
    }
    assert_int_equal(tasks_running(all), G_N_ELEMENTS(ends));
    over = wait_all(all, G_N_ELEMENTS(ends));
    assert_in_range(steady_ms() - from, 500, 15000);
    assert_int_equal(tasks_running(all), 0);
    for (unsigned i = 0; i < over->len; i++) {
        const task *t = over->pdata[i];
        const end_row *row = task_owner(t);
        g_autoptr(GError) error = NULL;
        g_autofree char *last = task_last_line(t, 100);

        print_message("%s\n", row->name);
        assert_int_equal(task_is_fine(t, &error), row->class == 0);
        assert_string_equal(last, row->last);
        if (row->printed)
            assert_int_equal(task_output(t)->len, row->printed);
        assert_in_range(task_output(t)->len, 0, TASK_PRINT_MAX + 16384);
        if (!row->class)
            continue;
        assert_int_equal(error->code, row->class);
        assert_non_null(strstr(error->message, row->words));
    }
    tasks_free(all);
}

static bool is_alive(const char *path)
{
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) && *text &&
           kill((pid_t)atoi(text), 0) == 0;
}

/* What it left running in its group goes with it. */
static void children_die_with_it(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("task-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "pid", NULL);
    g_autofree char *command = g_strdup_printf(
        "sh -c 'echo $$ >%s; exec sleep 60' & while ! [ -s %s ]; do sleep "
        "0.01; done",
        path, path);
    const task_ask ask = {command, NULL, NULL, 20000};
    tasks *all = tasks_new(NULL);

    assert_true(tasks_start(all, &ask, NULL, NULL));
    g_autoptr(GPtrArray) over = wait_all(all, 1);
    assert_true(task_is_fine(over->pdata[0], NULL));
    for (unsigned i = 0; i < 500 && is_alive(path); i++)
        g_usleep(10000);
    assert_false(is_alive(path));
    tasks_free(all);
    g_unlink(path);
    g_rmdir(folder);
}

/* Whoever ends us ends what runs. */
static void freed_means_killed(void **state)
{
    const task_ask ask = {"sleep 60", NULL, NULL, 60000};
    int64_t from = steady_ms();
    tasks *all = tasks_new(NULL);

    assert_true(tasks_start(all, &ask, NULL, NULL));
    assert_in_range(tasks_wait_ms(all), 1, 60000);
    tasks_free(all);
    assert_in_range(steady_ms() - from, 0, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_ends_as_it_does),
        cmocka_unit_test(children_die_with_it),
        cmocka_unit_test(freed_means_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
