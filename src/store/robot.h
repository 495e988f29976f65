/* robot: what robots did to tickets, and when: their budgets are counted by it. */
#ifndef POSTERN_STORE_ROBOT_H
#define POSTERN_STORE_ROBOT_H

#include "store/store.h"

typedef enum {
    STORE_ROBOT_ACTED,
    STORE_ROBOT_LOOKED,  /* it had nothing to do */
    STORE_ROBOT_STOPPED, /* it may not act more often */
    STORE_ROBOT_FAILED,  /* its commands could not be carried out */
    STORE_ROBOT_RESULTS
} store_robot_result;
extern const char *const store_robot_results[]; /* "acted", ... */

typedef struct store_robot_act {
    char *robot;
    int64_t ticket;
    store_robot_result result;
} store_robot_act;
void store_robot_act_free(store_robot_act *a);

/* What is counted of one robot and one ticket. */
typedef struct store_robot_counts {
    int64_t here;      /* so often it acted on this ticket within an hour */
    int64_t all;       /* and on any */
    int64_t since;     /* and on this one since a person did something there */
    int64_t person_ms; /* when that was; 0: nobody ever did */
    bool told;         /* it was stopped here within an hour */
    bool failed;       /* it could not do its work here, since then */
} store_robot_counts;
/* False with *error. */
bool store_robot_count(store *s, const char *robot, int64_t ticket,
                       int64_t now_ms, store_robot_counts *out, GError **error);
/* What nothing counts any more goes. In a transaction. */
bool store_robot_add(store *s, const store_robot_act *a, int64_t now_ms,
                     GError **error);
/* What it could not do it may try again everywhere. In a transaction. */
bool store_robot_mended(store *s, GError **error);
/* All tickets of this queue that have this status wait for the robot (kind "robot",
 * ref "NAME/#1042"), so long since they got it, but those that it has looked at
 * since then. In a transaction. */
bool store_robot_fill(store *s, const char *robot, const char *queue,
                      const char *status, int64_t after_ms, GError **error);
#define STORE_WAIT_ROBOT "robot" /* ref "NAME/#1042": `after` */
#define STORE_WAIT_EVERY \
    "robot_every" /* ref "NAME", "NAME/1042": the tickets
                                          after that one are left */

#endif
