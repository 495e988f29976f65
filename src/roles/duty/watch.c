/* watch: mail that waits too long is an alarm. */
#include "base/log.h"
#include "roles/duty/duty.h"

#define EVERY_MS    30000
#define TOO_LONG_MS (10 * 60 * 1000)
#define CAUSE       "mail waits in the spool"

static void tell(duty_desk *d, bool waits, const char *text, bool force)
{
    g_autoptr(GError) error = NULL;
    frame *f = d->f;
    bool fine = waits ? alarm_raise(f->alarms, d->config, f->store, CAUSE, text,
                                    d->now_ms, &error)
                      : alarm_clear(f->alarms, f->store, CAUSE, force, &error);
    if (!fine)
        log_error("alarm \"%s\": %s", CAUSE, error->message);
}

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    static bool looked; /* an earlier run's alarm is cleared once */
    int64_t waiting = 0, oldest_ms = 0;
    GError *why = NULL;
    if (!frame_spool(d->f))
        return true;
    if (!spool_status(d->f->spool, d->now_ms, &waiting, &oldest_ms, &why)) {
        frame_spool_failed(d->f, why);
        return true;
    }
    trouble_over(&d->f->spool_trouble);
    g_autofree char *text = g_strdup_printf(
        "%" G_GINT64_FORMAT " messages wait in the spool, the oldest for %d "
        "minutes. Nothing is lost. `postern queue' lists them, `postern "
        "status' shows whether the roles scan and process run and the store "
        "can be written; their log lines say what they wait for.",
        waiting, (int)(oldest_ms / 60000));
    tell(d, oldest_ms > TOO_LONG_MS, text, !looked && d->f->store);
    looked = looked || d->f->store;
    return true;
}

const duty duty_watch = {.name = "mail that waits",
                         .every_ms = EVERY_MS,
                         .alone = true,
                         .work = work};
