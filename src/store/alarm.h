/* alarm: what is wrong now, each cause once. */
#ifndef POSTERN_STORE_ALARM_H
#define POSTERN_STORE_ALARM_H

#include "store/store.h"

/* True in *first if this cause was not open (then it is now). */
bool store_alarm_raise(store *s, const char *cause, const char *text,
                       int64_t now_ms, bool *first, GError **error);
bool store_alarm_clear(store *s, const char *cause, GError **error);
GPtrArray *store_alarm_list(store *s, GError **error); /* char* "cause\ttext" */

#endif
