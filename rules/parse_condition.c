/* parse_condition: conditions of if lines: plugins, features, versions, and the
 * arithmetic over them. */
#include "rules/parse.h"
#include "rules/view/view.h"

#include <stdlib.h>
#include <string.h>

/* The version of the language that we speak, for `if (version >= ...)`. */
#define LANGUAGE_VERSION 4.000001

typedef struct condition {
    parser *p;
    const char *start, *at;
    int column;
    bool wrong;
    unsigned depth;
} condition;

static double read_any(condition *c);

static void cond_fail(condition *c, const char *words)
{
    if (!c->wrong)
        parse_problem(c->p, true, c->column + (int)(c->at - c->start), 1, "%s",
                      words);
    c->wrong = true;
}

static void cond_skip(condition *c)
{
    while (g_ascii_isspace(*c->at))
        c->at++;
}

static bool cond_take(condition *c, const char *token)
{
    cond_skip(c);
    size_t n = strlen(token);
    if (c->wrong || strncmp(c->at, token, n) != 0)
        return false;
    c->at += n;
    return true;
}

/* Plugins whose keywords and tests we have, in whole or for the most part. */
static bool has_plugin(const char *name)
{
    static const char prefix[] = "Mail::SpamAssassin::Plugin::";
    static const char *const have[] = {"AskDNS",
                                       "AutoLearnThreshold",
                                       "Bayes",
                                       "BodyEval",
                                       "Check",
                                       "DKIM",
                                       "DMARC",
                                       "DNSEval",
                                       "FreeMail",
                                       "HTMLEval",
                                       "HTTPSMismatch",
                                       "HashBL",
                                       "HeaderEval",
                                       "ImageInfo",
                                       "MIMEEval",
                                       "MIMEHeader",
                                       "Pyzor",
                                       "RaciallyCharged",
                                       "Razor2",
                                       "RelayEval",
                                       "ReplaceTags",
                                       "SPF",
                                       "SpamCop",
                                       "URIDNSBL",
                                       "URIDetail",
                                       "URIEval",
                                       "VBounce",
                                       "WLBLEval",
                                       "WelcomeListSubject",
                                       "WhiteListSubject",
                                       NULL};
    return g_str_has_prefix(name, prefix) &&
           g_strv_contains(have, name + strlen(prefix));
}

/* Features of SpamAssassin 4.0.1 that we have, or can do without. */
static bool has_feature(const char *name)
{
    static const char conf[] = "Mail::SpamAssassin::Conf::";
    static const char *const have[] = {"feature_bayes_auto_learn_on_error",
                                       "feature_bayes_stopwords",
                                       "feature_blocklist_welcomelist",
                                       "feature_bug6558_free",
                                       "feature_compile_regexp",
                                       "feature_dns_block_rule",
                                       "feature_dns_local_ports_permit_avoid",
                                       "feature_dns_query_restriction",
                                       "feature_edns",
                                       "feature_geodb",
                                       "feature_get_host",
                                       "feature_header_address_parser",
                                       "feature_header_first_last",
                                       "feature_header_match_many",
                                       "feature_local_tests_only",
                                       "feature_meta_rules_matching",
                                       "feature_originating_ip_headers",
                                       "feature_registryboundaries",
                                       "feature_subjprefix",
                                       "feature_uri_host_listed",
                                       "feature_welcomelist_blocklist",
                                       "feature_yesno_takes_args",
                                       "has_tflags_nolog",
                                       "has_tflags_nosubject",
                                       "perl_min_version_5010000",
                                       NULL};
    if (g_str_has_prefix(name, conf))
        return g_strv_contains(have, name + strlen(conf));
    const char *last = g_strrstr(name, "::");
    if (!last)
        return false;
    g_autofree char *plugin = g_strndup(name, (size_t)(last - name));
    /* what a plugin can do is taken as said; tests are looked up */
    return has_plugin(plugin) &&
           (g_str_has_prefix(last + 2, "has_") || eval_find(last + 2));
}

static double read_call(condition *c, bool (*ask)(const char *))
{
    bool open = cond_take(c, "(");
    cond_skip(c);
    const char *from = c->at;
    while (g_ascii_isalnum(*c->at) || *c->at == '_' || *c->at == ':')
        c->at++;
    g_autofree char *name = g_strndup(from, (size_t)(c->at - from));
    if (name[0] == '\0')
        cond_fail(c, "a name is expected here");
    if (open && !cond_take(c, ")"))
        cond_fail(c, "missing )");
    return ask(name);
}

static double read_word(condition *c)
{
    static const struct {
        const char *word;
        bool (*ask)(const char *);
        double value;
    } words[] = {
        {"plugin", has_plugin, 0},     {"can", has_feature, 0},
        {"has", has_feature, 0},       {"version", NULL, LANGUAGE_VERSION},
        {"perl_version", NULL, 5.036}, {"local_tests_only", NULL, 1}};
    const char *from = c->at;
    while (g_ascii_isalnum(*c->at) || *c->at == '_')
        c->at++;
    size_t n = (size_t)(c->at - from);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i].word) == n && strncmp(from, words[i].word, n) == 0)
            return words[i].ask ? read_call(c, words[i].ask) : words[i].value;
    c->at = from;
    cond_fail(c, "a condition knows version, plugin(), can() and has()");
    return 0;
}

static double read_value(condition *c)
{
    cond_skip(c);
    if (++c->depth > PARSE_IF_MAX)
        cond_fail(c, "nested too deeply");
    double value = 0;
    if (c->wrong)
        value = 0;
    else if (*c->at == '!' && c->at[1] != '=') {
        c->at++;
        value = read_value(c) == 0;
    } else if (cond_take(c, "(")) {
        value = read_any(c);
        if (!cond_take(c, ")"))
            cond_fail(c, "missing )");
    } else if (g_ascii_isdigit(*c->at)) {
        char *end;
        value = g_ascii_strtod(c->at, &end);
        c->at = end;
    } else {
        value = read_word(c);
    }
    c->depth--;
    return value;
}

static double read_comparison(condition *c)
{
    double a = read_value(c);
    if (cond_take(c, ">="))
        return a >= read_value(c);
    if (cond_take(c, "<="))
        return a <= read_value(c);
    if (cond_take(c, "=="))
        return a == read_value(c);
    if (cond_take(c, "!="))
        return a != read_value(c);
    if (cond_take(c, ">"))
        return a > read_value(c);
    if (cond_take(c, "<"))
        return a < read_value(c);
    return a;
}

static double read_all(condition *c)
{
    bool value = read_comparison(c) != 0;
    while (cond_take(c, "&&"))
        value = (read_comparison(c) != 0) && value;
    return value;
}

static double read_any(condition *c)
{
    bool value = read_all(c) != 0;
    while (cond_take(c, "||"))
        value = (read_all(c) != 0) || value;
    return value;
}

int parse_condition(parser *p, const parse_line *l, const char *text)
{
    condition c = {p, text, text, l->column, false, 0};
    bool value = read_any(&c) != 0;
    cond_skip(&c);
    if (!c.wrong && *c.at != '\0')
        cond_fail(&c, "nothing is expected after the condition");
    return c.wrong ? -1 : value;
}
