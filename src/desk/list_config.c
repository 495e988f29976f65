/* list_config: [view NAME], a list that operators ask for by its name. */
#include "desk/list_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/list_filter.h"
#include "desk/type_config.h"

#include <string.h>

/* ---- whose ---- */

const char *view_title(const config_view *v, const char *language)
{
    return config_in(v->titles, language, v->title);
}

/* ---- the section ---- */

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->views->len; i++) {
        config_view *v = r->config->views->pdata[i];
        if (!v->title)
            v->title = g_strdup(v->id);
    }
}

static void check_roles(config_reading *r, const config_view *v,
                        const char *key, const GPtrArray *roles)
{
    for (guint i = 0; i < roles->len; i++) {
        if (role_named(roles->pdata[i]) != ROLES)
            continue;
        g_autofree char *hint = nearest_hint(roles->pdata[i], role_names);
        config_bad(r, v, key, "[view %s] %s: there is no role %s%s", v->id, key,
                   (char *)roles->pdata[i], hint);
    }
}

/* As somebody would write it after /list. */
static void check_text(config_reading *r, const config_view *v, const char *key,
                       const char *before, const char *text)
{
    const list_ask ask = {
        .c = r->config, .command = "list", .now_ms = 1, .me = ""};
    g_autoptr(fault) wrong = NULL;

    if (!text)
        return;
    g_autofree char *whole =
        *before ? g_strdup_printf("%s\"%s\"", before, text) : g_strdup(text);
    g_autoptr(list_filter) l = list_filter_read(&ask, whole, &wrong);
    g_autofree char *words = wrong ? fault_words(wrong) : NULL;
    if (words)
        config_bad(r, v, key, "[view %s] %s: %s", v->id, key, words);
}

/* What is a word of every list would mean two things. */
static void check_name(config_reading *r, const config_view *v)
{
    if (list_filter_has(v->id))
        config_bad(r, v, "",
                   "[view %s]: /list %s means something without it; choose "
                   "another name",
                   v->id, v->id);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->views->len; i++) {
        const config_view *v = r->config->views->pdata[i];

        check_name(r, v);
        check_text(r, v, "filter", "", v->filter);
        check_text(r, v, "sort", "sort:", v->sort);
        check_text(r, v, "columns", "columns:", v->columns);
        check_roles(r, v, "roles", v->roles);
        check_roles(r, v, "default", v->standard);
    }
}

static const config_key keys[] = {
    CONFIG_VIEW_KEYS(CONFIG_ROW, config_view){.key = NULL},
};

const config_section config_view_section = {
    .name = "view",
    .argument = "NAME",
    .help = "A list that operators ask for by its name: /list NAME",
    .at = offsetof(config, views),
    .size = sizeof(config_view),
    .keys = keys,
    .complete = complete,
    .check = check,
};
