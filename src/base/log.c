/* log: one line, one write(2), on standard error. */
#include "base/log.h"

#include "base/mask.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE_MAX 4000 /* octets; below PIPE_BUF, so that lines stay whole */

static char role_name[64] = "postern";
static log_level least_level = LOG_LEVEL_INFO;
static bool to_journal;

/* systemd sets JOURNAL_STREAM to the device and inode of the journal's socket;
 * a child whose standard error was sent elsewhere still inherits the variable. */
static bool stderr_is_journal(void)
{
    const char *stream = g_getenv("JOURNAL_STREAM");
    g_autofree char *own = NULL;
    struct stat st;

    if (!stream || fstat(STDERR_FILENO, &st) != 0)
        return false;
    own =
        g_strdup_printf("%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    return strcmp(stream, own) == 0;
}

void log_open(const char *role, log_level least)
{
    g_strlcpy(role_name, role, sizeof role_name);
    least_level = least;
    to_journal = stderr_is_journal();
}

static void add_prefix(GString *line, log_level level)
{
    static const int priority[] = {3, 4, 6, 7};
    time_t now = time(NULL);
    struct tm tm;
    char stamp[32];

    if (to_journal) {
        g_string_append_printf(line, "<%d>%s: ", priority[level], role_name);
        return;
    }
    gmtime_r(&now, &tm);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &tm);
    g_string_append_printf(line, "%s postern[%ld] %s: ", stamp, (long)getpid(),
                           role_name);
}

static void blank_controls(GString *line)
{
    for (gsize i = 0; i < line->len; i++)
        if (g_ascii_iscntrl(line->str[i]))
            line->str[i] = '?';
}

/* Cut at a whole UTF-8 character. */
static void cut_long(GString *line)
{
    gsize end = LOG_LINE_MAX - 4;

    if (line->len <= LOG_LINE_MAX - 1)
        return;
    while (end > 0 && ((unsigned char)line->str[end] & 0xC0) == 0x80)
        end--;
    g_string_truncate(line, end);
    g_string_append(line, "...");
}

void log_line(log_level level, const char *format, ...)
{
    g_autoptr(GString) line = NULL;
    int saved = errno;
    va_list args;
    const char *at;
    gsize left;

    if (level > least_level)
        return;
    line = g_string_new(NULL);
    add_prefix(line, level);
    va_start(args, format);
    g_string_append_vprintf(line, format, args);
    va_end(args);
    blank_controls(line);
    mask_secrets(line);
    cut_long(line);
    g_string_append_c(line, '\n');

    at = line->str;
    left = line->len;
    while (left > 0) {
        ssize_t n = write(STDERR_FILENO, at, left);

        if (n < 0 && errno != EINTR)
            break; /* nowhere to complain */
        if (n > 0) {
            at += n;
            left -= (gsize)n;
        }
    }
    errno = saved;
}
