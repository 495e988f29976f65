/* spend: what somebody writes who books working time. */
#include "desk/spend.h"

#include "base/fold.h"
#include "base/span.h"

#include <string.h>

#define WORK_WORDS 4 /* a title has no more of them */

void spend_said_clear(spend_said *s)
{
    g_free(s->who);
    g_free(s->what);
    *s = (spend_said){0};
}

static const char *skip(const char *at)
{
    return at + strspn(at, " \t");
}

/* Its first words; NULL: there are not so many. Caller frees. */
static char *words_of(const char *text, unsigned count, const char **rest)
{
    const char *at = text;

    *rest = text;
    for (unsigned i = 0; i < count; i++) {
        at = skip(at);
        if (!*at)
            return NULL;
        at += strcspn(at, " \t");
    }
    *rest = skip(at);
    return g_strndup(text, (gsize)(at - text));
}

/* ---- the time ---- */

/* A minus as keyboards and word processors write it. */
static bool minus(const char **at)
{
    static const char *const signs[] = {"-", "\u2212", "\u2013", "\u2014"};

    for (unsigned i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(*at, signs[i])) {
            *at = skip(*at + strlen(signs[i]));
            return true;
        }
    }
    if (**at == '+')
        *at = skip(*at + 1);
    return false;
}

/* "1h 30m mended the thing": as many words as are a time. */
static const char *read_time(const char *argument, spend_said *out)
{
    const char *at = argument, *rest = argument, *after;
    bool less = minus(&at);
    int minutes;

    for (unsigned n = 1;; n++) {
        g_autofree char *words = words_of(at, n, &after);
        if (!words)
            break;
        minutes = span_said_minutes(words);
        if (minutes < 0)
            continue;
        out->has_time = true;
        out->minutes = less ? -minutes : minutes;
        rest = after;
    }
    return rest;
}

/* ---- the day ---- */

static const struct {
    const char *words;
    int days;
} days[] = {
    {"today", 0}, {"yesterday", 1}, {"сегодня", 0},
    {"вчера", 1}, {"i dag", 0},     {"i går", 1},
};

static int64_t noon(const spend_ask *ask, int year, int month, int day)
{
    g_autoptr(GDateTime) t =
        g_date_time_new(ask->zone, year, month, day, 12, 0, 0);

    return t ? g_date_time_to_unix(t) * SPAN_SECOND : 0;
}

static int64_t days_ago(const spend_ask *ask, int count)
{
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(ask->now_ms / SPAN_SECOND);
    g_autoptr(GDateTime) here = g_date_time_to_timezone(utc, ask->zone);
    g_autoptr(GDateTime) then = g_date_time_add_days(here, -count);

    return noon(ask, g_date_time_get_year(then), g_date_time_get_month(then),
                g_date_time_get_day_of_month(then));
}

static int this_year(const spend_ask *ask)
{
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(ask->now_ms / SPAN_SECOND);
    g_autoptr(GDateTime) here = g_date_time_to_timezone(utc, ask->zone);

    return g_date_time_get_year(here);
}

/* A number of so many digits at *at; -1. */
static int digits(const char **at, unsigned least, unsigned most)
{
    unsigned n = (unsigned)strspn(*at, "0123456789");
    int number = 0;

    if (n < least || n > most)
        return -1;
    for (unsigned i = 0; i < n; i++)
        number = number * 10 + (*(*at)++ - '0');
    return number;
}

/* "2026-11-28" */
static int64_t iso(const spend_ask *ask, const char *word)
{
    int year = digits(&word, 4, 4);
    int month = year >= 0 && *word++ == '-' ? digits(&word, 2, 2) : -1;
    int day = month >= 0 && *word++ == '-' ? digits(&word, 2, 2) : -1;

    return day >= 0 && !*word ? noon(ask, year, month, day) : 0;
}

/* "28.11.", "28.11.2026" */
static int64_t dotted(const spend_ask *ask, const char *word)
{
    int day = digits(&word, 1, 2);
    int month = day >= 0 && *word++ == '.' ? digits(&word, 1, 2) : -1;

    if (month < 0 || *word++ != '.')
        return 0;
    if (*word) {
        int year = digits(&word, 4, 4);
        return year >= 0 && !*word ? noon(ask, year, month, day) : 0;
    }
    int year = this_year(ask);
    int64_t at_ms = noon(ask, year, month, day);
    return at_ms > days_ago(ask, 0) ? noon(ask, year - 1, month, day) : at_ms;
}

static const char *read_day(const spend_ask *ask, const char *at,
                            spend_said *out)
{
    const char *rest = at;
    g_autofree char *word = words_of(at, 1, &rest);

    for (unsigned n = 1; n <= 2; n++) {
        const char *after;
        g_autofree char *words = words_of(at, n, &after);
        for (unsigned i = 0; words && i < G_N_ELEMENTS(days); i++) {
            if (fold_same(days[i].words, words)) {
                out->at_ms = days_ago(ask, days[i].days);
                return after;
            }
        }
    }
    out->at_ms = iso(ask, word);
    if (!out->at_ms)
        out->at_ms = dotted(ask, word);
    return out->at_ms ? rest : at;
}

/* ---- the rest ---- */

static const char *read_who(const char *at, spend_said *out)
{
    const char *rest = at;
    g_autofree char *word = words_of(at, 1, &rest);

    if (word[0] != '@' || !word[1])
        return at;
    out->who = g_strdup(word + 1);
    return rest;
}

static const char *read_work(const config *c, const char *at, spend_said *out)
{
    for (unsigned n = WORK_WORDS; n > 0; n--) {
        const char *rest = at;
        g_autofree char *words = words_of(at, n, &rest);
        out->work = words ? work_named(c, words) : NULL;
        if (out->work)
            return rest;
    }
    return at;
}

void spend_read(const spend_ask *ask, const char *argument, spend_said *out)
{
    *out = (spend_said){0};
    const char *at = skip(argument);

    if (ask->time)
        at = read_time(at, out);
    for (const char *before = NULL; *at && at != before;) {
        before = at;
        if (ask->day && !out->who)
            at = read_who(at, out);
        if (at == before && ask->day && !out->at_ms)
            at = read_day(ask, at, out);
        if (at == before && !out->work)
            at = read_work(ask->c, at, out);
    }
    out->what = g_strchomp(g_strdup(at));
    if (!out->work && *out->what)
        out->near = work_near(ask->c, out->what);
}
