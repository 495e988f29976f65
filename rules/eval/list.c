/* eval_list: lists of addresses and hosts, and the eval tests that ask them. */
#include "rules/eval/list.h"

#include "rules/eval/room.h"

#include <string.h>

struct eval_lists {
    GHashTable *addresses; /* name -> GPtrArray of GPatternSpec */
    GHashTable *hosts;     /* name -> GHashTable: host -> 1 listed, 2 not */
    GHashTable *domains;   /* set: free mail providers */
    GPtrArray *wild;       /* GPatternSpec: the same with * and ? */
    GHashTable *no_free;   /* set: domains and addresses that are none */
};

/* ---- building ---- */

static void pattern_spec_free(gpointer p)
{
    g_pattern_spec_free(p);
}

static void add_address(eval_lists *l, const char *name, const char *glob)
{
    GPtrArray *list = g_hash_table_lookup(l->addresses, name);
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(pattern_spec_free);
        g_hash_table_insert(l->addresses, g_strdup(name), list);
    }
    g_autofree char *lower = g_ascii_strdown(glob, -1);
    g_ptr_array_add(list, g_pattern_spec_new(lower));
}

static void add_host(eval_lists *l, const char *name, const char *host)
{
    GHashTable *list = g_hash_table_lookup(l->hosts, name);
    if (list == NULL) {
        list = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(l->hosts, g_strdup(name), list);
    }
    bool not = host[0] == '!';
    g_hash_table_insert(list, g_ascii_strdown(host + not, -1),
                        GINT_TO_POINTER(not ? 2 : 1));
}

static void add_freemail(eval_lists *l, const char *name, const char *domain)
{
    (void)name;
    char *lower = g_ascii_strdown(domain, -1);
    if (strpbrk(lower, "*?") == NULL) {
        g_hash_table_add(l->domains, lower);
        return;
    }
    g_ptr_array_add(l->wild, g_pattern_spec_new(lower));
    g_free(lower);
}

static void add_no_freemail(eval_lists *l, const char *name, const char *word)
{
    (void)name;
    g_hash_table_add(l->no_free, g_ascii_strdown(word, -1));
}

/* Each word of each value; "(NAME)" at the beginning gives it another name. */
static void take_words(eval_lists *l, GHashTable *lists, const char *keyword,
                       const char *name,
                       void (*add)(eval_lists *, const char *, const char *))
{
    const GPtrArray *values = g_hash_table_lookup(lists, keyword);
    for (guint i = 0; values != NULL && i < values->len; i++) {
        g_auto(GStrv) words = g_strsplit_set(values->pdata[i], " \t", -1);
        const char *into = name;
        for (int j = 0; words[j] != NULL; j++) {
            size_t n = strlen(words[j]);
            if (n > 2 && words[j][0] == '(' && words[j][n - 1] == ')') {
                words[j][n - 1] = '\0';
                into = words[j] + 1;
            } else if (n > 0) {
                add(l, into, words[j]);
            }
        }
    }
}

static void table_free(gpointer t)
{
    g_hash_table_unref(t);
}

static void array_free(gpointer a)
{
    g_ptr_array_unref(a);
}

eval_lists *eval_lists_new(GHashTable *lists)
{
    static const char *const people[][2] = {
        {"welcomelist_from", "welcomelist_from"},
        {"whitelist_from", "welcomelist_from"},
        {"blocklist_from", "blocklist_from"},
        {"blacklist_from", "blocklist_from"},
        {"welcomelist_to", "welcomelist_to"},
        {"whitelist_to", "welcomelist_to"},
        {"blocklist_to", "blocklist_to"},
        {"blacklist_to", "blocklist_to"},
        {"more_spam_to", "more_spam_to"},
        {"all_spam_to", "all_spam_to"},
        {"welcomelist_bounce_relays", "welcomelist_bounce_relays"},
        {"whitelist_bounce_relays", "welcomelist_bounce_relays"}};
    eval_lists *l = g_new0(eval_lists, 1);
    l->addresses =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, array_free);
    l->hosts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, table_free);
    l->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    l->no_free = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    l->wild = g_ptr_array_new_with_free_func(pattern_spec_free);
    take_words(l, lists, "enlist_addrlist", "", add_address);
    for (size_t i = 0; i < G_N_ELEMENTS(people); i++)
        take_words(l, lists, people[i][0], people[i][1], add_address);
    take_words(l, lists, "enlist_uri_host", "", add_host);
    take_words(l, lists, "blocklist_uri_host", "BLOCK", add_host);
    take_words(l, lists, "blacklist_uri_host", "BLOCK", add_host);
    take_words(l, lists, "welcomelist_uri_host", "WELCOME", add_host);
    take_words(l, lists, "whitelist_uri_host", "WELCOME", add_host);
    take_words(l, lists, "freemail_domains", "", add_freemail);
    take_words(l, lists, "freemail_welcomelist", "", add_no_freemail);
    take_words(l, lists, "freemail_whitelist", "", add_no_freemail);
    return l;
}

