/* cmd_rules: looks at rule sets: what is wrong, what is there, what one rule is.
 * What runs rules is in rules_{test,bench,try}.c. */
#include "cli/rules.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/nearest.h"
#include "config/section.h"
#include "rules/meta.h"
#include "rules/parse.h"

#define RULES_NAME_WIDTH 32

/* ---- check ---- */

static void print_problem(const cli *x, const rule_problem *p)
{
    if (x->json) {
        cli_json(json_pack("{s:o, s:i, s:i, s:i, s:s, s:o}", "file",
                           cli_json_text(p->file), "line", p->line, "column",
                           p->column, "length", p->length, "severity",
                           p->fatal ? "error" : "warning", "text",
                           cli_json_text(p->text)));
        return;
    }
    g_autofree char *text = rule_problem_text(p);
    g_autofree char *clean = cli_clean(text, true);
    puts(clean);
}

static void print_unsupported(const cli *x, const rule *r)
{
    if (x->json) {
        cli_json(json_pack("{s:o, s:o, s:i, s:o}", "rule",
                           cli_json_text(r->name), "file",
                           cli_json_text(r->file), "line", r->line,
                           "unsupported", cli_json_text(r->unsupported)));
        return;
    }
    g_autofree char *text =
        g_strdup_printf("%s:%d: %s is unsupported: %s", r->file, r->line,
                        r->name, r->unsupported);
    g_autofree char *clean = cli_clean(text, false);
    puts(clean);
}

/* Names that only the configuration knows. Votes for a category that has no section
 * are common: the shipped rules have them. */
static const GPtrArray *named_by(const config *c, const char *kind)
{
    return strcmp(kind, "type") == 0     ? c->types
           : strcmp(kind, "holder") == 0 ? c->operators
           : strcmp(kind, "field") == 0  ? c->fields
                                         : NULL;
}

static void print_dangling(const cli *x, const config *c, const rule_vote *v)
{
    const GPtrArray *structs = named_by(c, v->kind);
    const char *section = strcmp(v->kind, "holder") == 0 ? "operator" : v->kind;

    if (!structs || config_by_id(structs, v->name))
        return;
    g_autofree char *hint = config_id_hint(structs, v->name);
    g_autofree char *text =
        g_strdup_printf("this vote has no effect: there is no [%s %s]%s",
                        section, v->name, hint);
    rule_problem p = {
        .file = v->file, .line = v->line, .source = (char *)"", .text = text};
    print_problem(x, &p);
}

/* Votes of the desk's own set that nothing can come of. */
static void print_dangling_votes(const cli *x, const rule_set *set,
                                 const config *c)
{
    for (guint i = 0; c && i < set->rules->len; i++) {
        const rule *r = set->rules->pdata[i];
        for (guint k = 0; k < r->votes->len; k++)
            print_dangling(x, c, r->votes->pdata[k]);
    }
}

static int check(cli *x, char **paths, bool lenient)
{
    g_auto(GStrv) all = rules_paths(x, paths);
    g_autoptr(GPtrArray) problems = NULL;
    GError *error = NULL;
    unsigned fatal = 0, unsupported = 0;

    if (!all)
        return EX_CONFIG;
    g_autoptr(rule_set) set =
        set_read((const char *const *)all, SET_LENIENT, &problems, &error);
    if (!set)
        return cli_fail(x, error);
    for (guint i = 0; i < problems->len; i++) {
        print_problem(x, problems->pdata[i]);
        fatal += ((const rule_problem *)problems->pdata[i])->fatal;
    }
    if (!paths)
        print_dangling_votes(x, set, cli_config(x));
    for (guint i = 0; i < set->rules->len; i++) {
        const rule *r = set->rules->pdata[i];
        if (!r->unsupported)
            continue;
        print_unsupported(x, r);
        unsupported++;
    }
    if (!x->json)
        printf("%u rules, %u of them unsupported; %u lines to correct%s\n",
               set->rules->len, unsupported, fatal,
               fatal && lenient ? " (left out)" : "");
    return fatal && !lenient ? EX_DATAERR : EX_OK;
}

/* ---- list ---- */

static char *votes_text(const rule *r)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < r->votes->len; i++) {
        const rule_vote *v = r->votes->pdata[i];
        g_string_append_printf(all, "%s%s:%s %g", i > 0 ? ", " : "", v->kind,
                               v->name, v->weight);
    }
    return g_string_free(all, FALSE);
}

static json_t *votes_json(const rule *r)
{
    json_t *all = json_array();

    for (guint i = 0; i < r->votes->len; i++) {
        const rule_vote *v = r->votes->pdata[i];
        json_array_append_new(all, json_pack("{s:o, s:o, s:f}", "kind",
                                             cli_json_text(v->kind), "name",
                                             cli_json_text(v->name), "weight",
                                             v->weight));
    }
    return all;
}

