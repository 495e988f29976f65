/* beat: a role shows that it lives, and others look. */
#include "roles/beat.h"

#include "base/err.h"
#include "base/file.h"
#include "base/steady.h"
#include "config/site.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_MS  50
#define FILE_MAX (64u << 10)

typedef struct waiting {
    char *what, *words;
    int64_t lasting_ms; /* from then on */
} waiting;

/* The role of this process: there is one. */
static struct {
    char *path;
    int fd; /* locked */
    int64_t next_ms;
    bool changed;
    GPtrArray *waits; /* waiting* */
} own = {.fd = -1};
/* pthread's: ThreadSanitizer does not know GLib's. Guards all of it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static char *path_of(const config *c, const char *name)
{
    g_autofree char *file = g_strdup_printf("role.%s", name);

    g_strdelimit(file, " /", '-');
    return g_build_filename(c->site->run, file, NULL);
}

static void waiting_free(void *data)
{
    waiting *w = data;

    g_free(w->what);
    g_free(w->words);
    g_free(w);
}

/* ---- taking the role ---- */

static pid_t pid_in(int fd)
{
    char text[32] = {0};

    return pread(fd, text, sizeof text - 1, 0) > 0
               ? (pid_t)g_ascii_strtoll(text, NULL, 10)
               : 0;
}

/* Is the file that we locked the one at its path? Who cleans up RUN may have
 * taken it away. */
static bool is_in_place(int fd, const char *path)
{
    struct stat here, there;

    return fstat(fd, &here) == 0 && lstat(path, &there) == 0 &&
           here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

static int open_locked(const char *path, int64_t patience_ms, GError **error)
{
    for (int64_t end_ms = steady_ms() + patience_ms;;) {
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

        if (fd < 0) {
            err_set_errno(error, errno, "%s", path);
            return -1;
        }
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_in_place(fd, path))
            return fd;
        long pid = (long)pid_in(fd);
        close(fd);
        if (steady_ms() >= end_ms) {
            err_set(error, ERR_BUSY,
                    "process %ld has this role already (it holds %s)", pid,
                    path);
            return -1;
        }
        poll(NULL, 0, POLL_MS);
    }
}

static bool write_state(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_printf(text, "%ld %" G_GINT64_FORMAT "\n", (long)getpid(),
                    own.next_ms);
    for (guint i = 0; i < own.waits->len; i++) {
        const waiting *w = own.waits->pdata[i];
        g_autofree char *line =
            g_strdup_printf("%s cannot be used: %s", w->what, w->words);

        g_strdelimit(line, "\n\t", ' ');
        g_string_append_printf(text, "%" G_GINT64_FORMAT "\t%s\n",
                               w->lasting_ms, line);
    }
    own.changed = false;
    return pwrite(own.fd, text->str, text->len, 0) == (ssize_t)text->len &&
           ftruncate(own.fd, (off_t)text->len) == 0;
}

/* What a parent had, in its child: the parent's lock stays the parent's. */
static void forget(void)
{
    if (own.fd >= 0)
        close(own.fd);
    own.fd = -1;
    g_clear_pointer(&own.path, g_free);
    g_clear_pointer(&own.waits, g_ptr_array_unref);
}

bool beat_open(const config *c, const char *name, GError **error)
{
    if (g_mkdir_with_parents(c->site->run, 0755) != 0) {
        err_set_errno(error, errno, "%s: cannot make the run folder",
                      c->site->run);
        return false;
    }
    pthread_mutex_lock(&lock);
    forget();
    own.path = path_of(c, name);
    own.fd = open_locked(own.path, BEAT_LOCK_MS, error);
    if (own.fd < 0) {
        g_clear_pointer(&own.path, g_free);
    } else {
        own.waits = g_ptr_array_new_with_free_func(waiting_free);
        own.next_ms = steady_ms() + BEAT_MS;
        write_state();
    }
    bool fine = own.fd >= 0;
    pthread_mutex_unlock(&lock);
    return fine;
}

