/* match: runs the rules of a set over one view. */
#include "rules/match_room.h"

#include "base/steady.h"
#include "rules/meta.h"
#include "rules/view/room.h"

#include <string.h>

#define BUDGET_EVERY 64 /* searches between two looks at the clock */

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
    return x->ns ? (uint64_t)steady_ns() : 0;
}

static void took(run *x, const rule *r, uint64_t begin)
{
    if (x->ns)
        x->ns[r->number] += clock_ns(x) - begin;
}

static bool out_of_time(run *x, const rule *r)
{
    if (x->result->over_budget)
        return true;
    if (++x->searches % BUDGET_EVERY == 0 && steady_us() > x->deadline_us) {
        x->result->over_budget = true;
        x->result->last = r->name;
    }
    return x->result->over_budget;
}

/* It is told once a message, however many texts the rule ran out on. */
static void ran_out(run *x, const rule *r)
{
    GPtrArray *slow = x->result->slow;
    if (!g_ptr_array_find_with_equal_func(slow, r->name, g_str_equal, NULL))
        g_ptr_array_add(slow, g_strdup(r->name));
}

static void note(run *x, const rule *r, view_text text, size_t from, size_t to)
{
    if (x->result->values[r->number]++ == 0) {
        match_found f = {r->number, 1, from, to, text};
        g_array_append_val(x->result->found, f);
    }
}

/* The last one that was noted hit only because it is negated. */
static void forget(run *x, const rule *r)
{
    x->result->values[r->number] = 0;
    g_array_set_size(x->result->found, x->result->found->len - 1);
}

static bool is_full(const run *x, const rule *r)
{
    double count = x->result->values[r->number];
    if ((r->flags & RULE_MULTIPLE) == 0)
        return count > 0;
    return r->maxhits > 0 && count >= r->maxhits;
}

/* Searches one text for one rule, as often as its tflags allow. */
static void search_text(run *x, const rule *r, view_text text)
{
    size_t start = 0, from, to;
    uint64_t begin = clock_ns(x);
    while (start <= text.size && !is_full(x, r) && !out_of_time(x, r)) {
        pattern_answer a = pattern_search(r->pattern, x->scratch, text.data,
                                          text.size, start, &from, &to);
        if (a == PATTERN_LIMIT)
            ran_out(x, r);
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

/* `subject`: the text is the subject, as the body's first line. */
static void try_rule(run *x, unsigned number, view_text text, bool subject)
{
    const rule *r = match_rule(x->m, number);
    if (!is_full(x, r) && (!subject || (r->flags & RULE_NOSUBJECT) == 0))
        search_text(x, r, text);
}

static void search_group(run *x, const match_group *g, view_text text,
                         bool subject)
{
    g_array_set_size(x->list, 0);
    if (g->sieve)
        sieve_search(g->sieve, text.data, text.size, candidate_found, x);
    for (guint i = 0; i < x->list->len; i++) {
        unsigned number = g_array_index(x->list, unsigned, i);
        x->candidate[number] = false;
        try_rule(x, number, text, subject);
    }
    for (guint i = 0; i < g->always->len; i++)
        try_rule(x, g_array_index(g->always, unsigned, i), text, subject);
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
        if (value.data)
            note(x, r, value, 0, 0);
        return;
    }
    if (!value.data && r->if_unset)
        value = (view_text){r->if_unset, strlen(r->if_unset)};
    if (!r->negated) {
        if (value.data)
            search_text(x, r, value);
        return;
    }
    if (!value.data)
        value = (view_text){"", 0};
    pattern_answer a = pattern_search(r->pattern, x->scratch, value.data,
                                      value.size, 0, &from, &to);
    if (a == PATTERN_LIMIT)
        ran_out(x, r);
    if (a == PATTERN_NO)
        note(x, r, value, 0, 0);
}

static void run_header(run *x, const match_header *h)
{
    view_text value = view_header(x->v, h->name, h->modifiers);
    if (value.data) {
        search_group(x, &h->rules, value, false);
    } else {
        for (guint i = 0; i < h->unset->len; i++)
            try_rule(x, g_array_index(h->unset, unsigned, i),
                     (view_text){"", 0}, false);
    }
    for (guint i = 0; i < h->special->len; i++)
        run_special(x, match_rule(x->m, g_array_index(h->special, unsigned, i)),
                    value);
}

static void run_headers(run *x)
{
    for (guint i = 0; i < x->m->headers->len; i++)
        run_header(x, x->m->headers->pdata[i]);
}

/* Folds are part of a value as written; the blanks after the colon are not. */
static view_text without_padding(view_text t)
{
    while (t.size > 0 && (*t.data == ' ' || *t.data == '\t')) {
        t.data++;
        t.size--;
    }
    return t;
}

/* ALL: the fields of one part as lines. */
static view_text all_fields(run *x, const rule *r, const view_part *p)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < p->fields->len; i++) {
        const view_field *f = &g_array_index(p->fields, view_field, i);
        view_text value = (r->modifiers & RULE_RAW) ? f->raw : f->decoded;
        g_string_append_len(s, f->name.data, (gssize)f->name.size);
        g_string_append(s, (r->modifiers & RULE_RAW) ? ":" : ": ");
        g_string_append_len(s, value.data, (gssize)value.size);
    }
    return view_keep_string(x->v, s);
}

