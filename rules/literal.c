/* literal: finds strings that every match of a pattern must hold. */
#include "rules/literal.h"

#include <stdint.h>
#include <string.h>

/* What is known of a piece of the pattern. `exact`: it matches just the strings
 * of `run`, so that neighbours can be joined to it. `best`: every match holds
 * one of these; NULL if that is not known. */
typedef struct piece {
    bool exact;
    GPtrArray *run;
    GPtrArray *best;
} piece;

typedef struct walk {
    const unsigned char *p, *end;
    bool extended, utf8;
    unsigned depth;
    bool lost; /* syntax that is not followed: say nothing */
} walk;

static piece read_alternation(walk *w);

static GPtrArray *strings_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

static GPtrArray *strings_one(const void *data, size_t size)
{
    GPtrArray *a = strings_new();
    g_ptr_array_add(a, g_bytes_new(data, size));
    return a;
}

static GPtrArray *strings_copy(const GPtrArray *from)
{
    GPtrArray *a = strings_new();
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(a, g_bytes_ref(from->pdata[i]));
    return a;
}

static void strings_free(GPtrArray *a)
{
    if (a != NULL)
        g_ptr_array_unref(a);
}

static void piece_clear(piece *x)
{
    strings_free(x->run);
    strings_free(x->best);
    x->run = x->best = NULL;
}

/* Nothing is known of it, not even that it is empty. */
static piece piece_unknown(void)
{
    return (piece){false, NULL, NULL};
}

static piece piece_empty(void)
{
    return (piece){true, strings_one("", 0), NULL};
}

static size_t shortest(const GPtrArray *a)
{
    size_t least = SIZE_MAX;
    for (guint i = 0; a != NULL && i < a->len; i++)
        least = MIN(least, g_bytes_get_size(a->pdata[i]));
    return a == NULL || a->len == 0 ? 0 : least;
}

/* Long strings say more than short ones; of two alike the smaller set. */
static bool better(const GPtrArray *a, const GPtrArray *b)
{
    size_t la = MIN(shortest(a), 8), lb = MIN(shortest(b), 8);
    if (la != lb)
        return la > lb;
    return a != NULL && (b == NULL || a->len < b->len);
}

static void offer(GPtrArray **best, const GPtrArray *candidate)
{
    if (candidate == NULL || shortest(candidate) == 0 ||
        !better(candidate, *best))
        return;
    strings_free(*best);
    *best = strings_copy(candidate);
}

/* Every string of `a` followed by every string of `b`; NULL if too many. */
static GPtrArray *cross(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len * b->len > LITERAL_SET_MAX)
        return NULL;
    GPtrArray *out = strings_new();
    for (guint i = 0; i < a->len; i++) {
        for (guint j = 0; j < b->len; j++) {
            gsize na, nb;
            const void *da = g_bytes_get_data(a->pdata[i], &na);
            const void *db = g_bytes_get_data(b->pdata[j], &nb);
            g_autoptr(GByteArray) s = g_byte_array_new();
            if (na > 0)
                g_byte_array_append(s, da, na);
            if (nb > 0)
                g_byte_array_append(s, db, nb);
            g_ptr_array_add(out, g_bytes_new(s->data, s->len));
        }
    }
    return out;
}

/* ---- characters and classes ---- */

static int hex_escape(walk *w)
{
    int value = 0;
    if (w->p < w->end && *w->p == '{') {
        w->lost = true; /* \x{...}: may be more than one octet */
        return -1;
    }
    for (int i = 0; i < 2 && w->p < w->end && g_ascii_isxdigit(*w->p); i++)
        value = value * 16 + g_ascii_xdigit_value((char)*w->p++);
    return value;
}

/* After a backslash, outside or inside a class: the octet that it stands for, or
 * -1 if it stands for several or for none. *zero: it is an assertion. */
static int read_escape(walk *w, bool in_class, bool *zero)
{
    *zero = false;
    if (w->p >= w->end) {
        w->lost = true;
        return -1;
    }
    unsigned char c = *w->p++;
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'f':
        return '\f';
    case 'e':
        return 27;
    case 'a':
        return 7;
    case 'x':
        return hex_escape(w);
    case 'b':
        if (in_class)
            return 8;
        *zero = true;
        return -1;
    case 'B':
    case 'A':
    case 'z':
    case 'Z':
    case 'G':
        *zero = true;
        return -1;
    case 'd':
    case 'D':
    case 'w':
    case 'W':
    case 's':
    case 'S':
    case 'h':
    case 'H':
    case 'v':
    case 'V':
    case 'N':
    case 'R':
        return -1;
    default:
        if (g_ascii_isalnum(c)) {
            w->lost = true; /* \Q \K \p \1 \c ...: not followed */
            return -1;
        }
        return c;
    }
}

static void class_add(bool set[256], int from, int to)
{
    for (int i = from; i <= to; i++)
        set[g_ascii_tolower((char)i) & 0xff] = true;
}

/* Between [ and ]; w->p is behind [. */
/* In UTF-8 a member above ASCII is several octets, not one of them. */
static bool has_letters_beyond(const walk *w, const bool set[256])
{
    for (int c = 128; w->utf8 && c < 256; c++)
        if (set[c])
            return true;
    return false;
}

