/* relays: Received fields, read as far as they tell which host gave the message
 * to which, and where trust ends (RFC 5321 4.4; formats as MTAs write them). */
#include "rules/eval_room.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define RELAYS_MAX 100 /* relays that are remembered */

#define IP \
    "(?:(?:\\d{1,3}\\.){3}\\d{1,3}|(?:IPv6:)?[0-9a-fA-F:.]*:[0-9a-fA-F:.]+)"

typedef struct hop {
    view *v;
    const char *text; /* "from ... by ...", date off, single blanks */
    char *first;      /* word after from; "" if there is none */
    char *from;       /* all between "from " and " by " */
    char *rest;       /* behind " by " */
    view_relay *r;
} hop;

static bool begins(const char *s, const char *with)
{
    return g_ascii_strncasecmp(s, with, strlen(with)) == 0;
}

/* Replaces *into, which may be NULL. */
static void set(char **into, const char *from, size_t size)
{
    g_free(*into);
    *into = g_strndup(from, size);
}

/* ---- text ---- */

static char *squeeze_line(view_text raw)
{
    GString *s = g_string_new(NULL);
    for (size_t i = 0; i < raw.size; i++) {
        if (!g_ascii_isspace(raw.data[i]) && raw.data[i] != '\0')
            g_string_append_c(s, raw.data[i]);
        else if (s->len > 0 && s->str[s->len - 1] != ' ')
            g_string_append_c(s, ' ');
    }
    char *text = g_strstrip(g_string_free(s, FALSE));
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == ';' || text[n - 1] == ' '))
        text[--n] = '\0';
    return text;
}

/* "; Tue, 23 May 2006 13:06:35 -0400" off. */
static void cut_date(char *text)
{
    static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov "
                                 "Dec ";
    for (char *p = text + strlen(text); p > text; p--) {
        if (*p != ' ' || !g_ascii_isdigit(p[-1]))
            continue;
        g_autofree char *month = g_strndup(p + 1, 4);
        if (strlen(month) == 4 && strstr(months, month) != NULL &&
            strchr(p, ':') != NULL) {
            while (p > text &&
                   (g_ascii_isdigit(p[-1]) || p[-1] == ' ' || p[-1] == ','))
                p--;
            if (p - text > 3 && g_ascii_isalpha(p[-1]) && p[-4] == ' ')
                p -= 3;
            while (p > text && strchr(" ;", p[-1]) != NULL)
                p--;
            *p = '\0';
            return;
        }
    }
}

/* " by " outside of parentheses. */
static const char *find_by(const char *text)
{
    int depth = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '(')
            depth++;
        else if (*p == ')' && depth > 0)
            depth--;
        else if (depth == 0 && begins(p, " by "))
            return p;
    }
    return strstr(text, " by ");
}

/* ---- pieces ---- */

/* "[1.2.3.4]", "1.2.3.4:25", "IPv6:::1": the address, or NULL. */
static char *address_of(const char *text, size_t size)
{
    while (size > 0 && (*text == '[' || *text == '(' || *text == ' ')) {
        text++;
        size--;
    }
    size_t n = 0;
    while (n < size && strchr("]) ,;", text[n]) == NULL)
        n++;
    g_autofree char *word = g_strndup(text, n);
    char *ip = begins(word, "IPv6:") ? word + 5 : word;
    char *zone = strchr(ip, '%');
    if (zone != NULL)
        *zone = '\0';
    if (begins(ip, "::ffff:") && strchr(ip, '.') != NULL)
        ip += 7;
    size_t digits = strspn(ip, "0123456789.");
    int dots = 0;
    for (size_t i = 0; i < digits; i++)
        if (ip[i] == '.' && ++dots == 4)
            digits = i;
    if (dots >= 3 && ip[digits] != '\0' && strchr(":.", ip[digits]) == NULL)
        return NULL;
    if (dots >= 3)
        ip[digits] = '\0';
    return g_hostname_is_ip_address(ip) ? g_strdup(ip) : NULL;
}

static const char *value_behind(const char *text, const char *word)
{
    for (const char *p = text; *p != '\0'; p++)
        if (begins(p, word) && (p == text || !g_ascii_isalnum(p[-1])))
            return p + strlen(word);
    return NULL;
}

static void read_helo(hop *h, const char *text)
{
    static const char *const words[] = {"helo=", "HELO ", "EHLO ", "LHLO "};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *value = value_behind(text, words[i]);
        if (value != NULL) {
            set(&h->r->helo, value, strcspn(value, " );,"));
            return;
        }
    }
}

