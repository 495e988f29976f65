/* running: the configuration that a desk runs with. */
#include "roles/running.h"

#include "base/err.h"
#include "base/file.h"
#include "config/site.h"
#include "roles/sections.h"

#include <unistd.h>

#define RUNNING_MODE 0600 /* it may hold what the file itself does */

static char *copy_in(const char *run)
{
    return g_build_filename(run, "running.conf", NULL);
}

bool running_keep(const char *path, const config *c, GError **error)
{
    g_autofree char *copy = copy_in(c->site->run);
    g_autoptr(GBytes) text = file_read(path, 0, error);
    gsize size = 0;
    const void *data = text ? g_bytes_get_data(text, &size) : NULL;

    return text && file_write_durable(copy, data ? data : "", size,
                                      RUNNING_MODE, error);
}

void running_forget(const config *c)
{
    g_autofree char *copy = copy_in(c->site->run);

    unlink(copy);
}

config *running_load(const char *path, GError **why, GError **error)
{
    config *c = role_config_load(path, NULL, why);

    if (c)
        return c;
    g_autoptr(GPtrArray) problems = NULL;
    config *wrong =
        role_config_read(path, &problems); /* but where it runs it says */
    g_autofree char *copy =
        wrong && wrong->site->run ? copy_in(wrong->site->run) : NULL;
    c = copy ? role_config_load_as(path, copy, NULL, NULL) : NULL;
    config_free(wrong);
    if (!c) {
        g_propagate_error(error, *why);
        *why = NULL;
    }
    return c;
}
