/* count_score: what the counts say about a message.
 *
 * Each word's probability is Robinson's f(w): the share of spam among the
 * messages that had it, with a weak belief in 1/2 mixed in, so that a word seen
 * once says less than one seen often (G. Robinson, "A Statistical Approach to
 * the Spam Problem", Linux Journal 107, 2003).  That article combines them by
 * Fisher's chi-square; we do not.  Chi-square asks how unlikely so many words
 * are by chance, as if each were a witness of its own, and words are not: a
 * newsletter's two hundred tags are one witness, and in long messages the answer
 * is 0 or 1 to the last bit, whichever is wrong.  Here each group of words
 * (count_group) gives its mean log odds, each word weighted by how far its odds
 * are from even: one that stood in fifty messages of one class and in none of the
 * other says more than ten that stood in two.  Some silence is mixed in so that
 * three words are less sure than thirty; the sum of the groups goes through a
 * logistic function, scaled so that 0.9 means nine of ten.  tests/bench/learn
 * prints both on the same folds; tests/bench/README says how the constants were
 * chosen.
 *
 * Categories, where there is no model yet (model.h), are naive Bayes over all
 * classes.  Its figures are famously too sure
 * for the same reason, so the evidence of n words is scaled by the root of a
 * constant over n, which was chosen so that of the guesses said to be right with
 * 0.8 about 80 % are (tests/bench/learn_folds --text).  Words that say nothing of
 * any class leave a share to none of them.
 */
#include "rules/learn/count.h"

#include <math.h>

#define WORD_BELIEF      0.05 /* messages that the belief in 1/2 is worth */
#define WORD_TELLING     0.2  /* a word that is nearer to 1/2 is silent */
#define GROUP_SILENT     30.0 /* silence in a group, as weight of words */
#define SPAM_SCALE       0.7  /* of the sum of groups, to log odds of spam */
#define CATEGORY_BELIEF  0.05 /* messages with a word, and as many without */
#define CATEGORY_SURE    0.5 /* of n words sqrt(CATEGORY_SURE / n) is believed */
#define CATEGORY_GUESSES 5   /* at most */
#define CATEGORY_LEAST   0.01

static const double group_weight[COUNT_GROUPS] = {1.0, 1.0, 1.0, 0.5};

/* ---- spam ---- */

typedef struct group_sum {
    double odds;   /* sum of logarithms, each by its weight */
    double weight; /* of the words that spoke */
} group_sum;

/* False: the word has no opinion. */
static bool word_odds(const count_file *f, uint64_t hash, double *odds)
{
    size_t n;
    double counts[COUNT_CATEGORY] = {0, 0};
    const count_row *r = count_find(f, hash, &n);
    for (size_t i = 0; i < n; i++)
        if (r[i].class < COUNT_CATEGORY)
            counts[r[i].class] = r[i].count;
    double seen = counts[COUNT_SPAM] + counts[COUNT_HAM];
    if (seen <= 0)
        return false;
    double spam = counts[COUNT_SPAM] / count_trained(f, COUNT_SPAM);
    double ham = counts[COUNT_HAM] / count_trained(f, COUNT_HAM);
    double p = (WORD_BELIEF * 0.5 + seen * (spam / (spam + ham))) /
               (WORD_BELIEF + seen);
    *odds = log(p / (1 - p));
    return fabs(p - 0.5) >= WORD_TELLING;
}

bool count_spam(const count_file *f, const count_words *w, double *probability,
                unsigned *used)
{
    group_sum groups[COUNT_GROUPS] = {{0, 0}};
    *probability = 0.5;
    *used = 0;
    if (count_trained(f, COUNT_SPAM) < COUNT_TRAINED_MIN ||
        count_trained(f, COUNT_HAM) < COUNT_TRAINED_MIN)
        return false;
    for (guint i = 0; i < w->hashes->len; i++) {
        uint64_t hash = g_array_index(w->hashes, uint64_t, i);
        double odds;
        if (!word_odds(f, hash, &odds))
            continue;
        groups[COUNT_GROUP_OF(hash)].odds += odds * fabs(odds);
        groups[COUNT_GROUP_OF(hash)].weight += fabs(odds);
        ++*used;
    }
    double sum = 0;
    for (unsigned g = 0; g < COUNT_GROUPS; g++)
        sum += group_weight[g] * groups[g].odds /
               (groups[g].weight + GROUP_SILENT);
    *probability = 1 / (1 + exp(-SPAM_SCALE * sum));
    return true;
}

