/* enriched: texts with commands in angle brackets. */
#include "mail/enriched.h"

#include <glib.h>
#include <string.h>

#define ENRICHED_COMMAND_MAX 60 /* octets of a command's name */
#define ENRICHED_DEPTH_MAX   20 /* nested excerpts that are shown */

typedef struct enriched {
    GString *out;
    bool richtext;
    unsigned unseen; /* parameters, comments */
    unsigned nofill; /* line breaks stay as they are */
    unsigned quotes;
} enriched;

static void line_end(enriched *e)
{
    while (e->out->len > 0 && e->out->str[e->out->len - 1] == ' ')
        g_string_truncate(e->out, e->out->len - 1);
    g_string_append_c(e->out, '\n');
}

static void add(enriched *e, char c)
{
    if (e->unseen > 0)
        return;
    if (e->out->len == 0 || e->out->str[e->out->len - 1] == '\n') {
        for (unsigned i = 0; i < MIN(e->quotes, ENRICHED_DEPTH_MAX); i++)
            g_string_append_c(e->out, '>');
        if (e->quotes > 0)
            g_string_append_c(e->out, ' ');
    }
    g_string_append_c(e->out, c);
}

static void fresh_line(enriched *e)
{
    if (e->out->len > 0 && e->out->str[e->out->len - 1] != '\n')
        line_end(e);
}

static void count(unsigned *n, bool ends)
{
    if (!ends)
        ++*n;
    else if (*n > 0)
        --*n;
}

static void command(enriched *e, const char *name)
{
    bool ends = *name == '/';

    name += ends;
    if (strcmp(name, "param") == 0 || strcmp(name, "comment") == 0) {
        count(&e->unseen, ends);
    } else if (strcmp(name, "nofill") == 0) {
        count(&e->nofill, ends);
    } else if (strcmp(name, "excerpt") == 0) {
        fresh_line(e);
        count(&e->quotes, ends);
    } else if (e->richtext && strcmp(name, "lt") == 0) {
        add(e, '<');
    } else if (e->richtext && strcmp(name, "nl") == 0) {
        line_end(e);
    } else if (e->richtext && strcmp(name, "paragraph") == 0) {
        fresh_line(e);
        if (ends)
            line_end(e);
    }
}

/* The command that begins at p ("<"), lower case; NULL if it is not one. */
static char *command_at(const char *p, const char **end)
{
    size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/");

    if (n == 0 || n > ENRICHED_COMMAND_MAX || p[n + 1] != '>')
        return NULL;
    *end = p + n + 2;
    return g_ascii_strdown(p + 1, (gssize)n);
}

/* A single line break is a blank; of n in a row n - 1 stay. */
static const char *breaks(enriched *e, const char *p)
{
    size_t n = strspn(p, "\n");

    if (e->unseen > 0)
        return p + n;
    if (n == 1 || e->richtext) {
        if (e->out->len > 0 && e->out->str[e->out->len - 1] != '\n')
            add(e, ' ');
        return p + n;
    }
    for (size_t i = 1; i < n; i++)
        line_end(e);
    return p + n;
}

char *enriched_read(const char *text, bool richtext)
{
    enriched e = {.out = g_string_new(NULL), .richtext = richtext};

    for (const char *p = text, *end; *p;) {
        g_autofree char *name = *p == '<' ? command_at(p, &end) : NULL;

        if (name) {
            command(&e, name);
            p = end;
        } else if (*p == '<' && p[1] == '<' && !richtext) {
            add(&e, '<');
            p += 2;
        } else if (*p == '\n' && e.nofill == 0) {
            p = breaks(&e, p);
        } else if (*p == '\n') {
            line_end(&e);
            p++;
        } else {
            add(&e, *p++);
        }
    }
    if (e.out->len > 0)
        fresh_line(&e);
    return g_string_free(e.out, FALSE);
}
