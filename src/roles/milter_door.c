/* milter_door: what all sessions of the milter share. */
#include "roles/milter_door.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "config/site.h"
#include "roles/trouble.h"
#include <pthread.h>

#define HEALTH_FOR_US 1000000 /* how long an answer about the spool is good */

/* pthread's locks: ThreadSanitizer does not know GLib's. */
struct milter_door {
    pthread_mutex_t lock; /* guards view, holders, at_hand, stopping */
    milter_view *view;
    int at_hand;
    bool stopping;

    pthread_mutex_t spool_lock; /* guards all below; the handle itself may be
                                   used without it */
    char *folder;
    spool *spool; /* NULL until it could be opened */
    bool healthy;
    trouble sick;
    int64_t asked_us; /* 0: never */
};

static milter_view *view_new(config *c)
{
    milter_view *v = g_new0(milter_view, 1);
    v->config = c;
    v->bell = config_bell_socket(c, "process");
    v->holders = 1; /* the door itself */
    return v;
}

milter_door *milter_door_new(config *c)
{
    milter_door *d = g_new0(milter_door, 1);
    pthread_mutex_init(&d->lock, NULL);
    pthread_mutex_init(&d->spool_lock, NULL);
    d->view = view_new(c);
    d->folder = config_spool_folder(c);
    d->healthy = true; /* trouble is logged when it begins */
    d->sick.what = "the spool";
    return d;
}

config *milter_door_free(milter_door *d)
{
    config *c = g_steal_pointer(&d->view->config);
    g_free(d->view->bell);
    g_free(d->view);
    spool_close(d->spool);
    trouble_clear(&d->sick);
    g_free(d->folder);
    pthread_mutex_destroy(&d->spool_lock);
    pthread_mutex_destroy(&d->lock);
    g_free(d);
    return c;
}

/* ---- configuration ---- */

milter_view *milter_view_take(milter_door *d)
{
    pthread_mutex_lock(&d->lock);
    milter_view *v = d->view;
    v->holders++;
    pthread_mutex_unlock(&d->lock);
    return v;
}

void milter_view_drop(milter_door *d, milter_view *v)
{
    pthread_mutex_lock(&d->lock);
    bool last = --v->holders == 0;
    pthread_mutex_unlock(&d->lock);
    if (!last)
        return;
    config_free(v->config);
    g_free(v->bell);
    g_free(v);
}

void milter_door_reload(milter_door *d, config *c)
{
    g_autofree char *folder = config_spool_folder(c);
    if (g_strcmp0(folder, d->folder) != 0)
        log_warn("the spool's folder has changed to %s; restart the milter to "
                 "use it",
                 folder);
    milter_view *fresh = view_new(c);
    pthread_mutex_lock(&d->lock);
    milter_view *old = d->view;
    d->view = fresh;
    pthread_mutex_unlock(&d->lock);
    milter_view_drop(d, old);
}

/* ---- spool ---- */

/* With spool_lock held. */
static bool ask_spool(milter_door *d, GError **error)
{
    if (!d->spool && !(d->spool = spool_open(d->folder, error)))
        return false;
    return spool_healthy(d->spool, error);
}

bool milter_door_healthy(milter_door *d)
{
    pthread_mutex_lock(&d->lock);
    bool stopping = d->stopping;
    pthread_mutex_unlock(&d->lock);
    if (stopping)
        return false;

    pthread_mutex_lock(&d->spool_lock);
    int64_t now = steady_us();
    if (!d->asked_us || now - d->asked_us >= HEALTH_FOR_US) {
        g_autoptr(GError) error = NULL;
        bool healthy = ask_spool(d, &error);
        if (!healthy && trouble_note(&d->sick, error->message))
            log_error("mail for Postern is put off with 451: %s",
                      error->message);
        else if (healthy && trouble_end(&d->sick))
            log_info("the spool is well again; mail is accepted");
        d->healthy = healthy;
        d->asked_us = steady_us();
    }
    bool healthy = d->healthy;
    pthread_mutex_unlock(&d->spool_lock);
    return healthy;
}

bool milter_door_accept(milter_door *d, const milter_view *v,
                        const spool_incoming *in, char id[33])
{
    g_autoptr(GError) error = NULL;
    pthread_mutex_lock(&d->spool_lock);
    spool *s = d->spool;
    pthread_mutex_unlock(&d->spool_lock);
    if (!s)
        err_set(&error, ERR_IO, "the spool is not open");
    else if (spool_accept(s, in, id, &error)) {
        bell_ring(v->bell);
        return true;
    }
    log_error("message %s from <%s> is put off with 451: %s",
              in->mta_id ? in->mta_id : "", in->sender ? in->sender : "",
              error->message);
    pthread_mutex_lock(&d->spool_lock);
    d->asked_us = 0; /* ask anew before the next recipient */
    pthread_mutex_unlock(&d->spool_lock);
    return false;
}

/* ---- stopping ---- */

void milter_door_busy(milter_door *d, int change)
{
    pthread_mutex_lock(&d->lock);
    d->at_hand += change;
    pthread_mutex_unlock(&d->lock);
}

int milter_door_at_hand(milter_door *d)
{
    pthread_mutex_lock(&d->lock);
    int n = d->at_hand;
    pthread_mutex_unlock(&d->lock);
    return n;
}

void milter_door_stop(milter_door *d)
{
    pthread_mutex_lock(&d->lock);
    d->stopping = true;
    pthread_mutex_unlock(&d->lock);
}
