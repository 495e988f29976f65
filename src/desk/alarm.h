/* alarm: tells administrators what is wrong, once per cause.
 *
 * A cause is a word or two ("smtp away"); its text says what happened, where, and
 * which command mends it. With a store at hand a cause is remembered there: all
 * processes together tell it once, by mail to the admins and by alarm_command.
 * With the store away alarm_command alone is run, once per cause and process.
 * For roles and commands: it waits for that command (hooks/hook.h). */
#ifndef POSTERN_ALARM_H
#define POSTERN_ALARM_H

#include "config/config.h"
#include "store/store.h"

/* What this process has told. One thread. */
typedef struct alarms alarms;
alarms *alarm_new(void);
void alarm_free(alarms *a);

/* True if nothing went wrong, told now or before. `s` (NULL: away) must be
 * outside a transaction. What could be done is done even if another part fails:
 * *error says which. */
bool alarm_raise(alarms *a, const config *c, store *s, const char *cause,
                 const char *text, int64_t now_ms, GError **error);
/* Take over what the store says is told and not over: of an earlier run, so that
 * it can be cleared when it works again. Once, when the store is first there. */
bool alarm_recall(alarms *a, store *s, GError **error);
/* It works again; cheap if this process did not raise it. `force`: look in the
 * store all the same (once at the start of a role: another run raised it). */
bool alarm_clear(alarms *a, store *s, const char *cause, bool force,
                 GError **error);

#endif
