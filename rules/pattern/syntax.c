/* syntax: reads a pattern's groups, alternatives and repetitions. */
#include "rules/pattern/syntax_room.h"

#include <string.h>

static unsigned read_alternation(syntax_reader *r);

/* ---- groups ---- */

/* Flags such as "i", "^i-s" up to ':' or ')'. */
static bool read_flags(syntax_reader *r, bool *scoped)
{
    bool on = true;
    for (; r->p < r->end && !strchr(":)", *r->p); r->p++) {
        switch (*r->p) {
        case '^':
            r->extended = r->caseless = false;
            break;
        case '-':
            on = false;
            break;
        case 'i':
            r->caseless = on;
            break;
        case 'x':
            if (on && r->p[1] == 'x')
                return false; /* blanks in classes */
            r->extended = on;
            break;
        case 's':
        case 'm':
        case 'n':
        case 'J':
        case 'U':
            break;
        default:
            return false;
        }
    }
    if (r->p >= r->end || *r->p == '\0')
        return false;
    *scoped = *r->p++ == ':';
    return true;
}

static bool skip_past(syntax_reader *r, char c)
{
    const unsigned char *at = memchr(r->p, c, (size_t)(r->end - r->p));
    if (!at)
        return false;
    r->p = at + 1;
    return true;
}

typedef enum {
    GROUP_PLAIN,
    GROUP_NONE, /* nothing stands here: a comment, flags */
    GROUP_ASSERTION,
    GROUP_CALL, /* a call or back reference, read to its end */
    GROUP_CONDITION,
    GROUP_LOST
} group_kind;

static group_kind read_call(syntax_reader *r)
{
    return skip_past(r, ')') ? GROUP_CALL : GROUP_LOST;
}

/* After "(?"; on GROUP_PLAIN and the like what is within follows. */
static group_kind read_group_kind(syntax_reader *r)
{
    unsigned char c = r->p < r->end ? *r->p : 0;
    unsigned char d = r->p + 1 < r->end ? r->p[1] : 0;
    bool scoped;
    switch (c) {
    case '#':
        return skip_past(r, ')') ? GROUP_NONE : GROUP_LOST;
    case ':':
    case '>':
    case '|':
        r->p++;
        return GROUP_PLAIN;
    case '=':
    case '!':
        r->p++;
        return GROUP_ASSERTION;
    case '(':
        return GROUP_CONDITION;
    case '\'':
        r->p++;
        return skip_past(r, '\'') ? GROUP_PLAIN : GROUP_LOST;
    case '<':
        r->p++;
        if (d == '=' || d == '!') {
            r->p++;
            return GROUP_ASSERTION;
        }
        return skip_past(r, '>') ? GROUP_PLAIN : GROUP_LOST;
    case 'P':
        r->p++;
        if (d == '<')
            return skip_past(r, '>') ? GROUP_PLAIN : GROUP_LOST;
        return d == '=' || d == '>' ? read_call(r) : GROUP_LOST;
    case '&':
    case 'R':
    case '+':
        return read_call(r);
    default:
        if (g_ascii_isdigit(c) || (c == '-' && g_ascii_isdigit(d)))
            return read_call(r);
        if (!read_flags(r, &scoped))
            return GROUP_LOST;
        return scoped ? GROUP_PLAIN : GROUP_NONE;
    }
}

/* "(?(condition)yes|no)": it may be any string. r->p is at the condition. */
static void skip_condition(syntax_reader *r)
{
    if (r->p + 1 < r->end && r->p[1] == '?')
        r->lost = true; /* the condition is an assertion */
    else if (!skip_past(r, ')'))
        r->lost = true;
    else
        read_alternation(r);
}

static unsigned lose(syntax_reader *r)
{
    r->lost = true;
    return syntax_new(r, SYNTAX_ANY);
}

/* r->p is after '('. */
static unsigned read_group(syntax_reader *r)
{
    group_kind kind = GROUP_PLAIN;
    bool extended = r->extended, caseless = r->caseless;
    if (r->p < r->end && *r->p == '*')
        return lose(r); /* verbs */
    if (r->p < r->end && *r->p == '?') {
        r->p++;
        kind = read_group_kind(r);
    }
    if (kind == GROUP_LOST || ++r->depth > SYNTAX_DEPTH_MAX)
        return lose(r);
    if (kind == GROUP_NONE || kind == GROUP_CALL) {
        r->depth--;
        /* a quantifier after a comment is about what stands before it */
        if (kind == GROUP_NONE && r->p < r->end && strchr("*+?{", *r->p))
            return lose(r);
        return syntax_new(r, kind == GROUP_CALL ? SYNTAX_ANY : SYNTAX_EMPTY);
    }
    unsigned inner = 0;
    if (kind == GROUP_CONDITION)
        skip_condition(r);
    else
        inner = read_alternation(r);
    r->depth--;
    r->extended = extended;
    r->caseless = caseless;
    if (r->lost || r->p >= r->end || *r->p != ')')
        return lose(r);
    r->p++;
    if (kind == GROUP_CONDITION)
        return syntax_new(r, SYNTAX_ANY);
    return kind == GROUP_ASSERTION ? syntax_new(r, SYNTAX_EMPTY) : inner;
}

/* ---- atoms ---- */

