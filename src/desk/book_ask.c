/* book_ask: what people write on the command line, in mail, and in tables. */
#include "desk/book_room.h"

#include "base/csv.h"
#include "base/nearest.h"
#include "desk/command.h"

#include <string.h>

const char *const book_verbs[BOOK_VERBS + 1] = {"add", "set", "show", "list",
                                                NULL};

#define WORDS_MAX 200

void book_ask_free(book_ask *a)
{
    if (!a)
        return;
    g_free(a->name);
    json_decref(a->given);
    g_free(a);
}

/* ---- words ---- */

static const struct {
    const char *open, *close;
} quotes[] = {
    {"\"", "\""},
    {"'", "'"},
    {"\xe2\x80\x9c", "\xe2\x80\x9d"},
    {"\xe2\x80\x9e", "\xe2\x80\x9c"},
    {"\xe2\x80\x98", "\xe2\x80\x99"},
    {"\xc2\xab", "\xc2\xbb"},
};

/* The rest of a quoted part, if one begins here and ends; else NULL. */
static const char *take_quoted(const char *at, GString *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(quotes); i++) {
        size_t size = strlen(quotes[i].open);
        if (strncmp(at, quotes[i].open, size) != 0)
            continue;
        const char *end = strstr(at + size, quotes[i].close);
        if (!end)
            continue;
        g_string_append_len(word, at + size, end - at - (gssize)size);
        return end + strlen(quotes[i].close);
    }
    return NULL;
}

/* Blanks of any kind: mail clients make no-break ones. */
static bool is_blank(const char *at)
{
    return *at && g_unichar_isspace(g_utf8_get_char(at));
}

