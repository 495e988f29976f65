/* match: runs the rules of a set over one view. */
#include "rules/match.h"

#include "rules/meta.h"
#include "rules/pattern.h"
#include "rules/strings.h"

#include "base/err.h"

#include <string.h>
#include <time.h>

#define BUDGET_EVERY 64 /* searches between two looks at the clock */

/* Rules that read the same text: with a string that must be there (looked for
 * all at once), or without. */
typedef struct group {
    GArray *needy;   /* unsigned: rule numbers that strings may skip */
    GArray *always;  /* unsigned: run on every text */
    strings *finder; /* owners are rule numbers; NULL: none */
} group;

typedef struct header_group {
    char *name;
    unsigned modifiers;
    group rules;     /* on the value */
    GArray *special; /* unsigned: exists, !~, if-unset */
} header_group;

struct matcher {
    const rule_set *set;
    unsigned flags;
    bool *wanted;            /* by rule number */
    group texts[RULE_TYPES]; /* body rawbody uri full */
    GPtrArray *headers;      /* header_group* */
    GArray *mimeheaders;     /* unsigned */
    GArray *evals;           /* unsigned */
    GArray *metas;           /* unsigned, leaves before what needs them */
};

/* ---- making a set ready ---- */

static void group_init(group *g)
{
    g->needy = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g->always = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g->finder = NULL;
}

static void group_clear(group *g)
{
    g_array_unref(g->needy);
    g_array_unref(g->always);
    strings_free(g->finder);
}

static bool can_run(const rule *r)
{
    return r->unsupported == NULL && !r->off;
}

/* What a score, a vote or a wanted meta asks for. */
static void want(matcher *m, const rule *r)
{
    if (m->wanted[r->number] || !can_run(r))
        return;
    m->wanted[r->number] = true;
    if (r->type == RULE_META) {
        const GArray *leaves = meta_leaves(r->meta);
        for (guint i = 0; i < leaves->len; i++)
            want(m, m->set->rules->pdata[g_array_index(leaves, unsigned, i)]);
        g_array_append_val(m->metas, r->number);
    }
}

static void group_add(matcher *m, group *g, const rule *r)
{
    bool skip = (m->flags & MATCH_PLAIN) == 0 && !r->negated &&
                pattern_literals(r->pattern) != NULL &&
                !pattern_matches_empty(r->pattern);
    g_array_append_val(*(skip ? &g->needy : &g->always), r->number);
}

static void group_finish(const matcher *m, group *g)
{
    strings_builder *b = strings_builder_new();
    for (guint i = 0; i < g->needy->len; i++) {
        unsigned number = g_array_index(g->needy, unsigned, i);
        const rule *r = m->set->rules->pdata[number];
        const GPtrArray *literals = pattern_literals(r->pattern);
        for (guint j = 0; j < literals->len; j++) {
            gsize n;
            const void *d = g_bytes_get_data(literals->pdata[j], &n);
            strings_add(b, d, n, number);
        }
    }
    g->finder = strings_build(b);
}

static void header_group_free(gpointer data)
{
    header_group *h = data;
    group_clear(&h->rules);
    g_array_unref(h->special);
    g_free(h->name);
    g_free(h);
}

