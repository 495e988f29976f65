/* imap_refusal.c: what a NO, BAD or BYE means for who is told it. */
#include "net/imap_refusal.h"

#include <glib.h>
#include <string.h>

typedef struct known {
    const char *word;
    imap_refusal means;
} known;

/* RFC 5530 3, and what servers have invented beside it. */
static const known codes[] = {
    {"UNAVAILABLE", IMAP_PASSING},
    {"INUSE", IMAP_PASSING},
    {"SERVERBUG", IMAP_PASSING},
    {"EXPUNGEISSUED", IMAP_PASSING},
    {"SYS/TEMP", IMAP_PASSING}, /* RFC 3206, from servers that share code */
    {"LIMIT", IMAP_THROTTLED},
    {"OVERQUOTA", IMAP_THROTTLED}, /* at login: Gmail's bandwidth */
    {"THROTTLED", IMAP_THROTTLED},
    {"AUTHENTICATIONFAILED", IMAP_REFUSED},
    {"AUTHORIZATIONFAILED", IMAP_REFUSED},
    {"EXPIRED", IMAP_REFUSED},
    {"PRIVACYREQUIRED", IMAP_REFUSED},
    {"CONTACTADMIN", IMAP_REFUSED},
    {"NOPERM", IMAP_REFUSED},
    {"NONEXISTENT", IMAP_REFUSED},
    {"WEBALERT", IMAP_REFUSED},
};

/* Gmail, Exchange, Yahoo, Dovecot and Courier, each in its own words. */
static const known sayings[] = {
    {"too many", IMAP_THROTTLED},
    {"throttl", IMAP_THROTTLED},
    {"rate limit", IMAP_THROTTLED},
    {"bandwidth", IMAP_THROTTLED},
    {"backoff time", IMAP_THROTTLED},
    {"maximum number of", IMAP_THROTTLED},
    {"exceeded command", IMAP_THROTTLED},
    {"limit exceeded", IMAP_THROTTLED},
    {"authenticated but not connected", IMAP_THROTTLED},
    {"again later", IMAP_PASSING},
    {"temporar", IMAP_PASSING},
    {"unavailable", IMAP_PASSING},
    {"server busy", IMAP_PASSING},
    {"server is busy", IMAP_PASSING},
    {"server error", IMAP_PASSING},
    {"system error", IMAP_PASSING},
    {"internal error", IMAP_PASSING},
    {"timed out", IMAP_PASSING},
    {"overload", IMAP_PASSING},
    {"shutting down", IMAP_PASSING},
};

/* "Wrong password, try again later" is a wrong password. */
static const char *const final_words[] = {"password", "credential", "invalid"};

static const char *code_of(const char *text)
{
    const char *open = strchr(text, '[');
    /* only directly after NO, BAD or BYE: words for people have brackets too */
    return open && open - text <= (ptrdiff_t)strlen("* BYE ") ? open + 1 : NULL;
}

static const known *find_code(const char *code)
{
    size_t n = code ? strcspn(code, " ]") : 0;

    for (unsigned i = 0; code && i < G_N_ELEMENTS(codes); i++)
        if (strlen(codes[i].word) == n &&
            g_ascii_strncasecmp(codes[i].word, code, n) == 0)
            return &codes[i];
    return NULL;
}

static bool says_final(const char *lower)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(final_words); i++)
        if (strstr(lower, final_words[i]))
            return true;
    return false;
}

imap_refusal imap_refusal_read(const char *text)
{
    const known *code = find_code(code_of(text));
    g_autofree char *lower = g_ascii_strdown(text, -1);

    if (code)
        return code->means;
    for (unsigned i = 0; i < G_N_ELEMENTS(sayings); i++)
        if (strstr(lower, sayings[i].word) &&
            (sayings[i].means == IMAP_THROTTLED || !says_final(lower)))
            return sayings[i].means;
    return IMAP_REFUSED;
}

/* "Request is throttled. Suggested Backoff Time: 299992 milliseconds" */
int64_t imap_refusal_wait_ms(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    const char *at = strstr(lower, "backoff time:");
    char *unit;

    if (!at)
        return 0;
    guint64 n = g_ascii_strtoull(at + strlen("backoff time:"), &unit, 10);
    n = MIN(n, (guint64)G_MAXINT32);
    unit += strspn(unit, " ");
    return (int64_t)(g_str_has_prefix(unit, "sec") ? n * 1000 : n);
}
