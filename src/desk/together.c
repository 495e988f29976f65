/* together: what a link says of a ticket, in words. */
#include "desk/together.h"

#include <string.h>

int64_t together_other(const store_link *l, int64_t ticket)
{
    return l->a == ticket ? l->b : l->a;
}

const char *together_words(const store_link *l, int64_t ticket)
{
    static const struct {
        const char *kind, *there, *here;
    } rows[] = {
        {STORE_LINK_FOLLOWS, "before this", "after this"},
        {STORE_LINK_PART, "this was part of it", "was part of this"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(l->kind, rows[i].kind) == 0)
            return l->a == ticket ? rows[i].there : rows[i].here;
    return NULL;
}
