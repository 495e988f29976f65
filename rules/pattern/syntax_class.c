/* syntax_class: reads the characters of patterns: letters, escapes, classes. */
#include "rules/pattern/syntax_room.h"

#include <string.h>

#define CLASS_LETTERS_MAX 80 /* letters beyond ASCII that are spelled out */

/* A class while it is read. In UTF-8 `ascii` is exact; `letters` has all other
 * letters, or `beyond` says that there are more. */
typedef struct class
{
    octet_set set;   /* octets; in UTF-8 those below 128 */
    GArray *letters; /* unsigned, above ASCII; UTF-8 only */
    bool beyond;
    bool rough; /* not exact: may not be negated */
} class;

/* ---- letters as octets ---- */

static unsigned sequence_of(syntax_reader *r, unsigned c)
{
    char text[6];
    int n = g_unichar_to_utf8(c, text);
    unsigned cat = syntax_new(r, SYNTAX_CAT), last = 0;
    for (int i = 0; i < n; i++) {
        octet_set one = {{0}};
        octet_add(&one, (unsigned char)text[i]);
        syntax_append(r, cat, &last, syntax_set(r, &one));
    }
    return cat;
}

/* Any letter above ASCII, in UTF-8. */
static unsigned any_beyond(syntax_reader *r)
{
    octet_set high = {{0, 0, ~(uint64_t)0, ~(uint64_t)0}};
    /* JIT code has been seen to take a stray octet for a letter: least 1 */
    return syntax_repeat(r, syntax_set(r, &high), 1, 4);
}

static void add_octets(octet_set *s, unsigned from, unsigned to)
{
    for (unsigned c = from; c <= to && c < 256; c++)
        octet_add(s, (unsigned char)c);
}

static void add_both_cases(octet_set *s, unsigned char c)
{
    octet_add(s, c);
    octet_add(s, (unsigned char)g_ascii_tolower((char)c));
    octet_add(s, (unsigned char)g_ascii_toupper((char)c));
}

/* ---- classes ---- */

static void class_add_letter(class *x, unsigned c)
{
    if (c < 128)
        octet_add(&x->set, (unsigned char)c);
    else if (x->letters->len >= CLASS_LETTERS_MAX)
        x->beyond = true;
    else
        g_array_append_val(x->letters, c);
}

static void class_add_same(class *x, unsigned c)
{
    unsigned same[SYNTAX_SAME_MAX], n = syntax_same(c, same);
    if (n == 0) /* its other cases are beyond ASCII too */
        x->beyond = true;
    for (unsigned i = 0; i < n; i++) {
        class_add_letter(x, same[i]);
        if (c > 127 && same[i] < 128)
            x->rough = true; /* PCRE2 need not join them */
    }
}

static void class_add(const syntax_reader *r, class *x, unsigned c)
{
    if (!r->utf8) {
        if (r->caseless)
            add_both_cases(&x->set, (unsigned char)c);
        else
            octet_add(&x->set, (unsigned char)c);
    } else if (r->caseless) {
        class_add_same(x, c);
    } else {
        class_add_letter(x, c);
    }
}

static void class_add_range(const syntax_reader *r, class *x, unsigned from,
                            unsigned to)
{
    if (r->utf8 && to > from && to - from > 2 * CLASS_LETTERS_MAX + 128) {
        x->beyond = true;
        for (unsigned c = from; c < 128 && c <= to; c++)
            class_add(r, x, c);
        if (r->caseless && to >= 128) { /* long s and the Kelvin sign */
            add_both_cases(&x->set, 's');
            add_both_cases(&x->set, 'k');
            x->rough = true;
        }
        return;
    }
    for (unsigned c = from; c <= to; c++)
        class_add(r, x, c);
}

/* \d \w \s \h \v and their opposites; false: it is not one of them. Under UTF-8
 * letters beyond ASCII may be in any of them. */
