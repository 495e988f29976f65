/* keyword: the table of the rule language's keywords, and those that are about no
 * rule: replace_*, networks, lists. */
#include "rules/keyword_room.h"

#include <string.h>

/* ---- replace_*, networks, lists ---- */

static void run_replace_text(parser *p, const parse_line *l)
{
    keyword_word w = {.text = NULL};
    if (!keyword_take(l->value, l->column, &w) || w.rest[0] == '\0') {
        parse_problem(p, true, l->column, 1, "%s needs a name and a pattern",
                      l->keyword);
        g_free(w.text);
        return;
    }
    GHashTable *into = strcmp(l->keyword, "replace_tag") == 0     ? p->tags
                       : strcmp(l->keyword, "replace_inter") == 0 ? p->inters
                       : strcmp(l->keyword, "replace_pre") == 0   ? p->pres
                                                                  : p->posts;
    g_hash_table_insert(into, w.text, g_strdup(w.rest));
}

static void run_replace_rules(parser *p, const parse_line *l)
{
    keyword_word w;
    const char *rest = l->value;
    int column = l->column;
    while (keyword_take(rest, column, &w)) {
        g_hash_table_insert(p->replace, w.text, g_strdup(w.text));
        rest = w.rest;
        column = w.rest_column;
    }
}

static void run_list(parser *p, const parse_line *l)
{
    GPtrArray *list = g_hash_table_lookup(p->set->lists, l->keyword);
    if (!list) {
        list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(p->set->lists, g_strdup(l->keyword), list);
    }
    g_ptr_array_add(list, g_strdup(l->value));
}

#define LIST(name)                                        \
    {                                                     \
        name, run_list, "VALUE...", "list for eval tests" \
    }
static const parse_keyword table[] = {
    {"header", keyword_define, "NAME Header =~ /pattern/", "header fields"},
    {"body", keyword_define, "NAME /pattern/", "rendered text, subject first"},
    {"rawbody", keyword_define, "NAME /pattern/", "decoded text parts"},
    {"uri", keyword_define, "NAME /pattern/", "links in text and HTML"},
    {"full", keyword_define, "NAME /pattern/", "the message as it came"},
    {"mimeheader", keyword_define, "NAME Header =~ /pattern/",
     "header fields of MIME parts"},
    {"meta", keyword_meta, "NAME EXPRESSION", "arithmetic over other rules"},
    {"score", keyword_score, "NAME NUMBER", "one number, or four"},
    {"describe", keyword_describe, "NAME TEXT", "one line for people"},
    {"priority", keyword_priority, "NAME NUMBER", "order of evaluation"},
    {"tflags", keyword_tflags, "NAME FLAG...",
     "multiple maxhits=N nice utf8 ..."},
    {"test", keyword_test, "NAME ok|fail TEXT", "checked by rules test"},
    {"vote", keyword_vote, "NAME KIND:NAME WEIGHT", "a vote for a category"},
    {"replace_tag", run_replace_text, "NAME PATTERN", "what <NAME> stands for"},
    {"replace_inter", run_replace_text, "NAME PATTERN", "between two tags"},
    {"replace_pre", run_replace_text, "NAME PATTERN", "before each tag"},
    {"replace_post", run_replace_text, "NAME PATTERN", "after each tag"},
    {"replace_rules", run_replace_rules, "NAME...", "rules that have tags"},
    {"trusted_networks", keyword_networks, "CIDR...",
     "relays that tell the truth"},
    {"internal_networks", keyword_networks, "CIDR...", "our own relays"},
    {"clear_trusted_networks", keyword_networks_clear, "", "empty the list"},
    {"clear_internal_networks", keyword_networks_clear, "", "empty the list"},
    {"askdns", keyword_network, "NAME ...", "asks the network: unsupported"},
    {"urirhssub", keyword_network, "NAME ...", "asks the network: unsupported"},
    {"urirhsbl", keyword_network, "NAME ...", "asks the network: unsupported"},
    {"uridnssub", keyword_network, "NAME ...", "asks the network: unsupported"},
    {"uridnsbl", keyword_network, "NAME ...", "asks the network: unsupported"},
    {"urinsrhssub", keyword_network, "NAME ...",
     "asks the network: unsupported"},
    {"urinsrhsbl", keyword_network, "NAME ...",
     "asks the network: unsupported"},
    {"urifullnsrhssub", keyword_network, "NAME ...", "asks the network"},
    LIST("freemail_domains"),
    LIST("freemail_whitelist"),
    LIST("freemail_welcomelist"),
    LIST("util_rb_tld"),
    LIST("util_rb_2tld"),
    LIST("util_rb_3tld"),
    LIST("redirector_pattern"),
    LIST("enlist_uri_host"),
    LIST("enlist_addrlist"),
    LIST("url_shortener"),
    LIST("url_shortener_get"),
    LIST("originating_ip_headers"),
    LIST("envelope_sender_header"),
    LIST("welcomelist_from"),
    LIST("whitelist_from"),
    LIST("blocklist_from"),
    LIST("blacklist_from"),
    LIST("welcomelist_to"),
    LIST("whitelist_to"),
    LIST("blocklist_to"),
    LIST("blacklist_to"),
    LIST("welcomelist_subject"),
    LIST("blocklist_subject"),
    LIST("def_welcomelist_from_rcvd"),
    LIST("def_whitelist_from_rcvd"),
    LIST("welcomelist_bounce_relays"),
    LIST("more_spam_to"),
    LIST("all_spam_to"),
    LIST("blocklist_uri_host"),
    LIST("blacklist_uri_host"),
    LIST("welcomelist_uri_host"),
    LIST("whitelist_uri_host"),
    LIST("whitelist_bounce_relays"),
    LIST("whitelist_subject"),
    LIST("blacklist_subject"),
    LIST("ok_locales"),
    LIST("ok_languages"),
};

const parse_keyword *parse_keywords(unsigned *count)
{
    *count = G_N_ELEMENTS(table);
    return table;
}

const parse_keyword *parse_keyword_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return keyword_setting(name);
}
