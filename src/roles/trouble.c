/* trouble: waiting out what a role cannot change. */
#include "roles/trouble.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"

#include <string.h>

void trouble_met(trouble *t, GError *error)
{
    int64_t now = steady_ms();
    int64_t wait = TROUBLE_WAIT_MIN_MS;
    for (unsigned i = 0; i < t->failures && wait < TROUBLE_WAIT_MAX_MS; i++)
        wait *= 2;
    t->failures++;
    t->until_ms = now + MIN(wait, TROUBLE_WAIT_MAX_MS);
    if (!t->words || strcmp(t->words, error->message) != 0 ||
        now - t->said_ms >= TROUBLE_REPEAT_MS) {
        log_error("%s cannot be used: %s; %s", t->what, error->message,
                  t->then);
        g_free(t->words);
        t->words = g_strdup(error->message);
        t->said_ms = now;
    }
    g_error_free(error);
}

void trouble_over(trouble *t)
{
    if (t->failures)
        log_info("%s works again", t->what);
    t->failures = 0;
    t->until_ms = 0;
    g_clear_pointer(&t->words, g_free);
}

bool trouble_is_waiting(const trouble *t)
{
    return t->until_ms > steady_ms();
}

bool trouble_is_outside(const GError *error)
{
    switch (err_class_of(error)) {
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_IO:
    case ERR_DENIED:
    case ERR_DATA:
        return true;
    default:
        return false;
    }
}

void trouble_clear(trouble *t)
{
    g_clear_pointer(&t->words, g_free);
}