static piece read_class(walk *w)
{
    bool set[256] = {false}, wide = false, zero;
    bool negated = w->p < w->end && *w->p == '^';
    if (negated)
        w->p++;
    bool first = true;
    int last = -1;
    while (w->p < w->end && (*w->p != ']' || first)) {
        first = false;
        int c = *w->p++;
        if (c == '[' && w->p < w->end && *w->p == ':') {
            const unsigned char *e = (const unsigned char *)g_strstr_len(
                (const char *)w->p, w->end - w->p, ":]");
            if (e != NULL) {
                w->p = e + 2;
                wide = true;
                last = -1;
                continue;
            }
        }
        if (c == '\\') {
            c = read_escape(w, true, &zero);
            if (c < 0) {
                wide = true;
                last = -1;
                continue;
            }
        } else if (c == '-' && last >= 0 && w->p < w->end && *w->p != ']') {
            int to = *w->p++;
            if (to == '\\')
                to = read_escape(w, true, &zero);
            if (to < 0)
                wide = true;
            else
                class_add(set, last, to);
            last = -1;
            continue;
        }
        class_add(set, c, c);
        last = c;
    }
    if (w->p >= w->end) {
        w->lost = true;
        return piece_unknown();
    }
    w->p++;
    if (negated || wide || has_letters_beyond(w, set))
        return piece_unknown();
    piece out = {true, strings_new(), NULL};
    for (int i = 0; i < 256; i++)
        if (set[i]) {
            char c = (char)i;
            g_ptr_array_add(out.run, g_bytes_new(&c, 1));
        }
    if (out.run->len == 0 || out.run->len > LITERAL_CLASS_MAX) {
        piece_clear(&out);
        return piece_unknown();
    }
    return out;
}

/* ---- groups and quantifiers ---- */

static void skip_comment_group(walk *w)
{
    while (w->p < w->end && *w->p != ')')
        w->p++;
    if (w->p < w->end)
        w->p++;
}

/* Flags such as "i", "i-s" up to ':' or ')'. x cannot be switched here. */
static bool read_flags(walk *w, bool *scoped)
{
    while (w->p < w->end && strchr("imsnpaulxd-^", *w->p) != NULL) {
        if (*w->p == 'x')
            w->lost = true;
        w->p++;
    }
    if (w->p >= w->end || (*w->p != ':' && *w->p != ')')) {
        w->lost = true;
        return false;
    }
    *scoped = *w->p++ == ':';
    return true;
}

/* w->p is behind '('. */
static piece read_group(walk *w)
{
    bool assertion = false;
    if (w->p < w->end && *w->p == '*') {
        w->lost = true; /* verbs */
        return piece_unknown();
    }
    if (w->p < w->end && *w->p == '?') {
        w->p++;
        unsigned char c = w->p < w->end ? *w->p : 0;
        unsigned char d = w->p + 1 < w->end ? w->p[1] : 0;
        if (c == '#') {
            skip_comment_group(w);
            return piece_empty();
        } else if (c == ':' || c == '>') {
            w->p++;
        } else if (c == '=' || c == '!') {
            w->p++;
            assertion = true;
        } else if (c == '<' && (d == '=' || d == '!')) {
            w->p += 2;
            assertion = true;
        } else if (c == '<' || c == '\'' || (c == 'P' && d == '<')) {
            while (w->p < w->end && *w->p != '>' &&
                   !(*w->p == '\'' && w->p[-1] != '?'))
                w->p++;
            w->p += w->p < w->end;
        } else {
            bool scoped = false;
            if (!read_flags(w, &scoped))
                return piece_unknown();
            if (!scoped)
                return piece_empty();
        }
    }
    if (++w->depth > LITERAL_DEPTH_MAX) {
        w->lost = true;
        return piece_unknown();
    }
    piece inner = read_alternation(w);
    w->depth--;
    if (w->p >= w->end || *w->p != ')') {
        w->lost = true;
        return inner;
    }
    w->p++;
    if (assertion) {
        piece_clear(&inner);
        return piece_empty();
    }
    return inner;
}

/* Reads a quantifier if one stands here: 0 none, else 1; *least its minimum,
 * */
static bool read_quantifier(walk *w, unsigned *least)
{
    if (w->p >= w->end)
        return false;
    unsigned char c = *w->p;
    if (c == '*' || c == '?') {
        *least = 0;
        w->p++;
    } else if (c == '+') {
        *least = 1;
        w->p++;
    } else if (c == '{') {
        const unsigned char *q = w->p + 1;
        unsigned n = 0;
        bool digits = false;
        for (; q < w->end && g_ascii_isdigit(*q); q++, digits = true)
            n = MIN(n * 10 + (*q - '0'), 1000u);
        if (!digits)
            return false; /* a literal brace */
        if (q < w->end && *q == ',')
            for (q++; q < w->end && g_ascii_isdigit(*q); q++)
                ;
        if (q >= w->end || *q != '}')
            return false;
        *least = n;
        w->p = q + 1;
    } else {
        return false;
    }
    if (w->p < w->end && (*w->p == '?' || *w->p == '+'))
        w->p++;
    return true;
}

