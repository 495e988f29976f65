/* check_connect: tries the logins of the configuration. */
#include "cli/check.h"

#include "config/site.h"
#include "desk/mailbox_config.h"
#include "desk/queue_config.h"
#include "mail/head.h"
#include "net/imap.h"
#include "net/smtp.h"
#include "roles/milter_config.h"
#include "roles/send_config.h"

#include <string.h>

#define NEWEST_UIDS 50 /* UIDs looked at for the newest message */

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

static bool listed(const GPtrArray *words, const char *word)
{
    for (guint i = 0; i < words->len; i++)
        if (g_ascii_strcasecmp(words->pdata[i], word) == 0)
            return true;
    return false;
}

/* The host that the topmost Authentication-Results names (RFC 8601 2.2). */
static char *authserv_of(GBytes *raw)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    g_autoptr(head) h = head_read(data, size);
    const char *value = head_get(h, "Authentication-Results", 0);

    if (!value)
        return NULL;
    return g_strndup(value, strcspn(value, " \t;("));
}

static bool take_authserv(uint32_t uid, GBytes *raw, const char *why,
                          void *context, GError **error)
{
    char **id = context;

    g_free(*id);
    *id = raw ? authserv_of(raw) : NULL;
    return true;
}

/* Proposes an authserv-id that is not trusted yet, from the newest message. What
 * cannot be read is no problem: it is only a proposal. */
static void propose_authserv(const config *c, const config_mailbox *m,
                             imap_client *client, const imap_box *box,
                             GPtrArray *done)
{
    uint32_t from = box->uidnext > NEWEST_UIDS ? box->uidnext - NEWEST_UIDS : 1;
    g_autoptr(GArray) uids = imap_uids(client, from, NULL, NULL);
    g_autofree char *id = NULL;

    if (!uids || uids->len == 0)
        return;
    imap_fetch(client, &g_array_index(uids, uint32_t, uids->len - 1), 1,
               take_authserv, &id, NULL);
    if (id && id[0] != '\0' && !listed(c->site->authserv_ids, id) &&
        !listed(m->authserv_ids, id))
        check_say(
            done,
            "[mailbox %s] its newest message was checked by \"%s\": if that is "
            "your mail server, and it removes such fields from mail that comes "
            "in (RFC 8601 5; ask your hoster), set authserv_id = %s",
            m->id, id, id);
}

static void check_mailbox(const config *c, const config_mailbox *m,
                          GPtrArray *problems, GPtrArray *done)
{
    g_autoptr(GError) error = NULL;
    imap_client *client = imap_open(&m->server, &error);
    imap_box box;

    if (!client || !imap_select(client, m->folder, &box, &error)) {
        check_add(problems, true, "[mailbox %s] %s", m->id, error->message);
    } else {
        check_filing(m, client, &box, problems);
        check_say(done, "[mailbox %s] logged in; messages in %s: %u%s", m->id,
                  m->folder, box.exists,
                  imap_can_idle(client) ? "" : "; no IDLE, polling");
        propose_authserv(c, m, client, &box, done);
    }
    if (client)
        imap_close(client);
}

/* ---- plus addressing ---- */

/* RCPT for `recipient`, then RSET: its code, 0 if it did not come to that. */
static int ask(smtp_client *client, const config_queue *q,
               const char *recipient, char **words)
{
    smtp_result r = {0};
    g_autoptr(GError) error = NULL;
    int code;

    smtp_probe(client, q->address, recipient, &r, &error);
    code = error ? 0 : r.code;
    *words = g_strdup(error ? error->message : r.text);
    smtp_result_clear(&r);
    return code;
}

/* "support+check-1a2b@example.org": nobody's reply address. */
static char *plus_address(const config_queue *q)
{
    const char *at = strrchr(q->address, '@');

    return g_strdup_printf("%.*s+check-%04x%s", (int)(at - q->address),
                           q->address, g_random_int() & 0xffff, at);
}

static void probe_queue(const config *c, const config_queue *q,
                        smtp_client *client, GPtrArray *problems,
                        GPtrArray *done)
{
    g_autofree char *plus = plus_address(q);
    g_autofree char *plain_words = NULL, *plus_words = NULL;
    int with = ask(client, q, plus, &plus_words);
    int without =
        with / 100 == 2 ? with : ask(client, q, q->address, &plain_words);

    if (with / 100 == 2)
        check_say(done, "[queue %s] %s takes mail for %s", q->id,
                  c->smtp->server.host, plus);
    else if (with / 100 == 5 && without / 100 == 2)
        check_add(problems, true,
                  "[queue %s] %s takes mail for %s, but not for %s (%s): "
                  "answers of operators come back to such addresses. The mail "
                  "server needs a recipient delimiter; Postfix: "
                  "recipient_delimiter = +",
                  q->id, c->smtp->server.host, q->address, plus, plus_words);
    else
        check_add(problems, false,
                  "[queue %s] whether mail to %s arrives could not be probed: "
                  "%s says %s%s",
                  q->id, plus, c->smtp->server.host,
                  plus_words ? plus_words : "nothing",
                  with / 100 == 4 && c->milter->listen
                      ? "; if it asks the desk's milter, start the desk first"
                      : "");
}

static void check_smtp(const config *c, GPtrArray *problems, GPtrArray *done)
{
    g_autoptr(GError) error = NULL;
    smtp_client *client = smtp_open(&c->smtp->server, c->site->domain, &error);

    if (!client) {
        check_add(problems, true, "[smtp] %s", error->message);
        return;
    }
    check_say(done, "[smtp] %s %s",
              c->smtp->server.user ? "logged in at" : "reached",
              c->smtp->server.host);
    for (guint i = 0; i < c->queues->len; i++)
        probe_queue(c, c->queues->pdata[i], client, problems, done);
    smtp_close(client);
}

void check_connect(const config *c, GPtrArray *problems, GPtrArray *done)
{
    for (guint i = 0; i < c->mailboxes->len; i++)
        check_mailbox(c, c->mailboxes->pdata[i], problems, done);
    check_smtp(c, problems, done);
}
