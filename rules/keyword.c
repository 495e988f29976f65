/* keyword: the table of the rule language's keywords, and what each does. */
#include "rules/meta.h"
#include "rules/parse.h"
#include "rules/pattern.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

/* ---- words of a value, with their columns ---- */

typedef struct word {
    char *text;
    int column;
    const char *rest; /* of the value behind it, blanks off */
    int rest_column;
} word;

static bool take_word(const char *from, int column, word *w)
{
    size_t blanks = strspn(from, " \t");
    from += blanks;
    size_t n = strcspn(from, " \t");
    if (n == 0)
        return false;
    w->text = g_strndup(from, n);
    w->column = column + (int)blanks;
    size_t after = strspn(from + n, " \t");
    w->rest = from + n + after;
    w->rest_column = w->column + (int)(n + after);
    return true;
}

static bool name_is_right(const char *name)
{
    if (!g_ascii_isalpha(name[0]) && name[0] != '_')
        return false;
    for (const char *q = name; *q != '\0'; q++)
        if (!g_ascii_isalnum(*q) && *q != '_')
            return false;
    return strlen(name) <= PARSE_NAME_MAX;
}

/* The rule's name at the beginning of the value. */
static bool take_name(parser *p, const parse_line *l, word *w)
{
    if (!take_word(l->value, l->column, w)) {
        parse_problem(p, true, 1, (int)strlen(l->keyword),
                      "%s needs the name of a rule", l->keyword);
        return false;
    }
    if (!name_is_right(w->text)) {
        parse_problem(p, true, w->column, (int)strlen(w->text),
                      "a rule's name has letters, digits and _, at most %d",
                      PARSE_NAME_MAX);
        g_free(w->text);
        return false;
    }
    return true;
}

/* The rule of that name, made if it is not there; a rule that nothing defines
 * has type RULE_TYPES and is dropped at the end. */
static rule *rule_for(parser *p, const char *name)
{
    rule *r = g_hash_table_lookup(p->set->by_name, name);
    if (r == NULL) {
        r = rule_new(name);
        r->type = RULE_TYPES;
        r->number = p->set->rules->len;
        g_ptr_array_add(p->set->rules, r);
        g_hash_table_insert(p->set->by_name, r->name, r);
    }
    return r;
}

/* A later definition replaces an earlier one; score and words stay. */
static rule *rule_define(parser *p, const char *name, rule_type type,
                         const char *source)
{
    rule *r = rule_for(p, name);
    r->type = type;
    g_free(r->file);
    g_free(r->source);
    r->file = g_strdup(p->file);
    r->line = p->line;
    r->source = g_strdup(source);
    g_clear_pointer(&r->header, g_free);
    g_clear_pointer(&r->if_unset, g_free);
    g_clear_pointer(&r->function, g_free);
    g_clear_pointer(&r->unsupported, g_free);
    g_clear_pointer(&r->pattern, pattern_free);
    g_clear_pointer(&r->meta, meta_free);
    g_ptr_array_set_size(r->arguments, 0);
    r->modifiers = 0;
    r->negated = r->exists = false;
    return r;
}

/* ---- rules with patterns ---- */

static void define_pattern(parser *p, const word *w, rule_type type,
                           const char *literal, int column, rule *r)
{
    GError *error = NULL;
    size_t at = 0;
    pattern *compiled = pattern_compile(literal, false, &at, &error);
    if (compiled == NULL) {
        parse_problem(p, true, column + (int)at, 1, "%s: %s", w->text,
                      error->message);
        g_error_free(error);
        return;
    }
    if (r == NULL)
        r = rule_define(p, w->text, type, literal);
    r->pattern = compiled;
}

