/* rule: one rule as a value. */
#include "rules/meta.h"
#include "rules/parse.h"
#include "rules/pattern/pattern.h"

const char *rule_type_name(rule_type type)
{
    static const char *const names[RULE_TYPES] = {
        "header", "body",       "rawbody", "uri",
        "full",   "mimeheader", "eval",    "meta"};
    return type < RULE_TYPES ? names[type] : "?";
}

static void vote_free(gpointer data)
{
    rule_vote *v = data;
    g_free(v->kind);
    g_free(v->name);
    g_free(v->file);
    g_free(v);
}

static void test_free(gpointer data)
{
    rule_test *t = data;
    g_free(t->text);
    g_free(t->file);
    g_free(t);
}

rule *rule_new(const char *name)
{
    rule *r = g_new0(rule, 1);
    r->name = g_strdup(name);
    r->file = g_strdup("");
    r->describe = g_strdup("");
    r->source = g_strdup("");
    r->sub = g_str_has_prefix(name, "__");
    r->arguments = g_ptr_array_new_with_free_func(g_free);
    r->votes = g_ptr_array_new_with_free_func(vote_free);
    r->tests = g_ptr_array_new_with_free_func(test_free);
    return r;
}

void rule_free(rule *r)
{
    if (!r)
        return;
    g_free(r->name);
    g_free(r->file);
    g_free(r->describe);
    g_free(r->source);
    g_free(r->header);
    g_free(r->if_unset);
    g_free(r->function);
    g_free(r->unsupported);
    pattern_free(r->pattern);
    meta_free(r->meta);
    g_ptr_array_unref(r->arguments);
    g_ptr_array_unref(r->votes);
    g_ptr_array_unref(r->tests);
    g_free(r);
}
