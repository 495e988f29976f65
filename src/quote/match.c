/* match: runs of equal words between an answer and its sources. */
#include "quote/match.h"

#include <string.h>

#define MATCH_GRAM      4     /* words by which runs are looked up */
#define MATCH_PLACES    16    /* of one gram that are remembered */
#define MATCH_NOTES_MAX 20000 /* runs in notes that are remembered */
#define MATCH_RUNS_MAX  400000
#define MATCH_EQUAL_MAX 100000
#define MATCH_GAP_LINES 60 /* of the answer between two pieces of a quote */
#define MATCH_GAP_WORDS 64 /* of a source that were left out there */
#define MATCH_LOST      5 /* words that one with lost letters may have become */

/* One source while it is looked at. */
typedef struct view {
    matcher *m;
    guint32 no;            /* of the source */
    GArray *words;         /* token; `line` counts through the spans */
    GArray *found;         /* match_run of this source */
    GHashTable *diagonals; /* answer's place - source's -> end in the answer */
} view;

static const token *word_at(const GArray *words, size_t i)
{
    return &g_array_index(words, token, i);
}

static guint64 stir(guint64 h)
{
    h ^= h >> 29;
    h *= 0xbf58476d1ce4e5b9u;
    return h ^ (h >> 32);
}

static guint64 hash_of(const GArray *words, size_t from, size_t to)
{
    guint64 h = 0;

    for (size_t i = from; i < to; i++)
        h = stir(h * 31 + word_at(words, i)->hash);
    return h;
}

static unsigned weight_of(const GArray *words, size_t from, size_t to)
{
    unsigned weight = 0;

    for (size_t i = from; i < to; i++)
        weight += word_at(words, i)->weight;
    return weight;
}

/* ---- index of the answer ---- */

static void index_gram(matcher *m, guint32 at)
{
    guint64 h = hash_of(m->words, at, at + MATCH_GRAM);
    guint32 *head = &m->head[h & m->mask];
    unsigned same = 0;

    m->gram[at] = h;
    for (guint32 k = *head; k > 0 && same < MATCH_PLACES; k = m->next[k - 1])
        same += m->gram[k - 1] == h;
    if (same >= MATCH_PLACES)
        return;
    m->next[at] = *head;
    *head = at + 1;
}

static guint64 *boxed(guint64 h)
{
    return g_memdup2(&h, sizeof h);
}

static void index_line(matcher *m, guint32 line)
{
    guint32 from = m->first[line], to = m->first[line + 1];
    guint64 h;
    GArray *same;

    if (from == to || to - from > MATCH_RUN_MIN ||
        weight_of(m->words, from, to) >= MATCH_RUN_MIN)
        return;
    h = hash_of(m->words, from, to);
    same = g_hash_table_lookup(m->short_lines, &h);
    if (!same) {
        same = g_array_new(FALSE, FALSE, sizeof(guint32));
        g_hash_table_insert(m->short_lines, boxed(h), same);
    }
    if (same->len < MATCH_PLACES)
        g_array_append_val(same, line);
}

static void free_array(void *a)
{
    g_array_unref(a);
}

void match_init(matcher *m, const GArray *words, const guint32 *first,
                const bool *marked, const bool *mangled, size_t lines)
{
    guint32 size = 64, zero = 0;

    memset(m, 0, sizeof *m);
    m->words = words;
    m->first = first;
    m->marked = marked;
    m->mangled = mangled;
    m->lines = lines;
    m->runs = g_array_new(FALSE, FALSE, sizeof(match_run));
    m->notes = g_array_new(FALSE, FALSE, sizeof(match_run));
    m->findings = g_array_new(FALSE, FALSE, sizeof(match_run));
    m->equal = g_array_new(FALSE, FALSE, sizeof(match_line));
    m->spans = g_array_new(FALSE, FALSE, sizeof(match_span));
    m->spans_of = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_array_append_val(m->spans_of, zero);
    m->header =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    m->links = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    m->short_lines =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_array);
    while (size < words->len)
        size *= 2;
    m->mask = size - 1;
    m->head = g_new0(guint32, size);
    m->next = g_new0(guint32, words->len + 1);
    m->gram = g_new0(guint64, words->len + 1);
    m->best = g_new0(guint32, words->len + 1);
    m->origins = g_new0(guint16, words->len + 1);
    m->edges = g_new0(guint8, words->len + 1);
    for (guint32 i = 0; i + MATCH_GRAM <= words->len; i++)
        index_gram(m, i);
    for (guint32 i = 0; i < lines; i++)
        index_line(m, i);
}

