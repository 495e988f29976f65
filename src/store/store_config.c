/* store_config: [store], the database of tickets. */
#include "store/store_config.h"

#include "config/section.h"
#include "config/site.h"

static void complete(config_reading *r)
{
    config_store *store = r->config->store;

    if (!store->path)
        store->path =
            g_build_filename(r->config->site->state, "store.db", NULL);
}

static const config_key keys[] = {
    CONFIG_STORE_KEYS(CONFIG_ROW, config_store){.key = NULL},
};

const config_section config_store_section = {
    .name = "store",
    .help = "The database of tickets",
    .at = offsetof(config, store),
    .size = sizeof(config_store),
    .keys = keys,
    .complete = complete,
};
