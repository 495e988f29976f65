/* htmlmark: what the attributes of an HTML element say about its text. Pure. */
#ifndef POSTERN_HTMLMARK_H
#define POSTERN_HTMLMARK_H

#include <stdbool.h>

/* Does CSS hide it (display:none, font-size:0, ...)? */
bool htmlmark_is_hidden(const char *style);

/* Does a class say that it repeats protected fields (RFC 9788)? May be NULL. */
bool htmlmark_is_legacy(const char *class);

/* An element and its attributes; all but element may be NULL. */
typedef struct htmlmark {
    const char *element, *class, *id, *style;
    const char *label; /* name or data-marker */
} htmlmark;

/* Is it where a mail client begins quoted history? */
bool htmlmark_is_history(const htmlmark *m);
/* Is it where a mail client puts the signature? */
bool htmlmark_is_signature(const htmlmark *m);
/* Is it a <blockquote> that only moves its text to the right, as "Indent more"
 * does? */
bool htmlmark_is_indent(const htmlmark *m);
/* Does its style make it a picture that nobody sees? */
bool htmlmark_is_pixel(const char *style);

/* Is it a <p> without margin, which looks like one line? Each may be NULL. */
bool htmlmark_is_tight(const char *name, const char *style, const char *class);

#endif
