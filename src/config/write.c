/* config_write: one value as text, defaults, and freeing. */
#include "config/room.h"

#include <inttypes.h>
#include <math.h>

const span_unit config_size_units[] = {
    {"G", 1 << 30}, {"M", 1 << 20}, {"K", 1 << 10}, {"B", 1}, {NULL, 0},
};

static char *write_list(const config_key *k, const void *slot)
{
    GString *out = g_string_new(NULL);

    if (k->type == CONFIG_INTS) {
        const GArray *numbers = *(GArray *const *)slot;

        for (guint i = 0; numbers && i < numbers->len; i++)
            g_string_append_printf(out, "%s%d", i > 0 ? "; " : "",
                                   g_array_index(numbers, int, i));
    } else {
        const GPtrArray *words = *(GPtrArray *const *)slot;

        for (guint i = 0; words && i < words->len; i++)
            g_string_append_printf(out, "%s%s", i > 0 ? "; " : "",
                                   (const char *)words->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

static char *number_write(double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_strdup(g_ascii_formatd(text, sizeof text, "%g", value));
}

static char *write_score(double score)
{
    if (isinf(score))
        return g_strdup("off");
    return number_write(score);
}

char *config_value_write(const config_key *k, const void *slot)
{
    switch (k->type) {
    case CONFIG_BOOL:
        return g_strdup(*(const bool *)slot ? "yes" : "no");
    case CONFIG_INT:
        if (*(const int *)slot == 0 && !k->standard)
            return NULL;
        return g_strdup_printf("%d", *(const int *)slot);
    case CONFIG_NUMBER:
        return number_write(*(const double *)slot);
    case CONFIG_MODE:
        return g_strdup_printf("%04o", (unsigned)*(const int *)slot);
    case CONFIG_DURATION:
        return span_unit_write(span_units, *(const int64_t *)slot);
    case CONFIG_SIZE:
        return span_unit_write(config_size_units, *(const int64_t *)slot);
    case CONFIG_SCORE:
        return write_score(*(const double *)slot);
    case CONFIG_ENUM:
        return g_strdup(k->words[*(const int *)slot]);
    case CONFIG_WORDS:
    case CONFIG_ADDRESSES:
    case CONFIG_IPS:
    case CONFIG_PATHS:
    case CONFIG_INTS:
        return write_list(k, slot);
    case CONFIG_LANGS:
        return NULL;
    default:
        return g_strdup(*(char *const *)slot);
    }
}

void config_value_default(const config_key *k, void *slot)
{
    g_autofree char *problem = NULL;

    if (k->standard && !config_value_read(k, k->standard, slot, &problem))
        g_error("default of the key %s: %s", k->key, problem);
    if (!k->standard && k->type >= CONFIG_WORDS)
        config_value_read(k, "", slot, &problem);
}

void config_value_clear(const config_key *k, void *slot)
{
    switch (k->type) {
    case CONFIG_WORDS:
    case CONFIG_ADDRESSES:
    case CONFIG_IPS:
    case CONFIG_PATHS:
        g_clear_pointer((GPtrArray **)slot, g_ptr_array_unref);
        break;
    case CONFIG_INTS:
        g_clear_pointer((GArray **)slot, g_array_unref);
        break;
    case CONFIG_LANGS:
        g_clear_pointer((GHashTable **)slot, g_hash_table_unref);
        break;
    case CONFIG_BOOL:
    case CONFIG_INT:
    case CONFIG_NUMBER:
    case CONFIG_MODE:
    case CONFIG_DURATION:
    case CONFIG_SIZE:
    case CONFIG_SCORE:
    case CONFIG_ENUM:
        break;
    default:
        g_clear_pointer((char **)slot, g_free);
    }
}

const char *config_type_name(config_type type)
{
    static const char *const names[] = {
        [CONFIG_TEXT] = "text",
        [CONFIG_WORD] = "word",
        [CONFIG_ATOM] = "IMAP keyword",
        [CONFIG_HOST] = "host",
        [CONFIG_DOMAIN] = "domain",
        [CONFIG_ADDRESS] = "address",
        [CONFIG_PATH] = "path",
        [CONFIG_SOCKET] = "socket",
        [CONFIG_BOOL] = "yes or no",
        [CONFIG_INT] = "number",
        [CONFIG_NUMBER] = "number",
        [CONFIG_MODE] = "mode",
        [CONFIG_DURATION] = "duration",
        [CONFIG_SIZE] = "size",
        [CONFIG_SCORE] = "score",
        [CONFIG_ENUM] = "one of",
        [CONFIG_LANGS] = "text",
        [CONFIG_WORDS] = "list of words",
        [CONFIG_ADDRESSES] = "list of addresses",
        [CONFIG_IPS] = "list of IP addresses",
        [CONFIG_PATHS] = "list of paths",
        [CONFIG_INTS] = "list of numbers",
    };

    return names[type];
}
