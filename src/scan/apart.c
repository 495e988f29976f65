/* apart: one piece of work in a child that may die of it. */
#include "scan/apart.h"

#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int wait_for(pid_t child, GError **error)
{
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    err_set(error, ERR_CRASH, "the process that read it died: %s",
            strsignal(WTERMSIG(status)));
    return -1;
}

int scan_apart(int (*work)(void *context), void *context, int64_t memory,
               int64_t cpu_s, GError **error)
{
    pid_t child;

    fflush(NULL); /* or the child would print it again */
    child = fork();
    if (child == 0) {
        struct rlimit room = {(rlim_t)memory, (rlim_t)memory};
        struct rlimit cpu = {(rlim_t)cpu_s, (rlim_t)cpu_s};
        setrlimit(RLIMIT_AS, &room);
        setrlimit(RLIMIT_CPU, &cpu);
        int code = work(context);
        fflush(NULL);
        _exit(code);
    }
    if (child > 0)
        return wait_for(child, error);
    err_set_errno(error, errno, "cannot start a process for reading");
    return -1;
}
