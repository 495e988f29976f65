/* account: whose words an answer is made of. The order of things; each has a
 * file of its own. */
#include "quote/account.h"

#include <string.h>

#include "quote/account_room.h"

const char *account_origin_name(account_origin origin)
{
    static const char *const names[ACCOUNT_ORIGINS] = {
        [ACCOUNT_NEW] = "new",
        [ACCOUNT_FRAME] = "frame",
        [ACCOUNT_ATTRIBUTION] = "attribution",
        [ACCOUNT_NOTE] = "note",
        [ACCOUNT_COLLEAGUE] = "colleague",
        [ACCOUNT_STRANGER] = "stranger",
        [ACCOUNT_PUBLIC] = "public",
        [ACCOUNT_OWN] = "own",
        [ACCOUNT_DRAFT] = "draft",
        [ACCOUNT_UNKNOWN] = "unknown",
    };

    return origin < ACCOUNT_ORIGINS ? names[origin] : "?";
}

/* ---- sources ---- */

static void free_span(void *data)
{
    account_span *s = data;

    g_free(s->text);
    g_free(s);
}

account_source *account_source_new(void)
{
    account_source *s = g_new0(account_source, 1);

    s->spans = g_ptr_array_new_with_free_func(free_span);
    return s;
}

void account_source_add(account_source *s, account_origin origin,
                        int64_t ticket, int64_t entry, const char *text)
{
    account_span *span;

    if (!text)
        return;
    span = g_new0(account_span, 1);
    span->origin = origin;
    span->ticket = ticket;
    span->entry = entry;
    span->text = g_strdup(text);
    g_ptr_array_add(s->spans, span);
}

void account_source_free(account_source *s)
{
    if (!s)
        return;
    g_ptr_array_unref(s->spans);
    g_free(s);
}

/* ---- lines ---- */

/* Blank, or a quote mark alone. */
static bool is_empty(const account_job *j, size_t line)
{
    return j->t.at[line].kind == TRIM_BLANK ||
           (j->rows[line].marked && j->first[line] == j->first[line + 1] &&
            !j->rows[line].soft);
}

size_t account_above(const account_job *j, size_t line)
{
    while (line > 0 && is_empty(j, line - 1))
        line--;
    return line - 1;
}

size_t account_below(const account_job *j, size_t line)
{
    line++;
    while (line < j->t.n && is_empty(j, line))
        line++;
    return line;
}

bool account_is_quoted(const account_job *j, size_t line)
{
    const account_row *r = &j->rows[line];

    return r->known + r->other > 0;
}

/* "-- " and the like, without a quote's mark. */
static bool is_delimiter(const account_job *j, size_t line)
{
    const trim_line *l = &j->t.at[line];

    return !j->rows[line].marked && l->size >= 2 &&
           strspn(l->text, "-_=*~") >= (size_t)l->size;
}

/* Lines without words are the author's if they are unlike what stands around
 * them: "?!" without a mark between marked lines, a picture of a face. */
static bool is_fresh_sign(const account_job *j, size_t line)
{
    const account_row *r = &j->rows[line];
    size_t above = account_above(j, line), below = account_below(j, line);
    bool inside = (above != (size_t)-1 && account_is_quoted(j, above)) ||
                  (below < j->t.n && account_is_quoted(j, below));
    bool marked = (above != (size_t)-1 && j->rows[above].marked) ||
                  (below < j->t.n && j->rows[below].marked);

    if (r->attribution || r->unknown)
        return false;
    if (!inside)
        return true;
    if (is_delimiter(j, line))
        return below < j->t.n && !account_is_quoted(j, below);
    return r->soft ||
           (marked && !r->marked &&
            strspn(j->t.at[line].text, "-_=*~. ") < (size_t)j->t.at[line].size);
}

bool account_is_fresh(const account_job *j, size_t line)
{
    if (j->t.at[line].kind == TRIM_BLANK)
        return false;
    if (j->first[line] == j->first[line + 1])
        return is_fresh_sign(j, line);
    return j->rows[line].fresh > 0;
}

/* ---- the words of the answer ---- */

static bool is_known_link(const account_job *j, const token *t)
{
    guint64 h = t->hash;

    return t->weight == 2 && g_hash_table_contains(j->m.links, &h);
}

/* What clients add by themselves, alone in a line: known links are no news. */
static void note_soft(account_job *j)
{
    for (guint i = 0; i < j->soft->len; i++) {
        const token *t = &g_array_index(j->soft, token, i);

        if (!is_known_link(j, t))
            j->rows[t->line].soft = true;
    }
}

bool account_is_mangled(const char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (i > 0 && text[i] == '?' && (guchar)text[i - 1] > ' ' &&
            (g_ascii_isalpha(text[i + 1]) || text[i + 1] == '?'))
            return true;
        if (i + 3 <= to && memcmp(text + i, "\xef\xbf\xbd", 3) == 0)
            return true;
    }
    return false;
}

static void read_words(account_job *j)
{
    for (size_t i = 0; i < j->t.n; i++) {
        const trim_line *l = &j->t.at[i];
        size_t from = (size_t)(l->text - j->text);

        j->first[i] = j->words->len;
        token_read(j->text, from + MIN(j->rows[i].mark, (size_t)l->size),
                   from + (size_t)l->size, (guint32)i, ACCOUNT_ANSWER_WORDS + 1,
                   j->words, j->soft);
        j->marked[i] = j->rows[i].marked;
        j->mangled[i] =
            account_is_mangled(j->text, from, from + (size_t)l->size);
    }
    j->first[j->t.n] = j->words->len;
}

