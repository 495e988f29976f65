/* account_pieces: the words that stand elsewhere, in pieces, and which of these
 * are quoted: they carry marks, or lines of our own frame, or stand below an
 * introduction, or go on where such a piece ended.  A piece that does none of
 * this was written by the author, though it stands elsewhere too. */
#include <string.h>

#include "quote/account_room.h"

#define PIECES_LINK       64 /* words of a source that a quote may leave out */
#define PIECES_FRAME      4  /* words that make a line one of our frame */
#define PIECES_FRAME_PART 8  /* the same if they are only a part of one */
#define PIECES_FRAME_IN   12 /* the same inside a line of other words */
#define PIECES_COPY       16 /* weight of a copy that nothing introduces */
#define PIECES_MARKED     4  /* words of others in a marked line that tell */
#define PIECES_SWAP       3  /* words that a client changed in a line of ours */

static account_piece *piece_at(const account_job *j, size_t i)
{
    return &g_array_index(j->pieces, account_piece, i);
}

static size_t line_of(const account_job *j, guint32 word)
{
    return g_array_index(j->words, token, word).line;
}

/* ---- short lines ---- */

/* How far a short line's place in a source is from where its neighbours stand
 * in it; G_MAXUINT32: it is not beside them. */
static guint32 distance(const account_job *j, const match_line *e)
{
    guint32 at = j->first[e->line], end = j->first[e->line + 1];
    const match_run *before = at > 0 ? match_of(&j->m, at - 1) : NULL;
    const match_run *after = end < j->words->len ? match_of(&j->m, end) : NULL;
    guint32 best = G_MAXUINT32;

    if (before && before->source == e->source) {
        guint32 stop = before->from + (at - before->at);
        if (e->from >= stop && e->from - stop <= PIECES_LINK)
            best = e->from - stop;
    }
    if (after && after->source == e->source) {
        guint32 start = after->from + (end - after->at), stop;
        stop = e->from + (end - at);
        if (start >= stop && start - stop <= PIECES_LINK)
            best = MIN(best, start - stop);
    }
    return best;
}

static void take_line(account_job *j, const match_line *e)
{
    guint32 at = j->first[e->line], end = j->first[e->line + 1];
    match_run r = {at, end - at, e->source, e->from, 1, true};
    guint32 run;

    g_array_append_val(j->m.runs, r);
    run = j->m.runs->len;
    for (guint32 i = at; i < end; i++) {
        j->m.best[i] = run;
        j->m.edges[i] = 0;
    }
    j->m.edges[at] |= MATCH_STARTS;
    j->m.edges[end - 1] |= MATCH_ENDS;
}

static bool is_free(const account_job *j, guint32 line)
{
    for (guint32 i = j->first[line]; i < j->first[line + 1]; i++) {
        if (j->m.best[i] > 0)
            return false;
    }
    return true;
}

static int by_line(const void *a, const void *b)
{
    const match_line *x = a, *y = b;

    return x->line != y->line ? (x->line < y->line ? -1 : 1)
                              : (x->source < y->source   ? -1
                                 : x->source > y->source ? 1
                                                         : 0);
}

/* What is told of a short line that others have as well. */
static void note_echo(account_job *j, const match_line *e, guint32 away)
{
    account_origin origin = match_span_at(&j->m, e->source, e->from)->origin;
    account_row *r = &j->rows[e->line];

    if (origin == ACCOUNT_FRAME || origin == ACCOUNT_ATTRIBUTION ||
        origin == ACCOUNT_OWN || origin == ACCOUNT_DRAFT)
        return;
    if (away < G_MAXUINT32)
        r->echo = ACCOUNT_ECHO_AMONG;
    else if (r->echo == ACCOUNT_ECHO_NONE)
        r->echo = ACCOUNT_ECHO_ALONE;
}

/* Does a line begin as a command, also in disguise ("*\\note*")? */
static bool is_like_command(const account_job *j, size_t line)
{
    const trim_line *l = &j->t.at[line];
    const char *p = l->text + MIN(j->rows[line].mark, (size_t)l->size);
    const char *end = l->text + l->size;
    bool slash = false;

    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (g_unichar_isalpha(c))
            return slash;
        if (g_unichar_isdigit(c))
            return false;
        slash = slash || c == '/' || c == '\\' || c == 0xff0f || c == 0xff3c;
    }
    return false;
}

