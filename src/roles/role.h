/* role: the processes of `postern run`, each also `postern role NAME`.
 *
 * A role runs until SIGTERM or SIGINT, finishes what it is at, and returns an
 * exit code of sysexits.h. SIGHUP: it reads the configuration anew and goes on
 * with the old one if the new has an error.
 */
#ifndef POSTERN_ROLE_H
#define POSTERN_ROLE_H

#include "base/secret.h"
#include "config/config.h"
#include "roles/now.h"

typedef struct role_context {
    config *config; /* owned by the role while it runs */
    const char *config_path;
    secret_key site;      /* only for roles that need it */
    const char *argument; /* rest of the command line, NULL */
} role_context;

typedef struct role {
    const char *name;
    const char *describe;
    bool needs_key;
    bool (*wanted)(const config *c); /* does this configuration use it? */
    int (*run)(role_context *x);
} role;

extern const role role_milter, role_imap, role_scan, role_process, role_send,
    role_clock, role_jobs;
/* "imap help": in the log, in RUN. Caller frees. */
char *role_title(const char *name, const char *argument);
const role *role_by_name(const char *name);
const role *const *role_all(void); /* NULL-terminated, in order of start */

/* Signals: installs handlers; role_stop_fd becomes readable on TERM/INT,
 * role_reload_wanted() is true once after a HUP. */
bool role_signals(GError **error);
int role_stop_fd(void);
/* Readable while a HUP waits for role_reload_wanted; for a role that waits in a
 * place of its own. */
int role_reload_fd(void);
bool role_stopping(void);
bool role_reload_wanted(void);
/* Sleep, beating (roles/beat.h), until ms passed, stop was asked for, or fd (or -1) is readable. True if
 * fd is readable. */
bool role_wait(int fd, int64_t ms);
/* The same for one of several. */
#define ROLE_WAIT_MAX 4
bool role_wait_any(const int *fds, unsigned count, int64_t ms);

/* Runs it under its name's lock (roles/beat.h), so that nobody has a role twice;
 * its exit code. */
int role_run(const role *r, role_context *x);

int run_supervise(const char *config_path, const config *c); /* `postern run` */
/* `postern deliver [-f SENDER] [-q QUEUE] [-s SOURCE] [RECIPIENT...]` */
typedef struct deliver_from {
    const char *sender, *queue, *source; /* NULL: not said */
    const char *const *recipients;       /* NULL ends them */
} deliver_from;
/* One message from fd, or of a source JSON that says one. */
int deliver_run(const config *c, int fd, const deliver_from *from);

#endif
