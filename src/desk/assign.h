/* assign: who gets a request that comes to a line, and who is there at all. What
 * is known of the people stands in a snapshot. Pure. */
#ifndef POSTERN_DESK_ASSIGN_H
#define POSTERN_DESK_ASSIGN_H

#include "desk/operator_config.h"
#include "store/staff.h"

/* Above so many people on a line nobody wants to be told of each request. */
#define ASSIGN_CROWD 5

/* Read together, in the transaction that is decided in. */
typedef struct assign_staff {
    GPtrArray *absences; /* store_absence* */
    GPtrArray *loads;    /* store_load*; NULL: nobody needs them */
    GPtrArray *turns;    /* store_turn* */
} assign_staff;
/* NULL with *error. Loads only if a line of `c` gives what comes to the least
 * busy. */
assign_staff *assign_staff_read(store *s, const config *c, GError **error);
void assign_staff_free(assign_staff *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(assign_staff, assign_staff_free)

/* How requests of a line and queue find somebody: never CONFIG_ASSIGN_UNSET. */
config_assign assign_way(const config *c, const char *queue, int line);

/* Her absence at that moment; NULL: she is not away. `staff` NULL: nobody is. */
const store_absence *assign_away(const assign_staff *staff,
                                 const config_operator *o, int64_t now_ms);
/* Is she there, and is it in her hours (hers, else the line's)? */
bool assign_on_duty(const config *c, const assign_staff *staff,
                    const config_operator *o, int line, int64_t now_ms);

typedef struct assign_ask {
    const config *c;
    const assign_staff *staff; /* NULL: nothing is known */
    const char *queue;
    int line;
    int64_t now_ms;
} assign_ask;
/* Who gets the next one: of those on duty who work on the line the next in turn, or
 * whoever holds the fewest open ones (of several the next in turn). NULL: nobody
 * does, or nobody is on duty. Turns go by the order of the configuration. */
const config_operator *assign_next(const assign_ask *a);
/* When somebody of them will be on duty next; `now_ms` if somebody is,
 * CALENDAR_NEVER if it is not known, or requests of this place find nobody by
 * themselves. */
int64_t assign_when(const assign_ask *a);
/* Under which store_turn keeps whose turn it was. Caller frees. */
char *assign_place(const char *queue, int line);

#endif
