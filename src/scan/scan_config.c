/* scan_config: [scan], the children that read messages, and their limits. */
#include "scan/scan_config.h"

#include "base/nearest.h"
#include "config/section.h"

static bool has_rule_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir)))
        if (name[0] != '.' && g_str_has_suffix(name, ".cf"))
            return true;
    return false;
}

char **config_rule_paths(const config *c, const char *shipped)
{
    GPtrArray *all = g_ptr_array_new();
    g_autofree char *folder = g_path_get_dirname(c->file);
    g_autofree char *own = g_build_filename(folder, "rules", NULL);

    if (c->scan->shipped)
        g_ptr_array_add(all, g_strdup(shipped));
    for (guint i = 0; i < c->scan->rules->len; i++)
        g_ptr_array_add(all, g_strdup(c->scan->rules->pdata[i]));
    if (c->scan->rules->len == 0 && has_rule_files(own))
        g_ptr_array_add(all, g_steal_pointer(&own));
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

static void check(config_reading *r)
{
    static const char *const kinds[] = {"type",  "line", "holder", "priority",
                                        "field", "ask",  NULL};
    const config_scan *s = r->config->scan;

    for (guint i = 0; i < s->acts->len; i++) {
        const char *kind = s->acts->pdata[i];
        g_autofree char *hint = NULL;

        if (g_strv_contains(kinds, kind))
            continue;
        hint = nearest_hint(kind, kinds);
        config_bad(r, s, "vote_acts",
                   "[scan] vote_acts: votes of kind %s act in another way, or "
                   "not at all%s",
                   kind, hint);
    }
}

static const config_key keys[] = {
    CONFIG_SCAN_KEYS(CONFIG_ROW, config_scan){.key = NULL},
};

const config_section config_scan_section = {
    .name = "scan",
    .help = "The children that read messages, and their limits",
    .at = offsetof(config, scan),
    .size = sizeof(config_scan),
    .keys = keys,
    .check = check,
};
