/* verdict: judged by the MTA's spam header; travels as one GVariant. */
#include "rules/verdict.h"

#include <math.h>
#include <string.h>

#include "base/err.h"

#define VERDICT_TYPE        "(sdba(sud)a(sds)da(sd)a(ssds)a(sd))"
#define VERDICT_VARIANT_MAX (4u << 20) /* octets of a serialized verdict */
#define VERDICT_HITS_MAX    20000
#define VERDICT_VOTES_MAX   1000
#define VERDICT_NAME_MAX    256 /* octets of a rule's or category's name */
#define VERDICT_BY_MAX      600 /* octets of the names of rules that voted */

static void hit_free(gpointer p)
{
    verdict_hit *h = p;

    g_free(h->rule);
    g_free(h);
}

static void vote_free(gpointer p)
{
    verdict_vote *v = p;

    g_free(v->name);
    g_free(v->kind);
    g_free(v->by);
    g_free(v);
}

verdict *verdict_new(void)
{
    verdict *v = g_new0(verdict, 1);

    v->rules = g_strdup("");
    v->hits = g_ptr_array_new_with_free_func(hit_free);
    v->categories = g_ptr_array_new_with_free_func(vote_free);
    v->votes = g_ptr_array_new_with_free_func(vote_free);
    v->probability = -1;
    v->guesses = g_ptr_array_new_with_free_func(vote_free);
    v->spoke = g_ptr_array_new_with_free_func(vote_free);
    return v;
}

void verdict_free(verdict *v)
{
    if (!v)
        return;
    g_free(v->rules);
    g_ptr_array_unref(v->hits);
    g_ptr_array_unref(v->categories);
    g_ptr_array_unref(v->votes);
    g_ptr_array_unref(v->guesses);
    g_ptr_array_unref(v->spoke);
    g_free(v);
}

static void hit_add(verdict *v, const char *rule, unsigned count, double score)
{
    verdict_hit *h = g_new0(verdict_hit, 1);

    h->rule = g_strdup(rule);
    h->count = count;
    h->score = score;
    g_ptr_array_add(v->hits, h);
}

/* Each rule once; beyond VERDICT_BY_MAX no more are named. */
static void name_rule(verdict_vote *vote, const char *rule)
{
    char *all;
    size_t size = vote->by ? strlen(vote->by) + strlen(", ") : 0;

    if (!rule || !*rule || size + strlen(rule) > VERDICT_BY_MAX)
        return;
    all = vote->by ? g_strconcat(vote->by, ", ", rule, NULL) : g_strdup(rule);
    g_free(vote->by);
    vote->by = all;
}

void verdict_vote_add(verdict *v, const char *kind, const char *name,
                      double weight)
{
    verdict_vote_by(v, kind, name, weight, NULL);
}

void verdict_vote_by(verdict *v, const char *kind, const char *name,
                     double weight, const char *rule)
{
    bool category = strcmp(kind, "category") == 0;
    GPtrArray *into = category ? v->categories : v->votes;
    verdict_vote *vote;

    for (guint i = 0; i < into->len; i++) {
        vote = into->pdata[i];
        if (strcmp(vote->name, name) != 0 ||
            (!category && strcmp(vote->kind, kind) != 0))
            continue;
        vote->weight += weight;
        name_rule(vote, rule);
        return;
    }
    vote = g_new0(verdict_vote, 1);
    vote->name = g_strdup(name);
    vote->weight = weight;
    vote->kind = category ? NULL : g_strdup(kind);
    name_rule(vote, rule);
    g_ptr_array_add(into, vote);
}

static int heavier(gconstpointer a, gconstpointer b)
{
    const verdict_vote *x = *(verdict_vote *const *)a;
    const verdict_vote *y = *(verdict_vote *const *)b;

    return x->weight < y->weight ? 1 : x->weight > y->weight ? -1 : 0;
}

void verdict_votes_sort(verdict *v)
{
    g_ptr_array_sort(v->categories, heavier);
    g_ptr_array_sort(v->votes, heavier);
}

