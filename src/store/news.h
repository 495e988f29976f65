/* news: what an operator is to be told of later, in one mail with other news. The
 * row of store/waits.h of kind STORE_WAIT_NEWS and her id says when. */
#ifndef POSTERN_STORE_NEWS_H
#define POSTERN_STORE_NEWS_H

#include "store/store.h"

#define STORE_WAIT_NEWS "news"

typedef struct store_news {
    char *operator_id;
    int64_t n; /* counts from 1 */
    int64_t ticket, entry;
    char *why;   /* as of a notification */
    char *words; /* NULL */
    int64_t at_ms, due_ms;
} store_news;
void store_news_free(store_news *n);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_news, store_news_free)
/* `n` is given out. She is told at `due_ms`, or sooner if more waits for her. In a
 * transaction. */
bool store_news_add(store *s, const store_news *n, GError **error);
/* Oldest first. store_news*. */
GPtrArray *store_news_list(store *s, const char *operator_id, unsigned limit,
                           GError **error);
/* All up to `n` have been told. In a transaction. */
bool store_news_told(store *s, const char *operator_id, int64_t n,
                     GError **error);

#endif
