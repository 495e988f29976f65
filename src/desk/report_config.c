/* report_config: [report NAME]: its keys, and whether they mean something. */
#include "desk/report_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "config/site.h"
#include "desk/category_config.h"
#include "desk/queue_config.h"
#include "desk/report/report.h"
#include "desk/rights.h"
#include "desk/type_config.h"
#include "worktime/calendar_config.h"

#include <stdio.h>
#include <string.h>

#define MONTH_DAY_MAX 28 /* each month has it */
#define LOOK_DAYS     64 /* within which any day of a month comes */
#define TO_ADMIN      "admin"

#define bad(r, x, key, format, ...) \
    config_bad(r, x, key, "[report %s] " key ": " format, (x)->id, __VA_ARGS__)

const config_report *config_report_by_id(const config *c, const char *id)
{
    return config_by_id(c->reports, id);
}

static bool is_called(const config_report *r, const char *words)
{
    GHashTableIter i;
    void *title;

    if (g_ascii_strcasecmp(r->id, words) == 0 ||
        g_ascii_strcasecmp(r->title, words) == 0)
        return true;
    if (!r->titles)
        return false;
    g_autofree char *folded = g_utf8_casefold(words, -1);
    g_hash_table_iter_init(&i, r->titles);
    while (g_hash_table_iter_next(&i, NULL, &title)) {
        g_autofree char *one = g_utf8_casefold(title, -1);
        if (strcmp(one, folded) == 0)
            return true;
    }
    return false;
}

const config_report *config_report_named(const config *c, const char *words)
{
    for (guint i = 0; i < c->reports->len; i++)
        if (is_called(c->reports->pdata[i], words))
            return c->reports->pdata[i];
    return NULL;
}

const char *report_title(const config_report *r, const char *language)
{
    return config_in(r->titles, language, r->title);
}

/* ---- when ---- */

static bool is_its_day(const config_report *r, const report_period *day,
                       int weekday)
{
    return (r->weekday < 0 || r->weekday == weekday) &&
           (r->month_day == 0 || r->month_day == day->day);
}

int64_t report_next(const config *c, const config_report *r, int64_t after_ms)
{
    g_autoptr(GTimeZone) zone = report_zone(c, r);
    report_period day = period_at(PERIOD_DAY, zone, after_ms);

    for (int i = 0; r->at_min >= 0 && i < LOOK_DAYS; i++) {
        g_autoptr(GDateTime) at =
            g_date_time_new(zone, day.year, day.month, day.day, r->at_min / 60,
                            r->at_min % 60, 0);
        int64_t at_ms = at ? g_date_time_to_unix(at) * 1000 : 0;
        if (at_ms > after_ms &&
            is_its_day(r, &day, g_date_time_get_day_of_week(at) - 1))
            return at_ms;
        day = period_after(&day, zone);
    }
    return 0;
}

/* "08:00" to a minute of the day; -1. */
static int minute_of(const char *text)
{
    int hour, minute, size = 0;

    if (sscanf(text, "%2d:%2d%n", &hour, &minute, &size) != 2 || text[size] ||
        hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return -1;
    return hour * 60 + minute;
}

static bool read_day(config_report *x, const char *which)
{
    static const char *const days[] = {"monday",   "tuesday", "wednesday",
                                       "thursday", "friday",  "saturday",
                                       "sunday",   NULL};
    char *end;

    for (int i = 0; days[i]; i++)
        if (g_ascii_strcasecmp(days[i], which) == 0)
            x->weekday = i;
    if (x->weekday >= 0 || g_ascii_strcasecmp(which, "day") == 0)
        return true;
    x->month_day = (int)g_ascii_strtoll(which, &end, 10);
    return end > which && !*end && x->month_day >= 1 &&
           x->month_day <= MONTH_DAY_MAX;
}

static void read_send(config_reading *r, config_report *x)
{
    const char *at = x->send ? strstr(x->send, " at ") : NULL;

    x->weekday = -1;
    x->month_day = 0;
    x->at_min = -1;
    if (!x->send)
        return;
    if (at) {
        g_autofree char *which =
            g_strstrip(g_strndup(x->send, (gsize)(at - x->send)));
        g_autofree char *time = g_strstrip(g_strdup(at + strlen(" at ")));
        x->at_min = minute_of(time);
        if (x->at_min >= 0 && read_day(x, which))
            return;
    }
    x->at_min = -1;
    bad(r, x, "send",
        "\"%s\": write monday at 07:00, day at 07:00, or a day of the month "
        "up to %d: 1 at 07:00",
        x->send, MONTH_DAY_MAX);
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->reports->len; i++) {
        config_report *x = r->config->reports->pdata[i];
        if (!x->title)
            x->title = g_strdup_printf("report %s", x->id);
        read_send(r, x);
    }
}

