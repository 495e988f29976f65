/* eval_relay: eval tests about the hosts that handed the message on. */
#include "rules/eval/room.h"

#include <string.h>

#define SET_AND_ARGS_UNUSED(s, a) ((void)(s), (void)(a))

static void count_relays(const view *v, unsigned *trusted, unsigned *untrusted)
{
    *trusted = *untrusted = 0;
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        ++*(r->trusted ? trusted : untrusted);
    }
}

static int check_all_trusted(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    unsigned trusted, untrusted;
    count_relays(v, &trusted, &untrusted);
    return trusted > 0 && untrusted == 0 && v->relays_unread == 0;
}

static int check_no_relays(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    return v->relays->len == 0 && v->relays_unread == 0;
}

static int check_relays_unparseable(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    return v->relays_unread > 0;
}

static bool is_ipv4(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789.") == strlen(text) &&
           g_hostname_is_ip_address(text);
}

static int check_for_numeric_helo(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (!r->trusted && is_ipv4(r->helo))
            return !view_ip_is_private(r->helo);
    }
    return 0;
}

/* Do two IPv4 addresses share their first `groups` numbers? */
static bool same_network(const char *a, const char *b, int groups)
{
    for (; *a != '\0' && *a == *b; a++, b++)
        if (*a == '.' && --groups == 0)
            return true;
    return false;
}

static int helo_ip_mismatch(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (!r->trusted && is_ipv4(r->helo) && is_ipv4(r->ip) &&
            !view_ip_is_private(r->helo) && !r->private &&
            strcmp(r->helo, r->ip) != 0 && !same_network(r->helo, r->ip, 3))
            return 1;
    }
    return 0;
}

static bool is_famous(const char *helo)
{
    static const char *const names[] = {
        "lycos.com",  "lycos.co.uk",  "hotmail.com", "localhost.com",
        "excite.com", "caramail.com", "cs.com",      "aol.com",
        "msn.com",    "yahoo.com",    "drizzle.com"};
    size_t n = strlen(helo);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t m = strlen(names[i]);
        if (n >= m && g_ascii_strcasecmp(helo + n - m, names[i]) == 0 &&
            (n == m || helo[n - m - 1] == '.'))
            return true;
    }
    return false;
}

static int check_for_no_rdns_dotcom_helo(view *v, const rule_set *s,
                                         GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    int hit = 0; /* what the oldest public relay says */
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (!r->trusted && !r->private)
            hit = r->rdns[0] == '\0' && r->looked_up && is_famous(r->helo);
    }
    return hit;
}

/* Roughly the registered domain: the last two labels, three below short
 * top-level domains. Borrowed. */
static const char *rough_domain(const char *host)
{
    static const char *const long_ones[] = {"ie", "fr", "de"};
    const char *dots[3] = {NULL, NULL, NULL};
    for (const char *p = host; *p != '\0'; p++)
        if (*p == '.') {
            dots[2] = dots[1];
            dots[1] = dots[0];
            dots[0] = p;
        }
    if (!dots[0] || !strpbrk(host, "abcdefghijklmnopqrstuvwxyz"))
        return host;
    bool two = strlen(dots[0] + 1) >= 3;
    for (size_t i = 0; i < G_N_ELEMENTS(long_ones); i++)
        two |= strstr(dots[0] + 1, long_ones[i]) != NULL;
    const char *before = two ? dots[1] : dots[2];
    return before ? before + 1 : host;
}

static bool is_host_name(view *v, const char *host)
{
    return eval_matches(v, "^\\w+(?:[\\w.-]+\\.)+\\w+$", 0,
                        (view_text){host, strlen(host)});
}

/* Counts relays that called themselves otherwise than the next relay knew
 * them. */
static unsigned mismatches(view *v)
{
    unsigned count = 0;
    g_autofree char *from = NULL; /* what the newer relay had been given */
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (r->trusted)
            continue;
        g_autofree char *by = g_ascii_strdown(r->by, -1);
        g_autofree char *rdns = g_ascii_strdown(r->rdns, -1);
        const char *mine = rough_domain(by);
        bool own = strcmp(mine, "msn.com") == 0 && from &&
                   strcmp(from, "hotmail.com") == 0;
        if (from && is_host_name(v, mine) && is_host_name(v, from) &&
            strcmp(mine, from) != 0 && !own)
            count++;
        g_free(from);
        bool local = g_str_has_prefix(rdns, "localhost") &&
                     strcmp(r->ip, "127.0.0.1") == 0;
        from = g_strdup(local ? "" : rough_domain(rdns));
    }
    return count;
}

static int check_for_forged_received_trail(view *v, const rule_set *s,
                                           GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    return mismatches(v) > 1;
}

static int check_for_sender_no_reverse(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    const view_relay *last = NULL;
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (!r->trusted)
            last = r;
    }
    return last && strchr(last->rdns, '.') && !last->private;
}

/* Was the message handed in by a host of the envelope sender's domain? */
static int check_mailfrom_matches_rcvd(view *v, const rule_set *s, GPtrArray *a)
{
    SET_AND_ARGS_UNUSED(s, a);
    g_autofree char *sender = eval_address(v, "EnvelopeFrom");
    const char *domain = eval_domain(sender);
    if (!strchr(domain, '.'))
        return 0;
    domain = uri_registered(view_domains(v), domain);
    unsigned trusted, untrusted;
    count_relays(v, &trusted, &untrusted);
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if (r->trusted && untrusted > 0)
            continue;
        g_autofree char *rdns = g_ascii_strdown(r->rdns, -1);
        if (rdns[0] != '\0' &&
            strcmp(domain, uri_registered(view_domains(v), rdns)) == 0)
            return 1;
        if (untrusted > 0)
            return 0; /* only the newest of them is looked at */
    }
    return 0;
}

/* (DOMAIN, true|false): From is of that domain, and a relay was so by name. */
static int check_for_from_domain_in_received_headers(view *v, const rule_set *s,
                                                     GPtrArray *a)
{
    (void)s;
    const char *domain = eval_argument(a, 0);
    bool wanted = strcmp(eval_argument(a, 1), "true") == 0;
    g_autofree char *from = eval_address(v, "From");
    if (!strstr(from, domain))
        return 0;
    bool found = false;
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        found |= g_str_has_suffix(r->rdns, domain) &&
                 g_str_has_suffix(r->by, domain);
    }
    return found == wanted;
}

const eval_row eval_relay_rows[] = {
    {"check_all_trusted", check_all_trusted, "only trusted relays"},
    {"check_no_relays", check_no_relays, "no relay told of itself"},
    {"check_relays_unparseable", check_relays_unparseable,
     "a Received field that nobody understands"},
    {"check_for_numeric_helo", check_for_numeric_helo, "HELO is an address"},
    {"helo_ip_mismatch", helo_ip_mismatch, "HELO is another address"},
    {"check_for_no_rdns_dotcom_helo", check_for_no_rdns_dotcom_helo,
     "HELO of a large provider, from a host without a name"},
    {"check_for_forged_received_trail", check_for_forged_received_trail,
     "relays do not fit to each other"},
    {"check_for_sender_no_reverse", check_for_sender_no_reverse,
     "the first relay has a name"},
    {"check_mailfrom_matches_rcvd", check_mailfrom_matches_rcvd,
     "handed in by the envelope sender's domain"},
    {"check_for_from_domain_in_received_headers",
     check_for_from_domain_in_received_headers, "From's domain is a relay's"},
    {NULL, NULL, NULL},
};
