/* smtp_dsn.c: what a mail asks for in reports of its delivery (RFC 3461). */
#include "net/smtp_link.h"

#include <string.h>

#define ENVID_MAX 100 /* octets of it, encoded (RFC 3461 4.4) */
#define ORCPT_MAX 500 /* of the whole value (RFC 3461 4.2) */

/* xtext: all that is printable stands for itself, but + and = (RFC 3461 4). */
static char *xtext(const char *text)
{
    GString *out = g_string_new(NULL);

    for (const guchar *p = (const guchar *)text; *p; p++) {
        if (*p > 0x20 && *p < 0x7f && *p != '+' && *p != '=')
            g_string_append_c(out, (gchar)*p);
        else
            g_string_append_printf(out, "+%02X", *p);
    }
    return g_string_free(out, FALSE);
}

static bool is_asked(const smtp_client *c, const smtp_dsn *dsn)
{
    return c->dsn && dsn && dsn->notify;
}

char *smtp_dsn_mail(const smtp_client *c, const smtp_dsn *dsn)
{
    if (!is_asked(c, dsn))
        return g_strdup("");
    g_autofree char *id = xtext(dsn->envid ? dsn->envid : "");
    return *id && strlen(id) <= ENVID_MAX
               ? g_strdup_printf(" RET=HDRS ENVID=%s", id)
               : g_strdup(" RET=HDRS");
}

char *smtp_dsn_rcpt(const smtp_client *c, const smtp_dsn *dsn,
                    const char *recipient)
{
    static const struct {
        unsigned bit;
        const char *word;
    } words[] = {{SMTP_NOTIFY_SUCCESS, "SUCCESS"},
                 {SMTP_NOTIFY_FAILURE, "FAILURE"},
                 {SMTP_NOTIFY_DELAY, "DELAY"}};
    g_autofree char *whom = xtext(recipient);
    const char *comma = "";

    if (!is_asked(c, dsn))
        return g_strdup("");
    GString *out = g_string_new(" NOTIFY=");
    for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!(dsn->notify & words[i].bit))
            continue;
        g_string_append_printf(out, "%s%s", comma, words[i].word);
        comma = ",";
    }
    if (strlen("rfc822;") + strlen(whom) <= ORCPT_MAX)
        g_string_append_printf(out, " ORCPT=rfc822;%s", whom);
    return g_string_free(out, FALSE);
}

bool smtp_dsn_is_refused(const smtp_client *c, const smtp_dsn *dsn, int code)
{
    return is_asked(c, dsn) &&
           (code == 500 || code == 501 || code == 504 || code == 555);
}