/* "eval:function(arguments)" */
static void define_eval(parser *p, const word *w, const char *text, int column)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open) {
        parse_problem(p, true, column, (int)strlen(text),
                      "%s: write eval:function() or eval:function('argument')",
                      w->text);
        return;
    }
    rule *r = rule_define(p, w->text, RULE_EVAL, text);
    g_autofree char *name = g_strndup(text, (size_t)(open - text));
    r->function = g_strdup(g_strchomp(name));
    for (const char *q = open + 1; q < close;) {
        q += strspn(q, " \t,");
        if (q >= close)
            break;
        size_t n;
        if (*q == '\'' || *q == '"') {
            char quote = *q++;
            const char *end = strchr(q, quote);
            n = (size_t)((end != NULL && end < close ? end : close) - q);
            g_ptr_array_add(r->arguments, g_strndup(q, n));
            q += n + 1;
        } else {
            n = MIN(strcspn(q, " \t,"), (size_t)(close - q));
            g_ptr_array_add(r->arguments, g_strndup(q, n));
            q += n;
        }
    }
}

static bool modifier_bit(const char *name, size_t size, unsigned *bits)
{
    static const struct {
        const char *name;
        unsigned bit;
    } all[] = {{"raw", RULE_RAW},
               {"addr", RULE_ADDR},
               {"name", RULE_NAME},
               {"host", RULE_HOST},
               {"domain", RULE_DOMAIN | RULE_HOST},
               {"ip", RULE_IP},
               {"revip", RULE_REVIP | RULE_IP},
               {"first", RULE_FIRST},
               {"last", RULE_LAST}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strlen(all[i].name) == size &&
            g_ascii_strncasecmp(all[i].name, name, size) == 0) {
            *bits |= all[i].bit;
            return true;
        }
    return false;
}

/* "Subject:raw:first" into name and bits; false: a problem was reported. */
static bool read_header_name(parser *p, const char *text, int column,
                             char **name, unsigned *bits)
{
    size_t n = strcspn(text, ":");
    const char *q = text + n;
    while (*q == ':') {
        size_t m = strcspn(q + 1, ":");
        if (m > 0 && !modifier_bit(q + 1, m, bits)) {
            parse_problem(p, true, column + (int)(q + 1 - text), (int)m,
                          "modifiers are raw addr name host domain ip revip "
                          "first last");
            return false;
        }
        q += 1 + m;
    }
    *name = g_strndup(text, n);
    return true;
}

static char *take_if_unset(char *pattern_text)
{
    char *open = g_strrstr(pattern_text, "[if-unset:");
    size_t n = strlen(pattern_text);
    if (open == NULL || open == pattern_text || pattern_text[n - 1] != ']' ||
        !g_ascii_isspace(open[-1]))
        return NULL;
    char *value =
        g_strndup(open + strlen("[if-unset:"),
                  n - 1 - (size_t)(open - pattern_text) - strlen("[if-unset:"));
    *open = '\0';
    g_strchomp(pattern_text);
    return g_strchug(value);
}

/* "Header =~ /pattern/" of header and mimeheader */
static void define_header(parser *p, const word *w, rule_type type)
{
    const char *text = w->rest;
    size_t n = 0;
    while (g_ascii_isalnum(text[n]) || strchr("_.-:", text[n]) != NULL) {
        if (text[n] == '\0')
            break;
        n++;
    }
    size_t op = n + strspn(text + n, " \t");
    bool negated = strncmp(text + op, "!~", 2) == 0;
    if (n == 0 || (!negated && strncmp(text + op, "=~", 2) != 0)) {
        parse_problem(p, true, w->rest_column + (int)op, 2,
                      "%s: write Header =~ /pattern/, Header !~ /pattern/ or "
                      "exists:Header",
                      w->text);
        return;
    }
    g_autofree char *field = g_strndup(text, n);
    g_autofree char *name = NULL;
    unsigned bits = 0;
    if (!read_header_name(p, field, w->rest_column, &name, &bits))
        return;
    size_t at = op + 2 + strspn(text + op + 2, " \t");
    g_autofree char *literal = g_strdup(text + at);
    g_autofree char *unset = take_if_unset(literal);
    GError *error = NULL;
    size_t column = 0;
    pattern *compiled = pattern_compile(literal, false, &column, &error);
    if (compiled == NULL) {
        parse_problem(p, true, w->rest_column + (int)(at + column), 1, "%s: %s",
                      w->text, error->message);
        g_error_free(error);
        return;
    }
    rule *r = rule_define(p, w->text, type, text);
    r->pattern = compiled;
    r->header = g_steal_pointer(&name);
    r->modifiers = bits;
    r->negated = negated;
    r->if_unset = g_steal_pointer(&unset);
}

