/* templates: each is there in each language, uses the same values and looks the
 * same, and has no words of another language in it; and so the catalogue of what
 * the program itself says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/priority.h"
#include "desk/command.h"
#include "desk/fault.h"
#include "desk/notify/words.h"
#include "desk/plan_verb.h"
#include "desk/say.h"
#include "desk/sla.h"
#include "desk/speech.h"
#include "desk/status.h"
#include "desk/type_config.h"
#include "write/layout.h"
#include <jansson.h>

static const char *const others[] = {"ru", "nb"};

static const char *text_of(const char *language, const char *name)
{
    g_autofree char *full = g_strconcat(language, "/", name, NULL);

    for (const notify_builtin *b = notify_builtins; b->name; b++)
        if (strcmp(b->name, full) == 0)
            return b->text;
    return NULL;
}

static unsigned wrong; /* said of a test */

static void G_GNUC_PRINTF(1, 2) say_wrong(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    g_autofree char *text = g_strdup_vprintf(format, ap);
    va_end(ap);
    print_error("%s\n", text);
    wrong++;
}

/* ---- the same values, the same look ---- */

/* Which form of a plural it is differs by language. */
static char *without_form(const char *name)
{
    for (int i = 0; speech_plural_names[i]; i++) {
        g_autofree char *end = g_strconcat("_", speech_plural_names[i], NULL);
        if (g_str_has_suffix(name, end))
            return g_strdup("(plural)");
    }
    return g_strdup(strcmp(name, "one") == 0 ? "(plural)" : name);
}

/* "#name", "^name", ">name", "name". A plural may be had in any way. */
static GHashTable *tags_of(const char *text)
{
    GHashTable *tags =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (const char *p = text; (p = strstr(p, "{{")); p++) {
        const char *end = strstr(p, "}}");
        g_autofree char *tag = g_strndup(p + 2, (gsize)(end - p - 2));
        char kind = strchr("#^>/", *tag) ? *tag : 'v';
        g_autofree char *name = without_form(tag + (kind != 'v'));
        if (kind != '/' && strcmp(name, "(plural)") != 0)
            g_hash_table_add(tags, g_strdup_printf("%c%s", kind, name));
    }
    return tags;
}

static void compare_tags(const char *language, const char *name,
                         GHashTable *has, GHashTable *wanted, const char *what)
{
    GHashTableIter all;
    void *tag;

    g_hash_table_iter_init(&all, wanted);
    while (g_hash_table_iter_next(&all, &tag, NULL))
        if (!g_hash_table_contains(has, tag))
            say_wrong("%s/%s.txt %s %s", language, name, what,
                      (const char *)tag);
}

/* The lines that say how it looks, without labels of actions. */
static char *looks_of(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);

    for (char **line = lines; *line; line++) {
        if (**line == '%')
            g_string_append_printf(out, "%.*s\n", (int)strcspn(*line, "="),
                                   *line);
    }
    return g_string_free(out, FALSE);
}

static void same_values(void **state)
{
    (void)state;
    wrong = 0;
    for (const notify_builtin *b = notify_builtins; b->name; b++) {
        if (!g_str_has_prefix(b->name, "en/"))
            continue;
        g_autoptr(GHashTable) wanted = tags_of(b->text);
        g_autofree char *looks = looks_of(b->text);
        for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
            const char *name = b->name + 3, *text = text_of(others[i], name);
            if (!text) {
                say_wrong("there is no %s/%s.txt", others[i], name);
                continue;
            }
            g_autoptr(GHashTable) has = tags_of(text);
            g_autofree char *his = looks_of(text);
            compare_tags(others[i], name, has, wanted, "has not");
            compare_tags(others[i], name, wanted, has, "alone has");
            if (strcmp(looks, his) != 0)
                say_wrong("%s/%s.txt looks otherwise:\n%s, not\n%s", others[i],
                          name, his, looks);
        }
    }
    assert_int_equal(wrong, 0);
}

/* ---- rendered ---- */

