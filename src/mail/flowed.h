/* flowed: format=flowed (RFC 3676) to lines as long as they were meant. Pure. */
#ifndef POSTERN_FLOWED_H
#define POSTERN_FLOWED_H

#include <stdbool.h>

/* `text` has \n line ends. Quoted paragraphs keep their ">". Caller frees. */
char *flowed_join(const char *text, bool delsp);

#endif
