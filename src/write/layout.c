/* layout: lines of a template that say how what follows looks. */
#include "write/layout.h"

#include "base/err.h"
#include <stdbool.h>
#include <string.h>

/* A noncharacter: no text has it for a reason. */
#define MARK "\xef\xb7\x94" /* U+FDD4 */

static const char *const words[LAYOUT_KINDS] = {
    [LAYOUT_END] = "end",         [LAYOUT_STRIP] = "strip",
    [LAYOUT_ENTRY] = "entry",     [LAYOUT_STATE] = "state",
    [LAYOUT_ROWS] = "rows",       [LAYOUT_ROW] = "row",
    [LAYOUT_COLUMNS] = "columns", [LAYOUT_TABLE] = "table",
    [LAYOUT_CELLS] = "cells",     [LAYOUT_HEAD] = "head",
    [LAYOUT_SMALL] = "small",     [LAYOUT_ACTION] = "action",
    [LAYOUT_CHOICE] = "choice",
};

static void mark_free(void *data)
{
    layout_mark *m = data;

    g_free(m->words);
    g_free(m->goal);
    g_free(m);
}

GPtrArray *layout_new(void)
{
    return g_ptr_array_new_with_free_func(mark_free);
}

/* LAYOUT_KINDS: no such word. */
static layout_kind kind_of(const char *word, size_t size)
{
    layout_kind kind = LAYOUT_END;

    while (kind < LAYOUT_KINDS && (strlen(words[kind]) != size ||
                                   memcmp(words[kind], word, size) != 0))
        kind++;
    return kind;
}

static size_t word_size(const char *p)
{
    return strspn(p, "abcdefghijklmnopqrstuvwxyz");
}

char *layout_source(const char *template, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    unsigned line = 1;

    for (const char *p = template; *p != '\0'; line++) {
        size_t length = strcspn(p, "\n"), size;
        const char *end = p + length + (p[length] == '\n');
        if (*p == '%' && (size = word_size(p + 1)) > 0) {
            if (kind_of(p + 1, size) == LAYOUT_KINDS) {
                err_set(error, ERR_DATA,
                        "line %u: `%%%.*s' says nothing about looks; the words "
                        "are in templates/README",
                        line, (int)size, p + 1);
                return NULL;
            }
            g_string_append(out, MARK);
            p++;
        }
        g_string_append_len(out, p, (gssize)(end - p));
        p = end;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *layout_clean(const char *value)
{
    if (!strstr(value, MARK))
        return NULL;
    g_auto(GStrv) parts = g_strsplit(value, MARK, -1);
    return g_strjoinv("", parts);
}

/* ---- taking ---- */

typedef struct taker {
    GString *out;
    guint line; /* that is written next */
    GPtrArray *marks;
} taker;

static void add_line(taker *t, const char *p, size_t length)
{
    g_string_append_len(t->out, p, (gssize)length);
    g_string_append_c(t->out, '\n');
    t->line++;
}

/* "/take = Take it"; a link is text as well, for who reads no HTML. */
static void split_action(taker *t, layout_mark *m)
{
    char *sign = strstr(m->words, " = ");

    if (!sign)
        return;
    m->goal = g_strndup(m->words, (gsize)(sign - m->words));
    g_strstrip(m->goal);
    g_autofree char *label = g_strstrip(g_strdup(sign + 3));
    g_free(m->words);
    m->words = g_steal_pointer(&label);
    if (m->quiet || *m->goal == '/')
        return;
    g_autofree char *named = g_strconcat(m->words, ":", NULL);
    add_line(t, named, strlen(named));
    add_line(t, m->goal, strlen(m->goal));
}

/* "overdue 2 /show #1042" */
static void split_cells(layout_mark *m)
{
    char *command = strchr(m->words, '/');

    m->goal = g_strdup(command ? command : "");
    if (command)
        *command = '\0';
    g_strchomp(m->words);
}

static void take_mark(taker *t, const char *p, size_t length)
{
    size_t size = word_size(p);
    layout_mark *m = g_new0(layout_mark, 1);

    m->kind = kind_of(p, size);
    m->line = t->line;
    m->words = g_strstrip(g_strndup(p + size, length - size));
    m->quiet = m->kind == LAYOUT_CHOICE;
    if (m->quiet)
        m->kind = LAYOUT_ACTION;
    if (m->kind == LAYOUT_ACTION)
        split_action(t, m);
    else if (m->kind == LAYOUT_CELLS)
        split_cells(m);
    if (t->marks && m->kind < LAYOUT_KINDS)
        g_ptr_array_add(t->marks, m);
    else
        mark_free(m);
}

/* Blank lines at the end go; no mark stands after what is left. */
static void close_end(taker *t)
{
    while (t->out->len > 0 && t->out->str[t->out->len - 1] == '\n')
        g_string_truncate(t->out, t->out->len - 1);
    g_string_append_c(t->out, '\n');
}

char *layout_take(const char *rendered, GPtrArray *marks)
{
    taker t = {.out = g_string_new(NULL), .marks = marks};

    for (const char *p = rendered; *p != '\0';) {
        size_t length = strcspn(p, "\n"), blanks = strspn(p, " \t\r");
        bool doubled = t.out->len < 2 || g_str_has_suffix(t.out->str, "\n\n");
        if (g_str_has_prefix(p + MIN(blanks, length), MARK))
            take_mark(&t, p + blanks + strlen(MARK),
                      length - blanks - strlen(MARK));
        else if (blanks < length)
            add_line(&t, p, length);
        else if (!doubled)
            add_line(&t, p, 0);
        p += length;
        p += *p == '\n';
    }
    close_end(&t);
    return g_string_free(t.out, FALSE);
}
