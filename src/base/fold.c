/* fold: words that are the same but for capitals. */
#include "base/fold.h"

#include <glib.h>
#include <string.h>

bool fold_same(const char *a, const char *b)
{
    g_autofree char *x = g_utf8_casefold(a ? a : "", -1);
    g_autofree char *y = g_utf8_casefold(b ? b : "", -1);

    return strcmp(x, y) == 0;
}
