/* check_connect: tries the logins of the configuration. */
#include "cli/check.h"

#include "net/imap.h"
#include "net/smtp.h"

#include <string.h>

static void say(GPtrArray *done, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(GPtrArray *done, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(done, g_strdup_vprintf(format, args));
    va_end(args);
}

/* Can the server do what `after` wants? */
static void check_filing(const config_mailbox *m, const imap_client *client,
                         const imap_box *box, GPtrArray *problems)
{
    if (m->after == CONFIG_AFTER_KEYWORD && !box->keywords)
        check_add(problems, true,
                  "[mailbox %s] after = keyword: the server keeps no keywords "
                  "in %s; use move",
                  m->id, m->folder);
    if (m->after == CONFIG_AFTER_DELETE && !imap_can_uidplus(client))
        check_add(problems, true,
                  "[mailbox %s] after = delete: the server has no UIDPLUS, "
                  "deleting could take other mail with it; use move or keyword",
                  m->id);
    if (m->after == CONFIG_AFTER_MOVE && !imap_can_move(client) &&
        !imap_can_uidplus(client))
        check_add(problems, true,
                  "[mailbox %s] after = move: the server has neither MOVE nor "
                  "UIDPLUS; use keyword",
                  m->id);
}

static void check_mailbox(const config_mailbox *m, GPtrArray *problems,
                          GPtrArray *done)
{
    g_autoptr(GError) error = NULL;
    imap_client *client = imap_open(&m->server, &error);
    imap_box box;

    if (client == NULL || !imap_select(client, m->folder, &box, &error)) {
        check_add(problems, true, "[mailbox %s] %s", m->id, error->message);
    } else {
        check_filing(m, client, &box, problems);
        say(done, "[mailbox %s] logged in; %s has %u messages%s", m->id,
            m->folder, box.exists,
            imap_can_idle(client) ? "" : "; no IDLE, polling");
    }
    if (client != NULL)
        imap_close(client);
}

static void check_smtp(const config *c, GPtrArray *problems, GPtrArray *done)
{
    g_autoptr(GError) error = NULL;
    smtp_client *client = smtp_open(&c->smtp, c->domain, &error);

    if (client == NULL) {
        check_add(problems, true, "[smtp] %s", error->message);
        return;
    }
    say(done, "[smtp] %s %s", c->smtp.user != NULL ? "logged in at" : "reached",
        c->smtp.host);
    smtp_close(client);
}

void check_connect(const config *c, GPtrArray *problems, GPtrArray *done)
{
    for (guint i = 0; i < c->mailboxes->len; i++)
        check_mailbox(c->mailboxes->pdata[i], problems, done);
    check_smtp(c, problems, done);
}
