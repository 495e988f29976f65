/* steady: how much time has passed, for deadlines and measurements. It has no
 * date and nobody can set it: who uses it is still told what to do, not when.
 * The only clock below the roles; the date is theirs (roles/role.h). */
#ifndef POSTERN_STEADY_H
#define POSTERN_STEADY_H

#include <stdint.h>

/* Nanoseconds since a moment that is the same for all processes of a machine
 * until it starts again. Thread-safe. */
int64_t steady_ns(void);

static inline int64_t steady_us(void)
{
    return steady_ns() / 1000;
}

static inline int64_t steady_ms(void)
{
    return steady_ns() / 1000000;
}

/* Microseconds of processor time that this process has used. */
int64_t steady_cpu_us(void);

#endif