/* "> /note" with no other marked line beside it: the mark is the author's, as in
 * front of any other command in disguise. */
static bool is_command_alone(const account_job *j, size_t line)
{
    size_t above = account_above(j, line), below = account_below(j, line);

    return j->rows[line].marked && is_like_command(j, line) &&
           (above == (size_t)-1 || !j->rows[above].marked) &&
           (below >= j->t.n || !j->rows[below].marked);
}

/* A line of one to three words is quoted if it is marked, or goes on. */
static void take_lines(account_job *j)
{
    GArray *equal = j->m.equal;

    g_array_sort(equal, by_line);
    for (guint i = 0, end; i < equal->len; i = end) {
        const match_line *e = &g_array_index(equal, match_line, i), *best = e;
        guint32 least = distance(j, e);

        note_echo(j, e, least);
        for (end = i + 1; end < equal->len &&
                          g_array_index(equal, match_line, end).line == e->line;
             end++) {
            const match_line *other = &g_array_index(equal, match_line, end);
            guint32 d = distance(j, other);
            note_echo(j, other, d);
            if (d < least) {
                least = d;
                best = other;
            }
        }
        if (is_free(j, e->line) && !is_command_alone(j, e->line) &&
            (least < G_MAXUINT32 || j->rows[e->line].marked))
            take_line(j, best);
    }
}

/* ---- pieces ---- */

static void make_pieces(account_job *j)
{
    for (guint32 i = 0; i < j->words->len;) {
        const match_run *r = match_of(&j->m, i);
        account_piece p = {.at = i};
        guint32 run = j->m.best[i], end = i;

        while (end < j->words->len && j->m.best[end] == run)
            end++;
        if (r) {
            p.n = end - i;
            p.source = r->source;
            p.from = r->from + (i - r->at);
            p.first = line_of(j, i);
            p.last = line_of(j, end - 1);
            g_array_append_val(j->pieces, p);
            for (guint32 k = i; k < end; k++)
                j->piece_of[k] = j->pieces->len;
        }
        i = end;
    }
}

static void move_words(account_job *j, guint32 from, guint32 to, guint32 piece,
                       guint32 run)
{
    for (guint32 k = from; k < to; k++) {
        j->piece_of[k] = piece;
        j->m.best[k] = run;
    }
}

/* Where two runs overlap they meet at the beginning of a line if they can: it is
 * lines that people take out. */
static void snap(account_job *j, guint i)
{
    account_piece *a = piece_at(j, i), *b = piece_at(j, i + 1);
    const match_run *before = match_of(&j->m, a->at);
    const match_run *after = match_of(&j->m, b->at);
    guint32 low = MAX(after->at, a->at + 1), at = b->at;
    guint32 high = MIN(before->at + before->n, b->at + b->n - 1);

    if (a->at + a->n != b->at || high < low)
        return;
    for (guint32 x = low; x <= high; x++) {
        if (j->first[line_of(j, x)] == x)
            at = x;
    }
    if (at > b->at)
        move_words(j, b->at, at, i + 1, j->m.best[a->at]);
    else
        move_words(j, at, b->at, i + 2, j->m.best[b->at]);
    a->n = at - a->at;
    a->last = line_of(j, at - 1);
    b->n = b->at + b->n - at;
    b->from = b->from + at - b->at; /* modulo 2^32: both ways */
    b->at = at;
    b->first = line_of(j, at);
}

static void free_words(account_job *j, guint32 from, guint32 to)
{
    for (guint32 k = from; k < to; k++)
        j->piece_of[k] = j->m.best[k] = 0;
}

/* Words that two pieces in a row take from one place of a source stand there
 * once: a line of them that was put between a quote's lines is new, though it
 * repeats what the quote goes on with. A piece that lies within the other only
 * repeats something of it further down. */
