/* trim: what was written now, what is quoted, and the signature. */
#include "quote/trim.h"

#include <string.h>

#include "quote/lines.h"

#define TRIM_CLOSING_LINES 3  /* lines of a closing under a quote */
#define TRIM_CLOSING_MAX   80 /* octets of it */

/* A run of lines of one sort; blank lines belong to none. */
typedef struct segment {
    bool quote;
    size_t from, to; /* [from, to) */
} segment;

static GArray *segments_of(trim_lines *t)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(segment));

    for (size_t i = 0; i < t->n; i++) {
        trim_kind kind = t->at[i].kind;
        bool quote = kind == TRIM_QUOTE;
        segment *last =
            list->len > 0 ? &g_array_index(list, segment, list->len - 1) : NULL;

        if (kind == TRIM_INTRO && t->at[i].keep > 0)
            kind = TRIM_TEXT;
        if (kind == TRIM_FORWARD)
            kind = TRIM_TEXT;
        if (kind != TRIM_TEXT && kind != TRIM_QUOTE)
            continue;
        if (last && last->quote == quote) {
            last->to = i + 1;
        } else {
            segment s = {quote, i, i + 1};

            g_array_append_val(list, s);
        }
    }
    return list;
}

/* Is it nothing but "Regards, Roman"? */
static bool is_closing(trim_lines *t, const segment *s)
{
    size_t lines = 0;
    gssize octets = 0;

    for (size_t i = s->from; i < s->to; i++) {
        if (t->at[i].kind != TRIM_TEXT)
            continue;
        lines++;
        octets += t->at[i].size;
    }
    return lines <= TRIM_CLOSING_LINES && octets <= TRIM_CLOSING_MAX &&
           trim_match(t, TRIM_RE_CLOSING, &t->at[s->from]);
}

/* In a first message only what an introduction says is history. */
static void drop(trim_lines *t, const segment *s)
{
    size_t above = trim_lines_before(t, s->from);
    bool said = above != (size_t)-1 && t->at[above].kind == TRIM_INTRO &&
                t->at[above].sure;

    for (size_t i = s->from; i < s->to; i++) {
        said = said || (t->at[i].kind == TRIM_INTRO && t->at[i].sure);
        if (t->at[i].kind == TRIM_QUOTE && (said || !t->first))
            t->at[i].kind = TRIM_HISTORY;
    }
}

static segment *segment_at(GArray *list, guint i)
{
    return &g_array_index(list, segment, i);
}

/* Which quotes are answered inline, and which are history? */
static void sort_quotes(trim_lines *t)
{
    g_autoptr(GArray) list = segments_of(t);
    guint n = list->len, quotes = 0;

    for (guint i = 0; i < n; i++)
        quotes += segment_at(list, i)->quote;
    while (n > 0 && segment_at(list, n - 1)->quote)
        drop(t, segment_at(list, --n)); /* nothing follows */
    if (n >= 3 && is_closing(t, segment_at(list, n - 1)) &&
        segment_at(list, n - 2)->quote)
        drop(t, segment_at(list, n - 2));
    if (quotes == 1 && n >= 2 && segment_at(list, 0)->quote)
        drop(t, segment_at(list, 0)); /* answered as a whole, below */
}

/* ---- texts from lines ---- */

static void append_line(GString *out, const trim_line *l, gssize size)
{
    while (size > 0 && (g_ascii_isspace(l->text[size - 1]) ||
                        (l->keep > 0 && l->text[size - 1] == '-')))
        size--;
    g_string_append_len(out, l->text, size);
    g_string_append_c(out, '\n');
}

