/* config: reads the file into a config, collecting every problem. */
#include "config/room.h"

#include "base/file.h"
#include "base/nearest.h"

#include <string.h>

#define CONFIG_FILE_MAX (4u << 20) /* octets */

/* ---- keys ---- */

static void unknown_key(config_reading *r, const config_place *p,
                        const config_line_read *l)
{
    const char *names[64];
    size_t count = 0;
    g_autofree char *hint = NULL;

    for (const config_key *k = p->section->keys; k->key; k++)
        if (count < G_N_ELEMENTS(names) - 1)
            names[count++] = k->key;
    names[count] = NULL;
    hint = nearest_hint(l->key, names);
    config_problem_add(r->problems, true, l->line, "[%s] unknown key %s%s",
                       p->group, l->key, hint);
}

static bool is_language(const char *text)
{
    size_t size = strlen(text);

    return (size == 2 || size == 3) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz") == size;
}

/* "title.ru" is meant by the key "title.LANG": *of gets "ru"; and
 * "first_reply.high" by "first_reply.NAME", "high". */
static bool is_of(const config_key *k, const char *name, const char **of)
{
    size_t stem = strlen(k->key) - strlen(CONFIG_LANG);
    bool is_lang;

    if (k->type != CONFIG_LANGS || strncmp(k->key, name, stem) != 0 ||
        name[stem] != '.')
        return false;
    is_lang = strcmp(k->key + stem, CONFIG_LANG) == 0;
    *of = name + stem + 1;
    return is_lang ? is_language(*of) : **of != '\0';
}

/* *language: NULL if the key has none. */
static const config_key *key_by_name(const config_section *s, const char *name,
                                     const char **language)
{
    *language = NULL;
    for (const config_key *k = s->keys; k->key; k++)
        if (is_of(k, name, language) ||
            (k->type != CONFIG_LANGS && strcmp(k->key, name) == 0))
            return k;
    return NULL;
}

static void read_key(config_reading *r, const config_line_read *l, GKeyFile *f)
{
    const config_place *p = config_place_of_group(r, l->group);
    const config_key *k;
    const char *language;
    g_autofree char *text = NULL, *problem = NULL;
    g_autoptr(GError) error = NULL; /* may be set though there is a text */

    if (!p)
        return; /* the section itself is the problem */
    k = key_by_name(p->section, l->key, &language);
    if (!k) {
        unknown_key(r, p, l);
        return;
    }
    text = g_key_file_get_string(f, l->group, l->key, &error);
    if (!text || error) {
        config_problem_add(r->problems, true, l->line,
                           "[%s] %s: a backslash begins \\s \\n \\t \\r or "
                           "\\\\; write it twice",
                           p->group, l->key);
        return;
    }
    if (text[0] == '\0' && k->type < CONFIG_WORDS &&
        g_strcmp0(k->standard, "") != 0) {
        config_problem_add(r->problems, true, l->line,
                           "[%s] %s is empty: give a value or take the line "
                           "out",
                           p->group, l->key);
        return;
    }
    if (language)
        config_lang_read(language, text,
                         (GHashTable **)(void *)((char *)p->base + k->offset));
    else if (!config_value_read(k, text, (char *)p->base + k->offset, &problem))
        config_problem_add(r->problems, true, l->line, "[%s] %s: %s", p->group,
                           l->key, problem);
}

static const config_line_read *find_line(const config_reading *r,
                                         const char *group, const char *key)
{
    for (guint i = 0; i < r->lines->len; i++) {
        const config_line_read *l = r->lines->pdata[i];

        if (strcmp(l->group, group) == 0 && g_strcmp0(l->key, key) == 0)
            return l;
    }
    return NULL;
}

static void check_required(config_reading *r)
{
    for (guint i = 0; i < r->places->len; i++) {
        const config_place *p = r->places->pdata[i];

        for (const config_key *k = p->section->keys; k->key; k++)
            if (k->required && !find_line(r, p->group, k->key))
                config_problem_add(r->problems, true, p->line,
                                   "[%s] needs %s: %s", p->group, k->key,
                                   k->help);
    }
}

/* ---- lines of keys ---- */

