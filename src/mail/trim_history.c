/* trim_history: finds what introduces quoted text, and unquoted history. */
#include "mail/trim_lines.h"

#include <string.h>

#define HISTORY_INTRO_LINES 6   /* lines that "On ... wrote:" may take */
#define HISTORY_INTRO_MAX   600 /* octets of it */
#define HISTORY_BLOCK_LINES 14 /* lines that From, Sent, To, Subject may take */
#define HISTORY_LABEL_MAX   60 /* octets up to the colon of a label */
#define HISTORY_MARK_LINES  8  /* lines between an HTML mark and a quote */

/* How sure an introduction is. */
typedef enum {
    INTRO_NONE,
    INTRO_WEAK,  /* only if a quote follows */
    INTRO_STRONG /* also above unquoted history */
} intro;

static char *joined(trim_lines *t, size_t from, size_t to)
{
    GString *s = g_string_new(NULL);

    for (size_t i = from; i <= to; i++) {
        if (i > from)
            g_string_append_c(s, ' ');
        g_string_append_len(s, t->at[i].text, t->at[i].size);
    }
    return g_string_free(s, FALSE);
}

static bool has(trim_lines *t, trim_re re, const char *s)
{
    return trim_find(t, re, s, (gssize)strlen(s)) >= 0;
}

static bool is_dashed(const char *s)
{
    size_t n = strlen(s);

    while (n > 0 && s[n - 1] == ' ')
        n--;
    while (*s == ' ') {
        s++;
        n--;
    }
    return n > 8 && memcmp(s, "--", 2) == 0 && memcmp(s + n - 2, "--", 2) == 0;
}

/* How sure are the lines from..to an introduction? */
static intro intro_of(trim_lines *t, size_t from, size_t to)
{
    g_autofree char *s = joined(t, from, to);
    bool verb, date, address, start, colon;
    size_t n = strlen(s);

    if (n > HISTORY_INTRO_MAX)
        return INTRO_NONE;
    verb = has(t, TRIM_RE_VERB, s);
    if (!verb && !strchr(s, '@'))
        return INTRO_NONE;
    date = has(t, TRIM_RE_DATE, s);
    address = has(t, TRIM_RE_ADDRESS, s);
    start = has(t, TRIM_RE_START, s);
    colon = g_str_has_suffix(s, ":") || g_str_has_suffix(s, "：");
    if (verb && is_dashed(s))
        return INTRO_STRONG;
    if (verb && date && (address || start))
        return INTRO_STRONG;
    if (colon && has(t, TRIM_RE_DATE_FIRST, s) &&
        has(t, TRIM_RE_ADDRESS_END, s))
        return INTRO_STRONG;
    if (has(t, TRIM_RE_DATE_FIRST, s) && has(t, TRIM_RE_ADDRESS_END, s))
        return INTRO_WEAK;
    if (verb && (date || address || start || (colon && n < 100)))
        return INTRO_WEAK;
    return INTRO_NONE;
}

/* The introduction whose last line is `last`: *from gets its first. */
static intro intro_ending(trim_lines *t, size_t last, size_t *from)
{
    intro found = INTRO_NONE;
    size_t low =
        last >= HISTORY_INTRO_LINES - 1 ? last - (HISTORY_INTRO_LINES - 1) : 0;
    size_t i = last;

    for (;; i--) {
        if (t->at[i].kind != TRIM_TEXT)
            return INTRO_NONE;
        found = intro_of(t, i, last);
        if (found != INTRO_NONE || i == low)
            break;
    }
    if (found == INTRO_NONE)
        return found;
    *from = i;
    /* it may have begun further above: "On 21 Nov,\nat 10:18,\nJohn wrote:" */
    if (!trim_match(t, TRIM_RE_START, &t->at[i])) {
        for (size_t k = i; k > low && t->at[k - 1].kind == TRIM_TEXT; k--) {
            if (trim_match(t, TRIM_RE_START, &t->at[k - 1]) &&
                intro_of(t, k - 1, last) == INTRO_STRONG) {
                *from = k - 1;
                found = INTRO_STRONG;
            }
        }
    }
    return found;
}

