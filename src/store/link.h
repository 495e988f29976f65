/* link: tickets that belong together. */
#ifndef POSTERN_STORE_LINK_H
#define POSTERN_STORE_LINK_H

#include "store/ticket.h"

/* Kinds: `a` and `b` of the first are equals; of the others `b` comes from `a`. */
#define STORE_LINK_RELATED "related" /* somebody said so */
#define STORE_LINK_FOLLOWS "follows" /* the customer wrote again, too late */
#define STORE_LINK_PART    "part"    /* parted from it */

typedef struct store_link {
    int64_t a, b;
    char *kind;
    int64_t at_ms;
} store_link;
void store_link_free(store_link *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_link, store_link_free)

/* What is linked already stays so. */
bool store_link_add(store *s, const store_link *l, GError **error);
/* Whatever kind, either way; nothing if they are not. */
bool store_link_remove(store *s, int64_t a, int64_t b, GError **error);
/* store_link*: all in which it takes part, oldest first. */
GPtrArray *store_links(store *s, int64_t ticket, GError **error);

#endif
