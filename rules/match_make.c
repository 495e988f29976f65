/* match_make: makes a rule set ready: which rules run, and on what. */
#include "rules/match_room.h"

#include "rules/meta.h"

#include <string.h>

/* The chance that a piece begins at a given octet of a text; more often than
 * that, looking for it saves nothing. */
#define CHANCE_MOST 0.04
static void group_init(match_group *g)
{
    g->always = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g->builder = sieve_builder_new();
}

static void group_clear(match_group *g)
{
    g_array_unref(g->always);
    sieve_free(g->sieve);
}

static bool can_run(const rule *r)
{
    return !r->unsupported && !r->off;
}

static void add_meta(matcher *m, const rule *r)
{
    const GArray *leaves = meta_leaves(r->meta);
    match_meta x = {r, false, m->needs->len, leaves->len};
    g_array_append_vals(m->needs, leaves->data, leaves->len);
    g_array_append_val(m->metas, x);
}

/* Marks the rules that a score, a vote or a wanted meta asks for. */
static void want(matcher *m, const rule *r)
{
    if (m->wanted[r->number] || !can_run(r))
        return;
    m->wanted[r->number] = true;
    if (r->type == RULE_META) {
        const GArray *leaves = meta_leaves(r->meta);
        for (guint i = 0; i < leaves->len; i++)
            want(m, match_rule(m, g_array_index(leaves, unsigned, i)));
        add_meta(m, r);
    }
}

/* Adds the rule to the sieve, if that can rule it out. */
static bool add_sieved(match_group *g, const rule *r)
{
    g_autoptr(syntax) t = pattern_syntax(r->pattern);
    g_autoptr(need) n = t ? need_find(t) : NULL;
    if (r->negated || !n || n->chance > CHANCE_MOST)
        return false;
    sieve_add(g->builder, g_steal_pointer(&t), g_steal_pointer(&n), r->number);
    return true;
}

static void group_add(const matcher *m, match_group *g, const rule *r)
{
    if ((m->flags & MATCH_PLAIN) != 0 || !add_sieved(g, r))
        g_array_append_val(g->always, r->number);
}

static void header_free(gpointer data)
{
    match_header *h = data;
    group_clear(&h->rules);
    g_array_unref(h->unset);
    g_array_unref(h->special);
    g_free(h->name);
    g_free(h);
}

static match_header *header_for(matcher *m, const rule *r)
{
    for (guint i = 0; i < m->headers->len; i++) {
        match_header *h = m->headers->pdata[i];
        if (h->modifiers == r->modifiers && strcmp(h->name, r->header) == 0)
            return h;
    }
    match_header *h = g_new0(match_header, 1);
    h->name = g_strdup(r->header);
    h->modifiers = r->modifiers;
    group_init(&h->rules);
    h->unset = g_array_new(FALSE, FALSE, sizeof(unsigned));
    h->special = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_ptr_array_add(m->headers, h);
    return h;
}

/* An unset header is searched as an empty text; the result is known before. */
static void add_unset(match_header *h, const rule *r)
{
    size_t from, to;
    pattern_scratch *s = pattern_scratch_new();
    if (pattern_search(r->pattern, s, "", 0, 0, &from, &to) == PATTERN_YES)
        g_array_append_val(h->unset, r->number);
    pattern_scratch_free(s);
}

static void place_rule(matcher *m, const rule *r)
{
    switch (r->type) {
    case RULE_BODY:
    case RULE_RAWBODY:
    case RULE_URI:
    case RULE_FULL:
        group_add(m, &m->texts[r->type], r);
        break;
    case RULE_HEADER: {
        match_header *h = header_for(m, r);
        if (r->exists || r->negated || r->if_unset) {
            g_array_append_val(h->special, r->number);
        } else {
            group_add(m, &h->rules, r);
            add_unset(h, r);
        }
        break;
    }
    case RULE_MIMEHEADER:
        g_array_append_val(m->mimeheaders, r->number);
        break;
    case RULE_EVAL:
        g_array_append_val(m->evals, r->number);
        break;
    default:
        break;
    }
}

static void finish_groups(matcher *m)
{
    for (int i = 0; i < RULE_TYPES; i++)
        m->texts[i].sieve = sieve_build(m->texts[i].builder, &m->memory);
    for (guint i = 0; i < m->headers->len; i++) {
        match_group *g = &((match_header *)m->headers->pdata[i])->rules;
        g->sieve = sieve_build(g->builder, &m->memory);
    }
}

static void finish_evals(matcher *m)
{
    m->rows = g_new0(const eval_row *, m->evals->len + 1);
    for (guint i = 0; i < m->evals->len; i++)
        m->rows[i] = eval_find(
            match_rule(m, g_array_index(m->evals, unsigned, i))->function);
}

static void finish_metas(matcher *m)
{
    g_autofree double *none = g_new0(double, m->set->rules->len + 1);
    for (guint i = 0; i < m->metas->len; i++) {
        match_meta *x = &g_array_index(m->metas, match_meta, i);
        x->quiet = (m->flags & MATCH_PLAIN) == 0 &&
                   meta_value(x->rule->meta, none) == 0;
    }
}

matcher *match_new(const rule_set *set, unsigned flags)
{
    matcher *m = g_new0(matcher, 1);
    m->set = set;
    m->flags = flags;
    m->memory.most = MATCH_MEMORY;
    m->wanted = g_new0(bool, set->rules->len + 1);
    m->headers = g_ptr_array_new_with_free_func(header_free);
    m->mimeheaders = g_array_new(FALSE, FALSE, sizeof(unsigned));
    m->evals = g_array_new(FALSE, FALSE, sizeof(unsigned));
    m->metas = g_array_new(FALSE, FALSE, sizeof(match_meta));
    m->needs = g_array_new(FALSE, FALSE, sizeof(unsigned));
    for (int i = 0; i < RULE_TYPES; i++)
        group_init(&m->texts[i]);
    for (guint i = 0; i < set->rules->len; i++) {
        const rule *r = set->rules->pdata[i];
        if ((flags & MATCH_ALL) || !r->sub || r->votes->len > 0)
            want(m, r);
    }
    for (guint i = 0; i < set->rules->len; i++)
        if (m->wanted[i])
            place_rule(m, set->rules->pdata[i]);
    finish_groups(m);
    finish_evals(m);
    finish_metas(m);
    return m;
}

void match_free(matcher *m)
{
    if (!m)
        return;
    for (int i = 0; i < RULE_TYPES; i++)
        group_clear(&m->texts[i]);
    g_ptr_array_unref(m->headers);
    g_array_unref(m->mimeheaders);
    g_array_unref(m->evals);
    g_free(m->rows);
    g_array_unref(m->metas);
    g_array_unref(m->needs);
    g_free(m->wanted);
    g_free(m);
}
