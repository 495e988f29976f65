/* trim_signature: finds signatures: after a delimiter, of devices, contacts. */
#include "quote/lines.h"

#include <string.h>

#define SIGNATURE_LINES_MAX   15 /* lines after a delimiter that is no "-- " */
#define SIGNATURE_BLOCK_MAX   8  /* lines of a block without delimiter */
#define SIGNATURE_WIDTH_MAX   80 /* octets of its lines */
#define SIGNATURE_FOOTER_MAX  20 /* lines of a notice of confidentiality */
#define SIGNATURE_FOOTER_MIN  90 /* octets of it */
#define SIGNATURE_FENCE_LINES 40 /* lines between two rules */
#define SIGNATURE_NAME_MAX    40 /* octets of a line that may be a name */

/* The end of the run of text and blank lines from i on. */
static size_t run_end(trim_lines *t, size_t i)
{
    while (i < t->n &&
           (t->at[i].kind == TRIM_TEXT || t->at[i].kind == TRIM_BLANK))
        i++;
    return i;
}

static void mark(trim_lines *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (t->at[i].kind == TRIM_TEXT)
            t->at[i].kind = TRIM_SIGNATURE;
    }
}

static bool is_sentence(const trim_line *l)
{
    return l->size > SIGNATURE_WIDTH_MAX ||
           (l->size > SIGNATURE_NAME_MAX &&
            strchr(".?!,", l->text[l->size - 1]));
}

/* A question, or "P.S. ...": somebody goes on writing. */
static bool is_question(const trim_line *l)
{
    return (l->size > 3 && g_ascii_strncasecmp(l->text, "p.s.", 4) == 0) ||
           (l->size > 3 && g_ascii_strncasecmp(l->text, "ps:", 3) == 0) ||
           l->text[l->size - 1] == '?' ||
           (l->size >= 3 && memcmp(l->text + l->size - 3, "？", 3) == 0);
}

/* "Write to:", "The message said:" above what begins at i. */
static bool is_announced(trim_lines *t, size_t i)
{
    size_t above = trim_lines_before(t, i);

    return above != (size_t)-1 && t->at[above].kind == TRIM_TEXT &&
           t->at[above].text[t->at[above].size - 1] == ':';
}

static bool is_same_line(const trim_line *a, const trim_line *b)
{
    return a->kind == TRIM_TEXT && a->size == b->size &&
           memcmp(a->text, b->text, (size_t)b->size) == 0;
}

/* Does the same rule stand above (as around a piece of a log), or below? */
static bool is_fence(trim_lines *t, size_t i, bool below)
{
    size_t low = i > SIGNATURE_FENCE_LINES ? i - SIGNATURE_FENCE_LINES : 0;
    size_t high = MIN(t->n, i + SIGNATURE_FENCE_LINES);

    for (size_t k = i; k > low; k--) {
        if (is_same_line(&t->at[k - 1], &t->at[i]))
            return true;
    }
    for (size_t k = i + 1; below && k < high; k++) {
        if (is_same_line(&t->at[k], &t->at[i]))
            return true;
    }
    return false;
}

/* Does a sentence go on, or begin with a small letter, as people write in a
 * hurry? */
static bool begins_small(trim_lines *t, size_t i)
{
    i = trim_lines_next(t, i);
    return i < t->n && g_unichar_islower(g_utf8_get_char(t->at[i].text));
}

/* "-- " (RFC 3676 4.3), and what people write for it: "--", an em dash, a rule
 * above a few short lines. */
static bool is_delimiter(trim_lines *t, size_t i)
{
    const trim_line *l = &t->at[i];
    size_t lines = 0, contacts = 0, sentences = 0;
    bool closed = false; /* "Regards," below a paragraph: a letter goes on */
    bool exact = l->size == 2 && memcmp(l->text, "--", 2) == 0;

    if (((guchar)l->text[0] < 0x80 && !strchr("-_=*", l->text[0])) ||
        !trim_match(t, TRIM_RE_RULE, l))
        return false;
    if (exact && l->text[2] == ' ' && (l->text[3] == '\n' || !l->text[3]))
        return true;
    for (size_t k = i + 1; k < t->n && (t->at[k].kind == TRIM_TEXT ||
                                        t->at[k].kind == TRIM_BLANK);
         k++) {
        if (t->at[k].kind != TRIM_TEXT)
            continue;
        if (++lines > SIGNATURE_LINES_MAX)
            return false;
        contacts += trim_match(t, TRIM_RE_CONTACT, &t->at[k]);
        sentences += is_sentence(&t->at[k]) || is_question(&t->at[k]);
        closed |= lines > 1 && t->at[k - 1].kind == TRIM_BLANK &&
                  t->at[k].size <= SIGNATURE_NAME_MAX &&
                  trim_match(t, TRIM_RE_CLOSING, &t->at[k]);
    }
    if (exact)
        return true;
    if (lines == 0 || closed)
        return false;
    if (is_announced(t, i) || is_fence(t, i, contacts == 0) ||
        (contacts == 0 && begins_small(t, i + 1)))
        return false;
    return lines <= SIGNATURE_BLOCK_MAX && sentences == 0 &&
           (contacts > 0 || lines <= 4);
}

/* Takes what HTML calls a signature, unless there is a question in it, or it is
 * all that was written. */
static void find_signs(trim_lines *t)
{
    bool other = false;

    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].kind != TRIM_TEXT)
            continue;
        other |= !t->at[i].signs;
        if (t->at[i].signs && is_question(&t->at[i]))
            return;
    }
    for (size_t i = 0; other && i < t->n; i++) {
        if (t->at[i].signs)
            mark(t, i, i + 1);
    }
}

