/* eval: the table of eval tests. */
#include "rules/eval_room.h"

#include <string.h>

static const eval_row *const tables[] = {eval_html_rows, eval_header_rows,
                                         eval_mime_rows};

const char *eval_argument(GPtrArray *arguments, guint n)
{
    return n < arguments->len ? arguments->pdata[n] : "";
}

const eval_row *eval_find(const char *function)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const eval_row *r = tables[i]; r->function != NULL; r++)
            if (strcmp(r->function, function) == 0)
                return r;
    return NULL;
}
