/* judge: loads and compiles a rule set once, then judges message by message. */
#include "rules/judge.h"

#include <string.h>

#include "base/err.h"

#define HITS_TYPE "a(sssss)"
#define HITS_MAX  20000

struct judge {
    rule_set *set;
    matcher *matcher;
    count_file *counts; /* NULL: nothing is learned */
    model_file *model;  /* of categories; NULL: none is learned */
};

judge *judge_new(const char *const *paths, unsigned set, unsigned match,
                 GPtrArray **problems, GError **error)
{
    g_autoptr(judge) j = g_new0(judge, 1);

    j->set = set_read(paths, set, problems, error);
    if (!j->set)
        return NULL;
    j->matcher = match_new(j->set, match);
    return g_steal_pointer(&j);
}

void judge_free(judge *j)
{
    if (!j)
        return;
    count_close(j->counts);
    model_close(j->model);
    match_free(j->matcher);
    set_free(j->set);
    g_free(j);
}

void judge_learned(judge *j, count_file *counts)
{
    count_close(j->counts);
    j->counts = counts;
}

void judge_categories(judge *j, model_file *model)
{
    model_close(j->model);
    j->model = model;
}

bool judge_reads_letters(const judge *j)
{
    return j->model != NULL;
}

const rule_set *judge_set(const judge *j)
{
    return j->set;
}

const matcher *judge_matcher(const judge *j)
{
    return j->matcher;
}

/* ---- one message ---- */

static void hit_free(gpointer p)
{
    judge_hit *h = p;

    g_free(h->rule);
    g_free(h->place);
    g_free(h->describe);
    g_free(h->votes);
    g_free(h->text);
    g_free(h);
}

static char *votes_of(const rule *r)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < r->votes->len; i++) {
        const rule_vote *v = r->votes->pdata[i];
        g_string_append_printf(all, "%s%s:%s %.1f", i > 0 ? ", " : "", v->kind,
                               v->name, v->weight);
    }
    return g_string_free(all, FALSE);
}

static char *text_of(const match_found *f)
{
    gsize size = f->to > f->from ? f->to - f->from : 0;

    if (size == 0 || !f->text.data || f->to > f->text.size)
        return g_strdup("");
    g_autofree char *piece =
        g_strndup(f->text.data + f->from, MIN(size, JUDGE_SHOWN_MAX));
    g_autofree char *valid = g_utf8_make_valid(piece, -1);

    return g_strconcat(valid, size > JUDGE_SHOWN_MAX ? "..." : NULL, NULL);
}

static GPtrArray *hits_of(const judge *j, const match_result *r)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(hit_free);

    for (guint i = 0; i < r->found->len; i++) {
        const match_found *f = &g_array_index(r->found, match_found, i);
        const rule *of = j->set->rules->pdata[f->rule];
        judge_hit *h = g_new0(judge_hit, 1);

        h->rule = g_strdup(of->name);
        h->place = g_strdup_printf("%s:%d", of->file, of->line);
        h->describe = g_strdup(of->describe);
        h->votes = votes_of(of);
        h->text = text_of(f);
        g_ptr_array_add(all, h);
    }
    return all;
}

/* Before the rules: some ask for the probability. */
static GArray *ask_counts(const judge *j, view *v)
{
    double probability;
    unsigned used;

    if (!j->counts)
        return NULL;
    g_autoptr(count_words) w = count_read(v, count_file_key(j->counts));
    if (count_spam(j->counts, w, &probability, &used))
        v->probability = probability;
    return j->model ? NULL : count_categories(j->counts, w);
}

static void add_vote(GPtrArray *into, const char *name, double weight)
{
    verdict_vote *vote = g_new0(verdict_vote, 1);

    vote->name = g_strdup(name);
    vote->weight = weight;
    g_ptr_array_add(into, vote);
}

static void add_guesses(const judge *j, const GArray *guesses, verdict *v)
{
    for (guint i = 0; guesses && i < guesses->len; i++) {
        const count_guess *g = &g_array_index(guesses, count_guess, i);
        add_vote(v->guesses, count_class_name(j->counts, g->class),
                 g->probability);
    }
}

