/* trust: who a message is from, as far as Postern itself verified it. */
#include "desk/facts/trust.h"

#include <string.h>

#include "base/address.h"
#include "base/planted.h"
#include "config/site.h"
#include "desk/facts/authres.h"
#include "desk/facts/door.h"
#include "desk/facts/received.h"
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

static trust_auth auth_of(const char *result)
{
    if (strcmp(result, "pass") == 0)
        return TRUST_PASS;
    return strcmp(result, "fail") == 0 ? TRUST_FAIL : TRUST_NONE;
}

/* DMARC has one result, about the one From; *only gets it, NULL if there is none.
 * False: the field says two things. */
static bool find_dmarc(const authres *a, const authres_row **only)
{
    *only = NULL;
    for (unsigned i = 0; i < a->rows->len; i++) {
        const authres_row *r = a->rows->pdata[i];
        if (strcmp(r->method, "dmarc") != 0)
            continue;
        if (*only && (strcmp((*only)->result, r->result) != 0 ||
                      g_strcmp0((*only)->header_from, r->header_from) != 0))
            return false;
        *only = r;
    }
    return true;
}

/* Whoever says one thing twice, and not the same, has let somebody else write
 * into the field: nothing in it counts. */
static bool conflicts(const authres *a, const authres_row **dmarc)
{
    for (unsigned i = 0; i < a->rows->len; i++)
        if (((const authres_row *)a->rows->pdata[i])->conflict)
            return true;
    return !find_dmarc(a, dmarc);
}

static trust_auth judge_dmarc(const authres_row *r, const char *domain)
{
    if (!r || !r->header_from ||
        g_ascii_strcasecmp(r->header_from, domain) != 0)
        return TRUST_NONE;
    return auth_of(r->result);
}

/* Do two results speak of one signature, and not the same? */
static bool contradicted(const authres *a, const authres_row *r)
{
    for (unsigned i = 0; i < a->rows->len; i++) {
        const authres_row *o = a->rows->pdata[i];
        if (strcmp(o->method, "dkim") == 0 && strcmp(o->key, r->key) == 0 &&
            g_strcmp0(o->header_d, r->header_d) == 0 &&
            strcmp(o->result, r->result) != 0)
            return true;
    }
    return false;
}

/* One good signature among bad ones is enough (RFC 6376 6.1). */
static trust_auth judge_dkim(const authres *a, const char *domain)
{
    trust_auth sum = TRUST_NONE;

    for (unsigned i = 0; i < a->rows->len; i++) {
        const authres_row *r = a->rows->pdata[i];
        if (strcmp(r->method, "dkim") != 0 || !r->header_d ||
            !aligned(r->header_d, domain) || contradicted(a, r))
            continue;
        trust_auth one = auth_of(r->result);
        if (one == TRUST_PASS || sum == TRUST_NONE)
            sum = one;
    }
    return sum;
}

