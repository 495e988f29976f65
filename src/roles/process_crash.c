/* process_crash: if this process crashes, the spool is told before it dies, so
 * that the message in hand is blamed, as it is not for a kill from outside. */
#include "roles/process_room.h"

#include <signal.h>

#define STACK_SIZE (64u << 10)

static spool *witness;

/* The handler was reset by its own call: the second time is the end. */
static void on_crash(int number)
{
    spool_crashed(witness);
    raise(number);
}

void process_watch_crashes(spool *s)
{
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE,
                                SIGILL,  SIGSYS, SIGABRT};
    static char stack[STACK_SIZE]; /* deep recursion leaves no other */
    stack_t ss = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction act = {.sa_handler = s ? on_crash : SIG_DFL,
                            .sa_flags = SA_RESETHAND | SA_ONSTACK | SA_NODEFER};
    witness = s;
    sigaltstack(&ss, NULL);
    sigemptyset(&act.sa_mask);
    for (unsigned i = 0; i < G_N_ELEMENTS(fatal); i++)
        sigaction(fatal[i], &act, NULL);
}
