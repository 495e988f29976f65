/* cmd_book: companies, persons, contracts, services and rates are added, set,
 * shown, listed, imported and exported, all in one way (desk/book.h). */
#include "cli/entitled.h"

#include "base/csv.h"
#include "base/file.h"
#include "desk/book_store.h"

#include <stdio.h>
#include <string.h>

#define TABLE_MAX (256 << 20) /* octets of a table */

/* ---- what is printed ---- */

static json_t *row_json(const entitled *e, const book_row *r)
{
    json_t *all =
        json_pack("{s:o}", "id", r->id ? json_integer(r->id) : json_null());
    g_autoptr(GArray) columns = book_columns(e->c, r->kind);

    for (guint i = 0; i < columns->len; i++) {
        const char *name = g_array_index(columns, book_column, i).name;
        json_object_set_new(all, name, cli_json_text(book_value(r, name)));
    }
    return all;
}

static void print_line(const entitled *e, const book_row *r)
{
    g_autofree char *words = book_words(r);
    g_autoptr(GArray) columns = book_columns(e->c, r->kind);

    cli_put(words, 0);
    for (guint i = 0; i < columns->len; i++) {
        const char *name = g_array_index(columns, book_column, i).name;
        const char *value = book_value(r, name);
        if (!value || strcmp(name, "ext") == 0 || strcmp(name, "name") == 0)
            continue;
        printf("  %s=", name);
        cli_put(value, 0);
    }
    printf("\n");
}

static void print_whole(const entitled *e, const book_row *r)
{
    g_autoptr(GArray) columns = book_columns(e->c, r->kind);

    if (r->id)
        printf("%-9s #%" G_GINT64_FORMAT "\n", book_kinds[r->kind].name, r->id);
    for (guint i = 0; i < columns->len; i++) {
        const char *name = g_array_index(columns, book_column, i).name;
        const char *value = book_value(r, name);
        if (!value)
            continue;
        printf("%-9s ", name);
        cli_put(value, 0);
        printf("\n");
    }
}

static void print_rows(const entitled *e, const book_done *d, bool whole)
{
    for (guint i = 0; i < d->rows->len; i++) {
        if (e->x->json)
            cli_json(row_json(e, d->rows->pdata[i]));
        else if (whole)
            print_whole(e, d->rows->pdata[i]);
        else
            print_line(e, d->rows->pdata[i]);
    }
}

/* ---- asks ---- */

/* The words of the command line, its options as COLUMN=VALUE. */
static GPtrArray *words_of(const entitled *e)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) columns = book_columns(e->c, e->kind);

    for (int i = 1; i < e->argc; i++)
        g_ptr_array_add(words, g_strdup(e->argv[i]));
    for (guint i = 0; i < columns->len; i++) {
        const char *name = g_array_index(columns, book_column, i).name;
        const char *value = entitled_option(e, name);
        if (value)
            g_ptr_array_add(words, g_strdup_printf("%s=%s", name, value));
    }
    g_ptr_array_add(words, NULL);
    return words;
}

static bool fails(fault *f, GError **error)
{
    if (!f)
        return false;
    g_autofree char *words = fault_words(f);
    err_set(error, ERR_USAGE, "%s", words);
    fault_free(f);
    return true;
}

/* Of a row that is new the id is known when it is kept. */
static bool read_again(entitled *e, const book_row *of, GError **error)
{
    g_autoptr(book) b = book_read(e->s, e->c, BOOK_BIT(e->kind), error);
    const GPtrArray *rows = b ? b->rows[e->kind] : NULL;
    const book_row *found = NULL;

    for (guint i = 0; b && i < rows->len; i++) {
        const book_row *r = rows->pdata[i];
        if (json_equal(r->values, of->values) && (!found || r->id > found->id))
            found = r;
    }
    g_auto(book_done) d = {.rows = g_ptr_array_new()};
    g_ptr_array_add(d.rows, (void *)(found ? found : of));
    if (b)
        print_rows(e, &d, false);
    return b != NULL;
}

static bool run_ask(entitled *e, GError **error)
{
    g_autoptr(GPtrArray) words = words_of(e);
    fault *wrong = NULL;
    g_autoptr(book_ask) ask =
        book_ask_read(e->c, e->kind, (const char *const *)words->pdata, &wrong);
    g_auto(book_done) done = {0};

    if (fails(wrong, error))
        return false;
    g_autoptr(book) b = book_read(e->s, e->c, BOOK_BIT(e->kind), error);
    if (!b || fails(book_do(b, ask, e->now_ms, &done), error))
        return false;
    if (ask->verb == BOOK_SHOW || ask->verb == BOOK_LIST) {
        print_rows(e, &done, ask->verb == BOOK_SHOW);
        return true;
    }
    return book_save_all(e->s, b, e->now_ms, error) &&
           read_again(e, done.rows->pdata[0], error);
}

/* ---- tables ---- */

static void say_counts(const entitled *e, const book_counts *n)
{
    if (e->x->json)
        cli_json(json_pack("{s:i, s:i, s:i, s:b}", "added", n->added, "changed",
                           n->changed, "same", n->same, "dry_run", e->dry_run));
    else
        printf("%u added, %u changed, %u as they were%s\n", n->added,
               n->changed, n->same,
               e->dry_run ? "; nothing was kept (--dry-run)" : "");
}

static void tell_all(const char *path, const GPtrArray *wrong, GError **error)
{
    g_autofree char *base = strcmp(path, "-") == 0 ? g_strdup("standard input")
                                                   : g_path_get_basename(path);
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < wrong->len; i++)
        g_string_append_printf(all, "%s%s:%s", i ? "\n" : "", base,
                               (const char *)wrong->pdata[i]);
    err_set(error, ERR_DATA, "nothing was imported\n%s", all->str);
}

static bool run_import(entitled *e, GError **error)
{
    const char *path = e->argv[2];
    g_autoptr(GBytes) file = file_read(path, TABLE_MAX, error);
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    book_counts counts = {0};
    gsize size;

    if (!file)
        return false;
    const char *text = g_bytes_get_data(file, &size);
    g_autoptr(book) b = book_read(e->s, e->c, BOOK_BIT(e->kind), error);
    if (!b)
        return false;
    if (!book_import(b, e->kind, text ? text : "", size, e->now_ms, &counts,
                     wrong)) {
        tell_all(path, wrong, error);
        return false;
    }
    if (!book_save_all(e->s, b, e->now_ms, error))
        return false;
    say_counts(e, &counts);
    return true;
}

static bool run_export(entitled *e, GError **error)
{
    g_autoptr(book) b = book_read(e->s, e->c, BOOK_BIT(e->kind), error);

    if (!b)
        return false;
    g_autofree char *table = book_export(b, e->kind);
    fputs(table, stdout);
    return true;
}

const entitled_verb entitled_book_verbs[] = {
    {"add", 1, run_ask},
    {"set", 2, run_ask},
    {"show", 2, run_ask},
    {"list", 1, run_ask},
    {"import", 2, run_import},
    {"export", 1, run_export},
    {NULL},
};
