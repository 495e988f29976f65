/* account_text: what becomes of each line, and the texts that are left. */
#include <string.h>

#include "base/planted.h"
#include "quote/account_room.h"

#define TEXT_CLOSING_LINES 3  /* of regards below a quote */
#define TEXT_CLOSING_MAX   80 /* octets of them */
#define TEXT_NAME_WORDS    3  /* of a line below a quote that is only a name */

/* ---- signatures, and regards below a quote ---- */

/* A stretch of the author's lines. */
typedef struct stretch {
    size_t from, to;
    bool below, above; /* a quote stands above it, below it */
} stretch;

static GArray *stretches(const account_job *j)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(stretch));
    bool quoted = false;

    for (size_t i = 0; i < j->t.n;) {
        stretch s = {i, i, quoted, false};

        if (!account_is_fresh(j, i)) {
            quoted = quoted || j->t.at[i].kind != TRIM_BLANK;
            i++;
            continue;
        }
        while (s.to < j->t.n &&
               (account_is_fresh(j, s.to) || j->t.at[s.to].kind == TRIM_BLANK))
            s.to++;
        i = s.to;
        while (s.to > s.from && j->t.at[s.to - 1].kind == TRIM_BLANK)
            s.to--;
        s.above = i < j->t.n;
        g_array_append_val(all, s);
    }
    return all;
}

/* Signatures stand below a text, not between answers: there a number may be the
 * answer. */
static void find_signatures(account_job *j, const GArray *all)
{
    for (size_t i = 0; i < j->t.n; i++) {
        if (j->t.at[i].kind != TRIM_BLANK)
            j->t.at[i].kind = account_is_fresh(j, i) ? TRIM_TEXT : TRIM_QUOTE;
    }
    for (guint k = 0; k < all->len; k++) {
        const stretch *s = &g_array_index(all, stretch, k);

        for (size_t i = s->from; s->below && s->above && i < s->to; i++) {
            if (j->t.at[i].kind == TRIM_TEXT)
                j->t.at[i].kind = TRIM_QUOTE;
        }
    }
    trim_signature_find(&j->t);
    for (size_t i = 0; i < j->t.n; i++) {
        if (j->rows[i].signs && j->t.at[i].kind == TRIM_TEXT)
            j->t.at[i].kind = TRIM_SIGNATURE;
    }
    for (size_t i = 0; i < j->t.n; i++)
        j->rows[i].rest = j->t.at[i].kind == TRIM_SIGNATURE;
}

static guint32 words_in(const account_job *j, size_t i)
{
    return j->first[i + 1] - j->first[i];
}

/* "Anna", "Anna Larsen": each word begins large, and nothing ends a sentence. */
static bool is_name(const account_job *j, size_t i)
{
    const trim_line *l = &j->t.at[i];
    guint32 words = words_in(j, i);

    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        const token *t = &g_array_index(j->words, token, k);
        if (!g_unichar_isupper(g_utf8_get_char(j->text + t->from)))
            return false;
    }
    return words > 0 && words <= TEXT_NAME_WORDS &&
           !strchr(".?!:;", l->text[l->size - 1]);
}

/* "Regards, Roman", or a name alone: nothing that answers the line above. */
static bool is_closing(account_job *j, const stretch *s)
{
    size_t lines = 0, first = s->to;
    gssize octets = 0;

    for (size_t i = s->from; i < s->to; i++) {
        if (j->rows[i].rest || j->t.at[i].kind == TRIM_BLANK)
            continue;
        first = MIN(first, i);
        lines++;
        octets += j->t.at[i].size;
    }
    if (lines == 0)
        return true;
    if (lines > TEXT_CLOSING_LINES || octets > TEXT_CLOSING_MAX)
        return false;
    const trim_line *l = &j->t.at[first];
    if (trim_match(&j->t, TRIM_RE_CLOSING, l))
        return true;
    return lines == 1 && is_name(j, first);
}

/* What stands below all quotes and only closes the text above them. */
static void find_closing(account_job *j, const GArray *all)
{
    const stretch *s;

    if (all->len < 2)
        return;
    s = &g_array_index(all, stretch, all->len - 1);
    if (!s->below || s->above || !is_closing(j, s))
        return;
    for (size_t i = s->from; i < s->to; i++)
        j->rows[i].rest = true;
}

