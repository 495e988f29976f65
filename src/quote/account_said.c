/* account_said: lines that say that something is quoted: introductions, header
 * blocks, rules, in the languages that trim knows, and in any where they hold
 * the names and addresses of our own mail. */
#include "quote/account_room.h"

#include <string.h>

#define SAID_BLOCK_LINES 14 /* of a header block, with blank ones */
#define SAID_INTRO_WORDS 24 /* of an introduction */
#define SAID_OTHER_WORDS 8  /* of it that no one knows */
#define SAID_HEADER_WORDS \
    4 /* of our header fields that make one in any language */
#define SAID_LABEL_MAX 30 /* characters before the colon */

static void line_words(const account_job *j, size_t i, const char **p,
                       size_t *n)
{
    const trim_line *l = &j->t.at[i];
    size_t mark = MIN(j->rows[i].mark, (size_t)l->size);

    *p = l->text + mark;
    *n = (size_t)l->size - mark;
    while (*n > 0 && strchr(" \t*_>", (*p)[*n - 1]))
        --*n;
}

/* "-----Original Message-----", "________", in any language. */
bool account_is_separator(account_job *j, size_t i)
{
    const char *p;
    size_t n, head = 0, tail = 0;
    const trim_line *l = &j->t.at[i];

    p = l->text + MIN(j->rows[i].mark, (size_t)l->size);
    n = (size_t)(l->text + l->size - p);
    while (head < n && strchr("-_=*~#", p[head]))
        head++;
    while (tail < n && strchr("-_=*~#", p[n - 1 - tail]))
        tail++;
    return (head == n && n >= 5) || (head >= 2 && tail >= 2 && n < 100);
}

/* Words from `from` on that stand in header fields of ours. */
static guint32 header_words(const account_job *j, guint32 from, guint32 to)
{
    guint32 n = 0;

    for (guint32 k = from; k < to; k++) {
        guint64 hash = g_array_index(j->words, token, k).hash;
        n += g_hash_table_contains(j->m.header, &hash);
    }
    return n;
}

/* Do most words of a line, but its first, stand there? */
static bool has_header_words(const account_job *j, size_t i)
{
    guint32 all = j->first[i + 1] - j->first[i];
    guint32 n = header_words(j, j->first[i] + 1, j->first[i + 1]);

    return n > 0 && 2 * n >= all - 1;
}

/* "Seoladh: Anna": the beginning of a header field in any language. */
static bool is_label(account_job *j, size_t i)
{
    const char *p, *colon;
    size_t n;

    line_words(j, i, &p, &n);
    colon = memchr(p, ':', n);
    if (!colon)
        colon = g_strstr_len(p, (gssize)n, "：");
    if (!colon || colon == p)
        return false;
    glong size = g_utf8_strlen(p, colon - p);
    if (size > SAID_LABEL_MAX)
        return false;
    for (const char *q = p; q < colon; q = g_utf8_next_char(q)) {
        gunichar c = g_utf8_get_char(q);
        if (!g_unichar_isalpha(c) && !g_unichar_ismark(c) &&
            !strchr(" *-_.", (int)(c < 0x80 ? c : 'a')))
            return false;
    }
    return true;
}

/* "On Monday Kari wrote:", "[Kari, Monday]": ends as such lines do, and most of
 * its words say who or when. */
static bool is_introduction(account_job *j, size_t i)
{
    trim_line l = j->t.at[i];
    const char *p;
    size_t n;
    guint32 words = j->first[i + 1] - j->first[i], other = 0, header;
    bool bracketed;

    line_words(j, i, &p, &n);
    if (n < 2 || words == 0 || words > SAID_INTRO_WORDS)
        return false;
    bracketed = *p == '[' && (p[n - 1] == ']' || p[n - 1] == ':');
    if (!bracketed && p[n - 1] != ':' &&
        !(n > 3 && memcmp(p + n - 3, "：", 3) == 0))
        return false;
    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++)
        other +=
            j->m.origins[k] == 0 && !g_array_index(j->words, token, k).digits;
    if (other > SAID_OTHER_WORDS)
        return false;
    header = header_words(j, j->first[i], j->first[i + 1]);
    l.text = p;
    l.size = (gssize)n;
    return (bracketed && other <= 3) ||
           (header >= SAID_HEADER_WORDS && 2 * header >= words) ||
           trim_match(&j->t, TRIM_RE_DATE, &l) ||
           trim_match(&j->t, TRIM_RE_VERB, &l);
}

