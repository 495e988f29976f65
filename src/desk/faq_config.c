/* faq_config: [faq NAME], its keys, and the files that they name. */
#include "desk/faq_config.h"

#include "base/file.h"
#include "base/nearest.h"
#include "config/section.h"
#include "desk/category_config.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"
#include "write/template.h"

#include <string.h>

#define FILE_END ".txt"

const char *const faq_offer_words[] = {"operators", "customers", "ack", NULL};
const char *const faq_variables[] = {"first_name", "number", "operator",
                                     "desk",       "site",   "address",
                                     "hours",      NULL};

/* Not every mail that is sent without a person has these. */
static const char *const of_replies[] = {"number", "operator", NULL};

/* ---- look-ups ---- */

const config_faq *faq_by_id(const config *c, const char *id)
{
    return config_by_id(c->faqs, id);
}

const config_faq *faq_named(const config *c, const char *words)
{
    for (guint i = 0; *words && i < c->faqs->len; i++) {
        const config_faq *f = c->faqs->pdata[i];

        if (config_is_titled(f->id, f->title, f->titles, words))
            return f;
    }
    return NULL;
}

const char *faq_title(const config_faq *f, const char *language)
{
    return config_in(f->titles, language, f->title);
}

bool faq_serves(const config_faq *f, const char *queue)
{
    return f->queues->len == 0 || (queue && config_listed(f->queues, queue));
}

/* ---- texts ---- */

/* Line ends as everywhere here, blank ends off. */
static char *tidy(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "\r", -1);
    g_autofree char *joined = g_strjoinv("", parts);

    g_strchomp(joined);
    return g_strdup(joined + strspn(joined, "\n"));
}

static void keep(config_reading *r, config_faq *f, const char *key,
                 const char *language, const char *text)
{
    if (g_hash_table_contains(f->made, language))
        config_bad(r, f, key,
                   "[faq %s] %s: the text%s%s stands twice, here and in the "
                   "file",
                   f->id, key, *language ? " in " : "", language);
    else
        g_hash_table_insert(f->made, g_strdup(language), tidy(text));
}

/* "reset.ru.txt" is reset's text in "ru"; "reset.txt" the plain one. NULL: it is
 * none of its. Caller frees. */
static char *language_of(const config_faq *f, const char *name)
{
    size_t id = strlen(f->id);

    if (strncmp(name, f->id, id) != 0 || !g_str_has_suffix(name, FILE_END) ||
        strlen(name) < id + strlen(FILE_END))
        return NULL;
    g_autofree char *between =
        g_strndup(name + id, strlen(name) - id - strlen(FILE_END));
    size_t size = strlen(between);
    if (size == 0)
        return g_strdup("");
    return *between == '.' && (size == 3 || size == 4) &&
                   strspn(between + 1, "abcdefghijklmnopqrstuvwxyz") == size - 1
               ? g_strdup(between + 1)
               : NULL;
}

static void read_file(config_reading *r, config_faq *f, const char *path,
                      const char *language)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, FAQ_TEXT_MAX, &error);
    gsize size = 0;
    const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

    if (!bytes) {
        config_bad(r, f, "file", "[faq %s] file: %s", f->id, error->message);
        return;
    }
    if (size > 0 && !g_utf8_validate(data, (gssize)size, NULL)) {
        config_bad(r, f, "file",
                   "[faq %s] file: %s is not UTF-8 text: save it as UTF-8",
                   f->id, path);
        return;
    }
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3; /* an editor's byte order mark */
        size -= 3;
    }
    g_autofree char *text = g_strndup(size > 0 ? data : "", size);
    keep(r, f, "file", language, text);
}

static void read_files(config_reading *r, config_faq *f)
{
    g_autofree char *beside = g_path_get_dirname(r->config->file);
    g_autofree char *folder = g_path_is_absolute(f->file)
                                  ? g_strdup(f->file)
                                  : g_build_filename(beside, f->file, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    const char *name;

    if (!dir && !g_file_test(folder, G_FILE_TEST_IS_DIR))
        config_bad(r, f, "file", "[faq %s] file: there is no folder %s", f->id,
                   folder);
    else if (!dir)
        config_bad(r, f, "file", "[faq %s] file: %s", f->id, error->message);
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *language = language_of(f, name);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (language)
            read_file(r, f, path, language);
    }
}

static void make(config_reading *r, config_faq *f)
{
    GHashTableIter all;
    void *language, *text;

    f->made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!f->title)
        f->title = g_strdup(f->id);
    if (f->file)
        read_files(r, f);
    if (f->text)
        keep(r, f, "text", "", f->text);
    if (!f->texts)
        return;
    g_hash_table_iter_init(&all, f->texts);
    while (g_hash_table_iter_next(&all, &language, &text)) {
        g_autofree char *key = g_strconcat("text.", language, NULL);
        keep(r, f, key, language, text);
    }
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->faqs->len; i++)
        make(r, r->config->faqs->pdata[i]);
}

/* ---- what is wrong with them ---- */

/* One text; `key` is where it may stand. */
typedef struct faq_piece {
    const config_faq *f;
    const char *key, *language, *text;
    GPtrArray *names; /* of template_names */
} faq_piece;

static bool has_name(const faq_piece *p, const char *name)
{
    return g_ptr_array_find_with_equal_func(p->names, name, g_str_equal, NULL);
}

