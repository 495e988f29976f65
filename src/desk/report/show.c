/* show: a report's labels and values as people read them. */
#include "desk/report/room.h"

#include "base/span.h"
#include "desk/category_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/say.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/type_config.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN "–"

/* Minutes from which hours are enough. */
#define HOURS_ALONE (10 * 60)

/* What stands where a request has none. */
static const char *none_of(report_about about, const char *language)
{
    switch (about) {
    case REPORT_OPERATOR:
        return say_in(language, "nobody");
    default:
        return say_in(language, "none");
    }
}

static char *line_label(const report *r, int number, const char *language)
{
    const config_line *l = config_line_by_number(r->c, number);
    g_autofree char *text = g_strdup_printf("%d", number);

    return l && l->name ? g_strdup(l->name)
                        : say_with(language, "line %1", text, NULL);
}

static char *promise_label(const char *key, const char *language)
{
    const char *slash = strrchr(key, '/');
    g_autofree char *sla = g_strndup(key, slash ? (gsize)(slash - key) : 0);
    sla_kind kind = slash ? sla_kind_named(slash + 1) : SLA_KINDS;

    return g_strdup_printf("%s, %s", sla,
                           kind < SLA_KINDS
                               ? say_in(language, sla_kinds[kind].words)
                           : slash ? slash + 1
                                   : key);
}

/* "3": Wednesday; "3 09": Wednesday, 09-10. */
static char *weekday_label(const char *key, const char *language)
{
    const char *blank = strchr(key, ' ');
    g_autofree char *day = say_capital(speech_weekday(language, atoi(key)));
    int hour = blank ? atoi(blank + 1) : 0;
    g_autofree char *hours =
        blank ? speech_hours(language, hour * 60, (hour + 1) * 60) : NULL;

    return blank ? g_strdup_printf("%s, %s", day, hours)
                 : g_steal_pointer(&day);
}

static const char *queue_name(const config *c, const char *id)
{
    const config_queue *q = config_queue_by_id(c, id);

    return q ? q->name : id;
}

static const char *operator_name(const config *c, const char *id)
{
    const config_operator *o = config_operator_by_id(c, id);

    return o ? o->name : id;
}

static char *company_label(const report *r, const char *key)
{
    int64_t id = g_ascii_strtoll(key, NULL, 10);
    const char *name = g_hash_table_lookup(r->names, &id);

    return g_strdup(name ? name : key);
}

char *report_label(const report *r, const report_row *row, const char *language)
{
    const char *key = row->key;

    if (!*key)
        return g_strdup(none_of(row->about, language));
    switch (row->about) {
    case REPORT_WORD:
        return g_strdup(say_about(language, "report", key));
    case REPORT_STAGE:
        return g_strdup(say_in(language, key));
    case REPORT_QUEUE:
        return g_strdup(queue_name(r->c, key));
    case REPORT_CATEGORY:
        return g_strdup(category_title(r->c, key, language));
    case REPORT_TYPE:
        return g_strdup(type_title(r->c, key, language));
    case REPORT_OPERATOR:
        return g_strdup(operator_name(r->c, key));
    case REPORT_LINE:
        return line_label(r, atoi(key), language);
    case REPORT_LINES: {
        const char *to = strchr(key, '-');
        g_autofree char *a = line_label(r, atoi(key), language);
        g_autofree char *b = line_label(r, to ? atoi(to + 1) : 0, language);
        return g_strdup_printf("%s → %s", a, b);
    }
    case REPORT_PROMISE:
        return promise_label(key, language);
    case REPORT_COMPANY:
        return company_label(r, key);
    case REPORT_WEEKDAY:
        return weekday_label(key, language);
    default:
        return g_strdup(key);
    }
}

/* ---- values ---- */

static char *decimal_sign(const char *language)
{
    g_autofree char *size = speech_size(language, 1500000);

    return g_strndup(size + 1, 1);
}

/* With one digit after the point, of a number in tenths. */
static char *tenths(int64_t n, const char *language)
{
    g_autofree char *sign = decimal_sign(language);

    return g_strdup_printf("%s%" G_GINT64_FORMAT "%s%" G_GINT64_FORMAT,
                           n < 0 ? "-" : "", ABS(n) / 10, sign, ABS(n) % 10);
}

static char *say_number(int64_t n, report_unit unit, const char *language)
{
    switch (unit) {
    case REPORT_SPAN:
        return speech_span(language, n, true);
    case REPORT_MINUTES:
        if (n >= HOURS_ALONE)
            n = mean_of(n, 60) * 60;
        return speech_span(language, n * SPAN_MINUTE, false);
    case REPORT_PART: {
        g_autofree char *number = tenths(n, language);
        return g_strdup_printf("%s %%", number);
    }
    case REPORT_SCORE:
        return tenths(mean_of(n, 10), language);
    default:
        return g_strdup_printf("%" G_GINT64_FORMAT, n);
    }
}

char *report_say(const report_value *v, report_unit unit, const char *language)
{
    if (!v->known)
        return g_strdup(UNKNOWN);
    if (v->n < 0 && unit != REPORT_COUNT) {
        g_autofree char *without = say_number(-v->n, unit, language);
        return g_strconcat("-", without, NULL);
    }
    return say_number(v->n, unit, language);
}

char *report_change(const report_value *now, const report_value *before,
                    report_unit unit, const char *language)
{
    const report_value by = {true, now->n - before->n};
    g_autofree char *text = NULL;

    if (!now->known || !before->known)
        return g_strdup("");
    if (by.n == 0)
        return g_strdup("=");
    text = report_say(&by, unit, language);
    return g_strconcat(by.n > 0 ? "+" : "", text, NULL);
}

char *report_when(const report_period *p, const char *language, GTimeZone *zone)
{
    return period_words(p, language, zone);
}

/* ---- what people are shown ---- */

static bool has_any(const report_row *row, unsigned columns)
{
    for (unsigned i = 0; i < columns; i++)
        if (row->now[i].n != 0 || row->before[i].n != 0)
            return true;
    return false;
}

report_table *report_brief(const report_table *t)
{
    const report_block *b = t->block;
    report_table *out;

    if (b->brief)
        return b->brief(t);
    out = report_table_new(b);
    for (guint i = 0; i < t->rows->len; i++) {
        const report_row *from = t->rows->pdata[i];
        if (b->shown > 0 && out->rows->len >= b->shown)
            break;
        if (b->sorted && !has_any(from, report_columns(b)))
            continue;
        report_row *row = table_row(out, from->about, from->key);
        memcpy(row->now, from->now, sizeof row->now);
        memcpy(row->before, from->before, sizeof row->before);
        row->list = g_strdup(from->list);
    }
    return out;
}
