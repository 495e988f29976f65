/* config_value: one value from text, by its type. */
#include "config/room.h"

#include "base/address.h"
#include "base/nearest.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SCORE_MAX       1000
#define SOCKET_PATH_MAX 107 /* octets, sun_path without its NUL */

static bool wrong(char **problem, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool wrong(char **problem, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    *problem = g_strdup_vprintf(format, args);
    va_end(args);
    return false;
}

static bool check_range(const config_key *k, int64_t value,
                        const span_unit *units, char **problem)
{
    g_autofree char *low = NULL, *high = NULL;

    if ((k->min == 0 && k->max == 0) || (value >= k->min && value <= k->max))
        return true;
    if (units) {
        low = span_unit_write(units, k->min);
        high = span_unit_write(units, k->max);
        return wrong(problem, "must be from %s to %s", low, high);
    }
    return wrong(problem, "must be from %" PRId64 " to %" PRId64, k->min,
                 k->max);
}

static bool read_number(const char *text, int64_t *value, const char **rest)
{
    char *end;

    if (!g_ascii_isdigit(text[0]))
        return false;
    errno = 0;
    *value = g_ascii_strtoll(text, &end, 10);
    *rest = end;
    return errno == 0;
}

static bool read_with_unit(const config_key *k, const char *text,
                           const span_unit *units, const char *names,
                           int64_t *slot, char **problem)
{
    *problem = span_unit_read(units, names, text, slot);
    return !*problem && check_range(k, *slot, units, problem);
}

static bool read_int(const config_key *k, const char *text, int *slot,
                     char **problem)
{
    int64_t value;
    const char *rest;

    if (!read_number(text, &value, &rest) || *rest != '\0')
        return wrong(problem, "\"%s\" is not a whole number", text);
    if (!check_range(k, value, NULL, problem))
        return false;
    *slot = (int)value;
    return true;
}

static bool read_decimal(const config_key *k, const char *text, double *slot,
                         char **problem)
{
    char *end;
    double value = g_ascii_strtod(text, &end);

    if (end == text || *end != '\0' || !isfinite(value))
        return wrong(problem, "\"%s\" is not a number; write it as 5 or 4.5",
                     text);
    if ((k->min != 0 || k->max != 0) &&
        (value < (double)k->min || value > (double)k->max))
        return wrong(problem, "must be from %" PRId64 " to %" PRId64, k->min,
                     k->max);
    *slot = value;
    return true;
}

static bool read_mode(const config_key *k, const char *text, int *slot,
                      char **problem)
{
    if (strlen(text) < 3 || strlen(text) > 4 ||
        strspn(text, "01234567") != strlen(text) ||
        (strlen(text) == 4 && text[0] != '0'))
        return wrong(problem, "\"%s\" is not a mode: write it as in 0660",
                     text);
    *slot = (int)g_ascii_strtoll(text, NULL, 8);
    return true;
}

static bool read_score(const char *text, double *slot, char **problem)
{
    char *end;
    double value;

    if (strcmp(text, "off") == 0) {
        *slot = INFINITY;
        return true;
    }
    value = g_ascii_strtod(text, &end);
    if (!g_ascii_isdigit(text[0]) || *end != '\0' || strpbrk(text, "xXeE"))
        return wrong(problem,
                     "\"%s\" is not a score: write it as in 5 or 7.5, "
                     "or off",
                     text);
    if (value <= 0 || value > SCORE_MAX)
        return wrong(problem, "must be above 0 and at most %d, or off",
                     SCORE_MAX);
    *slot = value;
    return true;
}

static bool read_bool(const char *text, bool *slot, char **problem)
{
    *slot = strcmp(text, "yes") == 0;
    if (*slot || strcmp(text, "no") == 0)
        return true;
    return wrong(problem, "\"%s\": write yes or no", text);
}

static bool read_enum(const config_key *k, const char *text, int *slot,
                      char **problem)
{
    g_autofree char *all = NULL, *hint = NULL;

    for (int i = 0; k->words[i]; i++)
        if (strcmp(k->words[i], text) == 0) {
            *slot = i;
            return true;
        }
    all = g_strjoinv(", ", (char **)k->words);
    hint = nearest_hint(text, k->words);
    return wrong(problem, "\"%s\" is not one of %s%s", text, all, hint);
}

static bool is_atom(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text >= 0x7f || strchr("(){%*\"\\]", *text))
            return false;
    return true;
}

static bool has_blank(const char *text)
{
    return strpbrk(text, " \t\r\n") != NULL;
}

static bool read_host(const char *text, char **problem)
{
    if (has_blank(text) || strchr(text, '/'))
        return wrong(problem, "\"%s\" is not a host name", text);
    if (strchr(text, ':') && !g_hostname_is_ip_address(text))
        return wrong(problem,
                     "\"%s\" is not a host name; a port has a key of its own "
                     "(port = ...)",
                     text);
    return true;
}

/* A domain is what may stand after the '@' of an address. */
static char *domain_of_text(const char *text)
{
    g_autofree char *with = g_strconcat("x@", text, NULL);
    g_autoptr(address) a = address_parse(with);

    return !a || a->domain[0] == '[' ? NULL : g_strdup(a->domain);
}

