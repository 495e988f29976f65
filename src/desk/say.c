/* say: reads the catalogues, finds the form of what was said in English. */
#include "desk/say.h"

#include "base/fold.h"
#include "desk/notify/words.h"
#include "desk/speech.h"

#include <stdarg.h>
#include <string.h>

#define WITH_MAX  9 /* %1 to %9 */
#define DEPTH_MAX 3 /* forms inside forms */

typedef struct form {
    char *english, *said;
    size_t letters; /* of `english`, without what it names */
} form;

typedef struct catalogue {
    GHashTable *exact; /* english -> said, borrowed of forms */
    GPtrArray *open;   /* form* that name something, the longest first */
} catalogue;

/* ---- reading ---- */

static bool is_place(const char *p)
{
    return p[0] == '%' && p[1] >= '1' && p[1] <= '9';
}

static size_t count_letters(const char *english)
{
    size_t n = 0;

    for (const char *p = english; *p; p++)
        n += is_place(p) ? (p++, 0) : 1;
    return n;
}

static gint by_letters(gconstpointer a, gconstpointer b)
{
    const form *x = *(form *const *)a, *y = *(form *const *)b;

    return (x->letters < y->letters) - (x->letters > y->letters);
}

static void add(catalogue *c, const char *english, const char *said)
{
    form *f = g_new0(form, 1);

    f->english = g_strdup(english);
    f->said = g_strdup(said);
    f->letters = count_letters(english);
    g_hash_table_insert(c->exact, f->english, f);
    if (f->letters < strlen(english))
        g_ptr_array_add(c->open, f);
}

/* A line in English, the next one with "= " before it in the other language. */
static catalogue *read_catalogue(const char *text)
{
    catalogue *c = g_new0(catalogue, 1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const char *english = NULL;

    c->exact = g_hash_table_new(g_str_hash, g_str_equal);
    c->open = g_ptr_array_new();
    for (char **line = lines; *line; line++) {
        if (g_str_has_prefix(*line, "# ") || **line == '\0')
            continue;
        if (g_str_has_prefix(*line, "= ") && english)
            add(c, english, *line + 2);
        else
            english = *line;
    }
    g_ptr_array_sort(c->open, by_letters);
    return c;
}

static const char *builtin(const char *name)
{
    for (const notify_builtin *b = notify_builtins; b->name; b++)
        if (strcmp(b->name, name) == 0)
            return b->text;
    return NULL;
}

static GHashTable *read_all(void)
{
    static const char *const languages[] = {"ru", "nb"};
    GHashTable *all = g_hash_table_new(g_str_hash, g_str_equal);

    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        g_autofree char *name = g_strconcat(languages[i], "/words", NULL);
        const char *text = builtin(name);
        if (text)
            g_hash_table_insert(all, (char *)languages[i],
                                read_catalogue(text));
    }
    g_hash_table_insert(all, (char *)"nn", g_hash_table_lookup(all, "nb"));
    return all;
}

/* NULL: English. Read once a process, for ever. */
static const catalogue *of(const char *language)
{
    static gsize made;

    if (g_once_init_enter(&made))
        g_once_init_leave(&made, (gsize)read_all());
    return language ? g_hash_table_lookup((GHashTable *)made, language) : NULL;
}

/* ---- saying ---- */

const char *say_about(const char *language, const char *what,
                      const char *english)
{
    g_autofree char *key = g_strdup_printf("%s|%s", what, english);
    const char *said = say_in(language, key);

    return said == key ? say_in(language, english) : said;
}

const char *say_in(const char *language, const char *english)
{
    const catalogue *c = of(language);
    const form *f = c ? g_hash_table_lookup(c->exact, english) : NULL;

    return f ? f->said : english;
}

bool say_is(const char *english, const char *word)
{
    return fold_same(english, word) || fold_same(say_in("ru", english), word) ||
           fold_same(say_in("nb", english), word);
}

static char *again(const char *language, const char *text, unsigned depth);

