/* work_config: [work NAME], a type of work that time is booked under. */
#include "desk/work_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/type_config.h"

const config_work *work_by_id(const config *c, const char *id)
{
    return config_by_id(c->works, id);
}

const config_work *work_named(const config *c, const char *words)
{
    for (guint i = 0; i < c->works->len; i++) {
        const config_work *w = c->works->pdata[i];

        if (config_is_titled(w->id, w->title, w->titles, words))
            return w;
    }
    return NULL;
}

/* All that it is called. Borrowed. */
static void add_names(GPtrArray *names, const config_work *w)
{
    GHashTableIter all;
    void *one;

    g_ptr_array_add(names, w->id);
    g_ptr_array_add(names, w->title);
    if (!w->titles)
        return;
    g_hash_table_iter_init(&all, w->titles);
    while (g_hash_table_iter_next(&all, NULL, &one))
        g_ptr_array_add(names, one);
}

const char *work_near(const config *c, const char *words)
{
    for (guint i = 0; i < c->works->len; i++) {
        const config_work *w = c->works->pdata[i];
        g_autoptr(GPtrArray) names = g_ptr_array_new();

        add_names(names, w);
        g_ptr_array_add(names, NULL);
        if (nearest_typed(words, (const char *const *)names->pdata))
            return w->id;
    }
    return NULL;
}

const char *work_title(const config *c, const char *id, const char *language)
{
    const config_work *w = work_by_id(c, id);

    return w ? config_in(w->titles, language, w->title) : id;
}

/* ---- the section ---- */

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->works->len; i++) {
        config_work *w = r->config->works->pdata[i];

        if (!w->title)
            w->title = g_strdup(w->id);
    }
}

/* What one is called is no other's name: /spend would book the wrong one. */
static void check_names(config_reading *r, const config_work *w)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    add_names(names, w);
    for (guint i = 0; i < names->len; i++) {
        const config_work *other = work_named(r->config, names->pdata[i]);
        if (other == w)
            continue;
        config_bad(r, w, "", "[work %s] is called \"%s\", as [work %s] is",
                   w->id, (const char *)names->pdata[i], other->id);
        return;
    }
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->works->len; i++)
        check_names(r, r->config->works->pdata[i]);
}

static const config_key keys[] = {
    CONFIG_WORK_KEYS(CONFIG_ROW, config_work){.key = NULL},
};

const config_section config_work_section = {
    .name = "work",
    .argument = "NAME",
    .help = "A type of work that operators book time under",
    .at = offsetof(config, works),
    .size = sizeof(config_work),
    .keys = keys,
    .complete = complete,
    .check = check,
};
