/* config: reads the file into a config, collecting every problem. */
#include "base/config_table.h"

#include "base/err.h"
#include "base/file.h"
#include "base/nearest.h"

#include <string.h>

#define CONFIG_FILE_MAX (4u << 20) /* octets */
#define CONFIG_NAME_MAX 64         /* octets of NAME in [queue NAME] */

/* ---- problems ---- */

static void problem_free(void *data)
{
    config_problem *p = data;

    g_free(p->text);
    g_free(p);
}

void config_problem_add(GPtrArray *problems, bool fatal, int line,
                        const char *format, ...)
{
    config_problem *p = g_new0(config_problem, 1);
    va_list args;

    va_start(args, format);
    p->text = g_strdup_vprintf(format, args);
    va_end(args);
    p->fatal = fatal;
    p->line = line;
    g_ptr_array_add(problems, p);
}

static gint by_line(gconstpointer a, gconstpointer b)
{
    const config_problem *x = *(config_problem *const *)a;
    const config_problem *y = *(config_problem *const *)b;

    return x->line - y->line;
}

static bool any_fatal(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const config_problem *)problems->pdata[i])->fatal)
            return true;
    return false;
}

static void problems_to_error(const GPtrArray *problems, const char *path,
                              GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];

        if (!p->fatal)
            continue;
        if (all->len > 0)
            g_string_append_c(all, '\n');
        if (p->line > 0)
            g_string_append_printf(all, "%s:%d: %s", path, p->line, p->text);
        else
            g_string_append_printf(all, "%s: %s", path, p->text);
    }
    err_set(error, ERR_CONFIG, "%s", all->str);
}

/* ---- life of a config ---- */

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
static bool has_id(const config_section *s)
{
    return strcmp(s->argument, "N") != 0;
}

static config *config_new(const char *path)
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
            if (has_id(s))
                g_free(*(char **)all->pdata[i]);
            g_free(all->pdata[i]);
        }
        g_ptr_array_unref(all);
    }
    g_free(c->file);
    g_free(c);
}

/* ---- sections ---- */

static void place_free(void *data)
{
    config_place *p = data;

    g_free(p->name);
    g_free(p->group);
    g_free(p);
}

static config_place *place_of_group(const config_reading *r, const char *group)
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

    for (const config_section *s = config_sections; s->name != NULL; s++)
        names[count++] = s->name;
    names[count] = NULL;
    hint = nearest_hint(name, names);
    config_problem_add(r->problems, true, line, "unknown section [%s]%s", name,
                       hint);
}