/* \Q...\E; r->p is after \Q. */
static unsigned read_quoted(syntax_reader *r)
{
    unsigned cat = syntax_new(r, SYNTAX_CAT), last = 0;
    while (r->p < r->end) {
        if (r->p[0] == '\\' && r->p + 1 < r->end && r->p[1] == 'E') {
            r->p += 2;
            /* a quantifier would be about the last letter alone */
            if (r->p < r->end && strchr("*+?{", *r->p))
                r->lost = true;
            return cat;
        }
        r->p++;
        syntax_append(r, cat, &last, syntax_letter(r, syntax_take_letter(r)));
    }
    return cat;
}

static unsigned read_escape(syntax_reader *r)
{
    char letter;
    int c = syntax_escape(r, false, &letter);
    if (c >= 0)
        return syntax_letter(r, (unsigned)c);
    switch (letter) {
    case 'b':
    case 'B':
    case 'A':
    case 'z':
    case 'Z':
    case 'G':
    case 'K':
        return syntax_new(r, SYNTAX_EMPTY);
    case 'Q':
        return read_quoted(r);
    case 'N':
        return syntax_dot(r);
    case 'R':
    case 'X':
    case 'C':
    case '1': /* a back reference */
        return syntax_new(r, SYNTAX_ANY);
    case '\0':
        return lose(r);
    default:
        return syntax_shorthand(r, letter);
    }
}

static unsigned read_atom(syntax_reader *r)
{
    unsigned char c = *r->p++;
    switch (c) {
    case '(':
        return read_group(r);
    case '[':
        return syntax_class(r);
    case '.':
        return syntax_dot(r);
    case '^':
    case '$':
        return syntax_new(r, SYNTAX_EMPTY);
    case '\\':
        return read_escape(r);
    default:
        return syntax_letter(r, syntax_take_letter(r));
    }
}

/* ---- sequences ---- */

/* "{3}", "{3,}", "{3,5}"; r->p goes after it. */
static bool read_braces(syntax_reader *r, unsigned *least, unsigned *most)
{
    const unsigned char *q = r->p + 1;
    unsigned n[2] = {0, SYNTAX_MANY};
    bool digits[2] = {false, false}, comma = false;
    for (int i = 0; i < 2; i++) {
        for (; q < r->end && g_ascii_isdigit(*q); q++) {
            n[i] = digits[i] ? MIN(n[i] * 10 + (*q - '0'), SYNTAX_MANY)
                             : (unsigned)(*q - '0');
            digits[i] = true;
        }
        if (i == 0 && q < r->end && *q == ',') {
            comma = true;
            q++;
        } else {
            break;
        }
    }
    if (q >= r->end || *q != '}' || !digits[0]) {
        /* later versions of PCRE2 read {,3} and { 3 } as quantifiers */
        if (r->p + 1 < r->end && strchr(", \t", r->p[1]))
            r->lost = true;
        return false;
    }
    *least = n[0];
    *most = comma ? n[1] : n[0];
    r->p = q + 1;
    return true;
}

static bool read_quantifier(syntax_reader *r, unsigned *least, unsigned *most)
{
    unsigned char c = r->p < r->end ? *r->p : 0;
    *least = c == '+';
    *most = c == '?' ? 1 : SYNTAX_MANY;
    if (c == '*' || c == '+' || c == '?')
        r->p++;
    else if (c != '{' || !read_braces(r, least, most))
        return false;
    if (r->p < r->end && (*r->p == '?' || *r->p == '+'))
        r->p++;
    return true;
}

static void skip_blanks(syntax_reader *r)
{
    while (r->extended && r->p < r->end) {
        if (g_ascii_isspace(*r->p) || *r->p == '\v') {
            r->p++;
        } else if (*r->p == '#') {
            while (r->p < r->end && *r->p != '\n')
                r->p++;
        } else {
            return;
        }
    }
}

static unsigned read_sequence(syntax_reader *r)
{
    unsigned cat = syntax_new(r, SYNTAX_CAT), last = 0;
    while (skip_blanks(r),
           !r->lost && r->p < r->end && *r->p != '|' && *r->p != ')') {
        unsigned least, most, x = read_atom(r);
        skip_blanks(r);
        while (!r->lost && read_quantifier(r, &least, &most))
            x = syntax_repeat(r, x, least, most);
        if (r->lost)
            break;
        syntax_append(r, cat, &last, x);
    }
    return cat;
}

static unsigned read_alternation(syntax_reader *r)
{
    unsigned first = read_sequence(r);
    if (r->lost || r->p >= r->end || *r->p != '|')
        return first;
    unsigned alt = syntax_new(r, SYNTAX_ALT), last = 0;
    syntax_append(r, alt, &last, first);
    while (!r->lost && r->p < r->end && *r->p == '|') {
        r->p++;
        syntax_append(r, alt, &last, read_sequence(r));
    }
    return alt;
}

syntax *syntax_read(const char *text, unsigned flags)
{
    syntax *t = g_new0(syntax, 1);
    t->nodes = g_array_new(FALSE, TRUE, sizeof(syntax_node));
    g_array_set_size(t->nodes, 1);
    syntax_reader r = {.p = (const unsigned char *)text,
                       .end = (const unsigned char *)text + strlen(text),
                       .tree = t,
                       .extended = (flags & SYNTAX_EXTENDED) != 0,
                       .caseless = (flags & SYNTAX_CASELESS) != 0,
                       .utf8 = (flags & SYNTAX_UTF8) != 0};
    t->root = read_alternation(&r);
    if (r.lost || r.p != r.end)
        g_clear_pointer(&t, syntax_free);
    return t;
}

void syntax_free(syntax *t)
{
    if (!t)
        return;
    g_array_unref(t->nodes);
    g_free(t);
}