static void read_ident(hop *h, const char *text)
{
    const char *value = value_behind(text, "ident=");
    if (value != NULL)
        set(&h->r->ident, value, strcspn(value, " )"));
}

/* A group "(...)" behind the first word: what it says of name, address, HELO. */
static void read_group(hop *h, const char *group, bool exim, bool qmail)
{
    const char *open = strchr(group, '[');
    const char *at = strchr(group, '@');
    view_relay *r = h->r;
    if (begins(group, "HELO ") || begins(group, "EHLO ") ||
        begins(group, "LHLO ")) {
        read_helo(h, group);
        set(&r->rdns, h->first, strlen(h->first));
        return;
    }
    if (r->ip[0] != '\0')
        return;
    char *ip = open != NULL ? address_of(open, strlen(open)) : NULL;
    if (ip == NULL)
        ip = address_of(at != NULL ? at + 1 : group,
                        strlen(at != NULL ? at + 1 : group));
    if (ip == NULL)
        return;
    g_free(r->ip);
    r->ip = ip;
    size_t before = open != NULL ? (size_t)(open - group) : 0;
    if (at != NULL && (open == NULL || at < open)) {
        const char *ident = begins(group, "IDENT:") ? group + 6 : group;
        set(&r->ident, ident, (size_t)(at - ident));
        before -= MIN(before, (size_t)(at + 1 - group));
        group = at + 1;
    }
    g_autofree char *name = g_strndup(group, before);
    g_strstrip(name);
    bool helo_told = r->helo[0] != '\0';
    if (name[0] != '\0' && name[0] != '<' && strcmp(name, "softdnserr") != 0 &&
        strcmp(name, "unverified") != 0) {
        if (h->first[0] == '\0') {
            set(&r->helo, name, strlen(name));
            return;
        }
        set(&r->rdns, name, strlen(name));
        if (!helo_told)
            set(&r->helo, h->first, strlen(h->first));
    } else if (exim || qmail || open == NULL) {
        set(&r->rdns, h->first, strlen(h->first));
        if (!helo_told)
            set(&r->helo, h->first, strlen(h->first));
    } else if (!helo_told) {
        set(&r->helo, h->first, strlen(h->first));
    } else if (r->rdns[0] == '\0') {
        set(&r->rdns, h->first, strlen(h->first));
    }
    if (open != NULL && (exim || strstr(open, "helo=") != NULL)) {
        read_helo(h, open);
        read_ident(h, open);
        set(&r->rdns, h->first, strlen(h->first));
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

static bool matches(const hop *h, const char *words, const char *text)
{
    return eval_matches(h->v, words, 0, (view_text){text, strlen(text)});
}

/* qmail writes the name that it looked up first, and no other. */
static bool is_qmail(const hop *h)
{
    return strstr(h->rest, " SMTPSVC") == NULL &&
           matches(h,
                   "^\\S+(?: \\((?:HELO|EHLO) \\S*\\))? \\((?:\\S+@)?\\[?" IP
                   "\\]?\\)(?: \\(envelope-sender <\\S+>\\))?$",
                   h->from) &&
           matches(h, "^\\S+(?: \\(.+\\))* with (?:.* )?(?:SMTP|QMQP)(?! id )",
                   h->rest);
}

/* Did the server that wrote this ask for the name of the address? */
static bool asks_for_names(const hop *h)
{
    static const char *const none[] = {"Exim",   " SMTPSVC",
                                       "XMail",  "Microsoft SMTP Server",
                                       "Domino", "(ecelerity"};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        if (strstr(h->rest, none[i]) != NULL)
            return false;
    if (strcmp(h->first, "unknown") == 0 && is_qmail(h))
        return false;
    return strchr(h->from, '(') != NULL && h->from[0] != '[' &&
           strstr(h->from, "softdnserr") == NULL &&
           strstr(h->from, "unverified") == NULL;
}

static void read_groups(hop *h, const char *p)
{
    bool exim = strstr(h->rest, "Exim") != NULL ||
                strstr(h->rest, "CommuniGate Pro") != NULL;
    bool qmail = is_qmail(h);
    h->r->looked_up = asks_for_names(h);
    bool stray = false; /* words that belong to nothing */
    while (*p != '\0') {
        if (*p == '(') {
            const char *end = group_end(p);
            if (end == NULL)
                return;
            g_autofree char *group = g_strndup(p + 1, (gsize)(end - p - 1));
            if (!stray || strchr(group, '[') != NULL)
                read_group(h, g_strstrip(group), exim, qmail);
            p = end + 1;
        } else if (*p == '[' && h->r->ip[0] == '\0') {
            char *ip = address_of(p, strlen(p));
            if (ip != NULL) {
                g_free(h->r->ip);
                h->r->ip = ip;
                set(&h->r->helo, h->first, strlen(h->first));
                if (exim)
                    set(&h->r->rdns, h->first, strlen(h->first));
            }
            p += strcspn(p, "]");
            p += *p == ']';
        } else {
            stray |= *p++ != ' ';
        }
    }
}

/* ---- authentication ---- */

static bool has_word_after(const char *text, const char *word,
                           const char *const *values, char **into)
{
    const char *p = strstr(text, word);
    for (; p != NULL; p = strstr(p + 1, word)) {
        const char *v = p + strlen(word);
        size_t n = strcspn(v, " ;");
        for (int i = 0; values[i] != NULL; i++)
            if (strlen(values[i]) == n &&
                g_ascii_strncasecmp(v, values[i], n) == 0) {
                set(into, v, n);
                return true;
            }
    }
    return false;
}

static void read_auth(hop *h)
{
    static const char *const kinds[] = {
        "ESMTPA",     "ESMTPSA",   "LMTPA",      "LMTPSA", "UTF8SMTPA",
        "UTF8SMTPSA", "UTF8LMTPA", "UTF8LMTPSA", "ASMTP",  "HTTP",
        "HTTPS",      "HTTPU",     NULL};
    view_relay *r = h->r;
    g_autofree char *rest = g_strconcat(" ", h->rest, NULL);
    if (has_word_after(rest, " with ", kinds, &r->auth))
        return;
    if (strstr(h->from, "(Authenticated sender: ") != NULL)
        set(&r->auth, "Postfix", 7);
    else if (strstr(h->from, "authenticated") != NULL &&
             strstr(h->from, "[") != NULL)
        set(&r->auth, "Sendmail", 8);
    else if (strstr(h->rest, "CommuniGate Pro") != NULL &&
             strstr(h->from, "(account ") != NULL)
        set(&r->auth, "Communigate", 11);
    else if (strstr(h->rest, "(via HTTP") != NULL)
        set(&r->auth, "HTTP", 4);
}

/* ---- one field ---- */

/* Fetched from a mailbox: what stands above is the fetcher's own. */
static bool is_fetched_by_mailbox(const hop *h)
{
    return matches(h, " with (?:POP3|IMAP)", h->rest) &&
           !matches(h, "^\\S+ \\(\\S+ \\[" IP "\\]", h->from);
}

/* Handed over without TCP: no hop, though it says no address. */
static bool is_no_hop(const hop *h)
{
    static const char from[] =
        "^(?:\\S+@\\S+$|\\S+ (?:with|via|for) \\S+$|\\S+ \\(unverified\\)$|"
        "mail pickup service$|\\(AUTH: |Unknown/Local \\(|\\S+ \\((?:\\S+@)?"
        "(?:localhost(?:\\.localdomain)?|127\\.0\\.0\\.1|::1)[)\\[ ]|"
        "\\S+ \\(\\S+ \\[local\\]\\)|\\S+ \\(\\[unix socket\\]\\)|\\[<|"
        "\\S+ named )";
    if (matches(h, from, h->from) ||
        strstr(h->rest, "(Content Technologies ") != NULL)
        return true;
    return matches(h, "^\\S+$", h->from) &&
           matches(h, "^\\S+ (?:with|via|for|\\()|^[^\\s;]+ ?;", h->rest);
}

static void clean(char **text)
{
    for (char *p = *text; *p != '\0'; p++)
        if (g_ascii_isspace(*p) || strchr("#[]()<>|", *p) != NULL)
            *p = '!';
}

static void finish_names(view_relay *r)
{
    size_t n = strlen(r->rdns);
    while (n > 0 && r->rdns[n - 1] == '.')
        r->rdns[--n] = '\0';
    if (g_ascii_strcasecmp(r->rdns, "unknown") == 0 || r->rdns[0] == '[')
        r->rdns[0] = '\0';
    g_strdelimit(r->by, ";", '\0');
    char **all[] = {&r->ip, &r->rdns, &r->helo, &r->by, &r->ident};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        clean(all[i]);
}

static void read_envelope(hop *h, const char *text)
{
    static const char *const words[] = {"envelope-sender ", "envelope-from ",
                                        "return-path ", "envelope-from="};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *value = value_behind(text, words[i]);
        if (value == NULL)
            continue;
        value += strspn(value, "< ");
        set(&h->r->envfrom, value, strcspn(value, ">) ;,"));
        return;
    }
}

static view_relay *relay_new(void)
{
    view_relay *r = g_new0(view_relay, 1);
    char **all[] = {&r->ip,    &r->rdns, &r->helo, &r->by,
                    &r->ident, &r->id,   &r->auth};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        *all[i] = g_strdup("");
    return r;
}

static void relay_drop(view_relay *r)
{
    char *all[] = {r->ip,    r->rdns,    r->helo, r->by,
                   r->ident, r->envfrom, r->id,   r->auth};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_free(all[i]);
    g_free(r);
}

static void read_from(hop *h)
{
    const char *p = h->from;
    if (*p != '(' && *p != '[') {
        size_t n = strcspn(p, " (");
        set(&h->first, p, n);
        char *ip = address_of(p, n);
        bool web = strstr(p, " authenticated user ") != NULL;
        if ((p[n] == '\0' || web) && ip != NULL)
            set(&h->r->ip, ip, strlen(ip));
        g_free(ip);
        p += n;
    } else if (*p == '[') {
        size_t n = strcspn(p, "]") + 1;
        char *ip = address_of(p, strlen(p));
        if (ip != NULL && strstr(p, "([") == NULL && strstr(p, " [") == NULL) {
            set(&h->r->ip, ip, strlen(ip));
            set(&h->first, "", 0);
            read_helo(h, p);
            read_ident(h, p);
        } else {
            set(&h->first, p, MIN(n, strlen(p)));
        }
        g_free(ip);
        p += MIN(n, strlen(p));
    }
    read_groups(h, p);
}

/* What one field told. */
typedef enum {
    TOLD_RELAY,
    TOLD_NOTHING, /* no handover between hosts */
    TOLD_FETCHED, /* a mail fetcher handed it over */
    TOLD_UNREAD   /* nobody understands it */
} told_kind;

static void read_details(hop *h)
{
    set(&h->r->by, h->rest, strcspn(h->rest, " "));
    const char *id = strstr(h->text, " id ");
    if (id != NULL) {
        id += 4 + (id[4] == '<');
        set(&h->r->id, id, strcspn(id, " <>;"));
    }
    read_auth(h);
    read_from(h);
    finish_names(h->r);
}

/* An address in brackets, wherever it stands, if nothing else was found. */
static void take_any_address(hop *h)
{
    char *first =
        h->r->ip[0] == '\0' ? address_of(h->first, strlen(h->first)) : NULL;
    if (first != NULL && matches(h, "^\\S+ \\([A-Za-z][^)]+\\)$", h->from)) {
        set(&h->r->ip, first, strlen(first));
        set(&h->r->rdns, "", 0);
    }
    g_free(first);
    const char *p = h->r->ip[0] == '\0' ? strchr(h->from, '[') : NULL;
    char *ip = p != NULL ? address_of(p, strlen(p)) : NULL;
    if (ip != NULL) {
        g_free(h->r->ip);
        h->r->ip = ip;
    }
}

static told_kind judge_hop(hop *h)
{
    bool local = matches(h, "\\bwith local for\\b", h->text) ||
                 (strstr(h->rest, "Exim") != NULL &&
                  matches(h, "\\bwith local(?:-\\S+)? ", h->text));
    if (local)
        return TOLD_NOTHING;
    if (is_fetched_by_mailbox(h))
        return TOLD_FETCHED;
    read_details(h);
    if (strchr(h->rest, ' ') == NULL && strchr(h->from, '[') == NULL)
        return TOLD_UNREAD; /* it ends too early to be trusted */
    take_any_address(h);
    if (h->r->ip[0] != '\0')
        return TOLD_RELAY;
    return is_no_hop(h) ? TOLD_NOTHING : TOLD_UNREAD;
}

/* *relay gets what was read if the answer is TOLD_RELAY. */
static told_kind read_received(view *v, view_text raw, view_relay **relay)
{
    g_autofree char *text = squeeze_line(raw);
    if (!begins(text, "from ") && !begins(text, "(from "))
        return TOLD_NOTHING;
    if (eval_matches(v, "(?i)^from (?!\\[[\\d.]+\\] )\\S+ by [^\\s;]+ ?;", 0,
                     (view_text){text, strlen(text)}))
        return TOLD_NOTHING;
    g_autofree char *whole = g_strdup(text);
    cut_date(text);
    const char *start = text + (text[0] == '(' ? 6 : 5);
    const char *by = find_by(text + 4);
    if (by == NULL || by < start - 1)
        return eval_matches(v, "^from \\S+ id \\S+$", 0,
                            (view_text){text, strlen(text)})
                   ? TOLD_NOTHING
                   : TOLD_UNREAD;
    hop h = {v,
             text,
             g_strdup(""),
             g_strndup(start, by > start ? (gsize)(by - start) : 0),
             g_strdup(by + 4),
             relay_new()};
    read_envelope(&h, whole); /* qmail and sendmail write it behind the date */
    told_kind answer = judge_hop(&h);
    if (answer == TOLD_RELAY)
        *relay = h.r;
    else
        relay_drop(h.r);
    g_free(h.first);
    g_free(h.from);
    g_free(h.rest);
    return answer;
}

/* ---- trust ---- */

/* The four numbers of an IPv4 address; false if it is none. */
static bool read_ipv4(const char *ip, unsigned n[4])
{
    char *end;
    for (int i = 0; i < 4; i++) {
        if (!g_ascii_isdigit(*ip))
            return false;
        n[i] = (unsigned)strtoul(ip, &end, 10);
        if (n[i] > 255 || *end != (i < 3 ? '.' : '\0'))
            return false;
        ip = end + 1;
    }
    return true;
}

bool view_ip_is_private(const char *ip)
{
    unsigned n[4];
    if (read_ipv4(ip, n))
        return n[0] == 10 || n[0] == 127 || (n[0] == 169 && n[1] == 254) ||
               (n[0] == 172 && n[1] >= 16 && n[1] <= 31) ||
               (n[0] == 192 && n[1] == 168) ||
               (n[0] == 100 && n[1] >= 64 && n[1] <= 127);
    return strcmp(ip, "::1") == 0 || begins(ip, "fe8") || begins(ip, "fe9") ||
           begins(ip, "fea") || begins(ip, "feb") || begins(ip, "fc") ||
           begins(ip, "fd");
}

static bool in_networks(const GPtrArray *nets, const char *ip)
{
    g_autoptr(GInetAddress) a = g_inet_address_new_from_string(ip);
    if (a != NULL && g_inet_address_get_is_loopback(a))
        return true;
    for (guint i = 0; a != NULL && i < nets->len; i++) {
        g_autoptr(GInetAddressMask) m =
            g_inet_address_mask_new_from_string(nets->pdata[i], NULL);
        if (m != NULL && g_inet_address_mask_matches(m, a))
            return true;
    }
    return false;
}

typedef struct border {
    bool trusted, internal;
} border;

/* Without configured networks trust reaches as far as private addresses and
 * authenticated clients. */
static void judge(const rule_set *set_, view_relay *r, border *b)
{
    r->private = view_ip_is_private(r->ip);
    const GPtrArray *trusted = set_ != NULL ? set_->trusted_networks : NULL;
    const GPtrArray *internal = set_ != NULL ? set_->internal_networks : NULL;
    bool told = trusted != NULL && (trusted->len > 0 || internal->len > 0);
    if (b->trusted && !told) {
        if (!r->private && r->auth[0] == '\0')
            b->trusted = b->internal = false;
    } else if (b->trusted) {
        const GPtrArray *t = trusted->len > 0 ? trusted : internal;
        const GPtrArray *i = internal->len > 0 ? internal : trusted;
        if (r->auth[0] == '\0' && !in_networks(t, r->ip))
            b->trusted = b->internal = false;
        else if (r->auth[0] == '\0' && !in_networks(i, r->ip))
            b->internal = false;
    }
    r->trusted = b->trusted;
    r->internal = b->internal;
}

static void describe(GString *into, const view_relay *r)
{
    g_string_append_printf(
        into,
        "%s[ ip=%s rdns=%s helo=%s by=%s ident=%s envfrom=%s intl=%d id=%s "
        "auth=%s msa=%d ]",
        into->len > 0 ? " " : "", r->ip, r->rdns, r->helo, r->by, r->ident,
        r->envfrom != NULL ? r->envfrom : "", r->internal, r->id, r->auth,
        r->msa);
}

static void tell_relays(view *v)
{
    GString *text[4];
    for (int i = 0; i < 4; i++)
        text[i] = g_string_new(NULL);
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        describe(text[r->trusted ? 0 : 1], r);
        describe(text[r->internal ? 2 : 3], r);
    }
    for (int i = 0; i < 4; i++)
        v->relays_text[i] = g_string_free(text[i], FALSE);
}

