/* alarm: once per cause, by mail and by the administrator's command. */
#include "desk/alarm.h"

#include "base/err.h"
#include "store/alarm.h"
#include "store/outgoing.h"
#include "config/site.h"
#include "desk/queue_config.h"
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALARM_POLL_US 20000

typedef enum { TOLD_COMMAND = 1, TOLD_STORE = 2 } told; /* bits */

struct alarms {
    GHashTable *told; /* cause -> told bits */
};

alarms *alarm_new(void)
{
    alarms *a = g_new0(alarms, 1);
    a->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return a;
}

void alarm_free(alarms *a)
{
    if (a == NULL)
        return;
    g_hash_table_unref(a->told);
    g_free(a);
}

static void remember(alarms *a, const char *cause, unsigned bits)
{
    bits |= GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    g_hash_table_insert(a->told, g_strdup(cause), GUINT_TO_POINTER(bits));
}

/* ---- by mail ---- */

static bool add_row(store *s, const config *c, const char *admin,
                    const char *cause, const char *text, int64_t now_ms,
                    GError **error)
{
    json_t *data = json_pack("{s:s,s:s}", "cause", cause, "text", text);
    char *dumped = data != NULL ? json_dumps(data, JSON_COMPACT) : NULL;
    const config_queue *q = c->queues->pdata[0];
    store_outgoing o = {.audience = STORE_TO_ADMIN,
                        .template = (char *)"alarm",
                        .queue = q->id,
                        .recipient = (char *)admin,
                        .data = dumped != NULL ? dumped : (char *)"{}",
                        .state = STORE_OUT_READY,
                        .date_ms = now_ms,
                        .next_ms = now_ms,
                        .created_ms = now_ms};
    bool ok = store_outgoing_add(s, &o, error);
    g_free(o.unique);
    free(dumped);
    json_decref(data);
    return ok;
}

static bool raise_in_store(store *s, const config *c, const char *cause,
                           const char *text, int64_t now_ms, bool *first,
                           GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    bool ok = store_alarm_raise(s, cause, text, now_ms, first, error);
    for (guint i = 0; ok && *first && i < c->site->admins->len; i++)
        ok = add_row(s, c, c->site->admins->pdata[i], cause, text, now_ms, error);
    if (ok && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* ---- by command ---- */

/* A file in memory as its standard input: a command that reads nothing cannot
 * stall us. */
static int text_file(const char *cause, const char *text, GError **error)
{
    int fd = memfd_create("alarm", MFD_CLOEXEC);
    g_autofree char *all = g_strdup_printf("%s\n\n%s\n", cause, text);
    if (fd >= 0 && write(fd, all, strlen(all)) == (ssize_t)strlen(all) &&
        lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    err_set_errno(error, errno, "alarm_command: no room for its text");
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Its children belong to the group that is killed. */
static void own_group(void *unused)
{
    setpgid(0, 0);
}

static bool wait_for(GPid pid, int *status)
{
    for (int64_t left = ALARM_COMMAND_MS * G_GINT64_CONSTANT(1000); left > 0;
         left -= ALARM_POLL_US) {
        if (waitpid(pid, status, WNOHANG) == pid)
            return true;
        g_usleep(ALARM_POLL_US);
    }
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL);
    waitpid(pid, status, 0);
    return false;
}

static bool run_command(const char *command, const char *cause,
                        const char *text, GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    g_autoptr(GError) why = NULL;
    GPid pid = 0;
    int status = 0, fd = text_file(cause, text, error);
    if (fd < 0)
        return false;
    bool started = g_spawn_async_with_fds(NULL, (char **)argv, NULL,
                                          G_SPAWN_DO_NOT_REAP_CHILD, own_group,
                                          NULL, &pid, fd, -1, -1, &why);
    close(fd);
    if (!started) {
        err_set(error, ERR_IO, "alarm_command `%s': %s", command, why->message);
        return false;
    }
    if (!wait_for(pid, &status)) {
        err_set(error, ERR_CRASH, "alarm_command `%s' was killed after %d s",
                command, ALARM_COMMAND_MS / 1000);
        return false;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    err_set(error, ERR_CRASH, "alarm_command `%s' failed (%s %d)", command,
            WIFEXITED(status) ? "exit" : "signal",
            WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return false;
}

/* ---- both ---- */

bool alarm_raise(alarms *a, const config *c, store *s, const char *cause,
                 const char *text, int64_t now_ms, GError **error)
{
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    g_autoptr(GError) in_store = NULL;
    g_autoptr(GError) by_command = NULL;
    bool first = true;
    if (before & TOLD_STORE)
        return true;
    if (s != NULL &&
        raise_in_store(s, c, cause, text, now_ms, &first, &in_store))
        remember(a, cause, TOLD_STORE);
    else
        first = true; /* nobody knows: better twice than never */
    if (first && !(before & TOLD_COMMAND)) {
        remember(a, cause, TOLD_COMMAND);
        if (c->site->alarm_command != NULL && *c->site->alarm_command != '\0')
            run_command(c->site->alarm_command, cause, text, &by_command);
    }
    if (in_store != NULL)
        g_propagate_error(error, g_steal_pointer(&in_store));
    else if (by_command != NULL)
        g_propagate_error(error, g_steal_pointer(&by_command));
    else
        return true;
    return false;
}

bool alarm_recall(alarms *a, store *s, GError **error)
{
    g_autoptr(GPtrArray) open = store_alarm_list(s, error);
    for (guint i = 0; open != NULL && i < open->len; i++) {
        const char *line = open->pdata[i];
        g_autofree char *cause = g_strndup(line, strcspn(line, "\t"));
        remember(a, cause, TOLD_STORE);
    }
    return open != NULL;
}

bool alarm_clear(alarms *a, store *s, const char *cause, bool force,
                 GError **error)
{
    unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(a->told, cause));
    if (before == 0 && !force)
        return true;
    if (s == NULL && before & TOLD_STORE)
        return true; /* later, when the store is back */
    if (s != NULL && (before & TOLD_STORE || force)) {
        if (!store_begin_deciding(s, error))
            return false;
        if (!store_alarm_clear(s, cause, error) || !store_commit(s, error)) {
            store_rollback(s);
            return false;
        }
    }
    g_hash_table_remove(a->told, cause);
    return true;
}