static void list_one(const cli *x, const rule *r)
{
    if (x->json) {
        cli_json(json_pack("{s:o, s:s, s:f, s:o, s:o, s:i, s:o, s:o}", "rule",
                           cli_json_text(r->name), "type",
                           rule_type_name(r->type), "score",
                           r->sub ? 0.0 : r->score, "votes", votes_json(r),
                           "file", cli_json_text(r->file), "line", r->line,
                           "describe", cli_json_text(r->describe),
                           "unsupported", cli_json_text(r->unsupported)));
        return;
    }
    g_autofree char *votes = votes_text(r);
    g_autofree char *more = g_strdup_printf(
        "%s%s%s%s%s", r->unsupported ? "(unsupported) " : "",
        r->off ? "(off) " : "", votes, *votes ? "  " : "", r->describe);
    cli_put(r->name, RULES_NAME_WIDTH);
    printf(" %-10s %6.1f  ", rule_type_name(r->type), r->sub ? 0.0 : r->score);
    cli_put(more, -(CLI_WIDTH - RULES_NAME_WIDTH - 20));
    putchar('\n');
}

static int list(cli *x, char **paths, const char *glob, bool subrules)
{
    int code;
    g_autoptr(judge) j = rules_judge(x, paths, 0, &code);

    if (!j)
        return code;
    const rule_set *set = judge_set(j);
    for (guint i = 0; i < set->rules->len; i++) {
        const rule *r = set->rules->pdata[i];
        if (glob ? g_pattern_match_simple(glob, r->name) : subrules || !r->sub)
            list_one(x, r);
    }
    return EX_OK;
}

/* ---- show ---- */

static const char *const flag_names[] = {"multiple",  "nice",     "net",
                                         "learn",     "userconf", "noautolearn",
                                         "nosubject", "utf8"};

static char *flags_text(const rule *r)
{
    GString *all = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(flag_names); i++)
        if (r->flags & (1u << i))
            g_string_append_printf(all, "%s%s", all->len > 0 ? " " : "",
                                   flag_names[i]);
    if (r->maxhits > 0)
        g_string_append_printf(all, " maxhits=%u", r->maxhits);
    return g_string_free(all, FALSE);
}

static GPtrArray *needs_of(const rule_set *set, const rule *r)
{
    GPtrArray *names = g_ptr_array_new();

    if (r->type == RULE_META) {
        const GArray *leaves = meta_leaves(r->meta);
        for (guint i = 0; i < leaves->len; i++) {
            const rule *leaf =
                set->rules->pdata[g_array_index(leaves, unsigned, i)];
            g_ptr_array_add(names, leaf->name);
        }
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static GPtrArray *needed_by(const rule_set *set, const rule *r)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < set->rules->len; i++) {
        const rule *other = set->rules->pdata[i];
        const GArray *leaves =
            other->type == RULE_META ? meta_leaves(other->meta) : NULL;
        for (guint k = 0; leaves && k < leaves->len; k++)
            if (g_array_index(leaves, unsigned, k) == r->number) {
                g_ptr_array_add(names, other->name);
                break;
            }
    }
    g_ptr_array_add(names, NULL);
    return names;
}

static void put_names(const char *label, const GPtrArray *names)
{
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);

    if (*all)
        cli_field(2, label, 12, all);
}

static json_t *names_json(const GPtrArray *names)
{
    json_t *all = json_array();

    for (guint i = 0; i + 1 < names->len; i++)
        json_array_append_new(all, cli_json_text(names->pdata[i]));
    return all;
}

static char *score_text(const rule *r)
{
    if (r->sub)
        return g_strdup("no score: it is a subrule");
    if (r->scores[0] == r->scores[1] && r->scores[0] == r->scores[2] &&
        r->scores[0] == r->scores[3])
        return g_strdup_printf("%g%s", r->score,
                               r->scored ? "" : " (by default)");
    return g_strdup_printf("%g (of %g %g %g %g)", r->score, r->scores[0],
                           r->scores[1], r->scores[2], r->scores[3]);
}

static void show_tests(const rule *r)
{
    for (guint i = 0; i < r->tests->len; i++) {
        const rule_test *t = r->tests->pdata[i];
        g_autofree char *text =
            g_strdup_printf("%s %s", t->ok ? "ok" : "fail", t->text);
        cli_field(2, "test", 12, text);
    }
}

