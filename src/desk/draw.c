/* draw: the process of this desk as DOT. */
#include "desk/draw.h"

#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/process.h"
#include "desk/rights.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

#define ANY "any status"

/* "in \"quotes\"": the only characters that mean something there. */
static void put_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        if (*p == '\n')
            g_string_append(out, "\\n");
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

static void put_edge(GString *out, const char *from, const char *to,
                     const char *words)
{
    g_string_append(out, "  ");
    put_quoted(out, from);
    g_string_append(out, " -> ");
    put_quoted(out, to);
    g_string_append(out, " [label=");
    put_quoted(out, words);
    g_string_append(out, "];\n");
}

/* ---- statuses ---- */

static void put_status(GString *out, const status_row *s, bool first)
{
    g_autofree char *label =
        strcmp(s->title, s->public_) == 0
            ? g_strdup(s->title)
            : g_strdup_printf("%s\n(%s)", s->title, s->public_);

    g_string_append(out, "  ");
    put_quoted(out, s->id);
    g_string_append(out, " [label=");
    put_quoted(out, label);
    g_string_append_printf(out, ", style=\"rounded,filled%s%s\", fillcolor=%s",
                           s->paused ? ",dashed" : "", first ? ",bold" : "",
                           s->open ? "white" : "lightgrey");
    g_string_append(out, "];\n");
}

static bool same(const process_way *a, const process_way *b)
{
    return strcmp(a->to, b->to) == 0 && strcmp(a->words, b->words) == 0;
}

/* Is it a way from every other status? */
static bool is_from_all(const GPtrArray *ways, unsigned i, unsigned count)
{
    unsigned n = 0;

    for (unsigned k = 0; k < ways->len; k++)
        n += same(ways->pdata[i], ways->pdata[k]);
    return count > 2 && n + 1 == count;
}

static bool is_first(const GPtrArray *ways, unsigned i,
                     bool (*alike)(const process_way *, const process_way *))
{
    for (unsigned k = 0; k < i; k++)
        if (alike(ways->pdata[k], ways->pdata[i]))
            return false;
    return true;
}

static bool parallel(const process_way *a, const process_way *b)
{
    return strcmp(a->from, b->from) == 0 && strcmp(a->to, b->to) == 0;
}

/* All that lead from one to another are one arrow. */
static void put_ways(GString *out, const GPtrArray *ways, unsigned i,
                     unsigned count)
{
    const process_way *w = ways->pdata[i];
    g_autoptr(GString) words = g_string_new(NULL);

    for (unsigned k = i; k < ways->len; k++) {
        const process_way *one = ways->pdata[k];
        if (parallel(w, one) && !is_from_all(ways, k, count))
            g_string_append_printf(words, "%s%s", words->len ? "\n" : "",
                                   one->words);
    }
    if (words->len > 0)
        put_edge(out, w->from, w->to, words->str);
}

/* `count`: of the statuses. */
static void put_edges(GString *out, const GPtrArray *ways, unsigned count)
{
    bool any = false;

    for (unsigned i = 0; i < ways->len; i++) {
        const process_way *w = ways->pdata[i];
        if (is_first(ways, i, parallel))
            put_ways(out, ways, i, count);
        if (!is_from_all(ways, i, count) || !is_first(ways, i, same))
            continue;
        if (!any)
            g_string_append(out, "  \"" ANY "\" [shape=plaintext];\n");
        any = true;
        put_edge(out, ANY, w->to, w->words);
    }
}

static void put_statuses(GString *out, const config *c, const char *type)
{
    const status_model *m = status_model_of(c);
    g_autoptr(GPtrArray) all = process_statuses(c, type);
    g_autoptr(GPtrArray) ways = process_ways(c, type);
    const char *first =
        type_status(c, type, m, status_first(m, STATUS_CLASSIFICATION));

    for (guint i = 0; i < all->len; i++) {
        const status_row *s = all->pdata[i];
        put_status(out, s, strcmp(s->id, first) == 0);
    }
    put_edges(out, ways, all->len);
}

/* ---- lines ---- */

static char *line_words(const config *c, const config_line *l)
{
    g_autoptr(GPtrArray) told = rights_who(c, RIGHT_TOLD, NULL, l->number);
    g_autoptr(GPtrArray) alone =
        rights_with(c, ROLE_DISPATCHER, NULL, l->number);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "line %d\n%s\n%u %s", l->number, l->name,
                           told->len, told->len == 1 ? "person" : "people");
    if (alone->len > 0)
        g_string_append_printf(text, "\ntold: %s",
                               ((config_operator *)alone->pdata[0])->name);
    return g_string_free(text, FALSE);
}

static char *line_id(const config_line *l)
{
    return g_strdup_printf("line %d", l->number);
}

/* `first`: where its requests begin; 0: it is not said. */
static void put_lines(GString *out, const config *c, int first)
{
    g_string_append(out, "  subgraph cluster_lines {\n  label=\"lines\";\n");
    for (guint i = 0; i < c->lines->len; i++) {
        const config_line *l = c->lines->pdata[i];
        g_autofree char *id = line_id(l), *words = line_words(c, l);
        g_string_append(out, "  ");
        put_quoted(out, id);
        g_string_append_printf(out, " [shape=component, style=%s, label=",
                               l->number == first ? "bold" : "solid");
        put_quoted(out, words);
        g_string_append(out, "];\n");
    }
    for (guint i = 1; i < c->lines->len; i++) {
        const config_line *l = c->lines->pdata[i];
        g_autofree char *before = line_id(c->lines->pdata[i - 1]);
        g_autofree char *id = line_id(l);
        g_autofree char *command = g_strdup_printf("/line %d", l->number);
        put_edge(out, before, id, command);
        put_edge(out, id, before, "/return");
    }
    g_string_append(out, "  }\n");
}

/* What is drawn, in words: "Example Support: incident". Caller frees. */
static char *title_of(const config *c, const char *type)
{
    return type ? g_strdup_printf("%s: %s", c->site->name,
                                  type_title(c, type, NULL))
                : g_strdup(c->site->name);
}

char *draw_process(const config *c, const char *type)
{
    GString *out = g_string_new("digraph process {\n  graph [rankdir=LR, "
                                "fontname=Helvetica, label=");
    const config_type_row *row = type_by_id(c, type);
    g_autofree char *title = title_of(c, type);

    put_quoted(out, title);
    g_string_append(out, "];\n  node [shape=box, fontname=Helvetica];\n"
                         "  edge [fontname=Helvetica, fontsize=10];\n");
    put_statuses(out, c, type);
    put_lines(out, c, row ? row->line : 0);
    g_string_append(out, "}\n");
    return g_string_free(out, FALSE);
}