static void define_exists(parser *p, const word *w, rule_type type)
{
    const char *name = w->rest + strlen("exists:");
    name += strspn(name, " \t");
    rule *r = rule_define(p, w->text, type, w->rest);
    r->header = g_strdup(name);
    if (g_str_has_suffix(r->header, ":"))
        r->header[strlen(r->header) - 1] = '\0';
    r->exists = true;
}

static void define_network(parser *p, const word *w)
{
    rule *r = rule_define(p, w->text, RULE_EVAL, w->rest);
    r->function = g_strdup("network");
    r->unsupported = g_strdup("asks the network");
}

static void run_rule(parser *p, const parse_line *l, rule_type type)
{
    word w;
    if (!take_name(p, l, &w))
        return;
    if (g_str_has_prefix(w.rest, "eval:"))
        define_eval(p, &w, w.rest + strlen("eval:"),
                    w.rest_column + (int)strlen("eval:"));
    else if (g_str_has_prefix(w.rest, "rbleval:"))
        define_network(p, &w);
    else if (type == RULE_HEADER && g_str_has_prefix(w.rest, "exists:"))
        define_exists(p, &w, type);
    else if (type == RULE_HEADER || type == RULE_MIMEHEADER)
        define_header(p, &w, type);
    else
        define_pattern(p, &w, type, w.rest, w.rest_column, NULL);
    g_free(w.text);
}

static void run_header(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_HEADER);
}

static void run_body(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_BODY);
}

static void run_rawbody(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_RAWBODY);
}

static void run_uri(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_URI);
}

static void run_full(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_FULL);
}

static void run_mimeheader(parser *p, const parse_line *l)
{
    run_rule(p, l, RULE_MIMEHEADER);
}

static void run_network(parser *p, const parse_line *l)
{
    word w;
    if (take_name(p, l, &w)) {
        define_network(p, &w);
        g_free(w.text);
    }
}

static void run_meta(parser *p, const parse_line *l)
{
    word w;
    if (!take_name(p, l, &w))
        return;
    GError *error = NULL;
    size_t at = 0;
    meta *compiled = meta_compile(w.rest, &at, &error);
    if (compiled == NULL) {
        parse_problem(p, true, w.rest_column + (int)at, 1, "%s: %s", w.text,
                      error->message);
        g_error_free(error);
    } else {
        rule_define(p, w.text, RULE_META, w.rest)->meta = compiled;
    }
    g_free(w.text);
}

/* ---- what is said about rules ---- */

static bool read_number(const char *text, double *value)
{
    char *end;
    *value = g_ascii_strtod(text, &end);
    return end != text && *end == '\0';
}

static void run_score(parser *p, const parse_line *l)
{
    word name, w;
    if (!take_name(p, l, &name))
        return;
    double values[4];
    int count = 0;
    const char *rest = name.rest;
    int column = name.rest_column;
    while (take_word(rest, column, &w)) {
        g_autofree char *text = w.text;
        bool relative = text[0] == '(';
        if (relative || count == 4 || !read_number(text, &values[count])) {
            parse_problem(p, true, w.column, (int)strlen(text),
                          relative ? "relative scores are not supported; write "
                                     "the score itself"
                                   : "score takes one number, or four");
            g_free(name.text);
            return;
        }
        count++;
        rest = w.rest;
        column = w.rest_column;
    }
    if (count != 1 && count != 4) {
        parse_problem(p, true, name.rest_column, 1,
                      "score takes one number, or four");
    } else {
        rule *r = rule_for(p, name.text);
        for (int i = 0; i < 4; i++)
            r->scores[i] = values[count == 4 ? i : 0];
        r->scored = true;
    }
    g_free(name.text);
}