/* "YES", "Yes, score=7.1": rspamd and SpamAssassin write both. */
static bool flag_says_spam(const char *flag)
{
    const char *value = flag;
    const char *colon = strchr(flag, ':');

    if (colon)
        value = colon + 1;
    while (*value == ' ' || *value == '\t')
        value++;
    return g_ascii_strncasecmp(value, "yes", 3) == 0 ||
           g_ascii_strcasecmp(value, "true") == 0;
}

verdict *verdict_judge(const letter *l)
{
    verdict *v = verdict_new();

    g_free(v->rules);
    v->rules = g_strdup(VERDICT_NO_RULES);
    if (l->spam_flag && flag_says_spam(l->spam_flag)) {
        hit_add(v, "MTA_SPAM_FLAG", 1, 10.0);
        v->score = 10.0;
        v->spam = true;
    }
    return v;
}

static void build_votes(GVariantBuilder *b, const GPtrArray *votes)
{
    g_variant_builder_init(b, G_VARIANT_TYPE("a(sd)"));
    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *c = votes->pdata[i];

        g_variant_builder_add(b, "(sd)", c->name, c->weight);
    }
}

static const char *by_of(const verdict_vote *vote)
{
    return vote->by ? vote->by : "";
}

static void build_categories(GVariantBuilder *b, const GPtrArray *votes)
{
    g_variant_builder_init(b, G_VARIANT_TYPE("a(sds)"));
    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *c = votes->pdata[i];

        g_variant_builder_add(b, "(sds)", c->name, c->weight, by_of(c));
    }
}

static void build_others(GVariantBuilder *b, const GPtrArray *votes)
{
    g_variant_builder_init(b, G_VARIANT_TYPE("a(ssds)"));
    for (guint i = 0; i < votes->len; i++) {
        const verdict_vote *o = votes->pdata[i];

        g_variant_builder_add(b, "(ssds)", o->kind, o->name, o->weight,
                              by_of(o));
    }
}

GBytes *verdict_to_bytes(const verdict *v)
{
    GVariantBuilder hits, votes, guesses, others, spoke;
    g_autoptr(GVariant) all = NULL;

    g_variant_builder_init(&hits, G_VARIANT_TYPE("a(sud)"));
    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *h = v->hits->pdata[i];

        g_variant_builder_add(&hits, "(sud)", h->rule, h->count, h->score);
    }
    build_categories(&votes, v->categories);
    build_votes(&guesses, v->guesses);
    build_others(&others, v->votes);
    build_votes(&spoke, v->spoke);
    all = g_variant_ref_sink(g_variant_new(
        VERDICT_TYPE, v->rules, v->score, (gboolean)v->spam, &hits, &votes,
        v->probability, &guesses, &others, &spoke));
    if (G_BYTE_ORDER == G_BIG_ENDIAN) {
        GVariant *swapped = g_variant_byteswap(all);

        g_variant_unref(all);
        all = swapped;
    }
    return g_variant_get_data_as_bytes(all);
}

static bool is_name(const char *s)
{
    size_t n = 0;

    for (; s[n]; n++) {
        if ((guchar)s[n] < 0x20 || s[n] == 0x7f)
            return false;
    }
    return n > 0 && n <= VERDICT_NAME_MAX;
}

static bool take_hits(GVariant *list, verdict *v)
{
    gsize n = g_variant_n_children(list);

    if (n > VERDICT_HITS_MAX)
        return false;
    for (gsize i = 0; i < n; i++) {
        const char *rule;
        guint32 count;
        double score;

        g_variant_get_child(list, i, "(&sud)", &rule, &count, &score);
        if (!is_name(rule) || !isfinite(score))
            return false;
        hit_add(v, rule, count, score);
    }
    return true;
}

static bool take_votes(GVariant *list, GPtrArray *into)
{
    gsize n = g_variant_n_children(list);

    if (n > VERDICT_VOTES_MAX)
        return false;
    for (gsize i = 0; i < n; i++) {
        verdict_vote *vote;
        const char *name;
        double weight;

        g_variant_get_child(list, i, "(&sd)", &name, &weight);
        if (!is_name(name) || !isfinite(weight))
            return false;
        vote = g_new0(verdict_vote, 1);
        vote->name = g_strdup(name);
        vote->weight = weight;
        g_ptr_array_add(into, vote);
    }
    return true;
}

