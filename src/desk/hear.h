/* hear: when an operator is told of news: at once, or later, with other news in
 * one mail. What asks her (a hold, an error, an answer) never waits. Pure. */
#ifndef POSTERN_DESK_HEAR_H
#define POSTERN_DESK_HEAR_H

#include "config/section.h"
#include "desk/operator_config.h"

#define HEAR_NEVER INT64_MAX

/* When she is told of what happens at `now_ms`: then, later, or HEAR_NEVER. */
int64_t hear_at(const config_operator *o, int64_t now_ms);
/* `now_ms` if she may be told then; the end of her quiet hours. */
int64_t hear_awake(const config_operator *o, int64_t now_ms);

/* For operator_config.c: what `notify` and `quiet` mean, in her zone, and the end
 * of it. */
void hear_config(config_reading *r, config_operator *o, GTimeZone *zone);
void hear_forget(config_operator *o);

#endif