/* "{{operator}}" in what no operator sends stands for nothing, so it has to be
 * asked for first. */
static bool is_asked_for(const faq_piece *p, const char *name)
{
    g_autofree char *section = g_strconcat("#", name, NULL);

    return p->f->offer == FAQ_OPERATORS || !g_strv_contains(of_replies, name) ||
           has_name(p, section);
}

static void check_name(config_reading *r, const faq_piece *p, const char *name)
{
    bool section = *name == '#';
    const char *plain = name + section;
    g_autofree char *hint = nearest_hint(plain, faq_variables);
    g_autofree char *all = g_strjoinv(", ", (char **)faq_variables);

    if (*name == '>')
        config_bad(r, p->f, p->key,
                   "[faq %s] %s: {{%s}}: a ready answer has no other files in "
                   "it",
                   p->f->id, p->key, name);
    else if (!g_strv_contains(faq_variables, plain))
        config_bad(r, p->f, p->key,
                   "[faq %s] %s: there is no {{%s}}, only %s%s", p->f->id,
                   p->key, name, all, hint);
    else if (!section && !is_asked_for(p, plain))
        config_bad(r, p->f, p->key,
                   "[faq %s] %s: {{%s}} is only known in an operator's reply; "
                   "write {{#%s}} ... {{/%s}} around what needs it",
                   p->f->id, p->key, plain, plain, plain);
}

static void check_names(config_reading *r, faq_piece *p)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) names = template_names(p->text, &error);

    p->names = names;
    if (!names)
        config_bad(r, p->f, p->key, "[faq %s] %s: %s", p->f->id, p->key,
                   error->message);
    for (guint i = 0; names && i < names->len; i++)
        check_name(r, p, names->pdata[i]);
}

static void check_size(config_reading *r, const faq_piece *p)
{
    size_t size = strlen(p->text);
    bool ack = p->f->offer == FAQ_ACK && size <= FAQ_TEXT_MAX;

    if (!*p->text)
        config_bad(r, p->f, p->key, "[faq %s] %s: the text%s%s is empty",
                   p->f->id, p->key, *p->language ? " in " : "", p->language);
    if (size > FAQ_TEXT_MAX || (ack && size > FAQ_ACK_MAX))
        config_bad(r, p->f, p->key,
                   "[faq %s] %s: the text%s%s has more than %u octets%s",
                   p->f->id, p->key, *p->language ? " in " : "", p->language,
                   ack ? FAQ_ACK_MAX : FAQ_TEXT_MAX,
                   ack ? ", the most in an acknowledgement (offer = ack)" : "");
}

static void check_texts(config_reading *r, const config_faq *f)
{
    GHashTableIter all;
    void *language, *text;

    if (g_hash_table_size(f->made) == 0)
        config_bad(r, f, f->file ? "file" : "",
                   "[faq %s] has no text: write text = ..., or put %s.txt "
                   "into the folder that file names",
                   f->id, f->id);
    g_hash_table_iter_init(&all, f->made);
    while (g_hash_table_iter_next(&all, &language, &text)) {
        g_autofree char *named = *(const char *)language
                                     ? g_strconcat("text.", language, NULL)
                                     : g_strdup("text");
        faq_piece p = {.f = f,
                       .key = config_is_written(r, f, named) ? named : "file",
                       .language = language,
                       .text = text};
        check_size(r, &p);
        check_names(r, &p);
    }
}

static void check_lists(config_reading *r, const config_faq *f)
{
    g_autofree char *where = g_strdup_printf("faq %s", f->id);

    for (guint i = 0; i < f->queues->len; i++)
        config_check_queue_name(r, f, "queues", where, f->queues->pdata[i]);
    for (guint i = 0; i < f->categories->len; i++) {
        const char *name = f->categories->pdata[i];
        if (config_category_by_id(r->config, name))
            continue;
        g_autofree char *hint = config_id_hint(r->config->categories, name);
        config_bad(r, f, "categories",
                   "[faq %s] categories: there is no [category %s]%s", f->id,
                   name, hint);
    }
}

/* [category] does not ask for itself: it knows nothing of answers. */
static void check_name_in(config_reading *r, const config_category *k,
                          const char *key, const char *name)
{
    if (!name || faq_by_id(r->config, name))
        return;
    g_autofree char *hint = config_id_hint(r->config->faqs, name);
    config_bad(r, k, key, "[category %s] %s: there is no [faq %s]%s", k->id,
               key, name, hint);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->categories->len; i++) {
        const config_category *k = r->config->categories->pdata[i];

        check_name_in(r, k, "faq", k->faq);
        check_name_in(r, k, "template", k->template);
    }
    for (guint i = 0; i < r->config->faqs->len; i++) {
        const config_faq *f = r->config->faqs->pdata[i];

        check_texts(r, f);
        check_lists(r, f);
    }
}

static void forget(config *c)
{
    for (guint i = 0; i < c->faqs->len; i++)
        g_clear_pointer(&((config_faq *)c->faqs->pdata[i])->made,
                        g_hash_table_unref);
}

static const config_key keys[] = {
    CONFIG_FAQ_KEYS(CONFIG_ROW, config_faq){.key = NULL},
};

const config_section config_faq_section = {
    .name = "faq",
    .argument = "NAME",
    .help = "A ready answer: operators put it into replies by /faq NAME",
    .at = offsetof(config, faqs),
    .size = sizeof(config_faq),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};
