/* fold: words that are the same but for capitals. */
#ifndef POSTERN_FOLD_H
#define POSTERN_FOLD_H

#include <stdbool.h>

/* Both are UTF-8, in any alphabet; NULL is the empty word. */
bool fold_same(const char *a, const char *b);

#endif
