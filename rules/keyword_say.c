/* keyword_say: lines that say something about a rule: score describe priority
 * tflags vote test. */
#include "rules/keyword_room.h"

#include "base/nearest.h"
#include "config/config.h"
#include "config/priority.h"

#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, double *value)
{
    char *end;
    *value = g_ascii_strtod(text, &end);
    return end != text && *end == '\0';
}

void keyword_score(parser *p, const parse_line *l)
{
    keyword_word name, w;
    if (!keyword_take_name(p, l, &name))
        return;
    double values[4];
    int count = 0;
    const char *rest = name.rest;
    int column = name.rest_column;
    while (keyword_take(rest, column, &w)) {
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
        rule *r = keyword_rule(p, name.text);
        for (int i = 0; i < 4; i++)
            r->scores[i] = values[count == 4 ? i : 0];
        r->scored = true;
    }
    g_free(name.text);
}

void keyword_describe(parser *p, const parse_line *l)
{
    keyword_word w;
    if (!keyword_take_name(p, l, &w))
        return;
    rule *r = keyword_rule(p, w.text);
    g_free(r->describe);
    r->describe = g_utf8_make_valid(w.rest, -1);
    g_free(w.text);
}

void keyword_priority(parser *p, const parse_line *l)
{
    keyword_word w;
    if (!keyword_take_name(p, l, &w))
        return;
    double value;
    if (!read_number(w.rest, &value))
        parse_problem(p, true, w.rest_column, (int)strlen(w.rest),
                      "priority takes a whole number");
    else
        keyword_rule(p, w.text)->priority = (int)value;
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
        char *end; /* 0: no limit */
        r->maxhits = (unsigned)strtoul(text + strlen("maxhits="), &end, 10);
        return *end == '\0' && g_ascii_isdigit(end[-1]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].name, text) == 0) {
            r->flags |= all[i].bit;
            return true;
        }
    return false;
}

void keyword_tflags(parser *p, const parse_line *l)
{
    keyword_word name, w;
    if (!keyword_take_name(p, l, &name))
        return;
    rule *r = keyword_rule(p, name.text);
    r->flags = 0;
    r->maxhits = 0;
    g_autofree char *flags = g_strdup(name.rest); /* commas part them as well */
    g_strdelimit(flags, ",", ' ');
    const char *rest = flags;
    int column = name.rest_column;
    while (keyword_take(rest, column, &w)) {
        if (!read_flag(r, w.text)) {
            static const char *const known[] = {
                "multiple",    "maxhits=N", "nice",      "net",  "learn",
                "noautolearn", "userconf",  "nosubject", "utf8", NULL};
            g_autofree char *all = g_strjoinv(" ", (char **)known);
            g_autofree char *hint = nearest_hint(w.text, known);
            parse_problem(p, true, w.column, (int)strlen(w.text),
                          "%s is not a flag; known are %s%s", w.text, all,
                          hint);
        }
        g_free(w.text);
        rest = w.rest;
        column = w.rest_column;
    }
    g_free(name.text);
}

/* What is wrong with a name that no desk can have; else NULL: only a
 * configuration knows which names there are. */
static const char *vote_wrong(const char *kind, const char *name)
{
    if (strcmp(kind, "priority") == 0 &&
        !g_strv_contains(config_priorities, name))
        return "priorities are low normal high urgent";
    if (strcmp(kind, "line") == 0 &&
        (strlen(name) != 1 || *name < '1' || *name > '9'))
        return "lines are numbers from 1 to 9";
    return NULL;
}

/* "KIND:NAME WEIGHT" after a rule's name: a vote as the caller's own; NULL: a
 * problem was reported. */
static rule_vote *read_vote(parser *p, const keyword_word *name,
                            keyword_word *target, keyword_word *weight)
{
    static const char *const kinds[] = {"category", "priority", "type", "line",
                                        "holder",   "field",    "faq",  "ask",
                                        "mark",     NULL};
    double value = 0;
    char *colon = NULL;
    if (keyword_take(name->rest, name->rest_column, target))
        colon = strchr(target->text, ':');
    if (!colon || colon[1] == '\0') {
        parse_problem(p, true, name->rest_column, 1,
                      "write vote RULE KIND:NAME WEIGHT, for example vote %s "
                      "category:account 3.0",
                      name->text);
        return NULL;
    }
    if (!keyword_take(target->rest, target->rest_column, weight) ||
        !read_number(weight->text, &value)) {
        parse_problem(p, true, target->rest_column, 1,
                      "vote needs a weight, for example 3.0");
        return NULL;
    }
    *colon = '\0';
    if (!g_strv_contains(kinds, target->text)) {
        parse_problem(p, true, target->column, (int)strlen(target->text),
                      "kinds of votes are category priority type line holder "
                      "field faq ask mark");
        return NULL;
    }
    const char *wrong = vote_wrong(target->text, colon + 1);
    if (wrong) {
        parse_problem(p, true, target->column + (int)(colon + 1 - target->text),
                      (int)strlen(colon + 1), "%s", wrong);
        return NULL;
    }
    rule_vote *v = g_new0(rule_vote, 1);
    *v = (rule_vote){g_strdup(target->text), g_strdup(colon + 1), value,
                     g_strdup(p->file), p->line};
    return v;
}

/* vote NAME KIND:NAME WEIGHT */
void keyword_vote(parser *p, const parse_line *l)
{
    keyword_word name, target = {0}, weight = {0};
    if (!keyword_take_name(p, l, &name))
        return;
    rule_vote *v = read_vote(p, &name, &target, &weight);
    if (v)
        g_ptr_array_add(keyword_rule(p, name.text)->votes, v);
    g_free(name.text);
    g_free(target.text);
    g_free(weight.text);
}

/* test NAME ok|fail TEXT */
void keyword_test(parser *p, const parse_line *l)
{
    keyword_word name, kind;
    if (!keyword_take_name(p, l, &name))
        return;
    if (!keyword_take(name.rest, name.rest_column, &kind)) {
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
        g_ptr_array_add(keyword_rule(p, name.text)->tests, t);
    }
    g_free(name.text);
    g_free(kind.text);
}