static void find_delimiters(trim_lines *t)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].kind != TRIM_TEXT || t->at[i].text[0] == ' ' ||
            !is_delimiter(t, i))
            continue;
        mark(t, i, run_end(t, i));
    }
}

/* First line of the paragraph that ends before `end`; where that is too long
 * for anything here, of its last lines. */
static size_t paragraph_start(trim_lines *t, size_t end)
{
    size_t i = end;

    while (i > 0 && end - i <= SIGNATURE_FOOTER_MAX &&
           t->at[i - 1].kind == TRIM_TEXT)
        i--;
    return i;
}

/* The line after the last line of text in [0, end). */
static size_t text_end(trim_lines *t, size_t end)
{
    while (end > 0 && (t->at[end - 1].kind == TRIM_BLANK ||
                       t->at[end - 1].kind == TRIM_SIGNATURE))
        end--;
    return end;
}

/* A device's line at the end of a run, and the name above it if both stand
 * alone. */
static bool take_device(trim_lines *t, size_t end)
{
    size_t start = paragraph_start(t, end);

    for (size_t i = end; i > start && i + 3 > end; i--) {
        if (!trim_match(t, TRIM_RE_DEVICE, &t->at[i - 1]))
            continue;
        if (i - 1 == start + 1 && start > 0 && end - start == 2 &&
            t->at[start].size <= SIGNATURE_NAME_MAX &&
            !trim_match(t, TRIM_RE_CLOSING, &t->at[start]) &&
            g_ascii_strncasecmp(t->at[i - 1].text, "via ", 4) == 0)
            i = start + 1;
        mark(t, i - 1, end);
        return true;
    }
    return false;
}

/* A notice of confidentiality, or a line about viruses or trees, that is the
 * last paragraph of a run. */
static bool take_footer(trim_lines *t, size_t end)
{
    size_t start = paragraph_start(t, end);
    bool secret = false, recipient = false;
    gssize octets = 0;

    if (start == 0 || end - start > SIGNATURE_FOOTER_MAX)
        return false;
    if (trim_match(t, TRIM_RE_FOOTER, &t->at[end - 1])) {
        mark(t, end - 1, end);
        return true;
    }
    for (size_t i = start; i < end; i++) {
        octets += t->at[i].size;
        secret = secret || trim_match(t, TRIM_RE_SECRET, &t->at[i]);
        recipient = recipient || trim_match(t, TRIM_RE_RECIPIENT, &t->at[i]);
    }
    if (!secret || !recipient || octets < SIGNATURE_FOOTER_MIN)
        return false;
    mark(t, start, end);
    return true;
}

/* "Anna Larsen", "ACME": no word begins with a small letter; it is not a label,
 * and has no number. */
static bool is_name(trim_lines *t, const trim_line *l)
{
    bool begins = true;

    if (l->size == 0 || l->size > SIGNATURE_NAME_MAX ||
        strchr(".?!,:;", l->text[l->size - 1]) ||
        trim_match(t, TRIM_RE_CONTACT, l))
        return false;
    for (const char *p = l->text; p < l->text + l->size;
         p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((begins && g_unichar_islower(c)) || c == ':' ||
            g_unichar_isdigit(c))
            return false;
        begins = g_unichar_isspace(c);
    }
    return true;
}

/* Name, title, company, phone: a block of short lines at the end of a run. An
 * address or a number alone does not make a signature: it may be what the
 * message is about. */
static bool take_contact(trim_lines *t, size_t end)
{
    size_t start = paragraph_start(t, end), above;
    size_t contacts = 0, from = start;
    bool closed;

    if (start == 0 || end - start > SIGNATURE_BLOCK_MAX ||
        is_announced(t, start))
        return false;
    for (size_t i = start; i < end; i++) {
        if ((is_sentence(&t->at[i]) || is_question(&t->at[i])) &&
            !trim_match(t, TRIM_RE_CLOSING, &t->at[i]))
            return false;
        contacts += trim_match(t, TRIM_RE_CONTACT, &t->at[i]);
    }
    above = trim_lines_before(t, start);
    closed = above != (size_t)-1 &&
             trim_match(t, TRIM_RE_CLOSING, &t->at[above]) &&
             t->at[above].size <= SIGNATURE_NAME_MAX;
    while (from < end && trim_match(t, TRIM_RE_CLOSING, &t->at[from])) {
        from++;
        closed = true;
    }
    if (closed)
        from++; /* the name */
    if (from >= end || (contacts == 0 && !closed) ||
        (!closed && (end - start < 2 || !is_name(t, &t->at[start]))))
        return false;
    mark(t, from, end);
    return true;
}

static void find_at_end(trim_lines *t, size_t end)
{
    size_t last = text_end(t, end);

    while (last > 0 && t->at[last - 1].kind == TRIM_TEXT &&
           (take_device(t, last) || take_footer(t, last)))
        last = text_end(t, last);
    if (last > 0 && t->at[last - 1].kind == TRIM_TEXT)
        take_contact(t, last);
}

void trim_signature_find(trim_lines *t)
{
    find_delimiters(t);
    find_signs(t);
    for (size_t i = 0; i < t->n;) {
        size_t end = i;

        while (end < t->n &&
               (t->at[end].kind == TRIM_TEXT || t->at[end].kind == TRIM_BLANK ||
                t->at[end].kind == TRIM_SIGNATURE))
            end++;
        if (end > i)
            find_at_end(t, end);
        i = end + 1;
    }
}
