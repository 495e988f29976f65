/* model_train: lessons to a model. The only file that knows LIBLINEAR.
 *
 * For each category a logistic regression of its own against all the rest (dual
 * coordinate descent, L2), on vectors of length 1: counts of features by their
 * logarithm, weighted by how rare they are among the lessons.  Where that would
 * take minutes a support vector machine takes its place, which is a little less
 * often right with few lessons and many times as fast where categories overlap.
 * Categories with too few lessons are part of the rest.  Then the same without
 * a fold of lessons, and without some categories, so that what the scores are
 * worth is measured on what the model has not seen (sure.c).
 * tests/bench/README says how the constants were chosen.
 */
#include "rules/learn/model_room.h"

#include "base/err.h"

#include <linear.h>
#include <math.h>
#include <string.h>

#define COST         32.0 /* LIBLINEAR's C: lessons are few, and seldom wrong */
#define COST_FAST    1.0  /* the same of the support vector machine */
#define FAST         1e8  /* values times categories from which it is that */
#define EPSILON      0.1  /* where it stops */
#define BIAS         1.0
#define FOLDS        4   /* of lessons that are held out in turn */
#define FOLDS_QUICK  10  /* where that takes no time */
#define FOLDS_FAST   3   /* where it takes much */
#define QUICK        1e7 /* values times categories */
#define STRANGE      2   /* groups of categories that are held out */
#define STRANGE_PART 5   /* one in so many */
#define LESSONS_MAX  400 /* of one category: the latest */
#define LESSONS_MIN  20  /* fewer than that are not left out for speed */
#define VALUES_MAX   (20u << 20) /* of all lessons: 320 MiB */
#define WORK_MAX     1e9         /* values times categories: half a minute */
#define OTHERS       (-1)        /* no category that is guessed */

typedef struct sample {
    const model_text *text;
    int class;    /* in `classes`, or OTHERS */
    unsigned nth; /* of its class */
} sample;

typedef struct training {
    GArray *samples; /* sample */
    GArray *classes; /* unsigned: index in names, of those that are guessed */
    const char *const *names;
    const secret_key *key;
    GArray *rows;    /* model_row, of held-out lessons */
    GPtrArray *kept; /* float*: their scores */
    unsigned folds, strange;
    bool fast;
    model_report report;
} training;

typedef bool (*choice)(const training *t, const sample *s, unsigned round);

/* ---- one fit ---- */

typedef struct fit {
    GPtrArray *chosen; /* const sample* */
    GArray *classes;   /* int: those of training.classes that take part */
    uint32_t *hashes;  /* features that are listed, rising */
    float *rarity;
    unsigned features;
    double unseen_rarity;
    int32_t *place; /* by hash: 0, or 1 + index in hashes */
    struct feature_node *nodes;
    struct problem problem;
    float *weights, *bias;
} fit;

