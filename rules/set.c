/* set: a rule set as a value: reading, looking up, freeing. */
#include "rules/set.h"

#include "base/err.h"
#include "base/file.h"
#include "rules/builtin.h"
#include "rules/eval/list.h"
#include "rules/parse.h"
#include "rules/view/uri.h"

#include <string.h>

/* Changes when the same files would make another set. */
#define SET_FORMAT "2"

static rule_set *set_new(void)
{
    rule_set *s = g_new0(rule_set, 1);
    s->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    s->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    s->trusted_networks = g_ptr_array_new_with_free_func(g_free);
    s->internal_networks = g_ptr_array_new_with_free_func(g_free);
    s->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify)g_ptr_array_unref);
    return s;
}

void set_free(rule_set *s)
{
    if (!s)
        return;
    g_free(s->name);
    g_ptr_array_unref(s->rules);
    g_hash_table_unref(s->by_name);
    g_ptr_array_unref(s->trusted_networks);
    g_ptr_array_unref(s->internal_networks);
    g_hash_table_unref(s->lists);
    uri_domains_free(s->domains);
    eval_lists_free(s->eval_lists);
    g_free(s);
}

const rule *set_rule(const rule_set *s, const char *name)
{
    return g_hash_table_lookup(s->by_name, name);
}

/* ---- reading ---- */

static void parser_open(parser *p, unsigned flags)
{
    *p = (parser){0};
    p->set = set_new();
    p->problems =
        g_ptr_array_new_with_free_func((GDestroyNotify)rule_problem_free);
    p->lenient = (flags & SET_LENIENT) != 0;
    GHashTable **tables[] = {&p->tags, &p->inters, &p->pres, &p->posts,
                             &p->replace};
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        *tables[i] =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void report_all(const GPtrArray *problems, GError **error)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < problems->len; i++) {
        const rule_problem *p = problems->pdata[i];
        if (!p->fatal)
            continue;
        g_autofree char *text = rule_problem_text(p);
        g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", text);
    }
    err_set(error, ERR_CONFIG, "%s", all->str);
    g_string_free(all, TRUE);
}

static bool any_fatal(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const rule_problem *)problems->pdata[i])->fatal)
            return true;
    return false;
}

/* Hands out the set, or refuses it; frees the rest of the parser. */
static rule_set *parser_close(parser *p, GPtrArray **problems, bool failed,
                              GError **error)
{
    g_hash_table_unref(p->tags);
    g_hash_table_unref(p->inters);
    g_hash_table_unref(p->pres);
    g_hash_table_unref(p->posts);
    g_hash_table_unref(p->replace);
    if (!failed && !p->lenient && any_fatal(p->problems)) {
        report_all(p->problems, error);
        failed = true;
    }
    if (failed)
        g_clear_pointer(&p->set, set_free);
    if (problems)
        *problems = p->problems;
    else
        g_ptr_array_unref(p->problems);
    return p->set;
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The .cf files of a folder in order of name, or the file itself. */
static GPtrArray *files_of(const char *path, GError **error)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(files, g_strdup(path));
        return files;
    }
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    if (!dir) {
        err_set(error, ERR_NOT_FOUND, "%s: this folder cannot be read", path);
        g_ptr_array_unref(files);
        return NULL;
    }
    const char *name;
    while ((name = g_dir_read_name(dir)))
        if (name[0] != '.' && g_str_has_suffix(name, ".cf"))
            g_ptr_array_add(files, g_build_filename(path, name, NULL));
    g_ptr_array_sort(files, by_text);
    if (files->len == 0) {
        err_set(error, ERR_NOT_FOUND, "%s: no rule files (*.cf) in this folder",
                path);
        g_ptr_array_unref(files);
        return NULL;
    }
    return files;
}

/* The set's name: hash of all that was read. */
static void name_set(rule_set *s, GChecksum *sum)
{
    g_checksum_update(sum, (const guchar *)SET_FORMAT, -1);
    s->name = g_strndup(g_checksum_get_string(sum), 16);
}

static void read_builtins(parser *p)
{
    for (const rule_builtin *b = rule_builtins; b->file; b++) {
        g_checksum_update(p->sum, (const guchar *)b->text, -1);
        parse_text(p, b->file, b->text);
    }
}

static bool read_path(parser *p, const char *path, GError **error)
{
    if (strcmp(path, SET_SHIPPED) == 0) {
        path = POSTERN_DATADIR "/rules";
        if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
            read_builtins(p);
            return true;
        }
    }
    g_autoptr(GPtrArray) files = files_of(path, error);
    bool folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    for (guint i = 0; files && i < files->len; i++) {
        GError *why = NULL;
        if (parse_file(p, files->pdata[i], &why))
            continue;
        if (!folder) {
            g_propagate_error(error, why);
            return false;
        }
        parse_file_problem(p, files->pdata[i], 0, why->message);
        g_error_free(why);
    }
    return files != NULL;
}

rule_set *set_read(const char *const *paths, unsigned flags,
                   GPtrArray **problems, GError **error)
{
    parser p;
    parser_open(&p, flags);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    p.sum = sum;
    bool ok = true;
    for (; ok && *paths; paths++)
        ok = read_path(&p, *paths, error);
    if (ok) {
        parse_finish(&p);
        name_set(p.set, sum);
    }
    return parser_close(&p, problems, !ok, error);
}

rule_set *set_read_text(const char *file, const char *text, unsigned flags,
                        GPtrArray **problems, GError **error)
{
    parser p;
    parser_open(&p, flags);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    p.sum = sum;
    g_checksum_update(sum, (const guchar *)text, -1);
    parse_text(&p, file, text);
    parse_finish(&p);
    name_set(p.set, sum);
    return parser_close(&p, problems, false, error);
}
