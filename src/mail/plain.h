/* plain: the words of a text that its author wrote for people: without quoted
 * words, addresses, names of files, code and logs. Pure. */
#ifndef POSTERN_PLAIN_H
#define POSTERN_PLAIN_H

#include <glib.h>

/* `text`: UTF-8. What goes becomes blanks. Caller frees. */
char *plain_words(const char *text);

#endif
