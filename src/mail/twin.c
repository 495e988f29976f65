/* twin: which of two forms of one message is read. */
#include "mail/twin.h"

#include <glib.h>
#include <string.h>

#include "mail/charset/charset.h"
#include "mail/html/text.h"

#define TWIN_WORDS_MAX  50000 /* of each form that are compared */
#define TWIN_STUB_MAX   40 /* words of a text that says only "see the HTML" */
#define TWIN_STUB_LINES 4  /* lines of it */
#define TWIN_TAIL_MAX   40 /* words of a signature */
#define TWIN_MORE       3  /* words that HTML must say besides */
#define TWIN_LINE_MIN   50 /* letters of a line that was broken by width */
#define TWIN_GAPS_MORE  2  /* empty lines that are too many */
#define TWIN_MARKUP_MAX (256u << 10) /* octets of a text that may be HTML */

/* ---- words ---- */

/* Scripts that put no blanks between words: each sign is one. */
static bool is_sign(gunichar c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x3040 && c <= 0x30ff) ||
           (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3);
}

/* After an URL: clients show them in one form, and not in the other. */
static const char *behind_url(const char *p)
{
    if (g_ascii_strncasecmp(p, "http", 4) != 0 &&
        g_ascii_strncasecmp(p, "mailto:", 7) != 0 &&
        g_ascii_strncasecmp(p, "cid:", 4) != 0)
        return p;
    if (*p == 'h' && !g_str_has_prefix(p + 4 + (p[4] == 's'), "://"))
        return p;
    return p + strcspn(p, " \t\n<>()[]\"");
}

/* Hashes of the words of a text: letters and digits, without regard to case. */
static GArray *words_of(const char *text)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(guint));
    guint hash = 0;
    bool inside = false;

    for (const char *p = text; words->len < TWIN_WORDS_MAX;) {
        gunichar c = g_utf8_get_char(p);
        const char *behind = inside ? p : behind_url(p);
        bool sign = is_sign(c), letter = behind == p && g_unichar_isalnum(c);

        if (inside && (sign || !letter)) {
            g_array_append_val(words, hash);
            inside = false;
        }
        if (!*p)
            break;
        if (letter)
            hash = ((inside ? hash : 5381) ^ g_unichar_tolower(c)) * 16777619u;
        inside = letter && !sign;
        if (letter && sign)
            g_array_append_val(words, hash);
        p = behind > p ? behind : g_utf8_next_char(p);
    }
    return words;
}

static guint word_at(const GArray *words, guint i)
{
    return g_array_index(words, guint, i);
}

/* How many words of `a` are in `b` as well, each as often as it is there? */
static guint common(const GArray *a, const GArray *b)
{
    g_autoptr(GHashTable) left = g_hash_table_new(NULL, NULL);
    guint n = 0;

    for (guint i = 0; i < b->len; i++) {
        gpointer key = GUINT_TO_POINTER(word_at(b, i));
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(left, key));

        g_hash_table_insert(left, key, GUINT_TO_POINTER(count + 1));
    }
    for (guint i = 0; i < a->len; i++) {
        gpointer key = GUINT_TO_POINTER(word_at(a, i));
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(left, key));

        if (count > 0)
            g_hash_table_insert(left, key, GUINT_TO_POINTER(count - 1));
        n += count > 0;
    }
    return n;
}

static bool is_same(const GArray *a, const GArray *b)
{
    return a->len > 0 && 50 * common(a, b) >= 49 * MAX(a->len, b->len);
}

/* ---- stubs ---- */

static bool stands_at(const GArray *words, guint at, const GArray *some)
{
    for (guint i = 0; i < some->len; i++) {
        if (word_at(words, at + i) != word_at(some, i))
            return false;
    }
    return true;
}

/* Is the plain text only what stands below the message: a signature, a device's
 * line? What it begins with is the message without its history. */
static bool is_tail(const GArray *plain, const GArray *html)
{
    if (plain->len > TWIN_TAIL_MAX || html->len < plain->len + TWIN_MORE ||
        stands_at(html, 0, plain))
        return false;
    for (guint at = TWIN_MORE; at + plain->len <= html->len; at++) {
        if (stands_at(html, at, plain))
            return true;
    }
    return false;
}

/* Does the plain text hold the markup itself, or only "&nbsp;"? */
static bool is_markup(const char *plain, const GArray *words,
                      const GArray *html)
{
    size_t n = strlen(plain);
    g_autofree char *read = NULL, *clean = NULL;
    g_autoptr(GArray) inside = NULL;

    if (n > TWIN_MARKUP_MAX || !strpbrk(plain, "<&") ||
        (!strstr(plain, "</") && !strchr(plain, ';') && !strstr(plain, "<br")))
        return false;
    read = htmltext_for_readers(plain, n, n + 1, NULL, NULL);
    clean = charset_clean_text(read, -1);
    inside = words_of(clean);
    return inside->len < words->len &&
           (inside->len == 0 || is_same(inside, html)) && !is_same(words, html);
}

/* Lines that are not empty. */
static guint lines_of(const char *text)
{
    guint n = 0;

    for (const char *p = text; *p; p++)
        n += *p != '\n' && (p[1] == '\n' || !p[1]);
    return n;
}

static bool is_stub(const char *plain, const GArray *words, const GArray *html)
{
    guint both = common(words, html);

    if (html->len == 0)
        return false;
    return words->len == 0 ||
           (words->len <= TWIN_STUB_MAX && lines_of(plain) <= TWIN_STUB_LINES &&
            2 * both < words->len && html->len >= both + TWIN_MORE) ||
           is_tail(words, html) || is_markup(plain, words, html);
}

/* ---- lines ---- */

typedef struct shape {
    guint broken; /* lines that are long and go on in the next one */
    guint gaps;   /* empty lines between others */
} shape;

static bool is_quoted(const char *line)
{
    return *line == '>' || (*line == ' ' && line[1] == '>');
}

static bool begins_item(const char *line)
{
    return strchr("-*+|>#\t ", *line) || g_ascii_isdigit(*line) ||
           strncmp(line, "•", 3) == 0;
}

/* Of the lines that nobody quoted. */
static shape shape_of(const char *text)
{
    shape s = {0, 0};
    bool above = false; /* a line with words was last */

    for (const char *p = text, *next; *p; p = next) {
        size_t n = strcspn(p, "\n");
        bool blank = strspn(p, " \t") >= n || *p == '\n';

        next = p + n + (p[n] == '\n');
        if (is_quoted(p)) {
            above = false;
            continue;
        }
        if (blank) {
            s.gaps += above;
            above = false;
            continue;
        }
        above = true;
        s.broken += *next && *next != '\n' && !begins_item(next) &&
                    g_utf8_strlen(p, (gssize)n) >= TWIN_LINE_MIN;
    }
    return s;
}

/* Are the same words laid out worse? */
static bool is_ragged(const char *plain, const char *html)
{
    shape a = shape_of(plain), b = shape_of(html);

    return a.broken > b.broken || a.gaps >= b.gaps + TWIN_GAPS_MORE;
}

bool twin_prefers_html(const char *plain, const char *html)
{
    g_autoptr(GArray) a = words_of(plain), b = words_of(html);

    return is_stub(plain, a, b) || (is_same(a, b) && is_ragged(plain, html));
}
