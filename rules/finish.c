/* finish: what is done when all rule files have been read: tags replaced, metas
 * bound, what is unsupported passed on, scores set. */
#include "rules/eval/list.h"
#include "rules/meta.h"
#include "rules/parse.h"
#include "rules/pattern/pattern.h"
#include "rules/view/uri.h"
#include "rules/view/view.h"

#include "base/err.h"
#include "base/nearest.h"

#include <string.h>

#define REPLACE_PASSES 6            /* tags within replaced tags */
#define REPLACE_MAX    (256u << 10) /* octets of one pattern after replacing */

static void report_rule(parser *p, const rule *r, bool fatal,
                        const char *format, ...) G_GNUC_PRINTF(4, 5);

static void report_rule(parser *p, const rule *r, bool fatal,
                        const char *format, ...)
{
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    p->file = r->file;
    p->line = r->line;
    p->source = NULL;
    parse_problem(p, fatal, 0, 0, "%s: %s", r->name, text);
}

/* Rules that were only spoken about (score, describe) do not exist. */
static void drop_undefined(parser *p)
{
    rule_set *s = p->set;
    GPtrArray *kept = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    g_ptr_array_set_free_func(s->rules, NULL);
    for (guint i = 0; i < s->rules->len; i++) {
        rule *r = s->rules->pdata[i];
        if (r->type == RULE_TYPES) {
            g_hash_table_remove(s->by_name, r->name);
            rule_free(r);
        } else {
            r->number = kept->len;
            g_ptr_array_add(kept, r);
        }
    }
    g_ptr_array_unref(s->rules);
    s->rules = kept;
}

/* ---- replace tags ---- */

/* Takes "<pre NAME>" and the like out of `text`; the text that NAME stands for,
 * or NULL. Borrowed. */
static const char *take_directive(GString *text, const char *word,
                                  GHashTable *values)
{
    g_autofree char *open = g_strdup_printf("<%s ", word);
    char *at = strstr(text->str, open);
    char *end = at ? strchr(at, '>') : NULL;
    if (!end)
        return NULL;
    g_autofree char *name =
        g_strndup(at + strlen(open), (size_t)(end - at) - strlen(open));
    g_string_erase(text, at - text->str, end + 1 - at);
    return g_hash_table_lookup(values, name);
}

/* End of a "<...>" without < and > inside that begins here; NULL if none does. */
static const char *tag_end(const char *at)
{
    if (*at != '<')
        return NULL;
    const char *end = at + 1 + strcspn(at + 1, "<>");
    return *end == '>' && end > at + 1 ? end : NULL;
}

/* How tags are put in: as their text, or, where the pattern would grow too
 * large, as a call of a group that is defined once at its end. */
typedef struct replacer {
    parser *p;
    GPtrArray *shared; /* char*: names of tags that are called; NULL: none is */
    bool again;        /* what was put in has tags itself */
} replacer;

/* Is the whole of it "(...)" or "[...]"? Only then does a call mean the
 * same. */
static bool is_one_atom(const char *text)
{
    int depth = 0;
    bool class = false;
    for (const char *q = text; *q != '\0'; q++) {
        if (*q == '\\' && q[1] != '\0')
            q++;
        else if (class)
            class = *q != ']' || q[-1] == '[';
        else if (*q == '[')
            class = true;
        else if (*q == '(')
            depth++;
        else if (*q == ')')
            depth--;
        if (depth == 0 && !class)
            return q > text && q[1] == '\0';
    }
    return false;
}

static guint shared_number(replacer *x, const char *name)
{
    guint at;
    if (!g_ptr_array_find_with_equal_func(x->shared, name, g_str_equal, &at)) {
        at = x->shared->len;
        g_ptr_array_add(x->shared, g_strdup(name));
    }
    return at;
}

static void append_tag(GString *out, const char *at, const char *end,
                       replacer *x, const char *pre, const char *post)
{
    g_autofree char *name = g_strndup(at + 1, (size_t)(end - at) - 1);
    const char *text = g_hash_table_lookup(x->p->tags, name);
    if (pre)
        g_string_append(out, pre);
    if (text && x->shared && is_one_atom(text)) {
        g_string_append_printf(out, "(?&tag%u)", shared_number(x, name));
    } else if (text) {
        g_string_append(out, text);
        const char *inner = strchr(text, '<');
        x->again = x->again || (inner && strchr(inner, '>'));
    } else {
        g_string_append_len(out, at, end + 1 - at);
    }
    if (post)
        g_string_append(out, post);
}