void beat_close(void)
{
    pthread_mutex_lock(&lock);
    if (own.fd >= 0) {
        if (is_in_place(own.fd, own.path))
            unlink(own.path);
        close(own.fd);
        own.fd = -1;
        g_clear_pointer(&own.path, g_free);
        g_clear_pointer(&own.waits, g_ptr_array_unref);
    }
    pthread_mutex_unlock(&lock);
}

/* ---- beating ---- */

static void put_in_place(void)
{
    if (is_in_place(own.fd, own.path))
        return;
    int fd = open_locked(own.path, 0, NULL);
    if (fd < 0)
        return; /* the folder is gone; the next beat tries again */
    close(own.fd);
    own.fd = fd;
}

/* Written when it says something new, by half a beat or more. */
static void promise(int64_t ms)
{
    pthread_mutex_lock(&lock);
    int64_t next_ms = steady_ms() + ms;
    if (own.fd >= 0 &&
        (own.changed || ABS(next_ms - own.next_ms) >= BEAT_MS / 2)) {
        own.next_ms = next_ms;
        put_in_place();
        write_state();
    }
    pthread_mutex_unlock(&lock);
}

void beat(void)
{
    promise(BEAT_MS);
}

void beat_within(int64_t ms)
{
    promise(MAX(ms, BEAT_MS));
}

void beat_busy(void)
{
    promise(BEAT_BUSY_MS);
}

void beat_trouble(const char *what, const char *words, int64_t mild_ms)
{
    pthread_mutex_lock(&lock);
    waiting *w = NULL;
    guint n = 0;
    for (; own.waits && n < own.waits->len && !w; n++)
        if (strcmp(((waiting *)own.waits->pdata[n])->what, what) == 0)
            w = own.waits->pdata[n--];
    if (!own.waits || (!w && !words) ||
        (w && words && strcmp(w->words, words) == 0)) {
        pthread_mutex_unlock(&lock);
        return;
    }
    if (w && !words) {
        g_ptr_array_remove_index(own.waits, n);
    } else if (w) {
        g_free(w->words);
        w->words = g_strdup(words);
    } else {
        w = g_new0(waiting, 1);
        w->what = g_strdup(what);
        w->words = g_strdup(words);
        w->lasting_ms = steady_ms() + mild_ms;
        g_ptr_array_add(own.waits, w);
    }
    own.changed = true;
    write_state();
    pthread_mutex_unlock(&lock);
}

/* ---- looking ---- */

void beat_state_free(beat_state *b)
{
    if (!b)
        return;
    g_ptr_array_unref(b->lasting);
    g_ptr_array_unref(b->passing);
    g_free(b);
}

static void read_state(beat_state *b, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int64_t now_ms = steady_ms();
    char *end = NULL;

    b->pid = (pid_t)g_ascii_strtoll(text, &end, 10);
    b->late_ms = now_ms - g_ascii_strtoll(end, NULL, 10);
    b->how = b->late_ms > BEAT_LATE_MS ? BEAT_HANGS : BEAT_ALIVE;
    for (guint i = 1; lines[0] && lines[i] && *lines[i]; i++) {
        const char *tab = strchr(lines[i], '\t');
        bool lasts = g_ascii_strtoll(lines[i], NULL, 10) <= now_ms;

        if (tab)
            g_ptr_array_add(lasts ? b->lasting : b->passing, g_strdup(tab + 1));
    }
}

beat_state *beat_look(const config *c, const char *name)
{
    g_autofree char *path = path_of(c, name);
    beat_state *b = g_new0(beat_state, 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    b->how = BEAT_DEAD;
    b->lasting = g_ptr_array_new_with_free_func(g_free);
    b->passing = g_ptr_array_new_with_free_func(g_free);
    if (fd < 0)
        return b;
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        g_autoptr(GBytes) all = file_read_fd(fd, FILE_MAX, NULL);
        gsize size = 0;
        const char *data = all ? g_bytes_get_data(all, &size) : NULL;
        g_autofree char *text = g_strndup(data ? data : "", size);

        read_state(b, text);
    }
    close(fd);
    return b;
}
