/* problem: what is wrong in rule files, and how it is shown. */
#include "rules/parse.h"

#include <string.h>

/* A long line is shown around the column: at most this many octets. */
#define PROBLEM_SHOWN 72

void parse_problem(parser *p, bool fatal, int column, int length,
                   const char *format, ...)
{
    va_list list;
    va_start(list, format);
    rule_problem *problem = g_new0(rule_problem, 1);
    problem->fatal = fatal;
    problem->file = g_strdup(p->file);
    problem->line = p->line;
    problem->column = column;
    problem->length = length;
    problem->source = g_strdup(p->source ? p->source : "");
    problem->text = g_strdup_vprintf(format, list);
    va_end(list);
    g_ptr_array_add(p->problems, problem);
}

void rule_problem_free(rule_problem *p)
{
    if (!p)
        return;
    g_free(p->file);
    g_free(p->source);
    g_free(p->text);
    g_free(p);
}

/* A piece of a line as it is shown; at most `left` octets of it are there. */
static char *shown_of(const char *text, size_t size, size_t left)
{
    g_autofree char *piece = g_strndup(text, MIN(size, left));
    char *shown = g_utf8_make_valid(piece, -1);
    return g_strdelimit(shown, "\t\r", ' ');
}

/* How wide it is on a terminal. */
static int columns_of(const char *text)
{
    int n = 0;
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        n += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return n;
}

char *rule_problem_text(const rule_problem *p)
{
    GString *out = g_string_new(p->file);
    if (p->line > 0)
        g_string_append_printf(out, ":%d", p->line);
    if (p->column > 0)
        g_string_append_printf(out, ":%d", p->column);
    g_string_append_printf(out, ": %s%s", p->fatal ? "" : "warning: ", p->text);
    if (p->column <= 0 || !p->source)
        return g_string_free(out, FALSE);
    size_t size = strlen(p->source), at = (size_t)p->column - 1;
    size_t from = at > PROBLEM_SHOWN - 20 ? at - (PROBLEM_SHOWN - 20) : 0;
    from = MIN(from, size);
    size_t to = MIN(from + PROBLEM_SHOWN, size);
    g_autofree char *before =
        shown_of(p->source + from, at - from, size - from);
    g_autofree char *mark = shown_of(
        p->source + MIN(at, to), (size_t)MAX(p->length, 1), to - MIN(at, to));
    g_autofree char *shown = shown_of(p->source + from, to - from, size - from);
    g_string_append_printf(out, "\n    %s\n    %*s^", shown, columns_of(before),
                           "");
    for (int i = 1; i < columns_of(mark); i++)
        g_string_append_c(out, '~');
    return g_string_free(out, FALSE);
}
