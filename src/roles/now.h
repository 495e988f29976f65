/* now: the date, for roles and commands; below them `now` is an argument. */
#ifndef POSTERN_NOW_H
#define POSTERN_NOW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* UTC milliseconds since 1970: for what is written down and for people. It may
 * be set, back as well: what is waited for in this process takes steady_ms().
 * Thread-safe.
 *
 * A program that is configured with --enable-test-clock adds what stands in the
 * file that POSTERN_CLOCK names: a number of milliseconds, in digits, and a line
 * end. It is read each time, so that all processes of a desk are moved at once;
 * whoever moves it replaces the file (rename) and rings the doorbells. If it
 * cannot be read the program ends: no test may go on by another clock than it
 * believes. */
int64_t role_now_ms(void);

/* Before anything else: can POSTERN_CLOCK, if it is set, be followed? A program
 * without a test clock cannot. */
bool role_now_check(GError **error);
/* Has this program a test clock? */
bool role_now_moves(void);

#endif
