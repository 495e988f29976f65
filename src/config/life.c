/* config_life: makes and frees a config and the structs of its sections. */
#include "config/table.h"

#include <string.h>

static void clear_keys(const char *section, void *base)
{
    for (const config_key *k = config_keys; k->section != NULL; k++)
        if (strcmp(k->section, section) == 0)
            config_value_clear(k, (char *)base + k->offset);
}

static void default_keys(const char *section, void *base)
{
    for (const config_key *k = config_keys; k->section != NULL; k++)
        if (strcmp(k->section, section) == 0)
            config_value_default(k, (char *)base + k->offset);
}

static GPtrArray **array_of(config *c, const config_section *s)
{
    return (GPtrArray **)((char *)c + s->array);
}

/* The id is the first member of every named section's struct but a line's. */
bool config_section_has_id(const config_section *s)
{
    return strcmp(s->argument, "N") != 0;
}

config *config_new(const char *path)
{
    config *c = g_new0(config, 1);

    c->file = g_strdup(path);
    for (const config_section *s = config_sections; s->name != NULL; s++) {
        if (s->argument != NULL)
            *array_of(c, s) = g_ptr_array_new();
        else
            default_keys(s->name, c);
    }
    return c;
}

void config_free(config *c)
{
    if (c == NULL)
        return;
    for (const config_section *s = config_sections; s->name != NULL; s++) {
        GPtrArray *all = s->argument != NULL ? *array_of(c, s) : NULL;

        if (all == NULL) {
            clear_keys(s->name, c);
            continue;
        }
        for (guint i = 0; i < all->len; i++) {
            clear_keys(s->name, all->pdata[i]);
            if (config_section_has_id(s))
                g_free(*(char **)all->pdata[i]);
            g_free(all->pdata[i]);
        }
        g_ptr_array_unref(all);
    }
    if (c->model != NULL)
        c->model_free(c->model);
    g_free(c->file);
    g_free(c);
}
void *config_section_new(config *c, const config_section *s, const char *name)
{
    void *base;

    if (s->argument == NULL)
        return c;
    base = g_malloc0(s->size);
    if (config_section_has_id(s))
        *(char **)base = g_strdup(name);
    else
        ((config_line *)base)->number = name[0] - '0';
    default_keys(s->name, base);
    g_ptr_array_add(*array_of(c, s), base);
    return base;
}