static char *finish(GString *out)
{
    char *start = out->str;

    while (out->len > 0 && g_ascii_isspace(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    while (*start == '\n')
        start++;
    start = g_strdup(start);
    g_string_free(out, TRUE);
    return start;
}

static bool ends_blank(const GString *s)
{
    return s->len < 2 || s->str[s->len - 2] == '\n';
}

static char *new_text(trim_lines *t)
{
    GString *out = g_string_new(NULL);
    bool gap = false;

    for (size_t i = 0; i < t->n; i++) {
        const trim_line *l = &t->at[i];
        bool kept = l->kind == TRIM_TEXT || l->kind == TRIM_QUOTE ||
                    l->kind == TRIM_BLANK || l->kind == TRIM_FORWARD;

        if (gap && l->kind == TRIM_BLANK && ends_blank(out))
            continue; /* blanks on both sides of what was left out */
        if (kept) {
            if (gap && out->len > 1 && out->str[out->len - 2] != '\n' &&
                l->kind != TRIM_BLANK)
                g_string_append_c(out, '\n');
            append_line(out, l, l->size);
            gap = false;
        } else if (l->keep > 0) {
            append_line(out, l, l->keep);
        } else {
            gap = true;
        }
    }
    return finish(out);
}

/* An introduction belongs to history, as far as it is not in the new text. */
static bool is_of(const trim_line *l, trim_kind kind)
{
    return l->kind == kind || (kind == TRIM_HISTORY && l->kind == TRIM_INTRO);
}

static char *only(trim_lines *t, trim_kind kind)
{
    GString *out = g_string_new(NULL);
    bool skip = kind == TRIM_SIGNATURE;
    trim_line rest; /* of a line whose start is in the new text */

    for (size_t i = 0; i < t->n; i++) {
        const trim_line *l = &t->at[i];

        if (l->kind == TRIM_BLANK && out->len > 0)
            g_string_append_c(out, '\n');
        if (!is_of(l, kind))
            continue;
        rest = *l;
        rest.text += l->keep;
        rest.size -= l->keep;
        /* the delimiter itself is not part of the signature */
        if (!skip || !trim_match(t, TRIM_RE_RULE, l) || out->len > 0)
            append_line(out, &rest, rest.size);
    }
    return finish(out);
}

/* Does the text seem to be nothing but unquoted history? Then somebody forwards
 * it. */
static bool is_all_history(trim_lines *t)
{
    bool any = false;

    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].kind == TRIM_TEXT || t->at[i].kind == TRIM_FORWARD)
            return false;
        any |= t->at[i].kind == TRIM_HISTORY && t->at[i].size > 0 &&
               t->at[i].text[0] != '>';
    }
    return any;
}

static void keep_all(trim_lines *t)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->at[i].kind == TRIM_HISTORY)
            t->at[i].kind = TRIM_TEXT;
    }
}

/* Notes what HTML says on the lines that it is about. */
static void take_marks(trim_lines *t, const char *text, const GArray *marks)
{
    bool signs = false;
    size_t i = 0;

    for (guint m = 0; m <= marks->len; m++) {
        const letter_mark *mark =
            m < marks->len ? &g_array_index(marks, letter_mark, m) : NULL;

        for (; i < t->n && (!mark || (size_t)(t->at[i].text - text) < mark->at);
             i++)
            t->at[i].signs = signs;
        if (mark && i < t->n && mark->what == LETTER_MARK_HISTORY)
            t->at[i].marked = true;
        if (mark && mark->what != LETTER_MARK_HISTORY)
            signs = mark->what == LETTER_MARK_SIGNATURE;
    }
}

/* Does the message answer nothing? Of one without a subject it is not known. */
static bool is_first(trim_lines *t, const letter *l)
{
    return l->in_reply_to->len == 0 && l->references->len == 0 && l->subject &&
           trim_find(t, TRIM_RE_ANSWER_SUBJECT, l->subject,
                     (gssize)strlen(l->subject)) < 0;
}

static void take(char **into, char *text)
{
    g_free(*into);
    *into = text;
}

void trim_letter(letter *l)
{
    trim_lines t = {0};
    const char *text = l->text, *subject = l->subject;
    g_autofree char *valid =
        g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);

    trim_lines_split(&t, valid ? valid : text);
    if (l->marks && !valid)
        take_marks(&t, text, l->marks);
    t.forwards = subject && trim_find(&t, TRIM_RE_FORWARD_SUBJECT, subject,
                                      (gssize)strlen(subject)) >= 0;
    t.answers_in_finnish = t.forwards && (strstr(subject, "VS:"));
    t.first = is_first(&t, l);
    trim_history_find(&t);
    if (is_all_history(&t))
        keep_all(&t);
    trim_signature_find(&t);
    sort_quotes(&t);
    take(&l->new_text, new_text(&t));
    take(&l->signature, only(&t, TRIM_SIGNATURE));
    take(&l->quoted, only(&t, TRIM_HISTORY));
    trim_lines_clear(&t);
}