/* ---- what stays ---- */

/* May stay above an answer: what its readers know. */
static bool is_knowable(const account_row *r, bool inside)
{
    if (PLANTED(frame_kept) && r->last == ACCOUNT_FRAME)
        return true;
    if (inside)
        return r->last != ACCOUNT_FRAME && r->last != ACCOUNT_ATTRIBUTION &&
               r->last != ACCOUNT_UNKNOWN;
    return r->last == ACCOUNT_PUBLIC;
}

/* From below: quoted lines stay while nothing but such lines stands between them
 * and an answer. */
static void keep_answered(account_job *j, bool inside)
{
    bool answered = false;

    for (size_t i = j->t.n; i > 0; i--) {
        account_row *r = &j->rows[i - 1];

        if (j->t.at[i - 1].kind == TRIM_BLANK || words_in(j, i - 1) == 0) {
            if (account_is_fresh(j, i - 1))
                answered = true;
            continue;
        }
        if (account_is_fresh(j, i - 1)) {
            answered = !r->rest;
            continue;
        }
        answered = answered && is_knowable(r, inside);
        if (inside)
            r->keep_inside = answered;
        else
            r->keep = answered;
        /* a line that begins with our frame was wrapped anew */
        if (answered && !inside && r->other > 0)
            answered = false;
    }
}

/* Lines without words go with what stands around them. */
static void keep_between(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        size_t above = account_above(j, i), below = account_below(j, i);
        account_row *r = &j->rows[i];

        if (words_in(j, i) > 0 || account_is_fresh(j, i) ||
            above == (size_t)-1 || below >= j->t.n)
            continue;
        r->keep = j->rows[above].keep && j->rows[below].keep;
        r->keep_inside =
            j->rows[above].keep_inside && j->rows[below].keep_inside;
    }
}

/* ---- writing ---- */

typedef struct writer {
    GString *out;
    GArray *lines; /* guint32; NULL: nobody asks */
    bool gap;      /* something was left out */
} writer;

static void put_end(writer *w, size_t line)
{
    guint32 number = (guint32)line;

    g_string_append_c(w->out, '\n');
    if (w->lines)
        g_array_append_val(w->lines, number);
}

static void put_line(writer *w, const char *p, size_t n, size_t line)
{
    while (n > 0 && g_ascii_isspace(p[n - 1]))
        n--;
    g_string_append_len(w->out, p, (gssize)n);
    put_end(w, line);
    w->gap = false;
}

static bool ends_blank(const GString *s)
{
    return s->len < 2 || s->str[s->len - 2] == '\n';
}

static void put_blank(writer *w)
{
    if (!(w->gap && ends_blank(w->out)) && w->out->len > 0)
        put_end(w, ACCOUNT_NO_LINE);
}

/* Two lines between which something was left out are two paragraphs. */
static void close_gap(writer *w)
{
    if (w->gap && !ends_blank(w->out))
        put_end(w, ACCOUNT_NO_LINE);
}

/* Blank lines at both ends go. */
static char *finish(writer *w)
{
    GString *out = w->out;
    size_t start = 0, lines = 1;
    char *text;

    while (out->len > 0 && g_ascii_isspace(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    while (out->str[start] == '\n')
        start++;
    if (w->lines && start > 0)
        g_array_remove_range(w->lines, 0, (guint)start);
    text = g_strdup(out->str + start);
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    if (w->lines)
        g_array_set_size(w->lines, *text ? (guint)lines : 0);
    g_string_free(out, TRUE);
    return text;
}

static bool may_stay(account_origin origin, bool inside)
{
    return origin == ACCOUNT_NEW || origin == ACCOUNT_PUBLIC ||
           (origin == ACCOUNT_NOTE && PLANTED(note_quoted)) ||
           (origin == ACCOUNT_FRAME && PLANTED(frame_kept)) ||
           (inside && origin != ACCOUNT_FRAME &&
            origin != ACCOUNT_ATTRIBUTION && origin != ACCOUNT_UNKNOWN);
}

/* The words of a line that may stay, with what stands behind each of them. */
static char *words_left(const account_job *j, size_t i, size_t from,
                        bool inside)
{
    const trim_line *l = &j->t.at[i];
    size_t end = (size_t)(l->text - j->text) + (size_t)l->size;
    GString *out = g_string_new(NULL);

    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        const token *w = &g_array_index(j->words, token, k);
        size_t start = k == j->first[i] ? from : w->from;
        size_t stop = k + 1 < j->first[i + 1]
                          ? g_array_index(j->words, token, k + 1).from
                          : end;

        if (may_stay(j->origin[k], inside))
            g_string_append_len(out, j->text + start,
                                (gssize)(stop - MIN(start, stop)));
    }
    return g_string_free(out, FALSE);
}

static bool is_all_left(const account_job *j, size_t i, bool inside)
{
    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        if (!may_stay(j->origin[k], inside))
            return false;
    }
    return true;
}

