/* beat: a role shows that it lives, and others look.
 *
 * RUN/role.NAME is locked by the process that has the role, as long as it has
 * it: nobody has a role twice. In it stand its process id, until when the next
 * beat comes (steady_ms), and what it waits for:
 *
 *     1234 567890
 *     567000<TAB>the store cannot be used: it is locked
 *
 * A role that misses its own promise hangs; one whose file nobody locks is dead.
 */
#ifndef POSTERN_BEAT_H
#define POSTERN_BEAT_H

#include "config/config.h"

#include <sys/types.h>

#define BEAT_MS 10000 /* between two beats of a role that only waits */
/* Between two of a role that works with a server: every wait for it is one, and
 * looking up a name, a large message, a slow disk take no longer. */
#define BEAT_BUSY_MS 100000
#define BEAT_LATE_MS 20000 /* over its promise by so much: it hangs */
#define BEAT_LOCK_MS 5000  /* waited for a process that is ending */

/* ---- the role itself; all do nothing before beat_open ---- */

/* Takes the role. `name` as in log lines ("send", "imap help"). ERR_BUSY: another
 * process has it, and the words say which. */
bool beat_open(const config *c, const char *name, GError **error);
void beat_close(void);
/* I live, and waiting is all I do: cheap, call it often. */
void beat(void);
/* The next one comes within `ms`. Ends with beat(). */
void beat_within(int64_t ms);
/* The same within BEAT_BUSY_MS. */
void beat_busy(void);
/* What the role waits for; words NULL: no more. After `mild_ms` it is more than a
 * passing trouble. Thread-safe. */
void beat_trouble(const char *what, const char *words, int64_t mild_ms);

/* ---- who looks ---- */

typedef enum { BEAT_ALIVE, BEAT_HANGS, BEAT_DEAD } beat_how;

typedef struct beat_state {
    beat_how how;
    pid_t pid;          /* 0: dead */
    int64_t late_ms;    /* over its promise; hangs */
    GPtrArray *lasting; /* char*: what it waits for, longer than it may */
    GPtrArray *passing; /* char*: what may be over soon */
} beat_state;

beat_state *beat_look(const config *c, const char *name);
void beat_state_free(beat_state *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(beat_state, beat_state_free)

#endif
