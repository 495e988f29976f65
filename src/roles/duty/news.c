/* news: what an operator is told of later, in one mail. */
#include "store/news.h"
#include "roles/duty/duty.h"

#define BATCH 1000 /* of one operator; what is more is told at once after it */

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    g_autoptr(GPtrArray) news =
        store_news_list(d->f->store, w->ref, BATCH, error);

    return news ? decide_news(d->config, w->ref, news, d->now_ms) : NULL;
}

const duty duty_news = {
    .name = "digests of news", .waits = STORE_WAIT_NEWS, .decide = decide};