static bool name_is_right(config_reading *r, const config_section *s,
                          const char *name, int line)
{
    if (s->argument == NULL && name[0] == '\0')
        return true;
    if (s->argument == NULL) {
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
    if (!has_id(s) && (strlen(name) != 1 || name[0] < '1' || name[0] > '9')) {
        config_problem_add(r->problems, true, line,
                           "[%s %s]: lines are numbered from 1 to 9", s->name,
                           name);
        return false;
    }
    for (const char *p = name; *p != '\0'; p++)
        if ((!g_ascii_isalnum(*p) && strchr("._-", *p) == NULL) ||
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

        if (p->section == s && p->name != NULL &&
            g_ascii_strcasecmp(p->name, name) == 0) {
            config_problem_add(r->problems, true, line,
                               "[%s %s] has the name of [%s], line %d", s->name,
                               name, p->group, p->line);
            return false;
        }
    }
    return true;
}

static void *section_struct(config *c, const config_section *s,
                            const char *name)
{
    void *base;

    if (s->argument == NULL)
        return c;
    base = g_malloc0(s->size);
    if (has_id(s))
        *(char **)base = g_strdup(name);
    else
        ((config_line *)base)->number = name[0] - '0';
    default_keys(s->name, base);
    g_ptr_array_add(*array_of(c, s), base);
    return base;
}

static void open_section(config_reading *r, const config_line_read *l)
{
    g_auto(GStrv) parts = g_strsplit(l->group, " ", 2);
    const char *name = parts[1] != NULL ? g_strstrip(parts[1]) : "";
    const config_section *s = config_section_by_name(parts[0]);
    config_place *p;

    if (s == NULL) {
        unknown_section(r, parts[0], l->line);
        return;
    }
    if (!name_is_right(r, s, name, l->line) ||
        !name_is_new(r, s, name, l->line))
        return;
    p = g_new0(config_place, 1);
    p->section = s;
    p->name = s->argument != NULL ? g_strdup(name) : NULL;
    p->group = g_strdup(l->group);
    p->line = l->line;
    p->base = section_struct(r->config, s, name);
    g_ptr_array_add(r->places, p);
}

/* ---- keys ---- */

static void unknown_key(config_reading *r, const config_place *p,
                        const config_line_read *l)
{
    const char *names[64];
    size_t count = 0;
    g_autofree char *hint = NULL;

    for (const config_key *k = config_keys; k->section != NULL; k++)
        if (strcmp(k->section, p->section->name) == 0 &&
            count < G_N_ELEMENTS(names) - 1)
            names[count++] = k->key;
    names[count] = NULL;
    hint = nearest_hint(l->key, names);
    config_problem_add(r->problems, true, l->line, "[%s] unknown key %s%s",
                       p->group, l->key, hint);
}

static void read_key(config_reading *r, const config_line_read *l, GKeyFile *f)
{
    const config_place *p = place_of_group(r, l->group);
    const config_key *k;
    g_autofree char *text = NULL, *problem = NULL;
    g_autoptr(GError) error = NULL; /* may be set though there is a text */

    if (p == NULL)
        return; /* the section itself is the problem */
    k = config_key_by_name(p->section->name, l->key);
    if (k == NULL) {
        unknown_key(r, p, l);
        return;
    }
    text = g_key_file_get_string(f, l->group, l->key, &error);
    if (text == NULL || error != NULL) {
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
    if (!config_value_read(k, text, (char *)p->base + k->offset, &problem))
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

        for (const config_key *k = config_keys; k->section != NULL; k++)
            if (k->required && strcmp(k->section, p->section->name) == 0 &&
                find_line(r, p->group, k->key) == NULL)
                config_problem_add(r->problems, true, p->line,
                                   "[%s] needs %s: %s", p->group, k->key,
                                   k->help);
    }
}

static void default_milter_socket(config_reading *r)
{
    config *c = r->config;

    if (place_of_group(r, "milter") != NULL && c->milter_listen == NULL)
        c->milter_listen = g_strdup_printf("unix:%s/milter.sock", c->run);
}

/* ---- lines of keys ---- */

static const config_place *place_of_key(const config_reading *r,
                                        const void *base, const char *section)
{
    for (guint i = 0; i < r->places->len; i++) {
        const config_place *p = r->places->pdata[i];

        if (section != NULL ? strcmp(p->group, section) == 0 : p->base == base)
            return p;
    }
    return NULL;
}

/* "site.domain" names a key of a section that stands once; "domain" one of the
 * section that `base` is of. */
static const config_line_read *line_of_key(const config_reading *r,
                                           const void *base, const char *key,
                                           const config_place **place)
{
    const char *dot = strchr(key, '.');
    g_autofree char *section =
        dot != NULL ? g_strndup(key, (size_t)(dot - key)) : NULL;

    *place = place_of_key(r, base, section);
    if (*place == NULL)
        return NULL;
    return find_line(r, (*place)->group, dot != NULL ? dot + 1 : key);
}

int config_line_of(const config_reading *r, const void *base, const char *key)
{
    const config_place *place;
    const config_line_read *l = line_of_key(r, base, key, &place);

    if (l != NULL)
        return l->line;
    return place != NULL ? place->line : 0;
}

bool config_is_written(const config_reading *r, const void *base,
                       const char *key)
{
    const config_place *place;

    return line_of_key(r, base, key, &place) != NULL;
}

/* ---- the file ---- */

static char *read_file(const char *path, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, CONFIG_FILE_MAX, &error);
    const char *data, *bad;
    gsize size;
    int line = 1;

    if (bytes == NULL) {
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

        if (l->key == NULL)
            open_section(r, l);
        else
            read_key(r, l, f);
    }
    check_required(r);
    default_milter_socket(r);
    config_check(r);
}

config *config_load(const char *path, GPtrArray **problems, GError **error)
{
    config_reading r = {.config = config_new(path)};
    g_autofree char *data = NULL;

    r.problems = g_ptr_array_new_with_free_func(problem_free);
    r.places = g_ptr_array_new_with_free_func(place_free);
    data = read_file(path, r.problems);
    if (data != NULL)
        read_all(&r, data);
    g_ptr_array_sort(r.problems, by_line);
    if (any_fatal(r.problems)) {
        g_clear_pointer(&r.config, config_free);
        if (problems == NULL)
            problems_to_error(r.problems, path, error);
    }
    if (problems != NULL)
        *problems = g_ptr_array_ref(r.problems);
    g_ptr_array_unref(r.problems);
    g_ptr_array_unref(r.places);
    g_clear_pointer(&r.lines, g_ptr_array_unref);
    return r.config;
}
