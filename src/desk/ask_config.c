/* ask_config: [ask NAME], and what is shipped of it. */
#include "desk/ask_config.h"

#include "config/section.h"
#include "desk/queue_config.h"

#include <string.h>

const char *const ask_shipped[] = {"screenshot", "error-code", "steps", NULL};

const config_ask *ask_by_id(const config *c, const char *id)
{
    return config_by_id(c->asks, id);
}

bool ask_serves(const config *c, const char *name, const char *queue)
{
    const config_ask *a = ask_by_id(c, name);

    if (!a)
        return g_strv_contains(ask_shipped, name);
    return a->queues->len == 0 || (queue && config_listed(a->queues, queue));
}

/* ---- the section ---- */

static void check_size(config_reading *r, const config_ask *a, const char *key,
                       const char *text)
{
    if (text && strlen(text) > ASK_TEXT_MAX)
        config_bad(r, a, key, "[ask %s] %s has more than %d octets", a->id, key,
                   ASK_TEXT_MAX);
}

static void check_one(config_reading *r, const config_ask *a)
{
    g_autofree char *where = g_strdup_printf("ask %s", a->id);
    GHashTableIter all;
    void *language, *text;

    check_size(r, a, "text", a->text);
    if (a->texts) {
        g_hash_table_iter_init(&all, a->texts);
        while (g_hash_table_iter_next(&all, &language, &text)) {
            g_autofree char *key = g_strconcat("text.", language, NULL);
            check_size(r, a, key, text);
        }
    }
    for (guint i = 0; i < a->queues->len; i++)
        config_check_queue_name(r, a, "queues", where, a->queues->pdata[i]);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->asks->len; i++)
        check_one(r, r->config->asks->pdata[i]);
}

static const config_key keys[] = {
    CONFIG_ASK_KEYS(CONFIG_ROW, config_ask){.key = NULL},
};

const config_section config_ask_section = {
    .name = "ask",
    .argument = "NAME",
    .help = "What the acknowledgement asks for, where rules vote ask:NAME; "
            "screenshot, error-code and steps are there without a section",
    .at = offsetof(config, asks),
    .size = sizeof(config_ask),
    .keys = keys,
    .check = check,
};
