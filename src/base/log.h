/* log: lines for the administrator, on standard error.
 *
 * A line is `TIME postern[PID] ROLE: message` (UTC, seconds), or `<N>ROLE:
 * message` under systemd's journal (JOURNAL_STREAM set). One write(2) a line,
 * so lines of several processes do not mix. Control characters in the message
 * are printed as `?`, secret addresses are cut (mask.h). Thread-safe. Not async-signal-safe.
 */
#ifndef POSTERN_LOG_H
#define POSTERN_LOG_H

#include <glib.h>

typedef enum {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARN,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG
} log_level;

/* Name of this process in its lines ("milter", "imap help"); least important
 * level still printed. `role` is copied. */
void log_open(const char *role, log_level least);
void log_line(log_level level, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...)  log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...)  log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
