/* ratings: what customers said of replies, and leads of requests. Scores are of
 * 100: scales may have changed. */
#include "desk/report/room.h"

/* 1 of a scale is 0 %, its best 100 %: in hundredths of a per cent of the way. */
static int64_t score_of(const fact_score *s)
{
    return s->best > 1 ? mean_of((int64_t)(s->value - 1) * 10000, s->best - 1)
                       : 0;
}

typedef struct tally {
    GHashTable *sums; /* key -> int64_t*: of scores */
    unsigned given;   /* column */
} tally;

static void add(tally *y, report_table *t, report_about about, const char *key,
                const fact_score *s)
{
    report_row *row = table_row(t, about, key);
    int64_t *sum = g_hash_table_lookup(y->sums, row);

    if (!sum) {
        sum = g_new0(int64_t, 1);
        g_hash_table_insert(y->sums, row, sum);
    }
    *sum += score_of(s);
    row_add(row, y->given, 1);
}

static void set_means(tally *y, report_table *t)
{
    for (guint i = 0; i < t->rows->len; i++) {
        report_row *row = t->rows->pdata[i];
        const int64_t *sum = g_hash_table_lookup(y->sums, row);
        int64_t given = row->now[y->given].n;
        row->now[y->given + 1] =
            (report_value){given > 0, sum ? mean_of(*sum, given) : 0};
    }
}

static tally tally_new(unsigned given)
{
    return (tally){g_hash_table_new_full(NULL, NULL, NULL, g_free), given};
}

static void compute_ratings(const report_facts *f, report_table *t)
{
    tally y = tally_new(1);

    table_row(t, REPORT_WORD, "all");
    for (guint i = 0; i < f->ratings_asked->len; i++) {
        const fact_score *s = FACT(f, ratings_asked, fact_score, i);
        row_add(table_row(t, REPORT_WORD, "all"), 0, 1);
        row_add(table_row(t, REPORT_OPERATOR, s->who), 0, 1);
    }
    for (guint i = 0; i < f->ratings->len; i++) {
        const fact_score *s = FACT(f, ratings, fact_score, i);
        add(&y, t, REPORT_WORD, "all", s);
        add(&y, t, REPORT_OPERATOR, s->who, s);
    }
    set_means(&y, t);
    g_hash_table_unref(y.sums);
}

static void compute_reviews(const report_facts *f, report_table *t)
{
    tally y = tally_new(0);

    table_row(t, REPORT_WORD, "all");
    for (guint i = 0; i < f->reviews->len; i++) {
        const fact_score *s = FACT(f, reviews, fact_score, i);
        add(&y, t, REPORT_WORD, "all", s);
        add(&y, t, REPORT_WORD, s->who, s);
    }
    set_means(&y, t);
    g_hash_table_unref(y.sums);
}

const report_block report_ratings = {
    .name = "ratings",
    .title = "What customers say",
    .help = "Ratings that were asked for and given, and their mean, where the "
            "worst answer is 0 and the best 100",
    .columns = {{"asked", REPORT_COUNT},
                {"given", REPORT_COUNT},
                {"mean", REPORT_SCORE},
                {NULL, REPORT_COUNT}},
    .compute = compute_ratings,
    .sorted = true,
};
const report_block report_quality = {
    .name = "quality",
    .title = "What leads say",
    .help = "Reviews that leads gave, and their mean, as above, by why they "
            "were asked",
    .columns = {{"given", REPORT_COUNT},
                {"mean", REPORT_SCORE},
                {NULL, REPORT_COUNT}},
    .compute = compute_reviews,
    .sorted = true,
};
