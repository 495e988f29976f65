/* frame: what roles have in common. */
#include "roles/frame.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "config/site.h"
#include "desk/hook_config.h"
#include "roles/beat.h"
#include "roles/known.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "store/store_config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAME_REMEMBER_MS  1000
#define FRAME_FORGOTTEN_MS 60000 /* until it is tried, and told of, again */

void frame_init(frame *f, role_context *x, const char *spool_then,
                const char *store_then)
{
    *f = (frame){.x = x,
                 .spool_trouble = {.what = "the spool", .then = spool_then},
                 .store_trouble = {.what = "the store", .then = store_then},
                 .alarms = alarm_new(),
                 .bell = {.fd = -1,
                          .trouble = {.what = "the doorbell",
                                      .then = "looking now and then instead"}}};
}

static void close_bell(frame *f)
{
    if (f->bell.fd >= 0)
        close(f->bell.fd);
    f->bell.fd = -1;
}

void frame_clear(frame *f)
{
    frame_remember(f, true);
    close_bell(f);
    g_clear_pointer(&f->bell.path, g_free);
    g_clear_pointer(&f->spool, spool_close);
    g_clear_pointer(&f->store, store_close);
    g_clear_pointer(&f->alarms, alarm_free);
    trouble_clear(&f->spool_trouble);
    trouble_clear(&f->store_trouble);
    trouble_clear(&f->bell.trouble);
}

/* ---- databases ---- */

void frame_spool_failed(frame *f, GError *error)
{
    trouble_met(&f->spool_trouble, error);
}

void frame_store_failed(frame *f, GError *error)
{
    g_clear_pointer(&f->store, store_close);
    trouble_met(&f->store_trouble, error);
}

bool frame_spool(frame *f)
{
    GError *error = NULL;

    if (trouble_is_waiting(&f->spool_trouble))
        return false;
    if (f->spool)
        return true;
    g_autofree char *folder = config_spool_folder(f->x->config);
    f->spool = spool_open(folder, &error);
    if (!f->spool)
        trouble_met(&f->spool_trouble, error);
    return f->spool != NULL;
}

/* A backup that was put in the store's place knows other tickets than those that
 * mail in hand is about: nobody goes on in it without a new start. */
static bool is_our_store(const frame *f, GError **error)
{
    const char *path = f->x->config->store->path;
    uint64_t inode = frame_inode(path);

    if (f->store_inode == 0 || inode == 0 || inode == f->store_inode)
        return true;
    err_set(error, ERR_LOST,
            "another file was put in the place of the store %s; to go on with "
            "it, stop Postern and start it again",
            path);
    return false;
}

bool frame_store(frame *f)
{
    GError *error = NULL;

    if (trouble_is_waiting(&f->store_trouble))
        return false;
    if (f->store)
        return true;
    if (!is_our_store(f, &error) ||
        !(f->store = store_open(f->x->config->store, &error)) ||
        !known_guard(f->x->config, f->store, role_now_ms(), &error)) {
        g_clear_pointer(&f->store, store_close);
        trouble_met(&f->store_trouble, error);
        return false;
    }
    if (f->store_inode == 0)
        f->store_inode = frame_inode(f->x->config->store->path);
    return true;
}

void frame_remember(frame *f, bool soon)
{
    g_autoptr(GError) error = NULL;
    store_age age;

    if (!f->store ||
        (!soon && steady_ms() - f->remembered_ms < FRAME_REMEMBER_MS))
        return;
    f->remembered_ms = steady_ms();
    if (!store_age_get(f->store, &age, &error) ||
        (memcmp(&age, &f->age, sizeof age) != 0 &&
         !known_keep(f->x->config, f->spool, &age, &error))) {
        log_warn("how far the store has come cannot be remembered: %s",
                 error->message);
        f->remembered_ms += FRAME_FORGOTTEN_MS;
        return;
    }
    f->age = age;
}

/* ---- the doorbell ---- */

uint64_t frame_inode(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 ? st.st_ino : 0;
}

bool frame_in_place(const char *path, uint64_t inode)
{
    return inode != 0 && frame_inode(path) == inode;
}

void frame_keep_bell(frame *f)
{
    frame_bell *b = &f->bell;
    GError *error = NULL;

    if (!b->path || (b->fd >= 0 && frame_in_place(b->path, b->inode)) ||
        trouble_is_waiting(&b->trouble))
        return;
    close_bell(f);
    b->fd = bell_listen(b->path, &error);
    if (b->fd < 0) {
        trouble_met(&b->trouble, error);
        return;
    }
    b->inode = frame_inode(b->path);
    trouble_over(&b->trouble);
}

void frame_listen(frame *f, const char *name)
{
    f->bell.path = config_bell_socket(f->x->config, name);
    frame_keep_bell(f);
}

void frame_ring(const config *c, const char *name)
{
    g_autofree char *path = config_bell_socket(c, name);

    bell_ring(path);
}

void frame_ring_jobs(const config *c)
{
    if (config_has_calls(c))
        frame_ring(c, "jobs");
}

/* ---- the loop ---- */

void frame_take_config(role_context *x, config *fresh)
{
    config_free(x->config);
    x->config = fresh;
}

void frame_reload(frame *f, config *fresh)
{
    if (strcmp(fresh->store->path, f->x->config->store->path) != 0) {
        g_clear_pointer(&f->store, store_close);
        f->store_inode = 0;
    }
    frame_take_config(f->x, fresh);
}

/* False: the role is to end. */
static bool reload(role_context *x, const frame_work *work, void *self)
{
    g_autoptr(GError) error = NULL;
    config *fresh = role_config_load(x->config_path, NULL, &error);

    if (!fresh) {
        log_error("the configuration has errors; going on with the old one: %s",
                  error->message);
        return true;
    }
    if (!work->reload)
        frame_take_config(x, fresh);
    else if (!work->reload(self, fresh))
        return false;
    log_info("configuration read again");
    return true;
}

void frame_loop(role_context *x, const frame_work *work, void *self)
{
    while (!role_stopping()) {
        beat();
        if (role_reload_wanted() && !reload(x, work, self))
            return;
        if (!work->step(self))
            return;
    }
}

int frame_fail(const GError *error)
{
    log_error("%s", error->message);
    return err_info_of(err_class_of(error))->exit;
}