/* The newest relay that is not ours, else the oldest of ours. */
static const view_relay *last_hop(const view *v)
{
    const view_relay *last = NULL;
    for (guint i = 0; i < v->relays->len; i++) {
        last = v->relays->pdata[i];
        if (!last->trusted)
            break;
    }
    return last;
}

/* Does this field stand below a Received field? Then a relay on the way wrote
 * it, about another envelope. */
static bool is_below_received(const view *v, const char *name)
{
    bool received = false;
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (received && f->name.size == strlen(name) &&
            begins(f->name.data, name))
            return true;
        received |= f->name.size == 8 && begins(f->name.data, "received");
    }
    return false;
}

/* A mail fetcher puts its own envelope into what it hands over. */
static bool is_fetched(view *v)
{
    view_text sender = view_header(v, "X-Sender", RULE_FIRST | RULE_ADDR);
    view_text received = view_header(v, "Received", 0);
    return sender.data != NULL && received.data != NULL &&
           strstr(received.data, "(fetchmail") != NULL;
}

static void read_envelope_from(view *v)
{
    static const char *const names[] = {"X-Envelope-From", "Envelope-Sender",
                                        "Return-Path"};
    const view_relay *last = last_hop(v);
    const char *told = last != NULL ? last->envfrom : NULL;
    if (told != NULL && (told[0] == '\0' || strchr(told, '@') > told)) {
        v->envelope_from = g_strdup(told);
        return;
    }
    if (is_fetched(v))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        view_text t = view_header(v, names[i], RULE_FIRST | RULE_ADDR);
        bool below = t.data != NULL && is_below_received(v, names[i]);
        if (t.data != NULL && !below)
            v->envelope_from = g_strndup(t.data, t.size);
        if (t.data != NULL && (!below || i == 0))
            return;
    }
}

