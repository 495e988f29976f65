/* robot_config: [robot NAME], commands that the desk gives by itself: when
 * something happened, when a request was in a status for so long, or every day. */
#ifndef POSTERN_DESK_ROBOT_CONFIG_H
#define POSTERN_DESK_ROBOT_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "desk/command.h"
#include "desk/condition.h"
#include "desk/operator_config.h"

#define CONFIG_ROBOT_KEYS(KEY, S)                                           \
    KEY(S, TEXT, title, "title", NULL, "What operators call it",            \
        .shown = "robot NAME")                                              \
    KEY(S, WORDS, on, "on", "", "Events that it acts on")                   \
    KEY(S, TEXT, after, "after", NULL,                                      \
        "How long a request must have been in a status: 3d in waiting; "    \
        "hours and days are those that the queue works")                    \
    KEY(S, TEXT, every, "every", NULL,                                      \
        "How often it looks at all open requests: 1h, 1d at 08:00, "        \
        "workday at 08:00, monday at 08:00")                                \
    KEY(S, WORDS, queues, "queue", "", "Queues whose requests it looks at", \
        .shown = "all")                                                     \
    KEY(S, TEXT, if_, "if", NULL, "What must hold of the request",          \
        .shown = "nothing")                                                 \
    KEY(S, TEXT, unless, "unless", NULL, "What must not hold of it",        \
        .shown = "nothing")                                                 \
    KEY(S, TEXT, do_, "do", NULL,                                           \
        "Commands, as operators write them, with ; or \\n between them",    \
        .required = true)                                                   \
    KEY(S, INT, limit, "limit", "3",                                        \
        "How often it acts on one request within an hour, and by time "     \
        "alone until a person does something there",                        \
        .min = 1, .max = 20)                                                \
    KEY(S, INT, limit_hour, "limit_hour", "500",                            \
        "How often it acts within an hour, on any request", .min = 1,       \
        .max = 100000)

typedef struct config_robot {
    char *id;
    CONFIG_ROBOT_KEYS(CONFIG_MEMBER, )
    /* made when all keys are read */
    unsigned events; /* bit N: happen_kind N */
    char *status;    /* of after; NULL */
    int64_t after_ms;
    int64_t every_ms; /* 0: on days, at a time */
    int every_days;   /* each so many days; 0: on a weekday, or workdays */
    int weekday;      /* 0 Monday; -1: any */
    bool workdays;    /* those that the queue works alone */
    int at_min;       /* minute of the day */
    condition *when, *never;
    GPtrArray *calls;    /* command_call* */
    config_operator *as; /* whose rights it has: no person */
} config_robot;
extern const config_section config_robot_section;

#endif
