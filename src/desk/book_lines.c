/* book_lines: which of the commands about companies a text has lines of. */
#include "desk/book.h"

#include "desk/command.h"

#include <string.h>

/* Blanks of any kind: mail clients make no-break ones. */
static bool is_blank(const char *at)
{
    return *at && g_unichar_isspace(g_utf8_get_char(at));
}

static bool is_name(const command_row *row, const char *word)
{
    if (strcmp(row->name, word) == 0)
        return true;
    for (int i = 0; i < COMMAND_LANGUAGES; i++) {
        g_auto(GStrv) names =
            g_strsplit(row->also[i] ? row->also[i] : "", " ", -1);
        if (g_strv_contains((const char *const *)names, word))
            return true;
    }
    return false;
}

static unsigned line_kind(const char *word)
{
    for (const command_row *const *row = command_rows; *row; row++) {
        book_kind kind = book_kind_named((*row)->name);
        if (kind < BOOK_KINDS && is_name(*row, word))
            return 1u << kind;
    }
    return 0;
}

unsigned book_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    unsigned kinds = 0;

    for (char **line = lines; *line; line++) {
        const char *at = *line;
        while (is_blank(at))
            at = g_utf8_next_char(at);
        size_t slash = g_str_has_prefix(at, "／")  ? strlen("／")
                       : *at == '/' || *at == '\\' ? 1
                                                   : 0;
        g_auto(GStrv) words = book_split(at + slash);
        g_autofree char *low =
            slash && words[0] ? g_utf8_strdown(words[0], -1) : NULL;
        kinds |= low ? line_kind(low) : 0;
    }
    return kinds;
}