static char *replace_once(replacer *x, const char *from)
{
    g_autoptr(GString) text = g_string_new(from);
    const char *pre = take_directive(text, "pre", x->p->pres);
    const char *post = take_directive(text, "post", x->p->posts);
    const char *inter = take_directive(text, "inter", x->p->inters);
    GString *out = g_string_new(NULL);
    bool after_tag = false;
    x->again = false;
    for (const char *q = text->str; *q != '\0';) {
        const char *end = tag_end(q);
        if (!end) {
            g_string_append_c(out, *q++);
            after_tag = false;
            continue;
        }
        if (after_tag && inter)
            g_string_append(out, inter);
        append_tag(out, q, end, x, pre, post);
        after_tag = true;
        q = end + 1;
    }
    return g_string_free(out, FALSE);
}

/* The pattern with all tags replaced; NULL if it grows without end. */
static char *replace_all(replacer *x, const char *from)
{
    char *text = g_strdup(from);
    x->again = true;
    for (int i = 0; i < REPLACE_PASSES && x->again; i++) {
        char *next = replace_once(x, text);
        g_free(text);
        text = next;
        if (strlen(text) > REPLACE_MAX) {
            g_free(text);
            return NULL;
        }
    }
    return text;
}

/* The same pattern with its tags as groups that are called. */
static char *replace_shared(parser *p, const char *from)
{
    replacer x = {p, g_ptr_array_new_with_free_func(g_free), false};
    g_autofree char *text = replace_all(&x, from);
    GString *all = text ? g_string_new(text) : NULL;
    for (guint i = 0; all && i < x.shared->len; i++) {
        g_autofree char *inner =
            replace_all(&x, g_hash_table_lookup(p->tags, x.shared->pdata[i]));
        g_string_append_printf(all, "(?(DEFINE)(?<tag%u>%s))", i,
                               inner ? inner : "(*FAIL)");
    }
    g_ptr_array_unref(x.shared);
    return all ? g_string_free(all, FALSE) : NULL;
}

/* A rule that cannot be compiled never runs, even where mistakes are taken. */
static void refuse_rule(parser *p, rule *r, const char *when, GError *error)
{
    report_rule(p, r, true, "%s: %s", when, error->message);
    g_free(r->unsupported);
    r->unsupported = g_strdup_printf("%s: %s", when, error->message);
    g_error_free(error);
}

static void replace_rule(parser *p, rule *r)
{
    uint32_t options;
    bool utf8 = (r->flags & RULE_UTF8) != 0;
    const char *from = pattern_text(r->pattern, &options);
    replacer x = {p, NULL, false};
    g_autofree char *text = replace_all(&x, from);
    GError *error = NULL;
    pattern *compiled = NULL;
    if (!text) {
        err_set(&error, ERR_CONFIG, "grows beyond %u octets", REPLACE_MAX);
        refuse_rule(p, r, "after its tags are replaced", error);
        return;
    }
    compiled = pattern_compile_text(text, options, utf8, &error);
    if (!compiled) {
        g_autofree char *shared = replace_shared(p, from);
        if (shared)
            compiled = pattern_compile_shared(text, shared, options, utf8);
    }
    if (!compiled) {
        refuse_rule(p, r, "after its tags are replaced", error);
        return;
    }
    g_clear_error(&error);
    pattern_free(r->pattern);
    r->pattern = compiled;
}

static void recompile_utf8(parser *p, rule *r)
{
    uint32_t options;
    GError *error = NULL;
    const char *text = pattern_text(r->pattern, &options);
    pattern *compiled = pattern_compile_text(text, options, true, &error);
    if (!compiled) {
        refuse_rule(p, r, "as UTF-8", error);
        return;
    }
    pattern_free(r->pattern);
    r->pattern = compiled;
}

static void finish_patterns(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (!r->pattern)
            continue;
        if (g_hash_table_contains(p->replace, r->name))
            replace_rule(p, r);
        else if (r->flags & RULE_UTF8)
            recompile_utf8(p, r);
    }
}

/* ---- metas ---- */

static int find_number(const char *name, void *context)
{
    const rule *r = g_hash_table_lookup(((rule_set *)context)->by_name, name);
    return r ? (int)r->number : -1;
}