static void compare(account_job *j, const GPtrArray *sources)
{
    match_init(&j->m, j->words, j->first, j->marked, j->mangled, j->t.n);
    for (guint i = 0; sources && i < sources->len; i++)
        match_source(&j->m, sources->pdata[i]);
    j->out->doubt = j->m.over || j->words->len > ACCOUNT_ANSWER_WORDS;
}

/* ---- all of it ---- */

void account_leak_free(account_leak *l)
{
    if (!l)
        return;
    g_free(l->words);
    g_free(l);
}

static account *account_new(void)
{
    account *a = g_new0(account, 1);

    a->lines = g_array_new(FALSE, FALSE, sizeof(account_line));
    a->words = g_array_new(FALSE, FALSE, sizeof(account_word));
    a->text_lines = g_array_new(FALSE, FALSE, sizeof(guint32));
    a->inside_lines = g_array_new(FALSE, FALSE, sizeof(guint32));
    a->leaks =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_leak_free);
    a->told = g_ptr_array_new_with_free_func((GDestroyNotify)account_leak_free);
    return a;
}

void account_free(account *a)
{
    if (!a)
        return;
    g_array_unref(a->lines);
    g_array_unref(a->words);
    g_array_unref(a->text_lines);
    g_array_unref(a->inside_lines);
    g_ptr_array_unref(a->leaks);
    g_ptr_array_unref(a->told);
    g_free(a->text);
    g_free(a->inside);
    g_free(a->removed);
    g_free(a->signature);
    g_free(a);
}

/* History as trim sees it; blank lines within stay blank. */
static void find_history(trim_lines *t)
{
    g_autofree bool *blank = g_new0(bool, t->n + 1);

    for (size_t i = 0; i < t->n; i++)
        blank[i] = t->at[i].kind == TRIM_BLANK;
    trim_history_find(t);
    for (size_t i = 0; i < t->n; i++)
        t->at[i].kind = blank[i] ? TRIM_BLANK : t->at[i].kind;
}

/* Lines of a text, without blanks at their ends. */
static GHashTable *lines_of(const char *text)
{
    GHashTable *set =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

    for (char **line = lines; *line; line++)
        g_hash_table_add(set, g_strdup(g_strstrip(*line)));
    return set;
}

/* What markup said, which is not seen in the text. */
static void take_hints(account_job *j, const account_answer *answer)
{
    g_autoptr(GHashTable) fresh = NULL, quoted = NULL, signature = NULL;

    if (!answer->new_text || (!answer->quoted && !answer->signature))
        return;
    fresh = lines_of(answer->new_text);
    quoted = lines_of(answer->quoted);
    signature = lines_of(answer->signature);
    for (size_t i = 0; i < j->t.n; i++) {
        trim_line *l = &j->t.at[i];
        g_autofree char *line = g_strstrip(g_strndup(l->text, (gsize)l->size));

        if (l->kind != TRIM_TEXT || !*line ||
            g_hash_table_contains(fresh, line))
            continue;
        if (g_hash_table_contains(signature, line))
            j->rows[i].signs = true;
        else if (g_hash_table_contains(quoted, line))
            l->kind = TRIM_HISTORY;
    }
}

static void job_start(account_job *j, const account_answer *answer)
{
    const char *subject = answer->subject;

    trim_lines_split(&j->t, j->text);
    j->t.forwards = subject && trim_find(&j->t, TRIM_RE_FORWARD_SUBJECT,
                                         subject, (gssize)strlen(subject)) >= 0;
    j->t.answers_in_finnish = j->t.forwards && strstr(subject, "VS:");
    find_history(&j->t);
    j->rows = g_new0(account_row, j->t.n + 1);
    j->first = g_new0(guint32, j->t.n + 1);
    j->marked = g_new0(bool, j->t.n + 1);
    j->mangled = g_new0(bool, j->t.n + 1);
    j->words = g_array_new(FALSE, FALSE, sizeof(token));
    j->soft = g_array_new(FALSE, FALSE, sizeof(token));
    j->pieces = g_array_new(FALSE, TRUE, sizeof(account_piece));
    take_hints(j, answer);
    account_marks(j);
    read_words(j);
    j->piece_of = g_new0(guint32, j->words->len + 1);
    j->origin = g_new0(guint8, j->words->len + 1);
}

static void job_clear(account_job *j)
{
    match_clear(&j->m);
    g_array_unref(j->words);
    g_array_unref(j->soft);
    g_array_unref(j->pieces);
    g_free(j->rows);
    g_free(j->first);
    g_free(j->marked);
    g_free(j->mangled);
    g_free(j->piece_of);
    g_free(j->origin);
    trim_lines_clear(&j->t);
}

account *account_read(const account_answer *answer, const GPtrArray *sources)
{
    g_autofree char *valid =
        g_utf8_make_valid(answer->text ? answer->text : "", -1);
    account_job j = {
        .text = valid, .copies = answer->copies, .out = account_new()};

    job_start(&j, answer);
    compare(&j, sources);
    account_pieces(&j);
    note_soft(&j);
    account_attributions(&j);
    account_texts(&j);
    account_leaks(&j);
    job_clear(&j);
    return j.out;
}

static unsigned frame_words(const account_job *j)
{
    unsigned n = 0;

    for (guint i = 0; i < j->words->len; i++)
        n += j->m.origins[i] == 1u << ACCOUNT_FRAME;
    return n;
}

GPtrArray *account_notes(const char *text, const GPtrArray *sources,
                         unsigned *frame)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    account_job j = {.text = valid, .out = account_new()};
    GPtrArray *leaks;

    job_start(&j, &(account_answer){.text = valid});
    compare(&j, sources);
    account_leaks_anywhere(&j);
    leaks = g_ptr_array_ref(j.out->leaks);
    if (frame)
        *frame = frame_words(&j);
    job_clear(&j);
    account_free(j.out);
    return leaks;
}
