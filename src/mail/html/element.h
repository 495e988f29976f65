/* htmlelement: what HTML's elements do to the text around them. */
#ifndef POSTERN_HTMLELEMENT_H
#define POSTERN_HTMLELEMENT_H

typedef enum {                            /* bits */
               HTMLELEMENT_PARAGRAPH = 1, /* an empty line before and after */
               HTMLELEMENT_BLOCK = 2,     /* lines of its own */
               HTMLELEMENT_UNSEEN = 4, /* readers do not see what is inside */
               HTMLELEMENT_VOID = 8    /* never has an end */
} htmlelement_sort;

/* All bits of an element (lower case); 0: none, or it is unknown. */
unsigned htmlelement_sorts(const char *name);

#endif
