/* relays_from: the part between "from" and "by": which host it was, by what name
 * it called itself, and what the server made of that.  No standard says how to
 * write it (RFC 5321 4.4 is the least of it); every MTA has its own manner. */
#include "rules/view/relays_room.h"

#include <string.h>

static void set(const relay_hop *h, char **into, const char *from, size_t size)
{
    *into = view_string(h->v, from, size);
}

static void set_all(const relay_hop *h, char **into, const char *from)
{
    set(h, into, from, strlen(from));
}

char *relay_address(const relay_hop *h, const char *text, size_t size)
{
    while (size > 0 && (*text == '[' || *text == '(' || *text == ' ')) {
        text++;
        size--;
    }
    size_t n = 0;
    while (n < size && !strchr("]) ,;", text[n]))
        n++;
    g_autofree char *word = g_strndup(text, n);
    char *ip = relay_begins(word, "IPv6:") ? word + 5 : word;
    char *zone = strchr(ip, '%');
    if (zone)
        *zone = '\0';
    if (relay_begins(ip, "::ffff:") && strchr(ip, '.'))
        ip += 7;
    size_t digits = strspn(ip, "0123456789.");
    int dots = 0;
    for (size_t i = 0; i < digits; i++)
        if (ip[i] == '.' && ++dots == 4)
            digits = i;
    if (dots >= 3 && ip[digits] != '\0' && !strchr(":.", ip[digits]))
        return NULL;
    if (dots >= 3)
        ip[digits] = '\0';
    return g_hostname_is_ip_address(ip) ? view_string(h->v, ip, strlen(ip))
                                        : NULL;
}

static void read_helo(const relay_hop *h, const char *text)
{
    static const char *const words[] = {"helo=", "helo ", "ehlo ", "lhlo "};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *value = relay_behind(text, words[i]);
        if (value) {
            set(h, &h->r->helo, value, strcspn(value, " );,"));
            return;
        }
    }
}

static void read_ident(const relay_hop *h, const char *text)
{
    const char *value = relay_behind(text, "ident=");
    if (value)
        set(h, &h->r->ident, value, strcspn(value, " )"));
}

/* ---- groups ---- */

/* What the server that wrote the field is. */
typedef struct manner {
    bool exim;  /* Exim or CommuniGate */
    bool qmail; /* or one that writes as it does */
} manner;

/* In a group the name before the address is the address's own name; the first
 * word is then what the host called itself. False: there is no first word. */
static bool take_name(const relay_hop *h, const char *name, bool bracketed,
                      manner m)
{
    view_relay *r = h->r;
    bool helo_told = r->helo[0] != '\0';
    if (name[0] != '\0' && name[0] != '<' && strcmp(name, "softdnserr") != 0 &&
        strcmp(name, "unverified") != 0) {
        if (h->first[0] == '\0') {
            set_all(h, &r->helo, name);
            return false;
        }
        set_all(h, &r->rdns, name);
        if (!helo_told)
            set_all(h, &r->helo, h->first);
    } else if (m.exim || m.qmail || !bracketed) {
        set_all(h, &r->rdns, h->first);
        if (!helo_told)
            set_all(h, &r->helo, h->first);
    } else if (!helo_told) {
        set_all(h, &r->helo, h->first);
    } else if (r->rdns[0] == '\0') {
        set_all(h, &r->rdns, h->first);
    }
    return true;
}

/* A group "(...)" after the first word: "HELO name", "ident@name [1.2.3.4]",
 * "[1.2.3.4] helo=name", "1.2.3.4". */
static void read_group(const relay_hop *h, const char *group, manner m)
{
    const char *open = strchr(group, '['), *at = strchr(group, '@');
    view_relay *r = h->r;
    if (relay_begins(group, "HELO ") || relay_begins(group, "EHLO ") ||
        relay_begins(group, "LHLO ")) {
        read_helo(h, group);
        set_all(h, &r->rdns, h->first);
        return;
    }
    if (r->ip[0] != '\0')
        return;
    const char *behind = at ? at + 1 : group;
    char *ip = open ? relay_address(h, open, strlen(open)) : NULL;
    if (!ip)
        ip = relay_address(h, behind, strlen(behind));
    if (!ip)
        return;
    r->ip = ip;
    size_t before = open ? (size_t)(open - group) : 0;
    if (at && (!open || at < open)) {
        const char *ident = relay_begins(group, "IDENT:") ? group + 6 : group;
        set(h, &r->ident, ident, (size_t)(at - ident));
        before -= MIN(before, (size_t)(at + 1 - group));
        group = at + 1;
    }
    g_autofree char *name = g_strndup(group, before);
    if (!take_name(h, g_strstrip(name), open != NULL, m) || !open)
        return;
    if (m.exim || strstr(open, "helo=")) {
        read_helo(h, open);
        read_ident(h, open);
        set_all(h, &r->rdns, h->first);
    }
}