static void fit_free(fit *f)
{
    g_ptr_array_unref(f->chosen);
    g_array_unref(f->classes);
    g_free(f->hashes);
    g_free(f->rarity);
    g_free(f->place);
    g_free(f->nodes);
    g_free(f->problem.x);
    g_free(f->problem.y);
    g_free(f->weights);
    g_free(f->bias);
    g_free(f);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(fit, fit_free)

static double rarity_of(unsigned lessons, unsigned with)
{
    return log((1.0 + lessons) / (1.0 + with)) + 1;
}

/* Which features are listed: those that `least` lessons have. */
static unsigned count_listed(const uint32_t *with, unsigned least)
{
    unsigned n = 0;
    for (size_t i = 0; i < (size_t)1 << MODEL_HASH_BITS; i++)
        n += with[i] >= least;
    return n;
}

static void list_features(fit *f)
{
    size_t all = (size_t)1 << MODEL_HASH_BITS;
    unsigned least = 1;
    g_autofree uint32_t *with = g_new0(uint32_t, all);
    for (guint i = 0; i < f->chosen->len; i++) {
        const sample *s = f->chosen->pdata[i];
        const GArray *x = s->text->features;
        for (guint k = 0; k < x->len; k++)
            with[g_array_index(x, model_feature, k).hash]++;
    }
    while ((uint64_t)count_listed(with, least) * f->classes->len >
           MODEL_WEIGHTS_MAX)
        least++;
    unsigned n = count_listed(with, least);
    f->hashes = g_new(uint32_t, n + 1);
    f->rarity = g_new(float, n + 1);
    f->place = g_new0(int32_t, all);
    for (size_t i = 0; i < all; i++) {
        if (with[i] < least)
            continue;
        f->hashes[f->features] = (uint32_t)i;
        f->rarity[f->features] = (float)rarity_of(f->chosen->len, with[i]);
        f->place[i] = (int32_t)++f->features;
    }
    f->unseen_rarity = rarity_of(f->chosen->len, least - 1);
}

/* The vector of a text; returns where the next one may begin. */
static struct feature_node *put_vector(const fit *f, const model_text *t,
                                       struct feature_node *out)
{
    struct feature_node *first = out;
    double all = 0;
    for (guint i = 0; i < t->features->len; i++) {
        const model_feature *x = &g_array_index(t->features, model_feature, i);
        int32_t at = f->place[x->hash];
        double value =
            model_value(x->count, at ? f->rarity[at - 1] : f->unseen_rarity);
        all += value * value;
        if (at)
            *out++ = (struct feature_node){at, value};
    }
    for (struct feature_node *n = first; n < out; n++)
        n->value /= sqrt(all);
    *out++ = (struct feature_node){(int)f->features + 1, BIAS};
    *out++ = (struct feature_node){-1, 0};
    return out;
}

static void make_problem(fit *f)
{
    size_t values = 0;
    for (guint i = 0; i < f->chosen->len; i++)
        values +=
            ((const sample *)f->chosen->pdata[i])->text->features->len + 2;
    f->nodes = g_new(struct feature_node, values);
    f->problem =
        (struct problem){.l = (int)f->chosen->len,
                         .n = (int)f->features + 1,
                         .y = g_new(double, f->chosen->len),
                         .x = g_new(struct feature_node *, f->chosen->len),
                         .bias = BIAS};
    struct feature_node *at = f->nodes;
    for (guint i = 0; i < f->chosen->len; i++) {
        f->problem.x[i] = at;
        at = put_vector(f, ((const sample *)f->chosen->pdata[i])->text, at);
    }
}

/* One category against all the rest. */
static void fit_class(fit *f, unsigned nth, bool fast)
{
    const struct parameter how = {.solver_type =
                                      fast ? L2R_L2LOSS_SVC_DUAL : L2R_LR_DUAL,
                                  .eps = EPSILON,
                                  .C = fast ? COST_FAST : COST};
    int class = g_array_index(f->classes, int, nth);
    for (guint i = 0; i < f->chosen->len; i++) {
        const sample *s = f->chosen->pdata[i];
        f->problem.y[i] = s->class == class ? 1 : -1;
    }
    struct model *m = train(&f->problem, &how);
    double sign = m->label[0] == 1 ? 1 : -1;
    float *out = f->weights + (size_t)nth * f->features;
    for (unsigned i = 0; i < f->features; i++)
        out[i] = (float)(sign * m->w[i]);
    f->bias[nth] = (float)(sign * m->w[f->features] * BIAS);
    free_and_destroy_model(&m);
}

static bool has_class(const fit *f, int class)
{
    for (guint i = 0; i < f->classes->len; i++)
        if (g_array_index(f->classes, int, i) == class)
            return true;
    return false;
}

/* Of the samples that `learned` says, all if it is NULL. */
static fit *fit_new(const training *t, choice learned, unsigned round)
{
    fit *f = g_new0(fit, 1);
    f->chosen = g_ptr_array_new();
    f->classes = g_array_new(FALSE, FALSE, sizeof(int));
    for (guint i = 0; i < t->samples->len; i++) {
        const sample *s = &g_array_index(t->samples, sample, i);
        if (learned && !learned(t, s, round))
            continue;
        g_ptr_array_add(f->chosen, (gpointer)s);
        if (s->class != OTHERS && !has_class(f, s->class))
            g_array_append_val(f->classes, s->class);
    }
    list_features(f);
    make_problem(f);
    f->weights = g_new(float, (size_t)f->classes->len * f->features + 1);
    f->bias = g_new(float, f->classes->len + 1);
    for (unsigned c = 0; c < f->classes->len; c++)
        fit_class(f, c, t->fast);
    return f;
}

static GBytes *fit_to_bytes(const training *t, const fit *f,
                            const model_sure *sure)
{
    unsigned n = f->classes->len;
    g_autofree const char **names = g_new(const char *, n);
    g_autofree uint32_t *trained = g_new0(uint32_t, n);
    for (unsigned c = 0; c < n; c++) {
        int class = g_array_index(f->classes, int, c);
        names[c] = t->names[g_array_index(t->classes, unsigned, class)];
        for (guint i = 0; i < f->chosen->len; i++)
            trained[c] += ((const sample *)f->chosen->pdata[i])->class == class;
    }
    model_draft d = {.classes = n,
                     .features = f->features,
                     .names = names,
                     .trained = trained,
                     .hashes = f->hashes,
                     .rarity = f->rarity,
                     .unseen_rarity = f->unseen_rarity,
                     .weights = f->weights,
                     .bias = f->bias,
                     .sure = *sure,
                     .report = t->report};
    return model_draft_to_bytes(&d, t->key);
}

/* ---- what it says of what it has not seen ---- */

static bool not_in_fold(const training *t, const sample *s, unsigned round)
{
    return s->nth % t->folds != round;
}

static bool not_in_group(const training *t, const sample *s, unsigned round)
{
    unsigned part = MAX(MIN(STRANGE_PART, t->classes->len), 1);
    return s->class == OTHERS || (unsigned)s->class % part != round;
}

/* The row of one that is held out; `is` counts within the fit's classes. */
static void add_row(training *t, const fit *f, const model_file *m,
                    const sample *s)
{
    unsigned n = f->classes->len;
    g_autofree double *scores = g_new(double, n);
    model_row row = {.classes = n, .is = OTHERS};
    float *kept = g_new(float, n);
    model_scores(m, s->text, scores, &row.unseen);
    for (unsigned c = 0; c < n; c++) {
        kept[c] = (float)scores[c];
        if (g_array_index(f->classes, int, c) == s->class)
            row.is = (int)c;
    }
    row.scores = kept;
    g_ptr_array_add(t->kept, kept);
    g_array_append_val(t->rows, row);
}

static bool try_round(training *t, choice learned, unsigned round,
                      GError **error)
{
    static const model_sure as_it_is = {1, 0, 0, 0, 1};
    g_autoptr(fit) f = fit_new(t, learned, round);
    g_autoptr(GBytes) bytes = fit_to_bytes(t, f, &as_it_is);
    g_autoptr(model_file) m = model_from_bytes(bytes, t->key, error);
    for (guint i = 0; m && i < t->samples->len; i++) {
        const sample *s = &g_array_index(t->samples, sample, i);
        if (!learned(t, s, round))
            add_row(t, f, m, s);
    }
    return m != NULL;
}

/* How often it was right, and how often where it was sure. */
static void count_right(training *t, const model_sure *sure)
{
    for (guint i = 0; i < t->rows->len; i++) {
        const model_row *r = &g_array_index(t->rows, model_row, i);
        g_autofree double *shares = g_new(double, r->classes + 1);
        unsigned first = 0;
        if (r->is < 0)
            continue;
        for (unsigned c = 0; c < r->classes; c++)
            shares[c] = r->scores[c];
        model_shares(sure, shares, r->classes, r->unseen);
        for (unsigned c = 0; c < r->classes; c++)
            first = shares[c] > shares[first] ? c : first;
        bool right = first == (unsigned)r->is, certain = shares[first] >= 0.9;
        t->report.tried++;
        t->report.right += right;
        t->report.sure += certain;
        t->report.sure_right += certain && right;
    }
}

static bool measure(training *t, model_sure *sure, GError **error)
{
    for (unsigned i = 0; i < t->folds; i++)
        if (!try_round(t, not_in_fold, i, error))
            return false;
    for (unsigned i = 0; i < t->strange; i++)
        if (!try_round(t, not_in_group, i, error))
            return false;
    *sure = model_calibrate((const model_row *)(const void *)t->rows->data,
                            t->rows->len);
    count_right(t, sure);
    return true;
}

/* ---- which lessons ---- */

/* How many lessons of one category there may be, so that all is done in time. */
static unsigned lessons_limit(const model_lesson *lessons, size_t n,
                              unsigned names, unsigned classes)
{
    g_autofree unsigned *left = g_new(unsigned, names + 1);
    for (unsigned most = LESSONS_MAX;; most = most * 3 / 4) {
        double values = 0;
        for (unsigned c = 0; c < names; c++)
            left[c] = most;
        for (size_t i = n; i-- > 0;)
            if (left[lessons[i].class] > 0) {
                left[lessons[i].class]--;
                values += lessons[i].text->features->len + 2;
            }
        if ((values <= VALUES_MAX && values * classes <= WORK_MAX) ||
            most <= LESSONS_MIN)
            return most;
    }
}

static void choose(training *t, const model_lesson *lessons, size_t n,
                   unsigned names)
{
    g_autofree unsigned *of = g_new0(unsigned, names + 1);
    g_autofree unsigned *nth = g_new0(unsigned, names + 1);
    g_autofree int *class = g_new(int, names + 1);
    for (size_t i = 0; i < n; i++)
        of[lessons[i].class]++;
    for (unsigned c = 0; c < names; c++) {
        class[c] = of[c] >= MODEL_CLASS_MIN ? (int)t->classes->len : OTHERS;
        if (class[c] != OTHERS)
            g_array_append_val(t->classes, c);
    }
    unsigned most = lessons_limit(lessons, n, names, t->classes->len);
    double values = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned c = lessons[i].class;
        if (of[c]-- > most) /* the latest stay */
            continue;
        sample s = {lessons[i].text, class[c], nth[c]++};
        g_array_append_val(t->samples, s);
        values += s.text->features->len + 2;
    }
    values *= t->classes->len;
    t->fast = values > FAST;
    t->folds = values <= QUICK ? FOLDS_QUICK : t->fast ? FOLDS_FAST : FOLDS;
    /* with two categories there is none that could be held out */
    t->strange = t->classes->len < 3 ? 0 : t->fast ? 1 : STRANGE;
}

