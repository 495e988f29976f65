/* htmlwrite: words of an HTML document as lines for readers. */
#include "mail/html/write.h"

#include <string.h>

#define HTMLTEXT_QUOTE_MAX 20 /* nested blockquotes that are shown */

void htmlwrite_put(htmlwrite *r, const char *s, size_t n)
{
    if (r->full || r->out->len + n > r->max) {
        r->full = true;
        return;
    }
    g_string_append_len(r->out, s, (gssize)n);
}

static void line_prefix(htmlwrite *r, unsigned quotes)
{
    for (unsigned i = 0; i < MIN(quotes, HTMLTEXT_QUOTE_MAX); i++)
        htmlwrite_put(r, "> ", 2);
}

void htmlwrite_end_star(htmlwrite *r, bool line_ends)
{
    if (r->star == HTMLWRITE_OPEN)
        htmlwrite_put(r, "*", 1);
    if (r->star == HTMLWRITE_FIRST)
        r->bold_end = r->out->len;
    r->star = r->star >= HTMLWRITE_FIRST && !line_ends ? HTMLWRITE_CLOSED
                                                       : HTMLWRITE_NONE;
}

/* Text that begins with `next` follows what was bold in the same line. */
static void settle_star(htmlwrite *r, char next)
{
    if (r->newlines == 0 && !strchr(":.!?", next) &&
        r->out->str[r->bold_end - 1] != ':' && r->out->len + 2 <= r->max) {
        g_string_insert_c(r->out, (gssize)r->bold_end, '*');
        g_string_insert_c(r->out, (gssize)r->bold, '*');
        if (r->href_start > r->bold)
            r->href_start += r->href_start > r->bold_end ? 2 : 1;
    }
    r->star = HTMLWRITE_NONE;
}

bool htmlwrite_is_quoting(const htmlwrite *r)
{
    return r->quotes > 0 || r->history || r->in_history;
}

void htmlwrite_note(htmlwrite *r, int what)
{
    letter_mark mark = {.at = r->out->len};

    mark.what = what;
    if (r->marks)
        g_array_append_val(r->marks, mark);
}

void htmlwrite_settle(htmlwrite *r, char next)
{
    bool first = r->line_start || r->item || r->cell_start || r->newlines > 0;

    if (r->star == HTMLWRITE_CLOSED && !(r->strong && !strchr(":.!?", next)))
        settle_star(r, next);
    if (r->newlines > 0 && r->out->len > 0) {
        for (unsigned i = 0; i < r->newlines; i++) {
            if (i > 0) {
                line_prefix(r, MIN(r->quotes, r->quotes_above));
                while (r->out->len > 0 && r->out->str[r->out->len - 1] == ' ')
                    g_string_truncate(r->out, r->out->len - 1);
            }
            htmlwrite_put(r, "\n", 1);
        }
        r->line_start = true;
    }
    r->newlines = 0;
    if (r->row_starts)
        r->row = r->out->len;
    r->row_starts = false;
    if (r->history)
        htmlwrite_note(r, LETTER_MARK_HISTORY);
    r->in_history |= r->history;
    r->history = false;
    if (r->signature > 0 && !r->signing) {
        htmlwrite_note(r, LETTER_MARK_SIGNATURE);
        r->signing = true;
    }
    if (r->line_start) {
        line_prefix(r, r->quotes);
        r->quotes_above = r->quotes;
        for (unsigned i = 1; i < MIN(r->lists, 10) && !r->item; i++)
            htmlwrite_put(r, "  ", 2);
        r->line_start = false;
    } else if (r->space) {
        htmlwrite_put(r, " ", 1);
    }
    r->space = false;
    r->item = false;
    r->cell_start = false;
    if (r->star == HTMLWRITE_CLOSED) {
        r->star = HTMLWRITE_FIRST; /* bold goes on: <b>a</b> <b>b</b> */
    } else if (r->strong && r->star == HTMLWRITE_NONE &&
               !htmlwrite_is_quoting(r) /* nobody looks for it there */) {
        r->star = first || r->out->len == 0 ? HTMLWRITE_FIRST : HTMLWRITE_OPEN;
        r->bold = r->out->len;
        if (r->star == HTMLWRITE_OPEN)
            htmlwrite_put(r, "*", 1);
    }
}

void htmlwrite_newlines(htmlwrite *r, unsigned n)
{
    htmlwrite_end_star(r, true);
    r->space = false;
    if (r->item)
        return; /* a paragraph right inside <li> */
    if (!r->line_start || r->out->len > 0)
        r->newlines = MAX(r->newlines, n);
}

void htmlwrite_text(htmlwrite *r, const char *p, size_t n)
{
    const char *end = p + n;

    while (p < end && !r->full) {
        const char *q = p;

        if (r->pre && *p == '\n') {
            htmlwrite_end_star(r, true);
            if (r->newlines == 0 && r->out->len > 0)
                r->newlines = 1;
            else
                r->newlines = MIN(r->newlines + 1, 50);
            p++;
            continue;
        }
        if (!r->pre && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')) {
            r->space = true;
            p++;
            continue;
        }
        if (*p == '\r') {
            p++;
            continue;
        }
        while (q < end && *q != '\n' && *q != '\r' &&
               (r->pre || (*q != ' ' && *q != '\t')))
            q++;
        htmlwrite_settle(r, *p);
        htmlwrite_put(r, p, (size_t)(q - p));
        p = q;
    }
}