/* Does the line stand among marked lines of a quote? There a mark is the
 * client's. */
static bool is_among_marked(const account_job *j, size_t i)
{
    size_t above = account_above(j, i), below = account_below(j, i);

    return j->rows[i].marked &&
           ((above != (size_t)-1 && account_is_quoted(j, above) &&
             j->rows[above].marked) ||
            (below < j->t.n && account_is_quoted(j, below) &&
             j->rows[below].marked));
}

static void write_fresh(const account_job *j, writer *w, size_t i, bool inside)
{
    const trim_line *l = &j->t.at[i];
    size_t at = (size_t)(l->text - j->text), from = at;

    if ((is_among_marked(j, i) || j->rows[i].draft) && j->rows[i].known == 0)
        from += MIN(j->rows[i].mark, (size_t)l->size);
    close_gap(w);
    if (is_all_left(j, i, inside)) {
        put_line(w, j->text + from, (size_t)l->size - (from - at), i);
    } else {
        g_autofree char *left = words_left(j, i, from, inside);
        put_line(w, left, strlen(left), i);
    }
}

static void write_quoted(const account_job *j, writer *w, size_t i, bool inside)
{
    const trim_line *l = &j->t.at[i];
    size_t mark = MIN(j->rows[i].mark, (size_t)l->size);
    size_t from = (size_t)(l->text - j->text) + mark;
    g_autofree char *left =
        is_all_left(j, i, inside)
            ? g_strndup(l->text + mark, (size_t)l->size - mark)
            : words_left(j, i, from, inside);
    g_autofree char *line = g_strconcat(*left ? "> " : ">", left, NULL);

    close_gap(w);
    put_line(w, line, strlen(line), i);
}

static char *text_of(const account_job *j, bool inside)
{
    writer w = {g_string_new(NULL),
                inside ? j->out->inside_lines : j->out->text_lines, false};

    for (size_t i = 0; i < j->t.n; i++) {
        const account_row *r = &j->rows[i];
        bool keep = (inside ? r->keep_inside : r->keep) ||
                    (PLANTED(note_quoted) && r->last == ACCOUNT_NOTE);
        account_fate fate = g_array_index(j->out->lines, account_line, i).fate;

        if (PLANTED(words_cut) && i + 1 == j->t.n)
            break;
        if (account_is_fresh(j, i) && fate == ACCOUNT_KEPT)
            write_fresh(j, &w, i, inside);
        else if (keep)
            write_quoted(j, &w, i, inside);
        else if (j->t.at[i].kind == TRIM_BLANK)
            put_blank(&w);
        else
            w.gap = true;
    }
    return finish(&w);
}

/* A line that stays, but not all of it, is shown whole with what was cut. */
static bool is_of(const account_job *j, size_t i, account_fate fate)
{
    const account_line *l = &g_array_index(j->out->lines, account_line, i);

    return l->fate == fate || (fate == ACCOUNT_CUT && l->fate == ACCOUNT_KEPT &&
                               !l->blank && !is_all_left(j, i, false));
}

static char *lines_of(const account_job *j, account_fate fate)
{
    writer w = {g_string_new(NULL), NULL, false};
    bool signature = fate == ACCOUNT_SIGNATURE;

    for (size_t i = 0; i < j->t.n; i++) {
        const trim_line *l = &j->t.at[i];

        if (l->kind == TRIM_BLANK)
            put_blank(&w);
        else if (!is_of(j, i, fate))
            w.gap = true;
        else if (!signature || w.out->len > 0 || words_in(j, i) > 0)
            put_line(&w, l->text, (size_t)l->size, i);
    }
    return finish(&w);
}

/* ---- what is told of each line and word ---- */