/* Is the line one of at least two that are labelled, known ones or ones with our
 * own names in them? */
static bool is_in_block(account_job *j, size_t i)
{
    size_t from = i, to = i;
    unsigned labels = 0, sure = 0;

    while (from > 0 && i - from < SAID_BLOCK_LINES &&
           j->first[from - 1] < j->first[from] && is_label(j, from - 1))
        from--;
    while (to + 1 < j->t.n && to - i < SAID_BLOCK_LINES &&
           j->first[to + 1] < j->first[to + 2] && is_label(j, to + 1))
        to++;
    for (size_t k = from; k <= to; k++) {
        trim_line l = j->t.at[k];
        const char *p;
        size_t n;

        line_words(j, k, &p, &n);
        l.text = p;
        l.size = (gssize)n;
        labels++;
        sure += has_header_words(j, k) || trim_match(&j->t, TRIM_RE_LABEL, &l);
    }
    return labels >= 2 && sure >= 2;
}

bool account_says(account_job *j, size_t i)
{
    if (j->t.at[i].kind == TRIM_INTRO || account_is_separator(j, i))
        return true;
    if (is_label(j, i) && is_in_block(j, i))
        return true;
    return is_introduction(j, i);
}

/* ---- before pieces are judged ---- */

/* Lines that are said to be quoted: what trim takes for history, and what
 * stands directly below an introduction. */
void account_said(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        size_t above = account_above(j, i);
        trim_kind kind = j->t.at[i].kind;

        if (j->first[i] == j->first[i + 1])
            continue;
        j->rows[i].said =
            kind == TRIM_HISTORY || kind == TRIM_INTRO ||
            kind == TRIM_FORWARD ||
            (above != (size_t)-1 &&
             (j->t.at[above].kind == TRIM_INTRO || account_says(j, above)));
    }
}

/* ---- and afterwards ---- */

/* The author's words of a line become somebody else's; but not those before an
 * introduction that begins inside it ("Yes. On 3 May Kari wrote:"). */
static void give_away(account_job *j, size_t i, account_origin origin)
{
    const trim_line *l = &j->t.at[i];
    size_t keep = (size_t)(l->text - j->text) + (size_t)MAX(l->keep, 0);
    account_row *r = &j->rows[i];

    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        if (j->origin[k] != ACCOUNT_NEW ||
            (l->keep > 0 && g_array_index(j->words, token, k).from < keep))
            continue;
        j->origin[k] = (guint8)origin;
        r->fresh--;
        r->other++;
        r->last = origin;
    }
}

/* Words above a quote that the desk did not write and its author neither. */
static void attribute(account_job *j, size_t i)
{
    j->rows[i].attribution = true;
    give_away(j, i, ACCOUNT_ATTRIBUTION);
}

/* Goes up from the first line of a quote while lines introduce it. An
 * introduction may be of several lines, of which only the last shows it. */
static void attribute_above(account_job *j, size_t first)
{
    size_t i = account_above(j, first);

    for (unsigned n = 0; i != (size_t)-1 && n < SAID_BLOCK_LINES; n++) {
        bool quoted = account_is_quoted(j, i) && !account_is_fresh(j, i);

        if (quoted || !account_says(j, i))
            break;
        attribute(j, i);
        i = account_above(j, i);
    }
}

/* The lines between the beginning of history, as trim sees it, and the first one
 * that is known: up to the last that says something of who and when. */
static void attribute_head(account_job *j, size_t start, size_t first)
{
    size_t last = (size_t)-1;

    if (first - start > SAID_BLOCK_LINES)
        return;
    for (size_t i = start; i < first; i++) {
        if (j->first[i] < j->first[i + 1] ? account_says(j, i)
                                          : account_is_separator(j, i))
            last = i;
    }
    for (size_t i = start; last != (size_t)-1 && i <= last; i++) {
        if (account_is_fresh(j, i))
            attribute(j, i);
    }
}