void eval_lists_free(eval_lists *l)
{
    if (l == NULL)
        return;
    g_hash_table_unref(l->addresses);
    g_hash_table_unref(l->hosts);
    g_hash_table_unref(l->domains);
    g_hash_table_unref(l->no_free);
    g_ptr_array_unref(l->wild);
    g_free(l);
}

/* ---- asking ---- */

bool eval_lists_has_any(const eval_lists *l, const char *name)
{
    return g_hash_table_contains(l->addresses, name);
}

static bool matches_one(const GPtrArray *specs, const char *text)
{
    size_t n = strlen(text);
    for (guint i = 0; i < specs->len; i++)
        if (g_pattern_spec_match(specs->pdata[i], n, text, NULL))
            return true;
    return false;
}

bool eval_lists_has_address(const eval_lists *l, const char *name,
                            const char *address)
{
    const GPtrArray *list = g_hash_table_lookup(l->addresses, name);
    if (list == NULL)
        return false;
    g_autofree char *lower = g_ascii_strdown(address, -1);
    return matches_one(list, lower);
}

bool eval_lists_has_host(const eval_lists *l, const char *name,
                         const char *host)
{
    GHashTable *list = g_hash_table_lookup(l->hosts, name);
    for (const char *p = host; list != NULL && *p != '\0';) {
        int said = GPOINTER_TO_INT(g_hash_table_lookup(list, p));
        if (said != 0)
            return said == 1;
        p += strcspn(p, ".");
        p += *p == '.';
    }
    return false;
}

bool eval_lists_is_freemail(const eval_lists *l, const char *address)
{
    const char *domain = eval_domain(address);
    if (domain[0] == '\0' || g_hash_table_contains(l->no_free, address) ||
        g_hash_table_contains(l->no_free, domain))
        return false;
    return g_hash_table_contains(l->domains, domain) ||
           (l->wild->len > 0 && matches_one(l->wild, domain));
}

/* ---- tests ---- */

static bool any_listed(view *v, const rule_set *s, const char *list,
                       const char *const *fields)
{
    for (int i = 0; fields[i] != NULL; i++) {
        g_autoptr(GPtrArray) some = eval_addresses(v, fields[i]);
        for (guint j = 0; j < some->len; j++)
            if (eval_lists_has_address(s->eval_lists, list, some->pdata[j]))
                return true;
    }
    return false;
}

static bool sender_listed(view *v, const rule_set *s, const char *list)
{
    static const char *const resent[] = {"Resent-From", NULL};
    static const char *const usual[] = {"From",          "Envelope-Sender",
                                        "Resent-Sender", "X-Envelope-From",
                                        "EnvelopeFrom",  NULL};
    if (!eval_lists_has_any(s->eval_lists, list))
        return false;
    bool again = view_header(v, "Resent-From", RULE_ADDR).data != NULL;
    return any_listed(v, s, list, again ? resent : usual);
}

static bool recipient_listed(view *v, const rule_set *s, const char *list)
{
    static const char *const fields[] = {"To",
                                         "Apparently-To",
                                         "Delivered-To",
                                         "Envelope-Recipients",
                                         "X-Envelope-To",
                                         "Envelope-To",
                                         "X-Delivered-To",
                                         "X-Original-To",
                                         "X-Rcpt-To",
                                         "X-Real-To",
                                         "Cc",
                                         NULL};
    return eval_lists_has_any(s->eval_lists, list) &&
           any_listed(v, s, list, fields);
}

static int check_from_in_list(view *v, const rule_set *s, GPtrArray *a)
{
    return sender_listed(v, s, eval_argument(a, 0));
}

static int check_to_in_list(view *v, const rule_set *s, GPtrArray *a)
{
    return recipient_listed(v, s, eval_argument(a, 0));
}

