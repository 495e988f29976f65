/* trouble: waiting out what a role cannot change. */
#include "roles/trouble.h"

#include "base/err.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/steady.h"
#include "roles/beat.h"

#include <string.h>

static int64_t next_wait(const trouble *t)
{
    int64_t ms = t->min_ms > 0 ? t->min_ms : TROUBLE_WAIT_MIN_MS;
    int64_t most = t->max_ms > 0 ? t->max_ms : TROUBLE_WAIT_MAX_MS;

    for (unsigned i = 1; i < t->failures && ms < most; i++)
        ms *= 2;
    ms = MIN(ms, most);
    return t->jitter
               ? ms - ms / 4 + (int64_t)secret_random_below((uint32_t)ms / 2)
               : ms;
}

/* Not as often as it fails, and less often the longer it lasts. */
static bool is_worth_saying(const trouble *t, const char *words, int64_t now_ms)
{
    int64_t quiet = TROUBLE_REPEAT_MS;

    for (unsigned i = 1; i < t->said && quiet < TROUBLE_REPEAT_MAX_MS; i++)
        quiet *= 2;
    return !t->words || strcmp(t->words, words) != 0 ||
           now_ms - t->said_ms >= MIN(quiet, TROUBLE_REPEAT_MAX_MS);
}

bool trouble_note(trouble *t, const char *words)
{
    int64_t now_ms = steady_ms();

    if (t->failures++ == 0)
        t->since_ms = now_ms;
    t->until_ms = now_ms + next_wait(t);
    if (t->what)
        beat_trouble(t->what, words, t->mild_ms);
    if (!is_worth_saying(t, words, now_ms))
        return false;
    if (g_strcmp0(t->words, words) != 0) {
        g_free(t->words);
        t->words = g_strdup(words);
        t->said = 0;
    }
    t->said++;
    t->said_ms = now_ms;
    return true;
}

void trouble_put_off(trouble *t, int64_t ms)
{
    t->until_ms = steady_ms() + ms;
}

void trouble_met(trouble *t, GError *error)
{
    if (trouble_note(t, error->message))
        log_error("%s cannot be used: %s; %s", t->what, error->message,
                  t->then);
    g_error_free(error);
}

bool trouble_end(trouble *t)
{
    bool was = t->failures > 0;

    if (was && t->what)
        beat_trouble(t->what, NULL, 0);
    t->failures = 0;
    t->since_ms = t->until_ms = t->said_ms = 0;
    t->said = 0;
    g_clear_pointer(&t->words, g_free);
    return was;
}

void trouble_over(trouble *t)
{
    if (trouble_end(t))
        log_info("%s works again", t->what);
}

void trouble_anew(trouble *t)
{
    t->until_ms = 0;
    t->failures = MIN(t->failures, 1u);
    g_clear_pointer(&t->words, g_free);
}

bool trouble_is_waiting(const trouble *t)
{
    return trouble_wait_ms(t) > 0;
}

int64_t trouble_wait_ms(const trouble *t)
{
    return t->until_ms > 0 ? MAX(t->until_ms - steady_ms(), 0) : 0;
}

int64_t trouble_lasts_ms(const trouble *t)
{
    return t->failures > 0 ? MAX(steady_ms() - t->since_ms, 1) : 0;
}

trouble_blame trouble_whose(const GError *error)
{
    switch (err_class_of(error)) {
    case ERR_BUSY:
    case ERR_CONFLICT:
    case ERR_DENIED:
    case ERR_FULL:
    case ERR_IO:
    case ERR_LATER:
    case ERR_LOST:
    case ERR_NET:
        return BLAME_OUTSIDE;
    case ERR_DATA:
        return BLAME_DAMAGE;
    default:
        return BLAME_MAIL;
    }
}

bool trouble_is_stubborn(const GError *error, unsigned times)
{
    err_class class = err_class_of(error);

    return (class == ERR_DATA || class == ERR_IO) && times >= TROUBLE_STUBBORN;
}

bool trouble_is_outside(const GError *error)
{
    return trouble_whose(error) != BLAME_MAIL;
}

void trouble_clear(trouble *t)
{
    g_clear_pointer(&t->words, g_free);
}