static const char *group_end(const char *p)
{
    int depth = 0;
    for (; *p != '\0'; p++) {
        if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p;
    }
    return NULL;
}

/* qmail writes the name that it looked up first, and no other. */
static bool is_qmail(const relay_hop *h)
{
    static relay_pattern from = {
        "^\\S+(?: \\((?:HELO|EHLO) \\S*\\))? \\((?:\\S+@)?\\[?" RELAY_IP
        "\\]?\\)(?: \\(envelope-sender <\\S+>\\))?$",
        NULL};
    static relay_pattern by = {
        "^\\S+(?: \\(.+\\))* with (?:.* )?(?:SMTP|QMQP)(?! id )", NULL};
    return !strstr(h->rest, " SMTPSVC") && relay_matches(h, &from, h->from) &&
           relay_matches(h, &by, h->rest);
}

/* Did the server that wrote this ask for the name of the address? */
static bool asks_for_names(const relay_hop *h, bool qmail)
{
    static const char *const none[] = {"Exim",   " SMTPSVC",
                                       "XMail",  "Microsoft SMTP Server",
                                       "Domino", "(ecelerity"};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        if (strstr(h->rest, none[i]))
            return false;
    if (strcmp(h->first, "unknown") == 0 && qmail)
        return false;
    return strchr(h->from, '(') && h->from[0] != '[' &&
           !strstr(h->from, "softdnserr") && !strstr(h->from, "unverified");
}

static void read_groups(const relay_hop *h, const char *p)
{
    manner m = {strstr(h->rest, "Exim") || strstr(h->rest, "CommuniGate Pro"),
                is_qmail(h)};
    h->r->looked_up = asks_for_names(h, m.qmail);
    bool stray = false; /* words that mean nothing here */
    while (*p != '\0') {
        if (*p == '(') {
            const char *end = group_end(p);
            if (!end)
                return;
            g_autofree char *group = g_strndup(p + 1, (gsize)(end - p - 1));
            if (!stray || strchr(group, '['))
                read_group(h, g_strstrip(group), m);
            p = end + 1;
        } else if (*p == '[' && h->r->ip[0] == '\0') {
            char *ip = relay_address(h, p, strlen(p));
            if (ip) {
                h->r->ip = ip;
                set_all(h, &h->r->helo, h->first);
                if (m.exim)
                    set_all(h, &h->r->rdns, h->first);
            }
            p += strcspn(p, "]");
            p += *p == ']';
        } else {
            stray |= *p++ != ' ';
        }
    }
}

/* ---- the first word ---- */

/* "from [1.2.3.4] ...". Returns what stands after it. */
static const char *read_literal(relay_hop *h, const char *p)
{
    size_t n = MIN(strcspn(p, "]") + 1, strlen(p));
    char *ip = relay_address(h, p, strlen(p));
    if (ip && !strstr(p, "([") && !strstr(p, " [")) {
        h->r->ip = ip;
        h->first = "";
        read_helo(h, p);
        read_ident(h, p);
    } else {
        h->first = view_string(h->v, p, n);
    }
    return p + n;
}

/* "from name ...", where the name may be an address. */
static const char *read_name(relay_hop *h, const char *p)
{
    size_t n = strcspn(p, " (");
    h->first = view_string(h->v, p, n);
    if (p[n] == '\0' || strstr(p, " authenticated user ")) {
        char *ip = relay_address(h, p, n);
        if (ip)
            h->r->ip = ip;
    }
    return p + n;
}

void relay_read_from(relay_hop *h)
{
    const char *p = h->from;
    if (*p == '[')
        p = read_literal(h, p);
    else if (*p != '(')
        p = read_name(h, p);
    read_groups(h, p);
}