void match_clear(matcher *m)
{
    g_array_unref(m->runs);
    g_array_unref(m->notes);
    g_array_unref(m->findings);
    g_array_unref(m->equal);
    g_array_unref(m->spans);
    g_array_unref(m->spans_of);
    g_hash_table_unref(m->links);
    g_hash_table_unref(m->header);
    g_hash_table_unref(m->short_lines);
    g_free(m->head);
    g_free(m->next);
    g_free(m->gram);
    g_free(m->best);
    g_free(m->origins);
    g_free(m->edges);
}

/* ---- what is known of a word ---- */

const match_span *match_span_at(const matcher *m, guint32 source, guint32 at)
{
    guint32 low = g_array_index(m->spans_of, guint32, source);
    guint32 high = g_array_index(m->spans_of, guint32, source + 1);

    while (high - low > 1) {
        guint32 middle = low + (high - low) / 2;

        if (g_array_index(m->spans, match_span, middle).from <= at)
            low = middle;
        else
            high = middle;
    }
    return &g_array_index(m->spans, match_span, low);
}

const match_run *match_of(const matcher *m, size_t word)
{
    guint32 run = m->best[word];

    return run > 0 ? &g_array_index(m->runs, match_run, run - 1) : NULL;
}

account_origin match_origin(const matcher *m, const match_run *r, size_t word)
{
    return match_span_at(m, r->source, r->from + (guint32)word - r->at)->origin;
}

/* ---- runs ---- */

static bool starts_line(const view *v, guint32 at)
{
    return at == 0 || at >= v->words->len ||
           word_at(v->words, at)->line != word_at(v->words, at - 1)->line;
}

static guint8 edges_of(const view *v, guint32 at)
{
    return (guint8)((starts_line(v, at) ? MATCH_STARTS : 0) |
                    (starts_line(v, at + 1) ? MATCH_ENDS : 0));
}

/* The run covers best what no longer one does; earlier sources come first. */
static void keep_run(view *v, const match_run *r)
{
    matcher *m = v->m;
    bool better = false;

    if (m->runs->len >= MATCH_RUNS_MAX) {
        m->over = true;
        return;
    }
    for (guint32 i = r->at; i < r->at + r->n; i++) {
        const match_run *old = match_of(m, i);

        if (old && old->weight >= r->weight)
            continue;
        m->best[i] = m->runs->len + 1;
        m->edges[i] = edges_of(v, r->from + i - r->at);
        better = true;
    }
    if (better)
        g_array_append_val(m->runs, *r);
}

/* The parts of a run that stand in one span, each. */
static void note_origins(view *v, const match_run *r)
{
    matcher *m = v->m;
    guint32 i = 0;

    while (i < r->n) {
        const match_span *s = match_span_at(m, v->no, r->from + i);
        guint32 start = i;

        for (; i < r->n && match_span_at(m, v->no, r->from + i) == s; i++)
            m->origins[r->at + i] |= (guint16)(1u << s->origin);
        GArray *kept = s->origin == ACCOUNT_NOTE        ? m->notes
                       : s->origin == ACCOUNT_COLLEAGUE ? m->findings
                                                        : NULL;
        if (kept && kept->len < MATCH_NOTES_MAX) {
            match_run part = *r;

            part.at += start;
            part.from += start;
            part.n = i - start;
            g_array_append_val(kept, part);
        }
    }
}

static bool is_equal(const view *v, guint32 at, guint32 from)
{
    return word_at(v->m->words, at)->hash == word_at(v->words, from)->hash;
}

