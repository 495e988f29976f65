/* trim_history: finds what introduces quoted text, and unquoted history. */
#include "quote/lines.h"

#include <string.h>

#define HISTORY_BLOCK_LINES 14 /* lines that From, Sent, To, Subject may take */
#define HISTORY_TITLE_MAX   200 /* octets of "-- Forwarded message --" */
#define HISTORY_EMPTY_LINES 20  /* lines ">" above the first one of a quote */
#define HISTORY_MARK_LINES  8   /* lines between an HTML mark and a quote */

static void mark(trim_lines *t, size_t from, size_t to, trim_kind kind)
{
    for (size_t i = from; i <= to && i < t->n; i++) {
        if (t->at[i].kind != TRIM_BLANK || kind == TRIM_HISTORY)
            t->at[i].kind = kind;
        t->at[i].sure = kind == TRIM_INTRO;
    }
}

/* All from `from` to the end is history. */
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
    if (l->size > TRIM_LINE_MAX ||
        (!memchr(l->text, ':', (size_t)l->size) &&
         !memmem(l->text, (size_t)l->size, "：", 3)) ||
        !trim_match(t, TRIM_RE_LABEL, l))
        return 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(labels) && l->label == 0; i++) {
        if (trim_match(t, labels[i], l))
            l->label = (signed char)(1u << i);
    }
    return (unsigned)l->label;
}

#define BIT_FROM    1u
#define BIT_SENT    2u
#define BIT_TO      4u
#define BIT_SUBJECT 16u

/* Does a block of From, Sent, To, Subject begin at i? *end gets its last line. */
static bool block_at(trim_lines *t, size_t i, bool after_rule, size_t *end)
{
    unsigned bits = label_bit(t, &t->at[i]), count = 0, gap = 0;
    bool address = false, first;

    if (bits == 0)
        return false;
    first = (bits & (BIT_FROM | BIT_SENT)) != 0;
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
    if (!first && (!address || count < 4))
        return false; /* with all labels it may begin with any */
    /* not "From: Oslo, To: Bergen, Date: Monday", a journey */
    return (count >= 3 && (address || after_rule || (bits & BIT_SUBJECT))) ||
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

/* Could the line be a rule with words? This spares most lines the patterns. */
static bool may_separate(const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && strchr(" >*", l->text[i]))
        i++;
    return i < l->size &&
           ((guchar)l->text[i] >= 0x80 || strchr("-_=#~<RrPp", l->text[i]) ||
            l->text[l->size - 1] == '*');
}

/* ---- one line after the other ---- */

/* Does line i begin what is forwarded? */
static bool is_forward(trim_lines *t, size_t i)
{
    const trim_line *l = &t->at[i];
    size_t next;

    if (l->size == 0 || l->size > HISTORY_TITLE_MAX)
        return false;
    if (may_separate(l) && trim_match(t, TRIM_RE_FORWARD, l))
        return true;
    if (l->text[l->size - 1] != ':' &&
        !memmem(l->text, (size_t)l->size, "：", 3) &&
        l->text[l->size - 1] != '*')
        return false;
    next = trim_lines_next(t, i + 1);
    while (next < t->n && t->at[next].size <= 2) /* "> " */
        next++;
    return next < t->n && trim_match(t, TRIM_RE_FORWARD_TITLE, l) &&
           label_bit(t, &t->at[next]) != 0;
}

/* Does a line that says so, or a rule, stand above the block at i? *above gets the
 * first of them. */
static bool is_under_title(trim_lines *t, size_t i, size_t *above)
{
    size_t k = trim_lines_before(t, i);

    *above = i;
    for (int lines = 0; k != (size_t)-1 && lines < 3; lines++) {
        bool empty = t->at[k].size <= 2 && t->at[k].kind == TRIM_QUOTE;
        bool rule = trim_match(t, TRIM_RE_RULE, &t->at[k]) ||
                    trim_match(t, TRIM_RE_SEPARATOR, &t->at[k]);
        if (is_forward(t, k) || rule)
            *above = k;
        else if (!empty)
            break;
        if (!empty && !rule)
            return true;
        k = trim_lines_before(t, k);
    }
    return *above != i;
}