/* ---- the whole ---- */

static void say_nothing(const char *words)
{
}

static GBytes *train_all(training *t, GError **error)
{
    model_sure sure;
    if (t->classes->len < 2) {
        err_set(error, ERR_NOT_FOUND,
                "fewer than two categories have %d lessons", MODEL_CLASS_MIN);
        return NULL;
    }
    if (!measure(t, &sure, error))
        return NULL;
    g_autoptr(fit) f = fit_new(t, NULL, 0);
    t->report.lessons = t->samples->len;
    return fit_to_bytes(t, f, &sure);
}

GBytes *model_train(const model_lesson *lessons, size_t n,
                    const char *const *names, unsigned classes,
                    const secret_key *key, GError **error)
{
    if (classes > MODEL_CLASSES_MAX) {
        err_set(error, ERR_LIMIT, "%u categories are more than %d", classes,
                MODEL_CLASSES_MAX);
        return NULL;
    }
    training t = {.names = names,
                  .key = key,
                  .samples = g_array_new(FALSE, FALSE, sizeof(sample)),
                  .classes = g_array_new(FALSE, FALSE, sizeof(unsigned)),
                  .rows = g_array_new(FALSE, FALSE, sizeof(model_row)),
                  .kept = g_ptr_array_new_with_free_func(g_free)};
    set_print_string_function(say_nothing);
    choose(&t, lessons, n, classes);
    GBytes *bytes = train_all(&t, error);
    g_array_unref(t.samples);
    g_array_unref(t.classes);
    g_array_unref(t.rows);
    g_ptr_array_unref(t.kept);
    return bytes;
}
