/* view_address: what the modifiers of header rules leave of a value: addresses,
 * names, hosts, domains. */
#include "rules/view/room.h"

#include "mail/words.h"

#include <string.h>

static void add_string(view *v, GArray *into, const char *text)
{
    view_text kept = view_keep(v, text, strlen(text));
    g_array_append_val(into, kept);
}

/* ---- addresses and names ---- */

/* One mailbox of an address list: its phrase or comment, its addr-spec. */
typedef struct mailbox_text {
    GString *name, *address;
} mailbox_text;

/* A quoted string; its quotes stay where it is a local part ("a b"@c). */
static void take_quoted(const char **p, GString *out)
{
    const char *start = *p;
    gsize before = out->len;
    for ((*p)++; **p != '\0' && **p != '"'; (*p)++) {
        if (**p == '\\' && (*p)[1] != '\0')
            (*p)++;
        g_string_append_c(out, **p);
    }
    if (**p == '\0')
        return;
    (*p)++;
    if (**p == '@') {
        g_string_truncate(out, before);
        g_string_append_len(out, start, *p - start);
    }
}

static void take_comment(const char **p, GString *out)
{
    int depth = 0;
    do {
        if (**p == '\\' && (*p)[1] != '\0') {
            (*p)++;
        } else if (**p == '(') {
            if (depth++ == 0) {
                (*p)++;
                continue;
            }
        } else if (**p == ')' && --depth == 0) {
            (*p)++;
            return;
        }
        g_string_append_c(out, **p);
        (*p)++;
    } while (**p != '\0');
}

#define ENDS_WORD " \t\r\n<>()[],:;"

/* Octets of the local part at s, with its '@'; 0: it is not one. */
static size_t local_size(const char *s)
{
    size_t n = 0;
    if (s[0] == '"') {
        for (n = 1; s[n] != '\0' && s[n] != '"'; n++)
            n += s[n] == '\\' && s[n + 1] != '\0';
        n += s[n] == '"';
    } else {
        n = strcspn(s, "@" ENDS_WORD);
    }
    return n > 0 && s[n] == '@' ? n + 1 : 0;
}

/* Octets of the domain at s; 0: it is not one. */
static size_t domain_size(const char *s)
{
    if (s[0] != '[')
        return strcspn(s, "@\"" ENDS_WORD);
    size_t n = 1 + strspn(s + 1, "0123456789:.");
    return n > 1 && s[n] == ']' ? n + 1 : 0;
}

/* Leaves an addr-spec, cut before a second '@'; nothing if it is not one. */
static void only_address(GString *s)
{
    size_t local = local_size(s->str);
    size_t domain = local > 0 ? domain_size(s->str + local) : 0;
    char behind = s->str[local + domain];
    g_string_truncate(s, domain > 0 && (behind == '\0' || behind == '@')
                             ? local + domain
                             : 0);
}

/* Reads up to the comma. */
static void read_mailbox(const char **p, mailbox_text *m)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autoptr(GString) comment = g_string_new(NULL);
    bool angle = false;
    while (**p != '\0' && **p != ',' && **p != ';') {
        if (**p == '"') {
            take_quoted(p, words);
        } else if (**p == '(') {
            take_comment(p, comment);
        } else if (**p == '<') {
            size_t n = strcspn(++*p, ">");
            g_string_append_len(m->address, *p, (gssize)n);
            *p += n + ((*p)[n] == '>');
            angle = true;
        } else if (**p == ':' && !angle && !strchr(words->str, '@')) {
            g_string_truncate(words, 0); /* a group's name */
            (*p)++;
        } else {
            g_string_append_c(words, *(*p)++);
        }
    }
    g_strstrip(words->str);
    if (!angle)
        g_string_assign(m->address, words->str);
    g_string_truncate(m->address, strlen(g_strstrip(m->address->str)));
    only_address(m->address);
    if (!angle && m->address->len > 0)
        words->str[0] = '\0';
    if (words->str[0] != '\0' && strcmp(words->str, m->address->str) != 0)
        g_string_assign(m->name, words->str);
    else if (comment->len > 0)
        g_string_assign(m->name, comment->str);
}

static GString *clean_name(const char *raw)
{
    g_autofree char *decoded = words_decode(raw, NULL);
    g_auto(GStrv) words = g_strsplit_set(decoded, " \t\n", -1);
    GString *s = g_string_new(NULL);
    for (int i = 0; words[i]; i++)
        if (words[i][0] != '\0')
            g_string_append_printf(s, "%s%s", s->len > 0 ? " " : "", words[i]);
    if (s->len >= 2 && s->str[0] == '\'' && s->str[s->len - 1] == '\'') {
        g_string_truncate(s, s->len - 1);
        g_string_erase(s, 0, 1);
    }
    return s;
}

