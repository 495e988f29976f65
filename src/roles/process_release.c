/* process_release: messages that were held as a whole and are let in go through
 * the spool once more. The hold ends when they are decided again, so a crash on
 * the way only makes one come twice, and the second is known for a copy. */
#include "roles/process_room.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "roles/now.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/raw.h"
#include <jansson.h>

/* NULL: it cannot be had; then it is held again, and the log says why. */
static GBytes *raw_of(store *s, const store_ledger *l, GError **error)
{
    if (l && l->raw)
        return store_raw_get(s, l->raw, error);
    err_set(error, ERR_NOT_FOUND, "its raw message is not kept");
    return NULL;
}

static bool accept_again(process *p, const store_held *h, const store_ledger *l,
                         GBytes *raw, GError **error)
{
    json_t *data = json_loads(h->data ? h->data : "{}", 0, NULL);
    g_autofree char *door = g_strdup_printf("release %s", l->door);
    g_auto(GStrv) recipients =
        g_strsplit(l->recipients ? l->recipients : "", ",", -1);
    spool_incoming in = {
        .door = door,
        .queue = l->queue,
        .sender = l->sender,
        .recipients = (const char *const *)recipients,
        .login = json_string_value(json_object_get(data, "login")),
        .client = json_string_value(json_object_get(data, "client")),
        .released = l->id,
        .accepted_ms = role_now_ms(),
        .raw = raw};
    char id[33];
    for (char **r = recipients; *r; r++)
        g_strstrip(*r);
    bool fine = spool_accept(p->f.spool, &in, id, error);
    json_decref(data);
    return fine;
}

static void hold_again(process *p, store_held *h, GError *why)
{
    GError *error = NULL;
    log_error("held message %" G_GINT64_FORMAT " cannot be let in: %s; it "
              "stays held",
              h->id, why->message);
    g_error_free(why);
    h->state = STORE_HELD_OPEN;
    if (store_begin_deciding(p->f.store, &error)) {
        if (store_held_update(p->f.store, h, &error) &&
            store_commit(p->f.store, &error))
            return;
        store_rollback(p->f.store);
    }
    frame_store_failed(&p->f, error);
}

/* False: trouble; the rest waits. */
static bool let_in(process *p, store_held *h)
{
    GError *error = NULL;
    g_autoptr(store_ledger) l = store_ledger_get(p->f.store, h->ledger, &error);
    g_autoptr(GBytes) raw = error ? NULL : raw_of(p->f.store, l, &error);
    if (!raw) {
        if (trouble_whose(error) == BLAME_OUTSIDE) {
            frame_store_failed(&p->f, error);
            return false;
        }
        hold_again(p, h, error);
        return p->f.store != NULL;
    }
    if (accept_again(p, h, l, raw, &error)) {
        log_info("held message %" G_GINT64_FORMAT " is let in", h->id);
        return true;
    }
    frame_spool_failed(&p->f, error);
    return false;
}

void process_release(process *p)
{
    int64_t now_ms = steady_ms();
    GError *error = NULL;
    if (now_ms - p->released_ms < PROCESS_RELEASE_MS)
        return;
    p->released_ms = now_ms;
    g_autoptr(GPtrArray) all = store_held_released(p->f.store, &error);
    if (!all) {
        frame_store_failed(&p->f, error);
        return;
    }
    if (all->len == 0)
        g_hash_table_remove_all(p->released);
    for (unsigned i = 0; i < all->len; i++) {
        store_held *h = all->pdata[i];
        if (g_hash_table_contains(p->released, &h->id))
            continue; /* it is on its way */
        if (!let_in(p, h))
            return;
        g_hash_table_add(p->released, g_memdup2(&h->id, sizeof h->id));
    }
}
