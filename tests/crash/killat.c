/* killat: preloaded into Postern by tests/crash/steps.t; ends all of its
 * processes, as a power cut would, at the Nth durable step that any of them
 * makes.
 *
 * KILLAT_FILE names a file of two counters that all processes map: steps made
 * so far, and the step to end at (0: none; negative: end after that step
 * instead of before it).
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct counters {
    _Atomic long made;
    _Atomic long end_at;
} counters;

static counters *shared(void)
{
    static counters *mapped;
    const char *path = getenv("KILLAT_FILE");
    if (mapped != NULL || path == NULL)
        return mapped;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    void *at =
        mmap(NULL, sizeof *mapped, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (at != MAP_FAILED)
        mapped = at;
    return mapped;
}

static void power_cut(void)
{
    kill(0, SIGKILL);
    for (;;)
        pause();
}

/* Called on both sides of a step; `after` says which. */
static void step(int after)
{
    counters *c = shared();
    if (c == NULL)
        return;
    long now = after ? c->made : ++c->made;
    long end_at = c->end_at;
    if (end_at != 0 && now == (after ? -end_at : end_at))
        power_cut();
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): libc's
 * names for them are its own */
int fsync(int fd)
{
    step(0);
    int result = NEXT(fsync)(fd);
    step(1);
    return result;
}

int fdatasync(int fd)
{
    step(0);
    int result = NEXT(fdatasync)(fd);
    step(1);
    return result;
}

int rename(const char *from, const char *to)
{
    step(0);
    int result = NEXT(rename)(from, to);
    step(1);
    return result;
}

int unlink(const char *path)
{
    step(0);
    int result = NEXT(unlink)(path);
    step(1);
    return result;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