/* "low, normal, high": each by itself; dates as they are written there. */
static char *again_each(const char *language, const char *text, unsigned depth)
{
    g_auto(GStrv) parts = g_strsplit(text, ", ", -1);

    char *moment = speech_again(language, text);

    if (moment)
        return moment;
    for (char **part = parts; *part; part++) {
        char *said = again(language, *part, depth);
        g_free(*part);
        *part = said;
    }
    return g_strjoinv(", ", parts);
}

/* "%1" as it is, "%~1" in the language too. */
static char *filled(const char *language, const char *said,
                    const char *const *with, unsigned count, unsigned depth)
{
    GString *out = g_string_new(NULL);

    for (const char *p = said; *p; p++) {
        bool also = p[0] == '%' && p[1] == '~';
        const char *digit = p + 1 + also;
        unsigned n = p[0] == '%' && *digit >= '1' && *digit <= '9'
                         ? (unsigned)(*digit - '0')
                         : 0;
        if (n == 0) {
            g_string_append_c(out, *p);
            continue;
        }
        g_autofree char *value = n > count ? NULL
                                 : also
                                     ? again_each(language, with[n - 1], depth)
                                     : g_strdup(with[n - 1]);
        g_string_append(out, value ? value : "");
        p = digit;
    }
    return g_string_free(out, FALSE);
}

char *say_with_list(const char *language, const char *english,
                    const char *const *with)
{
    unsigned count = 0;

    while (with[count])
        count++;
    return filled(language, say_in(language, english), with, count, 0);
}

char *say_with(const char *language, const char *english, ...)
{
    const char *with[WITH_MAX + 1] = {NULL};
    unsigned count = 0;
    va_list ap;

    va_start(ap, english);
    for (const char *one; count < WITH_MAX && (one = va_arg(ap, const char *));)
        with[count++] = one;
    va_end(ap);
    return say_with_list(language, english, with);
}

/* ---- saying again ---- */

/* What stands where `english` names something: *with gets it (owned). */
static bool matches(const char *english, const char *text, char **with)
{
    if (!is_place(english)) {
        if (*english == '\0' || *english != *text)
            return *english == *text;
        return matches(english + 1, text + 1, with);
    }
    unsigned n = (unsigned)(english[1] - '1');
    const char *rest = english + 2;
    for (const char *end = *rest ? text : text + strlen(text);; end++) {
        if (end > text && matches(rest, end, with)) {
            g_free(with[n]);
            with[n] = g_strndup(text, (gsize)(end - text));
            return true;
        }
        if (*end == '\0')
            return false;
    }
}

static char *again_in(const char *language, const catalogue *c,
                      const char *text, unsigned depth)
{
    for (unsigned i = 0; i < c->open->len; i++) {
        const form *f = c->open->pdata[i];
        char *with[WITH_MAX + 1] = {NULL};
        bool is = f->letters > 2 && matches(f->english, text, with);
        for (unsigned k = 0; is && k < WITH_MAX; k++)
            if (!with[k])
                with[k] = g_strdup("");
        char *said = is ? filled(language, f->said, (const char *const *)with,
                                 WITH_MAX, depth + 1)
                        : NULL;
        for (unsigned k = 0; k < WITH_MAX; k++)
            g_free(with[k]);
        if (said)
            return said;
    }
    return g_strdup(text);
}

static char *again(const char *language, const char *text, unsigned depth)
{
    const catalogue *c = of(language);
    const form *exact = c ? g_hash_table_lookup(c->exact, text) : NULL;

    if (exact && exact->letters == strlen(text))
        return g_strdup(exact->said);
    return c && depth < DEPTH_MAX ? again_in(language, c, text, depth)
                                  : g_strdup(text);
}

char *say_again(const char *language, const char *text)
{
    return again(language, text, 0);
}

char *say_capital(const char *text)
{
    GString *out = g_string_new(NULL);

    if (*text) {
        g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(text)));
        g_string_append(out, g_utf8_next_char(text));
    }
    return g_string_free(out, FALSE);
}