static void show_text(const cli *x, const rule *r, const GPtrArray *needs,
                      const GPtrArray *users)
{
    g_autofree char *place = g_strdup_printf("%s:%d", r->file, r->line);
    g_autofree char *score = score_text(r);
    g_autofree char *flags = flags_text(r);
    g_autofree char *votes = votes_text(r);

    printf("%s%s%s\n", cli_bold(x), r->name, cli_plain(x));
    if (*r->describe)
        cli_field(2, "says", 12, r->describe);
    cli_field(2, "defined", 12, place);
    printf("  %-12s", rule_type_name(r->type)); /* whole, to be copied */
    cli_put(r->source, 0);
    putchar('\n');
    cli_field(2, "score", 12, score);
    if (*votes)
        cli_field(2, "votes", 12, votes);
    if (*flags)
        cli_field(2, "tflags", 12, flags);
    put_names("needs", needs);
    put_names("needed by", users);
    if (r->off)
        cli_field(2, "off", 12, "its score is 0: it never runs");
    if (r->unsupported)
        cli_field(2, "unsupported", 12, r->unsupported);
    show_tests(r);
}

static int no_such_rule(cli *x, const rule_set *set, const char *name)
{
    GError *error = NULL;
    g_autofree const char **names = g_new0(const char *, set->rules->len + 1);

    for (guint i = 0; i < set->rules->len; i++)
        names[i] = ((const rule *)set->rules->pdata[i])->name;
    g_autofree char *hint = nearest_hint(name, names);
    err_set(&error, ERR_NOT_FOUND, "there is no rule %s%s", name, hint);
    return cli_fail(x, error);
}

static int show(cli *x, char **paths, const char *name)
{
    int code;
    g_autoptr(judge) j = rules_judge(x, paths, 0, &code);

    if (!j)
        return code;
    const rule_set *set = judge_set(j);
    const rule *r = set_rule(set, name);
    if (!r)
        return no_such_rule(x, set, name);
    g_autoptr(GPtrArray) needs = needs_of(set, r);
    g_autoptr(GPtrArray) users = needed_by(set, r);
    if (!x->json) {
        show_text(x, r, needs, users);
        return EX_OK;
    }
    cli_json(json_pack(
        "{s:o, s:s, s:o, s:f, s:o, s:o, s:i, s:o, s:o, s:o, "
        "s:o}",
        "rule", cli_json_text(r->name), "type", rule_type_name(r->type),
        "pattern", cli_json_text(r->source), "score", r->sub ? 0.0 : r->score,
        "votes", votes_json(r), "file", cli_json_text(r->file), "line", r->line,
        "describe", cli_json_text(r->describe), "needs", names_json(needs),
        "needed_by", names_json(users), "unsupported",
        cli_json_text(r->unsupported)));
    return EX_OK;
}

/* ---- the manual's list ---- */

/* Keywords that say the same stand together, as they do in the table. */
static int keywords(void)
{
    unsigned count;
    const parse_keyword *k = parse_keywords(&count);

    for (unsigned i = 0; i < count; i++) {
        bool more = i + 1 < count && strcmp(k[i].help, k[i + 1].help) == 0 &&
                    strcmp(k[i].argument, k[i + 1].argument) == 0;
        printf(".It Cm %s%s%s%s\n", k[i].name, *k[i].argument ? " No " : "",
               *k[i].argument == '.' ? "\\&" : "", k[i].argument);
        if (!more)
            printf("%s.\n", k[i].help);
    }
    return EX_OK;
}

/* ---- the command ---- */

int cmd_rules(cli *x, int argc, char **argv)
{
    g_auto(GStrv) rules = NULL, on = NULL;
    g_autofree char *since = NULL;
    gboolean lenient = FALSE, all = FALSE;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rules,
         "These rule files instead of the desk's; may be repeated", "PATH"},
        {"lenient", 0, 0, G_OPTION_ARG_NONE, &lenient,
         "check: leave out what is wrong; that is not a failure", NULL},
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "list: subrules as well",
         NULL},
        {"since", 0, 0, G_OPTION_ARG_FILENAME, &since,
         "try: stored mail of this time (30d)", "TIME"},
        {"on", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &on,
         "try: on this file or folder instead; may be repeated", "PATH"},
        {NULL}};

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    const char *what = argc > 1 ? argv[1] : "";
    char **rest = argv + MIN(argc, 2);
    int count = MAX(argc - 2, 0);

    if (strcmp(what, "keywords") == 0) /* for postern-rules(5) */
        return keywords();
    if (strcmp(what, "check") == 0)
        return check(x, count > 0 ? rest : rules, lenient);
    if (strcmp(what, "list") == 0 && count <= 1)
        return list(x, rules, count > 0 ? rest[0] : NULL, all);
    if (strcmp(what, "show") == 0 && count == 1)
        return show(x, rules, rest[0]);
    if (strcmp(what, "test") == 0)
        return rules_test(x, count > 0 ? rest : rules);
    if (strcmp(what, "bench") == 0 && count > 0)
        return rules_bench(x, rules, rest);
    if (strcmp(what, "try") == 0 && count > 0)
        return rules_try(x, rules, rest, since, on);
    return cli_usage(x, "say check, list, show RULE, test, bench FILE... or "
                        "try DIR");
}
