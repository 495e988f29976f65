/* ics_event: the properties of one VEVENT. */
#include "worktime/ics_event.h"

#include "base/span.h"
#include "worktime/ical.h"

#include <string.h>

static void rule_clear(void *data)
{
    g_free(((ics_rule *)data)->text);
}

ics_event *ics_event_new(int line)
{
    ics_event *e = g_new0(ics_event, 1);

    e->line = line;
    e->duration_ms = -1;
    e->rules = g_array_new(FALSE, FALSE, sizeof(ics_rule));
    g_array_set_clear_func(e->rules, rule_clear);
    e->extras = g_array_new(FALSE, FALSE, sizeof(ics_extra));
    e->except = g_array_new(FALSE, FALSE, sizeof(ics_when));
    return e;
}

void ics_event_free(ics_event *e)
{
    if (!e)
        return;
    g_array_unref(e->rules);
    g_array_unref(e->extras);
    g_array_unref(e->except);
    g_free(e->uid);
    g_free(e);
}

/* ---- when ---- */

static bool read_when(ics_reading *r, const ics_line *l, const char *text,
                      ics_when *when)
{
    g_autofree char *problem = ics_when_read(r->zones, l, text, when);

    if (problem)
        ics_problem_add(r, l->number, "%s: %s", l->name, problem);
    return !problem;
}

static void read_start(ics_reading *r, ics_event *e, const ics_line *l)
{
    e->saw_start = true;
    e->has_start = read_when(r, l, l->value, &e->start) || e->has_start;
}

static void read_end(ics_reading *r, ics_event *e, const ics_line *l)
{
    e->has_end = read_when(r, l, l->value, &e->end) || e->has_end;
}

static void read_id(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_autofree char *range = ics_line_param(l, "RANGE");

    if (range)
        ics_problem_add(r, l->number,
                        "RANGE is not understood here: write an event for each "
                        "time that is another");
    e->has_id = read_when(r, l, l->value, &e->id) || e->has_id;
}

static bool read_duration(ics_reading *r, const ics_line *l, const char *text,
                          int64_t *ms)
{
    if (ical_duration(text, ms))
        return true;
    ics_problem_add(r, l->number,
                    "%s: \"%.40s\" is no duration: write it as P1D or PT2H30M",
                    l->name, text);
    return false;
}

static void read_length(ics_reading *r, ics_event *e, const ics_line *l)
{
    read_duration(r, l, l->value, &e->duration_ms);
}

/* ---- again and again ---- */

/* UNTIL counts in UTC or in dates, which libical does not compare with a time
 * of another zone. false: it was a problem. */
static bool read_part(ics_reading *r, const ics_line *l, const char *part,
                      ics_rule *rule, GString *rest)
{
    static const char *const known[] = {
        "FREQ",     "COUNT",   "INTERVAL", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
        "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",  NULL};
    const char *equals = strchr(part, '=');
    g_autofree char *name =
        g_ascii_strup(part, equals ? equals - part : (gssize)strlen(part));

    if (equals && strcmp(name, "UNTIL") == 0) {
        rule->has_until = read_when(r, l, equals + 1, &rule->until);
        return rule->has_until;
    }
    if (!equals || !g_strv_contains(known, name)) {
        ics_problem_add(r, l->number, "RRULE: %.40s is not understood here",
                        part);
        return false;
    }
    g_string_append_printf(rest, "%s%s", rest->len > 0 ? ";" : "", part);
    return true;
}

static bool is_seldom(const char *rule)
{
    static const char *const often[] = {"SECONDLY", "MINUTELY", "HOURLY"};

    for (unsigned i = 0; i < G_N_ELEMENTS(often); i++)
        if (strcasestr(rule, often[i]))
            return false;
    return true;
}

static void read_rule(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_auto(GStrv) parts = g_strsplit(l->value, ";", -1);
    g_autoptr(GString) rest = g_string_new(NULL);
    ics_rule rule = {.line = l->number};

    for (char **part = parts; *part; part++)
        if (**part && !read_part(r, l, *part, &rule, rest))
            return;
    if (!is_seldom(rest->str)) {
        ics_problem_add(r, l->number,
                        "RRULE: a holiday comes daily or less often");
        return;
    }
    if (++r->rules > ICS_RULES_MAX) {
        ics_problem_add(r, l->number, "more than %d RRULEs", ICS_RULES_MAX);
        return;
    }
    rule.text = g_strdup(rest->str);
    g_array_append_val(e->rules, rule);
}

