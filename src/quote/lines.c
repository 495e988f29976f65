/* trim_lines: splits a text into lines, and finds those that are quoted. */
#include "quote/lines.h"

#include <string.h>

#define TRIM_WRAP_MIN 55 /* octets of a quoted line that a client broke */
#define TRIM_REST_MAX 40 /* octets of what was left of it */
#define TRIM_VERB_MAX 24 /* octets of "wrote:" in any language */

/* GroupWise's introductions: ">>> Kari Nordmann <k@x.no> 3/5/2026 10:18 >>>", or
 * ">>> On 3/5/2026 at 10:18, in message <id@x.no>, Kari <k@x.no> wrote:". */
static bool is_chevrons(const trim_line *l)
{
    const char *at, *end = l->text + l->size;

    if (l->size <= 8 || memcmp(l->text, ">>> ", 4) != 0)
        return false;
    if (memcmp(end - 4, " >>>", 4) == 0)
        return true;
    at = memchr(l->text, '@', (size_t)l->size);
    return end[-1] == ':' && at && memchr(at + 1, '@', (size_t)(end - at - 1));
}

/* "> text"; not ">:" and "> wrote:", the end of an introduction. */
static bool is_quote(trim_lines *t, const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && i < 3 && l->text[i] == ' ')
        i++;
    if (i >= l->size || l->text[i] != '>' || is_chevrons(l))
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

/* Does a text end where a sentence may end? */
static bool ends_sentence(const trim_line *l)
{
    gssize i = l->size;

    while (i > 0 && strchr(" )\"'*_>", l->text[i - 1]))
        i--;
    return i == 0 || strchr(".?!:;", l->text[i - 1]) ||
           (i >= 3 && (memcmp(l->text + i - 3, "。", 3) == 0 ||
                       memcmp(l->text + i - 3, "？", 3) == 0));
}

/* A quoted line without its marks. */
static trim_line unmarked(const trim_line *l)
{
    trim_line inner = *l;

    while (inner.size > 0 && strchr("> ", inner.text[0])) {
        inner.text++;
        inner.size--;
    }
    return inner;
}

/* The rest of a long line that stopped within a sentence, though it begins with
 * a large letter, as German nouns do. What ends a sentence there, and stands
 * before a line that goes on with the quoted one, is an answer in its midst. */
static bool is_rest(const trim_line *above, const trim_line *l,
                    const trim_line *below)
{
    const trim_line next = unmarked(below);

    return above->size >= TRIM_WRAP_MIN && l->size <= TRIM_REST_MAX &&
           !ends_sentence(above) &&
           (!is_lower_first(&next) || !ends_sentence(l));
}

/* Does a link in brackets, which the line above began, end in this one? */
static bool is_link_last(const trim_line *above, const trim_line *l)
{
    const char *open = g_strrstr_len(above->text, above->size, "http");

    return open && open > above->text && strchr("(<[", open[-1]) &&
           !memchr(open, ' ', (size_t)(above->text + above->size - open)) &&
           !memchr(open,
                   open[-1] == '<'   ? '>'
                   : open[-1] == '(' ? ')'
                                     : ']',
                   (size_t)(above->text + above->size - open)) &&
           !memchr(l->text, ' ', (size_t)l->size) &&
           strchr(")>]", l->text[l->size - 1]);
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
             is_rest(above, &t->at[i], &t->at[i + 1]) ||
             is_link_first(&t->at[i]) || is_link_last(above, &t->at[i])))
            t->at[i].kind = TRIM_QUOTE;
    }
}

static bool is_blank(const char *p, gssize n)
{
    for (const char *end = p + n; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c) && c != 0xa0)
            return false;
    }
    return true;
}

void trim_lines_split(trim_lines *t, const char *text)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(trim_line));

    t->matches = 0;
    t->first = t->forwards = t->answers_in_finnish = false;
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
