/* check: what rooms need to check their keys against each other. */
#include "config/section.h"

#include "base/nearest.h"

#include <string.h>

void *config_by_id(const GPtrArray *structs, const char *id)
{
    for (guint i = 0; id && i < structs->len; i++)
        if (strcmp(*(char *const *)structs->pdata[i], id) == 0)
            return structs->pdata[i];
    return NULL;
}

char *config_id_hint(const GPtrArray *structs, const char *id)
{
    g_autofree const char **names = g_new0(const char *, structs->len + 1);

    for (guint i = 0; i < structs->len; i++)
        names[i] = *(char *const *)structs->pdata[i];
    return nearest_hint(id, names);
}

bool config_listed(const GPtrArray *words, const char *word)
{
    for (guint i = 0; i < words->len; i++)
        if (strcmp(words->pdata[i], word) == 0)
            return true;
    return false;
}

const char *config_in(const GHashTable *texts, const char *language,
                      const char *plain)
{
    const char *text = texts && language
                           ? g_hash_table_lookup((GHashTable *)texts, language)
                           : NULL;

    return text ? text : plain;
}