/* ---- categories ---- */

typedef struct guessing {
    const count_file *f;
    unsigned classes;
    double trained; /* in all categories */
    double odds[COUNT_CLASSES_MAX];
    unsigned words;
} guessing;

static bool is_guessed(const guessing *g, unsigned class)
{
    return class >= COUNT_CATEGORY && class < g->classes &&
           count_trained(g->f, class) >= COUNT_CATEGORY_MIN;
}

/* What one word says for each class, beside the mean of all. */
static void hear_word(guessing *g, uint64_t hash)
{
    size_t n;
    double counts[COUNT_CLASSES_MAX] = {0}, seen = 0;
    const count_row *r = count_find(g->f, hash, &n);
    for (size_t i = 0; i < n; i++)
        if (is_guessed(g, r[i].class)) {
            counts[r[i].class] = r[i].count;
            seen += r[i].count;
        }
    if (seen <= 0)
        return;
    double all = (seen + CATEGORY_BELIEF) / (g->trained + 2 * CATEGORY_BELIEF);
    for (unsigned c = COUNT_CATEGORY; c < g->classes; c++)
        if (is_guessed(g, c))
            g->odds[c] +=
                log((counts[c] + CATEGORY_BELIEF) /
                    (count_trained(g->f, c) + 2 * CATEGORY_BELIEF) / all);
    g->words++;
}

static int surest_first(gconstpointer a, gconstpointer b)
{
    const count_guess *x = a, *y = b;
    if (x->probability != y->probability)
        return x->probability > y->probability ? -1 : 1;
    return x->class < y->class ? -1 : x->class > y->class;
}

static void share_out(guessing *g, GArray *guesses)
{
    double scale = g->words > 0 ? sqrt(CATEGORY_SURE / g->words) : 1;
    double top = 0, all = 1; /* one more class: none of these, odds 0 */
    for (unsigned c = COUNT_CATEGORY; c < g->classes; c++) {
        g->odds[c] = scale * g->odds[c] +
                     log(MAX(count_trained(g->f, c), 1) / g->trained);
        top = is_guessed(g, c) ? MAX(top, g->odds[c]) : top;
    }
    all = exp(log(1 / g->trained) - top);
    for (unsigned c = COUNT_CATEGORY; c < g->classes; c++)
        if (is_guessed(g, c))
            all += exp(g->odds[c] - top);
    for (unsigned c = COUNT_CATEGORY; c < g->classes; c++) {
        count_guess guess = {c, exp(g->odds[c] - top) / all};
        if (is_guessed(g, c) && guess.probability >= CATEGORY_LEAST)
            g_array_append_val(guesses, guess);
    }
    g_array_sort(guesses, surest_first);
    if (guesses->len > CATEGORY_GUESSES)
        g_array_set_size(guesses, CATEGORY_GUESSES);
}

GArray *count_categories(const count_file *f, const count_words *w)
{
    GArray *guesses = g_array_new(FALSE, FALSE, sizeof(count_guess));
    guessing g = {.f = f, .classes = count_classes(f)};
    unsigned known = 0;
    for (unsigned c = COUNT_CATEGORY; c < g.classes; c++)
        if (is_guessed(&g, c)) {
            g.trained += count_trained(f, c);
            known++;
        }
    if (known < 2)
        return guesses;
    for (guint i = 0; i < w->hashes->len; i++) {
        uint64_t hash = g_array_index(w->hashes, uint64_t, i);
        count_group group = COUNT_GROUP_OF(hash);
        if (group == COUNT_TEXT || group == COUNT_PAIR)
            hear_word(&g, hash);
    }
    share_out(&g, guesses);
    return guesses;
}
