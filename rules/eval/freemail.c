/* eval_freemail: eval tests about addresses at free mail providers. */
#include "rules/eval/list.h"
#include "rules/eval/room.h"

#include <string.h>

#define FREEMAIL_BODY_ALL_MAX  5 /* addresses; more are a list of people */
#define FREEMAIL_BODY_FREE_MAX 3 /* free ones among them */

#define ATOM "[a-z0-9!#$%&'*+/=?^_`{|}~-]"

static const char robots[] =
    "(?i)^(?:(?:abuse|support|sales|info|helpdesk|contact|kontakt|"
    "(?:post|host|domain)master|undisclosed.*|request-[a-f0-9]{16}|bounced?-|"
    "[a-f0-9]{8}(?:\\.[a-f0-9]{8}|-(?:[a-f0-9]{4}-){3}[a-f0-9]{12})|"
    ".+=.+=.+)\\@)";

/* Senders of bulk mail: their Reply-To differs for good reasons. */
static const char bulk[] = "(?i)(?:^(?:post|host|domain)master|^double-bounce|"
                           "^(?:sentto|owner|return|(?:gr)?bounced?)-.+|"
                           "-(?:request|bounces?|admin|owner)|"
                           "\\b(?:do[._-t]?)?no[._-t]?repl(?:y|ies)|.+=.+)\\@";

static bool is_free(view *v, const rule_set *s, const char *address)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    return eval_lists_is_freemail(s->eval_lists, lower) &&
           !eval_matches(v, robots, 0, (view_text){lower, strlen(lower)});
}

/* A free address of this field that matches, if there is a pattern. */
static bool has_free(view *v, const rule_set *s, const char *field,
                     const char *words)
{
    g_autoptr(GPtrArray) all = eval_addresses(v, field);
    for (guint i = 0; i < all->len; i++) {
        g_autofree char *lower = g_ascii_strdown(all->pdata[i], -1);
        if (is_free(v, s, lower) &&
            (words[0] == '\0' ||
             eval_matches(v, words, 0, (view_text){lower, strlen(lower)})))
            return true;
    }
    return false;
}

static int check_freemail_header(view *v, const rule_set *s, GPtrArray *a)
{
    const char *name = eval_argument(a, 0);
    g_autofree char *field = g_strndup(name, strcspn(name, ":"));
    return has_free(v, s, field, eval_argument(a, 1));
}

static int check_freemail_from(view *v, const rule_set *s, GPtrArray *a)
{
    static const char *const usual[] = {"From", "Envelope-Sender",
                                        "Resent-Sender", "X-Envelope-From",
                                        "EnvelopeFrom"};
    if (view_header(v, "Resent-From", RULE_ADDR).data)
        return has_free(v, s, "Resent-From", eval_argument(a, 0));
    for (size_t i = 0; i < G_N_ELEMENTS(usual); i++)
        if (has_free(v, s, usual[i], eval_argument(a, 0)))
            return 1;
    return 0;
}

/* ---- addresses in the text ---- */

typedef struct body_mail {
    unsigned count, free_count;
    bool too_many;
    view_text free[FREEMAIL_BODY_FREE_MAX]; /* lower case */
    char *seen[FREEMAIL_BODY_ALL_MAX];      /* kept by the view */
} body_mail;

static const char finder[] =
    "(?i)(?=.{0,64}\\@)(?<!" ATOM ")" ATOM "+(?:\\." ATOM "+)*\\@"
    "(?:[a-z0-9](?:[a-z0-9-]{0,59}[a-z0-9])?\\.){1,4}[a-z][a-z0-9-]*[a-z0-9]";

static bool is_seen(const body_mail *b, const char *address)
{
    for (unsigned i = 0; i < b->count; i++)
        if (strcmp(b->seen[i], address) == 0)
            return true;
    return false;
}

static void take_address(view *v, body_mail *b, const char *data, size_t size)
{
    const rule_set *s = ((view_private *)v)->set;
    g_autofree char *lower = g_ascii_strdown(data, (gssize)size);
    if (!uri_tld_is_known(view_domains(v), eval_domain(lower)) ||
        is_seen(b, lower))
        return;
    view_text kept = view_keep(v, lower, strlen(lower));
    b->seen[b->count++] = (char *)kept.data;
    if (b->count >= FREEMAIL_BODY_ALL_MAX)
        b->too_many = true;
    else if (s && is_free(v, s, lower))
        b->free[b->free_count++] = kept;
    if (b->free_count >= FREEMAIL_BODY_FREE_MAX)
        b->too_many = true;
}

