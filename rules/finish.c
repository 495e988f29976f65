/* finish: what is done when all rule files have been read: tags replaced, metas
 * bound, what is unsupported passed on, scores set. */
#include "rules/meta.h"
#include "rules/parse.h"
#include "rules/pattern.h"
#include "rules/view.h"

#include "base/err.h"

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
    char *end = at != NULL ? strchr(at, '>') : NULL;
    if (end == NULL)
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

static void append_tag(GString *out, const char *at, const char *end, parser *p,
                       const char *pre, const char *post, bool *again)
{
    g_autofree char *name = g_strndup(at + 1, (size_t)(end - at) - 1);
    const char *text = g_hash_table_lookup(p->tags, name);
    if (pre != NULL)
        g_string_append(out, pre);
    if (text != NULL) {
        g_string_append(out, text);
        const char *inner = strchr(text, '<');
        *again = *again || (inner != NULL && strchr(inner, '>') != NULL);
    } else {
        g_string_append_len(out, at, end + 1 - at);
    }
    if (post != NULL)
        g_string_append(out, post);
}

static char *replace_once(parser *p, const char *from, bool *again)
{
    g_autoptr(GString) text = g_string_new(from);
    const char *pre = take_directive(text, "pre", p->pres);
    const char *post = take_directive(text, "post", p->posts);
    const char *inter = take_directive(text, "inter", p->inters);
    GString *out = g_string_new(NULL);
    bool after_tag = false;
    *again = false;
    for (const char *q = text->str; *q != '\0';) {
        const char *end = tag_end(q);
        if (end == NULL) {
            g_string_append_c(out, *q++);
            after_tag = false;
            continue;
        }
        if (after_tag && inter != NULL)
            g_string_append(out, inter);
        append_tag(out, q, end, p, pre, post, again);
        after_tag = true;
        q = end + 1;
    }
    return g_string_free(out, FALSE);
}

static void replace_rule(parser *p, rule *r)
{
    uint32_t options;
    g_autofree char *text = g_strdup(pattern_text(r->pattern, &options));
    bool again = true;
    for (int i = 0; i < REPLACE_PASSES && again; i++) {
        char *next = replace_once(p, text, &again);
        g_free(text);
        text = next;
        if (strlen(text) > REPLACE_MAX) {
            report_rule(p, r, true, "its tags grow beyond %u octets",
                        REPLACE_MAX);
            return;
        }
    }
    GError *error = NULL;
    pattern *compiled = pattern_compile_text(
        text, options, (r->flags & RULE_UTF8) != 0, &error);
    if (compiled == NULL) {
        report_rule(p, r, true, "after its tags are replaced: %s",
                    error->message);
        g_error_free(error);
        return;
    }
    pattern_free(r->pattern);
    r->pattern = compiled;
}

static void recompile_utf8(parser *p, rule *r)
{
    uint32_t options;
    GError *error = NULL;
    const char *text = pattern_text(r->pattern, &options);
    pattern *compiled = pattern_compile_text(text, options, true, &error);
    if (compiled == NULL) {
        report_rule(p, r, true, "as UTF-8: %s", error->message);
        g_error_free(error);
        return;
    }
    pattern_free(r->pattern);
    r->pattern = compiled;
}

static void finish_patterns(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (r->pattern == NULL)
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
    return r != NULL ? (int)r->number : -1;
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
    for (guint i = 0; i < leaves->len && r->unsupported == NULL; i++) {
        rule *leaf = s->rules->pdata[g_array_index(leaves, unsigned, i)];
        if (leaf == r)
            continue; /* a glob does not mean the rule itself */
        if (state[leaf->number] == OPEN || depth > 1000) {
            r->unsupported = g_strdup_printf("needs itself by %s", leaf->name);
            break;
        }
        visit(s, leaf, state, depth + 1);
        if (leaf->unsupported != NULL)
            r->unsupported =
                g_strdup_printf("needs %s, which is unsupported", leaf->name);
    }
    state[r->number] = DONE;
}

static void finish_metas(parser *p)
{
    rule_set *s = p->set;
    g_autofree char *state = g_new0(char, s->rules->len + 1);
    for (guint i = 0; i < s->rules->len; i++) {
        rule *r = s->rules->pdata[i];
        if (r->meta != NULL)
            meta_bind(r->meta, find_number, expand_glob, s);
    }
    for (guint i = 0; i < s->rules->len; i++)
        visit(s, s->rules->pdata[i], state, 0);
}

/* ---- the rest ---- */

static void finish_evals(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (r->type != RULE_EVAL || r->unsupported != NULL)
            continue;
        if (r->flags & RULE_NET)
            r->unsupported = g_strdup("asks the network");
        else if (eval_find(r->function) == NULL)
            r->unsupported =
                g_strdup_printf("there is no test %s()", r->function);
    }
}

static void finish_scores(parser *p)
{
    for (guint i = 0; i < p->set->rules->len; i++) {
        rule *r = p->set->rules->pdata[i];
        if (!r->scored) {
            double score = g_str_has_prefix(r->name, "T_") ? 0.01 : 1.0;
            if (r->flags & RULE_NICE)
                score = -score;
            for (int j = 0; j < 4; j++)
                r->scores[j] = score;
        }
        r->score = r->scores[0];
        r->off = r->score == 0;
    }
}

void parse_finish(parser *p)
{
    drop_undefined(p);
    finish_patterns(p);
    finish_evals(p);
    finish_metas(p);
    finish_scores(p);
}