#define LONG                                                                                                                     \
    "Ошибка 0x80070005 при входе в портал после вчерашнего обновления, а ещё " \
    "Øystein får ikke åpnet «Kontrakter & avtaler», og ingen vet hvorfor"

static json_t *sample(const char *name, unsigned depth);

/* The names in a template and in those that it takes in. */
static void add_names(GHashTable *names, const char *text)
{
    for (const char *p = text; (p = strstr(p, "{{")); p++) {
        const char *name = p + 2 + strspn(p + 2, "#^/>");
        char *one = g_strndup(name, strcspn(name, ".}"));
        const char *part = p[2] == '>' ? text_of("en", one) : NULL;
        if (part)
            add_names(names, part);
        if (p[2] == '#')
            g_hash_table_add(names, g_strdup_printf("{{#%s}}", one));
        if (*one)
            g_hash_table_add(names, one);
        else
            g_free(one);
    }
}

static GHashTable *names; /* of the template that is looked at */

/* An object with all of them. */
static void fill(json_t *o, unsigned depth)
{
    GHashTableIter all;
    void *name;

    g_hash_table_iter_init(&all, names);
    while (g_hash_table_iter_next(&all, &name, NULL))
        json_object_set_new(o, name, sample(name, depth));
}

static const char *const numbers[] = {
    "count", "number",  "id",    "line", "more",    "hops",  "removed",
    "cut",   "earlier", "notes", "open", "percent", "first", NULL};
static const char *const lists[] = {
    "articles", "attachments", "entries", "events", "fields",  "found",
    "free",     "items",       "last",    "leaks",  "list",    "mine",
    "people",   "requests",    "since",   "stages", "tickets", "watched",
    "yours",    "changes",     "actions", "new",    NULL};

static json_int_t how_many; /* what numbers are in this run */
static const char *language;

static json_t *sample(const char *name, unsigned depth)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Oslo");
    static const char *const dates[] = {
        "when", "at",   "date",    "since",   "until",      "planned",
        "due",  "away", "created", "updated", "held_since", NULL};

    if (g_strv_contains(numbers, name))
        return json_integer(how_many);
    g_autofree char *section = g_strdup_printf("{{#%s}}", name);
    if (g_strv_contains(lists, name) && depth > 1 &&
        g_hash_table_contains(names, section)) {
        json_t *one = json_object();
        fill(one, depth - 1);
        return json_pack("[o]", one);
    }
    if (g_strv_contains(dates, name)) {
        g_autofree char *moment =
            speech_moment(language, G_GINT64_CONSTANT(1795428134000), zone);
        return json_string(moment);
    }
    if (strcmp(name, "subject") == 0)
        return json_string(LONG);
    if (strcmp(name, "desk") == 0)
        return json_string("Пример");
    if (strcmp(name, "to") == 0 || strcmp(name, "address") == 0 ||
        strcmp(name, "recipient") == 0)
        return json_string("мария@пример.рф");
    return json_string("Мария Øyen");
}

/* Words that are nobody's language: commands, names of fields and programs. */
static const char *const allowed =
    " postern status held list ticket show sla from reply to cc re "
    "undo off via full ";

static bool is_allowed(const char *word)
{
    g_autofree char *low = g_utf8_strdown(word, -1);
    g_autofree char *padded = g_strconcat(" ", low, " ", NULL);

    return strstr(allowed, padded) != NULL;
}

static const char *const english[] = {
    "the",  "you",     "your", "is",  "was",     "are",     "with",  "and",
    "not",  "this",    "that", "it",  "request", "message", "reply", "wrote",
    "will", "nothing", "of",   "has", "have",    "been",    "which", NULL};

/* Russian has Latin words only where they are names; Norwegian has none of the
 * commonest English ones. */
