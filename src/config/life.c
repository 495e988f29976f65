/* life: makes and frees a config and the structs of its sections. */
#include "config/room.h"

#include <string.h>

static void *slot_of(const config *c, const config_section *s)
{
    return (char *)c + s->at;
}

bool config_is_numbered(const config_section *s)
{
    return s->argument && strcmp(s->argument, "N") == 0;
}

void *const *config_structs(const config *c, const config_section *s,
                            unsigned *count)
{
    const GPtrArray *all;

    if (!s->argument) {
        *count = 1;
        return slot_of(c, s);
    }
    all = *(GPtrArray **)slot_of(c, s);
    *count = all->len;
    return all->pdata;
}

static void *new_struct(const config_section *s)
{
    char *base = g_malloc0(s->size);

    for (const config_key *k = s->keys; k->key; k++)
        config_value_default(k, base + k->offset);
    return base;
}

static void free_struct(const config_section *s, void *base)
{
    for (const config_key *k = s->keys; k->key; k++)
        config_value_clear(k, (char *)base + k->offset);
    if (s->argument && !config_is_numbered(s))
        g_free(*(char **)base);
    g_free(base);
}

config *config_new(const config_section *const *sections, const char *path)
{
    config *c = g_new0(config, 1);

    c->file = g_strdup(path);
    c->sections = sections;
    for (const config_section *const *s = sections; *s; s++) {
        if ((*s)->argument)
            *(GPtrArray **)slot_of(c, *s) = g_ptr_array_new();
        else
            *(void **)slot_of(c, *s) = new_struct(*s);
    }
    return c;
}

void config_free(config *c)
{
    if (!c)
        return;
    for (const config_section *const *s = c->sections; *s; s++) {
        unsigned count;
        void *const *structs = config_structs(c, *s, &count);

        if ((*s)->forget)
            (*s)->forget(c);
        for (unsigned i = 0; i < count; i++)
            free_struct(*s, structs[i]);
        if ((*s)->argument)
            g_ptr_array_unref(*(GPtrArray **)slot_of(c, *s));
    }
    g_free(c->file);
    g_free(c);
}

void *config_section_add(config *c, const config_section *s, const char *name)
{
    void *base;

    if (!s->argument)
        return *(void **)slot_of(c, s);
    base = new_struct(s);
    if (config_is_numbered(s))
        *(int *)base = name[0] - '0';
    else
        *(char **)base = g_strdup(name);
    g_ptr_array_add(*(GPtrArray **)slot_of(c, s), base);
    return base;
}
