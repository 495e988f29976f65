/* zone: the time zones that this machine knows, by their IANA names. */
#include "worktime/zone.h"

#include "base/file.h"
#include "base/nearest.h"

#include <string.h>

#define ZONES         "/usr/share/zoneinfo"
#define LIST          ZONES "/zone.tab" /* country, place, name, remark */
#define LIST_MAX      (1u << 20)        /* octets */
#define NAME_SIZE_MAX 64                /* octets; the longest has 32 */

static bool is_name(const char *name)
{
    static const char *const no_names[] = {"localtime", "posixrules", "Factory",
                                           NULL};

    if (!g_ascii_isupper(name[0]) || strlen(name) > NAME_SIZE_MAX ||
        g_strv_contains(no_names, name))
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("_+-/", *p))
            return false;
    return true;
}

GTimeZone *zone_by_name(const char *name)
{
    g_autofree char *path = g_build_filename(ZONES, name, NULL);

    if (strcmp(name, "UTC") == 0)
        return g_time_zone_new_utc();
    if (!is_name(name) || !g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return NULL;
    return g_time_zone_new_identifier(name);
}

/* Names of the list, owned; NULL if it cannot be read. */
static GPtrArray *names(void)
{
    g_autoptr(GBytes) bytes = file_read(LIST, LIST_MAX, NULL);
    GPtrArray *all;

    if (!bytes)
        return NULL;
    g_autofree char *text =
        g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    all = g_ptr_array_new_with_free_func(g_free);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) parts = g_strsplit(*line, "\t", 4);
        if ((*line)[0] != '#' && g_strv_length(parts) >= 3)
            g_ptr_array_add(all, g_strdup(parts[2]));
    }
    g_ptr_array_add(all, NULL);
    return all;
}

/* The zone of a city: "new york". */
static const char *by_city(const GPtrArray *all, const char *name)
{
    g_autofree char *city = g_strdelimit(g_strdup(name), " ", '_');

    for (guint i = 0; i + 1 < all->len; i++) {
        const char *last = strrchr(all->pdata[i], '/');
        if (last && g_ascii_strcasecmp(last + 1, city) == 0)
            return all->pdata[i];
    }
    return NULL;
}

char *zone_hint(const char *name)
{
    g_autoptr(GPtrArray) all = names();
    const char *found;

    if (!all)
        return g_strdup("; there is no " LIST ": install tzdata");
    found = by_city(all, name);
    if (found)
        return g_strdup_printf("; did you mean \"%s\"?", found);
    return nearest_hint(name, (const char *const *)all->pdata);
}