/* Does it stand in a quoted header ("<x@y>", "x@y Subject:") or in a link? Then
 * the text is not about that person. */
static bool is_quoted_field(view *v, view_text line, size_t from, size_t to)
{
    size_t word = from;
    while (word > 0 && !g_ascii_isspace(line.data[word - 1]))
        word--;
    view_text before = {line.data + word, from - word};
    if (eval_matches(v, "(?i)<?https?://", 0, before))
        return true;
    if (from >= 7 &&
        g_ascii_strncasecmp(line.data + from - 7, "mailto:", 7) == 0)
        return false;
    view_text behind = {line.data + to, line.size - to};
    return eval_matches(v,
                        "(?i)^(?:>|\\s{1,10}(?!(?:fa(?:x|csi)|tel|phone|"
                        "e?-?mail))[a-z]{2,11}:)",
                        0, behind);
}

static void read_line(view *v, body_mail *b, const pattern *p, view_text line)
{
    size_t at = 0, from, to;
    while (!b->too_many && at < line.size &&
           pattern_search(p, ((view_private *)v)->scratch, line.data, line.size,
                          at, &from, &to) == PATTERN_YES) {
        if (!is_quoted_field(v, line, from, to))
            take_address(v, b, line.data + from, to - from);
        at = to;
    }
}

static void read_body(view *v, void *into)
{
    body_mail *b = into;
    const pattern *p = pattern_known(finder, 0);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *vp = v->parts->pdata[i];
        for (guint j = 0; vp->html && j < vp->html->links->len; j++) {
            const html_link *link = vp->html->links->pdata[j];
            if ((link->tags & HTML_LINK_A) && !b->too_many &&
                g_ascii_strncasecmp(link->uri, "mailto:", 7) == 0)
                take_address(v, b, link->uri + 7,
                             strcspn(link->uri + 7, "?&>"));
        }
    }
    for (guint i = 0; i < v->body->len && !b->too_many; i++) {
        view_text line = g_array_index(v->body, view_text, i);
        if (memchr(line.data, '@', line.size))
            read_line(v, b, p, line);
    }
}

static const body_mail *body_of(view *v)
{
    return eval_fact(v, "free mail", sizeof(body_mail), read_body);
}

static int check_freemail_body(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const body_mail *b = body_of(v);
    const char *words = eval_argument(a, 0);
    for (unsigned i = 0; i < b->free_count && !b->too_many; i++)
        if (words[0] == '\0' || eval_matches(v, words, 0, b->free[i]))
            return 1;
    return 0;
}

/* ---- answers that go elsewhere ---- */

static bool holds(const GPtrArray *all, const char *address)
{
    for (guint i = 0; i < all->len; i++)
        if (g_ascii_strcasecmp(all->pdata[i], address) == 0)
            return true;
    return false;
}

static bool body_differs(view *v, const GPtrArray *answers)
{
    const body_mail *b = body_of(v);
    for (unsigned i = 0; i < b->free_count && !b->too_many; i++)
        for (guint j = 0; j < answers->len; j++)
            if (g_ascii_strcasecmp(b->free[i].data, answers->pdata[j]) != 0)
                return true;
    return false;
}

/* ("replyto"|"reply"): the answer goes to another free address than From's, or
 * than the one in the text. */
static int check_freemail_replyto(view *v, const rule_set *s, GPtrArray *a)
{
    bool strict = strcmp(eval_argument(a, 0), "reply") != 0;
    view_text envelope = view_header(v, "EnvelopeFrom", 0);
    if (envelope.data && eval_matches(v, bulk, 0, envelope))
        return 0;
    g_autoptr(GPtrArray) from = eval_addresses(v, "From");
    g_autoptr(GPtrArray) reply = eval_addresses(v, "Reply-To");
    bool from_free = has_free(v, s, "From", "");
    bool reply_free = has_free(v, s, "Reply-To", "");
    bool same = false;
    for (guint i = 0; i < from->len; i++)
        same |= holds(reply, from->pdata[i]);
    if (from_free && reply_free && !same)
        return 1;
    if (!reply_free && (strict || reply->len > 0 || !from_free))
        return 0;
    if (!strict && !from_free)
        return 0;
    return body_differs(v, strict || reply_free ? reply : from);
}

const eval_row eval_freemail_rows[] = {
    {"check_freemail_from", check_freemail_from, "sender at a free provider"},
    {"check_freemail_header", check_freemail_header,
     "a field's address at a free provider"},
    {"check_freemail_body", check_freemail_body,
     "an address in the text at a free provider"},
    {"check_freemail_replyto", check_freemail_replyto,
     "answers go to another free address"},
    {NULL, NULL, NULL},
};
