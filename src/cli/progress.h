/* progress: a bar for what takes over two seconds, on a terminal only. */
#ifndef POSTERN_CLI_PROGRESS_H
#define POSTERN_CLI_PROGRESS_H

#include <glib.h>
#include <stdbool.h>

typedef struct progress {
    const char *label; /* "learning" */
    guint64 total;     /* any unit */
    gint64 started_us, shown_us;
    bool shown;
} progress;

void progress_start(progress *p, const char *label, guint64 total);
/* So much is done; cheap, may be called often. */
void progress_show(progress *p, guint64 done);
/* Takes the bar away. */
void progress_end(progress *p);

#endif