static void look_for_english(const char *name, const char *text)
{
    g_autoptr(GString) word = g_string_new(NULL);
    bool command = false;

    for (const char *p = text;; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c) || c == '_') {
            if (word->len == 0)
                command = p > text && (p[-1] == '/' || p[-1] == '%');
            g_string_append_unichar(word, c);
            continue;
        }
        bool latin = g_ascii_isalpha(*word->str) && word->len > 1;
        g_autofree char *low = g_ascii_strdown(word->str, -1);
        if (latin && !command && !is_allowed(word->str) &&
            (strcmp(language, "ru") == 0
                 ? strlen(word->str) == (size_t)g_utf8_strlen(word->str, -1)
                 : g_strv_contains(english, low)))
            say_wrong("%s/%s.txt: the word %s", language, name, word->str);
        g_string_truncate(word, 0);
        if (c == 0)
            break;
    }
}

static void check_text(const char *name, const char *text)
{
    if (strstr(text, "{{") || strstr(text, "}}"))
        say_wrong("%s/%s.txt leaves a tag: %s", language, name, text);
    if (strstr(text, " ,") || strstr(text, " .\n") || strstr(text, "()"))
        say_wrong("%s/%s.txt has stray signs: %s", language, name, text);
}

/* With all values, and with none. */
static void render(const char *name, const char *source, bool full)
{
    g_autofree char *subject = NULL, *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) layout = layout_new();
    json_t *data = json_object();

    names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    add_names(names, source);
    if (full)
        fill(data, 2);
    if (!notify_words(NULL, language, name, data, &subject, &text, layout,
                      &error)) {
        say_wrong("%s/%s.txt: %s", language, name, error->message);
    } else {
        if (getenv("TEMPLATES_SHOW") && full)
            print_message("==== %s/%s\n%s\n\n%s\n", language, name, subject,
                          text);
        if (strchr(subject, '\n') ||
            (g_str_has_prefix(source, "Subject:") && full && *subject == '\0'))
            say_wrong("%s/%s.txt has no subject", language, name);
        if (full)
            check_text(name, text);
    }
    json_decref(data);
    g_hash_table_unref(names);
}

/* What stands in the file itself, without tags. */
static char *own_words(const char *source)
{
    GString *out = g_string_new(NULL);

    for (const char *p = source; *p; p++) {
        if (g_str_has_prefix(p, "{{"))
            p = strstr(p, "}}") + 1;
        else if (*p == '%' && (p == source || p[-1] == '\n'))
            p += strcspn(p, "=\n") - 1;
        else
            g_string_append_c(out, *p);
    }
    g_string_replace(out, "Subject:", "", 0);
    return g_string_free(out, FALSE);
}

static void rendered(void **state)
{
    (void)state;
    wrong = 0;
    for (const notify_builtin *b = notify_builtins; b->name; b++) {
        const char *name = b->name + 3;
        g_autofree char *code = g_strndup(b->name, 2);
        if (strcmp(name, "words") == 0)
            continue;
        language = code;
        g_autofree char *own = own_words(b->text);
        if (strcmp(code, "en") != 0)
            look_for_english(name, own);
        for (how_many = 1; how_many <= 21; how_many += 10) /* 1, 11, 21 */
            render(name, b->text, true);
        how_many = 2;
        render(name, b->text, true);
        render(name, b->text, false);
    }
    assert_int_equal(wrong, 0);
}