/* DMARC knows the domain's own policy, so its word goes before DKIM's. */
static trust_auth judge(const authres *a, const char *domain, char **words)
{
    const authres_row *row;

    if (conflicts(a, &row)) {
        if (words)
            *words = g_strdup_printf("%s contradicts itself", a->id);
        return TRUST_NONE;
    }
    trust_auth dmarc = judge_dmarc(row, domain);
    trust_auth sum = dmarc != TRUST_NONE ? dmarc : judge_dkim(a, domain);
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

bool trust_spf_failed(const char *value, GPtrArray *ids)
{
    g_autoptr(authres) a = authres_read(value);

    for (unsigned i = 0; a && has_id(ids, a->id) && i < a->rows->len; i++) {
        const authres_row *r = a->rows->pdata[i];
        if (strcmp(r->method, "spf") == 0 && strcmp(r->result, "fail") == 0)
            return true;
    }
    return false;
}

/* "milter"; what was held and released came through the door behind that. */
static bool door_is_milter(const char *door)
{
    if (door && g_str_has_prefix(door, "release "))
        door += strlen("release ");
    return door && g_str_has_prefix(door, "milter");
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

static bool is_relay(const config *c, const char *ip)
{
    for (unsigned i = 0; ip && i < c->site->trusted_relays->len; i++)
        if (received_same_ip(c->site->trusted_relays->pdata[i], ip))
            return true;
    return false;
}

/* Who handed it over: the client, or behind a mailbox whom the topmost Received
 * names; NULL. Caller frees. */
static char *client_of(const spool_entry *e, const head *h)
{
    const char *received = head_get(h, "Received", 0);

    if (e->client)
        return g_strdup(e->client);
    return !door_is_milter(e->door) && received ? received_client(received)
                                                : NULL;
}

/* Where relays are named, only they may hand us the header: anybody else could
 * have written it. */
static bool relay_trusted(const config *c, const spool_entry *e, const head *h,
                          char **who)
{
    *who = NULL;
    if (!c->site->trusted_relays || c->site->trusted_relays->len == 0)
        return true;
    *who = client_of(e, h);
    return is_relay(c, *who);
}

static void read_auth(trust_facts *t, const config *c, const spool_entry *e,
                      const head *h)
{
    GPtrArray *ids = ids_of_door(c, e->door);
    const char *value = head_get(h, "Authentication-Results", 0);
    g_autoptr(address) from = t->from ? address_parse(t->from) : NULL;
    g_autofree char *who = NULL;

    t->authserv_known = ids && ids->len > 0;
    if (!t->authserv_known)
        t->auth_words = g_strdup("no trusted authserv-id is configured");
    else if (!from)
        t->auth_words = g_strdup("not exactly one From address");
    else if (!relay_trusted(c, e, h, &who))
        t->auth_words = g_strdup_printf("%s is not a trusted relay",
                                        who ? who : "who handed it over");
    else if (value) {
        t->auth = trust_auth_results(value, ids, from->domain, &t->auth_words);
        t->spf_failed = trust_spf_failed(value, ids);
    }
    if (!t->auth_words)
        t->auth_words = g_strdup("no Authentication-Results of a trusted host");
}

static trust_login login_of(const config_operator *by_login,
                            const config_operator *by_from)
{
    if (by_login)
        return !by_from || by_from == by_login || PLANTED(login_of_others)
                   ? TRUST_LOGIN_HERS
                   : TRUST_LOGIN_OTHERS;
    return by_from && by_from->sasl_logins->len > 0 ? TRUST_LOGIN_NOT_HERS
                                                    : TRUST_LOGIN_NOBODYS;
}

/* The words of a login go before those of a header field that it voids. */
static void read_login(trust_facts *t, const config *c, const char *login)
{
    const config_operator *o = config_operator_by_sasl(c, login);

    t->login = login_of(o, t->operator_);
    t->auth = TRUST_NONE;
    g_free(t->auth_words);
    if (t->login == TRUST_LOGIN_HERS) {
        t->sasl = o;
        t->auth_words = g_strdup_printf("logged in as %s", login);
    } else if (t->login == TRUST_LOGIN_NOBODYS) {
        t->auth_words = g_strdup_printf(
            "logged in as %s, which is no operator's login", login);
    } else {
        t->auth = TRUST_FAIL;
        t->auth_words =
            g_strdup_printf("logged in as %s, which is not a login of %s",
                            login, t->operator_->name);
    }
}

/* From is ours, as a group, a forwarder or a form writes it: it is about whom they
 * name. What proves them says nothing of him; where it could and does not, they
 * may be forged, too. */
static void look_behind(trust_facts *t, const config *c, const head *h)
{
    const char *field;
    char *author;

    if (!t->from || !config_is_own_address(c, t->from))
        return;
    author = door_author(c, h, &field);
    t->found = author ? field : "";
    t->operator_ = NULL;
    if (t->authserv_known)
        t->auth = t->auth == TRUST_PASS ? TRUST_NONE : TRUST_FAIL;
    char *before = t->auth_words;
    t->auth_words =
        g_strdup_printf("From is an address of the desk, %s%s; %s",
                        author ? "the author stands in " : "and says no author",
                        author ? field : "", before);
    g_free(before);
    if (author) {
        g_free(t->from);
        t->from = author;
    }
}

trust_facts *trust_read(const config *c, const spool_entry *e, const head *h)
{
    trust_facts *t = g_new0(trust_facts, 1);

    t->from = head_from(h);
    if (t->from)
        t->operator_ = config_operator_by_address(c, t->from);
    read_auth(t, c, e, h);
    if (e->login)
        read_login(t, c, e->login);
    look_behind(t, c, h);
    return t;
}

/* ---- what came by a source ---- */

/* Domains whose signatures a trusted host found good, whatever From is. char*;
 * caller unrefs. */
static GPtrArray *signers(const config *c, const spool_entry *e, const head *h)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    const char *value = head_get(h, "Authentication-Results", 0);
    g_autoptr(authres) a = value ? authres_read(value) : NULL;
    g_autofree char *who = NULL;
    const authres_row *dmarc;

    if (!a || e->login || !has_id(ids_of_door(c, e->door), a->id) ||
        !relay_trusted(c, e, h, &who) || conflicts(a, &dmarc))
        return all;
    for (unsigned i = 0; i < a->rows->len; i++) {
        const authres_row *r = a->rows->pdata[i];
        if (strcmp(r->method, "dkim") == 0 && r->header_d &&
            auth_of(r->result) == TRUST_PASS && !contradicted(a, r))
            g_ptr_array_add(all, g_strdup(r->header_d));
    }
    return all;
}

/* Whoever proved something is the source, not the customer. */
static void speak_of_customer(trust_facts *t)
{
    const source_facts *f = t->source;
    bool confirmed = f->source->confirmed && f->customer;

    g_free(t->from);
    g_free(t->auth_words);
    t->from = g_strdup(f->customer);
    t->found = NULL;
    t->operator_ = t->sasl = NULL;
    t->login = TRUST_LOGIN_NONE;
    t->auth = confirmed ? TRUST_PASS : TRUST_NONE;
    t->spf_failed = false;
    t->auth_words =
        g_strdup_printf("named by source %s (%s)%s", f->source->id, f->proof,
                        confirmed ? ", which knows its users" : "");
}

void trust_read_source(trust_facts *t, const config *c, const spool_entry *e,
                       const head *h, const letter *l)
{
    g_autofree char *client = client_of(e, h);
    g_autoptr(GPtrArray) dkim = signers(c, e, h);
    const source_proofs p = {client, dkim};

    t->source = source_find(c, e, h, l, &p, &t->unproved);
    if (t->source)
        speak_of_customer(t);
}

void trust_free(trust_facts *t)
{
    if (!t)
        return;
    source_facts_free(t->source);
    g_free(t->unproved);
    g_free(t->from);
    g_free(t->auth_words);
    g_free(t);
}
