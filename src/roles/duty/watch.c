/* watch: mail that waits too long is an alarm. */
#include "base/log.h"
#include "roles/duty/duty.h"
#include "roles/health.h"
#include "store/outgoing.h"

#define EVERY_MS     30000
#define SPOOL_CAUSE  "mail waits in the spool"
#define SENDER_CAUSE "mail waits to be sent"

/* Whether an earlier run's alarm is over is looked for once. */
static void tell(duty_desk *d, const char *cause, bool waits, const char *text,
                 bool *looked)
{
    g_autoptr(GError) error = NULL;
    frame *f = d->f;
    bool fine = waits ? alarm_raise(f->alarms, d->config, f->store, cause, text,
                                    d->now_ms, &error)
                      : alarm_clear(f->alarms, f->store, cause,
                                    !*looked && f->store, &error);
    *looked = *looked || f->store;
    if (!fine)
        log_error("alarm \"%s\": %s", cause, error->message);
}

static void watch_spool(duty_desk *d)
{
    static bool looked;
    int64_t waiting = 0, oldest_ms = 0;
    GError *why = NULL;
    if (!frame_spool(d->f))
        return;
    if (!spool_status(d->f->spool, d->now_ms, &waiting, &oldest_ms, &why)) {
        frame_spool_failed(d->f, why);
        return;
    }
    trouble_over(&d->f->spool_trouble);
    g_autofree char *text = g_strdup_printf(
        "%" G_GINT64_FORMAT " messages wait in the spool, the oldest for %d "
        "minutes. Nothing is lost. `postern queue' lists them, `postern "
        "status' shows whether the roles scan and process run and the store "
        "can be written; their log lines say what they wait for.",
        waiting, (int)(oldest_ms / 60000));
    tell(d, SPOOL_CAUSE, oldest_ms > HEALTH_WAIT_MS, text, &looked);
}

/* Due for so long, and nobody took it up: a failed try sets a later time. */
static bool watch_sending(duty_desk *d, GError **error)
{
    static bool looked;
    int64_t next_ms = 0;
    g_autoptr(GPtrArray) late = store_outgoing_due(
        d->f->store, d->now_ms - HEALTH_WAIT_MS, 1, &next_ms, NULL, error);
    if (!late)
        return false;
    tell(d, SENDER_CAUSE, late->len > 0,
         "Outgoing mail is due for over ten minutes and nobody sends it. "
         "Nothing is lost. `postern status' shows whether the role send runs, "
         "`postern queue' lists the mail.",
         &looked);
    return true;
}

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    watch_spool(d);
    return !d->f->store || trouble_is_waiting(&d->f->store_trouble) ||
           watch_sending(d, error);
}

const duty duty_watch = {.name = "mail that waits",
                         .every_ms = EVERY_MS,
                         .alone = true,
                         .work = work};
