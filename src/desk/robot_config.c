/* robot_config: [robot NAME]: its keys, and whether it can do what it says. */
#include "desk/robot_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/decide/decide.h"
#include "desk/faq_config.h"
#include "desk/hand.h"
#include "desk/queue_config.h"
#include "desk/robot.h"
#include "desk/status_config.h"

#include <stdio.h>
#include <string.h>

G_STATIC_ASSERT(HAPPEN_KINDS <= 32); /* bits of its events */

#define EVERY_MIN (10 * SPAN_MINUTE)

#define bad(r, x, key, format, ...) \
    config_bad(r, x, key, "[robot %s] " key ": " format, (x)->id, __VA_ARGS__)

/* ---- when it acts ---- */

static void read_events(config_reading *r, config_robot *x)
{
    for (unsigned i = 0; i < x->on->len; i++) {
        const char *name = x->on->pdata[i];
        happen_kind k = happen_named(name);
        g_autofree char *hint = nearest_hint(name, happen_names);
        g_autofree char *all = g_strjoinv(", ", (char **)happen_names);
        if (k < HAPPEN_KINDS)
            x->events |= 1u << k;
        else
            bad(r, x, "on", "there is no event %s%s%s", name,
                *hint ? hint : ": there are ", *hint ? "" : all);
    }
}

static void read_after(config_reading *r, config_robot *x)
{
    const char *in = x->after ? strstr(x->after, " in ") : NULL;

    if (!x->after)
        return;
    if (!in) {
        bad(r, x, "after",
            "\"%s\": write how long, and in which status: "
            "3d in waiting",
            x->after);
        return;
    }
    g_autofree char *span =
        g_strstrip(g_strndup(x->after, (gsize)(in - x->after)));
    g_autofree char *name = g_strstrip(g_strdup(in + strlen(" in ")));
    g_autofree char *wrong =
        span_unit_read(span_units, SPAN_UNITS, span, &x->after_ms);
    const status_row *row = status_named(status_model_of(r->config), name);
    g_autofree char *hint = config_id_hint(r->config->statuses, name);
    if (wrong)
        bad(r, x, "after", "%s", wrong);
    else if (x->after_ms <= 0)
        bad(r, x, "after", "%s", "how long must be above 0");
    if (!row)
        bad(r, x, "after", "there is no status %s%s", name, hint);
    else
        x->status = g_strdup(row->id);
}

