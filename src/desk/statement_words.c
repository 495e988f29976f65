/* statement_words: a statement in the words of a language. */
#include "desk/statement_words.h"

#include "base/money.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "desk/statement_json.h"
#include "desk/work_config.h"

#include <stdio.h>
#include <string.h>

char *statement_hours(int64_t minutes)
{
    uint64_t n = minutes < 0 ? -(uint64_t)minutes : (uint64_t)minutes;

    return g_strdup_printf("%s%" G_GUINT64_FORMAT ":%02u",
                           minutes < 0 ? "-" : "", n / 60, (unsigned)(n % 60));
}

#define SUBJECT_MAX 70 /* characters of a request's subject */

/* Lines of a list in a mail: with more its HTML would be too long for the clients
 * that cut it (write/compose.h). The table that is attached has all. */
#define TICKETS_MAX 60
#define WORKS_MAX   30
#define LATE_MAX    30

typedef struct speaker {
    const json_t *from;
    const config *c;
    const char *language, *currency;
    bool brief; /* it is for a mail */
    json_t *to;
} speaker;

/* What a list leaves out. */
typedef struct rest {
    size_t count;
    int64_t min;
} rest;

static int64_t number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text ? text : "";
}

static void set(json_t *o, const char *key, const char *words)
{
    if (words && *words)
        json_object_set_new(o, key, json_string(words));
}

static void set_free(json_t *o, const char *key, char *words)
{
    set(o, key, words);
    g_free(words);
}

static void set_money(const speaker *s, json_t *o, const char *key,
                      int64_t minor)
{
    set_free(o, key, money_number(s->language, s->currency, minor));
}

static void set_full(const speaker *s, json_t *o, const char *key,
                     int64_t minor)
{
    set_free(o, key, money_write(s->language, s->currency, minor));
}

static void set_hours(json_t *o, const char *key, int64_t minutes)
{
    set_free(o, key, statement_hours(minutes));
}

/* Only if there are any. */
static void set_some(json_t *o, const char *key, int64_t minutes)
{
    if (minutes != 0)
        set_hours(o, key, minutes);
}

static void set_list(json_t *o, const char *key, json_t *list)
{
    g_autofree char *has = g_strconcat("has_", key, NULL);

    json_object_set_new(o, has, json_boolean(json_array_size(list) > 0));
    json_object_set_new(o, key, list);
}

/* Does it go beyond what a mail has room for? Then it is counted. */
static bool is_beyond(const speaker *s, rest *r, size_t so_far, size_t most,
                      const json_t *one)
{
    if (!s->brief || so_far < most)
        return false;
    r->count++;
    r->min += number_of(one, "min");
    return true;
}

static void set_rest(const speaker *s, const char *key, const rest *r)
{
    json_t *o;

    if (r->count == 0)
        return;
    o = json_pack("{s:I}", "count", (json_int_t)r->count);
    set_hours(o, "hours", r->min);
    json_object_set_new(s->to, key, o);
}

/* One line without tabs, which would part it into cells. */
static char *one_line(const char *text, glong most)
{
    g_autoptr(GString) out = g_string_new(NULL);
    glong n = 0;

    for (const char *p = text; *p && n < most; p = g_utf8_next_char(p), n++) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || g_unichar_iscntrl(c))
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, c);
    }
    if (n == most)
        g_string_append(out, "…");
    return g_strdup(g_strstrip(out->str));
}

/* ---- parts ---- */

const char *statement_work(const config *c, const char *work,
                           const char *language)
{
    return work && *work ? work_title(c, work, language)
                         : say_about(language, "work", "without a type");
}

/* "Support, travel" */
static char *what_of(const speaker *s, const json_t *line)
{
    g_autofree char *name = one_line(text_of(line, "name"), SUBJECT_MAX);
    const char *work = text_of(line, "work");

    return *work ? g_strdup_printf("%s, %s", name,
                                   statement_work(s->c, work, s->language))
                 : g_steal_pointer(&name);
}

