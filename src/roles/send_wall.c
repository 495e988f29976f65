/* send_wall: the last wall before the smarthost. What it sees is decided in the
 * desk (desk/decide/walled.c); here the mail is read, and that plan carried out. */
#include "roles/send_room.h"

#include "base/err.h"
#include "config/site.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "roles/beat.h"
#include "roles/now.h"
#include "scan/client.h"
#include "scan/scan_config.h"

#define WALL_LINGER_MS 5000 /* beyond the time that one message may take */

/* ---- reading ---- */

/* What nobody could read is doubt, and doubt holds; its own text is looked at all the
 * same. */
static said_mail *unread(const notify_mail *mail)
{
    said_mail *s = said_new();
    g_autofree char *text = shown_text(mail->parts, false);
    said_add(s, NULL, text);
    s->failed = true;
    return s;
}

/* Attachments are somebody's octets: they are read where all such are. NULL: that is
 * away. */
static said_mail *read_mail(sender *x, const notify_mail *mail, GError **why)
{
    const config *c = x->f.x->config;
    int64_t wait_ms = c->scan->wall_ms + WALL_LINGER_MS;
    g_autofree char *socket = config_scan_socket(c);
    gsize size;
    const void *data = g_bytes_get_data(mail->message, &size);
    if (!mail->files)
        return said_read(data, size);
    beat_within(wait_ms);
    said_mail *s = scan_said(socket, mail->message, wait_ms, why);
    err_class class = !s ? err_class_of(*why) : ERR_NET;
    if (class == ERR_CRASH || class == ERR_DATA || class == ERR_LIMIT) {
        g_clear_error(why);
        return unread(mail);
    }
    return s;
}

/* ---- carrying out ---- */

/* The article that the row carries; *e NULL: none. */
static bool read_article(sender *x, const store_outgoing *o, store_entry **e,
                         GError **error)
{
    GError *local = NULL;
    *e = o->ticket > 0 && o->entry > 0
             ? store_entry_get(x->f.store, o->ticket, o->entry, &local)
             : NULL;
    if (local && err_class_of(local) != ERR_NOT_FOUND) {
        g_propagate_error(error, local);
        return false;
    }
    g_clear_error(&local);
    return true;
}

/* In a transaction. NULL on error. */
static plan *decide_and_apply(sender *x, const store_outgoing *o,
                              const wall_hit *hit, GError **error)
{
    int64_t now = role_now_ms();
    snapshot_ticket *t = NULL;
    g_autoptr(store_entry) e = NULL;
    bool gone = false;
    plan *p = NULL;
    if (send_read_ticket(x, o->ticket, &t, error) &&
        read_article(x, o, &e, error) &&
        store_outgoing_is_gone(x->f.store, o->ticket, o->entry, &gone, error))
        p = decide_walled(x->f.x->config, t, e, o, hit, gone, now);
    snapshot_ticket_free(t);
    if (!p || apply_plan(x->f.store, p, NULL, now, NULL, error))
        return p;
    plan_free(p);
    return NULL;
}

bool send_is_ready(sender *x, const store_outgoing *o, bool *ready,
                   GError **error)
{
    g_autoptr(store_outgoing) now =
        store_outgoing_get(x->f.store, o->id, error);
    *ready = now && now->state == STORE_OUT_READY;
    return now != NULL;
}

static bool carry_out(sender *x, const store_outgoing *o, const wall_hit *hit,
                      bool *goes, GError **error)
{
    bool ready = false;
    g_autoptr(plan) p = NULL;
    *goes = false;
    if (!store_begin_deciding(x->f.store, error))
        return false;
    if (send_is_ready(x, o, &ready, error) && !ready) {
        store_rollback(x->f.store);
        return true;
    }
    p = ready ? decide_and_apply(x, o, hit, error) : NULL;
    if (!p || !store_commit(x->f.store, error)) {
        store_rollback(x->f.store);
        return false;
    }
    *goes = !plan_find(p, PLAN_WITHDRAW) && !plan_find(p, PLAN_BOUNCED);
    send_tell_alarms(x, o, p);
    return true;
}

send_leave send_wall(sender *x, const store_outgoing *o,
                     const notify_mail *mail, GError **why)
{
    const config *c = x->f.x->config;
    g_autoptr(said_mail) s = read_mail(x, mail, why);
    g_autoptr(wall_hit) hit = NULL;
    bool goes = true;
    if (!s)
        return SEND_LATER;
    if (!wall_look(c, &x->f.x->site, store_epoch(x->f.store), x->pub, x->wall,
                   o, s, mail->parts, &hit, why) ||
        (hit && !carry_out(x, o, hit, &goes, why)))
        return SEND_LOST;
    return goes ? SEND_MAY_GO : SEND_HELD;
}