static bool class_add_shorthand(const syntax_reader *r, class *x, char letter)
{
    octet_set s = {{0}};
    switch (g_ascii_tolower(letter)) {
    case 'd':
        add_octets(&s, '0', '9');
        break;
    case 'w':
        add_octets(&s, '0', '9');
        add_octets(&s, 'a', 'z');
        add_octets(&s, 'A', 'Z');
        octet_add(&s, '_');
        break;
    case 's':
        add_octets(&s, '\t', '\r');
        octet_add(&s, ' ');
        break;
    case 'h':
        octet_add(&s, '\t');
        octet_add(&s, ' ');
        octet_add(&s, 0xa0);
        break;
    case 'v':
        add_octets(&s, '\n', '\r');
        octet_add(&s, 0x85);
        break;
    default:
        return false;
    }
    for (int i = 0; i < 4; i++)
        x->set.bits[i] |= g_ascii_isupper(letter) ? ~s.bits[i] : s.bits[i];
    x->beyond = x->beyond || r->utf8;
    return true;
}

static bool is_posix(const char *name, size_t size, unsigned c, bool *known)
{
    static const char *const names[] = {
        "alpha", "digit", "alnum", "upper", "lower",  "space", "blank",
        "punct", "print", "graph", "cntrl", "xdigit", "word",  "ascii"};
    char a = (char)c;
    size_t i = 0;
    while (i < G_N_ELEMENTS(names) &&
           (strlen(names[i]) != size || strncmp(names[i], name, size) != 0))
        i++;
    *known = i < G_N_ELEMENTS(names);
    switch (i) {
    case 0:
        return g_ascii_isalpha(a);
    case 1:
        return g_ascii_isdigit(a);
    case 2:
        return g_ascii_isalnum(a);
    case 3:
        return g_ascii_isupper(a);
    case 4:
        return g_ascii_islower(a);
    case 5:
        return g_ascii_isspace(a) || a == '\v';
    case 6:
        return a == ' ' || a == '\t';
    case 7:
        return g_ascii_ispunct(a);
    case 8:
        return g_ascii_isprint(a);
    case 9:
        return g_ascii_isgraph(a);
    case 10:
        return g_ascii_iscntrl(a);
    case 11:
        return g_ascii_isxdigit(a);
    case 12:
        return g_ascii_isalnum(a) || a == '_';
    default:
        return true;
    }
}

/* "[:name:]" within a class; r->p is after "[:". False: it is not one. */
static bool class_add_posix(syntax_reader *r, class *x)
{
    const unsigned char *q = r->p;
    bool negated = q < r->end && *q == '^', known = false;
    q += negated;
    const unsigned char *name = q;
    while (q < r->end && g_ascii_isalpha(*q))
        q++;
    if (q + 1 >= r->end || q[0] != ':' || q[1] != ']')
        return false;
    octet_set s = {{0}};
    for (unsigned c = 0; c < 128; c++)
        if (is_posix((const char *)name, (size_t)(q - name), c, &known))
            octet_add(&s, (unsigned char)c);
    /* Without case upper and lower are alpha. */
    for (unsigned c = 'A'; r->caseless && c <= 'Z'; c++)
        if (octet_has(&s, (unsigned char)c) ||
            octet_has(&s, (unsigned char)(c + 32)))
            add_both_cases(&s, (unsigned char)c);
    if (!known)
        r->lost = true;
    for (int i = 0; i < 4; i++)
        x->set.bits[i] |= negated ? ~s.bits[i] : s.bits[i];
    /* Without case it depends on PCRE2's version what "upper" leaves out. */
    if (r->caseless)
        x->rough = true;
    x->beyond = x->beyond || r->utf8;
    r->p = q + 2;
    return true;
}

/* One end of a range, or a single member: the character, or -1 if what was read
 * is several and has been added. */
static int class_member(syntax_reader *r, class *x)
{
    char letter;
    unsigned char c = *r->p++;
    if (c == '[' && r->p < r->end && strchr(":.=", *r->p)) {
        if (*r->p++ == ':' && class_add_posix(r, x))
            return -1;
        if (r->p < r->end && (*r->p == '<' || *r->p == '>'))
            r->lost = true; /* [[:<:]] is no class */
        r->p--;
        return '[';
    }
    if (c != '\\')
        return (int)syntax_take_letter(r);
    int e = syntax_escape(r, true, &letter);
    if (e >= 0)
        return e;
    if (letter == 'p') { /* a property */
        add_octets(&x->set, 0, 255);
        x->beyond = x->rough = true;
    } else if (!class_add_shorthand(r, x, letter)) {
        r->lost = true;
    }
    return -1;
}

