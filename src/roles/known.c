/* known: is the store that is here the one that was here? */
#include "roles/known.h"

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/alarm.h"
#include "store/outgoing.h"
#include "store/store_config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KNOWN_TEXT_MAX 256  /* octets of the file */
#define KNOWN_LISTED   1000 /* mails that are counted */
#define KNOWN_FIRST    1000 /* a new store's last ticket (store/schema.c) */

/* Always of the same length, so that one write to one block replaces it. */
#define KNOWN_WRITE                                               \
    "postern known 1 epoch %020" PRId64 " generation %020" PRId64 \
    " ticket %020" PRId64 " inode %020" PRIu64 " born %020" PRId64 " end\n"
#define KNOWN_READ                                                             \
    "postern known 1 epoch %" SCNd64 " generation %" SCNd64 " ticket %" SCNd64 \
    " inode %" SCNu64 " born %" SCNd64 " %3[end]"

/* Which file it is: a copy is another. */
typedef struct identity {
    uint64_t inode;
    int64_t born_ns; /* 0: the file system does not say */
} identity;

typedef struct known {
    store_age age;
    bool any;    /* something is remembered */
    bool copied; /* by a file that was another when it was written */
} known;

static const char *const names[] = {"store-epoch", "store-generation",
                                    "store-ticket"};
G_STATIC_ASSERT(sizeof(store_age) == G_N_ELEMENTS(names) * sizeof(int64_t));

static char *state_file(const config *c)
{
    return g_build_filename(c->site->state, "known", NULL);
}

static char *run_file(const config *c)
{
    return g_build_filename(c->site->run, "known-now", NULL);
}

static void raise_to(store_age *age, const store_age *other)
{
    age->epoch = MAX(age->epoch, other->epoch);
    age->generation = MAX(age->generation, other->generation);
    age->ticket = MAX(age->ticket, other->ticket);
}

/* ---- the files ---- */

static identity identity_of(int fd)
{
    struct statx st = {0};
    identity who = {0};

    if (statx(fd, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &st) != 0)
        return who;
    who.inode = st.stx_ino;
    if (st.stx_mask & STATX_BTIME)
        who.born_ns =
            st.stx_btime.tv_sec * INT64_C(1000000000) + st.stx_btime.tv_nsec;
    return who;
}

static bool is_same(const identity *a, const identity *b)
{
    return a->inode == b->inode &&
           (a->born_ns == 0 || b->born_ns == 0 || a->born_ns == b->born_ns);
}

/* False: it says nothing that can be read. */
static bool read_text(int fd, store_age *age, identity *who)
{
    char text[KNOWN_TEXT_MAX + 1] = {0}, end[4] = {0};

    return pread(fd, text, KNOWN_TEXT_MAX, 0) > 0 &&
           sscanf(text, KNOWN_READ, &age->epoch, &age->generation, &age->ticket,
                  &who->inode, &who->born_ns, end) == 6 &&
           strcmp(end, "end") == 0;
}

static bool write_text(int fd, const store_age *age, const identity *who)
{
    char text[KNOWN_TEXT_MAX];
    int size =
        g_snprintf(text, sizeof text, KNOWN_WRITE, age->epoch, age->generation,
                   age->ticket, who->inode, who->born_ns);

    return pwrite(fd, text, (size_t)size, 0) == size && fdatasync(fd) == 0;
}

/* NULL path is nobody's; a file that is not there says nothing. */
static bool read_file(const char *path, known *k, bool own, GError **error)
{
    store_age age;
    identity was, is;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return true;
    if (fd < 0 || flock(fd, LOCK_SH) != 0) {
        err_set_errno(error, errno, "%s cannot be read", path);
        if (fd >= 0)
            close(fd);
        return false;
    }
    is = identity_of(fd);
    if (read_text(fd, &age, &was)) {
        raise_to(&k->age, &age);
        k->any = true;
        k->copied = k->copied || (own && !is_same(&was, &is));
    } else {
        log_warn("%s is damaged; the spool remembers the same", path);
    }
    close(fd);
    return true;
}

