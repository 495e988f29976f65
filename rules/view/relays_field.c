/* relays_field: one Received field, as far as it tells which host gave the
 * message to which (RFC 5321 4.4; formats as MTAs write them). */
#include "rules/view/relays_room.h"

#include <string.h>

/* ---- text ---- */

/* Runs of blanks are one blank; none at either end, and no ";" at the last. */
static char *squeeze_line(view_text raw)
{
    char *text = g_malloc(raw.size + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.data[i];
        if (!g_ascii_isspace(c) && c != '\0')
            text[n++] = c;
        else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    while (n > 0 && (text[n - 1] == ';' || text[n - 1] == ' '))
        n--;
    text[n] = '\0';
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
        if (strlen(month) == 4 && strstr(months, month) && strchr(p, ':')) {
            while (p > text &&
                   (g_ascii_isdigit(p[-1]) || p[-1] == ' ' || p[-1] == ','))
                p--;
            if (p - text > 3 && g_ascii_isalpha(p[-1]) && p[-4] == ' ')
                p -= 3;
            while (p > text && strchr(" ;", p[-1]))
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
        else if (depth == 0 && *p == ' ' && relay_begins(p, " by "))
            return p;
    }
    return strstr(text, " by ");
}

/* ---- authentication ---- */

/* A word of `values` after " with ". */
static bool has_auth_kind(const relay_hop *h, const char *const *values)
{
    static const char word[] = " with ";
    const char *p = strstr(h->rest - 1, word); /* the blank of " by " */
    for (; p; p = strstr(p + 1, word)) {
        const char *kind = p + strlen(word);
        size_t n = strcspn(kind, " ;");
        for (int i = 0; values[i]; i++)
            if (strlen(values[i]) == n && relay_begins(kind, values[i])) {
                h->r->auth = view_string(h->v, kind, n);
                return true;
            }
    }
    return false;
}

/* Did the client log in, by what the server says of it? */
static void read_auth(const relay_hop *h)
{
    static const char *const kinds[] = {
        "ESMTPA",     "ESMTPSA",   "LMTPA",      "LMTPSA", "UTF8SMTPA",
        "UTF8SMTPSA", "UTF8LMTPA", "UTF8LMTPSA", "ASMTP",  "HTTP",
        "HTTPS",      "HTTPU",     NULL};
    const char *by = NULL;
    if (has_auth_kind(h, kinds))
        return;
    if (strstr(h->from, "(Authenticated sender: "))
        by = "Postfix";
    else if (strstr(h->from, "authenticated") && strchr(h->from, '['))
        by = "Sendmail";
    else if (strstr(h->rest, "CommuniGate Pro") && strstr(h->from, "(account "))
        by = "Communigate";
    else if (strstr(h->rest, "(via HTTP"))
        by = "HTTP";
    if (by)
        h->r->auth = view_string(h->v, by, strlen(by));
}

/* ---- what it is ---- */

/* Did the host give it to itself? */
static bool is_local(const relay_hop *h)
{
    static relay_pattern any = {"\\bwith local for\\b", NULL};
    static relay_pattern exim = {"\\bwith local(?:-\\S+)? ", NULL};
    if (!strstr(h->text, "with local"))
        return false;
    return relay_matches(h, &any, h->text) ||
           (strstr(h->rest, "Exim") && relay_matches(h, &exim, h->text));
}

/* Was it fetched from a mailbox? Then the fields above are the fetcher's
 * own. */
static bool is_fetched_by_mailbox(const relay_hop *h)
{
    static relay_pattern address = {"^\\S+ \\(\\S+ \\[" RELAY_IP "\\]", NULL};
    return (strstr(h->rest, " with POP3") || strstr(h->rest, " with IMAP")) &&
           !relay_matches(h, &address, h->from);
}

/* Was it handed over without TCP? Then it is not a hop. */
static bool is_no_hop(const relay_hop *h)
{
    static relay_pattern from = {
        "^(?:\\S+@\\S+$|\\S+ (?:with|via|for) \\S+$|\\S+ \\(unverified\\)$|"
        "mail pickup service$|\\(AUTH: |Unknown/Local \\(|\\S+ \\((?:\\S+@)?"
        "(?:localhost(?:\\.localdomain)?|127\\.0\\.0\\.1|::1)[)\\[ ]|"
        "\\S+ \\(\\S+ \\[local\\]\\)|\\S+ \\(\\[unix socket\\]\\)|\\[<|"
        "\\S+ named )",
        NULL};
    static relay_pattern word = {"^\\S+$", NULL};
    static relay_pattern by = {"^\\S+ (?:with|via|for|\\()|^[^\\s;]+ ?;", NULL};
    if (relay_matches(h, &from, h->from) ||
        strstr(h->rest, "(Content Technologies ") ||
        strstr(h->rest, "(LSMTP for "))
        return true;
    return relay_matches(h, &word, h->from) && relay_matches(h, &by, h->rest);
}

/* "from name by name;": a host's note to itself, which does not say how. */
static bool is_bare(const relay_hop *h)
{
    static relay_pattern bare = {
        "(?i)^from (?!\\[[\\d.]+\\] )\\S+ by [^\\s;]+ ?;", NULL};
    const char *name = strchr(h->text, ' ');
    const char *behind = name ? strchr(name + 1, ' ') : NULL;
    return behind && relay_begins(behind, " by ") &&
           relay_matches(h, &bare, h->text);
}

/* "from name id X": no server is named. */
static bool is_nameless(const relay_hop *h)
{
    static relay_pattern nameless = {"^from \\S+ id \\S+$", NULL};
    return relay_matches(h, &nameless, h->text);
}

/* ---- one field ---- */

/* What would end a value in X-Spam-Relays-*. */
static void clean(char *text)
{
    static const char ends[] = " \t\n\f\r#[]()<>|";
    for (char *p = strpbrk(text, ends); p; p = strpbrk(p + 1, ends))
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
    char *all[] = {r->ip, r->rdns, r->helo, r->by, r->ident};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        clean(all[i]);
}

static void read_envelope(const relay_hop *h, const char *text)
{
    static const char *const words[] = {"envelope-sender ", "envelope-from ",
                                        "return-path ", "envelope-from="};
    if (!strchr(text, '-'))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        const char *value = relay_behind(text, words[i]);
        if (!value)
            continue;
        value += strspn(value, "< ");
        h->r->envfrom = view_string(h->v, value, strcspn(value, ">) ;,"));
        return;
    }
}

