/* flow: long lines of a text, broken (RFC 3676, format=flowed; delsp=no). */
#include "write/flow.h"

#include <string.h>

#define COLUMN_MAX 24 /* where a second column may begin */

typedef struct flow {
    GString *out;
    bool flowed; /* stuff, and end soft lines with a blank */
    bool soft;   /* there was a soft one */
} flow;

static size_t columns(const char *p, size_t size)
{
    return (size_t)g_utf8_strlen(p, (gssize)size);
}

/* Marks of a quote without blanks between them: ">> ". Octets in the line. */
static size_t quote_of(const char *line, GString *marks)
{
    size_t at = 0;

    while (line[at] == '>') {
        g_string_append_c(marks, '>');
        at += line[at + 1] == ' ' && line[at + 2] == '>' ? 2 : 1;
    }
    if (at > 0) {
        at += line[at] == ' ';
        g_string_append_c(marks, ' ');
    }
    return at;
}

/* Where the text of a line begins below which it goes on; 0: at its start, as a
 * paragraph. */
static size_t hang_of(const char *line)
{
    size_t blanks = strspn(line, " "), digits;
    const char *gap;

    if (line[blanks] == '-' && line[blanks + 1] == ' ')
        return blanks + 2;
    digits = strspn(line + blanks, "0123456789");
    if (digits > 0 && digits <= 3 && line[blanks + digits] == '.' &&
        line[blanks + digits + 1] == ' ')
        return blanks + digits + 2;
    if (blanks > 0)
        return blanks;
    gap = strstr(line, "  ");
    if (gap && columns(line, (size_t)(gap - line)) <= COLUMN_MAX) {
        gap += strspn(gap, " ");
        return columns(line, (size_t)(gap - line));
    }
    return 0;
}

/* Octets of `p` that fit into `room` columns, broken at a blank; all of a first
 * word that is longer. The blank is the last of them. */
static size_t fitting(const char *p, size_t room)
{
    size_t best = 0, at = 0;

    for (size_t n = 0; p[at] != '\0'; n++) {
        if (n > room && best > 0)
            return best;
        bool blank = p[at] == ' ' && p[at + 1] != ' ' && p[at + 1] != '\0';
        at = (size_t)(g_utf8_next_char(p + at) - p);
        if (blank && (n < room || best == 0))
            best = at;
    }
    return columns(p, at) > room && best > 0 ? best : at;
}

/* A soft one keeps the blank at its end; another may. */
static void put_line(flow *f, const char *start, const char *p, size_t size,
                     bool soft, bool broken)
{
    bool stuffed = *start != '>' && (*start == ' ' || *p == ' ' || *p == '>' ||
                                     g_str_has_prefix(p, "From "));

    if (f->flowed && stuffed)
        g_string_append_c(f->out, ' ');
    g_string_append(f->out, start);
    while (!soft && (broken || f->flowed) && size > 0 && p[size - 1] == ' ' &&
           strcmp(p, "-- ") != 0)
        size--;
    g_string_append_len(f->out, p, (gssize)size);
    g_string_append_c(f->out, '\n');
    f->soft = f->soft || soft;
}

static void put_paragraph(flow *f, const char *line)
{
    g_autoptr(GString) marks = g_string_new(NULL);
    const char *p = line + (f->flowed ? quote_of(line, marks) : 0);
    size_t hang = *line != '>' ? hang_of(line) : 0;
    g_autofree char *stand = g_strnfill(hang, ' ');

    for (const char *start = marks->str; start;) {
        size_t room = FLOW_WIDTH - strlen(start);
        size_t size = fitting(p, room);
        bool last = p[size] == '\0';
        put_line(f, start, p, size, !last && hang == 0, !last);
        p += size;
        start = last ? NULL : hang > 0 ? stand : marks->str;
    }
}

static bool write_all(flow *f, char **lines)
{
    for (char **line = lines; *line && (line[1] || **line != '\0'); line++)
        put_paragraph(f, *line);
    return f->soft;
}

char *flow_text(const char *text, bool *flowed)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    flow f = {.out = g_string_new(NULL)};

    *flowed = write_all(&f, lines);
    if (*flowed) {
        g_string_truncate(f.out, 0);
        f.flowed = true;
        write_all(&f, lines);
    }
    return g_string_free(f.out, FALSE);
}
