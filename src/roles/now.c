/* now: the date. */
#include "roles/now.h"

#include "base/err.h"

#include <config.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#define CLOCK_VARIABLE "POSTERN_CLOCK"

static int64_t system_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#ifdef POSTERN_TEST_CLOCK

bool role_now_moves(void)
{
    return true;
}

static bool read_offset(const char *path, int64_t *ms, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;
    char *end;

    if (!g_file_get_contents(path, &text, NULL, &why)) {
        err_set(error, ERR_CONFIG, CLOCK_VARIABLE ": %s", why->message);
        return false;
    }
    *ms = g_ascii_strtoll(text, &end, 10);
    if (end != text && strcmp(end, "\n") == 0)
        return true;
    err_set(error, ERR_CONFIG,
            CLOCK_VARIABLE ": %s holds no number of milliseconds", path);
    return false;
}

bool role_now_check(GError **error)
{
    const char *path = g_getenv(CLOCK_VARIABLE);
    int64_t ms;

    return !path || read_offset(path, &ms, error);
}

int64_t role_now_ms(void)
{
    const char *path = g_getenv(CLOCK_VARIABLE);
    g_autoptr(GError) error = NULL;
    int64_t ms = 0;

    if (path && !read_offset(path, &ms, &error))
        g_error("%s", error->message);
    return system_now_ms() + ms;
}

#else

bool role_now_moves(void)
{
    return false;
}

bool role_now_check(GError **error)
{
    if (!g_getenv(CLOCK_VARIABLE))
        return true;
    err_set(error, ERR_CONFIG,
            "%s is set, and this program has no clock that can be moved: only "
            "one for tests has (./configure --enable-test-clock)",
            CLOCK_VARIABLE);
    return false;
}

int64_t role_now_ms(void)
{
    return system_now_ms();
}

#endif
