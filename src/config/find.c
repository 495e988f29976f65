/* config_find: look-ups in a config, and the paths below state and run. */
#include "config/config.h"

#include "base/address.h"

#include <string.h>

const config_queue *config_queue_by_id(const config *c, const char *id)
{
    for (guint i = 0; id != NULL && i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];

        if (strcmp(q->id, id) == 0)
            return q;
    }
    return NULL;
}

static bool listed(const GPtrArray *words, const char *word)
{
    for (guint i = 0; i < words->len; i++)
        if (strcmp(words->pdata[i], word) == 0)
            return true;
    return false;
}

const config_queue *config_queue_by_address(const config *c,
                                            const char *mailbox, char **detail)
{
    g_autoptr(address) a = address_parse(mailbox);
    g_autofree char *plain = NULL, *normal = NULL;

    if (detail != NULL)
        *detail = NULL;
    if (a == NULL)
        return NULL;
    plain = g_strdup_printf("%s@%s", a->local, a->domain);
    normal = address_normal(plain);
    for (guint i = 0; normal != NULL && i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];

        if (g_strcmp0(q->address, normal) != 0 && !listed(q->aliases, normal))
            continue;
        if (detail != NULL)
            *detail = g_strdup(a->detail);
        return q;
    }
    return NULL;
}

const config_operator *config_operator_by_id(const config *c, const char *id)
{
    for (guint i = 0; id != NULL && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (strcmp(o->id, id) == 0)
            return o;
    }
    return NULL;
}

const config_operator *config_operator_by_address(const config *c,
                                                  const char *mailbox)
{
    g_autofree char *normal = address_normal(mailbox);

    for (guint i = 0; normal != NULL && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (listed(o->addresses, normal))
            return o;
    }
    return NULL;
}

const config_operator *config_operator_by_sasl(const config *c,
                                               const char *login)
{
    for (guint i = 0; login != NULL && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];

        if (listed(o->sasl_logins, login))
            return o;
    }
    return NULL;
}

const config_line *config_line_by_number(const config *c, int number)
{
    for (guint i = 0; i < c->lines->len; i++) {
        const config_line *l = c->lines->pdata[i];

        if (l->number == number)
            return l;
    }
    return NULL;
}

const config_category *config_category_by_id(const config *c, const char *id)
{
    for (guint i = 0; id != NULL && i < c->categories->len; i++) {
        const config_category *k = c->categories->pdata[i];

        if (strcmp(k->id, id) == 0)
            return k;
    }
    return NULL;
}

bool config_operator_serves(const config_operator *o, const char *queue)
{
    return o->queues->len == 0 || listed(o->queues, queue);
}

bool config_operator_on_line(const config_operator *o, int line,
                             const char *queue)
{
    if (!config_operator_serves(o, queue))
        return false;
    for (guint i = 0; i < o->lines->len; i++)
        if (g_array_index(o->lines, int, i) == line)
            return true;
    return false;
}

bool config_is_own_address(const config *c, const char *mailbox)
{
    return config_queue_by_address(c, mailbox, NULL) != NULL;
}

config_answer config_answer_for(const config *c, const config_operator *o,
                                int line)
{
    const config_line *l = config_line_by_number(c, line);

    if (o != NULL && o->answer != CONFIG_ANSWER_UNSET)
        return o->answer;
    if (l != NULL && l->answer != CONFIG_ANSWER_UNSET)
        return l->answer;
    return line == 1 ? CONFIG_ANSWER_REPLY : CONFIG_ANSWER_NOTE;
}

/* FNV-1a, folded to 16 bits; 0 stands for nobody. Addresses that are out in mail
 * depend on it: it must never change. */
uint16_t config_operator_number(const char *id)
{
    uint32_t hash = 2166136261u;
    uint16_t number;

    for (; *id != '\0'; id++)
        hash = (hash ^ (uint8_t)*id) * 16777619u;
    number = (uint16_t)(hash ^ (hash >> 16));
    return number != 0 ? number : 1;
}

char *config_spool_folder(const config *c)
{
    return g_build_filename(c->state, "spool", NULL);
}

static bool has_rule_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
        if (name[0] != '.' && g_str_has_suffix(name, ".cf"))
            return true;
    return false;
}

char **config_rule_paths(const config *c, const char *shipped)
{
    GPtrArray *all = g_ptr_array_new();
    g_autofree char *folder = g_path_get_dirname(c->file);
    g_autofree char *own = g_build_filename(folder, "rules", NULL);

    if (c->scan_shipped)
        g_ptr_array_add(all, g_strdup(shipped));
    for (guint i = 0; i < c->scan_rules->len; i++)
        g_ptr_array_add(all, g_strdup(c->scan_rules->pdata[i]));
    if (c->scan_rules->len == 0 && has_rule_files(own))
        g_ptr_array_add(all, g_steal_pointer(&own));
    g_ptr_array_add(all, NULL);
    return (char **)g_ptr_array_free(all, FALSE);
}

char *config_words_file(const config *c)
{
    return g_build_filename(c->state, "words.count", NULL);
}

char *config_scan_socket(const config *c)
{
    return g_build_filename(c->run, "scan.sock", NULL);
}

char *config_bell_socket(const config *c, const char *role)
{
    return g_strdup_printf("%s/bell.%s", c->run, role);
}
