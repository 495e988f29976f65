/* lang: words of many languages out of their files, and patterns made of them. */
#include "mail/lang.h"

#include "mail/lang_group.h"

#include <string.h>

#define LANG_DEPTH 8 /* brackets inside brackets */

/* ---- marks of a phrase ---- */

typedef struct marks {
    const char *text, *p;
    GString *out;
    char closing[LANG_DEPTH]; /* of the brackets that are open */
    unsigned depth;
    char *error;
} marks;

static const struct {
    const char *name, *pattern;
} braces[] = {
    {"word", "\\S+"},
    {"number", "\\d+"},
    {"end", "\\b"},
};

static void append_literal(GString *out, const char *p, size_t n)
{
    for (const char *end = p + n; p < end; p++) {
        if (strchr("\\^$.|?*+()[]{}#", *p))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
}

/* "not after X|Y": any of them. */
static void append_not(GString *out, const char *open, const char *words)
{
    g_auto(GStrv) list = g_strsplit(words, "|", -1);

    g_string_append(out, open);
    for (guint i = 0; list[i]; i++) {
        if (i > 0)
            g_string_append_c(out, '|');
        if (open[2] == '<')
            g_string_append(out, "\\b");
        append_literal(out, list[i], strlen(list[i]));
    }
    g_string_append_c(out, ')');
}

static bool append_counted(GString *out, const char *inside)
{
    const char *digits = inside + (*inside == '.');
    size_t n = strspn(digits, "0123456789");

    if (n == 0 || n > 3)
        return false;
    if (strcmp(digits + n, " words") == 0 && digits == inside)
        g_string_append_printf(out, "(?:\\S+ ){0,%.*s}", (int)n, digits);
    else if (!digits[n])
        g_string_append_printf(out, "%s{0,%s}", digits > inside ? "." : "[^.]",
                               digits);
    else
        return false;
    return true;
}

/* What stands between { and }. */
static bool append_brace(GString *out, const char *inside)
{
    if (g_str_has_prefix(inside, "not after ") && inside[10])
        append_not(out, "(?<!", inside + 10);
    else if (g_str_has_prefix(inside, "not before ") && inside[11])
        append_not(out, "(?!", inside + 11);
    else if (!append_counted(out, inside)) {
        for (size_t i = 0; i < G_N_ELEMENTS(braces); i++) {
            if (strcmp(braces[i].name, inside) == 0) {
                g_string_append(out, braces[i].pattern);
                return true;
            }
        }
        return false;
    }
    return true;
}

static void take_brace(marks *m)
{
    const char *end = strchr(m->p, '}');
    g_autofree char *inside =
        end ? g_strndup(m->p + 1, (gsize)(end - m->p - 1)) : NULL;

    if (!inside || !append_brace(m->out, inside))
        m->error = g_strdup_printf("\"%s\" is no mark", m->p);
    else
        m->p = end + 1;
}

static void take_bracket(marks *m)
{
    char c = *m->p++;

    if (c == '(' || c == '[') {
        if (m->depth == LANG_DEPTH) {
            m->error = g_strdup("too many brackets are open");
            return;
        }
        m->closing[m->depth++] = c == '(' ? ')' : ']';
        g_string_append(m->out, "(?:");
    } else if (m->depth == 0 || m->closing[m->depth - 1] != c) {
        m->error = g_strdup_printf("\"%c\" closes nothing", c);
    } else {
        m->depth--;
        g_string_append(m->out, c == ']' ? ")?" : ")");
    }
}

/* A mark, or a sign that stands for itself. */
static void take_one(marks *m)
{
    switch (*m->p) {
    case '(':
    case ')':
    case '[':
    case ']':
        take_bracket(m);
        return;
    case '{':
        take_brace(m);
        return;
    case '|':
        if (m->depth == 0)
            m->error = g_strdup("\"|\" stands only inside brackets");
        g_string_append_c(m->out, '|');
        break;
    case '*':
    case '+':
        g_string_append_printf(m->out, "\\p{L}%c", *m->p);
        break;
    case '^':
        if (m->p != m->text)
            m->error = g_strdup("\"^\" stands only at the start");
        g_string_append(m->out, "^\\s*");
        break;
    case '$':
        if (m->p[1])
            m->error = g_strdup("\"$\" stands only at the end");
        g_string_append(m->out, "[\\s-]*$");
        break;
    case '\\':
        if (!*++m->p) {
            m->error = g_strdup("\"\\\" stands before nothing");
            return;
        }
        append_literal(m->out, m->p, 1);
        break;
    default:
        append_literal(m->out, m->p, 1);
        break;
    }
    m->p++;
}

char *lang_phrase(const char *text, char **error)
{
    marks m = {.text = text, .out = g_string_new(NULL)};

    m.p = text + (*text == '*'); /* for lang_pattern() */
    while (*m.p && !m.error)
        take_one(&m);
    if (!m.error && m.depth > 0)
        m.error = g_strdup("a bracket is not closed");
    if (!m.error && m.out->len == 0)
        m.error = g_strdup("there is nothing in it");
    if (m.error) {
        *error = m.error;
        g_string_free(m.out, TRUE);
        return NULL;
    }
    return g_string_free(m.out, FALSE);
}

/* ---- files ---- */

typedef struct reader {
    GPtrArray *lines;     /* lang_line* */
    GHashTable *sections; /* "intro.wrote" -> GPtrArray of lang_line* */
} reader;

static void add_line(reader *r, const lang_builtin *b, unsigned number,
                     const char *section, const char *text)
{
    const char *topic = strrchr(b->file, '/') + 1;
    size_t n = strcspn(topic, ".");
    lang_line *l = g_new0(lang_line, 1);
    GPtrArray *list;

    l->file = b->file;
    l->number = number;
    l->section = g_strdup_printf("%.*s.%s", (int)n, topic, section);
    l->text = g_strdup(text);
    l->pattern = lang_phrase(text, &l->error);
    g_ptr_array_add(r->lines, l);
    list = g_hash_table_lookup(r->sections, l->section);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(r->sections, l->section, list);
    }
    g_ptr_array_add(list, l);
}