static int weekday_named(const char *name)
{
    static const char *const days[] = {"monday",   "tuesday", "wednesday",
                                       "thursday", "friday",  "saturday",
                                       "sunday",   NULL};

    for (int i = 0; days[i]; i++)
        if (g_ascii_strcasecmp(days[i], name) == 0)
            return i;
    return -1;
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

/* What stands before " at "; false: it means nothing. */
static bool read_days(config_robot *x, const char *which)
{
    int64_t ms = 0;

    x->weekday = weekday_named(which);
    x->workdays = g_ascii_strcasecmp(which, "workday") == 0;
    if (x->weekday >= 0 || x->workdays)
        return true;
    g_autofree char *wrong = span_unit_read(span_units, "", which, &ms);
    x->every_days = (int)(ms / SPAN_DAY);
    return !wrong && ms > 0 && ms % SPAN_DAY == 0 && ms <= 366 * SPAN_DAY;
}

static void read_every(config_reading *r, config_robot *x)
{
    const char *at = x->every ? strstr(x->every, " at ") : NULL;

    x->weekday = -1;
    if (!x->every)
        return;
    if (at) {
        g_autofree char *which =
            g_strstrip(g_strndup(x->every, (gsize)(at - x->every)));
        g_autofree char *time = g_strstrip(g_strdup(at + strlen(" at ")));
        x->at_min = minute_of(time);
        if (x->at_min >= 0 && read_days(x, which))
            return;
    } else if (span_read(x->every, &x->every_ms) && x->every_ms >= EVERY_MIN &&
               x->every_ms < SPAN_DAY) {
        return;
    }
    bad(r, x, "every",
        "\"%s\": write a time from 10m to 23h, or 1d at 08:00, "
        "workday at 08:00, monday at 08:00",
        x->every);
    x->every_ms = SPAN_HOUR;
    x->at_min = 0;
}

static void check_trigger(config_reading *r, const config_robot *x)
{
    int n = (x->on->len > 0) + (x->after != NULL) + (x->every != NULL);

    if (n != 1)
        config_bad(r, x, "",
                   "[robot %s]: it needs one of on, after and every%s", x->id,
                   n > 1 ? ", and no two of them" : "");
}

/* ---- whether it acts ---- */

static condition *read_condition(config_reading *r, const config_robot *x,
                                 const char *key, const char *text)
{
    g_autofree char *wrong = NULL;
    condition *k = text ? condition_read(r->config, text, &wrong) : NULL;

    if (wrong)
        config_bad(r, x, key, "[robot %s] %s: %s", x->id, key, wrong);
    return k;
}

/* It says that it looks at a queue that it does not look at. */
static void check_queue_asked(config_reading *r, const config_robot *x)
{
    for (unsigned i = 0; i < x->when->parts->len; i++) {
        const condition_part *p = x->when->parts->pdata[i];
        const char *queue = p->filter->f.queue;
        if (queue && !config_robot_serves(x, queue))
            bad(r, x, "if", "queue=%s, which is none of its queues", queue);
    }
}

static void check_condition(config_reading *r, const config_robot *x)
{
    bool timed = x->after || x->every;
    g_autofree char *never =
        x->when ? condition_never(r->config, x->when, x->status, timed) : NULL;
    g_autofree char *other =
        x->never ? condition_never(r->config, x->never, x->status, timed)
                 : NULL;

    if (never)
        bad(r, x, "if", "it can never hold: %s", never);
    if (other)
        bad(r, x, "unless", "it can never hold: %s", other);
    if (x->when && x->unless && strcmp(x->if_, x->unless) == 0)
        bad(r, x, "unless", "%s", "it is the same as if: it never acts");
    if (x->when)
        check_queue_asked(r, x);
}

/* ---- what it does ---- */

/* A command begins at a slash in the first place of a line, or after a ; there.
 * What follows is its own, also over several lines. char*. */
static GPtrArray *pieces_of(const char *text)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    const char *from = text + strspn(text, " \t\n;");

    for (const char *p = from; *p; p++) {
        size_t blank = strchr(";\n", *p) ? strspn(p, " \t\n;") : 0;
        if (blank == 0 || (p[blank] && p[blank] != '/'))
            continue;
        g_ptr_array_add(all, g_strndup(from, (gsize)(p - from)));
        from = p + blank;
        p = from - 1;
        if (!*from)
            return all;
    }
    if (*from)
        g_ptr_array_add(all, g_strdup(from));
    return all;
}

static bool is_called(const command_row *row, const char *name)
{
    bool is = g_ascii_strcasecmp(row->name, name) == 0;

    for (unsigned i = 0; i < COMMAND_LANGUAGES && !is; i++) {
        g_auto(GStrv) also =
            g_strsplit(row->also[i] ? row->also[i] : "", " ", -1);
        is = g_strv_contains((const char *const *)also, name);
    }
    return is;
}

/* NULL: it is none that operators have. */
static const command_row *row_of(const char *piece)
{
    g_autofree char *word = g_strndup(piece, strcspn(piece, " \t\n"));
    g_autofree char *name = g_utf8_strdown(word + (*word == '/'), -1);

    for (unsigned i = 0; command_rows[i]; i++)
        if (command_use_of(command_rows[i], COMMAND_FOR_OPERATOR) &&
            is_called(command_rows[i], name))
            return command_rows[i];
    return NULL;
}

static void add_call(config_robot *x, const command_row *row,
                     const char *argument, const char *line)
{
    command_call *call = g_new0(command_call, 1);

    call->row = row;
    call->argument = g_strdup(argument);
    call->line = g_strdup(line);
    g_ptr_array_add(x->calls, call);
}

static void add_text(config_reading *r, config_robot *x, const command_row *row,
                     const char *piece)
{
    g_autofree char *text =
        g_strstrip(g_strdup(piece + strcspn(piece, " \t\n")));

    if (*text)
        add_call(x, row, text, piece);
    else
        bad(r, x, "do", "%s: it needs a text, on the same line", piece);
}

