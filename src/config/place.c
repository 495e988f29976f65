/* config_place: the sections of a file: their names, structs and lines. */
#include "config/room.h"

#include "base/nearest.h"

#include <string.h>

#define CONFIG_NAME_MAX 64 /* octets of NAME in [queue NAME] */

static void place_free(void *data)
{
    config_place *p = data;

    g_free(p->name);
    g_free(p->group);
    g_free(p);
}

config_place *config_place_of_group(const config_reading *r, const char *group)
{
    for (guint i = 0; i < r->places->len; i++) {
        config_place *p = r->places->pdata[i];

        if (strcmp(p->group, group) == 0)
            return p;
    }
    return NULL;
}

static void unknown_section(config_reading *r, const char *name, int line)
{
    const char *names[64];
    size_t count = 0;
    g_autofree char *hint = NULL;

    for (const config_section *const *s = r->config->sections; *s; s++)
        if (count < G_N_ELEMENTS(names) - 1)
            names[count++] = (*s)->name;
    names[count] = NULL;
    hint = nearest_hint(name, names);
    config_problem_add(r->problems, true, line, "unknown section [%s]%s", name,
                       hint);
}

static const config_section *section_by_name(const config *c, const char *name)
{
    for (const config_section *const *s = c->sections; *s; s++)
        if (strcmp((*s)->name, name) == 0)
            return *s;
    return NULL;
}

static bool name_is_right(config_reading *r, const config_section *s,
                          const char *name, int line)
{
    if (!s->argument && name[0] == '\0')
        return true;
    if (!s->argument) {
        config_problem_add(r->problems, true, line,
                           "[%s] stands once, without a name", s->name);
        return false;
    }
    if (name[0] == '\0') {
        config_problem_add(r->problems, true, line,
                           "[%s] needs a name: [%s %s]", s->name, s->name,
                           s->argument);
        return false;
    }
    if (config_is_numbered(s) &&
        (strlen(name) != 1 || name[0] < '1' || name[0] > '9')) {
        config_problem_add(r->problems, true, line,
                           "[%s %s]: lines are numbered from 1 to 9", s->name,
                           name);
        return false;
    }
    for (const char *p = name; *p != '\0'; p++)
        if ((!g_ascii_isalnum(*p) && !strchr("._-", *p)) ||
            p - name >= CONFIG_NAME_MAX) {
            config_problem_add(r->problems, true, line,
                               "[%s %s]: a name has letters, digits, '.', '_' "
                               "and '-', %d at most",
                               s->name, name, CONFIG_NAME_MAX);
            return false;
        }
    return true;
}

static bool name_is_new(config_reading *r, const config_section *s,
                        const char *name, int line)
{
    for (guint i = 0; i < r->places->len; i++) {
        const config_place *p = r->places->pdata[i];

        if (p->section == s && p->name &&
            g_ascii_strcasecmp(p->name, name) == 0) {
            config_problem_add(r->problems, true, line,
                               "[%s %s] has the name of [%s], line %d", s->name,
                               name, p->group, p->line);
            return false;
        }
    }
    return true;
}

void config_place_open(config_reading *r, const config_line_read *l)
{
    g_auto(GStrv) parts = g_strsplit(l->group, " ", 2);
    const char *name = parts[1] ? g_strstrip(parts[1]) : "";
    const config_section *s = section_by_name(r->config, parts[0]);
    config_place *p;

    if (!s) {
        unknown_section(r, parts[0], l->line);
        return;
    }
    if (!name_is_right(r, s, name, l->line) ||
        !name_is_new(r, s, name, l->line))
        return;
    p = g_new0(config_place, 1);
    p->section = s;
    p->name = s->argument ? g_strdup(name) : NULL;
    p->group = g_strdup(l->group);
    p->line = l->line;
    p->base = config_section_add(r->config, s, name);
    g_ptr_array_add(r->places, p);
}

GPtrArray *config_places_new(void)
{
    return g_ptr_array_new_with_free_func(place_free);
}