void judge_letter(const judge *j, const letter *l, bool words, judge_opinion *o)
{
    if (!j->model)
        return;
    g_autoptr(model_text) t = model_read_letter(l, model_key(j->model), words);
    g_autoptr(GArray) guesses = model_guesses(j->model, t);
    for (guint i = 0; i < guesses->len; i++) {
        const model_guess *g = &g_array_index(guesses, model_guess, i);
        add_vote(o->verdict->guesses, model_class_name(j->model, g->class),
                 g->probability);
    }
    if (!words || guesses->len == 0)
        return;
    unsigned first = g_array_index(guesses, model_guess, 0).class;
    g_autoptr(GArray) why = model_why(j->model, t, first, JUDGE_SPOKE_MAX);
    for (guint i = 0; i < why->len; i++) {
        const model_word *w = &g_array_index(why, model_word, i);
        add_vote(o->verdict->spoke, w->word, w->share);
    }
}

judge_opinion *judge_message(const judge *j, const void *data, size_t size,
                             bool want_hits)
{
    g_autoptr(view) v = view_new(data ? data : "", size, j->set);
    g_autoptr(GArray) guesses = ask_counts(j, v);
    match_result *r = match_run(j->matcher, v, MATCH_BUDGET_MS);
    judge_opinion *o = g_new0(judge_opinion, 1);

    o->verdict = match_verdict(j->matcher, r, JUDGE_SPAM_SCORE);
    o->verdict->probability = v->probability;
    add_guesses(j, guesses, o->verdict);
    o->hits = want_hits ? hits_of(j, r) : NULL;
    o->slow = g_steal_pointer(&r->slow);
    r->slow = g_ptr_array_new();
    o->over_budget = r->over_budget;
    o->last = g_strdup(r->last);
    match_result_free(r);
    return o;
}

void judge_opinion_free(judge_opinion *o)
{
    if (!o)
        return;
    verdict_free(o->verdict);
    if (o->hits)
        g_ptr_array_unref(o->hits);
    g_ptr_array_unref(o->slow);
    g_free(o->last);
    g_free(o);
}

/* ---- on the wire ---- */

GBytes *judge_hits_to_bytes(const GPtrArray *hits)
{
    GVariantBuilder all;

    g_variant_builder_init(&all, G_VARIANT_TYPE(HITS_TYPE));
    for (guint i = 0; i < hits->len; i++) {
        const judge_hit *h = hits->pdata[i];
        g_autofree char *describe = g_utf8_make_valid(h->describe, -1);
        g_autofree char *place = g_utf8_make_valid(h->place, -1);

        g_variant_builder_add(&all, "(sssss)", h->rule, place, describe,
                              h->votes, h->text);
    }
    g_autoptr(GVariant) v = g_variant_ref_sink(g_variant_builder_end(&all));
    return g_variant_get_data_as_bytes(v);
}

GPtrArray *judge_hits_from_bytes(GBytes *bytes, GError **error)
{
    if (g_bytes_get_size(bytes) > JUDGE_HITS_MAX) {
        err_set(error, ERR_DATA, "the scanning child's hits are too large");
        return NULL;
    }
    g_autoptr(GVariant) v = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(HITS_TYPE), bytes, FALSE));
    if (!g_variant_is_normal_form(v) || g_variant_n_children(v) > HITS_MAX) {
        err_set(error, ERR_DATA,
                "the scanning child's hits are not "
                "well-formed");
        return NULL;
    }
    GPtrArray *all = g_ptr_array_new_with_free_func(hit_free);
    for (gsize i = 0; i < g_variant_n_children(v); i++) {
        judge_hit *h = g_new0(judge_hit, 1);
        g_variant_get_child(v, i, "(sssss)", &h->rule, &h->place, &h->describe,
                            &h->votes, &h->text);
        g_ptr_array_add(all, h);
    }
    return all;
}
