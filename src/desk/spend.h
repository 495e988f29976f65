/* spend: what somebody writes who books working time: "25m travel to Oslo", "-10m
 * counted twice", "1h @tom", "2h yesterday". Pure. */
#ifndef POSTERN_DESK_SPEND_H
#define POSTERN_DESK_SPEND_H

#include "desk/work_config.h"

#define SPEND_DAY_MIN (24 * 60) /* longer than that is asked back */

typedef struct spend_ask {
    const config *c;
    bool time; /* it may begin with a time */
    bool day;  /* and may say whose it is and when it was */
    GTimeZone *zone;
    int64_t now_ms;
} spend_ask;

typedef struct spend_said {
    bool has_time;
    int minutes;             /* below 0: they are taken back */
    char *who;               /* after the @; NULL: her own */
    const config_work *work; /* NULL: it says none */
    const char *near;        /* no type, but all that it says is nearly this */
    int64_t at_ms;           /* noon of the day that it says; 0: none */
    char *what;              /* the rest; "" */
} spend_said;

/* After the time come, in any order and each once, @WHO, a day (today, yesterday,
 * 2026-11-28, 28.11., 28.11.2026; without a year the latest that is not to come) and
 * a type of work; all else is text, and so is what comes after that. */
void spend_read(const spend_ask *ask, const char *argument, spend_said *out);
void spend_said_clear(spend_said *s);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(spend_said, spend_said_clear)

#endif