static int check_replyto_in_list(view *v, const rule_set *s, GPtrArray *a)
{
    g_autofree char *address = eval_address(v, "Reply-To");
    return address[0] != '\0' &&
           eval_lists_has_address(s->eval_lists, eval_argument(a, 0), address);
}

static int check_from_in_welcomelist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return sender_listed(v, s, "welcomelist_from");
}

static int check_from_in_blocklist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return sender_listed(v, s, "blocklist_from");
}

static int check_to_in_welcomelist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return recipient_listed(v, s, "welcomelist_to");
}

static int check_to_in_blocklist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return recipient_listed(v, s, "blocklist_to");
}

static int check_to_in_more_spam(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return recipient_listed(v, s, "more_spam_to");
}

static int check_to_in_all_spam(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return recipient_listed(v, s, "all_spam_to");
}

/* "ADDRESS DOMAIN" rows: the sender, handed in by a host of that domain. */
static int check_from_in_default_welcomelist(view *v, const rule_set *s,
                                             GPtrArray *a)
{
    static const char *const keywords[] = {"def_welcomelist_from_rcvd",
                                           "def_whitelist_from_rcvd"};
    (void)a;
    const view_relay *last = NULL;
    for (guint i = 0; i < v->relays->len && last == NULL; i++)
        if (!((view_relay *)v->relays->pdata[i])->trusted)
            last = v->relays->pdata[i];
    g_autofree char *from = eval_address(v, "From");
    for (size_t k = 0; last != NULL && k < G_N_ELEMENTS(keywords); k++) {
        const GPtrArray *rows = g_hash_table_lookup(s->lists, keywords[k]);
        for (guint i = 0; rows != NULL && i < rows->len; i++) {
            g_auto(GStrv) words = g_strsplit_set(rows->pdata[i], " \t", 2);
            if (words[0] == NULL || words[1] == NULL)
                continue;
            g_autofree char *dotted =
                g_strconcat(".", g_strstrip(words[1]), NULL);
            g_autofree char *rdns = g_strconcat(".", last->rdns, NULL);
            if (g_pattern_match_simple(words[0], from) &&
                g_str_has_suffix(rdns, dotted))
                return 1;
        }
    }
    return 0;
}

static int subject_listed(view *v, const rule_set *s, const char *keyword)
{
    const GPtrArray *list = g_hash_table_lookup(s->lists, keyword);
    view_text t = eval_header(v, "Subject", 0);
    g_autofree char *subject = g_ascii_strdown(t.data, (gssize)t.size);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        g_autofree char *glob = g_strdup_printf("*%s*", (char *)list->pdata[i]);
        g_autofree char *lower = g_ascii_strdown(glob, -1);
        if (g_pattern_match_simple(lower, subject))
            return 1;
    }
    return 0;
}

static int check_subject_in_welcomelist(view *v, const rule_set *s,
                                        GPtrArray *a)
{
    (void)a;
    return subject_listed(v, s, "welcomelist_subject") ||
           subject_listed(v, s, "whitelist_subject");
}

static int check_subject_in_blocklist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return subject_listed(v, s, "blocklist_subject") ||
           subject_listed(v, s, "blacklist_subject");
}

/* ---- hosts of links ---- */

/* Hosts of the links, each ended by NUL. */
static void find_hosts(view *v, void *into)
{
    GString *all = g_string_new(NULL);
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < v->uris->len; i++) {
        view_text uri = g_array_index(v->uris, view_text, i);
        if (uri.size > 7 && g_ascii_strncasecmp(uri.data, "mailto:", 7) == 0)
            continue;
        char *host = uri_host(view_domains(v), uri.data);
        if (host == NULL)
            continue;
        if (!g_hash_table_contains(seen, host))
            g_string_append_len(all, host, (gssize)strlen(host) + 1);
        g_hash_table_add(seen, host);
    }
    *(view_text *)into = view_keep_string(v, all);
}

static bool host_listed(view *v, const rule_set *s, const char *list)
{
    if (!g_hash_table_contains(s->eval_lists->hosts, list))
        return false;
    const view_text *hosts =
        eval_fact(v, "hosts of links", sizeof(view_text), find_hosts);
    const char *end = hosts->data + hosts->size;
    for (const char *p = hosts->data; p < end; p += strlen(p) + 1)
        if (eval_lists_has_host(s->eval_lists, list, p))
            return true;
    return false;
}