static void add_relay(view *v, view_relay *r, border *b)
{
    judge(((view_private *)v)->set, r, b);
    g_ptr_array_add(v->relays, r);
}

/* Web mail tells in fields of its own where the writer sat. */
static void read_originating(view *v, border *b)
{
    const rule_set *s = ((view_private *)v)->set;
    const GPtrArray *list =
        s != NULL ? g_hash_table_lookup(s->lists, "originating_ip_headers")
                  : NULL;
    for (guint i = 0; list != NULL && i < list->len; i++) {
        g_auto(GStrv) names = g_strsplit_set(list->pdata[i], " \t", -1);
        for (int j = 0; names[j] != NULL; j++) {
            view_text t = names[j][0] != '\0'
                              ? view_header(v, names[j], RULE_IP)
                              : (view_text){NULL, 0};
            if (t.data == NULL || v->relays->len >= RELAYS_MAX)
                continue;
            view_relay *r = relay_new();
            set(&r->ip, t.data, strcspn(t.data, "\n"));
            add_relay(v, r, b);
        }
    }
}

static void forget_relays(view *v)
{
    for (guint i = 0; i < v->relays->len; i++)
        relay_drop(v->relays->pdata[i]);
    g_ptr_array_set_size(v->relays, 0);
}

void view_read_relays(view *v)
{
    border b = {true, true};
    for (guint i = 0; i < v->fields->len && v->relays->len < RELAYS_MAX; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        view_relay *r = NULL;
        if (f->name.size != 8 ||
            g_ascii_strncasecmp(f->name.data, "received", 8) != 0)
            continue;
        told_kind answer = read_received(v, f->raw, &r);
        v->relays_unread += answer == TOLD_UNREAD;
        if (answer == TOLD_FETCHED && b.trusted)
            forget_relays(v);
        if (answer == TOLD_RELAY)
            add_relay(v, r, &b);
        v->received_trusted += b.trusted;
        v->received_internal += b.internal;
    }
    read_originating(v, &b);
    tell_relays(v);
    read_envelope_from(v);
}