bool trim_block_find(trim_lines *t, size_t limit, bool says, size_t *from,
                     size_t *end, size_t *above)
{
    for (size_t i = 0; i < t->n && i < limit; i++) {
        if (label_bit(t, &t->at[i]) == 0)
            continue;
        bool titled = is_under_title(t, i, above);
        if ((!titled && !says) || !block_at(t, i, titled, end))
            continue;
        *from = i;
        return true;
    }
    return false;
}

/* In Finnish "VS:" is an answer; elsewhere in the north it means forwarded. */
static bool is_finnish(const trim_line *l)
{
    return g_strstr_len(l->text, l->size, "Lähet") != NULL;
}

/* "This is what I got from them:" */
static bool is_announced(trim_lines *t, size_t i)
{
    size_t above = trim_lines_before(t, include_rules(t, i));

    return above != (size_t)-1 && t->at[above].kind == TRIM_TEXT &&
           t->at[above].text[t->at[above].size - 1] == ':' &&
           label_bit(t, &t->at[above]) == 0;
}

/* What begins at i is history. Below a line that announces it, it is forwarded;
 * also if the subject is "FW: ..." and a header block heads it. */
static void end_at(trim_lines *t, size_t i, size_t block)
{
    size_t end, stop = MIN(t->n, block + HISTORY_MARK_LINES);
    bool forward = is_announced(t, i);

    for (size_t k = block; t->forwards && k < stop && !forward; k++)
        forward = block_at(t, k, true, &end) &&
                  !(t->answers_in_finnish && is_finnish(&t->at[k]));
    mark(t, include_rules(t, i), t->n - 1,
         forward ? TRIM_FORWARD : TRIM_HISTORY);
}