static bool is_said_kind(trim_kind kind)
{
    return kind == TRIM_HISTORY || kind == TRIM_FORWARD;
}

/* A stretch of history that has nothing of ours in it is somebody's whom we do
 * not know. What an introduction and marks both say is so as well, where no
 * answer stands below it. */
static void mark_unknown(account_job *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        j->rows[i].unknown = true;
        give_away(j, i, ACCOUNT_UNKNOWN);
    }
}

/* Does it hold words of what was shown, not only of its header fields? */
static bool has_body(const account_job *j, size_t i)
{
    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        if (j->origin[k] != ACCOUNT_NEW && j->origin[k] != ACCOUNT_UNKNOWN &&
            j->origin[k] != ACCOUNT_ATTRIBUTION)
            return true;
    }
    return false;
}

static bool has_quoted(const account_job *j, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (has_body(j, i))
            return true;
    }
    return false;
}

/* Where the next mail begins within unmarked history: at a block of labels, a
 * rule with words, an introduction that trim would have taken. */
static size_t segment_end(account_job *j, size_t from, size_t end)
{
    bool body = false;

    for (size_t i = from; i < end; i++) {
        bool head;

        if (j->first[i] == j->first[i + 1] && !account_is_separator(j, i))
            continue;
        head = account_says(j, i) &&
               !(account_is_quoted(j, i) && !account_is_fresh(j, i) &&
                 !j->rows[i].attribution);
        if (head && body)
            return i;
        body = body || !head;
    }
    return end;
}

static void judge_history(account_job *j, size_t from, size_t end)
{
    while (from < end) {
        size_t to = segment_end(j, from, end);

        if (!has_quoted(j, from, to) && j->t.at[from].kind == TRIM_HISTORY)
            mark_unknown(j, from, to);
        from = MAX(to, from + 1);
    }
}

static bool is_blank(const account_job *j, size_t i)
{
    return j->t.at[i].kind == TRIM_BLANK;
}

/* An introduction that says who or when, its marked lines, and what stands
 * below them: "The sign says:" introduces what the author wants to show. */
static size_t judge_marked(account_job *j, size_t from)
{
    size_t end = from;
    bool below = false, lines = false, sure = false;

    while (end < j->t.n &&
           (j->t.at[end].kind == TRIM_INTRO || is_blank(j, end))) {
        sure = sure || j->t.at[end].sure;
        end++;
    }
    for (;
         end < j->t.n && (j->t.at[end].kind == TRIM_QUOTE || is_blank(j, end));
         end++)
        lines = lines || !is_blank(j, end);
    for (size_t i = end; i < j->t.n; i++)
        below = below || account_is_fresh(j, i);
    if (sure && lines && !below && !has_quoted(j, from, end))
        mark_unknown(j, from, end);
    return end;
}

void account_attributions(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        size_t above = account_above(j, i), below = account_below(j, i);

        if (account_is_quoted(j, i) && account_is_fresh(j, i) &&
            below < j->t.n && account_is_quoted(j, below) && account_says(j, i))
            attribute(j, i); /* one that is marked itself */
        if (account_is_quoted(j, i) &&
            (above == (size_t)-1 || !account_is_quoted(j, above) ||
             account_is_fresh(j, above)))
            attribute_above(j, i);
    }
    for (size_t i = 0; i < j->t.n; i++) {
        size_t first = i, end = i;

        if (!is_said_kind(j->t.at[i].kind)) {
            if (j->t.at[i].kind == TRIM_INTRO)
                i = judge_marked(j, i) - 1;
            continue;
        }
        while (end < j->t.n &&
               (is_said_kind(j->t.at[end].kind) || is_blank(j, end)))
            end++;
        while (first < end && !has_body(j, first))
            first++;
        if (first < end)
            attribute_head(j, i, first);
        judge_history(j, i, end);
        i = end - 1;
    }
}
