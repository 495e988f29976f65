/* imap_talk.c: commands, and what an answer means. */
#include "base/err.h"
#include "base/secret.h"
#include "net/imap_link.h"
#include "net/imap_refusal.h"

#include <string.h>

bool imap_usable(const imap_client *c)
{
    return c && !c->broken && !*stream_reason(c->stream);
}

/* ---- what may come with any answer ---- */

/* EXISTS counts what is in the folder; only a growing count is news, since some
 * servers repeat it with every command. */
static void hear_number(imap_client *c, const char *text)
{
    uint32_t n = imap_answer_number(text, "EXISTS", NULL);

    if (n > 0) {
        c->news = c->news || n > c->exists;
        c->exists = n;
    } else if (imap_answer_number(text, "EXPUNGE", NULL) > 0 && c->exists > 0) {
        c->exists--;
    } else if (imap_answer_after(text, "0 EXISTS")) {
        c->exists = 0;
    }
}

/* UIDs mean something else now: nothing that we know of the folder holds. */
static void hear_status(imap_client *c, const char *text)
{
    const char *code = imap_answer_code(text, "UIDVALIDITY");
    guint64 n = code ? g_ascii_strtoull(code, NULL, 10) : 0;

    if (n > 0 && c->uidvalidity > 0 && n != c->uidvalidity && !c->wrong)
        c->wrong = g_strdup_printf(
            "the folder was made anew meanwhile (UIDVALIDITY is now "
            "%" G_GUINT64_FORMAT ")",
            n);
}

void imap_hear(imap_client *c, const char *text)
{
    const char *bye = imap_answer_after(text, "BYE");

    if (bye && !c->bye)
        c->bye = g_strdup(bye);
    if (imap_answer_after(text, "OK"))
        hear_status(c, text);
    else
        hear_number(c, text);
}

/* ---- commands ---- */

/* The words of a command that may be shown: the rest may be a password. */
static int verb_length(const char *text)
{
    size_t n = strcspn(text, " ");

    if (g_str_has_prefix(text, "UID "))
        n += 1 + strcspn(text + n + 1, " ");
    return (int)n;
}

/* The connection is of no use any more: say why, unless `line` has done so. */
static void fail(imap_client *c, const char *text, const char *odd,
                 GError **error)
{
    const char *reason = stream_reason(c->stream);
    int n = verb_length(text);

    c->broken = true;
    if (!error || *error)
        return;
    if (c->wrong)
        err_set(error, ERR_NET, "%s: %.*s: %s", c->host, n, text, c->wrong);
    else if (c->bye)
        err_set(
            error,
            imap_refusal_read(c->bye) == IMAP_THROTTLED ? ERR_LATER : ERR_NET,
            "%s: %.*s: the server says goodbye: %s", c->host, n, text, c->bye);
    else if (*reason)
        err_set(error, ERR_NET, "%s: %.*s: %s", c->host, n, text, reason);
    else
        err_set(error, ERR_PROTOCOL, "%s: %.*s: the answer is not IMAP%s%.60s",
                c->host, n, text, odd ? ": " : "", odd ? odd : "");
}

static bool begin(imap_client *c, const char *tag, const char *text)
{
    g_autofree char *out = g_strdup_printf("%s%s\r\n", tag, text);
    bool sent;

    c->throttled = false;
    stream_reset_cap(c->stream, c->command_max);
    sent = stream_send(c->stream, out, strlen(out));
    secret_wipe(out, strlen(out)); /* it may carry a password */
    return sent;
}

/* Answers up to the tagged one; NULL: *odd is what came instead, or nothing. */
static char *converse(imap_client *c, const char *tag, imap_line line,
                      void *context, char **odd)
{
    for (;;) {
        g_auto(imap_answer) a = {0};
        if (!imap_answer_read(c, &a))
            return NULL;
        if (g_str_has_prefix(a.text, tag))
            return g_strdup(a.text + strlen(tag));
        if (a.text[0] == '\0')
            continue;
        if (a.text[0] != '+' && !g_str_has_prefix(a.text, "* ")) {
            *odd = g_strdup(a.text);
            return NULL;
        }
        imap_hear(c, a.text);
        if ((c->bye && !c->leaving) || (line && !line(c, &a, context)))
            return NULL;
    }
}

char *imap_command(imap_client *c, const char *text, imap_line line,
                   void *context, GError **error)
{
    g_autofree char *tag = g_strdup_printf("P%u ", ++c->tag);
    g_autofree char *odd = NULL;
    char *tagged = NULL;

    if (begin(c, tag, text))
        tagged = converse(c, tag, line, context, &odd);
    if (tagged && c->wrong)
        g_clear_pointer(&tagged, g_free);
    if (!tagged)
        fail(c, text, odd, error);
    return tagged;
}

/* What a tagged answer that is not OK means. */
static void refuse(imap_client *c, const char *what, const char *tagged,
                   GError **error)
{
    imap_refusal means = imap_refusal_read(tagged);

    c->throttled = means == IMAP_THROTTLED;
    if (g_ascii_strncasecmp(tagged, "NO", 2) == 0) {
        err_set(error, means == IMAP_REFUSED ? ERR_REFUSED : ERR_LATER,
                "%s: %s: refused: %s", c->host, what, tagged);
        return;
    }
    c->broken = true;
    if (means == IMAP_REFUSED)
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the server did not understand: %s", c->host, what,
                tagged);
    else /* Exchange throttles by BAD */
        err_set(error, ERR_LATER, "%s: %s: %s", c->host, what, tagged);
}

bool imap_do_tagged(imap_client *c, const char *text, const char *what,
                    imap_line line, void *context, char **tagged,
                    GError **error)
{
    g_autofree char *answer = imap_command(c, text, line, context, error);

    if (!answer)
        return false;
    if (g_ascii_strncasecmp(answer, "OK", 2) != 0) {
        refuse(c, what, answer, error);
        return false;
    }
    if (tagged)
        *tagged = g_steal_pointer(&answer);
    return true;
}

bool imap_do(imap_client *c, const char *text, const char *what, imap_line line,
             void *context, GError **error)
{
    return imap_do_tagged(c, text, what, line, context, NULL, error);
}