static bool read_extra(ics_reading *r, const ics_line *l, const char *text,
                       ics_extra *x)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    ics_when end;

    x->length_ms = -1;
    if (!read_when(r, l, parts[0] ? parts[0] : "", &x->when))
        return false;
    if (!parts[0] || !parts[1])
        return true;
    if (parts[1][0] == 'P')
        return read_duration(r, l, parts[1], &x->length_ms);
    if (!read_when(r, l, parts[1], &end))
        return false;
    x->length_ms = end.key - x->when.key;
    if (x->length_ms < 0)
        ics_problem_add(r, l->number, "%s: a time ends before it begins",
                        l->name);
    return x->length_ms >= 0;
}

static void read_extras(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_auto(GStrv) parts = g_strsplit(l->value, ",", -1);
    ics_extra x;

    for (char **part = parts; *part && !ics_is_full(r); part++)
        if (read_extra(r, l, *part, &x))
            g_array_append_val(e->extras, x);
}

static void read_except(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_auto(GStrv) parts = g_strsplit(l->value, ",", -1);
    ics_when when;

    for (char **part = parts; *part && !ics_is_full(r); part++)
        if (read_when(r, l, *part, &when))
            g_array_append_val(e->except, when);
}

static void read_exrule(ics_reading *r, ics_event *e, const ics_line *l)
{
    ics_problem_add(r, l->number,
                    "EXRULE is not understood here: list the dates as EXDATE");
}

/* ---- what ---- */

static bool is_word(const char *a, const char *b)
{
    g_autofree char *x = g_utf8_casefold(a, -1);
    g_autofree char *y = g_utf8_casefold(b, -1);

    return strcmp(x, y) == 0;
}

/* Does a text begin with this word? */
static bool begins_with(const char *text, const char *word)
{
    g_autofree char *x = g_utf8_casefold(text, -1);
    g_autofree char *y = g_utf8_casefold(word, -1);
    size_t size = strlen(y);

    return g_str_has_prefix(x, y) &&
           !g_unichar_isalnum(g_utf8_get_char(x + size));
}

static void read_category(ics_reading *r, ics_event *e, const char *word)
{
    const char *const *o = r->wanted->observances;

    if (is_word(word, "workday") || is_word(word, "working day"))
        e->workday = true;
    for (; o && *o; o++)
        e->observance = e->observance || is_word(word, *o);
}

static void read_categories(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_autofree char *text = g_utf8_make_valid(l->value, -1);
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);

    for (char **part = parts; *part; part++) {
        g_autofree char *word = ics_unescape(*part, strlen(*part));
        read_category(r, e, g_strstrip(word));
    }
}

#define BEGINNING_MAX 200 /* octets of a DESCRIPTION that are looked at */

static void read_description(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_autofree char *raw = ics_unescape(l->value, BEGINNING_MAX);
    g_autofree char *text = g_utf8_make_valid(raw, -1);
    const char *const *o = r->wanted->observances;

    for (; o && *o; o++)
        e->observance = e->observance || begins_with(g_strchug(text), *o);
}

static void read_status(ics_reading *r, ics_event *e, const ics_line *l)
{
    e->cancelled = ics_line_is(l, "STATUS", "CANCELLED");
}

static void read_transp(ics_reading *r, ics_event *e, const ics_line *l)
{
    e->transparent = ics_line_is(l, "TRANSP", "TRANSPARENT");
}

static void read_uid(ics_reading *r, ics_event *e, const ics_line *l)
{
    g_free(e->uid);
    e->uid = g_strdup(l->value);
}

static const struct {
    const char *name;
    void (*read)(ics_reading *r, ics_event *e, const ics_line *l);
} properties[] = {
    {"DTSTART", read_start},
    {"DTEND", read_end},
    {"DURATION", read_length},
    {"RRULE", read_rule},
    {"RDATE", read_extras},
    {"EXDATE", read_except},
    {"EXRULE", read_exrule},
    {"RECURRENCE-ID", read_id},
    {"UID", read_uid},
    {"STATUS", read_status},
    {"TRANSP", read_transp},
    {"CATEGORIES", read_categories},
    {"DESCRIPTION", read_description},
};

void ics_event_line(ics_reading *r, ics_event *e, const ics_line *l)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(properties); i++)
        if (strcmp(l->name, properties[i].name) == 0)
            properties[i].read(r, e, l);
}

/* A day whose end is itself is meant as that day; a time without an end is none
 * (RFC 5545, 3.6.1). */
int64_t ics_event_length(ics_reading *r, const ics_event *e)
{
    int64_t length = 0;

    if (e->has_end)
        length = e->end.key - e->start.key;
    else if (e->duration_ms >= 0)
        length = e->duration_ms;
    if (length == 0 && e->start.is_date)
        length = SPAN_DAY;
    if (length < 0) {
        ics_problem_add(r, e->line, "the event ends before it begins");
        return -1;
    }
    if (length > ICS_DAYS_MAX * SPAN_DAY) {
        ics_problem_add(r, e->line, "the event lasts longer than %d days",
                        ICS_DAYS_MAX);
        return -1;
    }
    return length;
}
