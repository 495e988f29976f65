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

/* Long work in a process of its own, which gives octets. It holds no descriptor but
 * its result, and dies with us. `work` returns NULL with an error, whose words come
 * back as ERR_DATA, ERR_NOT_FOUND or ERR_LIMIT as it was, else as ERR_CRASH. */
typedef struct scan_work scan_work;
typedef GBytes *(*scan_work_do)(void *context, GError **error);
scan_work *scan_work_start(scan_work_do work, void *context, int64_t memory,
                           int64_t cpu_s, GError **error);
/* Readable when scan_work_finish does not wait. */
int scan_work_fd(const scan_work *w);
/* Its result, at most `max` octets; caller unrefs. ERR_CRASH: it died. */
GBytes *scan_work_finish(scan_work *w, size_t max, GError **error);
void scan_work_free(scan_work *w); /* kills it, if it still works */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(scan_work, scan_work_free)

#endif