static void add_prepaid(const speaker *s)
{
    json_t *all = json_array(), *one;
    size_t i;

    json_array_foreach(json_object_get(s->from, "services"), i, one)
    {
        json_t *o = json_object();
        if (!json_is_true(json_object_get(one, "prepaid"))) {
            json_decref(o);
            continue;
        }
        set_free(o, "name", one_line(text_of(one, "name"), SUBJECT_MAX));
        set_hours(o, "granted", number_of(one, "granted_min"));
        set_some(o, "carried_in", number_of(one, "carried_in_min"));
        set_hours(o, "used", number_of(one, "used_min"));
        set_some(o, "over", number_of(one, "over_min"));
        set_some(o, "lost", number_of(one, "lost_min"));
        set_hours(o, "carried_out", number_of(one, "carried_out_min"));
        json_array_append_new(all, o);
    }
    set_list(s->to, "prepaid", all);
}

static void add_lines(const speaker *s)
{
    json_t *all = json_array(), *one;
    size_t i;

    json_array_foreach(json_object_get(s->from, "lines"), i, one)
    {
        json_t *o = json_object();
        set_free(o, "what", what_of(s, one));
        set_hours(o, "hours", number_of(one, "min"));
        set_money(s, o, "price", number_of(one, "hour_minor"));
        set_money(s, o, "amount", number_of(one, "minor"));
        json_array_append_new(all, o);
    }
    set_list(s->to, "lines", all);
}

static void add_works(const speaker *s)
{
    json_t *all = json_array(), *one;
    bool norm = false;
    rest r = {0};
    size_t i;

    json_array_foreach(json_object_get(s->from, "works"), i, one) norm =
        norm || number_of(one, "norm_min") != 0;
    json_array_foreach(json_object_get(s->from, "works"), i, one)
    {
        json_t *o;
        if (is_beyond(s, &r, json_array_size(all), WORKS_MAX, one))
            continue;
        o = json_object();
        set(o, "work", statement_work(s->c, text_of(one, "work"), s->language));
        set_free(o, "who", one_line(text_of(one, "who"), SUBJECT_MAX));
        set_hours(o, "hours", number_of(one, "min"));
        if (norm)
            set_hours(o, "norm", number_of(one, "norm_min"));
        json_array_append_new(all, o);
    }
    json_object_set_new(s->to, "has_norm", json_boolean(norm));
    set_rest(s, "works_more", &r);
    set_list(s->to, "works", all);
}

/* "remote 2:00, travel 0:30"; NULL: it is all of one type. */
static char *parts_of(const speaker *s, const json_t *ticket)
{
    const json_t *works = json_object_get(ticket, "works");
    g_autoptr(GString) out = g_string_new(NULL);
    json_t *one;
    size_t i;

    json_array_foreach(works, i, one)
    {
        g_autofree char *hours = statement_hours(number_of(one, "min"));
        g_string_append_printf(
            out, "%s%s %s", i > 0 ? ", " : "",
            statement_work(s->c, text_of(one, "work"), s->language), hours);
    }
    return json_array_size(works) > 1 ? g_strdup(out->str) : NULL;
}

static void add_tickets(const speaker *s)
{
    json_t *all = json_array(), *one;
    rest r = {0};
    size_t i;

    json_array_foreach(json_object_get(s->from, "tickets"), i, one)
    {
        json_t *o;
        if (is_beyond(s, &r, json_array_size(all), TICKETS_MAX, one))
            continue;
        o = json_object();
        json_object_set_new(o, "number",
                            json_integer(number_of(one, "ticket")));
        set_free(o, "subject", one_line(text_of(one, "subject"), SUBJECT_MAX));
        set_free(o, "parts", parts_of(s, one));
        set_hours(o, "hours", number_of(one, "min"));
        json_array_append_new(all, o);
    }
    set_rest(s, "tickets_more", &r);
    set_list(s->to, "tickets", all);
}

/* "2026-10-05" */
static char *day_words(const speaker *s, const char *day)
{
    int y = 0, m = 0, d = 0;

    if (sscanf(day, "%4d-%2d-%2d", &y, &m, &d) != 3)
        return g_strdup(day);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = g_date_time_new_utc(y, m, d, 12, 0, 0);
    return t ? speech_date(s->language, g_date_time_to_unix(t) * 1000, utc,
                           false)
             : g_strdup(day);
}

