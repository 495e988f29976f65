/* role_fixture: a desk on disk, and roles in processes of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/log.h"
#include "config/site.h"
#include "roles/known.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "store/store_config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void role_desk_fine(GError *error)
{
    if (error)
        fail_msg("%s", error->message);
}

static void write_config(role_desk *d, const char *sections)
{
    GError *error = NULL;
    g_autofree char *text =
        g_strdup_printf("[site]\nname = Test\nkey_file = %s/site.key\n"
                        "state = %s\nrun = %s\n%s"
                        "[queue support]\naddress = support@example.org\n"
                        "aliases = info@example.org\n"
                        "[operator anna]\nname = Anna Larsen\n"
                        "address = anna@example.org\n"
                        "[smtp]\nhost = localhost\ntls = none\n",
                        d->folder, d->folder, d->folder, sections);

    g_file_set_contents(d->file, text, -1, &error);
    role_desk_fine(error);
}

static void make_key(role_desk *d)
{
    GError *error = NULL;
    g_autofree char *key = g_build_filename(d->folder, "site.key", NULL);

    if (secret_init(&error) && secret_key_create(key, &error))
        secret_key_load(key, &d->site, &error);
    role_desk_fine(error);
}

static void open_databases(role_desk *d)
{
    GError *error = NULL;
    g_autofree char *folder = config_spool_folder(d->c);

    d->spool = spool_open(folder, &error);
    role_desk_fine(error);
    if (store_create(d->c->store, &error))
        d->store = store_open(d->c->store, &error);
    if (d->store) /* as `run` does before the roles */
        known_guard(d->c, d->store, role_now_ms(), &error);
    role_desk_fine(error);
}

role_desk *role_desk_new(const char *sections)
{
    role_desk *d = g_new0(role_desk, 1);

    d->folder = g_dir_make_tmp("postern-roles-XXXXXX", NULL);
    chmod(d->folder, 0755);
    d->file = g_build_filename(d->folder, "postern.conf", NULL);
    d->log = g_build_filename(d->folder, "log", NULL);
    write_config(d, sections);
    make_key(d);
    d->c = role_desk_config(d);
    open_databases(d);
    return d;
}

config *role_desk_config(const role_desk *d)
{
    GError *error = NULL;
    config *c = role_config_load(d->file, NULL, &error);

    role_desk_fine(error);
    return c;
}

char *role_desk_log(const role_desk *d)
{
    char *text = NULL;

    return g_file_get_contents(d->log, &text, NULL, NULL) ? text : g_strdup("");
}

/* ---- the end ---- */

static void remove_below(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *one = g_build_filename(path, name, NULL);
        remove_below(one);
    }
    g_remove(path);
}

bool role_desk_free(role_desk *d)
{
    bool fine = role_desk_stop(&d->process, SIGTERM);

    fine = role_desk_stop(&d->scan, SIGTERM) && fine;
    store_close(d->store);
    spool_close(d->spool);
    config_free(d->c);
    remove_below(d->folder);
    g_free(d->folder);
    g_free(d->file);
    g_free(d->log);
    g_free(d);
    return fine;
}

/* ---- roles ---- */

static void run_role(const role_desk *d, const role *r) G_GNUC_NORETURN;
static void run_role(const role_desk *d, const role *r)
{
    int fd = open(d->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    role_context x = {.config_path = d->file, .site = d->site};
    int code;

    dup2(fd, STDERR_FILENO);
    log_open(r->name, LOG_LEVEL_INFO);
    x.config = role_config_load(d->file, NULL, NULL);
    if (!x.config || !role_signals(NULL))
        _exit(99);
    code = role_run(r, &x);
    config_free(x.config);
    exit(code); /* sanitizers look for leaks */
}

pid_t role_desk_start(role_desk *d, const role *r)
{
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        run_role(d, r);
    return child;
}

bool role_desk_stop(pid_t *child, int number)
{
    int status = 0;

    if (*child <= 0)
        return true;
    kill(*child, number);
    waitpid(*child, &status, 0);
    *child = 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void role_desk_wait_file(const char *path)
{
    for (int ms = 0; !g_file_test(path, G_FILE_TEST_EXISTS); ms += 10) {
        assert_true(ms < ROLE_WAIT_TEST_MS);
        g_usleep(10000);
    }
}