static bool is_indented(const account_job *j, size_t i)
{
    const trim_line *l = &j->t.at[i];
    gssize blanks = 0;

    while (blanks < l->size && strchr(" \t", l->text[blanks]))
        blanks++;
    return blanks >= 2;
}

/* Is the line above indented and somebody else's as well? */
static bool is_below_echo(const account_job *j, size_t i)
{
    size_t above = account_above(j, i);

    return above != (size_t)-1 && is_indented(j, above) &&
           g_array_index(j->out->lines, account_line, above).echo !=
               ACCOUNT_ECHO_NONE;
}

/* Does an author's line also stand as a line elsewhere, and beside what? */
static account_echo echo_of(const account_job *j, size_t i)
{
    guint32 from = j->first[i], to = j->first[i + 1];
    const guint16 others = 1u << ACCOUNT_NOTE | 1u << ACCOUNT_COLLEAGUE |
                           1u << ACCOUNT_STRANGER | 1u << ACCOUNT_PUBLIC;
    account_echo echo = j->rows[i].echo;
    bool all = from < to;
    const match_run *r;

    for (guint32 k = from; k < to; k++)
        all = all && (j->m.origins[k] & others);
    if (all) {
        r = match_of(&j->m, from);
        echo = r && (r->at < from || r->at + r->n > to) ? ACCOUNT_ECHO_AMONG
                                                        : ACCOUNT_ECHO_ALONE;
    }
    /* a mark of no quote's may be her own, before a command as before a line;
     * and what only stands beside others of a text she may have written there */
    if (echo == ACCOUNT_ECHO_NONE || is_among_marked(j, i))
        return echo == ACCOUNT_ECHO_NONE ? echo : ACCOUNT_ECHO_AMONG;
    return (is_indented(j, i) || j->rows[i].marked) &&
                   (echo == ACCOUNT_ECHO_AMONG || is_below_echo(j, i))
               ? ACCOUNT_ECHO_AMONG
               : ACCOUNT_ECHO_ALONE;
}

static account_origin origin_of(const account_job *j, size_t i)
{
    account_origin origin = ACCOUNT_NEW;

    if (account_is_fresh(j, i))
        return ACCOUNT_NEW;
    for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
        account_origin one = j->origin[k];
        if (k == j->first[i] || one == ACCOUNT_NOTE)
            origin = one;
    }
    return j->rows[i].attribution ? ACCOUNT_ATTRIBUTION : origin;
}

static void tell_lines(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        const trim_line *l = &j->t.at[i];
        const account_row *r = &j->rows[i];
        bool blank = words_in(j, i) == 0 && !r->soft;
        account_line line = {
            .from = (size_t)(l->text - j->text),
            .to = (size_t)(l->text - j->text) + (size_t)l->size,
            .origin = origin_of(j, i),
            .quoted = account_is_quoted(j, i),
            .blank = blank,
        };

        if (account_is_fresh(j, i)) {
            line.fate =
                l->kind == TRIM_SIGNATURE ? ACCOUNT_SIGNATURE : ACCOUNT_KEPT;
            line.echo = echo_of(j, i);
            j->out->cut += !is_all_left(j, i, false);
        } else if (l->kind != TRIM_BLANK && !r->keep) {
            line.fate = ACCOUNT_CUT;
            j->out->cut += words_in(j, i) > 0;
        }
        g_array_append_val(j->out->lines, line);
    }
}

static void tell_words(account_job *j)
{
    for (guint32 k = 0; k < j->words->len; k++) {
        const token *t = &g_array_index(j->words, token, k);
        account_fate fate =
            g_array_index(j->out->lines, account_line, t->line).fate;
        account_word w = {t->from, t->to, j->origin[k],
                          fate == ACCOUNT_KEPT &&
                              may_stay(j->origin[k], false)};

        g_array_append_val(j->out->words, w);
    }
}

void account_texts(account_job *j)
{
    g_autoptr(GArray) all = stretches(j);

    find_signatures(j, all);
    find_closing(j, all);
    keep_answered(j, false);
    keep_answered(j, true);
    keep_between(j);
    tell_lines(j);
    tell_words(j);
    j->out->text = text_of(j, false);
    j->out->inside = text_of(j, true);
    j->out->removed = lines_of(j, ACCOUNT_CUT);
    j->out->signature = lines_of(j, ACCOUNT_SIGNATURE);
}