/* Under a lock: several roles write, and none may take another's back. */
static bool write_locked(int fd, const store_age *age)
{
    store_age all = *age, before;
    identity was, is = identity_of(fd);

    if (flock(fd, LOCK_EX) != 0)
        return false;
    if (read_text(fd, &before, &was)) {
        raise_to(&all, &before);
        if (memcmp(&all, &before, sizeof all) == 0 && is_same(&was, &is))
            return true;
    }
    return write_text(fd, &all, &is);
}

static bool write_file(const char *path, const store_age *age, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    bool fresh = access(path, F_OK) != 0;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write_locked(fd, age);

    if (!fine)
        err_set_errno(error, errno, "%s cannot be written", path);
    if (fd >= 0)
        close(fd);
    return fine && (!fresh || file_sync_folder(folder, error));
}

/* ---- all that is known ---- */

static bool read_spool(spool *p, known *k, GError **error)
{
    store_age age = {0};

    if (!spool_known_get(p, names, &age.epoch, G_N_ELEMENTS(names), error))
        return false;
    k->any = k->any || age.epoch > 0;
    raise_to(&k->age, &age);
    return true;
}

static bool read_known(const config *c, spool *p, known *k, GError **error)
{
    g_autofree char *state = state_file(c), *run = run_file(c);

    return read_file(state, k, true, error) &&
           read_file(run, k, false, error) && read_spool(p, k, error);
}

bool known_keep(const config *c, spool *p, const store_age *age, GError **error)
{
    g_autofree char *state = state_file(c), *run = run_file(c);

    write_file(run, age, NULL); /* better than nothing, and no more */
    return write_file(state, age, error) &&
           (!p ||
            spool_known_set(p, names, &age->epoch, G_N_ELEMENTS(names), error));
}

/* ---- a store that is not the one that was here ---- */

/* Why; NULL: it is. Caller frees. */
static char *strangeness(const known *k, const store_age *is)
{
    bool empty = is->generation == 0 || is->ticket <= KNOWN_FIRST;

    if (!k->any)
        return empty ? NULL
                     : g_strdup("nothing beside it remembers it, as after a "
                                "restore on another machine");
    if (store_is_older(is, &k->age))
        return g_strdup_printf(
            "it is older than what was here: it knows tickets up to #%" PRId64
            ", and #%" PRId64 " was given out already",
            is->ticket, k->age.ticket);
    return k->copied
               ? g_strdup("the desk's folder was copied, or put back whole")
               : NULL;
}

static void tell(const config *c, store *s, const char *why, int64_t now_ms)
{
    g_autoptr(GPtrArray) rows = store_outgoing_paused(s, KNOWN_LISTED, NULL);
    g_autoptr(GError) error = NULL;
    alarms *a = alarm_new();
    g_autofree char *text = g_strdup_printf(
        "The store %s was replaced: %s. A new epoch began: what answers mail "
        "from before is put on hold and its author asked.\n\n%u messages that "
        "this store was to send wait, because they may have been sent already; "
        "so do reminders. See them with: postern queue\nThen send them with: "
        "postern resume\nor do not: postern resume --drop",
        c->store->path, why, rows ? rows->len : 0);

    log_warn("%s", text);
    if (!alarm_raise(a, c, s, KNOWN_CAUSE, text, now_ms, &error))
        log_error("alarm \"" KNOWN_CAUSE "\": %s", error->message);
    alarm_free(a);
}

static bool begin_epoch(store *s, const known *k, int64_t now_ms,
                        GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_begin_epoch(s, &k->age, now_ms, error))
        return store_commit(s, error);
    store_rollback(s);
    return false;
}

/* What is remembered is read first: nobody remembers what is not yet in the
 * store. */
static bool guard(const config *c, store *s, spool *p, int64_t now_ms,
                  GError **error)
{
    known k = {0};
    store_age is;

    if (!read_known(c, p, &k, error) || !store_age_get(s, &is, error))
        return false;
    g_autofree char *why = strangeness(&k, &is);
    if (why) {
        if (!begin_epoch(s, &k, now_ms, error) || !store_age_get(s, &is, error))
            return false;
        tell(c, s, why, now_ms);
    }
    return known_keep(c, p, &is, error);
}

bool known_guard(const config *c, store *s, int64_t now_ms, GError **error)
{
    g_autofree char *folder = config_spool_folder(c);
    spool *p = spool_open(folder, error);
    bool fine = p && guard(c, s, p, now_ms, error);

    if (p)
        spool_close(p);
    return fine;
}