static void run_describe(parser *p, const parse_line *l)
{
    word w;
    if (!take_name(p, l, &w))
        return;
    rule *r = rule_for(p, w.text);
    g_free(r->describe);
    r->describe = g_utf8_make_valid(w.rest, -1);
    g_free(w.text);
}

static void run_priority(parser *p, const parse_line *l)
{
    word w;
    if (!take_name(p, l, &w))
        return;
    double value;
    if (!read_number(w.rest, &value))
        parse_problem(p, true, w.rest_column, (int)strlen(w.rest),
                      "priority takes a whole number");
    else
        rule_for(p, w.text)->priority = (int)value;
    g_free(w.text);
}

static bool read_flag(rule *r, const char *text)
{
    static const struct {
        const char *name;
        unsigned bit;
    } all[] = {{"multiple", RULE_MULTIPLE},
               {"nice", RULE_NICE},
               {"net", RULE_NET},
               {"learn", RULE_LEARN},
               {"userconf", RULE_USERCONF},
               {"noautolearn", RULE_NOAUTOLEARN},
               {"nosubject", RULE_NOSUBJECT},
               {"utf8", RULE_UTF8},
               {"publish", 0},
               {"nopublish", 0},
               {"autolearn_force", 0},
               {"autolearn_body", 0},
               {"autolearn_header", 0},
               {"noawl", 0},
               {"domains_only", 0},
               {"ips_only", 0},
               {"ns", 0},
               {"a", 0},
               {"notrim", 0},
               {"nolog", 0}};
    if (g_str_has_prefix(text, "maxhits=")) {
        r->maxhits = (unsigned)strtoul(text + strlen("maxhits="), NULL, 10);
        return r->maxhits > 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].name, text) == 0) {
            r->flags |= all[i].bit;
            return true;
        }
    return false;
}

static void run_tflags(parser *p, const parse_line *l)
{
    word name, w;
    if (!take_name(p, l, &name))
        return;
    rule *r = rule_for(p, name.text);
    r->flags = 0;
    r->maxhits = 0;
    const char *rest = name.rest;
    int column = name.rest_column;
    while (take_word(rest, column, &w)) {
        if (!read_flag(r, w.text))
            parse_problem(p, true, w.column, (int)strlen(w.text),
                          "%s is no flag; known are multiple maxhits=N nice "
                          "net learn noautolearn userconf nosubject utf8",
                          w.text);
        g_free(w.text);
        rest = w.rest;
        column = w.rest_column;
    }
    g_free(name.text);
}

/* vote NAME KIND:NAME WEIGHT */
static void run_vote(parser *p, const parse_line *l)
{
    static const char *const kinds[] = {"category", "priority", "type", "line",
                                        "faq",      "ask",      NULL};
    word name, target = {0}, weight = {0};
    if (!take_name(p, l, &name))
        return;
    double value = 0;
    char *colon = NULL;
    if (!take_word(name.rest, name.rest_column, &target) ||
        (colon = strchr(target.text, ':')) == NULL || colon[1] == '\0') {
        parse_problem(p, true, name.rest_column, 1,
                      "write vote RULE KIND:NAME WEIGHT, for example vote %s "
                      "category:account 3.0",
                      name.text);
    } else if (!take_word(target.rest, target.rest_column, &weight) ||
               !read_number(weight.text, &value)) {
        parse_problem(p, true, target.rest_column, 1,
                      "vote needs a weight, for example 3.0");
    } else {
        *colon = '\0';
        if (!g_strv_contains(kinds, target.text)) {
            parse_problem(p, true, target.column, (int)strlen(target.text),
                          "kinds of votes are category priority type line faq "
                          "ask");
        } else {
            rule_vote *v = g_new0(rule_vote, 1);
            *v = (rule_vote){g_strdup(target.text), g_strdup(colon + 1), value,
                             g_strdup(p->file), p->line};
            g_ptr_array_add(rule_for(p, name.text)->votes, v);
        }
    }
    g_free(name.text);
    g_free(target.text);
    g_free(weight.text);
}

