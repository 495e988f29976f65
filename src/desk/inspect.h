/* inspect: does the process of this desk hold together? Can each status be reached
 * and left, does somebody work where requests begin, and at every hour; does the
 * store name what the configuration has lost. Pure. */
#ifndef POSTERN_DESK_INSPECT_H
#define POSTERN_DESK_INSPECT_H

#include "desk/operator_config.h"
#include "store/names.h"
#include "worktime/calendar.h"

typedef enum { INSPECT_FINE, INSPECT_WARNING, INSPECT_ERROR } inspect_level;

typedef struct inspect_finding {
    inspect_level level;
    const char *about; /* "status", "type", "line", "hours", "sla",
                          "robot", "name" */
    char *text;        /* without full stop */
} inspect_finding;

/* How far ahead it is looked whether somebody is there. */
#define INSPECT_DAYS 14

typedef struct inspect_ask {
    const config *c;
    int64_t at_ms; /* from when on, and for when */
    /* Working hours of a queue. */
    const calendar *(*hours)(const config *c, const char *queue);
    /* Is she there then, for requests of this line? */
    bool (*on_duty)(const config *c, const config_operator *o, int line,
                    int64_t at_ms, const void *context);
    const void *context;
    const GPtrArray *names; /* store_name*; NULL: the store was not read */
} inspect_ask;

/* inspect_finding*, by subject; caller unrefs. */
GPtrArray *inspect_desk(const inspect_ask *a);

#endif
