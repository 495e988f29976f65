/* watcher: `postern run` looks at its roles. */
#include "roles/watcher.h"

#include "base/log.h"
#include "base/steady.h"
#include "desk/alarm.h"
#include "roles/beat.h"
#include "roles/health.h"
#include "roles/lock.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "store/store_config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One cause. */
typedef struct watched {
    char *text;
    int64_t since_ms;
    bool own, seen;
    bool told;
} watched;

struct watcher {
    const char *config_path;
    config *config;      /* NULL: it has errors since the start */
    GHashTable *watched; /* cause -> watched */
    GQueue tellings;     /* char*: cause, text (NULL: it is over), ... */
    pid_t teller;        /* 0: none */
};

static void watched_free(void *data)
{
    watched *x = data;

    g_free(x->text);
    g_free(x);
}

watcher *watcher_new(const char *config_path)
{
    watcher *w = g_new0(watcher, 1);

    w->config_path = config_path;
    w->watched =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, watched_free);
    g_queue_init(&w->tellings);
    watcher_reload(w);
    return w;
}

void watcher_free(watcher *w)
{
    g_hash_table_unref(w->watched);
    g_queue_clear_full(&w->tellings, g_free);
    config_free(w->config);
    g_free(w);
}

void watcher_reload(watcher *w)
{
    config *fresh = role_config_load(w->config_path, NULL, NULL);

    if (!fresh)
        return;
    config_free(w->config);
    w->config = fresh;
}

/* ---- telling ---- */

/* In the child. The store may be what is away: then alarm_command alone. */
static void tell(const watcher *w, const char *cause, const char *text)
{
    g_autoptr(GError) error = NULL;
    alarms *a = alarm_new();
    store *s = store_open(w->config->store, NULL);
    bool fine =
        *text ? alarm_raise(a, w->config, s, cause, text, role_now_ms(), &error)
              : alarm_clear(a, s, cause, s != NULL, &error);

    if (!fine)
        log_error("alarm \"%s\": %s", cause, error->message);
    store_close(s);
    alarm_free(a);
}

/* A command may take half a minute, and a store that is locked ten seconds: roles
 * that die meanwhile must not wait for that. */
static void tell_next(watcher *w)
{
    if (w->teller > 0 && waitpid(w->teller, NULL, WNOHANG) == 0)
        return;
    w->teller = 0;
    if (g_queue_is_empty(&w->tellings))
        return;
    g_autofree char *cause = g_queue_pop_head(&w->tellings);
    g_autofree char *text = g_queue_pop_head(&w->tellings);
    w->teller = fork();
    if (w->teller == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        signal(SIGTERM,
               SIG_DFL); /* the pipe that says so is the parent's too */
        signal(SIGINT, SIG_DFL);
        lock_keep_from_exec();
        tell(w, cause, text);
        _exit(0);
    }
}

static void put(watcher *w, const char *cause, const char *text)
{
    g_queue_push_tail(&w->tellings, g_strdup(cause));
    g_queue_push_tail(&w->tellings, g_strdup(text));
}

/* ---- looking ---- */

static void note(watcher *w, const health_problem *p)
{
    watched *x = g_hash_table_lookup(w->watched, p->cause);

    if (!x) {
        x = g_new0(watched, 1);
        x->since_ms = steady_ms();
        g_hash_table_insert(w->watched, g_strdup(p->cause), x);
    }
    if (!x->seen) {
        g_free(x->text);
        x->text = g_strdup(p->text);
        x->own = p->own;
    }
    x->seen = true;
}

static gboolean settle(gpointer cause, gpointer data, gpointer context)
{
    watcher *w = context;
    watched *x = data;
    int64_t lasts_ms = steady_ms() - x->since_ms;

    if (!x->seen) {
        if (x->told)
            put(w, cause, "");
        return TRUE;
    }
    x->seen = false;
    if (!x->told && lasts_ms >= (x->own ? WATCHER_OWN_MS : WATCHER_TELL_MS)) {
        x->told = true;
        log_error("%s", x->text);
        put(w, cause, x->text);
    }
    return FALSE;
}

static void kill_hanging(const watcher *w)
{
    g_autoptr(GPtrArray) titles = health_wanted(w->config);

    for (guint i = 0; i < titles->len; i++) {
        g_autoptr(beat_state) b = beat_look(w->config, titles->pdata[i]);

        if (b->how != BEAT_HANGS || b->late_ms < WATCHER_KILL_MS ||
            kill(b->pid, SIGKILL) != 0)
            continue;
        log_error(
            "role %s (process %ld) hung for %d minutes: killed, it starts "
            "again",
            (char *)titles->pdata[i], (long)b->pid, (int)(b->late_ms / 60000));
    }
}

void watcher_look(watcher *w)
{
    if (!w->config)
        return;
    g_autoptr(GPtrArray) found = health_look(w->config);
    for (guint i = 0; i < found->len; i++) {
        const health_problem *p = found->pdata[i];
        if (!p->mild)
            note(w, p);
    }
    g_hash_table_foreach_remove(w->watched, settle, w);
    kill_hanging(w);
    tell_next(w);
}
