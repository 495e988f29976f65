/* htmlmark: what the attributes of an HTML element say about its text. Pure. */
#ifndef POSTERN_HTMLMARK_H
#define POSTERN_HTMLMARK_H

#include <stdbool.h>

/* Does CSS keep it from being seen (display:none, font-size:0, ...)? */
bool htmlmark_is_hidden(const char *style);

/* Is it where a mail client begins quoted history? Each may be NULL. */
bool htmlmark_is_history(const char *name, const char *class, const char *id,
                         const char *style);

/* A <p> that looks like one line: no margin. Each may be NULL. */
bool htmlmark_is_tight(const char *name, const char *style, const char *class);

#endif
