/* milter_session: libmilter's callbacks. A session's calls may come from a
 * different thread each time, never two at once. */
#ifndef POSTERN_MILTER_SESSION_H
#define POSTERN_MILTER_SESSION_H

#include "roles/milter_door.h"
#include <libmilter/mfapi.h>

/* Registers with libmilter; `d` must outlive smfi_main. Once a process:
 * libmilter gives a callback no pointer of ours before the first connection. */
bool milter_session_register(milter_door *d);

#endif
