/* imap_talk.c: commands of our own, and what an answer means. */
#include "base/err.h"
#include "base/secret.h"
#include "net/imap_link.h"

#include <string.h>

void imap_begin(imap_client *c)
{
    stream_reset_cap(c->stream, 0);
    c->session->imap_response = NULL;
}

void imap_note_news(imap_client *c)
{
    struct mailimap_selection_info *s = c->session->imap_selection_info;
    if (s && s->sel_has_exists)
        c->news = true;
    if (s)
        s->sel_has_exists = 0;
}

bool imap_usable(const imap_client *c)
{
    return c && !c->broken && !*stream_reason(c->stream);
}

/* Codes of a NO that say that it will pass (RFC 5530). */
static bool is_passing(const char *code)
{
    static const char *const passing[] = {"UNAVAILABLE", "INUSE", "LIMIT",
                                          "SERVERBUG", "EXPUNGEISSUED"};
    for (unsigned k = 0; code && k < G_N_ELEMENTS(passing); k++)
        if (g_ascii_strncasecmp(code, passing[k], strlen(passing[k])) == 0)
            return true;
    return false;
}

static const char *code_of(const imap_client *c)
{
    const struct mailimap_response_info *i = c->session->imap_response_info;
    return i ? i->rsp_atom : NULL;
}

bool imap_check(imap_client *c, int code, const char *what, GError **error)
{
    const char *reason = stream_reason(c->stream);
    const char *text = c->session->imap_response;
    if (code == MAILIMAP_NO_ERROR)
        return true;
    if (*reason) {
        err_set(error, ERR_NET, "%s: %s: %s", c->host, what, reason);
        return false;
    }
    if (!text || !*text)
        text = "no reason given";
    switch (code) {
    case MAILIMAP_ERROR_FATAL:
        c->broken = true;
        err_set(error, ERR_NET, "%s: %s: the server says goodbye: %s", c->host,
                what, text);
        return false;
    case MAILIMAP_ERROR_STREAM:
    case MAILIMAP_ERROR_PARSE:
    case MAILIMAP_ERROR_MEMORY:
    case MAILIMAP_ERROR_BAD_STATE:
        c->broken = true;
        err_set(error, ERR_PROTOCOL, "%s: %s: the answer is not IMAP (%d)",
                c->host, what, code);
        return false;
    case MAILIMAP_ERROR_PROTOCOL: /* BAD, or a wrong tag */
        c->broken = true;
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the server did not understand: %s", c->host, what,
                text);
        return false;
    default:
        err_set(error, is_passing(code_of(c)) ? ERR_LATER : ERR_REFUSED,
                "%s: %s: refused: %s", c->host, what, text);
        return false;
    }
}

/* ---- commands of our own ---- */

/* The words of a command that may be shown: the rest may be a password. */
static int verb_length(const char *text)
{
    size_t n = strcspn(text, " ");
    if (g_str_has_prefix(text, "UID "))
        n += 1 + strcspn(text + n + 1, " ");
    return (int)n;
}

char *imap_command(imap_client *c, const char *text, imap_line line,
                   void *context, GError **error)
{
    g_autofree char *tag = g_strdup_printf("P%u ", ++c->tag);
    g_autofree char *out = g_strdup_printf("%s%s\r\n", tag, text);
    bool sent;
    imap_begin(c);
    sent = stream_send(c->stream, out, strlen(out));
    secret_wipe(out, strlen(out)); /* it may carry a password */
    while (sent) {
        g_autofree char *got = stream_line(c->stream, IMAP_LINE_MAX);
        if (!got)
            break;
        if (g_str_has_prefix(got, tag))
            return g_strdup(got + strlen(tag));
        if (line && !line(c, got, context))
            break;
    }
    if (error && !*error)
        err_set(error, ERR_NET, "%s: %.*s: %s", c->host, verb_length(text),
                text, stream_reason(c->stream));
    c->broken = true;
    return NULL;
}

bool imap_do(imap_client *c, const char *text, const char *what, imap_line line,
             void *context, GError **error)
{
    g_autofree char *tagged = imap_command(c, text, line, context, error);
    if (!tagged)
        return false;
    if (g_ascii_strncasecmp(tagged, "OK", 2) == 0)
        return true;
    if (g_ascii_strncasecmp(tagged, "NO", 2) == 0) {
        const char *code = strchr(tagged, '[');
        err_set(error,
                is_passing(code ? code + 1 : NULL) ? ERR_LATER : ERR_REFUSED,
                "%s: %s: refused: %s", c->host, what, tagged);
        return false;
    }
    c->broken = true;
    err_set(error, ERR_PROTOCOL, "%s: %s: the server did not understand: %s",
            c->host, what, tagged);
    return false;
}

bool imap_is_news(const char *line)
{
    char *end;
    if (line[0] != '*' || line[1] != ' ' || !g_ascii_isdigit(line[2]))
        return false;
    g_ascii_strtoull(line + 2, &end, 10);
    return g_ascii_strcasecmp(end, " EXISTS") == 0 ||
           g_ascii_strcasecmp(end, " RECENT") == 0;
}

bool imap_hear_news(imap_client *c, const char *line, void *context)
{
    if (imap_is_news(line))
        c->news = true;
    return true;
}
