/* site: [site], what the whole desk shares. */
#include "config/site.h"

#include "config/section.h"

#include <string.h>

#define RUN_FOLDER_MAX 90 /* octets: a socket's path has 107 */

char *config_spool_folder(const config *c)
{
    return g_build_filename(c->site->state, "spool", NULL);
}

char *config_words_file(const config *c)
{
    return g_build_filename(c->site->state, "words.count", NULL);
}

char *config_model_file(const config *c)
{
    return g_build_filename(c->site->state, "categories.model", NULL);
}

char *config_scan_socket(const config *c)
{
    return g_build_filename(c->site->run, "scan.sock", NULL);
}

char *config_bell_socket(const config *c, const char *role)
{
    return g_strdup_printf("%s/bell.%s", c->site->run, role);
}

void config_check_zone(config_reading *r, const void *base, const char *where,
                       const char *name)
{
    g_autoptr(GTimeZone) zone = name ? g_time_zone_new_identifier(name) : NULL;

    if (name && !zone)
        config_bad(r, base, "zone",
                   "[%s] zone: there is no time zone %s: write its IANA name, "
                   "as in Europe/Oslo",
                   where, name);
}

static void check(config_reading *r)
{
    const config_site *site = r->config->site;

    if (strlen(site->run) > RUN_FOLDER_MAX)
        config_bad(
            r, site, "run",
            "[site] run is too long for the sockets in it (%d octets at most)",
            RUN_FOLDER_MAX);
    config_check_zone(r, site, "site", site->zone);
}

const char *const config_statements_words[] = {"no", "draft", "send", NULL};

static const config_key keys[] = {
    CONFIG_SITE_KEYS(CONFIG_ROW, config_site){.key = NULL},
};

const config_section config_site_section = {
    .name = "site",
    .help = "What the whole desk shares",
    .at = offsetof(config, site),
    .size = sizeof(config_site),
    .keys = keys,
    .check = check,
};
