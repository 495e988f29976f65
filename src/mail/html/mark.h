/* htmlmark: what the attributes of an HTML element say about its text. Pure. */
#ifndef POSTERN_HTMLMARK_H
#define POSTERN_HTMLMARK_H

#include <stdbool.h>

/* Does CSS keep it from being seen (display:none, font-size:0, ...)? */
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
/* A <blockquote> that only moves its text to the right, as "Indent more" does. */
bool htmlmark_is_indent(const htmlmark *m);
/* A picture that nobody sees, by style. */
bool htmlmark_is_pixel(const char *style);

/* A <p> that looks like one line: no margin. Each may be NULL. */
bool htmlmark_is_tight(const char *name, const char *style, const char *class);

#endif
