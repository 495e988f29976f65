/* plain: takes out of a text what no person said to another in it. */
#include "mail/plain.h"

#include <stdbool.h>
#include <string.h>

#define QUOTED_MAX 300 /* octets between two quotation marks */

/* ---- lines ---- */

static const char *const log_starts[] = {
    "at ",     "caused by:", "traceback", "file \"",  "error:",    "warning:",
    "warn:",   "info:",      "fatal:",    "debug:",   "exception", "stack",
    "select ", "insert ",    "update ",   "#include", "import ",   "$ ",
    "c:\\",    "ps c:",      "http/",     "get /",    "post /",    "[error",
    "[info",   "[warn",      "[debug",    "{",        "}",         "<?",
};

/* What begins as a log says is one if it goes on as one. */
static bool begins_as_log(const char *line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(log_starts); i++)
        if (g_ascii_strncasecmp(line, log_starts[i], strlen(log_starts[i])) ==
            0)
            return true;
    return false;
}

/* "2026-11-30 12:01:07 ..." and "30.11.2026 12:01:07,123": a moment first. */
static bool begins_with_moment(const char *line)
{
    size_t n = strspn(line, "[(0123456789-/.:TZ, +)]");
    unsigned digits = 0;

    for (size_t i = 0; i < n; i++)
        digits += g_ascii_isdigit(line[i]) ? 1 : 0;
    return digits >= 10;
}

/* Signs of programs, as a share of all. */
static bool is_code(const char *line)
{
    unsigned signs = 0, letters = 0;

    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        letters += g_unichar_isalpha(c) ? 1 : 0;
        signs += c < 0x80 && strchr("{}[]()<>=;&|$\\_#*+~^%@", (int)c) ? 1 : 0;
    }
    return signs >= 4 && signs * 7 > letters;
}

static bool is_said(const char *line)
{
    while (*line == ' ' || *line == '\t')
        line++;
    return *line != '>' && *line != '|' && !is_code(line) &&
           !begins_with_moment(line) && !begins_as_log(line);
}

/* ---- words between blanks ---- */

static bool is_blank(gunichar c)
{
    return g_unichar_isspace(c);
}

/* A full stop or colon inside is no end of a sentence: "index.html". */
static bool has_inside(const char *p, const char *end, char sign)
{
    const char *at = memchr(p, sign, (size_t)(end - p));

    return at && at > p && at + 1 < end && g_ascii_isalnum(at[1]);
}

static bool is_word(const char *p, const char *end)
{
    for (const char *c = p; c < end; c++)
        if (g_ascii_isdigit(*c) || strchr("@\\_=<>{}[]|#$%^~*", *c))
            return false;
    return !has_inside(p, end, ':') && !has_inside(p, end, '.') && *p != '/' &&
           !g_strstr_len(p, end - p, "//");
}

/* "openFile", which no language writes. */
static bool is_camel(const char *p, const char *end)
{
    bool low = false;

    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (low && g_unichar_isupper(c))
            return true;
        low = g_unichar_islower(c);
    }
    return false;
}

static void add_line(GString *out, const char *line)
{
    for (const char *p = line; *p;) {
        const char *end = p;
        while (*end && !is_blank(g_utf8_get_char(end)))
            end = g_utf8_next_char(end);
        if (end > p && is_word(p, end) && !is_camel(p, end))
            g_string_append_len(out, p, end - p);
        g_string_append_c(out, ' ');
        p = *end ? g_utf8_next_char(end) : end;
    }
    g_string_append_c(out, '\n');
}

/* ---- quoted words ---- */

static const char *const marks[][2] = {
    {"\"", "\""}, {"“", "”"}, {"„", "“"}, {"„", "”"},
    {"”", "”"},   {"«", "»"}, {"»", "«"}, {"`", "`"},
};

/* What is between two of them, in a line: of two words at least, since one word
 * may be his own. */
static void drop_quoted(char *line, const char *open, const char *close)
{
    char *p = line;

    while ((p = strstr(p, open))) {
        char *start = p + strlen(open), *end = strstr(start, close);
        if (!end || end - start > QUOTED_MAX)
            return;
        if (memchr(start, ' ', (size_t)(end - start)))
            memset(start, ' ', (size_t)(end - start));
        p = end + strlen(close);
    }
}

char *plain_words(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);

    for (char **line = lines; *line; line++) {
        if (!is_said(*line))
            continue;
        for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
            drop_quoted(*line, marks[i][0], marks[i][1]);
        add_line(out, *line);
    }
    return g_string_free(out, FALSE);
}
