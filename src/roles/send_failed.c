/* send_failed: what becomes of a mail that fails for good is decided in the desk
 * (desk/decide/failed.c); here that plan is carried out. */
#include "roles/send_room.h"

#include "base/err.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "roles/now.h"

void send_tell_alarms(sender *x, const store_outgoing *o, const plan *p)
{
    store *s = o->audience == STORE_TO_ADMIN ? NULL : x->f.store;
    for (guint i = 0; i < p->steps->len; i++) {
        const plan_step *step = p->steps->pdata[i];
        g_autoptr(GError) why = NULL;
        if (step->what == PLAN_ALARM &&
            !alarm_raise(x->f.alarms, x->f.x->config, s, step->alarm.cause,
                         step->alarm.text, role_now_ms(), &why))
            log_error("alarm \"%s\" could not be told in every way: %s",
                      step->alarm.cause, why->message);
    }
}

bool send_read_ticket(sender *x, int64_t id, snapshot_ticket **t,
                      GError **error)
{
    GError *local = NULL;
    *t = id > 0 ? snapshot_ticket_alone(x->f.store, x->f.x->config, id, NULL,
                                        &local)
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
                              const char *result, bool tell, GError **error)
{
    int64_t now = role_now_ms();
    snapshot_ticket *t = NULL;
    int64_t fresh =
        store_ticket_count_since(x->f.store, now - SPAN_MINUTE, error);
    if (fresh < 0 || (tell && !send_read_ticket(x, o->ticket, &t, error)))
        return NULL;
    bool flood = fresh >= x->f.x->config->site->flood_per_minute;
    plan *p = decide_failed(x->f.x->config, t, o, result, flood, now);
    snapshot_ticket_free(t);
    if (apply_plan(x->f.store, p, NULL, now, NULL, error))
        return p;
    plan_free(p);
    return NULL;
}

bool send_failed(sender *x, const store_outgoing *o, const char *result,
                 bool tell, GError **error)
{
    if (!store_begin_deciding(x->f.store, error))
        return false;
    g_autoptr(plan) p = decide_and_apply(x, o, result, tell, error);
    if (!p || !store_commit(x->f.store, error)) {
        store_rollback(x->f.store);
        return false;
    }
    send_tell_alarms(x, o, p);
    return true;
}

static bool tell_put_off(sender *x, const store_outgoing *o, const char *answer,
                         int64_t now, GError **error)
{
    snapshot_ticket *t = NULL;
    if (!send_read_ticket(x, o->ticket, &t, error))
        return false;
    g_autoptr(plan) p = decide_put_off(x->f.x->config, t, o, answer, now);
    snapshot_ticket_free(t);
    return apply_plan(x->f.store, p, NULL, now, NULL, error);
}

void send_put_off(sender *x, const store_outgoing *o, const char *answer)
{
    int64_t now = role_now_ms();
    g_autoptr(GError) why = NULL;
    if (!decide_is_put_off(o, now))
        return;
    if (store_begin_deciding(x->f.store, &why) &&
        tell_put_off(x, o, answer, now, &why) && store_commit(x->f.store, &why))
        return;
    store_rollback(x->f.store);
    log_warn("mail %" G_GINT64_FORMAT " is put off, and nobody could be told: "
             "%s",
             o->id, why->message);
}
