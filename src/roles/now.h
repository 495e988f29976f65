/* now: the date, for roles and commands; below them `now` is an argument. */
#ifndef POSTERN_NOW_H
#define POSTERN_NOW_H

#include <stdint.h>

/* UTC milliseconds since 1970: for what is written down and for people. It may
 * be set, back as well: what is waited for in this process takes steady_ms().
 * Thread-safe. */
int64_t role_now_ms(void);

#endif
