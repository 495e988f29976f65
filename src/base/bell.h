/* bell: a doorbell between roles; a datagram on a UNIX socket that only saves
 * waiting for the next poll. Losing one costs time, never mail. */
#ifndef POSTERN_BELL_H
#define POSTERN_BELL_H

#include <glib.h>
#include <stdbool.h>

/* Bind `path` (removed first); returns a non-blocking descriptor to poll for
 * reading, -1 on error. */
int bell_listen(const char *path, GError **error);
/* Take all rings that wait. */
void bell_drain(int fd);
/* Ring; errors (nobody there, full) are ignored. Thread-safe. */
void bell_ring(const char *path);

#endif
