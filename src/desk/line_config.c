/* line_config: [line N], a support line; those that are named elsewhere need no
 * section. */
#include "config/section.h"
#include "desk/category_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"
#include "worktime/calendar_config.h"

const char *const config_assign_words[] = {
    "none", "dispatcher", "round-robin", "least-open", "by-size", NULL};
const char *const config_follow_words[] = {"holder", "line", NULL};

const config_line *config_line_by_number(const config *c, int number)
{
    for (guint i = 0; i < c->lines->len; i++) {
        const config_line *l = c->lines->pdata[i];

        if (l->number == number)
            return l;
    }
    return NULL;
}

config_answer config_answer_for(const config *c, const config_operator *o,
                                int line)
{
    const config_line *l = config_line_by_number(c, line);

    if (o && o->answer != CONFIG_ANSWER_UNSET)
        return o->answer;
    if (l && l->answer != CONFIG_ANSWER_UNSET)
        return l->answer;
    return line == 1 ? CONFIG_ANSWER_REPLY : CONFIG_ANSWER_NOTE;
}

static void need_line(config *c, int number)
{
    const char name[] = {(char)('0' + number), '\0'};

    if (!config_line_by_number(c, number))
        config_section_add(c, &config_line_section, name);
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    return (*(config_line *const *)a)->number -
           (*(config_line *const *)b)->number;
}

static void complete(config_reading *r)
{
    config *c = r->config;

    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        for (guint n = 0; n < o->lines->len; n++)
            need_line(c, g_array_index(o->lines, int, n));
        for (guint n = 0; n < o->grants->len; n++) {
            const role_grant *g = &g_array_index(o->grants, role_grant, n);

            if (g->line > 0 && role_has(g->role, RIGHT_TOLD))
                need_line(c, g->line);
        }
    }
    for (guint i = 0; i < c->queues->len; i++)
        need_line(c, ((const config_queue *)c->queues->pdata[i])->line);
    for (guint i = 0; i < c->categories->len; i++) {
        const config_category *k = c->categories->pdata[i];

        if (k->line != 0)
            need_line(c, k->line);
    }
    for (guint i = 0; i < c->types->len; i++) {
        const config_type_row *t = c->types->pdata[i];

        if (t->line != 0)
            need_line(c, t->line);
    }
    g_ptr_array_sort(c->lines, by_number);
    for (guint i = 0; i < c->lines->len; i++) {
        config_line *l = c->lines->pdata[i];

        if (!l->name)
            l->name = g_strdup_printf("line %d", l->number);
    }
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->lines->len; i++) {
        const config_line *l = r->config->lines->pdata[i];
        g_autofree char *where = g_strdup_printf("line %d", l->number);

        config_check_calendar_name(r, l, "calendar", where, l->calendar);
    }
}

static const config_key keys[] = {
    CONFIG_LINE_KEYS(CONFIG_ROW, config_line){.key = NULL},
};

const config_section config_line_section = {
    .name = "line",
    .argument = "N",
    .help = "A support line; those that operators name need no section",
    .at = offsetof(config, lines),
    .size = sizeof(config_line),
    .keys = keys,
    .complete = complete,
    .check = check,
};
