/* uri_domain: names of hosts, top-level and registered domains. */
#include "rules/view/uri.h"

#include <string.h>

#define HOST_MAX  253
#define LABEL_MAX 63

struct uri_domains {
    GHashTable *one, *two, *three; /* sets of lower-case names */
};

static void add_list(GHashTable *into, GHashTable *lists, const char *name)
{
    const GPtrArray *list = lists ? g_hash_table_lookup(lists, name) : NULL;
    for (guint i = 0; list && i < list->len; i++) {
        g_auto(GStrv) words = g_strsplit_set(list->pdata[i], " \t", -1);
        for (int j = 0; words[j]; j++)
            if (words[j][0] != '\0')
                g_hash_table_add(into, g_ascii_strdown(words[j], -1));
    }
}

/* Enough for rule sets without lists of their own. */
static const char *const common[] = {
    "com",  "net", "org", "edu",    "gov",  "mil",  "int",  "info", "biz",
    "name", "pro", "eu",  "arpa",   "app",  "dev",  "io",   "co",   "me",
    "tv",   "xyz", "top", "online", "site", "shop", "club", "live", NULL};

uri_domains *uri_domains_new(GHashTable *lists)
{
    uri_domains *d = g_new0(uri_domains, 1);
    GHashTable **sets[] = {&d->one, &d->two, &d->three};
    static const char *const names[] = {"util_rb_tld", "util_rb_2tld",
                                        "util_rb_3tld"};
    for (size_t i = 0; i < G_N_ELEMENTS(sets); i++) {
        *sets[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        add_list(*sets[i], lists, names[i]);
    }
    if (g_hash_table_size(d->one) == 0) {
        for (int i = 0; common[i]; i++)
            g_hash_table_add(d->one, g_strdup(common[i]));
        for (char a = 'a'; a <= 'z'; a++) /* country codes have two letters */
            for (char b = 'a'; b <= 'z'; b++)
                g_hash_table_add(d->one, g_strdup_printf("%c%c", a, b));
    }
    return d;
}

void uri_domains_free(uri_domains *d)
{
    if (!d)
        return;
    g_hash_table_unref(d->one);
    g_hash_table_unref(d->two);
    g_hash_table_unref(d->three);
    g_free(d);
}

bool uri_tld_is_known(const uri_domains *d, const char *host)
{
    const char *dot = strrchr(host, '.');
    if (!dot || strpbrk(host, " \t\n"))
        return false;
    g_autofree char *tld = g_ascii_strdown(dot + 1, -1);
    return g_hash_table_contains(d->one, tld);
}

static bool label_is_valid(const char *label, size_t n, bool underscore)
{
    if (n < 1 || n > LABEL_MAX || label[0] == '-' || label[n - 1] == '-')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!g_ascii_isalnum(label[i]) && label[i] != '-' &&
            (label[i] != '_' || !underscore))
            return false;
    return true;
}

bool uri_name_is_valid(const char *host)
{
    size_t size = strlen(host);
    while (size > 0 && host[size - 1] == '.')
        size--;
    if (size == 0 || size > HOST_MAX)
        return false;
    g_autofree char *name = g_strndup(host, size);
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    guint count = g_strv_length(labels);
    for (guint i = 0; i < count; i++)
        if (!label_is_valid(labels[i], strlen(labels[i]), i + 2 < count))
            return false;
    return count > 1;
}

const char *uri_registered(const uri_domains *d, const char *host)
{
    const char *dots[3] = {NULL, NULL, NULL}; /* last, second last, third */
    const char *before[4] = {host, host, host, host};
    int n = 0;
    for (const char *p = host + strlen(host); p > host && n < 4; p--)
        if (p[-1] == '.') {
            if (n < 3)
                dots[n] = p - 1;
            before[n++] = p;
        }
    if (n >= 2 && g_hash_table_contains(d->three, before[2]))
        return n >= 4 ? before[3] : host;
    if (n >= 1 && dots[0] && g_hash_table_contains(d->two, before[1]))
        return n >= 3 ? before[2] : host;
    return n >= 2 ? before[1] : host;
}