static void expand_glob(const char *glob, GArray *numbers, void *context)
{
    const rule_set *s = context;
    for (guint i = 0; i < s->rules->len; i++) {
        const rule *r = s->rules->pdata[i];
        if (g_pattern_match_simple(glob, r->name))
            g_array_append_val(numbers, r->number);
    }
}

typedef enum { UNSEEN, OPEN, DONE } visit_state;

/* Depth first: a meta is unsupported if a leaf is, or if it needs itself. */
static void visit(rule_set *s, rule *r, char *state, unsigned depth)
{
    if (r->type != RULE_META || state[r->number] == DONE)
        return;
    state[r->number] = OPEN;
    const GArray *leaves = meta_leaves(r->meta);
    for (guint i = 0; i < leaves->len && !r->unsupported; i++) {
        rule *leaf = s->rules->pdata[g_array_index(leaves, unsigned, i)];
        if (leaf == r)
            continue; /* a glob does not mean the rule itself */
        if (state[leaf->number] == OPEN || depth > 1000) {
            r->unsupported = g_strdup_printf("needs itself by %s", leaf->name);
            break;
        }
        visit(s, leaf, state, depth + 1);
        if (leaf->unsupported)
            r->unsupported =
                g_strdup_printf("needs %s, which is unsupported", leaf->name);
    }
    state[r->number] = DONE;
}

/* Names that nothing defines count as 0; most of them are slips. */
static void warn_of_unknown(parser *p, const rule *r)
{
    const GPtrArray *names = meta_names(r->meta);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        if (find_number(name, p->set) >= 0)
            continue;
        g_autofree const char **all =
            (const char **)g_hash_table_get_keys_as_array(p->set->by_name,
                                                          NULL);
        g_autofree char *hint = nearest_hint(name, all);
        report_rule(p, r, false,
                    "there is no rule %s, so that it counts as 0%s", name,
                    hint);
    }
}

static void finish_metas(parser *p)
{
    rule_set *s = p->set;
    g_autofree char *state = g_new0(char, s->rules->len + 1);
    for (guint i = 0; i < s->rules->len; i++) {
        rule *r = s->rules->pdata[i];
        if (!r->meta)
            continue;
        meta_bind(r->meta, find_number, expand_glob, s);
        warn_of_unknown(p, r);
    }
    for (guint i = 0; i < s->rules->len; i++)
        visit(s, s->rules->pdata[i], state, 0);
}

/* ---- the rest ---- */

static void finish_evals(parser *p)
{
    g_autoptr(GPtrArray) names = eval_names();
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (r->type != RULE_EVAL || r->unsupported)
            continue;
        if (r->flags & RULE_NET)
            r->unsupported = g_strdup("asks the network");
        else if (!eval_find(r->function)) {
            g_autofree char *hint =
                nearest_hint(r->function, (const char *const *)names->pdata);
            r->unsupported =
                g_strdup_printf("there is no test %s()%s", r->function, hint);
        }
    }
}

/* A rule that votes says what a message is about, and not that it is spam. It
 * counts only if it has a score line. */
static double default_score(const rule *r)
{
    if (r->votes->len > 0)
        return 0;
    double score = g_str_has_prefix(r->name, "T_") ? 0.01 : 1.0;
    return (r->flags & RULE_NICE) ? -score : score;
}

static void finish_scores(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (!r->scored) {
            for (int j = 0; j < 4; j++)
                r->scores[j] = default_score(r);
        }
        r->score = r->scores[0];
        r->off = r->scored && r->score == 0;
    }
}

/* A vote for a field needs something to capture. */
static void finish_votes(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        bool captures =
            r->pattern && !r->negated && pattern_groups(r->pattern) > 0;
        for (guint j = 0; j < r->votes->len; j++) {
            const rule_vote *v = r->votes->pdata[j];
            if (strcmp(v->kind, "field") != 0 || captures || r->unsupported)
                continue;
            p->file = v->file;
            p->line = v->line;
            p->source = NULL;
            parse_problem(p, true, 0, 0,
                          "%s has nothing to fill field %s with: its pattern "
                          "must have a group, as in /order (\\d+)/",
                          r->name, v->name);
        }
    }
}

void parse_finish(parser *p)
{
    drop_undefined(p);
    p->set->domains = uri_domains_new(p->set->lists);
    p->set->eval_lists = eval_lists_new(p->set->lists);
    finish_patterns(p);
    finish_evals(p);
    finish_metas(p);
    finish_scores(p);
    finish_votes(p);
}
