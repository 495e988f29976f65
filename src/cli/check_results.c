/* check_results: are Authentication-Results that we trust written by our mail
 * server alone? Whoever sends mail can write such a field too, and a server must
 * remove those that bear its name (RFC 8601 5). */
#include "cli/check.h"

#include "config/site.h"
#include "desk/facts/authres.h"
#include "desk/mailbox_config.h"
#include "mail/head.h"
#include "store/ledger.h"
#include "store/raw.h"
#include "store/store_config.h"

#include <string.h>

#define LOOKED_AT 200                                        /* messages */
#define BACK_MS   (30 * 24 * 3600 * G_GINT64_CONSTANT(1000)) /* how far back */

typedef struct tally {
    unsigned seen, marked, foreign;
    char *id; /* of a foreign field */
} tally;

static bool is_trusted(const config *c, const char *id)
{
    for (guint i = 0; i < c->site->authserv_ids->len; i++)
        if (g_ascii_strcasecmp(c->site->authserv_ids->pdata[i], id) == 0)
            return true;
    for (guint i = 0; i < c->mailboxes->len; i++) {
        const config_mailbox *m = c->mailboxes->pdata[i];
        for (guint k = 0; k < m->authserv_ids->len; k++)
            if (g_ascii_strcasecmp(m->authserv_ids->pdata[k], id) == 0)
                return true;
    }
    return false;
}

/* A field of ours above a Received is the server's; one below that came with the
 * message, or from an earlier pass through the same server. */
static void look_at(const config *c, GBytes *raw, tally *t)
{
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    g_autoptr(head) h = head_read(data, size);
    bool ours = false, received = false;

    t->seen++;
    for (guint i = 0; i < h->fields->len; i++) {
        const head_field *f = h->fields->pdata[i];
        if (g_ascii_strcasecmp(f->name, "Received") == 0)
            received |= ours;
        if (g_ascii_strcasecmp(f->name, "Authentication-Results") != 0)
            continue;
        g_autoptr(authres) a = authres_read(f->value);
        if (!a || !is_trusted(c, a->id))
            continue;
        if (received) {
            t->foreign++;
            g_free(t->id);
            t->id = g_strdup(a->id);
            break;
        }
        ours = true;
    }
    t->marked += ours;
}

static bool look_at_all(const config *c, store *s, int64_t now_ms, tally *t,
                        GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_ledger_since(s, now_ms - BACK_MS, LOOKED_AT, error);

    for (guint i = 0; rows && i < rows->len; i++) {
        const store_ledger *l = rows->pdata[i];
        g_autoptr(GBytes) raw = l->raw ? store_raw_get(s, l->raw, NULL) : NULL;
        if (raw)
            look_at(c, raw, t);
    }
    return rows != NULL;
}

static bool trusts_anybody(const config *c)
{
    bool any = c->site->authserv_ids->len > 0;

    for (guint i = 0; i < c->mailboxes->len; i++)
        any |= ((const config_mailbox *)c->mailboxes->pdata[i])
                   ->authserv_ids->len > 0;
    return any;
}

static void tell(const tally *t, GPtrArray *problems, GPtrArray *done)
{
    if (t->foreign > 0)
        check_add(problems, false,
                  "[site] authserv_id: %u of %u messages that came in lately "
                  "carried an Authentication-Results field of \"%s\" below the "
                  "mail server's own: the server does not remove forged ones. "
                  "In Postfix: header_checks = regexp:/etc/postfix/"
                  "header_checks with the line /^Authentication-Results:"
                  "[[:space:]]*%s/ IGNORE (what milters add is not touched)",
                  t->foreign, t->seen, t->id, t->id);
    else if (t->marked > 0)
        check_say(done,
                  "[site] authserv_id: %u messages of the last 30 days were "
                  "looked at, %u with trusted results; none came with a forged "
                  "one below",
                  t->seen, t->marked);
    else if (t->seen > 0)
        check_add(problems, false,
                  "[site] authserv_id: none of %u messages that came in lately "
                  "has results of a trusted host: is the name right, and does "
                  "the milter that checks DMARC come before the desk's?",
                  t->seen);
    else
        check_say(done, "[site] authserv_id: no message came in yet; check "
                        "again later whether forged results are removed");
}

void check_results(const config *c, int64_t now_ms, GPtrArray *problems,
                   GPtrArray *done)
{
    g_autoptr(GError) error = NULL;
    tally t = {0};
    store *s;

    if (!trusts_anybody(c))
        return;
    s = store_open(c->store, NULL); /* check_desk says why not */
    if (!s)
        return;
    if (look_at_all(c, s, now_ms, &t, &error))
        tell(&t, problems, done);
    else
        check_add(problems, true, "store %s", error->message);
    store_close(s);
    g_free(t.id);
}