view_relay *relay_new(view *v)
{
    view_relay *r = g_new0(view_relay, 1);
    char **all[] = {&r->ip,    &r->rdns, &r->helo, &r->by,
                    &r->ident, &r->id,   &r->auth};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        *all[i] = view_string(v, "", 0);
    return r;
}

static void read_details(relay_hop *h)
{
    h->r->by = view_string(h->v, h->rest, strcspn(h->rest, " "));
    const char *id = strstr(h->text, " id ");
    if (id) {
        id += 4 + (id[4] == '<');
        h->r->id = view_string(h->v, id, strcspn(id, " <>;"));
    }
    read_auth(h);
    relay_read_from(h);
    finish_names(h->r);
}

/* An address in brackets, wherever it stands, if nothing else was found. */
static void take_any_address(const relay_hop *h)
{
    static relay_pattern named = {"^\\S+ \\([A-Za-z][^)]+\\)$", NULL};
    if (h->r->ip[0] != '\0')
        return;
    char *first = relay_address(h, h->first, strlen(h->first));
    if (first && relay_matches(h, &named, h->from)) {
        h->r->ip = first;
        h->r->rdns = view_string(h->v, "", 0);
        return;
    }
    const char *p = strchr(h->from, '[');
    char *ip = p ? relay_address(h, p, strlen(p)) : NULL;
    if (ip)
        h->r->ip = ip;
}

static relay_answer judge_hop(relay_hop *h)
{
    if (is_local(h))
        return RELAY_NOTHING;
    if (is_fetched_by_mailbox(h))
        return RELAY_FETCHED;
    read_details(h);
    if (!strchr(h->rest, ' ') && !strchr(h->from, '['))
        return RELAY_UNREAD; /* it ends too early to be trusted */
    take_any_address(h);
    if (h->r->ip[0] != '\0')
        return RELAY_TOLD;
    return is_no_hop(h) ? RELAY_NOTHING : RELAY_UNREAD;
}

relay_answer relay_read_field(view *v, view_text raw, view_relay **relay)
{
    g_autofree char *text = squeeze_line(raw);
    relay_hop h = {v, text, "", "", "", NULL};
    if (!relay_begins(text, "from ") && !relay_begins(text, "(from "))
        return RELAY_NOTHING;
    if (is_bare(&h))
        return RELAY_NOTHING;
    g_autofree char *whole = g_strdup(text);
    cut_date(text);
    const char *start = text + (text[0] == '(' ? 6 : 5);
    const char *by = find_by(text + 4);
    if (!by || by < start - 1)
        return is_nameless(&h) ? RELAY_NOTHING : RELAY_UNREAD;
    h.from = view_string(v, start, by > start ? (size_t)(by - start) : 0);
    h.rest = by + 4;
    h.r = relay_new(v);
    read_envelope(&h, whole); /* qmail and sendmail write it after the date */
    relay_answer answer = judge_hop(&h);
    if (answer == RELAY_TOLD)
        *relay = h.r;
    else
        g_free(h.r);
    return answer;
}
