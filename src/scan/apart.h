/* apart: work on anybody's octets in a process that may die of it. */
#ifndef POSTERN_SCAN_APART_H
#define POSTERN_SCAN_APART_H

#include <glib.h>
#include <stdint.h>

/* Run `work` in a forked child, with limits on its memory (octets) and processor
 * time (seconds), and wait. Returns what it returned (0 to 255); -1: it died
 * (ERR_CRASH, in words), or could not be started. For commands: a process of one
 * thread, whose standard output is flushed before and in the child. */
int scan_apart(int (*work)(void *context), void *context, int64_t memory,
               int64_t cpu_s, GError **error);

#endif
