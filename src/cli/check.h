/* check: what `postern check` looks at beyond the configuration's text. */
#ifndef POSTERN_CHECK_H
#define POSTERN_CHECK_H

#include "config/config.h"

#include <sys/types.h>

/* Findings are config_problem*, line 0. Each adds to `problems`. */
void check_add(GPtrArray *problems, bool fatal, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* Good news: char*. */
void check_say(GPtrArray *done, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A user's name, or number; caller frees. */
char *check_user_name(uid_t uid);
/* Who runs the desk, and who we are; becomes the desk's user, so that all that
 * follows is looked at with that user's rights. */
void check_user(const config *c, GPtrArray *problems);
/* Files, folders, secrets, names: touches nothing. Of a configuration that is
 * wrong what is there is looked at. */
void check_desk(const config *c, GPtrArray *problems);
/* What Postfix on this machine, if there is one, makes of our socket and of mail
 * that is ours. `folder` has its main.cf and master.cf. */
void check_postfix(const config *c, const char *folder, GPtrArray *problems);
/* Holiday files that cannot be read by the desk's user, or end soon. */
void check_calendars(const config *c, int64_t now_ms, GPtrArray *problems);
/* Logs in to each mailbox and to the smarthost, and probes plus addressing. */
void check_connect(const config *c, GPtrArray *problems, GPtrArray *done);
/* Does the mail server strip results that it did not write? Read in messages that
 * came in lately. */
void check_results(const config *c, int64_t now_ms, GPtrArray *problems,
                   GPtrArray *done);

#endif
