/* robot: what is asked about robots of the configuration. Pure. */
#ifndef POSTERN_DESK_ROBOT_H
#define POSTERN_DESK_ROBOT_H

#include "desk/robot_config.h"

/* NULL if there is none. */
const config_robot *config_robot_by_id(const config *c, const char *id);
bool config_robot_serves(const config_robot *r, const char *queue);
/* The first moment after `after_ms` at which it is to look at all requests, by the
 * calendar of its queue; only if it has `every`. */
int64_t config_robot_next(const config *c, const config_robot *r,
                          int64_t after_ms);
/* "new, message", "after 3d in waiting", "every 1d at 08:00". Caller frees. */
char *config_robot_trigger(const config_robot *r);
/* The same with its conditions and commands: "on new, if line=2: /close". */
char *config_robot_words(const config_robot *r);

/* What happened (happening*), for its job: a JSON object. `silent`: why no automatic
 * mail may answer it; NULL: one may. Caller frees. */
char *robot_event_write(const GPtrArray *happenings, const char *silent);
/* condition_event of it; what they point to lives as long as `keep` (char*, which
 * it fills). `timed`: the clock made it happen, all of it. */
GArray *robot_event_read(const char *event, GPtrArray *keep, bool *timed);
/* The same of `silent`; NULL. */
const char *robot_event_silent(const char *event, GPtrArray *keep);

#endif