static void mark(trim_lines *t, size_t from, size_t to, trim_kind kind)
{
    for (size_t i = from; i <= to && i < t->n; i++) {
        if (t->at[i].kind != TRIM_BLANK || kind == TRIM_HISTORY)
            t->at[i].kind = kind;
    }
}

/* From `from` to the end all is history. */
static void mark_history(trim_lines *t, size_t from)
{
    if (t->n > 0)
        mark(t, from, t->n - 1, TRIM_HISTORY);
}

/* ---- header blocks ---- */

static unsigned label_bit(trim_lines *t, trim_line *l)
{
    static const trim_re labels[] = {TRIM_RE_FROM, TRIM_RE_SENT, TRIM_RE_TO,
                                     TRIM_RE_CC, TRIM_RE_SUBJECT};

    if (l->label >= 0)
        return (unsigned)l->label;
    l->label = 0;
    if (l->size > TRIM_LINE_MAX || (!memchr(l->text, ':', (size_t)l->size) &&
                                    !g_strstr_len(l->text, l->size, "：")))
        return 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(labels) && l->label == 0; i++) {
        if (trim_match(t, labels[i], l))
            l->label = (signed char)(1u << i);
    }
    return (unsigned)l->label;
}

#define BIT_FROM 1u
#define BIT_SENT 2u
#define BIT_TO   4u

/* Does a block of From, Sent, To, Subject begin at i? *end gets its last line. */
static bool block_at(trim_lines *t, size_t i, bool after_rule, size_t *end)
{
    unsigned bits = label_bit(t, &t->at[i]), count = 0, gap = 0;
    bool address = false;

    if (!(bits & (BIT_FROM | BIT_SENT)))
        return false;
    *end = i;
    for (size_t k = i; k < t->n && k < i + HISTORY_BLOCK_LINES; k++) {
        unsigned bit = label_bit(t, &t->at[k]);

        if (t->at[k].kind == TRIM_BLANK && ++gap > 1 && k > i + 1)
            break;
        if (bit == 0 && ++gap > 3)
            break;
        if (bit == 0)
            continue;
        if (trim_match(t, TRIM_RE_LABELS, &t->at[k]))
            bits |= BIT_SENT;
        address |= (bit & (BIT_FROM | BIT_TO)) &&
                   trim_match(t, TRIM_RE_ADDRESS, &t->at[k]);
        bits |= bit;
        gap = 0;
        *end = k;
    }
    for (unsigned b = bits; b; b >>= 1)
        count += b & 1;
    return count >= 3 ||
           (count == 2 && (bits & BIT_SENT) && (bits & (BIT_FROM | BIT_TO)) &&
            (address || after_rule) &&
            ((bits & BIT_FROM) || trim_match(t, TRIM_RE_DATE, &t->at[i])));
}

/* Rules and titles directly above a block or a separator belong to it. */
static size_t include_rules(trim_lines *t, size_t i)
{
    size_t above = trim_lines_before(t, i);

    while (above != (size_t)-1 && trim_match(t, TRIM_RE_RULE, &t->at[above])) {
        i = above;
        above = trim_lines_before(t, i);
    }
    return i;
}

/* Is all from i on quoted, up to some text at the end that answers it? */
static bool is_answered_below(trim_lines *t, size_t i)
{
    i = trim_lines_next(t, i);
    if (i >= t->n || t->at[i].kind != TRIM_QUOTE)
        return false;
    while (i < t->n &&
           (t->at[i].kind == TRIM_QUOTE || t->at[i].kind == TRIM_BLANK))
        i++;
    return i < t->n;
}

static bool has_text_before(trim_lines *t, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (t->at[k].kind == TRIM_TEXT &&
            !trim_match(t, TRIM_RE_RULE, &t->at[k]))
            return true;
    }
    return false;
}

/* Could the line be a rule with words, or "Begin forwarded message"? Spares most
 * lines the patterns. */
static bool may_separate(const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && strchr(" >*", l->text[i]))
        i++;
    return i < l->size &&
           ((guchar)l->text[i] >= 0x80 || strchr("-_=BADIbadi", l->text[i]));
}