/* One mailbox as the modifiers want it. */
static void add_mailbox(view *v, unsigned modifiers, const mailbox_text *m,
                        GArray *into)
{
    if (modifiers & RULE_ADDR) {
        if (m->address->len > 0)
            add_string(v, into, m->address->str);
    } else if (m->name->len > 0 && (modifiers & RULE_RAW)) {
        add_string(v, into, m->name->str);
    } else if (m->name->len > 0) {
        g_autoptr(GString) name = clean_name(m->name->str);
        add_string(v, into, name->str);
    }
}

static void add_mailboxes(view *v, unsigned modifiers, const char *p,
                          GArray *into)
{
    while (*p != '\0') {
        mailbox_text m = {g_string_new(NULL), g_string_new(NULL)};
        read_mailbox(&p, &m);
        if (*p != '\0')
            p++;
        add_mailbox(v, modifiers, &m, into);
        g_string_free(m.name, TRUE);
        g_string_free(m.address, TRUE);
    }
}

/* ---- hosts and addresses ---- */

static bool host_octet(char c)
{
    return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
}

/* The first thing that is a host name under a known domain, after an '@' if
 * there is one. */
static char *host_in(const uri_domains *d, const char *text)
{
    for (int pass = 0; pass < 2; pass++) {
        const char *p = pass == 0 ? strrchr(text, '@') : text;
        while (p && *p != '\0') {
            if (!host_octet(*p)) {
                p++;
                continue;
            }
            size_t n = 0;
            while (host_octet(p[n]))
                n++;
            size_t size = n;
            while (size > 0 && !g_ascii_isalnum(p[size - 1]))
                size--;
            g_autofree char *host = g_strndup(p, size);
            if (uri_name_is_valid(host) && uri_tld_is_known(d, host))
                return g_steal_pointer(&host);
            p += n;
        }
    }
    return NULL;
}

static char *ip_in(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_isdigit(*p) ||
            (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')))
            continue;
        size_t n = strspn(p, "0123456789.");
        g_autofree char *ip = g_strndup(p, n);
        if (n > 0 && ip[n - 1] != '.' && g_hostname_is_ip_address(ip) &&
            !g_ascii_isalnum(p[n]))
            return g_steal_pointer(&ip);
    }
    return NULL;
}

static char *reversed_ip(const char *ip)
{
    g_auto(GStrv) parts = g_strsplit(ip, ".", 4);
    return g_strv_length(parts) == 4
               ? g_strjoin(".", parts[3], parts[2], parts[1], parts[0], NULL)
               : g_strdup(ip);
}

/* The host or address that the modifiers want, NULL if there is none. */
static char *host_of(const view *v, unsigned modifiers, const char *text)
{
    const uri_domains *d = view_domains(v);
    if (modifiers & RULE_IP) {
        g_autofree char *ip = ip_in(text);
        if (!ip)
            return NULL;
        return (modifiers & RULE_REVIP) ? reversed_ip(ip)
                                        : g_steal_pointer(&ip);
    }
    const char *at = (modifiers & RULE_ADDR) ? strrchr(text, '@') : NULL;
    g_autofree char *host =
        at ? g_strndup(at + 1, strcspn(at + 1, " \t\n")) : host_in(d, text);
    if (!host)
        return NULL;
    if ((modifiers & RULE_DOMAIN) == 0)
        return g_steal_pointer(&host);
    g_autofree char *lower = g_ascii_strdown(host, -1);
    return g_strdup(uri_registered(d, lower));
}

/* ---- both ---- */

static void only_mailboxes(view *v, unsigned modifiers, GArray *values)
{
    guint n = values->len;
    for (guint i = 0; i < n; i++) {
        view_text t = g_array_index(values, view_text, i);
        g_autofree char *text = g_strndup(t.data, t.size);
        add_mailboxes(v, modifiers, text, values);
    }
    g_array_remove_range(values, 0, n);
}

static void only_hosts(view *v, unsigned modifiers, GArray *values)
{
    guint n = values->len;
    for (guint i = 0; i < n; i++) {
        view_text t = g_array_index(values, view_text, i);
        g_autofree char *text = g_strndup(t.data, t.size);
        g_autofree char *host = host_of(v, modifiers, text);
        if (host)
            add_string(v, values, host);
    }
    g_array_remove_range(values, 0, n);
}

void view_reduce(view *v, unsigned modifiers, GArray *values)
{
    if (values->len > 0 && (modifiers & (RULE_ADDR | RULE_NAME)))
        only_mailboxes(v, modifiers, values);
    if (values->len > 0 && (modifiers & (RULE_HOST | RULE_IP)))
        only_hosts(v, modifiers, values);
}
