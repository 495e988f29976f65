/* rtf: control words that make text; all others are left out. */
#include "mail/packed/rtf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mail/charset/charset.h"

#define RTF_MAGIC_COMPRESSED 0x75465a4cu
#define RTF_MAGIC_PLAIN      0x414c454du
#define RTF_WINDOW           4096
#define RTF_DEPTH_MAX        100 /* groups in one another */
#define RTF_DIGITS_MAX       8   /* of a number, with its sign */
#define RTF_WORD_MAX         31  /* octets of a control word */
#define RTF_GUESSES_MAX      200 /* runs whose charset is guessed */

/* What the window holds at first (MS-OXRTFCP 2.1.2.1). */
static const char first_window[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
    "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static guint32 number_at(const guint8 *p)
{
    return p[0] | p[1] << 8 | p[2] << 16 | (guint32)p[3] << 24;
}

/* A run copied from the window, which grows meanwhile. False at its end mark. */
static bool copy_run(guint8 *window, unsigned *at, guint32 token, GString *out)
{
    unsigned from = token >> 4, n = (token & 15) + 2;

    if (from == *at)
        return false;
    for (unsigned i = 0; i < n; i++) {
        guint8 c = window[(from + i) % RTF_WINDOW];

        window[*at] = c;
        *at = (*at + 1) % RTF_WINDOW;
        g_string_append_c(out, (char)c);
    }
    return true;
}

static void inflate(const guint8 *p, const guint8 *end, gsize max, GString *out)
{
    guint8 window[RTF_WINDOW] = {0};
    unsigned at = sizeof first_window - 1;

    memcpy(window, first_window, at);
    while (p < end && out->len < max) {
        unsigned flags = *p++;

        for (unsigned bit = 0; bit < 8 && p < end; bit++, flags >>= 1) {
            if (flags & 1) {
                if (end - p < 2 ||
                    !copy_run(window, &at, (guint32)p[0] << 8 | p[1], out))
                    return;
                p += 2;
            } else {
                window[at] = *p;
                at = (at + 1) % RTF_WINDOW;
                g_string_append_c(out, (char)*p++);
            }
        }
    }
}

char *rtf_decompress(const guint8 *data, gsize size)
{
    GString *out;
    gsize max;
    guint32 magic;

    if (size < 16)
        return NULL;
    max = MIN(number_at(data + 4), RTF_TEXT_MAX);
    magic = number_at(data + 8);
    if (magic == RTF_MAGIC_PLAIN)
        return g_strndup((const char *)data + 16, MIN(max, size - 16));
    if (magic != RTF_MAGIC_COMPRESSED)
        return NULL;
    out = g_string_new(NULL);
    inflate(data + 16, data + size, max, out);
    g_string_truncate(out, MIN(out->len, max));
    return g_string_free(out, FALSE);
}

/* ---- RTF to text ---- */

typedef struct group {
    bool hidden; /* of a kind that has no text */
    bool html;   /* inside \htmlrtf: the HTML has it in another form */
    int skip;    /* octets that follow a \u for old readers */
} group;

typedef struct reader {
    GString *octets; /* text in the code page, not yet decoded */
    GString *out;
    char codepage[16];
    group stack[RTF_DEPTH_MAX];
    unsigned depth;
    int left;         /* octets to leave out now */
    guint16 first;    /* half of a surrogate pair, 0 */
    unsigned guesses; /* runs whose charset was guessed, which is costly */
} reader;

/* A text whose charset is not guessed: it is read as the code page says. */
static char *convert(const reader *r)
{
    char *text =
        g_convert_with_fallback(r->octets->str, (gssize)r->octets->len, "UTF-8",
                                r->codepage, "?", NULL, NULL, NULL);

    return text ? text
                : g_utf8_make_valid(r->octets->str, (gssize)r->octets->len);
}

static bool is_ascii(const GString *s)
{
    for (gsize i = 0; i < s->len; i++)
        if (s->str[i] == '\0' || (guchar)s->str[i] >= 0x80)
            return false;
    return true;
}

static void flush(reader *r)
{
    g_autofree char *text = NULL;

    if (r->octets->len == 0)
        return;
    if (is_ascii(r->octets)) {
        g_string_append_len(r->out, r->octets->str, (gssize)r->octets->len);
    } else if (r->guesses < RTF_GUESSES_MAX) {
        r->guesses++;
        text = charset_to_utf8(r->octets->str, r->octets->len, r->codepage,
                               NULL, NULL);
        g_string_append(r->out, text);
    } else {
        text = convert(r);
        g_string_append(r->out, text);
    }
    g_string_truncate(r->octets, 0);
}

static void add_octet(reader *r, char c)
{
    const group *g = &r->stack[r->depth];

    if (r->left > 0)
        r->left--;
    else if (!g->hidden && !g->html)
        g_string_append_c(r->octets, c);
}

static void add_character(reader *r, gunichar c)
{
    const group *g = &r->stack[r->depth];

    if (g->hidden || g->html)
        return;
    if (c < 0x80) { /* in every code page itself */
        g_string_append_c(r->octets, (char)c);
        return;
    }
    flush(r);
    g_string_append_unichar(r->out, c);
}

/* \u says one 16-bit unit of UTF-16 (as a signed number). */
static void add_unit(reader *r, guint16 unit)
{
    guint16 first = r->first;

    r->first = 0;
    if (unit >= 0xd800 && unit < 0xdc00)
        r->first = unit;
    else if (unit < 0xdc00 || unit >= 0xe000)
        add_character(r, unit > 0 ? unit : 0xfffd);
    else if (first > 0)
        add_character(r, 0x10000 + ((first & 0x3ffu) << 10 | (unit & 0x3ffu)));
    else
        add_character(r, 0xfffd);
}

/* Groups that hold no text of the message. */
static bool is_hidden(const char *word)
{
    static const char *const words[] = {"fonttbl",
                                        "colortbl",
                                        "stylesheet",
                                        "info",
                                        "pict",
                                        "object",
                                        "header",
                                        "footer",
                                        "themedata",
                                        "listtable",
                                        "listoverridetable",
                                        "rsidtbl",
                                        "generator",
                                        "xmlnstbl",
                                        "htmltag",
                                        "mhtmltag",
                                        "pntext",
                                        "fldinst",
                                        NULL};

    return g_strv_contains(words, word);
}

static void control_word(reader *r, const char *word, bool has_number,
                         int number)
{
    static const struct {
        const char *word;
        gunichar c;
    } signs[] = {
        {"par", '\n'},      {"line", '\n'},        {"row", '\n'},
        {"tab", '\t'},      {"cell", '\t'},        {"emdash", 0x2014},
        {"endash", 0x2013}, {"bullet", 0x2022},    {"lquote", 0x2018},
        {"rquote", 0x2019}, {"ldblquote", 0x201c}, {"rdblquote", 0x201d},
        {"sect", '\n'}};
    group *g = &r->stack[r->depth];

    if (is_hidden(word))
        g->hidden = true;
    else if (strcmp(word, "htmlrtf") == 0)
        g->html = !has_number || number != 0;
    else if (strcmp(word, "uc") == 0)
        g->skip = CLAMP(number, 0, 10);
    else if (strcmp(word, "ansicpg") == 0)
        g_snprintf(r->codepage, sizeof r->codepage, "cp%u",
                   (unsigned)number % 100000);
    if (strcmp(word, "u") == 0) {
        add_unit(r, (guint16)number);
        r->left = g->skip;
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (strcmp(word, signs[i].word) == 0)
            add_character(r, signs[i].c);
    }
}

/* After the control that begins at p. */
static const char *control(reader *r, const char *p, const char *end)
{
    char word[RTF_WORD_MAX + 1];
    size_t n = 0;
    char digits[RTF_DIGITS_MAX + 1];
    size_t count = 0;
    int number;

    if (++p == end)
        return p;
    if (*p == '\'' && end - p > 2 && g_ascii_isxdigit(p[1]) &&
        g_ascii_isxdigit(p[2])) {
        add_octet(r, (char)(g_ascii_xdigit_value(p[1]) << 4 |
                            g_ascii_xdigit_value(p[2])));
        return p + 3;
    }
    if (!g_ascii_isalpha(*p)) {
        if (*p == '~')
            add_character(r, 0xa0);
        else if (*p == '*')
            r->stack[r->depth].hidden = true;
        else if (*p == '\\' || *p == '{' || *p == '}')
            add_octet(r, *p);
        return p + 1;
    }
    while (p < end && g_ascii_isalpha(*p)) {
        if (n < RTF_WORD_MAX)
            word[n++] = *p;
        p++;
    }
    word[n] = '\0';
    if (p < end && *p == '-')
        digits[count++] = *p++;
    for (; p < end && g_ascii_isdigit(*p); p++)
        if (count < RTF_DIGITS_MAX)
            digits[count++] = *p;
    digits[count] = '\0';
    number = count > 0 ? atoi(digits) : 1;
    if (p < end && *p == ' ')
        p++;
    if (strcmp(word, "bin") == 0) /* so many octets of a picture */
        return count > 0 && number > 0 ? p + MIN(number, end - p) : p;
    control_word(r, word, count > 0, number);
    return p;
}

char *rtf_text(const char *rtf, gsize size)
{
    reader r = {.octets = g_string_new(NULL),
                .out = g_string_new(NULL),
                .codepage = "cp1252"};
    const char *p = rtf, *end = rtf + size;
    unsigned too_deep = 0;
    char *text;

    r.stack[0].skip = 1;
    while (p < end && r.out->len + r.octets->len < RTF_TEXT_MAX) {
        if (*p == '{' && (too_deep > 0 || r.depth + 1 == RTF_DEPTH_MAX)) {
            too_deep++;
            p++;
        } else if (*p == '}' && too_deep > 0) {
            too_deep--;
            p++;
        } else if (*p == '{') {
            r.stack[r.depth + 1] = r.stack[r.depth];
            r.depth++;
            p++;
        } else if (*p == '}') {
            r.depth -= r.depth > 0;
            p++;
        } else if (*p == '\\') {
            p = control(&r, p, end);
        } else {
            if (*p != '\r' && *p != '\n')
                add_octet(&r, *p);
            p++;
        }
    }
    flush(&r);
    g_string_free(r.octets, TRUE);
    text = g_string_free(r.out, FALSE);
    charset_cut(text, RTF_TEXT_MAX);
    return text;
}
