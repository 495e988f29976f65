/* parse: lines of rule files: comments, languages, if and else, includes. */
#include "rules/parse.h"

#include "base/err.h"
#include "base/file.h"
#include "base/nearest.h"

#include <string.h>

/* ---- lines ---- */

/* Comment off, `\#` back to `#`; *offset gets the leading blanks. */
static char *without_comment(const char *source, size_t *offset)
{
    GString *s = g_string_new(NULL);
    for (const char *q = source; *q != '\0'; q++) {
        if (*q == '\\' && q[1] == '#') {
            g_string_append_c(s, '#');
            q++;
        } else if (*q == '#') {
            break;
        } else {
            g_string_append_c(s, *q);
        }
    }
    char *text = g_string_free(s, FALSE);
    *offset = strspn(text, " \t\r\f\v");
    return g_strchomp(text);
}

static bool line_read(const char *source, parse_line *l)
{
    size_t offset;
    g_autofree char *text = without_comment(source, &offset);
    const char *q = text + MIN(offset, strlen(text));
    if (*q == '\0')
        return false;
    size_t n = strcspn(q, " \t");
    g_autofree char *word = g_strndup(q, n);
    l->keyword = g_ascii_strdown(word, -1);
    g_strdelimit(l->keyword, "-", '_');
    q += n;
    q += strspn(q, " \t");
    l->value = g_strdup(q);
    l->column = (int)(q - text) + 1;
    return true;
}

static void line_clear(parse_line *l)
{
    g_free(l->keyword);
    g_free(l->value);
}

/* "lang xx keyword ...": false if it is about another language than English,
 * which is what the reports are written in. */
static bool line_language(parse_line *l)
{
    while (strcmp(l->keyword, "lang") == 0) {
        size_t n = strcspn(l->value, " \t");
        g_autofree char *language = g_strndup(l->value, n);
        if (!g_str_has_prefix("en_US", language) &&
            !g_str_has_prefix("en", language))
            return false;
        const char *rest = l->value + n + strspn(l->value + n, " \t");
        g_autofree char *copy = g_strdup(rest);
        int column = l->column + (int)(rest - l->value);
        parse_line inner;
        if (!line_read(copy, &inner))
            return false;
        inner.column += column - 1;
        line_clear(l);
        *l = inner;
    }
    return true;
}

typedef struct blocks {      /* of if ... endif in one file */
    bool skip[PARSE_IF_MAX]; /* the same outside of each block */
    bool negated[PARSE_IF_MAX];
    int line[PARSE_IF_MAX];
    unsigned count;
    bool skipping;
} blocks;

static void block_open(parser *p, blocks *b, const parse_line *l)
{
    if (b->count == PARSE_IF_MAX) {
        parse_problem(p, true, 1, 0, "if is nested deeper than %d",
                      PARSE_IF_MAX);
        return;
    }
    g_autofree char *text = strcmp(l->keyword, "ifplugin") == 0
                                ? g_strdup_printf("plugin(%s)", l->value)
                                : g_strdup(l->value);
    parse_line where = *l;
    if (strcmp(l->keyword, "ifplugin") == 0)
        where.column -= (int)strlen("plugin(");
    b->skip[b->count] = b->skipping;
    b->line[b->count++] = p->line;
    if (parse_condition(p, &where, text) != 1)
        b->skipping = true;
}

/* True if the keyword was one of the block's. */
static bool block_line(parser *p, blocks *b, const parse_line *l)
{
    if (strcmp(l->keyword, "if") == 0 || strcmp(l->keyword, "ifplugin") == 0) {
        block_open(p, b, l);
        return true;
    }
    bool end = strcmp(l->keyword, "endif") == 0;
    if (!end && strcmp(l->keyword, "else") != 0)
        return false;
    if (b->count == 0) {
        parse_problem(p, true, 1, (int)strlen(l->keyword),
                      "%s without an if before it", l->keyword);
    } else if (end) {
        b->skipping = b->skip[--b->count];
    } else {
        bool outside = b->skip[b->count - 1];
        b->skipping = outside || !b->skipping;
    }
    return true;
}

