/* eval_listed: eval tests that ask lists of addresses and hosts. */
#include "rules/eval/list.h"
#include "rules/eval/room.h"

#include <string.h>

static bool any_listed(view *v, const rule_set *s, const char *list,
                       const char *const *fields)
{
    for (int i = 0; fields[i]; i++) {
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
    for (guint i = 0; i < v->relays->len && !last; i++)
        if (!((view_relay *)v->relays->pdata[i])->trusted)
            last = v->relays->pdata[i];
    g_autofree char *from = eval_address(v, "From");
    for (size_t k = 0; last && k < G_N_ELEMENTS(keywords); k++) {
        const GPtrArray *rows = g_hash_table_lookup(s->lists, keywords[k]);
        for (guint i = 0; rows && i < rows->len; i++) {
            g_auto(GStrv) words = g_strsplit_set(rows->pdata[i], " \t", 2);
            if (!words[0] || !words[1])
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
    for (guint i = 0; list && i < list->len; i++) {
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
        if (!host)
            continue;
        if (!g_hash_table_contains(seen, host))
            g_string_append_len(all, host, (gssize)strlen(host) + 1);
        g_hash_table_add(seen, host);
    }
    *(view_text *)into = view_keep_string(v, all);
}

static bool host_listed(view *v, const rule_set *s, const char *list)
{
    if (!eval_lists_has_any_host(s->eval_lists, list))
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
        for (int i = 0; words[i]; i++)
            if (strchr(words[i], '.') &&
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