static int check_uri_host_listed(view *v, const rule_set *s, GPtrArray *a)
{
    return host_listed(v, s, eval_argument(a, 0));
}

static int check_uri_host_in_blocklist(view *v, const rule_set *s, GPtrArray *a)
{
    (void)a;
    return host_listed(v, s, "BLOCK");
}

static int check_uri_host_in_welcomelist(view *v, const rule_set *s,
                                         GPtrArray *a)
{
    (void)a;
    return host_listed(v, s, "WELCOME");
}

/* ---- our own relays in returned mail ---- */

static int have_any_bounce_relays(view *v, const rule_set *s, GPtrArray *a)
{
    (void)v;
    (void)a;
    return eval_lists_has_any(s->eval_lists, "welcomelist_bounce_relays");
}

static int check_welcomelist_bounce_relays(view *v, const rule_set *s,
                                           GPtrArray *a)
{
    if (!have_any_bounce_relays(v, s, a))
        return 0;
    eval_lines r = {v->full.data + v->header.size, v->full.data + v->full.size};
    bool received = false;
    for (view_text line; eval_line(&r, &line);) {
        bool folded = line.data[0] == ' ' || line.data[0] == '\t';
        received = (received && folded) ||
                   eval_matches(v, "(?i)^[> ]*Received:", 0, line);
        if (!received)
            continue;
        g_autofree char *text = g_strndup(line.data, line.size);
        g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
        for (int i = 0; words[i] != NULL; i++)
            if (strchr(words[i], '.') != NULL &&
                eval_lists_has_address(s->eval_lists,
                                       "welcomelist_bounce_relays", words[i]))
                return 1;
    }
    return 0;
}

const eval_row eval_list_rows[] = {
    {"check_from_in_list", check_from_in_list, "sender on a list"},
    {"check_to_in_list", check_to_in_list, "recipient on a list"},
    {"check_replyto_in_list", check_replyto_in_list, "Reply-To on a list"},
    {"check_from_in_welcomelist", check_from_in_welcomelist,
     "sender on welcomelist_from"},
    {"check_from_in_whitelist", check_from_in_welcomelist, "the same"},
    {"check_from_in_default_welcomelist", check_from_in_default_welcomelist,
     "sender and relay on def_welcomelist_from_rcvd"},
    {"check_from_in_default_whitelist", check_from_in_default_welcomelist,
     "the same"},
    {"check_from_in_blocklist", check_from_in_blocklist,
     "sender on blocklist_from"},
    {"check_from_in_blacklist", check_from_in_blocklist, "the same"},
    {"check_to_in_welcomelist", check_to_in_welcomelist,
     "recipient on welcomelist_to"},
    {"check_to_in_whitelist", check_to_in_welcomelist, "the same"},
    {"check_to_in_blocklist", check_to_in_blocklist,
     "recipient on blocklist_to"},
    {"check_to_in_blacklist", check_to_in_blocklist, "the same"},
    {"check_to_in_more_spam", check_to_in_more_spam,
     "recipient on more_spam_to"},
    {"check_to_in_all_spam", check_to_in_all_spam, "recipient on all_spam_to"},
    {"check_subject_in_welcomelist", check_subject_in_welcomelist,
     "subject on welcomelist_subject"},
    {"check_subject_in_whitelist", check_subject_in_welcomelist, "the same"},
    {"check_subject_in_blocklist", check_subject_in_blocklist,
     "subject on blocklist_subject"},
    {"check_subject_in_blacklist", check_subject_in_blocklist, "the same"},
    {"check_uri_host_listed", check_uri_host_listed,
     "a link's host on enlist_uri_host"},
    {"check_uri_host_in_blocklist", check_uri_host_in_blocklist,
     "a link's host on blocklist_uri_host"},
    {"check_uri_host_in_blacklist", check_uri_host_in_blocklist, "the same"},
    {"check_uri_host_in_welcomelist", check_uri_host_in_welcomelist,
     "a link's host on welcomelist_uri_host"},
    {"check_uri_host_in_whitelist", check_uri_host_in_welcomelist, "the same"},
    {"have_any_bounce_relays", have_any_bounce_relays,
     "welcomelist_bounce_relays is set"},
    {"check_welcomelist_bounce_relays", check_welcomelist_bounce_relays,
     "returned mail went out by our relays"},
    {"check_whitelist_bounce_relays", check_welcomelist_bounce_relays,
     "the same"},
    {NULL, NULL, NULL},
};