static void part_pieces(account_job *j, account_piece *a, account_piece *b)
{
    guint32 end = a->from + a->n, twice = end - b->from, tail;

    if (a->source != b->source || b->from >= end || b->from <= a->from ||
        twice >= b->n)
        return;
    tail = a->at + a->n - twice;
    if (tail > a->at && j->first[line_of(j, tail)] == tail) {
        free_words(j, tail, tail + twice);
        a->n -= twice;
        a->last = line_of(j, a->at + a->n - 1);
    } else if (j->first[line_of(j, b->at + twice - 1) + 1] == b->at + twice) {
        free_words(j, b->at, b->at + twice);
        b->at += twice;
        b->from += twice;
        b->n -= twice;
        b->first = line_of(j, b->at);
    }
}

/* Is it an unmarked line of a few words, beside a marked one, or only a part of
 * a line of the source? */
static bool is_bare(const account_job *j, size_t line, size_t beside, bool part)
{
    guint32 weight = 0;

    if (j->rows[line].marked || (!part && !j->rows[beside].marked))
        return false;
    for (guint32 k = j->first[line]; k < j->first[line + 1]; k++)
        weight += g_array_index(j->words, token, k).weight;
    return weight < MATCH_RUN_MIN;
}

/* Does a piece of the same source end where this word begins in it? */
static bool joins(const account_piece *a, const account_piece *b)
{
    return a && b && a->source == b->source && a->from + a->n == b->from;
}

/* An unmarked line at the edge of a quote is what was left of a line that was
 * broken; or, if the quote does not go on there, a short answer that happens to be
 * the words that were deleted from it. */
static void trim_edges(account_job *j, guint i)
{
    account_piece *p = piece_at(j, i);
    account_piece *before = i > 0 ? p - 1 : NULL;
    account_piece *after = i + 1 < j->pieces->len ? p + 1 : NULL;
    bool part = !(j->m.edges[p->at] & MATCH_STARTS);
    bool cut = !(j->m.edges[p->at + p->n - 1] & MATCH_ENDS);

    if (p->first < p->last && !joins(before, p) &&
        is_bare(j, p->first, line_of(j, j->first[p->first + 1]), part)) {
        guint32 n = j->first[p->first + 1] - p->at;
        free_words(j, p->at, p->at + n);
        p->at += n;
        p->from += n;
        p->n -= n;
        p->first = line_of(j, p->at);
    }
    if (p->first < p->last && !joins(p, after) && j->first[p->last] > 0 &&
        is_bare(j, p->last, line_of(j, j->first[p->last] - 1), cut)) {
        guint32 n = p->at + p->n - j->first[p->last];
        free_words(j, p->at + p->n - n, p->at + p->n);
        p->n -= n;
        p->last = line_of(j, p->at + p->n - 1);
    }
}

static account_origin known_origin(const account_job *j, guint32 word)
{
    return match_origin(&j->m, match_of(&j->m, word), word);
}

static bool is_frame(account_origin origin)
{
    return origin == ACCOUNT_FRAME || origin == ACCOUNT_ATTRIBUTION;
}

/* Does a quote begin with this line: below an introduction that the client put
 * there? */
static bool is_introduced(account_job *j, size_t line)
{
    size_t above = account_above(j, line);

    return above != (size_t)-1 && j->first[above] < j->first[above + 1] &&
           j->piece_of[j->first[above]] == 0 &&
           (j->t.at[above].kind == TRIM_INTRO || account_says(j, above));
}

static bool may_be_command(const account_job *j, size_t line)
{
    return !j->rows[line].marked && is_like_command(j, line);
}

/* May the line of a piece's word be a command of the author's? What our frame says
 * of commands is known to be ours. */
static bool is_doubtful(account_job *j, guint32 word)
{
    size_t line = line_of(j, word);

    return may_be_command(j, line) && !is_frame(known_origin(j, word)) &&
           !is_introduced(j, line);
}

/* Gives back the lines at one end of a piece that may be commands. */
static void free_first(account_job *j, account_piece *p)
{
    while (p->n > 0 && is_doubtful(j, p->at)) {
        guint32 n = MIN(j->first[p->first + 1] - p->at, p->n);

        free_words(j, p->at, p->at + n);
        p->at += n;
        p->from += n;
        p->n -= n;
        if (p->n > 0)
            p->first = line_of(j, p->at);
    }
}

static void free_last(account_job *j, account_piece *p)
{
    while (p->n > 0 && is_doubtful(j, p->at + p->n - 1)) {
        guint32 end = p->at + p->n;
        guint32 n = MIN(end - j->first[p->last], p->n);

        free_words(j, end - n, end);
        p->n -= n;
        if (p->n > 0)
            p->last = line_of(j, end - n - 1);
    }
}

