/* forwarded: whose message somebody forwards. */
#include "quote/forwarded.h"

#include "quote/lines.h"

#include <string.h>

void forwarded_clear(forwarded *f)
{
    g_free(f->name);
    g_free(f->address);
    g_free(f->subject);
    g_free(f->above);
    g_free(f->text);
    memset(f, 0, sizeof *f);
}

/* ---- who ---- */

static bool is_of_address(char c)
{
    return g_ascii_isalnum(c) || strchr(".!#$%&'*+/=?^_`{|}~-", c) ||
           (guchar)c >= 0x80;
}

/* The first thing with an @ in it; *from is where it begins. */
static char *address_in(const char *value, const char **from)
{
    const char *at = strchr(value, '@'), *start = at, *end = at;

    if (!at)
        return NULL;
    while (start > value && is_of_address(start[-1]))
        start--;
    while (end[1] && (is_of_address(end[1]) || end[1] == ':'))
        end++;
    while (end > at && strchr(".:", *end))
        end--;
    if (start == at || end == at)
        return NULL;
    *from = start;
    return g_strndup(start, (gsize)(end - start) + 1);
}

void forwarded_author(const char *value, char **name, char **address)
{
    const char *from = value + strlen(value);

    *address = address_in(value, &from);
    g_autofree char *before = g_strndup(value, (gsize)(from - value));
    char *cut = strstr(before, "[mailto:");
    if (cut)
        *cut = '\0';
    g_strdelimit(before, "<>[]()\"*", ' ');
    g_strstrip(before);
    g_autofree char *quoteless = g_strdup(before);
    size_t n = strlen(quoteless);
    if (n > 1 && quoteless[0] == '\'' && quoteless[n - 1] == '\'') {
        quoteless[n - 1] = '\0';
        memmove(quoteless, quoteless + 1, n - 1);
    }
    *name = *quoteless && !strchr(quoteless, '@') ? g_strdup(quoteless) : NULL;
}

/* ---- where ---- */

/* What stands after the label. */
static char *value_of(const trim_line *l)
{
    g_autofree char *line = g_strndup(l->text, (gsize)l->size);
    const char *colon = strchr(line, ':'), *wide = strstr(line, "：");

    if (wide && (!colon || wide < colon))
        colon = wide + strlen("：") - 1;
    char *value = g_strdup(colon ? colon + 1 : "");
    g_strdelimit(value, "*\t", ' ');
    return g_strstrip(value);
}

/* Without the mark that its client put before each line. */
static void add_line(GString *out, const trim_line *l, bool quoted)
{
    const char *text = l->text;
    gssize size = l->size;

    if (quoted && size > 0 && *text == '>') {
        text++;
        size--;
        if (size > 0 && *text == ' ') {
            text++;
            size--;
        }
    }
    g_string_append_len(out, text, size);
    g_string_append_c(out, '\n');
}

static char *strip(GString *out)
{
    char *text = g_string_free(out, FALSE);

    g_strchomp(text);
    size_t blank = strspn(text, "\n");
    memmove(text, text + blank, strlen(text + blank) + 1);
    return text;
}

static char *text_between(trim_lines *t, size_t from, size_t to, bool quoted)
{
    GString *out = g_string_new(NULL);

    for (size_t i = from; i < to && i < t->n; i++)
        add_line(out, &t->at[i], quoted);
    return strip(out);
}

/* The last line says that it ends, as mutt's does. */
static size_t end_of(trim_lines *t)
{
    size_t last = trim_lines_before(t, t->n);

    return last != (size_t)-1 && trim_match(t, TRIM_RE_FORWARD, &t->at[last])
               ? last
               : t->n;
}

static void take_block(trim_lines *t, size_t from, size_t end, forwarded *f)
{
    for (size_t i = from; i <= end; i++) {
        g_autofree char *value = value_of(&t->at[i]);
        if (!f->address && trim_match(t, TRIM_RE_FROM, &t->at[i])) {
            g_clear_pointer(&f->name, g_free);
            forwarded_author(value, &f->name, &f->address);
        } else if (!f->subject && trim_match(t, TRIM_RE_SUBJECT, &t->at[i])) {
            f->subject = *value ? g_strdup(value) : NULL;
        }
    }
}

bool forwarded_find(const char *text, const char *subject, forwarded *f)
{
    trim_lines t = {0};
    size_t from, end, above;

    memset(f, 0, sizeof *f);
    trim_lines_split(&t, text);
    bool says = subject && trim_find(&t, TRIM_RE_FORWARD_SUBJECT, subject,
                                     (gssize)strlen(subject)) >= 0;
    bool found =
        trim_block_find(&t, FORWARDED_LINES_MAX, says, &from, &end, &above);
    if (found) {
        bool quoted = t.at[from].kind == TRIM_QUOTE;
        take_block(&t, from, end, f);
        f->above = text_between(&t, 0, above, false);
        f->text = text_between(&t, end + 1, end_of(&t), quoted);
    }
    trim_lines_clear(&t);
    return found;
}