/* ---- who ---- */

static void add_operator(GPtrArray *all, const config_operator *o)
{
    if (!g_ptr_array_find(all, o, NULL))
        g_ptr_array_add(all, (void *)o);
}

GPtrArray *report_operators(const config *c, const config_report *r)
{
    GPtrArray *all = g_ptr_array_new();

    for (guint i = 0; i < r->to->len; i++) {
        const char *name = r->to->pdata[i];
        const config_operator *o = config_operator_by_id(c, name);
        role_id role = role_named(name);
        if (o)
            add_operator(all, o);
        for (guint n = 0; !o && role < ROLES && n < c->operators->len; n++)
            if (rights_is(c, c->operators->pdata[n], role, NULL, 0))
                add_operator(all, c->operators->pdata[n]);
    }
    return all;
}

GPtrArray *report_addresses(const config *c, const config_report *r)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *admins = c->site->admins;

    for (guint i = 0; i < admins->len; i++)
        if (config_listed(r->to, TO_ADMIN) ||
            config_listed(r->to, admins->pdata[i]))
            g_ptr_array_add(all, g_strdup(admins->pdata[i]));
    return all;
}

static void check_to(config_reading *r, const config_report *x)
{
    const config *c = r->config;

    for (guint i = 0; i < x->to->len; i++) {
        const char *name = x->to->pdata[i];
        g_autofree char *hint = config_id_hint(c->operators, name);
        if (config_operator_by_id(c, name) || role_named(name) < ROLES ||
            strcmp(name, TO_ADMIN) == 0 || config_listed(c->site->admins, name))
            continue;
        if (strchr(name, '@'))
            bad(r, x, "to",
                "%s is no address of admin in [site]; reports go to nobody "
                "else outside",
                name);
        else
            bad(r, x, "to", "there is no operator and no role %s%s", name,
                hint);
    }
    if (x->send && x->to->len == 0)
        bad(r, x, "send", "%s", "nobody gets it: write to");
}

/* ---- what ---- */

static void check_blocks(config_reading *r, const config_report *x)
{
    g_autofree const char **names = report_block_names();

    for (guint i = 0; i < x->blocks->len; i++) {
        const char *name = x->blocks->pdata[i];
        g_autofree char *hint = nearest_hint(name, names);
        g_autofree char *all = g_strjoinv(", ", (char **)names);
        if (!report_block_by_name(name))
            bad(r, x, "blocks", "there is no block %s%s%s", name,
                *hint ? hint : ": there are ", *hint ? "" : all);
    }
}

static void check_scope(config_reading *r, const config_report *x)
{
    const config *c = r->config;

    for (guint i = 0; i < x->queues->len; i++) {
        g_autofree char *hint = config_id_hint(c->queues, x->queues->pdata[i]);
        if (!config_queue_by_id(c, x->queues->pdata[i]))
            bad(r, x, "queue", "there is no [queue %s]%s",
                (char *)x->queues->pdata[i], hint);
    }
    for (guint i = 0; i < x->types->len; i++) {
        g_autofree char *hint = config_id_hint(c->types, x->types->pdata[i]);
        if (!type_by_id(c, x->types->pdata[i]))
            bad(r, x, "type", "there is no [type %s]%s",
                (char *)x->types->pdata[i], hint);
    }
    for (guint i = 0; i < x->categories->len; i++) {
        g_autofree char *hint =
            config_id_hint(c->categories, x->categories->pdata[i]);
        if (!config_category_by_id(c, x->categories->pdata[i]))
            bad(r, x, "category", "there is no [category %s]%s",
                (char *)x->categories->pdata[i], hint);
    }
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->reports->len; i++) {
        const config_report *x = r->config->reports->pdata[i];
        check_to(r, x);
        check_blocks(r, x);
        check_scope(r, x);
    }
}

static const config_key keys[] = {
    CONFIG_REPORT_KEYS(CONFIG_ROW, config_report){.key = NULL},
};

const config_section config_report_section = {
    .name = "report",
    .argument = "NAME",
    .help = "What is counted of a time, and who gets it when",
    .at = offsetof(config, reports),
    .size = sizeof(config_report),
    .keys = keys,
    .complete = complete,
    .check = check,
};