/* The fields of one part that the rule asks for, as if it were not negated. */
static void run_mimeheader(run *x, const rule *r, const view_part *p)
{
    bool there = strcmp(r->header, "ALL") == 0;
    if (there)
        search_text(x, r, all_fields(x, r, p));
    for (guint i = 0; i < p->fields->len && !is_full(x, r); i++) {
        const view_field *f = &g_array_index(p->fields, view_field, i);
        if (!view_text_is(f->name, r->header))
            continue;
        there = true;
        search_text(x, r,
                    (r->modifiers & RULE_RAW) ? without_padding(f->raw)
                                              : f->decoded);
    }
    if (!there && r->if_unset)
        search_text(x, r, (view_text){r->if_unset, strlen(r->if_unset)});
}

/* Only the first part that hits counts. A negated rule hits if none did. */
static void run_mimeheaders(run *x)
{
    for (guint i = 0; i < x->m->mimeheaders->len; i++) {
        const rule *r =
            match_rule(x->m, g_array_index(x->m->mimeheaders, unsigned, i));
        const double *value = &x->result->values[r->number];
        for (guint j = 0;
             j < x->v->parts->len && *value == 0 && !out_of_time(x, r); j++)
            run_mimeheader(x, r, x->v->parts->pdata[j]);
        if (!r->negated)
            continue;
        if (*value > 0)
            forget(x, r);
        else
            note(x, r, (view_text){"", 0}, 0, 0);
    }
}

static void run_evals(run *x)
{
    for (guint i = 0; i < x->m->evals->len; i++) {
        const rule *r =
            match_rule(x->m, g_array_index(x->m->evals, unsigned, i));
        if (out_of_time(x, r))
            return;
        uint64_t begin = clock_ns(x);
        int hits = x->m->rows[i]->run(x->v, x->m->set, r->arguments);
        for (int j = 0; j < hits && !is_full(x, r); j++)
            note(x, r, (view_text){"", 0}, 0, 0);
        took(x, r, begin);
    }
}

static bool any_needed(const run *x, const match_meta *of)
{
    for (guint i = 0; i < of->needs_count; i++) {
        unsigned number = g_array_index(x->m->needs, unsigned, of->needs + i);
        if (x->result->values[number] > 0)
            return true;
    }
    return false;
}

static void run_metas(run *x)
{
    for (guint i = 0; i < x->m->metas->len; i++) {
        const match_meta *of = &g_array_index(x->m->metas, match_meta, i);
        if (of->quiet && !any_needed(x, of))
            continue;
        double value = meta_value(of->rule->meta, x->result->values);
        if (value == 0)
            continue;
        note(x, of->rule, (view_text){"", 0}, 0, 0);
        if (value > 0) /* a meta above sees the sum, and never less than 0 */
            x->result->values[of->rule->number] = value;
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
        f->count =
            r->type == RULE_META ? 1 : (unsigned)x->result->values[f->rule];
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
    result->values = g_new0(double, count + 1);
    result->slow = g_ptr_array_new_with_free_func(g_free);
    run x = {m,
             v,
             result,
             ((view_private *)v)->scratch,
             steady_us() + (int64_t)budget_ms * 1000,
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
    g_free(x.candidate);
    g_array_unref(x.list);
    return result;
}

void match_result_free(match_result *r)
{
    if (!r)
        return;
    g_array_unref(r->found);
    g_ptr_array_unref(r->slow);
    g_free(r->values);
    g_free(r);
}
