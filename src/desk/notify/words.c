/* notify_words: finds a template, renders it, parts subject from text. */
#include "desk/notify/words.h"

#include "base/err.h"
#include "base/file.h"
#include "desk/speech.h"
#include "write/layout.h"
#include "write/template.h"
#include <string.h>

#define WORDS_SUBJECT "Subject: "
#define WORDS_NAME    "abcdefghijklmnopqrstuvwxyz_-"

typedef struct words {
    const char *folder, *language;
    GHashTable *texts; /* name -> text, so that partials stay borrowed */
    GError *error;     /* of a partial that could not be read */
} words;

static const char *builtin(const char *language, const char *name)
{
    g_autofree char *full = g_strconcat(language, "/", name, NULL);
    for (const notify_builtin *b = notify_builtins; b->name; b++)
        if (strcmp(b->name, full) == 0)
            return b->text;
    return NULL;
}

/* The file's text; NULL without error if there is none. */
static char *read_file(const char *folder, const char *language,
                       const char *name, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("%s/%s/%s.txt", folder, language, name);
    GError *why = NULL;
    g_autoptr(GBytes) data = file_read(path, NOTIFY_TEMPLATE_MAX, &why);
    if (!data) {
        if (err_class_of(why) == ERR_NOT_FOUND)
            g_error_free(why);
        else
            g_propagate_error(error, why);
        return NULL;
    }
    gsize size;
    const char *text = g_bytes_get_data(data, &size);
    if (size > 0 && g_utf8_validate(text, (gssize)size, NULL))
        return g_strndup(text, size);
    err_set(error, ERR_DATA, "%s: not UTF-8 text", path);
    return NULL;
}

/* Who writes nynorsk reads bokmål; NULL: no other. */
static const char *near_one(const char *language)
{
    return g_strcmp0(language, "nn") == 0 || g_strcmp0(language, "no") == 0
               ? "nb"
               : NULL;
}

static char *find(const words *w, const char *name, GError **error)
{
    const char *languages[] = {w->language, near_one(w->language), "en"};
    if (*name == '\0' || name[strspn(name, WORDS_NAME)] != '\0')
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        const char *l = languages[i];
        GError *why = NULL;
        char *text = NULL;
        if (!l || *l == '\0' ||
            l[strspn(l, WORDS_NAME "ABCDEFGHIJKLMN"
                                   "OPQRSTUVWXYZ")] != '\0')
            continue;
        if (w->folder)
            text = read_file(w->folder, l, name, &why);
        if (!text && !why)
            text = read_file(POSTERN_DATADIR "/templates", l, name, &why);
        if (!text && !why)
            text = g_strdup(builtin(l, name));
        if (why)
            g_propagate_error(error, why);
        if (text || why)
            return text;
    }
    return NULL;
}

static const char *partial(const char *name, void *context)
{
    words *w = context;
    char *text = g_hash_table_lookup(w->texts, name);
    if (!text && !w->error) {
        g_autofree char *source = find(w, name, &w->error);
        text = source ? layout_source(source, &w->error) : NULL;
        if (text)
            g_hash_table_insert(w->texts, g_strdup(name), text);
    }
    return text;
}

/* A value may bring line ends and more into a subject: one line of it stays. */
static char *one_line(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool blank = g_unichar_isspace(c) || g_unichar_iscntrl(c);
        if (!blank)
            g_string_append_unichar(out, c);
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    }
    return g_strchomp(g_string_free(out, FALSE));
}

/* Values say nothing about looks: that is for templates. */
static void clean_values(json_t *value)
{
    const char *key;
    json_t *one;
    size_t i;
    void *next;

    if (json_is_string(value)) {
        g_autofree char *clean = layout_clean(json_string_value(value));
        if (clean)
            json_string_set(value, clean);
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, one) clean_values(one);
    } else if (json_is_object(value)) {
        json_object_foreach_safe(value, next, key, one) clean_values(one);
    }
}

/* For each whole number "count" also count_one, count_few and count_many, of which
 * that one is true which the language asks for. */
static void add_forms(const char *language, json_t *value)
{
    g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
    const char *key;
    json_t *one;
    size_t i;

    json_array_foreach(value, i, one) add_forms(language, one);
    json_object_foreach(value, key, one)
    {
        add_forms(language, one);
        if (json_is_integer(one))
            g_ptr_array_add(numbers, g_strdup(key));
    }
    for (i = 0; i < numbers->len; i++) {
        const char *name = numbers->pdata[i];
        int64_t n = json_integer_value(json_object_get(value, name));
        for (int form = 0; speech_plural_names[form]; form++) {
            g_autofree char *full =
                g_strdup_printf("%s_%s", name, speech_plural_names[form]);
            json_object_set_new(
                value, full,
                json_boolean(form == (int)speech_plural(language, n)));
        }
    }
}

static char *render(words *w, const char *text, json_t *data, GError **error)
{
    char *out = template_render(text, data, TEMPLATE_TEXT, partial, w, error);
    if (out && w->error) {
        g_clear_pointer(&out, g_free);
        g_propagate_error(error, g_steal_pointer(&w->error));
    }
    return out;
}

static bool render_both(words *w, const char *written, json_t *data,
                        char **subject, char **text, GPtrArray *layout,
                        GError **error)
{
    g_autofree char *source = layout_source(written, error);
    const char *body = source;
    g_autofree char *head = NULL;
    if (!source)
        return false;
    if (g_str_has_prefix(source, WORDS_SUBJECT)) {
        size_t length = strcspn(source, "\n");
        head = g_strndup(source + strlen(WORDS_SUBJECT),
                         length - strlen(WORDS_SUBJECT));
        body = source + length; /* blank lines keep the numbers of lines */
    }
    g_autofree char *subject_raw = render(w, head ? head : "", data, error);
    g_autofree char *text_raw =
        subject_raw ? render(w, body, data, error) : NULL;
    if (!text_raw)
        return false;
    *subject = one_line(subject_raw);
    *text = layout_take(text_raw, layout);
    return true;
}

bool notify_words(const char *folder, const char *language, const char *name,
                  json_t *data, char **subject, char **text, GPtrArray *layout,
                  GError **error)
{
    words w = {.folder = folder,
               .language = language,
               .texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                              g_free)};
    g_autoptr(GError) why = NULL;
    g_autofree char *source = find(&w, name, &why);
    clean_values(data);
    add_forms(language, data);
    bool ok =
        source && render_both(&w, source, data, subject, text, layout, &why);
    if (!source && !why)
        err_set(error, ERR_NOT_FOUND,
                "there is no template `%s' (looked in %s, %s and the program)",
                name, folder ? folder : "no folder of your own",
                POSTERN_DATADIR "/templates");
    else if (!ok)
        /* wrong or unreadable: the administrator's to mend, the mail waits */
        err_set(error, ERR_CONFIG, "template %s/%s: %s",
                language ? language : "en", name, why->message);
    g_clear_error(&w.error);
    g_hash_table_unref(w.texts);
    return ok;
}