/* Each number has its form, and one alone. */
static void forms(void **state)
{
    static const struct {
        int n;
        const char *nb, *ru;
    } rows[] = {
        {1, "1 ny sak hos X", "1 новое обращение (X)"},
        {2, "2 nye saker hos X", "2 новых обращения (X)"},
        {5, "5 nye saker hos X", "5 новых обращений (X)"},
        {11, "11 nye saker hos X", "11 новых обращений (X)"},
        {21, "21 nye saker hos X", "21 новое обращение (X)"},
        {22, "22 nye saker hos X", "22 новых обращения (X)"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (int l = 0; l < 2; l++) {
            g_autofree char *subject = NULL, *text = NULL;
            g_autoptr(GPtrArray) layout = layout_new();
            json_t *data =
                json_pack("{s:i,s:s}", "count", rows[i].n, "desk", "X");
            assert_true(notify_words(NULL, l ? "ru" : "nb", "flood", data,
                                     &subject, &text, layout, NULL));
            assert_string_equal(subject, l ? rows[i].ru : rows[i].nb);
            json_decref(data);
        }
    }
}

/* Who writes nynorsk gets bokmål, who writes French English. */
static void near(void **state)
{
    static const char *const rows[][2] = {
        {"nn", "Meldingen din til X"},
        {"nb", "Meldingen din til X"},
        {"fr", "Your message to X"},
        {"xx/../ru", "Your message to X"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *subject = NULL, *text = NULL;
        g_autoptr(GPtrArray) layout = layout_new();
        json_t *data = json_pack("{s:s}", "desk", "X");
        assert_true(notify_words(NULL, rows[i][0], "receipt", data, &subject,
                                 &text, layout, NULL));
        assert_string_equal(subject, rows[i][1]);
        json_decref(data);
    }
}

/* ---- the catalogue ---- */

/* Rules, options of files and roles of administrators stay English for now. */
static const char *const english_for_now[] = {NULL};

static void wanted(const char *words)
{
    if (!words || *words == '\0' || g_strv_contains(english_for_now, words))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (say_in(others[i], words) == words)
            say_wrong("%s/words.txt has not: %s", others[i], words);
}

static void faults(void)
{
    for (fault_code code = FAULT_NONE + 1; code < FAULT_CODES; code++) {
        g_autoptr(fault) f = fault_new(code, "%1", "%2", "%3", NULL);
        g_autofree char *words = fault_words(f);
        if (strcmp(words, "%1") != 0)
            wanted(words);
    }
}

static void commands(void)
{
    for (unsigned i = 0; command_rows[i]; i++) {
        wanted(command_rows[i]->operator_.help);
        wanted(command_rows[i]->customer.help);
        if (!command_rows[i]->also[COMMAND_RU])
            say_wrong("/%s has no Russian name", command_rows[i]->name);
    }
}

static void catalogue(void **state)
{
    static const plan_field fields[] = {
        PLAN_STATUS, PLAN_PRIORITY, PLAN_HOLDER,     PLAN_CATEGORY,
        PLAN_LINE,   PLAN_SPENT,    PLAN_TYPE,       PLAN_COMPLEXITY,
        PLAN_SLA,    PLAN_PINNED,   PLAN_SERVICE,    PLAN_COMPANY,
        PLAN_DUE,    PLAN_QUEUE,    PLAN_MERGED_INTO};
    unsigned count;
    const status_row *const *all = status_shipped(&count);

    (void)state;
    wrong = 0;
    for (unsigned i = 0; i < count; i++) {
        wanted(all[i]->title);
        wanted(all[i]->public_);
    }
    for (unsigned i = 0; config_priorities[i]; i++)
        wanted(config_priorities[i]);
    for (unsigned i = 0; type_complexities[i]; i++) {
        g_autofree char *key =
            g_strconcat("complexity|", type_complexities[i], NULL);
        wanted(key);
    }
    for (unsigned i = 0; i < SLA_KINDS; i++)
        wanted(sla_kinds[i].words);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *name =
            g_strdelimit(g_strdup(plan_field_name(fields[i])), "_", ' ');
        wanted(name);
    }
    faults();
    commands();
    assert_int_equal(wrong, 0);
}

/* Each says again what it names: no place is lost, none is made up. */
static void places(void **state)
{
    (void)state;
    wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_auto(GStrv) lines = g_strsplit(text_of(others[i], "words"), "\n", -1);
        for (char **line = lines; *line && line[1]; line++) {
            if (!g_str_has_prefix(line[1], "= "))
                continue;
            for (char n = '1'; n <= '9'; n++) {
                const char place[] = {'%', n, '\0'};
                const char also[] = {'%', '~', n, '\0'};
                bool asked = strstr(*line, place) != NULL;
                bool said = strstr(line[1], place) || strstr(line[1], also);
                if (asked != said)
                    say_wrong("%s: %%%c of \"%s\"", others[i], n, *line);
            }
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_values), cmocka_unit_test(rendered),
        cmocka_unit_test(forms),       cmocka_unit_test(near),
        cmocka_unit_test(catalogue),   cmocka_unit_test(places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