/* Could it end with "wrote:"? */
static bool may_end_intro(const trim_line *l)
{
    static const char *const verbs[] = {
        "wrote",    "writes",      "sent",      "said",    "schrieb",
        "schreibt", "geschrieben", "scritto",   "scrive",  "scrisse",
        "skrev",    "skriver",     "kirjoitti", "schreef", "geschreven",
        "escreveu", "escribio",    "pisze",     "napsal",  "napsala",
        "kirjutas", NULL};
    char last = l->text[l->size - 1], word[16];
    gssize i = l->size;

    if ((guchar)last >= 0x80 || strchr(":>-*_)]", last))
        return true;
    while (i > 0 && g_ascii_isalpha(l->text[i - 1]))
        i--;
    if (i > 0 && strchr("@.", l->text[i - 1]))
        return memchr(l->text, '@', (size_t)l->size) != NULL;
    if ((size_t)(l->size - i) >= sizeof word)
        return false;
    for (gssize k = i; k < l->size; k++)
        word[k - i] = g_ascii_tolower(l->text[k]);
    word[l->size - i] = '\0';
    return g_strv_contains(verbs, word);
}

/* ---- one line after the other ---- */

static bool quote_follows(trim_lines *t, size_t i)
{
    size_t next = trim_lines_next(t, i + 1);

    return next < t->n && t->at[next].kind == TRIM_QUOTE;
}

static bool try_mark(trim_lines *t, size_t i)
{
    size_t k = i;

    if (!t->at[i].marked)
        return false;
    while (k < t->n && k < i + HISTORY_MARK_LINES &&
           t->at[k].kind != TRIM_QUOTE) {
        if (trim_match(t, TRIM_RE_FORWARD, &t->at[k]))
            return false;
        k++;
    }
    if (k < t->n && t->at[k].kind == TRIM_QUOTE) {
        if (k > i)
            mark(t, i, k - 1, TRIM_INTRO);
        return false; /* the quote speaks for itself */
    }
    if (!has_text_before(t, i))
        return false;
    mark_history(t, include_rules(t, i));
    return true;
}

static bool try_block(trim_lines *t, size_t i)
{
    size_t above = trim_lines_before(t, i), end;
    bool after_rule = above != (size_t)-1 &&
                      (trim_match(t, TRIM_RE_RULE, &t->at[above]) ||
                       trim_match(t, TRIM_RE_SEPARATOR, &t->at[above]));

    if (!block_at(t, i, after_rule, &end))
        return false;
    if (!has_text_before(t, i) && is_answered_below(t, end + 1)) {
        mark(t, include_rules(t, i), end, TRIM_INTRO);
        return false;
    }
    mark_history(t, include_rules(t, i));
    return true;
}

/* "reply On Wed, 4 Apr 2012, bob wrote:": text before it stays. */
static bool try_glued(trim_lines *t, size_t i)
{
    trim_line *l = &t->at[i];
    gssize place;

    if (!quote_follows(t, i) || trim_match(t, TRIM_RE_START, l))
        return false;
    place = trim_find(t, TRIM_RE_GLUED, l->text, l->size);
    if (place <= 0)
        return false;
    l->kind = TRIM_INTRO;
    l->keep = place;
    return true;
}

static bool try_intro(trim_lines *t, size_t i)
{
    size_t from;
    intro sure;

    if (!may_end_intro(&t->at[i]) || !trim_match(t, TRIM_RE_END, &t->at[i]) ||
        try_glued(t, i))
        return false;
    sure = intro_ending(t, i, &from);
    if (sure == INTRO_NONE)
        return false;
    if (quote_follows(t, i)) {
        mark(t, from, i, TRIM_INTRO);
        return false;
    }
    if (sure != INTRO_STRONG)
        return false;
    mark_history(t, include_rules(t, from));
    return true;
}

void trim_history_find(trim_lines *t)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].marked && try_mark(t, i))
            return;
        if (t->at[i].kind != TRIM_TEXT)
            continue;
        if (may_separate(&t->at[i]) &&
            trim_match(t, TRIM_RE_FORWARD, &t->at[i])) {
            /* what is forwarded is what the sender wants to say */
            mark(t, i, t->n - 1, TRIM_TEXT);
            return;
        }
        if (may_separate(&t->at[i]) &&
            trim_match(t, TRIM_RE_SEPARATOR, &t->at[i])) {
            mark_history(t, include_rules(t, i));
            return;
        }
        if (try_block(t, i) || try_intro(t, i))
            return;
    }
}
