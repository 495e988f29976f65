/* enriched: text/enriched (RFC 1896) and text/richtext (RFC 1341 7.1.3) to what
 * a reader sees. Pure. */
#ifndef POSTERN_ENRICHED_H
#define POSTERN_ENRICHED_H

#include <stdbool.h>

/* `text` is UTF-8 with \n line ends. Excerpts get a ">". Caller frees. */
char *enriched_read(const char *text, bool richtext);

#endif