/* What was worked before the period. */
static void add_earlier(const speaker *s)
{
    json_t *all = json_array(), *one;
    rest r = {0};
    size_t i;

    json_array_foreach(json_object_get(s->from, "rows"), i, one)
    {
        json_t *o;
        if (!json_is_true(json_object_get(one, "earlier")) ||
            is_beyond(s, &r, json_array_size(all), LATE_MAX, one))
            continue;
        o = json_object();
        set_free(o, "day", day_words(s, text_of(one, "day")));
        json_object_set_new(o, "number",
                            json_integer(number_of(one, "ticket")));
        set(o, "work", statement_work(s->c, text_of(one, "work"), s->language));
        set_hours(o, "hours", number_of(one, "min"));
        json_array_append_new(all, o);
    }
    set_rest(s, "late_more", &r);
    set_list(s->to, "late", all);
}

/* ---- the account ---- */

/* What was paid lowers what is owed. */
static void add_paid(const speaker *s)
{
    json_t *all = json_array(), *one;
    size_t i;

    json_array_foreach(json_object_get(s->from, "paid"), i, one)
    {
        json_t *o = json_object();
        set_free(o, "day", day_words(s, text_of(one, "day")));
        set_free(o, "ref", one_line(text_of(one, "ref"), SUBJECT_MAX));
        json_object_set(o, "adjusted", json_object_get(one, "adjusted"));
        set_money(s, o, "amount", -number_of(one, "minor"));
        json_array_append_new(all, o);
    }
    set_list(s->to, "paid", all);
}

static void add_account(const speaker *s)
{
    int64_t balance = number_of(s->from, "balance_minor");
    int64_t shown = balance < 0 ? -balance : balance; /* words say which */

    set_money(s, s->to, "total", number_of(s->from, "minor"));
    set_full(s, s->to, "amount", number_of(s->from, "minor"));
    set_money(s, s->to, "before", number_of(s->from, "before_minor"));
    set_money(s, s->to, "balance_number", shown);
    set_full(s, s->to, "balance", shown);
    json_object_set_new(s->to, "credit", json_boolean(balance < 0));
    add_paid(s);
    json_object_set_new(
        s->to, "has_money",
        json_boolean(json_is_true(json_object_get(s->from, "has_prices")) ||
                     balance != 0 ||
                     json_is_true(json_object_get(s->to, "has_paid"))));
}

static void add_margin(const speaker *s, const statement_margin *m)
{
    json_t *o = json_object();

    set_full(s, o, "cost", m->cost_minor);
    set_full(s, o, "margin", m->minor);
    set_some(o, "unknown", m->unknown_min);
    json_object_set_new(s->to, "margin", o);
}

static void add_period(const speaker *s)
{
    g_autofree char *from = day_words(s, text_of(s->from, "from"));
    g_autofree char *to = day_words(s, text_of(s->from, "to"));

    set_free(s->to, "period",
             strcmp(from, to) == 0
                 ? g_strdup(from)
                 : g_strconcat(from, speech_to(s->language), to, NULL));
}

json_t *statement_words(const json_t *paper, const config *c,
                        const char *language, bool brief,
                        const statement_margin *margin)
{
    speaker s = {.from = paper,
                 .c = c,
                 .language = language,
                 .brief = brief,
                 .to = json_object()};

    s.currency = json_string_value(json_object_get(paper, "currency"));
    set(s.to, "no", text_of(paper, "no"));
    set_free(s.to, "company", one_line(text_of(paper, "company"), SUBJECT_MAX));
    set_free(s.to, "contract",
             one_line(text_of(paper, "contract_name"), SUBJECT_MAX));
    set(s.to, "currency", s.currency);
    set_hours(s.to, "hours", number_of(paper, "min"));
    set_some(s.to, "unpriced", number_of(paper, "unpriced_min"));
    add_period(&s);
    add_prepaid(&s);
    add_lines(&s);
    add_works(&s);
    add_tickets(&s);
    add_earlier(&s);
    add_account(&s);
    if (margin)
        add_margin(&s, margin);
    return s.to;
}
