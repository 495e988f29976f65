/* steady: the clocks that only run forward. */
#include "base/steady.h"

#include <time.h>

static int64_t read_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t steady_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

int64_t steady_cpu_us(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000;
}
