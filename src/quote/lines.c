/* trim_lines: splits a text into lines, and finds those that are quoted. */
#include "quote/lines.h"

#include <string.h>

#define TRIM_WRAP_MIN 55 /* octets of a quoted line that a client broke */
#define TRIM_VERB_MAX 24 /* octets of "wrote:" in any language */

/* "> text"; not ">:" and "> wrote:", the end of an introduction. */
static bool is_quote(trim_lines *t, const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && i < 3 && l->text[i] == ' ')
        i++;
    if (i >= l->size || l->text[i] != '>')
        return false;
    for (i++; i < l->size && l->text[i] == ' ';)
        i++;
    if (l->size - i > TRIM_VERB_MAX || l->text[l->size - 1] != ':')
        return true;
    return i < l->size - 1 &&
           trim_find(t, TRIM_RE_VERB, l->text + i, l->size - i) != 0;
}

static bool is_lower_first(const trim_line *l)
{
    gunichar c = g_utf8_get_char_validated(l->text, l->size);

    return c != (gunichar)-1 && c != (gunichar)-2 && g_unichar_islower(c);
}

static bool is_link_first(const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && l->text[i] == ' ')
        i++;
    return l->size - i > 5 && strchr("(<", l->text[i]) &&
           strncmp(l->text + i + 1, "http", 4) == 0;
}

/* Where a quoted line was broken on its way, its rest stands between quoted
 * lines without a mark. */
static void join_wrapped(trim_lines *t)
{
    for (size_t i = 1; i + 1 < t->n; i++) {
        const trim_line *above = &t->at[i - 1];

        if (t->at[i].kind == TRIM_TEXT && above->kind == TRIM_QUOTE &&
            t->at[i + 1].kind == TRIM_QUOTE &&
            ((above->size >= TRIM_WRAP_MIN && is_lower_first(&t->at[i])) ||
             is_link_first(&t->at[i])))
            t->at[i].kind = TRIM_QUOTE;
    }
}

static bool is_blank(const char *p, gssize n)
{
    for (const char *end = p + n; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isspace(c) && c != 0xa0 && c != 0x200b && c != 0x200e)
            return false;
    }
    return true;
}

void trim_lines_split(trim_lines *t, const char *text)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(trim_line));

    t->matches = 0;
    t->forwards = t->answers_in_finnish = t->first = false;
    while (*text) {
        size_t n = strcspn(text, "\n");
        trim_line l = {.text = text, .size = (gssize)n, .label = -1};

        while (l.size > 0 && g_ascii_isspace(text[l.size - 1]))
            l.size--;
        if (is_blank(l.text, l.size))
            l.kind = TRIM_BLANK;
        else if (is_quote(t, &l))
            l.kind = TRIM_QUOTE;
        g_array_append_val(lines, l);
        text += n + (text[n] == '\n');
    }
    t->n = lines->len;
    t->at = (trim_line *)(void *)g_array_free(lines, FALSE);
    join_wrapped(t);
}

void trim_lines_clear(trim_lines *t)
{
    g_clear_pointer(&t->at, g_free);
    t->n = 0;
}

size_t trim_lines_next(const trim_lines *t, size_t i)
{
    while (i < t->n && t->at[i].kind == TRIM_BLANK)
        i++;
    return i;
}

size_t trim_lines_before(const trim_lines *t, size_t i)
{
    while (i > 0 && t->at[i - 1].kind == TRIM_BLANK)
        i--;
    return i - 1;
}

bool trim_quote_follows(const trim_lines *t, size_t i)
{
    size_t next = trim_lines_next(t, i + 1);

    return next < t->n && t->at[next].kind == TRIM_QUOTE;
}
