/* eval_count: what the filter that learns says, as rules. */
#include "rules/eval/room.h"

/* check_bayes(FROM, TO): more than FROM, and TO at most; 0 and 1 belong to the
 * first and the last range. */
static int check_bayes(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    double from = eval_number(a, 0, 0), to = eval_number(a, 1, 1);
    return v->probability >= 0 && (from <= 0 || v->probability > from) &&
           (to >= 1 || v->probability <= to);
}

const eval_row eval_count_rows[] = {
    {"check_bayes", check_bayes, "the learned probability of spam"},
    {NULL, NULL, NULL},
};