/* The longest run through these two places. */
static match_run run_through(view *v, guint32 at, guint32 from)
{
    matcher *m = v->m;
    guint32 end = at, to = from;

    while (at > 0 && from > 0 && is_equal(v, at - 1, from - 1)) {
        at--;
        from--;
        m->steps++;
    }
    while (end < m->words->len && to < v->words->len && is_equal(v, end, to)) {
        end++;
        to++;
        m->steps++;
    }
    return (match_run){.at = at,
                       .n = end - at,
                       .source = v->no,
                       .from = from,
                       .weight = weight_of(m->words, at, end)};
}

/* Was a run found already that goes through these places? */
static bool is_covered(const view *v, guint32 at, guint32 from)
{
    gpointer key = GSIZE_TO_POINTER((gsize)at + G_MAXUINT32 - from);

    return GPOINTER_TO_UINT(g_hash_table_lookup(v->diagonals, key)) > at;
}

static void add_run(view *v, const match_run *r)
{
    gpointer key = GSIZE_TO_POINTER((gsize)r->at + G_MAXUINT32 - r->from);

    g_hash_table_insert(v->diagonals, key, GUINT_TO_POINTER(r->at + r->n));
    if (r->weight < MATCH_RUN_MIN)
        return;
    keep_run(v, r);
    note_origins(v, r);
    g_array_append_val(v->found, *r);
}

static void find_runs(view *v)
{
    matcher *m = v->m;

    for (guint32 s = 0; s + MATCH_GRAM <= v->words->len; s++) {
        guint64 h = hash_of(v->words, s, s + MATCH_GRAM);

        for (guint32 k = m->head[h & m->mask]; k > 0; k = m->next[k - 1]) {
            if (m->gram[k - 1] != h || is_covered(v, k - 1, s))
                continue;
            match_run r = run_through(v, k - 1, s);
            add_run(v, &r);
        }
        m->steps++;
        if (m->steps > MATCH_STEPS_MAX) {
            m->over = true;
            return;
        }
    }
}

/* ---- what is too short for a run ---- */

static bool is_stretch(const view *v, guint32 at, guint32 n, guint32 from)
{
    if (from + n > v->words->len)
        return false;
    for (guint32 i = 0; i < n; i++) {
        if (!is_equal(v, at + i, from + i))
            return false;
    }
    return true;
}

/* Where the words that a line of the answer has between two runs go on in the
 * source: at once, or, behind a mark, a little further. G_MAXUINT32: nowhere. */
static guint32 goes_on(const view *v, guint32 at, guint32 n, guint32 cursor,
                       guint32 stop)
{
    bool marked = v->m->marked[word_at(v->m->words, at)->line];
    guint32 last = marked ? MIN(cursor + MATCH_GAP_WORDS, stop) : cursor;

    if (!marked && n < 2)
        return G_MAXUINT32;
    for (guint32 from = cursor; from <= last && from + n <= stop; from++) {
        v->m->steps++;
        if (is_stretch(v, at, n, from))
            return from;
    }
    return G_MAXUINT32;
}

/* What is left of a line that has lost letters: each word that comes soon in the
 * source, too. Returns where the source goes on. */
static guint32 align(view *v, guint32 at, guint32 to, guint32 cursor,
                     guint32 stop)
{
    while (at < to) {
        guint32 from = cursor, last = MIN(cursor + MATCH_LOST, stop), n = 0;

        while (from < last && !is_equal(v, at, from))
            from++;
        while (from < last && at + n < to && from + n < stop &&
               is_equal(v, at + n, from + n))
            n++;
        v->m->steps += MATCH_LOST;
        if (n > 0) {
            match_run small = {
                at, n, v->no, from, weight_of(v->m->words, at, at + n), true};
            keep_run(v, &small);
            cursor = from + n;
        }
        at += MAX(n, 1);
    }
    return cursor;
}

/* The lines between two runs of one quote that are shorter than a run. */
static void fill_gap(view *v, const match_run *r, guint32 end, guint32 stop)
{
    matcher *m = v->m;
    guint32 cursor = r->from + r->n, at = r->at + r->n;

    for (unsigned lines = 0; at < end && lines < MATCH_GAP_LINES; lines++) {
        guint32 line = word_at(m->words, at)->line;
        guint32 to = MIN(end, m->first[line + 1]), n = to - at, from;

        if (n < MATCH_RUN_MIN &&
            (from = goes_on(v, at, n, cursor, stop)) != G_MAXUINT32) {
            match_run small = {at,  n, v->no, from, weight_of(m->words, at, to),
                               true};
            keep_run(v, &small);
            cursor = from + n;
        } else if (m->mangled[line]) {
            cursor = align(v, at, to, cursor, stop);
        }
        at = to;
    }
}

