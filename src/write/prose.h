/* prose: text with light markup as HTML: paragraphs, lists, quotes, tables, links,
 * bold, pictures; everything else is escaped. Private to compose_html.c. */
#ifndef POSTERN_PROSE_H
#define POSTERN_PROSE_H

#include <glib.h>

typedef struct prose {
    GString *out;
    GPtrArray *attachments; /* compose_attachment*; may be NULL */
    const char *text;       /* all of it, for place_is_inline */
} prose;

/* Within a line: links, bold, pictures. */
void prose_line(prose *w, const char *line, size_t size);
/* Lines without line ends. What a mail program broke into lines of one width is
 * put together again; other line ends stay. */
void prose_lines(prose *w, char **lines, guint count);

#endif