char **book_split(const char *text)
{
    GPtrArray *words = g_ptr_array_new();

    while (*text && words->len < WORDS_MAX) {
        g_autoptr(GString) word = g_string_new(NULL);
        while (is_blank(text))
            text = g_utf8_next_char(text);
        if (!*text)
            break;
        bool inside = true; /* a quote begins a word, or its value */
        while (*text && !is_blank(text)) {
            const char *rest = inside ? take_quoted(text, word) : NULL;
            inside = *text == '=';
            if (!rest) {
                rest = g_utf8_next_char(text);
                g_string_append_len(word, text, rest - text);
            }
            text = rest;
        }
        g_ptr_array_add(words, g_strdup(word->str));
    }
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

/* ---- asks ---- */

typedef struct parser {
    const config *c;
    book_ask *ask;
    GArray *columns;
    fault *wrong;
} parser;

static fault *no_column(const parser *p, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < p->columns->len; i++)
        g_ptr_array_add(names,
                        (void *)g_array_index(p->columns, book_column, i).name);
    g_ptr_array_add(names, NULL);
    const char *near = nearest_name(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    return near ? fault_new(FAULT_BOOK_COLUMN, book_kinds[p->ask->kind].name,
                            name, near, NULL)
                : fault_new(FAULT_BOOK_COLUMNS, book_kinds[p->ask->kind].name,
                            name, all, NULL);
}

static bool has_column(const parser *p, const char *name)
{
    for (guint i = 0; i < p->columns->len; i++)
        if (strcmp(g_array_index(p->columns, book_column, i).name, name) == 0)
            return true;
    return false;
}

/* Takes over `name`. */
static bool give(parser *p, char *name, const char *value)
{
    g_autofree char *low = g_utf8_strdown(name, -1);

    g_free(name);
    if (!has_column(p, low))
        p->wrong = no_column(p, low);
    else if (json_object_get(p->ask->given, low))
        p->wrong = fault_new(FAULT_BOOK_TWICE, low, NULL);
    else
        json_object_set_new(p->ask->given, low, json_string(value));
    return !p->wrong;
}

/* "zone=Europe/Oslo", "--zone=Europe/Oslo", "--zone" and the next word. The
 * dashes may have become one. */
static bool take_word(parser *p, const char *const **words)
{
    const char *word = **words, *sign = strchr(word, '=');
    size_t dashes = g_str_has_prefix(word, "--") ? 2
                    : g_str_has_prefix(word, "\xe2\x80\x94") ||
                            g_str_has_prefix(word, "\xe2\x80\x93")
                        ? 3
                        : 0;

    (*words)++;
    if (!g_utf8_validate(word, -1, NULL)) {
        g_autofree char *shown = g_utf8_make_valid(word, -1);
        p->wrong = fault_new(FAULT_BOOK_UTF8, shown, NULL);
        return false;
    }
    if (sign && sign > word + dashes)
        return give(p, g_strndup(word + dashes, (size_t)(sign - word) - dashes),
                    sign + 1);
    if (dashes && **words && g_utf8_validate(**words, -1, NULL)) {
        const char *value = **words;
        (*words)++;
        return give(p, g_strdup(word + dashes), value);
    }
    if (dashes || p->ask->name) {
        p->wrong = fault_new(FAULT_BOOK_WORD, word, NULL);
        return false;
    }
    p->ask->name = g_strdup(word);
    return true;
}

/* The word after `add` is the first column. */
static bool settle(parser *p)
{
    const book_kind_row *k = &book_kinds[p->ask->kind];
    bool names = p->ask->verb == BOOK_SET || p->ask->verb == BOOK_SHOW;

    if (names && !p->ask->name)
        p->wrong = fault_new(FAULT_BOOK_WHICH, k->name,
                             book_verbs[p->ask->verb], NULL);
    if (p->ask->verb == BOOK_SET && !p->wrong &&
        json_object_size(p->ask->given) == 0)
        p->wrong = fault_new(FAULT_BOOK_SET, k->name, NULL);
    if (!names && p->ask->name && !p->wrong) {
        char *name = g_steal_pointer(&p->ask->name);
        give(p, g_strdup(k->first), name);
        g_free(name);
    }
    return !p->wrong;
}

static bool take_verb(parser *p, const char *word)
{
    for (int i = 0; word && i < BOOK_VERBS; i++) {
        if (g_ascii_strcasecmp(word, book_verbs[i]) == 0) {
            p->ask->verb = (book_verb)i;
            return true;
        }
    }
    p->wrong = fault_new(FAULT_BOOK_VERB, book_kinds[p->ask->kind].name, NULL);
    return false;
}

book_ask *book_ask_read(const config *c, book_kind kind,
                        const char *const *words, fault **wrong)
{
    g_autoptr(book_ask) ask = g_new0(book_ask, 1);
    g_autoptr(GArray) columns = book_columns(c, kind);
    parser p = {c, ask, columns, NULL};
    bool fine;

    ask->kind = kind;
    ask->given = json_object();
    fine = take_verb(&p, words[0]);
    for (words++; fine && *words;)
        fine = take_word(&p, &words);
    fine = fine && settle(&p);
    *wrong = p.wrong;
    return fine ? g_steal_pointer(&ask) : NULL;
}

/* ---- tables ---- */

typedef struct table {
    book *b;
    book_kind kind;
    GPtrArray *names; /* char*, of the header */
    GPtrArray *wrong;
} table;

static void bad(const table *t, int line, fault *f)
{
    g_autofree char *words = fault_words(f);

    g_ptr_array_add(t->wrong, g_strdup_printf("%d: %s", line, words));
    fault_free(f);
}

static bool read_header(table *t, const csv_row *header)
{
    g_autoptr(GArray) columns = book_columns(t->b->c, t->kind);
    book_ask ask = {.kind = t->kind, .given = json_object()};
    parser p = {t->b->c, &ask, columns, NULL};
    guint before = t->wrong->len;

    for (guint i = 0; i < header->cells->len; i++) {
        char *name = g_strstrip(g_utf8_strdown(header->cells->pdata[i], -1));
        g_ptr_array_add(t->names, name);
        if (!give(&p, g_strdup(name), ""))
            bad(t, header->line, g_steal_pointer(&p.wrong));
    }
    json_decref(ask.given);
    return t->wrong->len == before;
}

/* An empty cell says nothing of a new row, and empties what was there. */
static void import_row(table *t, const csv_row *row, int64_t now_ms,
                       book_counts *counts)
{
    book_ask ask = {.kind = t->kind, .verb = BOOK_ADD, .given = json_object()};
    g_auto(book_done) done = {0};

    if (row->cells->len != t->names->len) {
        g_autofree char *has = g_strdup_printf("%u", row->cells->len);
        g_autofree char *wants = g_strdup_printf("%u", t->names->len);
        bad(t, row->line, fault_new(FAULT_BOOK_CELLS, has, wants, NULL));
        json_decref(ask.given);
        return;
    }
    for (guint i = 0; i < t->names->len; i++) {
        g_autofree char *cell = csv_unguard(row->cells->pdata[i]);
        json_object_set_new(ask.given, t->names->pdata[i], json_string(cell));
    }
    fault *f = book_do(t->b, &ask, now_ms, &done);
    if (f)
        bad(t, row->line, f);
    else if (done.made)
        counts->added++;
    else if (done.changed)
        counts->changed++;
    else
        counts->same++;
    json_decref(ask.given);
}

bool book_import(book *b, book_kind kind, const char *text, size_t size,
                 int64_t now_ms, book_counts *counts, GPtrArray *wrong)
{
    guint before = wrong->len;
    g_autoptr(GPtrArray) rows = csv_read(text, size, wrong);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    table t = {b, kind, names, wrong};

    if (rows && rows->len == 0)
        bad(&t, 1, fault_new(FAULT_BOOK_EMPTY, NULL));
    if (!rows || rows->len == 0 || !read_header(&t, rows->pdata[0]))
        return false;
    for (guint i = 1; i < rows->len; i++)
        import_row(&t, rows->pdata[i], now_ms, counts);
    return wrong->len == before;
}

char *book_export(const book *b, book_kind kind)
{
    g_autoptr(GArray) columns = book_columns(b->c, kind);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < columns->len; i++)
        csv_put(out, i ? ',' : '\0',
                g_array_index(columns, book_column, i).name);
    csv_end(out);
    for (guint n = 0; n < b->rows[kind]->len; n++) {
        const book_row *r = b->rows[kind]->pdata[n];
        if (json_object_size(r->values) == 0)
            continue;
        for (guint i = 0; i < columns->len; i++) {
            const char *value =
                book_value(r, g_array_index(columns, book_column, i).name);
            g_autofree char *cell = csv_guard(value ? value : "");
            csv_put(out, i ? ',' : '\0', cell);
        }
        csv_end(out);
    }
    return g_string_free(out, FALSE);
}