static void run_include(parser *p, const parse_line *l)
{
    if (p->depth >= PARSE_INCLUDE_MAX) {
        parse_problem(p, true, l->column, (int)strlen(l->value),
                      "include is nested deeper than %d; does a file include "
                      "itself?",
                      PARSE_INCLUDE_MAX);
        return;
    }
    g_autofree char *folder = g_path_get_dirname(p->file);
    g_autofree char *path = g_path_is_absolute(l->value)
                                ? g_strdup(l->value)
                                : g_build_filename(folder, l->value, NULL);
    GError *error = NULL;
    p->depth++;
    if (!parse_file(p, path, &error)) {
        parse_problem(p, true, l->column, (int)strlen(l->value), "%s",
                      error->message);
        g_error_free(error);
    }
    p->depth--;
}

static void parse_unknown(parser *p, const char *keyword)
{
    static const char *const others[] = {"if", "ifplugin", "else", "endif",
                                         "include"};
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    unsigned count;
    const parse_keyword *all = parse_keywords(&count);
    for (unsigned i = 0; i < count; i++)
        g_ptr_array_add(names, (gpointer)all[i].name);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        g_ptr_array_add(names, (gpointer)others[i]);
    g_ptr_array_add(names, NULL);
    g_autofree char *hint =
        nearest_hint(keyword, (const char *const *)names->pdata);
    g_autofree char *shown = g_utf8_make_valid(keyword, -1);
    parse_problem(p, true, 1, (int)strlen(keyword),
                  "%s is not a keyword of the rule language%s", shown, hint);
}

static void run_keyword(parser *p, const parse_line *l)
{
    const parse_keyword *row = parse_keyword_find(l->keyword);
    if (row)
        row->run(p, l);
    else
        parse_unknown(p, l->keyword);
}

static void parse_one(parser *p, blocks *b, const char *source)
{
    parse_line l;
    if (!line_read(source, &l))
        return;
    if (line_language(&l) && !block_line(p, b, &l) && !b->skipping) {
        if (strcmp(l.keyword, "include") == 0)
            run_include(p, &l);
        else
            run_keyword(p, &l);
    }
    line_clear(&l);
}

void parse_text(parser *p, const char *file, const char *text)
{
    parser outer = *p;
    blocks b = {.count = 0, .skipping = false};
    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        text += 3; /* what some editors begin with */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    p->file = file;
    for (int i = 0; lines[i]; i++) {
        p->line = i + 1;
        p->source = lines[i];
        parse_one(p, &b, lines[i]);
    }
    while (b.count > 0) {
        p->line = b.line[--b.count];
        p->source = lines[p->line - 1];
        parse_problem(p, true, 1, 2, "this if has no endif");
    }
    p->file = outer.file;
    p->line = outer.line;
    p->source = outer.source;
}

void parse_file_problem(parser *p, const char *path, int line,
                        const char *words)
{
    parser outer = *p;
    p->file = path;
    p->line = line;
    p->source = NULL;
    parse_problem(p, true, 0, 0, "%s", words);
    p->file = outer.file;
    p->line = outer.line;
    p->source = outer.source;
}

/* What stands after it is not read: most likely the file is UTF-16. */
static void report_nul(parser *p, const char *path, const char *text)
{
    int line = 1;
    for (const char *q = text; (q = strchr(q, '\n')); q++)
        line++;
    parse_file_problem(
        p, path, line,
        "a NUL octet stands here; rule files are UTF-8 or Latin-1");
}

bool parse_file(parser *p, const char *path, GError **error)
{
    g_autoptr(GBytes) data = file_read(path, PARSE_FILE_MAX, error);
    if (!data)
        return false;
    gsize size;
    const char *octets = g_bytes_get_data(data, &size);
    g_checksum_update(p->sum, (const guchar *)octets, (gssize)size);
    const char *nul = size > 0 ? memchr(octets, '\0', size) : NULL;
    g_autofree char *text = g_strndup(octets, size);
    g_autofree char *name = g_strdup(path);
    parse_text(p, name, text);
    if (nul)
        report_nul(p, name, text);
    return true;
}