static void class_read(syntax_reader *r, class *x)
{
    bool first = true;
    while (!r->lost && r->p < r->end && (*r->p != ']' || first)) {
        first = false;
        int from = class_member(r, x);
        if (from < 0)
            continue;
        if (r->p + 1 >= r->end || r->p[0] != '-' || r->p[1] == ']') {
            class_add(r, x, (unsigned)from);
            continue;
        }
        r->p++;
        int to = class_member(r, x);
        if (to >= 0) {
            class_add_range(r, x, (unsigned)from, (unsigned)to);
        } else { /* "[a-\d]": both and the hyphen */
            class_add(r, x, (unsigned)from);
            class_add(r, x, '-');
        }
    }
    if (r->p >= r->end)
        r->lost = true;
    else
        r->p++;
}

static unsigned class_node(syntax_reader *r, const class *x)
{
    if (!r->utf8)
        return syntax_set(r, &x->set);
    unsigned alt = syntax_new(r, SYNTAX_ALT), last = 0;
    octet_set ascii = {{x->set.bits[0], x->set.bits[1], 0, 0}};
    if ((ascii.bits[0] | ascii.bits[1]) != 0)
        syntax_append(r, alt, &last, syntax_set(r, &ascii));
    if (x->beyond)
        syntax_append(r, alt, &last, any_beyond(r));
    for (guint i = 0; !x->beyond && i < x->letters->len; i++)
        syntax_append(r, alt, &last,
                      sequence_of(r, g_array_index(x->letters, unsigned, i)));
    return alt;
}

unsigned syntax_class(syntax_reader *r)
{
    class x = {
        {{0}}, g_array_new(FALSE, FALSE, sizeof(unsigned)), false, false};
    bool negated = r->p < r->end && *r->p == '^';
    r->p += negated;
    class_read(r, &x);
    if (negated) {
        for (int i = 0; i < 4; i++)
            x.set.bits[i] = x.rough ? ~(uint64_t)0 : ~x.set.bits[i];
        x.beyond = true;
    }
    unsigned n = class_node(r, &x);
    g_array_unref(x.letters);
    return n;
}

unsigned syntax_shorthand(syntax_reader *r, char letter)
{
    class x = {
        {{0}}, g_array_new(FALSE, FALSE, sizeof(unsigned)), false, false};
    if (!class_add_shorthand(r, &x, letter)) {
        add_octets(&x.set, 0, 255); /* a property */
        x.beyond = true;
    }
    unsigned n = class_node(r, &x);
    g_array_unref(x.letters);
    return n;
}

unsigned syntax_dot(syntax_reader *r)
{
    return syntax_shorthand(r, '.');
}

/* ---- single characters ---- */

unsigned syntax_take_letter(syntax_reader *r)
{
    const char *from = (const char *)r->p - 1;
    if (!r->utf8 || (unsigned char)*from < 128)
        return (unsigned char)*from;
    gunichar c = g_utf8_get_char_validated(from, (gssize)(r->end - r->p) + 1);
    if (c >= (gunichar)-2) {
        r->lost = true;
        return 0;
    }
    r->p = (const unsigned char *)from + g_unichar_to_utf8(c, NULL);
    return c;
}

unsigned syntax_letter(syntax_reader *r, unsigned c)
{
    class x = {
        {{0}}, g_array_new(FALSE, FALSE, sizeof(unsigned)), false, false};
    class_add(r, &x, c);
    unsigned n;
    if (x.letters->len == 0 && !x.beyond)
        n = syntax_set(r, &x.set);
    else
        n = class_node(r, &x);
    g_array_unref(x.letters);
    return n;
}