static bool read_socket(const char *text, char **problem)
{
    if (!g_str_has_prefix(text, "unix:/"))
        return wrong(problem, "\"%s\" is not a socket: write unix:/path", text);
    if (strlen(text) > strlen("unix:") + SOCKET_PATH_MAX)
        return wrong(problem, "the path is longer than a socket's may be "
                              "(107 octets)");
    return true;
}

/* The new text, or NULL and words. */
static char *read_text(const config_key *k, const char *text, char **problem)
{
    char *value = NULL;

    switch (k->type) {
    case CONFIG_WORD:
        if (has_blank(text)) {
            wrong(problem, "\"%s\" may have no blanks", text);
            return NULL;
        }
        break;
    case CONFIG_ATOM:
        if (!is_atom(text)) {
            wrong(problem, "\"%s\" is not an IMAP keyword", text);
            return NULL;
        }
        break;
    case CONFIG_HOST:
        if (!read_host(text, problem))
            return NULL;
        break;
    case CONFIG_PATH:
        if (text[0] != '/') {
            wrong(problem, "\"%s\" must be an absolute path (begin with /)",
                  text);
            return NULL;
        }
        break;
    case CONFIG_SOCKET:
        if (!read_socket(text, problem))
            return NULL;
        break;
    case CONFIG_DOMAIN:
        value = domain_of_text(text);
        if (!value)
            wrong(problem, "\"%s\" is not a domain", text);
        return value;
    case CONFIG_ADDRESS:
        value = address_normal(text);
        if (!value)
            wrong(problem, "\"%s\" is not a mail address", text);
        return value;
    default:
        break;
    }
    return g_strdup(text);
}

static char *read_element(const config_key *k, const char *text, char **problem)
{
    char *value;

    switch (k->type) {
    case CONFIG_ADDRESSES:
        value = address_normal(text);
        if (!value)
            wrong(problem, "\"%s\" is not a mail address", text);
        return value;
    case CONFIG_IPS:
        if (!g_hostname_is_ip_address(text)) {
            wrong(problem, "\"%s\" is not an IP address", text);
            return NULL;
        }
        break;
    case CONFIG_PATHS:
        if (text[0] != '/') {
            wrong(problem, "\"%s\" must be an absolute path (begin with /)",
                  text);
            return NULL;
        }
        break;
    default:
        if (has_blank(text)) {
            wrong(problem, "\"%s\": separate with ; or ,", text);
            return NULL;
        }
    }
    return g_strdup(text);
}

static bool read_list(const config_key *k, const char *text, void *slot,
                      char **problem)
{
    g_auto(GStrv) parts = g_strsplit_set(text, ";,", -1);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(int));
    bool ok = true;

    for (char **part = parts; ok && *part; part++) {
        int number;
        char *value;

        if (*g_strstrip(*part) == '\0')
            continue; /* a separator at the end */
        if (k->type == CONFIG_INTS) {
            ok = read_int(k, *part, &number, problem);
            if (ok)
                g_array_append_val(numbers, number);
        } else {
            value = read_element(k, *part, problem);
            ok = value != NULL;
            if (ok)
                g_ptr_array_add(words, value);
        }
    }
    if (ok)
        config_value_clear(k, slot);
    if (ok && k->type == CONFIG_INTS)
        *(GArray **)slot = g_steal_pointer(&numbers);
    else if (ok)
        *(GPtrArray **)slot = g_steal_pointer(&words);
    if (numbers)
        g_array_unref(numbers);
    if (words)
        g_ptr_array_unref(words);
    return ok;
}

void config_lang_read(const char *language, const char *text, GHashTable **slot)
{
    if (!*slot)
        *slot = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_replace(*slot, g_strdup(language), g_strdup(text));
}

bool config_value_read(const config_key *k, const char *text, void *slot,
                       char **problem)
{
    char *value;

    *problem = NULL;
    switch (k->type) {
    case CONFIG_BOOL:
        return read_bool(text, slot, problem);
    case CONFIG_INT:
        return read_int(k, text, slot, problem);
    case CONFIG_NUMBER:
        return read_decimal(k, text, slot, problem);
    case CONFIG_MODE:
        return read_mode(k, text, slot, problem);
    case CONFIG_DURATION:
        return read_with_unit(k, text, span_units, SPAN_UNITS, slot, problem);
    case CONFIG_SIZE:
        return read_with_unit(k, text, config_size_units, "K, M, G, as in 64M",
                              slot, problem);
    case CONFIG_SCORE:
        return read_score(text, slot, problem);
    case CONFIG_ENUM:
        return read_enum(k, text, slot, problem);
    case CONFIG_WORDS:
    case CONFIG_ADDRESSES:
    case CONFIG_IPS:
    case CONFIG_PATHS:
    case CONFIG_INTS:
        return read_list(k, text, slot, problem);
    default:
        value = read_text(k, text, problem);
        if (!value)
            return false;
        g_free(*(char **)slot);
        *(char **)slot = value;
        return true;
    }
}