/* test NAME ok|fail TEXT */
static void run_test(parser *p, const parse_line *l)
{
    word name, kind;
    if (!take_name(p, l, &name))
        return;
    if (!take_word(name.rest, name.rest_column, &kind)) {
        parse_problem(p, true, name.rest_column, 1,
                      "write test %s ok TEXT or test %s fail TEXT", name.text,
                      name.text);
        g_free(name.text);
        return;
    }
    bool ok = strcmp(kind.text, "ok") == 0;
    if (!ok && strcmp(kind.text, "fail") != 0) {
        parse_problem(p, true, kind.column, (int)strlen(kind.text),
                      "a test is ok (must hit) or fail (must not)");
    } else {
        rule_test *t = g_new0(rule_test, 1);
        *t = (rule_test){ok, g_strdup(kind.rest), g_strdup(p->file), p->line};
        g_ptr_array_add(rule_for(p, name.text)->tests, t);
    }
    g_free(name.text);
    g_free(kind.text);
}

/* ---- replace_*, networks, lists ---- */

static void run_replace_text(parser *p, const parse_line *l)
{
    word w;
    if (!take_word(l->value, l->column, &w) || w.rest[0] == '\0') {
        parse_problem(p, true, l->column, 1, "%s needs a name and a pattern",
                      l->keyword);
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
    word w;
    const char *rest = l->value;
    int column = l->column;
    while (take_word(rest, column, &w)) {
        g_hash_table_insert(p->replace, w.text, g_strdup(w.text));
        rest = w.rest;
        column = w.rest_column;
    }
}

static void run_networks(parser *p, const parse_line *l)
{
    GPtrArray *into = strcmp(l->keyword, "internal_networks") == 0
                          ? p->set->internal_networks
                          : p->set->trusted_networks;
    word w;
    const char *rest = l->value;
    int column = l->column;
    while (take_word(rest, column, &w)) {
        g_ptr_array_add(into, w.text);
        rest = w.rest;
        column = w.rest_column;
    }
}

static void run_list(parser *p, const parse_line *l)
{
    GPtrArray *list = g_hash_table_lookup(p->set->lists, l->keyword);
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(p->set->lists, g_strdup(l->keyword), list);
    }
    g_ptr_array_add(list, g_strdup(l->value));
}

/* Settings that say how SpamAssassin reports, learns or asks; nothing here
 * depends on them. */
static void run_nothing(parser *p, const parse_line *l)
{
    (void)p;
    (void)l;
}

static void run_networks_clear(parser *p, const parse_line *l)
{
    g_ptr_array_set_size(strcmp(l->keyword, "clear_internal_networks") == 0
                             ? p->set->internal_networks
                             : p->set->trusted_networks,
                         0);
}

#define LIST(name)                                        \
    {                                                     \
        name, run_list, "VALUE...", "list for eval tests" \
    }
#define NONE(name)                                                \
    {                                                             \
        name, run_nothing, "...", "accepted, without effect here" \
    }

