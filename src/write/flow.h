/* flow: long lines of a text broken for those who read it as it is: at 78 columns,
 * and so that a client can put a paragraph together again (RFC 3676). Pure. */
#ifndef POSTERN_FLOW_H
#define POSTERN_FLOW_H

#include <glib.h>
#include <stdbool.h>

#define FLOW_WIDTH 78 /* columns, as RFC 5322 2.1.1 asks for */

/* *flowed gets whether lines were broken so that it must be labelled
 * format=flowed: they end in a blank, others that begin with a blank have one more.
 * What stands in, and items of lists, are broken for good, below where their text
 * begins. Nothing is broken within a word. Caller frees. */
char *flow_text(const char *text, bool *flowed);

#endif