/* Does a quote go on at once behind a piece, but for words of our frame that not
 * every form of a mail has, as its buttons? */
static bool goes_on(const account_job *j, guint i)
{
    const account_piece *a = piece_at(j, i), *b = a + 1;
    guint32 end = a->from + a->n;

    if (i + 1 >= j->pieces->len || a->source != b->source ||
        a->at + a->n != b->at || b->from < end || b->from - end > PIECES_LINK)
        return false;
    for (guint32 k = end; k < b->from; k++) {
        if (match_span_at(&j->m, a->source, k)->origin != ACCOUNT_FRAME)
            return false;
    }
    return true;
}

/* A line that may be a command of the author's is a quote's only if that goes on
 * with the very next word on both sides of it. At an edge it may be hers, and is
 * asked about because others have it as well. */
static void free_commands(account_job *j)
{
    for (guint i = j->pieces->len; i > 0; i--) {
        account_piece *p = piece_at(j, i - 1);

        if (i == 1 || !joins(p - 1, p))
            free_first(j, p);
        if (!goes_on(j, i - 1))
            free_last(j, p);
        if (p->n == 0)
            g_array_remove_index(j->pieces, i - 1);
    }
}

/* Are all words of a line known? */
static bool is_known(const account_job *j, size_t line)
{
    for (guint32 i = j->first[line]; i < j->first[line + 1]; i++) {
        if (j->piece_of[i] == 0)
            return false;
    }
    return j->first[line] < j->first[line + 1];
}

/* Does a line of the source and one of the answer begin, or end, with a word? */
static bool begins_both(const account_job *j, guint32 word)
{
    return (j->m.edges[word] & MATCH_STARTS) &&
           j->first[line_of(j, word)] == word;
}

static bool ends_both(const account_job *j, guint32 word)
{
    return (j->m.edges[word] & MATCH_ENDS) &&
           j->first[line_of(j, word) + 1] == word + 1;
}

/* Does a piece hold lines of our frame? Nobody writes those himself; but what
 * they propose to write ("/cc per@example.com") stands in them, too. */
static bool holds_frame(const account_job *j, const account_piece *p)
{
    guint32 n = 0, fitting = 0;
    bool begun = false, whole = false;

    for (guint32 i = p->at; i < p->at + p->n; i++) {
        if (known_origin(j, i) != ACCOUNT_FRAME) {
            n = fitting = 0;
            begun = false;
            continue;
        }
        fitting += is_known(j, line_of(j, i));
        n++;
        begun = begun || begins_both(j, i);
        whole = whole || (begun && ends_both(j, i));
        if ((fitting >= PIECES_FRAME &&
             (whole || fitting >= PIECES_FRAME_PART)) ||
            n >= PIECES_FRAME_IN)
            return true;
    }
    return false;
}

static void look_at(account_job *j, account_piece *p)
{
    for (size_t i = p->first; i <= p->last; i++) {
        guint32 own = 0;

        if (j->first[i] == j->first[i + 1])
            continue;
        for (guint32 k = MAX(p->at, j->first[i]);
             k < MIN(p->at + p->n, j->first[i + 1]); k++)
            own++;
        bool marked = j->rows[i].marked && !is_command_alone(j, i);
        if (marked)
            p->marked = true;
        else
            p->unmarked = true;
        /* a mark says little of a line in which others' words are few */
        if (marked &&
            (2 * own >= j->first[i + 1] - j->first[i] || own >= PIECES_MARKED))
            p->quoted = true;
        if (j->rows[i].said && 2 * own >= j->first[i + 1] - j->first[i])
            p->quoted = true;
    }
    p->quoted = p->quoted || holds_frame(j, p);
}

/* Does b go on where a ended, in the same manner? */
static bool is_linked(const account_piece *a, const account_piece *b)
{
    guint32 end = a->from + a->n;

    return a->source == b->source && b->from >= end &&
           b->from - end <= PIECES_LINK &&
           ((a->marked && b->marked) || (a->unmarked && b->unmarked));
}