static header_group *header_group_for(matcher *m, const rule *r)
{
    for (guint i = 0; i < m->headers->len; i++) {
        header_group *h = m->headers->pdata[i];
        if (h->modifiers == r->modifiers && strcmp(h->name, r->header) == 0)
            return h;
    }
    header_group *h = g_new0(header_group, 1);
    h->name = g_strdup(r->header);
    h->modifiers = r->modifiers;
    group_init(&h->rules);
    h->special = g_array_new(FALSE, FALSE, sizeof(unsigned));
    g_ptr_array_add(m->headers, h);
    return h;
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
        header_group *h = header_group_for(m, r);
        if (r->exists || r->negated || r->if_unset != NULL)
            g_array_append_val(h->special, r->number);
        else
            group_add(m, &h->rules, r);
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

matcher *match_new(const rule_set *set, unsigned flags)
{
    matcher *m = g_new0(matcher, 1);
    m->set = set;
    m->flags = flags;
    m->wanted = g_new0(bool, set->rules->len + 1);
    m->headers = g_ptr_array_new_with_free_func(header_group_free);
    m->mimeheaders = g_array_new(FALSE, FALSE, sizeof(unsigned));
    m->evals = g_array_new(FALSE, FALSE, sizeof(unsigned));
    m->metas = g_array_new(FALSE, FALSE, sizeof(unsigned));
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
    for (int i = 0; i < RULE_TYPES; i++)
        group_finish(m, &m->texts[i]);
    for (guint i = 0; i < m->headers->len; i++)
        group_finish(m, &((header_group *)m->headers->pdata[i])->rules);
    return m;
}

void match_free(matcher *m)
{
    if (m == NULL)
        return;
    for (int i = 0; i < RULE_TYPES; i++)
        group_clear(&m->texts[i]);
    g_ptr_array_unref(m->headers);
    g_array_unref(m->mimeheaders);
    g_array_unref(m->evals);
    g_array_unref(m->metas);
    g_free(m->wanted);
    g_free(m);
}

/* ---- one message ---- */

typedef struct run {
    const matcher *m;
    view *v;
    match_result *result;
    pattern_scratch *scratch;
    int64_t deadline_us;
    unsigned searches;
    bool *candidate; /* by rule number, for the text at hand */
    GArray *list;    /* unsigned: candidates of the text at hand */
    uint64_t *ns;    /* by rule number; NULL: not measured */
} run;

static uint64_t clock_ns(const run *x)
{
    struct timespec now;
    if (x->ns == NULL)
        return 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void took(run *x, const rule *r, uint64_t begin)
{
    if (x->ns != NULL)
        x->ns[r->number] += clock_ns(x) - begin;
}

static bool out_of_time(run *x)
{
    if (x->result->over_budget)
        return true;
    if (++x->searches % BUDGET_EVERY == 0 &&
        g_get_monotonic_time() > x->deadline_us)
        x->result->over_budget = true;
    return x->result->over_budget;
}

static void note(run *x, const rule *r, view_text text, size_t from, size_t to)
{
    if (x->result->counts[r->number]++ == 0) {
        match_found f = {r->number, 1, from, to, text};
        g_array_append_val(x->result->found, f);
    }
}

static bool is_full(const run *x, const rule *r)
{
    unsigned count = x->result->counts[r->number];
    if ((r->flags & RULE_MULTIPLE) == 0)
        return count > 0;
    return r->maxhits > 0 && count >= r->maxhits;
}

/* All matches of one rule in one text, as often as its tflags let it. */
static void search_text(run *x, const rule *r, view_text text)
{
    size_t start = 0, from, to;
    uint64_t begin = clock_ns(x);
    while (start <= text.size && !is_full(x, r) && !out_of_time(x)) {
        pattern_answer a = pattern_search(r->pattern, x->scratch, text.data,
                                          text.size, start, &from, &to);
        if (a == PATTERN_LIMIT)
            g_ptr_array_add(x->result->slow, g_strdup(r->name));
        if (a != PATTERN_YES)
            break;
        note(x, r, text, from, to);
        start = to > start ? to : start + 1;
        if (to == from && to >= start)
            start = to + 1;
    }
    took(x, r, begin);
}

static void candidate_found(unsigned owner, void *context)
{
    run *x = context;
    if (!x->candidate[owner]) {
        x->candidate[owner] = true;
        g_array_append_val(x->list, owner);
    }
}

static void search_group(run *x, const group *g, view_text text, bool subject)
{
    const GPtrArray *rules = x->m->set->rules;
    g_array_set_size(x->list, 0);
    if (g->finder != NULL)
        strings_search(g->finder, text.data, text.size, candidate_found, x);
    for (guint i = 0; i < x->list->len; i++) {
        unsigned number = g_array_index(x->list, unsigned, i);
        const rule *r = rules->pdata[number];
        x->candidate[number] = false;
        if (!subject || (r->flags & RULE_NOSUBJECT) == 0)
            search_text(x, r, text);
    }
    for (guint i = 0; i < g->always->len; i++) {
        const rule *r = rules->pdata[g_array_index(g->always, unsigned, i)];
        if (!is_full(x, r) && (!subject || (r->flags & RULE_NOSUBJECT) == 0))
            search_text(x, r, text);
    }
}

static void run_texts(run *x)
{
    struct {
        rule_type type;
        const GArray *texts;
    } all[] = {{RULE_BODY, x->v->body},
               {RULE_RAWBODY, x->v->rawbody},
               {RULE_URI, x->v->uris}};
    for (size_t t = 0; t < G_N_ELEMENTS(all); t++)
        for (guint i = 0; i < all[t].texts->len; i++)
            search_group(x, &x->m->texts[all[t].type],
                         g_array_index(all[t].texts, view_text, i),
                         all[t].type == RULE_BODY && i == 0);
    search_group(x, &x->m->texts[RULE_FULL], x->v->full, false);
}

static void run_special(run *x, const rule *r, view_text value)
{
    size_t from, to;
    if (r->exists) {
        if (value.data != NULL)
            note(x, r, value, 0, 0);
        return;
    }
    if (value.data == NULL && r->if_unset != NULL)
        value = (view_text){r->if_unset, strlen(r->if_unset)};
    if (!r->negated) {
        if (value.data != NULL)
            search_text(x, r, value);
        return;
    }
    if (value.data == NULL)
        value = (view_text){"", 0};
    if (pattern_search(r->pattern, x->scratch, value.data, value.size, 0, &from,
                       &to) == PATTERN_NO)
        note(x, r, value, 0, 0);
}

static void run_headers(run *x)
{
    for (guint i = 0; i < x->m->headers->len; i++) {
        const header_group *h = x->m->headers->pdata[i];
        view_text value = view_header(x->v, h->name, h->modifiers);
        if (value.data != NULL)
            search_group(x, &h->rules, value, false);
        else /* an unset header is searched as an empty text */
            search_group(x, &h->rules, (view_text){"", 0}, false);
        for (guint j = 0; j < h->special->len; j++)
            run_special(
                x,
                x->m->set->rules->pdata[g_array_index(h->special, unsigned, j)],
                value);
    }
}

/* "Header: value" lines of one part under that name. */
static void run_mimeheader(run *x, const rule *r, const view_part *part)
{
    for (guint i = 0; i < part->fields->len && !is_full(x, r); i++) {
        const view_field *f = &g_array_index(part->fields, view_field, i);
        bool all = strcmp(r->header, "ALL") == 0;
        if (!all &&
            (f->name.size != strlen(r->header) ||
             g_ascii_strncasecmp(f->name.data, r->header, f->name.size) != 0))
            continue;
        view_text value = (r->modifiers & RULE_RAW) ? f->raw : f->decoded;
        size_t from, to;
        bool hit = pattern_search(r->pattern, x->scratch, value.data,
                                  value.size, 0, &from, &to) == PATTERN_YES;
        if (hit != r->negated)
            note(x, r, value, hit ? from : 0, hit ? to : 0);
    }
}

static void run_mimeheaders(run *x)
{
    for (guint i = 0; i < x->m->mimeheaders->len; i++) {
        const rule *r =
            x->m->set->rules
                ->pdata[g_array_index(x->m->mimeheaders, unsigned, i)];
        for (guint j = 0; j < x->v->parts->len && !out_of_time(x); j++)
            run_mimeheader(x, r, x->v->parts->pdata[j]);
    }
}

static void run_evals(run *x)
{
    for (guint i = 0; i < x->m->evals->len && !out_of_time(x); i++) {
        const rule *r =
            x->m->set->rules->pdata[g_array_index(x->m->evals, unsigned, i)];
        uint64_t begin = clock_ns(x);
        int hits = eval_find(r->function)->run(x->v, x->m->set, r->arguments);
        for (int j = 0; j < hits && !is_full(x, r); j++)
            note(x, r, (view_text){"", 0}, 0, 0);
        took(x, r, begin);
    }
}

static void run_metas(run *x)
{
    for (guint i = 0; i < x->m->metas->len; i++) {
        const rule *r =
            x->m->set->rules->pdata[g_array_index(x->m->metas, unsigned, i)];
        if (meta_value(r->meta, x->result->counts) != 0)
            note(x, r, (view_text){"", 0}, 0, 0);
    }
}

static int by_number(gconstpointer a, gconstpointer b)
{
    const match_found *x = a, *y = b;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void finish(run *x)
{
    g_array_sort(x->result->found, by_number);
    for (guint i = 0; i < x->result->found->len; i++) {
        match_found *f = &g_array_index(x->result->found, match_found, i);
        const rule *r = x->m->set->rules->pdata[f->rule];
        f->count = x->result->counts[f->rule];
        if (!r->sub)
            x->result->score += r->score;
    }
}

match_result *match_run(const matcher *m, view *v, unsigned budget_ms)
{
    return match_run_timed(m, v, budget_ms, NULL);
}

match_result *match_run_timed(const matcher *m, view *v, unsigned budget_ms,
                              uint64_t *ns)
{
    unsigned count = m->set->rules->len;
    match_result *result = g_new0(match_result, 1);
    result->found = g_array_new(FALSE, FALSE, sizeof(match_found));
    result->counts = g_new0(unsigned, count + 1);
    result->slow = g_ptr_array_new_with_free_func(g_free);
    run x = {m,
             v,
             result,
             pattern_scratch_new(),
             g_get_monotonic_time() + (int64_t)budget_ms * 1000,
             0,
             g_new0(bool, count + 1),
             g_array_new(FALSE, FALSE, sizeof(unsigned)),
             ns};
    run_headers(&x);
    run_texts(&x);
    run_mimeheaders(&x);
    run_evals(&x);
    run_metas(&x);
    finish(&x);
    pattern_scratch_free(x.scratch);
    g_free(x.candidate);
    g_array_unref(x.list);
    return result;
}

void match_result_free(match_result *r)
{
    if (r == NULL)
        return;
    g_array_unref(r->found);
    g_ptr_array_unref(r->slow);
    g_free(r->counts);
    g_free(r);
}

/* ---- as a verdict ---- */

verdict *match_verdict(const matcher *m, const match_result *r,
                       double spam_threshold)
{
    verdict *v = verdict_new();
    g_free(v->rules);
    v->rules = g_strdup(m->set->name);
    v->score = r->score;
    v->spam = r->score >= spam_threshold;
    for (guint i = 0; i < r->found->len; i++) {
        const match_found *f = &g_array_index(r->found, match_found, i);
        const rule *rule_hit = m->set->rules->pdata[f->rule];
        verdict_hit *h = g_new0(verdict_hit, 1);
        h->rule = g_strdup(rule_hit->name);
        h->count = f->count;
        h->score = rule_hit->sub ? 0 : rule_hit->score;
        g_ptr_array_add(v->hits, h);
        for (guint j = 0; j < rule_hit->votes->len; j++) {
            const rule_vote *vote = rule_hit->votes->pdata[j];
            verdict_vote_add(v, vote->kind, vote->name, vote->weight);
        }
    }
    verdict_votes_sort(v);
    return v;
}
