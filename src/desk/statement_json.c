/* statement_json: a statement as JSON, and as a table for a spreadsheet. */
#include "desk/statement_json.h"

#include "base/csv.h"
#include "base/money.h"
#include "desk/operator_config.h"
#include "desk/say.h"
#include "desk/statement_words.h"

#include <string.h>

#define I(n) ((json_int_t)(n))

/* What is not UTF-8 is repaired: it may be a subject. */
static json_t *text(const char *words)
{
    g_autofree char *valid = words ? g_utf8_make_valid(words, -1) : NULL;

    return valid ? json_string(valid) : json_null();
}

static json_t *day(GTimeZone *zone, int64_t ms)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(ms / 1000);
    g_autoptr(GDateTime) t = utc ? g_date_time_to_timezone(utc, zone) : NULL;
    g_autofree char *words = t ? g_date_time_format(t, "%Y-%m-%d") : NULL;

    return text(words);
}

static const char *name_of(const config *c, const char *who)
{
    const config_operator *o = config_operator_by_id(c, who);

    return o ? o->name : who;
}

static const char *service_name(const statement *t, int64_t service)
{
    for (guint i = 0; i < t->services->len; i++) {
        const statement_service *s = t->services->pdata[i];
        if (s->service == service)
            return s->name;
    }
    return "";
}

/* ---- parts ---- */

static json_t *services_of(const statement *t)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->services->len; i++) {
        const statement_service *s = t->services->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:I, s:o, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
                      "service", I(s->service), "name", text(s->name),
                      "prepaid", s->prepaid, "granted_min", I(s->granted_min),
                      "carried_in_min", I(s->carried_in_min), "used_min",
                      I(s->used_min), "over_min", I(s->over_min),
                      "carried_out_min", I(s->carried_out_min), "lost_min",
                      I(s->lost_min), "minor", I(s->minor)));
    }
    return all;
}

static json_t *lines_of(const statement *t)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->lines->len; i++) {
        const statement_line *l = t->lines->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:I, s:o, s:o, s:I, s:I, s:I}", "service",
                      I(l->service), "name", text(service_name(t, l->service)),
                      "work", text(l->work), "hour_minor", I(l->hour_minor),
                      "min", I(l->min), "minor", I(l->minor)));
    }
    return all;
}

static json_t *works_of(const statement *t, const config *c)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->works->len; i++) {
        const statement_sum *s = t->works->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:I, s:I}", "work", text(s->work), "who",
                           text(name_of(c, s->who)), "min", I(s->bill_min),
                           "norm_min", I(s->norm_min)));
    }
    return all;
}

static json_t *parts_of(const statement_sum *ticket)
{
    json_t *all = json_array();

    for (guint i = 0; i < ticket->parts->len; i++) {
        const statement_sum *s = ticket->parts->pdata[i];
        json_array_append_new(all,
                              json_pack("{s:o, s:I}", "work", text(s->work),
                                        "min", I(s->bill_min)));
    }
    return all;
}

static json_t *tickets_of(const statement *t)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->tickets->len; i++) {
        const statement_sum *s = t->tickets->pdata[i];
        json_array_append_new(
            all, json_pack("{s:I, s:o, s:I, s:o}", "ticket", I(s->ticket),
                           "subject", text(s->subject), "min", I(s->bill_min),
                           "works", parts_of(s)));
    }
    return all;
}

static json_t *rows_of(const statement *t, const config *c, GTimeZone *zone)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->rows->len; i++) {
        const statement_row *r = t->rows->pdata[i];
        json_array_append_new(
            all,
            json_pack("{s:o, s:I, s:I, s:o, s:o, s:I, s:I, s:I, s:b}", "day",
                      day(zone, r->at_ms), "ticket", I(r->ticket), "service",
                      I(r->service), "work", text(r->work), "who",
                      text(name_of(c, r->who)), "min", I(r->bill_min),
                      "over_min", I(r->over_min), "hour_minor",
                      I(r->hour_minor), "earlier", r->earlier));
    }
    return all;
}

static json_t *paid_of(const statement *t, GTimeZone *zone)
{
    json_t *all = json_array();

    for (guint i = 0; i < t->paid->len; i++) {
        const store_settlement *p = t->paid->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:b, s:I}", "day", day(zone, p->at_ms),
                           "ref", text(p->ref), "adjusted",
                           p->kind == STORE_ADJUSTED, "minor", I(p->minor)));
    }
    return all;
}

static void set_number(json_t *o, const char *key, int64_t value)
{
    json_object_set_new(o, key, json_integer(value));
}