/* "[wrote]" -> "wrote"; NULL: the line is not one. Caller frees. */
static char *section_of(const char *line)
{
    size_t n = strlen(line);

    if (n < 3 || line[0] != '[' ||
        strspn(line + 1, "abcdefghijklmnopqrstuvwxyz-") != n - 2 ||
        line[n - 1] != ']')
        return NULL;
    return g_strndup(line + 1, n - 2);
}

static void read_file(reader *r, const lang_builtin *b)
{
    g_auto(GStrv) lines = g_strsplit(b->text, "\n", -1);
    g_autofree char *section = g_strdup("none");

    for (unsigned i = 0; lines[i]; i++) {
        char *line = g_strchomp(lines[i]), *next = section_of(line);

        if (next) {
            g_free(section);
            section = next;
        } else if (*line && *line != '#') {
            add_line(r, b, i + 1, section, line);
        }
    }
}

static const reader *read_all(void)
{
    static reader all;
    static gsize done;

    if (g_once_init_enter(&done)) {
        all.lines = g_ptr_array_new();
        all.sections = g_hash_table_new(g_str_hash, g_str_equal);
        for (const lang_builtin *b = lang_builtins; b->file; b++)
            read_file(&all, b);
        g_once_init_leave(&done, 1);
    }
    return &all;
}

const GPtrArray *lang_lines(void)
{
    return read_all()->lines;
}

/* ---- patterns ---- */

/* Phrases that begin a word (word 1), that need not (0), or both (-1). The
 * patterns are the lines' own. */
static GPtrArray *phrases_of(const GPtrArray *list, int word,
                             const lang_line *without)
{
    GPtrArray *out = g_ptr_array_new();

    for (guint i = 0; i < list->len; i++) {
        const lang_line *l = list->pdata[i];

        if (l == without || (word >= 0 && (l->text[0] != '*') != word))
            continue;
        if (!l->pattern)
            g_error("lang/%s:%u: %s", l->file, l->number, l->error);
        g_ptr_array_add(out, l->pattern);
    }
    return out;
}

/* As alternatives, in the order of the files, or `grouped` by their letters. */
static void append_phrases(GString *out, const GPtrArray *list, int word,
                           bool grouped, const lang_line *without)
{
    g_autoptr(GPtrArray) all = phrases_of(list, word, without);

    if (all->len == 0)
        g_string_append(out, "(*FAIL)");
    else if (grouped)
        lang_group(out, all);
    else
        for (guint i = 0; i < all->len; i++) {
            g_string_append(out, i > 0 ? "|" : "");
            g_string_append(out, all->pdata[i]);
        }
}

static void append_section(GString *out, const char *name, const char *option,
                           const lang_line *without)
{
    const GPtrArray *list = g_hash_table_lookup(read_all()->sections, name);
    g_autoptr(GString) s = g_string_new("(?:");

    if (!list)
        g_error("no file in lang/ has a section %s", name);
    if (strcmp(option, "word") == 0) {
        g_string_append(s, "\\b(?:");
        append_phrases(s, list, 1, true, without);
        g_string_append(s, ")|");
        append_phrases(s, list, 0, true, without);
    } else {
        append_phrases(s, list, -1, false, without);
    }
    g_string_append_c(s, ')');
    if (strcmp(option, "blanks") == 0)
        g_string_replace(s, " ", "\\s+", 0);
    g_string_append_len(out, s->str, (gssize)s->len);
}

char *lang_pattern(const char *form, const lang_line *without)
{
    GString *out = g_string_new(NULL);
    const char *slot, *end;

    for (; (slot = strstr(form, "%{")); form = end + 1) {
        g_autofree char *inside = NULL;
        char *option;

        end = strchr(slot, '}');
        if (!end)
            g_error("a form has no end: %s", slot);
        inside = g_strndup(slot + 2, (gsize)(end - slot - 2));
        option = strchr(inside, ' ');
        if (option)
            *option++ = '\0';
        g_string_append_len(out, form, slot - form);
        append_section(out, inside, option ? option : "", without);
    }
    g_string_append(out, form);
    return g_string_free(out, FALSE);
}
