/* eval_list: lists of addresses and hosts. */
#include "rules/eval/list.h"

#include "rules/eval/room.h"

#include <string.h>

struct eval_lists {
    GHashTable *addresses; /* name -> GPtrArray of GPatternSpec */
    GHashTable *hosts;     /* name -> GHashTable: host -> 1 listed, 2 not */
    GHashTable *domains;   /* set: free mail providers */
    GPtrArray *wild;       /* GPatternSpec: the same with * and ? */
    GHashTable *no_free;   /* set: domains and addresses that are not */
};

/* ---- building ---- */

static void pattern_spec_free(gpointer p)
{
    g_pattern_spec_free(p);
}

static void add_address(eval_lists *l, const char *name, const char *glob)
{
    GPtrArray *list = g_hash_table_lookup(l->addresses, name);
    if (!list) {
        list = g_ptr_array_new_with_free_func(pattern_spec_free);
        g_hash_table_insert(l->addresses, g_strdup(name), list);
    }
    g_autofree char *lower = g_ascii_strdown(glob, -1);
    g_ptr_array_add(list, g_pattern_spec_new(lower));
}

static void add_host(eval_lists *l, const char *name, const char *host)
{
    GHashTable *list = g_hash_table_lookup(l->hosts, name);
    if (!list) {
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
    if (!strpbrk(lower, "*?")) {
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
    for (guint i = 0; values && i < values->len; i++) {
        g_auto(GStrv) words = g_strsplit_set(values->pdata[i], " \t", -1);
        const char *into = name;
        for (int j = 0; words[j]; j++) {
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
    if (!l)
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
    if (!list)
        return false;
    g_autofree char *lower = g_ascii_strdown(address, -1);
    return matches_one(list, lower);
}

bool eval_lists_has_any_host(const eval_lists *l, const char *name)
{
    return g_hash_table_contains(l->hosts, name);
}

bool eval_lists_has_host(const eval_lists *l, const char *name,
                         const char *host)
{
    GHashTable *list = g_hash_table_lookup(l->hosts, name);
    for (const char *p = host; list && *p != '\0';) {
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