/* Digits up to `most`, in `base`. */
static unsigned read_number(syntax_reader *r, int base, int most)
{
    unsigned value = 0;
    for (int i = 0; i < most && r->p < r->end; i++) {
        int d = g_ascii_xdigit_value((char)*r->p);
        if (d < 0 || d >= base)
            break;
        value = value * (unsigned)base + (unsigned)d;
        r->p++;
    }
    return value;
}

/* "{...}" in `base`; r->p is after the letter. */
static int read_braced(syntax_reader *r, int base)
{
    r->p++;
    unsigned value = read_number(r, base, 7);
    if (r->p >= r->end || *r->p++ != '}' || value > 0x10ffff)
        return -1;
    return !r->utf8 && value > 255 ? -1 : (int)value;
}

/* \g{1} \g-1 \k<name> and the like; r->p is after the letter. */
static bool skip_reference(syntax_reader *r, char letter)
{
    unsigned char open = r->p < r->end ? *r->p : 0;
    char close = open == '{' ? '}' : open == '<' ? '>' : (char)open;
    if (open == '{' || open == '<' || open == '\'') {
        const unsigned char *at =
            memchr(r->p + 1, close, (size_t)(r->end - r->p - 1));
        if (!at)
            return false;
        r->p = at + 1;
        return true;
    }
    if (letter == 'k')
        return false;
    r->p += open == '-' || open == '+';
    const unsigned char *from = r->p;
    while (r->p < r->end && g_ascii_isdigit(*r->p))
        r->p++;
    return r->p > from;
}

/* \pL or \p{Name}; r->p is after the letter. */
static bool skip_property(syntax_reader *r)
{
    if (r->p >= r->end)
        return false;
    if (*r->p++ != '{')
        return true;
    const unsigned char *at = memchr(r->p, '}', (size_t)(r->end - r->p));
    if (!at)
        return false;
    r->p = at + 1;
    return true;
}

static int read_digits(syntax_reader *r, bool in_class, char *letter)
{
    unsigned char c = r->p[-1];
    bool more = r->p < r->end && g_ascii_isdigit(*r->p);
    if (c == '0' || (in_class && c < '8')) {
        r->p--;
        unsigned value = read_number(r, 8, 3);
        return !r->utf8 && value > 255 ? -1 : (int)value;
    }
    /* \12 is an octet or a reference, as there are groups */
    *letter = in_class || more ? '\0' : '1';
    return -1;
}

int syntax_escape(syntax_reader *r, bool in_class, char *letter)
{
    int value = -1;
    *letter = '\0';
    if (r->p >= r->end)
        return -1;
    unsigned char c = *r->p++;
    static const char plain[] = "nrtfea", means[] = "\n\r\t\f\033\a";
    if (strchr(plain, c))
        return means[strchr(plain, c) - plain];
    if (g_ascii_isdigit(c))
        return read_digits(r, in_class, letter);
    switch (c) {
    case 'x':
        if (r->p < r->end && *r->p == '{')
            return read_braced(r, 16);
        return (int)read_number(r, 16, 2);
    case 'o':
        return r->p < r->end && *r->p == '{' ? read_braced(r, 8) : -1;
    case 'c':
        if (r->p < r->end && *r->p < 128)
            value = g_ascii_toupper((char)*r->p++) ^ 64;
        return value;
    case 'b':
        if (in_class)
            return '\b';
        *letter = 'b';
        return -1;
    case 'g':
    case 'k':
        *letter = !in_class && skip_reference(r, (char)c) ? '1' : '\0';
        return -1;
    case 'p':
    case 'P':
        *letter = skip_property(r) ? 'p' : '\0';
        return -1;
    case 'N':
        if (!in_class && (r->p >= r->end || *r->p != '{' ||
                          (r->p + 1 < r->end && g_ascii_isdigit(r->p[1]))))
            *letter = 'N';
        return -1;
    default:
        break;
    }
    if (strchr("dDwWsShHvV", c) || (!in_class && strchr("BAzZGKQRXC", c)))
        *letter = (char)c;
    else if (!g_ascii_isalnum(c))
        return (int)(r->utf8 && c > 127 ? syntax_take_letter(r) : c);
    return -1;
}
