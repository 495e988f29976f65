/* morning: what an operator is told when her working day begins: her requests,
 * what nobody has, what has been silent for too long, what did not arrive.
 * Pure. */
#ifndef POSTERN_DESK_MORNING_H
#define POSTERN_DESK_MORNING_H

#include "desk/operator_config.h"
#include "store/ticket.h"

typedef enum {
    MORNING_MINE,        /* hers */
    MORNING_NEW,         /* of her lines, that nobody holds */
    MORNING_SILENT,      /* hers, or of the lines that she leads: we have to do
                            something, and nothing happened */
    MORNING_UNDELIVERED, /* the same whose last reply has not arrived */
    MORNING_PARTS
} morning_part;

#define MORNING_SILENT_DAYS 3 /* working days */

/* What each part asks for, at this moment. */
typedef struct morning {
    store_ticket_filter parts[MORNING_PARTS];
    store_scope *told, *seen;
    GPtrArray *silent; /* const char*: statuses in which nothing need happen */
} morning;
morning *morning_new(const config *c, const config_operator *o, int64_t now_ms);
void morning_free(morning *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(morning, morning_free)

/* Does she get one at all? */
bool morning_wanted(const config *c, const config_operator *o);
/* When her next working day begins, after `now_ms`; CALENDAR_NEVER if she has
 * no hours. */
int64_t morning_next(const config *c, const config_operator *o, int64_t now_ms);
/* Is she at work then? */
bool morning_is_now(const config *c, const config_operator *o, int64_t now_ms);

#endif