/* What a repeated piece promises: nothing if it may be absent, else what it
 * promises once; its neighbours cannot be joined any more. */
static piece repeat(piece x, unsigned least)
{
    if (least == 0) {
        piece_clear(&x);
        return piece_unknown();
    }
    piece out = {false, NULL, NULL};
    if (x.exact)
        offer(&out.best, x.run);
    offer(&out.best, x.best);
    piece_clear(&x);
    return out;
}

/* ---- sequences ---- */

static void skip_blanks(walk *w)
{
    while (w->extended && w->p < w->end) {
        if (g_ascii_isspace(*w->p)) {
            w->p++;
        } else if (*w->p == '#') {
            while (w->p < w->end && *w->p != '\n')
                w->p++;
        } else {
            return;
        }
    }
}

/* A letter of several octets; a quantifier behind it is about all of them. */
static piece read_letter(walk *w)
{
    const unsigned char *from = w->p - 1;
    while (w->p < w->end && (*w->p & 0xC0) == 0x80)
        w->p++;
    return (piece){true, strings_one(from, (size_t)(w->p - from)), NULL};
}

static piece read_atom(walk *w)
{
    bool zero;
    unsigned char c = *w->p++;
    switch (c) {
    case '(':
        return read_group(w);
    case '[':
        return read_class(w);
    case '.':
        return piece_unknown();
    case '^':
    case '$':
        return piece_empty();
    case '\\': {
        int e = read_escape(w, false, &zero);
        if (zero)
            return piece_empty();
        if (e < 0 || (w->utf8 && e > 127))
            return piece_unknown();
        c = (unsigned char)e;
        break;
    }
    default:
        if (w->utf8 && c > 127)
            return read_letter(w);
        break;
    }
    char folded = g_ascii_tolower((char)c);
    return (piece){true, strings_one(&folded, 1), NULL};
}

/* Joins `x` to the run at hand (true), or ends that run and begins anew. */
static bool join(GPtrArray **run, GPtrArray **best, piece x)
{
    offer(best, x.best);
    if (x.exact) {
        GPtrArray *longer = cross(*run, x.run);
        if (longer != NULL && shortest(longer) <= LITERAL_LENGTH_MAX) {
            strings_free(*run);
            *run = longer;
            piece_clear(&x);
            return true;
        }
        strings_free(longer);
        offer(best, *run);
        strings_free(*run);
        *run = strings_copy(x.run);
    } else {
        offer(best, *run);
        strings_free(*run);
        *run = strings_one("", 0);
    }
    piece_clear(&x);
    return false;
}

static piece read_sequence(walk *w)
{
    GPtrArray *run = strings_one("", 0), *best = NULL;
    bool exact = true;
    while (skip_blanks(w), w->p < w->end && *w->p != '|' && *w->p != ')') {
        piece x = read_atom(w);
        if (w->lost) {
            piece_clear(&x);
            break;
        }
        skip_blanks(w);
        unsigned least;
        if (read_quantifier(w, &least))
            x = repeat(x, least);
        if (!join(&run, &best, x))
            exact = false;
    }
    if (exact)
        return (piece){true, run, best};
    offer(&best, run);
    strings_free(run);
    return (piece){false, NULL, best};
}

/* One of several: exact if all are, a promise if all promise something. */
static void unite(piece *all, piece x, bool first)
{
    if (first) {
        *all = x;
        return;
    }
    GPtrArray *mine = all->exact ? all->run : all->best;
    GPtrArray *theirs = x.exact ? x.run : x.best;
    bool exact = all->exact && x.exact;
    if (mine == NULL || theirs == NULL ||
        mine->len + theirs->len > LITERAL_SET_MAX) {
        piece_clear(all);
        piece_clear(&x);
        *all = piece_unknown();
        return;
    }
    GPtrArray *both = strings_copy(mine);
    for (guint i = 0; i < theirs->len; i++)
        g_ptr_array_add(both, g_bytes_ref(theirs->pdata[i]));
    piece_clear(all);
    piece_clear(&x);
    *all = exact ? (piece){true, both, NULL} : (piece){false, NULL, both};
}

static piece read_alternation(walk *w)
{
    piece all = piece_unknown();
    bool first = true;
    for (;;) {
        unite(&all, read_sequence(w), first);
        first = false;
        if (w->lost || w->p >= w->end || *w->p != '|')
            return all;
        w->p++;
    }
}

GPtrArray *literal_required(const char *pattern, size_t size, bool extended,
                            bool utf8, size_t least)
{
    walk w = {(const unsigned char *)pattern,
              (const unsigned char *)pattern + size,
              extended,
              utf8,
              0,
              false};
    piece all = read_alternation(&w);
    GPtrArray *best = NULL;
    if (!w.lost && w.p == w.end) {
        if (all.exact)
            offer(&best, all.run);
        offer(&best, all.best);
    }
    piece_clear(&all);
    if (best != NULL && shortest(best) < least) {
        strings_free(best);
        return NULL;
    }
    return best;
}
