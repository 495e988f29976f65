/* htmltext: HTML to text for people, one libxml2 SAX pass. Nothing is ever
 * fetched. libxml2 mends the document as mail clients do; rules must see what was
 * sent, mistakes and all, and have a reader of their own (rules/html). */
#ifndef POSTERN_HTMLTEXT_H
#define POSTERN_HTMLTEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Text for readers of `size` octets of UTF-8 HTML. Paragraphs are separated by
 * blank lines; links as `text <url>` where they differ; list items begin with
 * "- " or "1. "; <b>/<strong> within a line as *text*, but not where
 * all of a line, a table cell, or a label is bold; blockquotes get "> " before each
 * line; pictures as `[name]`, where name is what `picture_name` gives for a cid:
 * (or NULL: alt text, or nothing); `quoted`: it stands in what somebody quotes. At
 * most `max` octets. Caller frees. */
typedef const char *(*htmltext_picture)(const char *content_id, bool quoted,
                                        void *context);
char *htmltext_for_readers(const char *html, size_t size, size_t max,
                           htmltext_picture picture_name, void *context);

/* The same, and what markup of a mail client says about places of the text
 * (letter_mark, rising), if `marks` is not NULL. */
char *htmltext_with_marks(const char *html, size_t size, size_t max,
                          htmltext_picture picture_name, void *context,
                          GArray *marks);

#endif
