/* config_scan: the lines of a configuration file, with their numbers. GKeyFile
 * gives the values, but knows no line numbers and merges duplicates silently. */
#include "config/room.h"

#include <string.h>

static void line_free(void *data)
{
    config_line_read *l = data;

    g_free(l->group);
    g_free(l->key);
    g_free(l);
}

static config_line_read *line_add(GPtrArray *lines, int line, const char *group,
                                  const char *key)
{
    config_line_read *l = g_new0(config_line_read, 1);

    l->line = line;
    l->group = g_strdup(group);
    l->key = g_strdup(key);
    g_ptr_array_add(lines, l);
    return l;
}

static const config_line_read *find(const GPtrArray *lines, const char *group,
                                    const char *key)
{
    for (guint i = 0; i < lines->len; i++) {
        const config_line_read *l = lines->pdata[i];

        if (strcmp(l->group, group) == 0 && g_strcmp0(l->key, key) == 0)
            return l;
    }
    return NULL;
}

/* The text between the brackets, or NULL. */
static char *section_name(const char *text)
{
    size_t size = strlen(text);

    if (size < 3 || text[size - 1] != ']' ||
        strcspn(text + 1, "[]\t") != size - 2)
        return NULL;
    return g_strndup(text + 1, size - 2);
}

static char *scan_section(const char *text, int line, GPtrArray *lines,
                          GString *clean, GPtrArray *problems)
{
    char *group = section_name(text);
    const config_line_read *first;

    if (!group) {
        config_problem_add(
            problems, true, line,
            "%s is not a section: write [NAME] alone on the line", text);
        return NULL;
    }
    g_string_append_printf(clean, "[%s]\n", group);
    first = find(lines, group, NULL);
    if (first)
        config_problem_add(problems, true, line,
                           "[%s] stands twice, first on line %d: write its "
                           "keys in one place",
                           group, first->line);
    else
        line_add(lines, line, group, NULL);
    return group;
}

static bool is_plain(const char *key)
{
    for (; *key != '\0'; key++)
        if (!g_ascii_isalnum(*key) && *key != '_' && *key != '-' && *key != '.')
            return false;
    return true;
}

static void scan_key(const char *text, int line, const char *group,
                     GPtrArray *lines, GString *clean, GPtrArray *problems)
{
    const char *equals = strchr(text, '=');
    g_autofree char *key = NULL;
    const config_line_read *first;

    if (!equals || equals == text) {
        config_problem_add(problems, true, line,
                           "\"%s\" is neither [SECTION] nor KEY = VALUE", text);
        return;
    }
    key = g_strchomp(g_strndup(text, (size_t)(equals - text)));
    first = find(lines, group, key);
    if (first)
        config_problem_add(problems, true, line,
                           "[%s] %s stands twice, first on line %d", group, key,
                           first->line);
    else
        line_add(lines, line, group, key);
    if (!first && is_plain(key))
        g_string_append_printf(clean, "%s\n", text);
}

GPtrArray *config_scan(const char *data, GString *clean, GPtrArray *problems)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    g_auto(GStrv) texts = g_strsplit(data, "\n", -1);
    g_autofree char *group = NULL;
    bool in_bad_section = false;

    for (int i = 0; texts[i]; i++) {
        const char *text = g_strstrip(texts[i]);

        if (text[0] == '\0' || text[0] == '#')
            continue;
        if (text[0] == '[') {
            g_free(group);
            group = scan_section(text, i + 1, lines, clean, problems);
            in_bad_section = !group;
        } else if (group) {
            scan_key(text, i + 1, group, lines, clean, problems);
        } else if (!in_bad_section) {
            config_problem_add(problems, true, i + 1,
                               "\"%s\" stands before the first [SECTION]",
                               text);
        }
    }
    return lines;
}
