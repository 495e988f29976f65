/* watcher: `postern run` looks at its roles and tells administrators, by itself,
 * when one is dead, hangs, is deaf, or waits for something for long. */
#ifndef POSTERN_WATCHER_H
#define POSTERN_WATCHER_H

#define WATCHER_TELL_MS (30 * 1000)      /* dead, hanging or deaf for so long */
#define WATCHER_OWN_MS  (5 * 60 * 1000)  /* it says itself that it waits */
#define WATCHER_KILL_MS (10 * 60 * 1000) /* hangs for so long: killed */

typedef struct watcher watcher;

/* `config_path` is borrowed, and read anew by watcher_reload. */
watcher *watcher_new(const char *config_path);
void watcher_free(watcher *w);
void watcher_reload(watcher *w);
/* Quick: alarms are raised in a process of their own, one at a time. */
void watcher_look(watcher *w);

#endif