static bool try_mark(trim_lines *t, size_t i)
{
    size_t k = i;

    while (k < t->n && k < i + HISTORY_MARK_LINES &&
           t->at[k].kind != TRIM_QUOTE) {
        if (is_forward(t, k))
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
    end_at(t, i, i);
    return true;
}

/* Is it a field that blocks above history do not have? Then somebody shows a
 * whole header. */
static bool is_transport_field(const trim_line *l)
{
    static const char *const fields[] = {
        "Received:", "Return-Path:", "Delivered-To:", "Message-ID:", "X-"};

    for (size_t k = 0; k < G_N_ELEMENTS(fields); k++) {
        gssize n = (gssize)strlen(fields[k]);

        if (l->size > n &&
            g_ascii_strncasecmp(l->text, fields[k], (gsize)n) == 0 &&
            memchr(l->text, ':', (size_t)l->size))
            return true;
    }
    return false;
}

static bool try_block(trim_lines *t, size_t i)
{
    size_t above = trim_lines_before(t, i), end;
    bool after_rule;

    if (label_bit(t, &t->at[i]) == 0)
        return false;
    if (i > 0 && t->at[i - 1].kind == TRIM_TEXT &&
        is_transport_field(&t->at[i - 1]))
        return false;
    after_rule = above != (size_t)-1 &&
                 (trim_match(t, TRIM_RE_RULE, &t->at[above]) ||
                  trim_match(t, TRIM_RE_SEPARATOR, &t->at[above]));
    if (!block_at(t, i, after_rule, &end))
        return false;
    if (!has_text_before(t, i) && is_answered_below(t, end + 1)) {
        mark(t, include_rules(t, i), end, TRIM_INTRO);
        return false;
    }
    end_at(t, i, i);
    return true;
}

/* "reply On Wed, 4 Apr 2012, bob wrote:": text before it stays. */
static bool try_glued(trim_lines *t, size_t i)
{
    trim_line *l = &t->at[i];
    gssize place;

    if (l->text[0] == '>' || !trim_quote_follows(t, i) ||
        trim_match(t, TRIM_RE_START, l))
        return false;
    place = trim_find(t, TRIM_RE_GLUED, l->text, l->size);
    if (place <= 0)
        return false;
    l->kind = TRIM_INTRO;
    l->sure = true;
    l->keep = place;
    return true;
}

/* "| Kari wrote:" is quoted itself, by those who quote with bars. */
static bool is_barred(const trim_line *l)
{
    gssize i = 0;

    while (i < l->size && g_ascii_isspace(l->text[i]))
        i++;
    return i < l->size && l->text[i] == '|';
}

/* "On 3 May, Kari<k@x.no> wrote:   Hello," with the history right after it. */
static bool try_spoken(trim_lines *t, size_t i)
{
    const trim_line *l = &t->at[i];

    if (!memchr(l->text, '<', (size_t)l->size) ||
        !trim_match(t, TRIM_RE_START, l) || !trim_match(t, TRIM_RE_SPOKEN, l))
        return false;
    mark_history(t, include_rules(t, i));
    return true;
}

/* Is it a row of a table, "| a | b |"? */
static bool is_row(const trim_line *l)
{
    return l->size > 2 && l->text[l->size - 1] == '|';
}

/* Below an introduction lines with bars are quoted: makes them so. */
static bool take_bars(trim_lines *t, size_t i)
{
    size_t next = trim_lines_next(t, i + 1);
    bool any = false;

    for (; next < t->n && (t->at[next].kind == TRIM_BLANK ||
                           (is_barred(&t->at[next]) && !is_row(&t->at[next])));
         next++) {
        any = any || t->at[next].kind != TRIM_BLANK;
        if (t->at[next].kind == TRIM_TEXT)
            t->at[next].kind = TRIM_QUOTE;
    }
    return any;
}

/* Does it name an address or a time? "The sign says:" does not. */
static bool is_named(trim_lines *t, size_t from, size_t to)
{
    for (size_t i = from; i <= to; i++) {
        if (trim_match(t, TRIM_RE_ADDRESS, &t->at[i]) ||
            trim_match(t, TRIM_RE_DATE, &t->at[i]))
            return true;
    }
    return false;
}

static bool try_intro(trim_lines *t, size_t i)
{
    size_t from;
    trim_intro_sure sure;

    if (is_barred(&t->at[i]) || !trim_intro_ends(t, &t->at[i]) ||
        try_glued(t, i))
        return false;
    sure = trim_intro_ending(t, i, &from);
    if (sure == TRIM_INTRO_NONE)
        return false;
    if (trim_quote_follows(t, i) || take_bars(t, i)) {
        bool named = sure == TRIM_INTRO_STRONG || is_named(t, from, i);

        mark(t, from, i, TRIM_INTRO);
        for (size_t k = from; k <= i; k++)
            t->at[k].sure = named;
        return false;
    }
    if (sure != TRIM_INTRO_STRONG || trim_intro_goes_on(t, from, i))
        return false;
    mark_history(t, include_rules(t, from));
    return true;
}

/* "----- Original Message -----", perhaps a block, a quote, and text below. */
static bool separates_answered(trim_lines *t, size_t i, size_t *end)
{
    size_t next = trim_lines_next(t, i + 1);

    if (next < t->n && !block_at(t, next, true, end)) {
        *end = i; /* perhaps "On Monday Kari wrote:" */
        while (*end + 1 < t->n && *end < i + HISTORY_MARK_LINES &&
               t->at[*end + 1].kind != TRIM_QUOTE)
            ++*end;
        if (*end + 1 >= t->n || t->at[*end + 1].kind != TRIM_QUOTE)
            *end = i;
    }
    return is_answered_below(t, *end + 1);
}

/* The first line of a quote that nothing introduces. */
static bool begins_quote(trim_lines *t, size_t i)
{
    size_t above, low = i > HISTORY_EMPTY_LINES ? i - HISTORY_EMPTY_LINES : 0;

    if (t->at[i].kind != TRIM_QUOTE)
        return false;
    while (i > low && t->at[i - 1].kind == TRIM_QUOTE && t->at[i - 1].size <= 2)
        i--; /* ">" */
    above = trim_lines_before(t, i);
    return (above == (size_t)-1 || t->at[above].kind == TRIM_TEXT);
}

void trim_history_find(trim_lines *t)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].marked && try_mark(t, i))
            return;
        if (t->at[i].kind != TRIM_TEXT && !begins_quote(t, i))
            continue;
        if (is_forward(t, i)) {
            /* what is forwarded is what the sender wants to say */
            mark(t, i, t->n - 1, TRIM_FORWARD);
            return;
        }
        if (t->at[i].kind != TRIM_TEXT)
            continue;
        if (may_separate(&t->at[i]) &&
            trim_match(t, TRIM_RE_SEPARATOR, &t->at[i])) {
            size_t end = i;

            if (!has_text_before(t, i) && separates_answered(t, i, &end)) {
                mark(t, i, end, TRIM_INTRO);
                i = end;
                continue;
            }
            end_at(t, i, trim_lines_next(t, i + 1));
            return;
        }
        if (try_block(t, i) || try_intro(t, i) || try_spoken(t, i))
            return;
    }
}
