/* ics_line: the lines of an iCalendar file. */
#include "worktime/ics_line.h"

#include <string.h>

ics_text ics_text_of(const char *data, size_t size)
{
    size_t skip = size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    return (ics_text){.at = data + skip, .end = data + size};
}

void ics_line_clear(ics_line *l)
{
    g_clear_pointer(&l->name, g_free);
    g_clear_pointer(&l->params, g_free);
    g_clear_pointer(&l->value, g_free);
}

/* One line of the file onto `all`, without its end. */
static void add_part(ics_text *t, GString *all)
{
    const char *feed = memchr(t->at, '\n', (size_t)(t->end - t->at));
    const char *end = feed ? feed : t->end;
    const char *next = feed ? feed + 1 : t->end;

    if (end > t->at && end[-1] == '\r')
        end--;
    g_string_append_len(all, t->at, end - t->at);
    t->at = next;
    t->line++;
}

static bool is_continued(const ics_text *t)
{
    return t->at < t->end && (*t->at == ' ' || *t->at == '\t');
}

/* The first of `marks` that is not within quotes. */
static const char *find_mark(const char *text, const char *marks)
{
    bool quoted = false;

    for (; *text; text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (!quoted && strchr(marks, *text))
            return text;
    }
    return NULL;
}

static void part_line(ics_line *l, const char *text)
{
    size_t name = strcspn(text, ":;");
    const char *colon = find_mark(text + name, ":");

    if (!colon) {
        l->name = g_strdup("");
        l->params = g_strdup("");
        l->value = g_strdup(text);
        return;
    }
    l->name = g_ascii_strup(text, (gssize)name);
    l->params = g_strndup(text + name, (size_t)(colon - text) - name);
    l->value = g_strdup(colon + 1);
}

bool ics_line_next(ics_text *t, ics_line *l)
{
    g_autoptr(GString) all = g_string_new(NULL);

    ics_line_clear(l);
    while (t->at < t->end && all->len == 0) {
        l->number = t->line + 1;
        add_part(t, all);
        while (is_continued(t)) {
            t->at++;
            add_part(t, all);
        }
    }
    if (all->len == 0)
        return false;
    for (gsize i = 0; i < all->len; i++)
        if (all->str[i] == '\0')
            all->str[i] = '?';
    part_line(l, all->str);
    return true;
}

char *ics_line_param(const ics_line *l, const char *name)
{
    size_t size = strlen(name);

    for (const char *p = l->params; p && *p == ';';) {
        const char *next = find_mark(p + 1, ";");
        const char *end = next ? next : p + strlen(p);

        if (g_ascii_strncasecmp(p + 1, name, size) == 0 && p[size + 1] == '=') {
            const char *value = p + size + 2;
            g_autofree char *text = g_strndup(value, (size_t)(end - value));
            g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
            return g_strjoinv("", parts);
        }
        p = next;
    }
    return NULL;
}

bool ics_line_is(const ics_line *l, const char *name, const char *value)
{
    return strcmp(l->name, name) == 0 &&
           g_ascii_strcasecmp(l->value, value) == 0;
}

char *ics_unescape(const char *text, size_t size)
{
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < size && text[i]; i++) {
        if (text[i] != '\\' || i + 1 >= size)
            g_string_append_c(out, text[i]);
        else if (text[++i] == 'n' || text[i] == 'N')
            g_string_append_c(out, '\n');
        else
            g_string_append_c(out, text[i]);
    }
    return g_string_free(out, FALSE);
}
