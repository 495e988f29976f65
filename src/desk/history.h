/* history: what became of a ticket, and how long it stayed where, in words for
 * operators and administrators. Pure. */
#ifndef POSTERN_DESK_HISTORY_H
#define POSTERN_DESK_HISTORY_H

#include "config/config.h"
#include "desk/status.h"
#include "store/change.h"

/* "status: new -> answered". `language`: of titles; NULL. Caller frees. */
char *history_what(const config *c, const store_change *change,
                   const char *language);
/* "Anna Larsen, /close: the cable is there": who, for which cause and reason.
 * Caller frees. */
char *history_who(const config *c, const store_change *change,
                  const char *language);
/* "operator", "clock", ... */
const char *history_actor(store_actor kind);

/* The stays of a ticket of this queue: the one that it is in ends at
 * `now_ms`. */
int64_t history_wall_ms(const store_stay *stay, int64_t now_ms);
int64_t history_work_ms(const config *c, const char *queue,
                        const store_stay *stay, int64_t now_ms);

/* How long in all, of one stage. */
typedef struct history_sum {
    int64_t wall_ms, work_ms;
    unsigned times; /* that it came there; 0: never */
} history_sum;
/* Of each status_stage; `stays`: store_stay*, oldest first. */
void history_add_up(const config *c, const char *queue, const GPtrArray *stays,
                    int64_t now_ms, history_sum sums[STATUS_STAGES]);

/* In a language (desk/speech.h): "3 d 4 h", "25 min", "40 s". Caller frees. */
char *history_span(const char *language, int64_t ms);

#endif