static int by_place(const void *a, const void *b)
{
    const match_run *x = a, *y = b;

    return x->at != y->at ? (x->at < y->at ? -1 : 1)
                          : (x->from < y->from ? -1 : x->from > y->from);
}

static void fill_gaps(view *v)
{
    g_array_sort(v->found, by_place);
    for (guint i = 0; i < v->found->len && !v->m->over; i++) {
        const match_run *r = &g_array_index(v->found, match_run, i);
        const match_run *next = i + 1 < v->found->len ? r + 1 : NULL;
        guint32 end = next ? next->at : v->m->words->len;
        guint32 stop =
            next && next->from >= r->from + r->n ? next->from : v->words->len;

        if (end > r->at + r->n)
            fill_gap(v, r, end, stop);
    }
}

/* Lines of the source that are whole lines of the answer. */
static void find_lines(view *v)
{
    matcher *m = v->m;

    for (guint32 from = 0; from < v->words->len;) {
        guint32 to = from, line = word_at(v->words, from)->line;
        GArray *same;
        guint64 h;

        while (to < v->words->len && word_at(v->words, to)->line == line)
            to++;
        h = to - from <= MATCH_RUN_MIN ? hash_of(v->words, from, to) : 0;
        same = h ? g_hash_table_lookup(m->short_lines, &h) : NULL;
        for (guint i = 0; same && i < same->len; i++) {
            match_line e = {g_array_index(same, guint32, i), v->no, from};

            if (m->equal->len < MATCH_EQUAL_MAX)
                g_array_append_val(m->equal, e);
        }
        from = to;
    }
}

/* ---- a source ---- */

static void add_links(matcher *m, const GArray *some)
{
    for (guint i = 0; i < some->len; i++)
        g_hash_table_add(m->links, boxed(word_at(some, i)->hash));
}

static guint32 read_text(view *v, const char *text, guint32 line, GArray *soft)
{
    for (const char *p = text; *p; line++) {
        size_t n = strcspn(p, "\n");

        token_read(p, 0, n, line, ACCOUNT_SOURCE_WORDS, v->words, soft);
        p += n + (p[n] == '\n');
    }
    return line;
}

static void read_words(view *v, const account_source *s)
{
    g_autoptr(GArray) soft = g_array_new(FALSE, FALSE, sizeof(token));
    matcher *m = v->m;
    guint32 line = 0, ends;

    for (guint i = 0; i < s->spans->len; i++) {
        const account_span *span = s->spans->pdata[i];
        match_span known = {v->words->len, span->origin, span->ticket,
                            span->entry};
        g_autofree char *valid = g_utf8_make_valid(span->text, -1);

        line = read_text(v, valid, line, soft);
        if (v->words->len > known.from)
            g_array_append_val(m->spans, known);
        for (guint k = known.from;
             span->origin == ACCOUNT_ATTRIBUTION && k < v->words->len; k++)
            g_hash_table_add(m->header, boxed(word_at(v->words, k)->hash));
    }
    ends = m->spans->len;
    g_array_append_val(m->spans_of, ends);
    add_links(m, soft);
}

void match_source(matcher *m, const account_source *s)
{
    view v = {.m = m,
              .no = m->spans_of->len - 1,
              .words = g_array_new(FALSE, FALSE, sizeof(token)),
              .found = g_array_new(FALSE, FALSE, sizeof(match_run)),
              .diagonals = g_hash_table_new(NULL, NULL)};

    read_words(&v, s);
    m->source_words += v.words->len;
    m->over = m->over || m->source_words > ACCOUNT_SOURCE_WORDS;
    if (!m->over) {
        find_runs(&v);
        fill_gaps(&v);
        find_lines(&v);
    }
    g_array_unref(v.words);
    g_array_unref(v.found);
    g_hash_table_unref(v.diagonals);
}
