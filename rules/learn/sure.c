/* model_calibrate: from scores to probabilities that keep their word.
 *
 * A class's share is exp(slope * score), beside one for "none of these", whose
 * score is that of an average stranger and grows with the share of a text that no
 * lesson had.  Three numbers, chosen so that lessons which the model had not seen
 * become most probable: those of its classes, and those of classes that were kept
 * from it, which are worth STRANGERS of the others.  So few numbers cannot learn
 * the held-out lessons by heart; a weak belief in what was right elsewhere stands
 * in where there are few of them.
 *
 * One slope for all cannot say that some categories overlap, or that labels
 * contradict each other, so the first guess's odds are mended once more: how often
 * were first guesses of such odds right?  Two more numbers, found the same way.
 */
#include "rules/learn/model_room.h"

#include <math.h>

#define STRANGERS  0.1  /* of the weight of held-out lessons: of no class */
#define BELIEF     3.0  /* held-out lessons that the belief is worth */
#define ROWS_MAX   3000 /* that are looked at: more change nothing */
#define STEP_LEAST 0.01 /* then it is found */
#define STEPS_MAX  400

enum { SLOPE, NONE, UNSEEN, SHAPE_NUMBERS };
enum { SHIFT, STEEP, FIRST_NUMBERS };
#define NUMBERS SHAPE_NUMBERS /* the most */

typedef struct fitting fitting;
typedef double (*fitting_loss)(const fitting *f, const model_row *r,
                               const model_sure *s);
struct fitting {
    const model_row *rows;
    size_t n, step;          /* every step-th row */
    double known, strangers; /* weight of a row */
    unsigned numbers;
    double believed[NUMBERS];
    model_sure (*sure)(const fitting *f, const double *x);
    fitting_loss row_loss;
    model_sure shape; /* found before the first guess is mended */
    double *shares;
};

static model_sure shape_sure(const fitting *f, const double *x)
{
    return (model_sure){exp(x[SLOPE]), x[NONE], x[UNSEEN], 0, 1};
}

static model_sure first_sure(const fitting *f, const double *x)
{
    model_sure s = f->shape;
    s.shift = x[SHIFT];
    s.steep = exp(x[STEEP]);
    return s;
}

static double weight(const fitting *f, const model_row *r)
{
    return r->is < 0 ? f->strangers : f->known;
}

static double surprise(double share)
{
    return -log(MAX(share, 1e-12));
}

static double shape_loss(const fitting *f, const model_row *r,
                         const model_sure *s)
{
    for (unsigned c = 0; c < r->classes; c++)
        f->shares[c] = r->scores[c];
    double none = model_shares(s, f->shares, r->classes, r->unseen);
    double share = r->is < 0 ? none : f->shares[r->is];
    return surprise(share) * weight(f, r);
}

/* Is the first guess right, and what was said of it? */
static double first_loss(const fitting *f, const model_row *r,
                         const model_sure *s)
{
    unsigned first = 0;
    for (unsigned c = 0; c < r->classes; c++) {
        f->shares[c] = r->scores[c];
        first = r->scores[c] > r->scores[first] ? c : first;
    }
    model_shares(s, f->shares, r->classes, r->unseen);
    double share = f->shares[first];
    return surprise((int)first == r->is ? share : 1 - share) * weight(f, r);
}

static double loss(const fitting *f, const double *x)
{
    model_sure s = f->sure(f, x);
    double sum = 0;
    for (size_t i = 0; i < f->n; i += f->step)
        sum += f->row_loss(f, &f->rows[i], &s);
    for (unsigned k = 0; k < f->numbers; k++)
        sum += BELIEF / 2 * (x[k] - f->believed[k]) * (x[k] - f->believed[k]);
    return sum;
}

/* Each number a step up or down while that is better, then smaller steps. */
static void descend(const fitting *f, double *x)
{
    double best = loss(f, x), step = 0.5;
    for (unsigned tries = 0; step >= STEP_LEAST && tries < STEPS_MAX; tries++) {
        bool better = false;
        for (unsigned k = 0; k < 2 * f->numbers; k++) {
            double before = x[k / 2];
            x[k / 2] += k % 2 ? -step : step;
            double now = loss(f, x);
            if (now < best) {
                best = now;
                better = true;
            } else {
                x[k / 2] = before;
            }
        }
        if (!better)
            step /= 2;
    }
}

model_sure model_calibrate(const model_row *rows, size_t n)
{
    double shape[] = {0, -1, 2}, mended[] = {0, 0};
    fitting f = {.rows = rows,
                 .n = n,
                 .step = 1 + n / ROWS_MAX,
                 .known = 1,
                 .numbers = SHAPE_NUMBERS,
                 .believed = {0, -1, 2},
                 .sure = shape_sure,
                 .row_loss = shape_loss};
    unsigned most = 0, known = 0, strangers = 0;
    for (size_t i = 0; i < n; i += f.step) {
        most = MAX(most, rows[i].classes);
        known += rows[i].is >= 0;
        strangers += rows[i].is < 0;
    }
    f.strangers = strangers > 0 ? MIN(STRANGERS * known / strangers, 1) : 0;
    g_autofree double *shares = g_new(double, most + 1);
    f.shares = shares;
    descend(&f, shape);
    f.shape = shape_sure(&f, shape);
    f.numbers = FIRST_NUMBERS;
    f.believed[SHIFT] = f.believed[STEEP] = 0;
    f.sure = first_sure;
    f.row_loss = first_loss;
    descend(&f, mended);
    return first_sure(&f, mended);
}