json_t *statement_json(const statement *t, const config *c, GTimeZone *zone,
                       int64_t sent_ms)
{
    json_t *o = json_object();

    json_object_set_new(o, "no", text(t->no));
    set_number(o, "contract", t->contract);
    json_object_set_new(o, "contract_name", text(t->contract_name));
    json_object_set_new(o, "company", text(t->company));
    json_object_set_new(o, "currency", text(t->currency));
    json_object_set_new(o, "zone", text(g_time_zone_get_identifier(zone)));
    json_object_set_new(o, "from", day(zone, t->from_ms));
    json_object_set_new(o, "to", day(zone, t->to_ms - 1));
    set_number(o, "from_ms", t->from_ms);
    set_number(o, "to_ms", t->to_ms);
    json_object_set_new(o, "sent_ms",
                        sent_ms ? json_integer(sent_ms) : json_null());
    json_object_set_new(o, "has_prices", json_boolean(t->has_prices));
    set_number(o, "min", t->bill_min);
    set_number(o, "over_min", t->over_min);
    set_number(o, "unpriced_min", t->unpriced_min);
    set_number(o, "minor", t->minor);
    set_number(o, "before_minor", t->before_minor);
    set_number(o, "paid_minor", t->paid_minor);
    set_number(o, "balance_minor", t->balance_minor);
    json_object_set_new(o, "services", services_of(t));
    json_object_set_new(o, "lines", lines_of(t));
    json_object_set_new(o, "works", works_of(t, c));
    json_object_set_new(o, "tickets", tickets_of(t));
    json_object_set_new(o, "rows", rows_of(t, c, zone));
    json_object_set_new(o, "paid", paid_of(t, zone));
    return o;
}

/* ---- a spreadsheet ---- */

typedef struct sheet {
    GString *out;
    char separator;
    bool first; /* of its row */
} sheet;

/* What we did not write. */
static void put_text(sheet *s, const char *words)
{
    g_autofree char *guarded = csv_guard(words ? words : "");

    csv_put(s->out, s->first ? '\0' : s->separator, guarded);
    s->first = false;
}

static void put_figure(sheet *s, const char *words)
{
    csv_put(s->out, s->first ? '\0' : s->separator, words);
    s->first = false;
}

static void put_end(sheet *s)
{
    csv_end(s->out);
    s->first = true;
}

/* "1234,50": without groups, so that it is read as a number. */
static void put_money(sheet *s, const char *currency, int64_t minor)
{
    g_autofree char *words = money_plain(currency, minor);

    if (s->separator == ';')
        g_strdelimit(words, ".", ',');
    put_figure(s, words);
}

static void put_number(sheet *s, int64_t n)
{
    g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT, n);

    put_figure(s, words);
}

static const char *subject_of(const json_t *paper, json_int_t ticket)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(paper, "tickets"), i, one)
    {
        if (json_integer_value(json_object_get(one, "ticket")) == ticket)
            return json_string_value(json_object_get(one, "subject"));
    }
    return NULL;
}

static const char *name_in(const json_t *paper, json_int_t service)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(paper, "services"), i, one)
    {
        if (json_integer_value(json_object_get(one, "service")) == service)
            return json_string_value(json_object_get(one, "name"));
    }
    return NULL;
}

static int64_t number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static const char *words_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void put_row(sheet *s, const json_t *paper, const json_t *row,
                    const config *c, const char *language)
{
    put_figure(s, words_of(row, "day"));
    put_number(s, number_of(row, "ticket"));
    put_text(s, subject_of(paper, number_of(row, "ticket")));
    put_text(s, name_in(paper, number_of(row, "service")));
    put_text(s, statement_work(c, words_of(row, "work"), language));
    put_text(s, words_of(row, "who"));
    put_number(s, number_of(row, "min"));
    put_number(s, number_of(row, "over_min"));
    put_money(s, words_of(paper, "currency"), number_of(row, "hour_minor"));
    put_end(s);
}

static bool has_semicolons(const char *language)
{
    static const char *const those[] = {"ru", "nb", "nn", "no", NULL};

    return language && g_strv_contains(those, language);
}

/* A program that knows no UTF-8 by itself needs the mark for what is not ASCII. */
static char *with_mark(const char *csv, bool always)
{
    return g_strconcat(always || !g_str_is_ascii(csv) ? CSV_BOM : "", csv,
                       NULL);
}

char *statement_csv(const json_t *paper, const config *c, const char *language)
{
    static const char *const heads[] = {"Day",
                                        "Request",
                                        "Subject",
                                        "Service",
                                        "Work",
                                        "By",
                                        "Minutes",
                                        "Beyond prepaid time",
                                        "Price of an hour"};
    g_autoptr(GString) out = g_string_new(NULL);
    sheet s = {.out = out, .separator = ',', .first = true};
    json_t *row;
    size_t i;

    if (has_semicolons(language))
        s.separator = ';';
    for (size_t k = 0; k < G_N_ELEMENTS(heads); k++)
        put_text(&s, say_in(language, heads[k]));
    put_end(&s);
    json_array_foreach(json_object_get(paper, "rows"), i, row)
        put_row(&s, paper, row, c, language);
    return with_mark(out->str, s.separator == ';');
}
