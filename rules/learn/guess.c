/* model_guess: what the model says about a text, and what spoke for it. */
#include "rules/learn/model_room.h"

#include <math.h>
#include <string.h>

#define GUESS_LEAST 0.01
#define SHARE_LEAST 1e-6

double model_value(uint32_t count, double rarity)
{
    return (1 + log(count)) * rarity;
}

/* ---- scores ---- */

/* Adds what one feature weighs for each class. */
static void add_weights(double *scores, const int16_t *weights, unsigned n,
                        float value)
{
    for (unsigned c = 0; c < n; c++)
        scores[c] += value * weights[c];
}

/* What is in no lesson makes the rest shorter: who writes mostly of other things
 * says little. */
void model_scores(const model_file *f, const model_text *t, double *scores,
                  double *unseen)
{
    unsigned n = model_classes(f);
    double all = 0, unknown = 0;
    memset(scores, 0, n * sizeof *scores);
    for (guint i = 0; i < t->features->len; i++) {
        const model_feature *x = &g_array_index(t->features, model_feature, i);
        const int16_t *weights;
        double rarity = model_find(f, x->hash, &weights);
        double value =
            model_value(x->count, rarity > 0 ? rarity : model_unseen_rarity(f));
        all += value * value;
        if (rarity > 0)
            add_weights(scores, weights, n, (float)value);
        else
            unknown += value * value;
    }
    double length = all > 0 ? sqrt(all) : 1;
    for (unsigned c = 0; c < n; c++)
        scores[c] = scores[c] * model_scale(f)[c] / length + model_bias(f)[c];
    *unseen = all > 0 ? unknown / all : 1;
}

/* The first guess gets what such first guesses were worth; the others lose with it,
 * and make room for it. Returns what is left. */
static double mend_first(const model_sure *s, double *shares, unsigned classes,
                         double none)
{
    unsigned first = 0;
    double others = 0;
    for (unsigned c = 1; c < classes; c++)
        first = shares[c] > shares[first] ? c : first;
    double was = CLAMP(shares[first], SHARE_LEAST, 1 - SHARE_LEAST);
    double is = 1 / (1 + exp(-s->shift - s->steep * log(was / (1 - was))));
    for (unsigned c = 0; c < classes; c++)
        others += c == first ? 0 : shares[c];
    double part = is < was ? is / was : others + is > 1 ? (1 - is) / others : 1;
    for (unsigned c = 0; c < classes; c++)
        shares[c] *= part;
    shares[first] = is;
    return s->shift == 0 && s->steep == 1 ? none
                                          : MAX(1 - is - others * part, 0);
}

double model_shares(const model_sure *s, double *scores, unsigned classes,
                    double unseen)
{
    double highest = scores[0];
    for (unsigned c = 1; c < classes; c++)
        highest = MAX(highest, scores[c]);
    double none = s->none + s->unseen * unseen;
    double top = MAX(none, s->slope * highest);
    for (unsigned c = 0; c < classes; c++)
        scores[c] *= s->slope;
    double all = exp(none - top);
    for (unsigned c = 0; c < classes; c++)
        all += scores[c] = exp(scores[c] - top);
    for (unsigned c = 0; c < classes; c++)
        scores[c] /= all;
    return mend_first(s, scores, classes, exp(none - top) / all);
}

static int surest_first(gconstpointer a, gconstpointer b)
{
    const model_guess *x = a, *y = b;
    if (x->probability != y->probability)
        return x->probability > y->probability ? -1 : 1;
    return x->class < y->class ? -1 : x->class > y->class;
}

GArray *model_guesses(const model_file *f, const model_text *t)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(model_guess));
    unsigned n = model_classes(f);
    g_autofree double *scores = g_new(double, n);
    double unseen;
    model_scores(f, t, scores, &unseen);
    if (unseen >= 1)
        return all;
    model_shares(model_file_sure(f), scores, n, unseen);
    for (unsigned c = 0; c < n; c++) {
        model_guess g = {c, scores[c]};
        g_array_append_val(all, g);
    }
    g_array_sort(all, surest_first);
    guint kept = 1; /* the first, however unsure */
    while (kept < MIN(n, MODEL_GUESSES) &&
           g_array_index(all, model_guess, kept).probability >= GUESS_LEAST)
        kept++;
    g_array_set_size(all, kept);
    return all;
}

/* ---- why ---- */

/* What one occurrence of a feature says for a class, beside what it says for all
 * of them. */
static double speaks(const model_file *f, const model_text *t, uint32_t hash,
                     unsigned class)
{
    const model_feature *low = (const model_feature *)(void *)t->features->data;
    guint n = t->features->len;
    while (n > 1) { /* the last whose hash is not greater */
        guint half = n / 2;
        if (low[half].hash <= hash)
            low += half, n -= half;
        else
            n = half;
    }
    const int16_t *weights;
    double rarity =
        n > 0 && low->hash == hash ? model_find(f, hash, &weights) : 0;
    if (rarity <= 0)
        return 0;
    double mean = 0;
    for (unsigned c = 0; c < model_classes(f); c++)
        mean += (double)weights[c] * model_scale(f)[c] / model_classes(f);
    return model_value(low->count, rarity) / low->count *
           (weights[class] * (double)model_scale(f)[class] - mean);
}

static int loudest_first(gconstpointer a, gconstpointer b)
{
    const model_word *x = a, *y = b;
    if (x->share != y->share)
        return x->share > y->share ? -1 : 1;
    return strcmp(x->word, y->word);
}

/* The same word in several places is one. */
static GHashTable *sum_words(const model_file *f, const model_text *t,
                             unsigned class)
{
    GHashTable *sums =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < t->places->len; i++) {
        const model_place *p = &g_array_index(t->places, model_place, i);
        if (p->word >= t->words->len)
            continue;
        char *word = t->words->pdata[p->word];
        double *sum = g_hash_table_lookup(sums, word);
        if (!sum) {
            sum = g_new0(double, 1);
            g_hash_table_insert(sums, word, sum);
        }
        *sum += speaks(f, t, p->hash, class);
    }
    return sums;
}

GArray *model_why(const model_file *f, const model_text *t, unsigned class,
                  unsigned max)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(model_word));
    g_autoptr(GHashTable) sums = sum_words(f, t, class);
    GHashTableIter i;
    gpointer word, sum;
    double total = 0;
    g_hash_table_iter_init(&i, sums);
    while (g_hash_table_iter_next(&i, &word, &sum)) {
        model_word w = {word, *(double *)sum};
        if (w.share <= 0)
            continue;
        total += w.share;
        g_array_append_val(all, w);
    }
    g_array_sort(all, loudest_first);
    g_array_set_size(all, MIN(all->len, max));
    for (guint k = 0; k < all->len; k++)
        g_array_index(all, model_word, k).share /= total;
    return all;
}
