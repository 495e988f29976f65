/* category_config: [category NAME], a kind of request. */
#include "desk/category_config.h"

#include "config/section.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"

#include <string.h>

const config_category *config_category_by_id(const config *c, const char *id)
{
    return config_by_id(c->categories, id);
}

const config_category *config_category_named(const config *c, const char *words)
{
    for (guint i = 0; i < c->categories->len; i++) {
        const config_category *k = c->categories->pdata[i];
        if (config_is_titled(k->id, k->title, k->titles, words))
            return k;
    }
    return NULL;
}

const char *category_title(const config *c, const char *id,
                           const char *language)
{
    const config_category *k = id ? config_category_by_id(c, id) : NULL;

    return k ? config_in(k->titles, language, k->title) : id;
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->categories->len; i++) {
        config_category *k = r->config->categories->pdata[i];

        if (!k->title)
            k->title = g_strdup(k->id);
    }
}

static void check_category_operator(config_reading *r, config_category *k)
{
    g_autofree char *hint = NULL;

    if (!k->assign || config_operator_by_id(r->config, k->assign))
        return;
    hint = config_id_hint(r->config->operators, k->assign);
    config_bad(r, k, "assign",
               "[category %s] assign: there is no [operator %s]%s", k->id,
               k->assign, hint);
}

/* What the filter that learns knows has names, and two are taken. */
static void check_category_name(config_reading *r, const config_category *k)
{
    if (strcmp(k->id, "spam") == 0 || strcmp(k->id, "ham") == 0)
        config_bad(r, k, "",
                   "[category %s]: that name stands for what is learned about "
                   "spam; choose another",
                   k->id);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->categories->len; i++) {
        config_category *k = r->config->categories->pdata[i];
        g_autofree char *where = g_strdup_printf("category %s", k->id);

        if (k->queue)
            config_check_queue_name(r, k, "queue", where, k->queue);
        config_check_type_name(r, k, "type", where, k->type);
        check_category_operator(r, k);
        check_category_name(r, k);
    }
}

static const config_key keys[] = {
    CONFIG_CATEGORY_KEYS(CONFIG_ROW, config_category){.key = NULL},
};

const config_section config_category_section = {
    .name = "category",
    .argument = "NAME",
    .help = "A kind of request",
    .at = offsetof(config, categories),
    .size = sizeof(config_category),
    .keys = keys,
    .complete = complete,
    .check = check,
};