/* What stands above a quote goes with it only if nothing stands between: it may
 * be a sentence that the author took from there. */
static bool is_linked_above(const account_piece *a, const account_piece *b)
{
    return is_linked(a, b) &&
           (a->at + a->n == b->at || (a->marked && b->marked));
}

static void link_pieces(account_job *j)
{
    for (guint i = 1; i < j->pieces->len; i++) {
        if (piece_at(j, i - 1)->quoted &&
            is_linked(piece_at(j, i - 1), piece_at(j, i)))
            piece_at(j, i)->quoted = true;
    }
    for (guint i = j->pieces->len; i > 1; i--) {
        if (piece_at(j, i - 1)->quoted &&
            is_linked_above(piece_at(j, i - 2), piece_at(j, i - 1)))
            piece_at(j, i - 2)->quoted = true;
    }
}

/* The first line from which on a piece is nothing but lines of public words;
 * behind its last if it is none. */
static size_t copy_start(const account_job *j, const account_piece *p)
{
    size_t line = p->last + 1;

    while (line > p->first &&
           (j->first[line - 1] == j->first[line] ||
            (j->first[line - 1] >= p->at && is_known(j, line - 1) &&
             known_origin(j, j->first[line - 1]) == ACCOUNT_PUBLIC)))
        line--;
    return line;
}

/* Makes two pieces of one, at a line's first word. */
static void split(account_job *j, guint i, guint32 at)
{
    account_piece second = *piece_at(j, i);
    account_piece *first = piece_at(j, i);
    guint32 n = at - first->at;

    second.at = at;
    second.from += n;
    second.n -= n;
    second.first = line_of(j, at);
    first->n = n;
    first->last = line_of(j, at - 1);
    g_array_insert_val(j->pieces, i + 1, second);
}

/* Copies that end the text, with nothing of the author's below. */
static void take_copies(account_job *j)
{
    guint32 end = j->words->len;

    for (guint i = j->pieces->len; j->copies && i > 0; i--) {
        const account_piece p = *piece_at(j, i - 1); /* split() moves them */

        if (p.at + p.n != end)
            return;
        guint32 at = j->first[copy_start(j, &p)];
        if (!p.quoted && at < end && 2 * (end - at) >= PIECES_COPY) {
            if (at > p.at)
                split(j, i - 1, at);
            piece_at(j, at > p.at ? i : i - 1)->quoted = true;
        }
        if (at > p.at)
            return;
        end = p.at;
    }
}

/* ---- words ---- */

static bool is_mangled(const account_job *j, guint32 from, guint32 to)
{
    return account_is_mangled(j->text,
                              g_array_index(j->words, token, from - 1).to,
                              g_array_index(j->words, token, to).from);
}

/* Figures, an address or a link: what programs change. People change words, also in
 * a sentence of theirs that our frame shows. */
static bool is_changeable(const account_job *j, guint32 from, guint32 to)
{
    for (guint32 k = from; k < to; k++) {
        const token *t = &g_array_index(j->words, token, k);
        gsize size = t->to - t->from;

        if (t->digits || g_strstr_len(j->text + t->from, (gssize)size, "@") ||
            g_strstr_len(j->text + t->from, (gssize)size, "."))
            return true;
    }
    return false;
}

/* What a client changed within a line of our frame (a date, an address) is no
 * answer: as many words stand there in the frame as well. Nor is what has lost its
 * letters, in anybody's words. */
static void swap_words(account_job *j, guint i)
{
    const account_piece *a = piece_at(j, i), *b = piece_at(j, i + 1);
    guint32 end = a->at + a->n, left = b->from - (a->from + a->n);

    if (!a->quoted || !b->quoted || a->source != b->source || b->at <= end ||
        b->at - end > PIECES_SWAP || b->from <= a->from + a->n ||
        left > PIECES_SWAP + 1 || line_of(j, end - 1) != line_of(j, b->at))
        return;
    if (!(is_frame(j->origin[end - 1]) && is_frame(j->origin[b->at]) &&
          is_changeable(j, end, b->at)) &&
        !is_mangled(j, end, b->at))
        return;
    for (guint32 k = end; k < b->at; k++)
        j->origin[k] = j->origin[end - 1];
}

