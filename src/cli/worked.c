/* worked: working time of a ticket, as `ticket show` has it. */
#include "cli/desk.h"

json_t *desk_time_json(const GPtrArray *rows)
{
    json_t *all = json_array();

    for (guint i = 0; i < rows->len; i++) {
        const store_time *t = rows->pdata[i];
        json_array_append_new(
            all,
            json_pack(
                "{s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:I, s:I,"
                " s:I}",
                "id", (json_int_t)t->id, "operator", cli_json_text(t->who),
                "type", cli_json_text(t->work), "min", (json_int_t)t->min,
                "bill_min", (json_int_t)t->bill_min, "what",
                cli_json_text(t->what), "at", cli_json_time(t->at_ms), "booked",
                cli_json_time(t->booked_ms), "by", cli_json_text(t->booked_by),
                "corrects", (json_int_t)t->corrects, "service",
                (json_int_t)t->service, "statement", (json_int_t)t->statement));
    }
    return all;
}

json_t *desk_timers_json(const GPtrArray *timers, int64_t ticket)
{
    json_t *all = json_array();

    for (guint i = 0; i < timers->len; i++) {
        const store_timer *t = timers->pdata[i];
        if (t->ticket == ticket)
            json_array_append_new(all,
                                  json_pack("{s:o, s:o, s:o, s:o}", "operator",
                                            cli_json_text(t->operator_id),
                                            "since", cli_json_time(t->from_ms),
                                            "type", cli_json_text(t->work),
                                            "what", cli_json_text(t->what)));
    }
    return all;
}

static void print_row(const store_time *t)
{
    g_autofree char *at = cli_time(t->at_ms);
    g_autoptr(GString) words = g_string_new(NULL);

    g_string_append_printf(words, "%" G_GINT64_FORMAT " min, %s, %s", t->min,
                           *t->who ? t->who : "unknown", at);
    if (*t->work)
        g_string_append_printf(words, ", %s", t->work);
    if (t->service && t->bill_min != t->min)
        g_string_append_printf(words, ", charged %" G_GINT64_FORMAT " min",
                               t->bill_min);
    if (*t->what)
        g_string_append_printf(words, ": %s", t->what);
    cli_field(0, "time ", 5, words->str);
}

void desk_time_print(const GPtrArray *rows, const GPtrArray *timers,
                     int64_t ticket)
{
    for (guint i = 0; i < rows->len; i++)
        print_row(rows->pdata[i]);
    for (guint i = 0; i < timers->len; i++) {
        const store_timer *t = timers->pdata[i];
        g_autofree char *since = cli_time(t->from_ms);
        g_autofree char *words =
            g_strdup_printf("%s, since %s", t->operator_id, since);
        if (t->ticket == ticket)
            cli_field(0, "timer of ", 9, words);
    }
}
