/* search: what has changed is read again for search (store/search.h). */
#include "store/search.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "roles/duty/duty.h"

#define EVERY_MS 2000 /* whoever searches sooner looks into the store itself */
#define WORK_MS  40   /* at a time: other duties wait meanwhile */
#define REST_MS  20   /* and so do others who want the processor */
#define AGAIN_MS 5000 /* while somebody else makes the indexes */

/* It lives as long as the role. */
static store_indexer *indexer;

static bool is_others(const GError *error)
{
    return err_class_of(error) == ERR_BUSY || err_class_of(error) == ERR_LOST;
}

/* What is wrong with an index is no trouble of the store; said once. */
static void tell(GError *error)
{
    static bool told;

    if (!is_others(error) && !told)
        log_error("search finds only what has changed lately: %s",
                  error->message);
    told = told || !is_others(error);
    g_error_free(error);
}

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    int64_t until_ms = steady_ms() + WORK_MS;
    bool more = true;

    if (!indexer)
        indexer = store_indexer_new(d->config->store);
    while (more && steady_ms() < until_ms && !role_stopping()) {
        GError *local = NULL;

        if (!store_indexer_step(indexer, d->f->store, &more, &local)) {
            tell(local);
            *again_ms = MIN(*again_ms, AGAIN_MS);
            return true;
        }
    }
    if (more)
        *again_ms = MIN(*again_ms, REST_MS);
    return true;
}

const duty duty_search = {.name = "search", .every_ms = EVERY_MS, .work = work};
