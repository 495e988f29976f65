/* quality: what customers and leads said of a ticket, as `ticket show` has it. */
#include "cli/desk.h"

#include "desk/rating.h"

static json_t *value_json(int value)
{
    return value > 0 ? json_integer(value) : json_null();
}

json_t *desk_ratings_json(const GPtrArray *ratings)
{
    json_t *all = json_array();

    for (guint i = 0; i < ratings->len; i++) {
        const store_rating *r = ratings->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:I, s:o, s:o, s:i, s:o, s:i, s:o, s:o, s:o}", "entry",
                      (json_int_t)r->n, "person", cli_json_text(r->person),
                      "operator", cli_json_text(r->operator_id), "line",
                      r->line, "value", value_json(r->value), "best", r->best,
                      "words", cli_json_text(r->words), "asked",
                      cli_json_time(r->asked_ms), "given",
                      cli_json_time(r->given_ms)));
    }
    return all;
}

json_t *desk_reviews_json(const GPtrArray *reviews)
{
    json_t *all = json_array();

    for (guint i = 0; i < reviews->len; i++) {
        const store_review *r = reviews->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:I, s:o, s:o, s:o, s:i, s:o, s:o, s:o}", "entry",
                      (json_int_t)r->n, "lead", cli_json_text(r->lead), "why",
                      cli_json_text(r->why), "score", value_json(r->score),
                      "best", r->best, "words", cli_json_text(r->words),
                      "asked", cli_json_time(r->asked_ms), "given",
                      cli_json_time(r->given_ms)));
    }
    return all;
}

void desk_ratings_print(const GPtrArray *ratings, const GPtrArray *reviews)
{
    for (guint i = 0; i < ratings->len; i++) {
        const store_rating *r = ratings->pdata[i];
        g_autofree char *says = rating_says(r->value, r->best);
        g_autofree char *words = g_strdup_printf(
            "%" G_GINT64_FORMAT " (%s): %s%s%s", r->n, r->operator_id,
            r->value ? says : "asked", *r->words ? ". " : "", r->words);

        cli_field(0, "rating of ", 10, words);
    }
    for (guint i = 0; i < reviews->len; i++) {
        const store_review *r = reviews->pdata[i];
        g_autofree char *says = rating_says(r->score, r->best);
        g_autofree char *words = g_strdup_printf(
            "%s (%s): %s%s%s", r->lead, r->why, r->score ? says : "asked",
            *r->words ? ". " : "", r->words);

        cli_field(0, "review by ", 10, words);
    }
}
