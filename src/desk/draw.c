/* draw: the process of this desk as DOT. */
#include "desk/draw.h"

#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/process.h"
#include "desk/rights.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

#define ANY      "any status"
#define ANY_OPEN "any open status"

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

typedef struct picture {
    GString *out;
    GPtrArray *statuses; /* const status_row* */
    GPtrArray *ways;     /* process_way* */
} picture;

static bool leads(const picture *p, const process_way *like, const char *from)
{
    for (guint i = 0; i < p->ways->len; i++) {
        const process_way *w = p->ways->pdata[i];
        if (same(w, like) && strcmp(w->from, from) == 0)
            return true;
    }
    return false;
}

/* A way from every other status, or every other open one, is drawn once, from
 * here; NULL: it is none. */
static const char *all_from(const picture *p, const process_way *w)
{
    bool all = true, open = true;

    for (guint i = 0; i < p->statuses->len; i++) {
        const status_row *s = p->statuses->pdata[i];
        bool has = leads(p, w, s->id);
        if (strcmp(s->id, w->to) == 0)
            continue;
        all = all && has;
        open = open && has == s->open;
    }
    return p->statuses->len < 3 ? NULL : all ? ANY : open ? ANY_OPEN : NULL;
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
static void put_ways(const picture *p, unsigned i)
{
    const process_way *w = p->ways->pdata[i];
    g_autoptr(GString) words = g_string_new(NULL);

    for (unsigned k = i; k < p->ways->len; k++) {
        const process_way *one = p->ways->pdata[k];
        if (parallel(w, one) && !all_from(p, one))
            g_string_append_printf(words, "%s%s", words->len ? "\n" : "",
                                   one->words);
    }
    if (words->len > 0)
        put_edge(p->out, w->from, w->to, words->str);
}

static void put_edges(const picture *p)
{
    for (unsigned i = 0; i < p->ways->len; i++) {
        const process_way *w = p->ways->pdata[i];
        const char *from = all_from(p, w);
        if (is_first(p->ways, i, parallel))
            put_ways(p, i);
        if (from && is_first(p->ways, i, same))
            put_edge(p->out, from, w->to, w->words);
    }
}

/* Where ways come from that many have; declared before they are named. */
static void put_crowds(const picture *p)
{
    static const char *const crowds[] = {ANY, ANY_OPEN};

    for (size_t k = 0; k < G_N_ELEMENTS(crowds); k++)
        for (unsigned i = 0; i < p->ways->len; i++) {
            if (g_strcmp0(all_from(p, p->ways->pdata[i]), crowds[k]) != 0)
                continue;
            g_string_append_printf(p->out, "  \"%s\" [shape=plaintext];\n",
                                   crowds[k]);
            break;
        }
}

static void put_statuses(GString *out, const config *c, const char *type)
{
    const status_model *m = status_model_of(c);
    picture p = {out, process_statuses(c, type), process_ways(c, type)};
    const char *first =
        type_status(c, type, m, status_first(m, STATUS_CLASSIFICATION));

    for (guint i = 0; i < p.statuses->len; i++) {
        const status_row *s = p.statuses->pdata[i];
        put_status(out, s, strcmp(s->id, first) == 0);
    }
    put_crowds(&p);
    put_edges(&p);
    g_ptr_array_unref(p.statuses);
    g_ptr_array_unref(p.ways);
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
