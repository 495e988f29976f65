/* account_leak: words of notes that are about to leave: among the author's own,
 * or above an answer to them. */
#include "base/planted.h"
#include "quote/account_room.h"

#define LEAK_WEIGHT_MIN 10  /* five words of a note */
#define LEAK_RARE_MIN   8   /* four of which one is rare */
#define LEAK_RARE_WORD  7   /* letters of a word that is rare in itself */
#define LEAK_MAX        50  /* that are told */
#define LEAK_SHOWN_MAX  400 /* octets of one */

static void add_leak(account_job *j, GPtrArray *to, account_place place,
                     guint32 at, guint32 end, int64_t ticket, int64_t entry)
{
    const token *first = &g_array_index(j->words, token, at);
    const token *last = &g_array_index(j->words, token, end - 1);
    account_leak *l;
    size_t size = last->to - first->from;

    if (to->len >= LEAK_MAX)
        return;
    if (size > LEAK_SHOWN_MAX) {
        size = LEAK_SHOWN_MAX;
        while (((guchar)j->text[first->from + size] & 0xc0) == 0x80)
            size--;
    }
    l = g_new0(account_leak, 1);
    l->place = place;
    l->line = first->line;
    l->ticket = ticket;
    l->entry = entry;
    l->words = g_strndup(j->text + first->from, size);
    g_ptr_array_add(to, l);
}

/* ---- in own words ---- */

static bool is_rare(const account_job *j, guint32 i)
{
    const token *t = &g_array_index(j->words, token, i);

    return t->digits || t->letters >= LEAK_RARE_WORD;
}

/* Words that others know, too, or that are quoted and treated as such. */
static bool is_told(const account_job *j, guint32 i)
{
    return j->origin[i] != ACCOUNT_NEW ||
           (j->m.origins[i] & (1u << ACCOUNT_PUBLIC | 1u << ACCOUNT_OWN |
                               1u << ACCOUNT_DRAFT | 1u << ACCOUNT_FRAME));
}

static void look_in_own(account_job *j, const match_run *r, guint8 *seen,
                        GPtrArray *to)
{
    guint32 i = r->at, end = r->at + r->n;

    while (i < end) {
        guint32 start = i, weight = 0;
        bool rare = false, fresh = false;

        for (; i < end && !is_told(j, i); i++) {
            weight += g_array_index(j->words, token, i).weight;
            rare = rare || is_rare(j, i);
            fresh = fresh || !seen[i];
        }
        if (fresh &&
            (weight >= LEAK_WEIGHT_MIN || (rare && weight >= LEAK_RARE_MIN))) {
            const match_span *s =
                match_span_at(&j->m, r->source, r->from + (start - r->at));
            add_leak(j, to, ACCOUNT_IN_OWN_TEXT, start, i, s->ticket, s->entry);
            for (guint32 k = start; k < i; k++)
                seen[k] = 1;
        }
        if (i == start)
            i++;
    }
}

/* ---- an answer ---- */

static void find_note(const account_job *j, guint32 word, int64_t *ticket,
                      int64_t *entry)
{
    const match_run *r = match_of(&j->m, word);

    if (r) {
        const match_span *s =
            match_span_at(&j->m, r->source, r->from + (word - r->at));
        *ticket = s->ticket;
        *entry = s->entry;
    }
}

static void below_note(account_job *j, size_t line)
{
    guint32 end = j->first[line + 1], at = end;
    int64_t ticket = 0, entry = 0;

    while (at > j->first[line] && j->origin[at - 1] == ACCOUNT_NOTE)
        at--;
    find_note(j, at, &ticket, &entry);
    add_leak(j, j->out->leaks, ACCOUNT_BELOW_NOTE, at, end, ticket, entry);
}

/* Words of a note and the author's in one line are an answer as well. */
static void look_in_line(account_job *j, size_t line)
{
    for (guint32 k = j->first[line]; k < j->first[line + 1]; k++) {
        guint32 end = k;
        int64_t ticket = 0, entry = 0;

        if (j->origin[k] != ACCOUNT_NOTE)
            continue;
        while (end < j->first[line + 1] && j->origin[end] == ACCOUNT_NOTE)
            end++;
        find_note(j, k, &ticket, &entry);
        add_leak(j, j->out->leaks, ACCOUNT_BELOW_NOTE, k, end, ticket, entry);
        return;
    }
}

/* A colleague's line that repeats a note's, as one who answers the note quotes it:
 * the run that is all of it; NULL. */
static const match_run *note_in_line(const account_job *j, size_t line)
{
    guint32 first = j->first[line], end = j->first[line + 1];

    if (j->rows[line].last != ACCOUNT_COLLEAGUE)
        return NULL;
    for (guint i = 0; i < j->m.notes->len; i++) {
        const match_run *r = &g_array_index(j->m.notes, match_run, i);
        if (r->at <= first && r->at + r->n >= end)
            return r;
    }
    return NULL;
}

static void below_repeated(account_job *j, size_t line, const match_run *r)
{
    guint32 first = j->first[line];
    const match_span *s =
        match_span_at(&j->m, r->source, r->from + (first - r->at));

    add_leak(j, j->out->leaks, ACCOUNT_BELOW_NOTE, first, j->first[line + 1],
             s->ticket, s->entry);
}

/* The line that one answers. A short line that was taken for a quote and may be an
 * answer itself does not stand between. */
static size_t answered_line(const account_job *j, size_t line)
{
    size_t above = account_above(j, line);

    while (above != (size_t)-1 && j->rows[above].loose)
        above = account_above(j, above);
    return above;
}

static void look_for_answers(account_job *j)
{
    for (size_t i = 0; i < j->t.n && !PLANTED(note_answered); i++) {
        size_t above = answered_line(j, i);

        if (!account_is_fresh(j, i) || j->rows[i].rest)
            continue;
        look_in_line(j, i);
        if (above == (size_t)-1 || account_is_fresh(j, above) ||
            j->first[above] == j->first[above + 1])
            continue;
        const match_run *note = note_in_line(j, above);
        if (note)
            below_repeated(j, above, note);
        else if (j->rows[above].last == ACCOUNT_NOTE)
            below_note(j, above);
    }
}

static int by_line(const void *a, const void *b)
{
    const account_leak *x = *(const account_leak *const *)a;
    const account_leak *y = *(const account_leak *const *)b;

    return x->line < y->line ? -1 : x->line > y->line;
}

static int by_length(const void *a, const void *b)
{
    const match_run *x = a, *y = b;

    return x->n > y->n ? -1 : x->n < y->n;
}

static void look_in_all(account_job *j, GArray *runs, GPtrArray *to)
{
    g_autofree guint8 *seen = g_new0(guint8, j->words->len + 1);

    g_array_sort(runs, by_length);
    for (guint i = 0; i < runs->len; i++)
        look_in_own(j, &g_array_index(runs, match_run, i), seen, to);
}

void account_leaks_anywhere(account_job *j)
{
    look_in_all(j, j->m.notes, j->out->leaks);
}

void account_leaks(account_job *j)
{
    account_leaks_anywhere(j);
    look_in_all(j, j->m.findings, j->out->told);
    look_for_answers(j);
    g_ptr_array_sort(j->out->leaks, by_line);
}
