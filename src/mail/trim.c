/* trim: what was written now, what is quoted, and the signature. */
#include "mail/trim.h"

#include <string.h>

#define TRIM_ATTRIBUTION_LINES 3   /* lines that "On ... wrote:" may take */
#define TRIM_ATTRIBUTION_MAX   400 /* octets of it */
#define TRIM_PHONE_MAX         100 /* octets of "Sent from my ..." */

/* A line of the text, borrowed. */
typedef struct line {
    const char *text;
    size_t size; /* without blanks at the end */
} line;

static bool is_quote(const line *l)
{
    return l->size > 0 && l->text[0] == '>';
}

static bool starts_with(const line *l, const char *prefix)
{
    size_t n = strlen(prefix);

    return l->size >= n && g_ascii_strncasecmp(l->text, prefix, n) == 0;
}

static GArray *split_lines(const char *text)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(line));

    while (*text) {
        size_t n = strcspn(text, "\n");
        line l = {text, n};

        while (l.size > 0 && g_ascii_isspace(text[l.size - 1]))
            l.size--;
        g_array_append_val(lines, l);
        text += n + (text[n] == '\n');
    }
    return lines;
}

static line *line_at(GArray *lines, size_t i)
{
    return &g_array_index(lines, line, i);
}

static bool is_delimiter(const line *l)
{
    return l->size == 2 && memcmp(l->text, "--", 2) == 0;
}

static bool is_phone(const line *l)
{
    static const char *const starts[] = {"Sent from my ", "Sent from Mail for ",
                                         "Get Outlook for ",
                                         "Sent from Outlook", NULL};

    for (size_t i = 0; starts[i]; i++) {
        if (l->size <= TRIM_PHONE_MAX && starts_with(l, starts[i]))
            return true;
    }
    return false;
}

/* Where a line that ends in a colon, directly above a quote, begins: up to three
 * lines back to the blank before it. `quote` itself if there is none. */
static size_t attribution(GArray *lines, size_t quote)
{
    size_t last = quote, first, octets = 0;

    while (last > 0 && line_at(lines, last - 1)->size == 0)
        last--;
    if (last == 0)
        return quote;
    first = last - 1;
    if (line_at(lines, first)->text[line_at(lines, first)->size - 1] != ':' ||
        is_quote(line_at(lines, first)))
        return quote;
    octets = line_at(lines, first)->size;
    while (first > 0 && last - first < TRIM_ATTRIBUTION_LINES &&
           line_at(lines, first - 1)->size > 0 &&
           !starts_with(line_at(lines, first), "On ") &&
           octets < TRIM_ATTRIBUTION_MAX)
        octets += line_at(lines, --first)->size;
    if (last - first > 1 && !starts_with(line_at(lines, first), "On "))
        first = last - 1;
    return first;
}

static char *join(GArray *lines, size_t from, size_t to)
{
    GString *out = g_string_new(NULL);

    while (from < to && line_at(lines, from)->size == 0)
        from++;
    while (to > from && line_at(lines, to - 1)->size == 0)
        to--;
    for (size_t i = from; i < to; i++) {
        g_string_append_len(out, line_at(lines, i)->text,
                            (gssize)line_at(lines, i)->size);
        if (i + 1 < to)
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

void trim_text(const char *text, trim_result *out)
{
    g_autoptr(GArray) lines = split_lines(text);
    size_t end = lines->len, signature = end, quote;

    for (size_t i = 0; i < lines->len && signature == lines->len; i++) {
        if (is_delimiter(line_at(lines, i)))
            signature = i;
    }
    end = signature;
    while (end > 0 && line_at(lines, end - 1)->size == 0)
        end--;
    quote = end;
    while (quote > 0 && (is_quote(line_at(lines, quote - 1)) ||
                         line_at(lines, quote - 1)->size == 0))
        quote--;
    while (quote < end && line_at(lines, quote)->size == 0)
        quote++;
    out->quoted = join(lines, quote, end);
    if (quote < end)
        end = attribution(lines, quote);
    while (end > 0 && line_at(lines, end - 1)->size == 0)
        end--;
    if (end > 0 && is_phone(line_at(lines, end - 1))) {
        out->signature = join(lines, end - 1, end);
        end--;
    } else {
        out->signature =
            join(lines, MIN(signature + 1, lines->len), lines->len);
    }
    out->new_text = join(lines, 0, end);
}

void trim_result_clear(trim_result *r)
{
    g_clear_pointer(&r->new_text, g_free);
    g_clear_pointer(&r->quoted, g_free);
    g_clear_pointer(&r->signature, g_free);
}

void trim_letter(letter *l)
{
    trim_result r = {NULL, NULL, NULL};

    trim_text(l->text, &r);
    g_free(l->new_text);
    g_free(l->quoted);
    g_free(l->signature);
    l->new_text = r.new_text;
    l->quoted = r.quoted;
    l->signature = r.signature;
}

void trim_text_against(const char *text, const char *const *earlier,
                       trim_result *out)
{
    (void)earlier;
    trim_text(text, out);
}

void trim_letter_against(letter *l, const char *const *earlier)
{
    (void)earlier;
    trim_letter(l);
}