/* "" or names: without what no name has. */
static bool is_by(const char *by)
{
    size_t n = 0;

    while (by[n] && (guchar)by[n] >= 0x20 && by[n] != 0x7f)
        n++;
    return n <= VERDICT_BY_MAX && by[n] == '\0';
}

static bool take_categories(GVariant *list, verdict *v)
{
    gsize n = g_variant_n_children(list);

    if (n > VERDICT_VOTES_MAX)
        return false;
    for (gsize i = 0; i < n; i++) {
        const char *name, *by;
        double weight;

        g_variant_get_child(list, i, "(&sd&s)", &name, &weight, &by);
        if (!is_name(name) || !isfinite(weight) || !is_by(by))
            return false;
        verdict_vote *vote = g_new0(verdict_vote, 1);
        vote->name = g_strdup(name);
        vote->weight = weight;
        vote->by = *by ? g_strdup(by) : NULL;
        g_ptr_array_add(v->categories, vote);
    }
    return true;
}

static bool take_others(GVariant *list, verdict *v)
{
    gsize n = g_variant_n_children(list);

    if (n > VERDICT_VOTES_MAX)
        return false;
    for (gsize i = 0; i < n; i++) {
        const char *kind, *name, *by;
        double weight;

        g_variant_get_child(list, i, "(&s&sd&s)", &kind, &name, &weight, &by);
        if (!is_name(kind) || strcmp(kind, "category") == 0 || !is_name(name) ||
            !isfinite(weight) || !is_by(by))
            return false;
        verdict_vote_by(v, kind, name, weight, by);
    }
    return true;
}

static bool take_all(GVariant *all, verdict *v)
{
    g_autoptr(GVariant) hits = g_variant_get_child_value(all, 3);
    g_autoptr(GVariant) votes = g_variant_get_child_value(all, 4);
    g_autoptr(GVariant) guesses = g_variant_get_child_value(all, 6);
    g_autoptr(GVariant) others = g_variant_get_child_value(all, 7);
    g_autoptr(GVariant) spoke = g_variant_get_child_value(all, 8);
    const char *rules;
    gboolean spam;

    g_variant_get_child(all, 0, "&s", &rules);
    g_variant_get_child(all, 1, "d", &v->score);
    g_variant_get_child(all, 2, "b", &spam);
    g_variant_get_child(all, 5, "d", &v->probability);
    v->spam = spam;
    if ((*rules && !is_name(rules)) || !isfinite(v->score) ||
        !(v->probability == -1 || (v->probability >= 0 && v->probability <= 1)))
        return false;
    g_free(v->rules);
    v->rules = g_strdup(rules);
    return take_hits(hits, v) && take_categories(votes, v) &&
           take_votes(guesses, v->guesses) && take_others(others, v) &&
           take_votes(spoke, v->spoke);
}

verdict *verdict_from_bytes(GBytes *bytes, GError **error)
{
    g_autoptr(GVariant) all = NULL;
    g_autoptr(verdict) v = NULL;

    if (g_bytes_get_size(bytes) > VERDICT_VARIANT_MAX) {
        err_set(error, ERR_DATA,
                "the scanning child's verdict has %" G_GSIZE_FORMAT
                " octets, more than the %u allowed",
                g_bytes_get_size(bytes), VERDICT_VARIANT_MAX);
        return NULL;
    }
    all = g_variant_ref_sink(
        g_variant_new_from_bytes(G_VARIANT_TYPE(VERDICT_TYPE), bytes, FALSE));
    if (!g_variant_is_normal_form(all)) {
        err_set(error, ERR_DATA,
                "the scanning child's verdict is not well-formed");
        return NULL;
    }
    if (G_BYTE_ORDER == G_BIG_ENDIAN) {
        GVariant *swapped = g_variant_byteswap(all);

        g_variant_unref(all);
        all = swapped;
    }
    v = verdict_new();
    if (!take_all(all, v)) {
        err_set(error, ERR_DATA,
                "the scanning child's verdict breaks a limit or has a value "
                "out of range");
        return NULL;
    }
    return g_steal_pointer(&v);
}
