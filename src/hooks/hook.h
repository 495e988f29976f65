/* hook: commands of the administrator: where a password comes from, whom an
 * alarm reaches. The one place below the roles, beside scan, that starts
 * processes.
 *
 * A command is run by /bin/sh -c in a process group of its own; when its time is
 * over it is killed with all that it started. */
#ifndef POSTERN_HOOK_H
#define POSTERN_HOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define HOOK_MS       30000 /* for a command to end */
#define HOOK_LINE_MAX 65536 /* octets; OAuth2 tokens are a few thousand */

/* Run `command` with `input` (NULL: nothing) on its standard input, and wait for
 * its end; its output goes where ours goes. `name` is how errors call it
 * ("alarm_command"). ERR_IO: it cannot be started; ERR_CRASH: it failed or was
 * killed. */
bool hook_run(const char *name, const char *command, const char *input,
              GError **error);

/* The first line that it prints, without its line end: a secret, which the
 * caller wipes and frees (secret_free_text). ERR_AUTH: it failed or printed
 * nothing; ERR_LIMIT: no answer in time, or too much. */
char *hook_line(const char *command, GError **error);

#endif