static const config_line_read *line_of_key(const config_reading *r,
                                           const void *base, const char *key,
                                           const config_place **place)
{
    *place = NULL;
    for (guint i = 0; i < r->places->len && !*place; i++)
        if (((const config_place *)r->places->pdata[i])->base == base)
            *place = r->places->pdata[i];
    return *place && *key != '\0' ? find_line(r, (*place)->group, key) : NULL;
}

int config_line_of(const config_reading *r, const void *base, const char *key)
{
    const config_place *place;
    const config_line_read *l = line_of_key(r, base, key, &place);

    if (l)
        return l->line;
    return place ? place->line : 0;
}

bool config_is_written(const config_reading *r, const void *base,
                       const char *key)
{
    const config_place *place;
    const config_line_read *l = line_of_key(r, base, key, &place);

    return *key != '\0' ? l != NULL : place != NULL;
}

/* ---- the file ---- */

static char *read_file(const char *path, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, CONFIG_FILE_MAX, &error);
    const char *data, *bad;
    gsize size;
    int line = 1;

    if (!bytes) {
        config_problem_add(problems, true, 0, "cannot be read: %s",
                           error->message);
        return NULL;
    }
    data = g_bytes_get_data(bytes, &size);
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3; /* an editor's byte order mark */
        size -= 3;
    }
    if (size == 0 || g_utf8_validate(data, (gssize)size, &bad))
        return g_strndup(size > 0 ? data : "", size);
    for (const char *p = data; p < bad; p++)
        line += *p == '\n';
    config_problem_add(problems, true, line,
                       "not UTF-8 text: save the file as UTF-8");
    return NULL;
}

static void check_sections(config_reading *r)
{
    for (const config_section *const *s = r->config->sections; *s; s++)
        if ((*s)->complete)
            (*s)->complete(r);
    for (const config_section *const *s = r->config->sections; *s; s++)
        if ((*s)->check)
            (*s)->check(r);
}

static void read_all(config_reading *r, const char *data)
{
    g_autoptr(GKeyFile) f = g_key_file_new();
    g_autoptr(GString) clean = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    r->lines = config_scan(data, clean, r->problems);
    if (clean->len > 0 && !g_key_file_load_from_data(f, clean->str, clean->len,
                                                     G_KEY_FILE_NONE, &error))
        config_problem_add(r->problems, true, 0, "%s", error->message);
    for (guint i = 0; i < r->lines->len; i++) {
        const config_line_read *l = r->lines->pdata[i];

        if (!l->key)
            config_place_open(r, l);
        else
            read_key(r, l, f);
    }
    check_required(r);
    check_sections(r);
}

/* What `file` says, as if it stood at `path`, whatever is wrong with it; NULL only
 * if it cannot be read. */
static config *read_as(const config_section *const *sections, const char *path,
                       const char *file, GPtrArray **problems)
{
    config_reading r = {.config = config_new(sections, path)};
    g_autofree char *data = NULL;

    r.problems = config_problems_new();
    r.places = config_places_new();
    data = read_file(file, r.problems);
    if (data)
        read_all(&r, data);
    else
        g_clear_pointer(&r.config, config_free);
    config_problems_sort(r.problems);
    *problems = r.problems;
    g_ptr_array_unref(r.places);
    g_clear_pointer(&r.lines, g_ptr_array_unref);
    return r.config;
}

config *config_load_as(const config_section *const *sections, const char *path,
                       const char *file, GPtrArray **problems, GError **error)
{
    g_autoptr(GPtrArray) found = NULL;
    config *c = read_as(sections, path, file, &found);

    if (config_problems_fatal(found)) {
        g_clear_pointer(&c, config_free);
        if (!problems)
            config_problems_to_error(found, path, error);
    }
    if (problems)
        *problems = g_steal_pointer(&found);
    return c;
}

config *config_load(const config_section *const *sections, const char *path,
                    GPtrArray **problems, GError **error)
{
    return config_load_as(sections, path, path, problems, error);
}

config *config_read(const config_section *const *sections, const char *path,
                    GPtrArray **problems)
{
    return read_as(sections, path, path, problems);
}
