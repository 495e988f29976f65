/* send_alarm: alarms of the role that sends. */
#include "roles/send_room.h"

#include "base/log.h"
#include "roles/now.h"

void send_alarm(sender *x, const char *cause, const char *text)
{
    g_autoptr(GError) why = NULL;
    if (!alarm_raise(x->f.alarms, x->f.x->config, x->f.store, cause, text,
                     role_now_ms(), &why))
        log_error("alarm \"%s\" could not be told in every way: %s", cause,
                  why->message);
}

void send_alarm_over(sender *x, const char *cause)
{
    g_autoptr(GError) why = NULL;
    if (!alarm_clear(x->f.alarms, x->f.store, cause, false, &why))
        log_warn("alarm \"%s\" stays open: %s", cause, why->message);
}
