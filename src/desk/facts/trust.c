/* trust: who a message is from, as far as Postern itself verified it. */
#include "desk/facts/trust.h"

#include <string.h>

#include "base/address.h"
#include "desk/facts/authres.h"
#include "config/site.h"
#include "desk/mailbox_config.h"

/* Is one the other's equal or a subdomain of it? A name without a dot is nobody's
 * own and aligns with nothing. */
static bool aligned(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);

    if (!strchr(a, '.') || !strchr(b, '.'))
        return false;
    if (la < lb)
        return b[lb - la - 1] == '.' && g_ascii_strcasecmp(b + lb - la, a) == 0;
    if (la > lb)
        return a[la - lb - 1] == '.' && g_ascii_strcasecmp(a + la - lb, b) == 0;
    return g_ascii_strcasecmp(a, b) == 0;
}

static bool has_id(GPtrArray *ids, const char *id)
{
    for (unsigned i = 0; ids && i < ids->len; i++) {
        if (g_ascii_strcasecmp(ids->pdata[i], id) == 0)
            return true;
    }
    return false;
}

static trust_auth judge_dmarc(const authres_row *r, const char *domain)
{
    if (!r->header_from || g_ascii_strcasecmp(r->header_from, domain) != 0)
        return TRUST_NONE;
    if (strcmp(r->result, "pass") == 0)
        return TRUST_PASS;
    return strcmp(r->result, "fail") == 0 ? TRUST_FAIL : TRUST_NONE;
}

static trust_auth judge_dkim(const authres_row *r, const char *domain)
{
    if (!r->header_d || !aligned(r->header_d, domain))
        return TRUST_NONE;
    if (strcmp(r->result, "pass") == 0)
        return TRUST_PASS;
    return strcmp(r->result, "fail") == 0 ? TRUST_FAIL : TRUST_NONE;
}

/* DMARC knows the domain's own policy, so its word goes before DKIM's; one good
 * signature among bad ones is enough (RFC 6376 6.1). */
static trust_auth judge(const authres *a, const char *domain, char **words)
{
    trust_auth dmarc = TRUST_NONE, dkim = TRUST_NONE;

    for (unsigned i = 0; i < a->rows->len; i++) {
        const authres_row *r = a->rows->pdata[i];
        if (strcmp(r->method, "dmarc") == 0) {
            trust_auth one = judge_dmarc(r, domain);
            if (one == TRUST_FAIL || dmarc == TRUST_NONE)
                dmarc = one;
        } else if (strcmp(r->method, "dkim") == 0) {
            trust_auth one = judge_dkim(r, domain);
            if (one == TRUST_PASS || dkim == TRUST_NONE)
                dkim = one;
        }
    }
    trust_auth sum = dmarc != TRUST_NONE ? dmarc : dkim;
    if (words && sum != TRUST_NONE)
        *words = g_strdup_printf("%s=%s by %s",
                                 dmarc != TRUST_NONE ? "dmarc" : "dkim",
                                 sum == TRUST_PASS ? "pass" : "fail", a->id);
    else if (words)
        *words = g_strdup_printf("nothing about %s by %s", domain, a->id);
    return sum;
}

trust_auth trust_auth_results(const char *value, GPtrArray *ids,
                              const char *from_domain, char **words)
{
    g_autoptr(authres) a = authres_read(value);

    if (words)
        *words = NULL;
    if (!a || !has_id(ids, a->id) || !from_domain)
        return TRUST_NONE;
    return judge(a, from_domain, words);
}

/* A mailbox of its own (IMAP) may have another trusted host than the site; what
 * was held and released came through the door that is named behind that. */
static GPtrArray *ids_of_door(const config *c, const char *door)
{
    if (door && g_str_has_prefix(door, "release "))
        door += strlen("release ");
    for (unsigned i = 0; door && i < c->mailboxes->len; i++) {
        const config_mailbox *m = c->mailboxes->pdata[i];
        if (g_str_has_prefix(door, "imap ") && strcmp(door + 5, m->id) == 0 &&
            m->authserv_ids && m->authserv_ids->len > 0)
            return m->authserv_ids;
    }
    return c->site->authserv_ids;
}

/* Where relays are named, only they may hand us the header: anybody else could
 * have written it. */
static bool relay_trusted(const config *c, const char *client)
{
    if (!client || !c->site->trusted_relays || c->site->trusted_relays->len == 0)
        return true;
    for (unsigned i = 0; i < c->site->trusted_relays->len; i++) {
        if (strcmp(c->site->trusted_relays->pdata[i], client) == 0)
            return true;
    }
    return false;
}

static void read_auth(trust_facts *t, const config *c, const spool_entry *e,
                      const head *h)
{
    GPtrArray *ids = ids_of_door(c, e->door);
    const char *value = head_get(h, "Authentication-Results", 0);
    g_autoptr(address) from = t->from ? address_parse(t->from) : NULL;

    t->authserv_known = ids && ids->len > 0;
    if (!t->authserv_known)
        t->auth_words = g_strdup("no trusted authserv-id is configured");
    else if (!from)
        t->auth_words = g_strdup("not exactly one From address");
    else if (!relay_trusted(c, e->client))
        t->auth_words = g_strdup_printf("%s is not a trusted relay", e->client);
    else if (value)
        t->auth = trust_auth_results(value, ids, from->domain, &t->auth_words);
    if (!t->auth_words)
        t->auth_words = g_strdup("no Authentication-Results of a trusted host");
}

trust_facts *trust_read(const config *c, const spool_entry *e, const head *h)
{
    trust_facts *t = g_new0(trust_facts, 1);

    t->from = head_from(h);
    read_auth(t, c, e, h);
    if (e->login)
        t->sasl = config_operator_by_sasl(c, e->login);
    if (t->from)
        t->operator_ = config_operator_by_address(c, t->from);
    return t;
}

void trust_free(trust_facts *t)
{
    if (!t)
        return;
    g_free(t->from);
    g_free(t->auth_words);
    g_free(t);
}