static void add_command(config_reading *r, config_robot *x, const char *piece)
{
    g_autoptr(command_result) all = command_read(piece, COMMAND_FOR_OPERATOR);

    for (unsigned i = 0; i < all->errors->len; i++) {
        const command_error *e = all->errors->pdata[i];
        g_autofree char *words = fault_words(e->fault);
        bad(r, x, "do", "%s: %s", e->line, words);
    }
    if (all->errors->len > 0)
        return;
    if (all->calls->len != 1 || *all->text) {
        bad(r, x, "do",
            "\"%s\" is no command; text stands after /note or "
            "/reply",
            piece);
        return;
    }
    const command_call *call = all->calls->pdata[0];
    add_call(x, call->row, call->argument, call->line);
}

static void read_commands(config_reading *r, config_robot *x)
{
    g_autoptr(GPtrArray) pieces = pieces_of(x->do_ ? x->do_ : "");
    const unsigned text = COMMAND_IS_NOTE | COMMAND_IS_REPLY;

    x->calls = g_ptr_array_new_with_free_func(command_call_free);
    for (unsigned i = 0; i < pieces->len; i++) {
        const char *piece = pieces->pdata[i];
        const command_row *row = row_of(piece);
        if (row && !(row->traits & COMMAND_FOR_ROBOTS))
            bad(r, x, "do", "/%s is nothing that a robot can do", row->name);
        else if (row && row->traits & text)
            add_text(r, x, row, piece);
        else
            add_command(r, x, piece);
    }
    if (x->do_ && pieces->len == 0)
        bad(r, x, "do", "%s", "it has no command");
}

/* Words after /faq find some for a person alone. */
static void check_ready(config_reading *r, const config_robot *x,
                        const command_call *call)
{
    g_autofree char *hint = config_id_hint(r->config->faqs, call->argument);

    if ((call->row->traits & COMMAND_INSERTS) &&
        !faq_named(r->config, call->argument))
        bad(r, x, "do", "%s: there is no such [faq NAME]%s", call->line, hint);
}

static void check_commands(config_reading *r, const config_robot *x)
{
    for (unsigned i = 0; i < x->calls->len; i++) {
        const command_call *call = x->calls->pdata[i];
        check_ready(r, x, call);
        g_autoptr(fault) f = decide_robot_wrong(r->config, x, call);
        g_autofree char *words = f ? fault_words(f) : NULL;
        if (words)
            bad(r, x, "do", "%s: %s", call->line, words);
    }
}

/* ---- the section ---- */

static void complete(config_reading *r)
{
    for (unsigned i = 0; i < r->config->robots->len; i++) {
        config_robot *x = r->config->robots->pdata[i];

        if (!x->title)
            x->title = g_strdup_printf("robot %s", x->id);
        g_autofree char *id = g_strconcat("robot:", x->id, NULL);
        x->as = config_hand_new(id, x->title, x->queues);
    }
}

static void check_one(config_reading *r, config_robot *x)
{
    g_autofree char *where = g_strdup_printf("robot %s", x->id);

    read_events(r, x);
    read_after(r, x);
    read_every(r, x);
    check_trigger(r, x);
    for (unsigned i = 0; i < x->queues->len; i++)
        config_check_queue_name(r, x, "queue", where, x->queues->pdata[i]);
    x->when = read_condition(r, x, "if", x->if_);
    x->never = read_condition(r, x, "unless", x->unless);
    check_condition(r, x);
    read_commands(r, x);
    check_commands(r, x);
}

/* What is named by them was read before, or is wrong and said. */
static void check(config_reading *r)
{
    for (unsigned i = 0; i < r->config->robots->len; i++)
        check_one(r, r->config->robots->pdata[i]);
}

static void forget(config *c)
{
    for (unsigned i = 0; i < c->robots->len; i++) {
        config_robot *x = c->robots->pdata[i];

        g_clear_pointer(&x->status, g_free);
        g_clear_pointer(&x->when, condition_free);
        g_clear_pointer(&x->never, condition_free);
        g_clear_pointer(&x->calls, g_ptr_array_unref);
        g_clear_pointer(&x->as, config_hand_free);
    }
}

static const config_key keys[] = {
    CONFIG_ROBOT_KEYS(CONFIG_ROW, config_robot){.key = NULL},
};

const config_section config_robot_section = {
    .name = "robot",
    .argument = "NAME",
    .help = "Commands that the desk gives by itself",
    .at = offsetof(config, robots),
    .size = sizeof(config_robot),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};