static const parse_keyword table[] = {
    {"header", run_header, "NAME Header =~ /pattern/", "header fields"},
    {"body", run_body, "NAME /pattern/", "rendered text, subject first"},
    {"rawbody", run_rawbody, "NAME /pattern/", "decoded text parts"},
    {"uri", run_uri, "NAME /pattern/", "links in text and HTML"},
    {"full", run_full, "NAME /pattern/", "the message as it came"},
    {"mimeheader", run_mimeheader, "NAME Header =~ /pattern/",
     "header fields of MIME parts"},
    {"meta", run_meta, "NAME EXPRESSION", "arithmetic over other rules"},
    {"score", run_score, "NAME NUMBER", "one number, or four"},
    {"describe", run_describe, "NAME TEXT", "one line for people"},
    {"priority", run_priority, "NAME NUMBER", "order of evaluation"},
    {"tflags", run_tflags, "NAME FLAG...", "multiple maxhits=N nice utf8 ..."},
    {"test", run_test, "NAME ok|fail TEXT", "checked by rules test"},
    {"vote", run_vote, "NAME KIND:NAME WEIGHT", "a vote for a category"},
    {"replace_tag", run_replace_text, "NAME PATTERN", "what <NAME> stands for"},
    {"replace_inter", run_replace_text, "NAME PATTERN", "between two tags"},
    {"replace_pre", run_replace_text, "NAME PATTERN", "before each tag"},
    {"replace_post", run_replace_text, "NAME PATTERN", "after each tag"},
    {"replace_rules", run_replace_rules, "NAME...", "rules that have tags"},
    {"trusted_networks", run_networks, "CIDR...", "relays that tell the truth"},
    {"internal_networks", run_networks, "CIDR...", "our own relays"},
    {"clear_trusted_networks", run_networks_clear, "", "empty the list"},
    {"clear_internal_networks", run_networks_clear, "", "empty the list"},
    {"askdns", run_network, "NAME ...", "asks the network: unsupported"},
    {"urirhssub", run_network, "NAME ...", "asks the network: unsupported"},
    {"urirhsbl", run_network, "NAME ...", "asks the network: unsupported"},
    {"uridnssub", run_network, "NAME ...", "asks the network: unsupported"},
    {"uridnsbl", run_network, "NAME ...", "asks the network: unsupported"},
    {"urinsrhssub", run_network, "NAME ...", "asks the network: unsupported"},
    {"urinsrhsbl", run_network, "NAME ...", "asks the network: unsupported"},
    {"urifullnsrhssub", run_network, "NAME ...", "asks the network"},
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
    NONE("def_whitelist_auth"),
    NONE("def_welcomelist_auth"),
    NONE("def_whitelist_from_dkim"),
    NONE("def_welcomelist_from_dkim"),
    NONE("def_whitelist_from_spf"),
    NONE("def_welcomelist_from_spf"),
    NONE("adsp_override"),
    NONE("uridnsbl_skip_domain"),
    NONE("dns_local_ports_avoid"),
    NONE("dns_block_rule"),
    NONE("dns_available"),
    NONE("dns_query_restriction"),
    NONE("clear_util_rb"),
    NONE("clear_originating_ip_headers"),
    NONE("bayes_ignore_header"),
    NONE("use_bayes"),
    NONE("bayes_auto_learn"),
    NONE("bayes_auto_expire"),
    NONE("bayes_auto_learn_threshold_nonspam"),
    NONE("bayes_auto_learn_threshold_spam"),
    NONE("reuse"),
    NONE("report"),
    NONE("unsafe_report"),
    NONE("report_safe"),
    NONE("report_contact"),
    NONE("report_hostname"),
    NONE("clear_report_template"),
    NONE("clear_unsafe_report_template"),
    NONE("add_header"),
    NONE("remove_header"),
    NONE("clear_headers"),
    NONE("rewrite_header"),
    NONE("required_score"),
    NONE("required_hits"),
    NONE("require_version"),
    NONE("shortcircuit"),
    NONE("fns_check"),
    NONE("fns_ignore_headers"),
    NONE("fns_ignore_dkim"),
    NONE("loadplugin"),
    NONE("lock_method"),
    NONE("score_cache"),
};

const parse_keyword *parse_keywords(unsigned *count)
{
    *count = G_N_ELEMENTS(table);
    return table;
}

const parse_keyword *parse_keyword_find(const char *name)
{
    static const parse_keyword stopwords = NONE("bayes_stopword_...");
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return g_str_has_prefix(name, "bayes_stopword_") ? &stopwords : NULL;
}