static void set_origins(account_job *j)
{
    for (guint i = 0; i < j->pieces->len; i++) {
        const account_piece *p = piece_at(j, i);

        for (guint32 k = p->at; p->quoted && k < p->at + p->n; k++)
            j->origin[k] = (guint8)known_origin(j, k);
    }
    for (guint i = 0; i + 1 < j->pieces->len; i++)
        swap_words(j, i);
}

/* In a line of the author's own a word or two are no quote, though one stands
 * right above or below that goes on with them. Public ones stay in any case. */
static void give_back(account_job *j, size_t line)
{
    bool fresh = false;

    for (guint32 k = j->first[line]; k < j->first[line + 1]; k++)
        fresh = fresh || j->origin[k] == ACCOUNT_NEW;
    for (guint32 k = j->first[line], end; fresh && k < j->first[line + 1];
         k = end) {
        account_origin origin = j->origin[k];
        guint32 weight = 0;

        for (end = k;
             end < j->first[line + 1] && j->origin[end] == j->origin[k]; end++)
            weight += g_array_index(j->words, token, end).weight;
        if (origin == ACCOUNT_PUBLIC || weight >= MATCH_RUN_MIN)
            continue;
        for (guint32 i = k; i < end; i++)
            j->origin[i] = ACCOUNT_NEW;
    }
}

/* Has a line of a draft words that it had not? */
static bool is_changed(const account_job *j, size_t line)
{
    bool fresh = false, draft = false;

    for (guint32 k = j->first[line]; k < j->first[line + 1]; k++) {
        fresh = fresh || j->origin[k] == ACCOUNT_NEW;
        draft = draft || j->origin[k] == ACCOUNT_DRAFT;
    }
    return fresh && draft;
}

/* Whoever changes a draft where it stands means all of it, and not the words alone
 * that were changed. */
static void give_draft_back(account_job *j)
{
    size_t first = j->t.n, last = 0;
    bool changed = false;

    for (size_t i = 0; i < j->t.n && !changed; i++)
        changed = is_changed(j, i);
    for (size_t i = 0; changed && i < j->t.n; i++) {
        for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
            if (j->origin[k] != ACCOUNT_DRAFT)
                continue;
            j->origin[k] = ACCOUNT_NEW;
            first = MIN(first, i);
            last = i;
        }
    }
    for (size_t i = first; i < j->t.n && i <= last; i++)
        j->rows[i].draft = j->rows[i].marked;
}

/* Short lines that were taken for quotes because their words stand further on in
 * the same source: they may be answers. */
static void note_loose(account_job *j)
{
    for (guint i = 0; i < j->pieces->len; i++) {
        const account_piece *p = piece_at(j, i);

        if (p->first == p->last && !j->rows[p->first].marked &&
            match_of(&j->m, p->at)->small &&
            (!is_frame(j->origin[p->at]) || may_be_command(j, p->first)))
            j->rows[p->first].loose = i == 0 || !joins(p - 1, p);
    }
}

static void count_words(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        account_row *r = &j->rows[i];

        r->fresh = r->known = r->other = 0;
        for (guint32 k = j->first[i]; k < j->first[i + 1]; k++) {
            account_origin origin = j->origin[k];

            r->last = origin;
            r->fresh += origin == ACCOUNT_NEW;
            r->known += origin == ACCOUNT_PUBLIC;
            r->other += origin != ACCOUNT_NEW && origin != ACCOUNT_PUBLIC;
        }
    }
}

void account_pieces(account_job *j)
{
    take_lines(j);
    make_pieces(j);
    for (guint i = 0; i + 1 < j->pieces->len; i++)
        snap(j, i);
    for (guint i = 0; i + 1 < j->pieces->len; i++)
        part_pieces(j, piece_at(j, i), piece_at(j, i + 1));
    for (guint i = 0; i < j->pieces->len; i++)
        trim_edges(j, i);
    account_said(j);
    if (!j->copies) /* of a customer nobody would ask */
        free_commands(j);
    for (guint i = 0; i < j->pieces->len; i++)
        look_at(j, piece_at(j, i));
    link_pieces(j);
    take_copies(j);
    set_origins(j);
    for (size_t i = 0; i < j->t.n; i++)
        give_back(j, i);
    give_draft_back(j);
    note_loose(j);
    count_words(j);
}
