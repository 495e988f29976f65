/* type_config: [type NAME], the kind of process that a request goes through. */
#include "desk/type_config.h"

#include "base/fold.h"
#include "base/nearest.h"
#include "config/section.h"
#include "desk/sla_config.h"

#include <string.h>

const char *const type_needed[] = {"category", "complexity", "due", "estimate",
                                   NULL};
const char *const type_complexities[] = {"low", "medium", "high", NULL};

/* ---- the shipped ones ---- */

typedef struct shipped_row {
    const char *id, *title, *ru, *nb;
} shipped_row;

static const shipped_row shipped[] = {
    {"question", "question", "вопрос", "spørsmål"},
    {"incident", "incident", "инцидент", "hendelse"},
    {"crash", "crash", "сбой", "krasj"},
    {"change-request", "change request", "запрос на изменение",
     "endringsønske"},
    {"complaint", "complaint", "жалоба", "klage"},
    {"consultation", "consultation", "консультация", "rådgivning"},
};

static void add_shipped(config *c)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(shipped); i++) {
        config_type_row *t =
            config_section_add(c, &config_type_section, shipped[i].id);

        t->title = g_strdup(shipped[i].title);
        t->titles =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        g_hash_table_insert(t->titles, g_strdup("ru"), g_strdup(shipped[i].ru));
        g_hash_table_insert(t->titles, g_strdup("nb"), g_strdup(shipped[i].nb));
    }
}

/* ---- look-ups ---- */

const config_type_row *type_by_id(const config *c, const char *id)
{
    return config_by_id(c->types, id);
}

bool config_is_titled(const char *id, const char *title,
                      const GHashTable *titles, const char *words)
{
    GHashTableIter all;
    void *one;

    if (fold_same(id, words) || fold_same(title, words))
        return true;
    if (!titles)
        return false;
    g_hash_table_iter_init(&all, (GHashTable *)titles);
    while (g_hash_table_iter_next(&all, NULL, &one)) {
        if (fold_same(one, words))
            return true;
    }
    return false;
}

const config_type_row *type_named(const config *c, const char *words)
{
    for (guint i = 0; i < c->types->len; i++) {
        const config_type_row *t = c->types->pdata[i];

        if (config_is_titled(t->id, t->title, t->titles, words))
            return t;
    }
    return NULL;
}

const char *type_title(const config *c, const char *id, const char *language)
{
    const config_type_row *t = type_by_id(c, id);

    return t ? config_in(t->titles, language, t->title) : id;
}

void config_check_type_name(config_reading *r, const void *base,
                            const char *key, const char *where,
                            const char *name)
{
    if (!name || type_by_id(r->config, name))
        return;
    g_autofree char *hint = config_id_hint(r->config->types, name);
    config_bad(r, base, key, "[%s] %s: there is no [type %s]%s", where, key,
               name, hint);
}

/* ---- its statuses ---- */

bool type_has_status(const config *c, const char *type, const status_row *s)
{
    const config_type_row *t = type_by_id(c, type);

    if (s->stage == STATUS_SPAM)
        return true;
    return status_has_type(s, type) &&
           (!t || t->statuses->len == 0 || config_listed(t->statuses, s->id));
}

const char *type_status(const config *c, const char *type,
                        const status_model *m, const char *status)
{
    const status_row *row = status_find(m, status);
    unsigned count;
    const status_row *const *all = status_rows(m, &count);

    if (!row || type_has_status(c, type, row))
        return status;
    for (unsigned i = 0; i < count; i++) {
        if (all[i]->stage == row->stage && type_has_status(c, type, all[i]))
            return all[i]->id;
    }
    return status;
}

/* "resolved:cause": the part after the colon, if it is of this status. */
static const char *needed_for(const char *need, const char *status)
{
    size_t n = strlen(status);

    return strncmp(need, status, n) == 0 && need[n] == ':' ? need + n + 1
                                                           : NULL;
}

GPtrArray *type_needs(const config *c, const char *type, const char *status)
{
    const config_type_row *t = type_by_id(c, type);
    GPtrArray *out = g_ptr_array_new();

    for (guint i = 0; t && i < t->needs->len; i++) {
        const char *name = needed_for(t->needs->pdata[i], status);

        if (name)
            g_ptr_array_add(out, (void *)name);
    }
    return out;
}

/* ---- the section ---- */

static void complete(config_reading *r)
{
    config *c = r->config;

    if (c->types->len == 0)
        add_shipped(c);
    for (guint i = 0; i < c->types->len; i++) {
        config_type_row *t = c->types->pdata[i];

        if (!t->title)
            t->title = g_strdup(t->id);
    }
}

/* Before a model is made of them. */
static const status_row *const *rows_of(const config *c, unsigned *count)
{
    if (c->statuses->len == 0)
        return status_shipped(count);
    *count = c->statuses->len;
    return (const status_row *const *)c->statuses->pdata;
}

static void check_status(config_reading *r, const config_type_row *t,
                         const char *key, const char *status)
{
    unsigned count;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    const status_row *const *all = rows_of(r->config, &count);

    for (unsigned i = 0; i < count; i++) {
        if (strcmp(all[i]->id, status) == 0)
            return;
        g_ptr_array_add(ids, (void *)all[i]->id);
    }
    g_ptr_array_add(ids, NULL);
    g_autofree char *hint =
        nearest_hint(status, (const char *const *)ids->pdata);
    config_bad(r, t, key, "[type %s] %s: there is no [status %s]%s", t->id, key,
               status, hint);
}

/* Each stage that a desk needs must have a status for it, too. */
static void check_stages(config_reading *r, const config_type_row *t)
{
    static const status_stage needed[] = {STATUS_CLASSIFICATION, STATUS_WORK,
                                          STATUS_RESOLVED, STATUS_CLOSED};
    unsigned count;
    const status_row *const *all = rows_of(r->config, &count);

    for (unsigned k = 0; k < G_N_ELEMENTS(needed); k++) {
        bool found = false;
        for (unsigned i = 0; i < count && !found; i++)
            found = all[i]->stage == (int)needed[k] &&
                    type_has_status(r->config, t->id, all[i]);
        if (!found)
            config_bad(r, t, "statuses",
                       "[type %s] statuses: none of them has stage = %s", t->id,
                       status_stages[needed[k]]);
    }
}

static void check_need(config_reading *r, const config_type_row *t,
                       const char *need)
{
    const char *colon = strchr(need, ':');

    if (!colon || colon == need || !colon[1]) {
        config_bad(r, t, "needs",
                   "[type %s] needs: write STATUS:FIELD, for example "
                   "resolved:estimate",
                   t->id);
        return;
    }
    g_autofree char *status = g_strndup(need, (gsize)(colon - need));
    check_status(r, t, "needs", status);
    if (!g_strv_contains(type_needed, colon + 1) &&
        !config_by_id(r->config->fields, colon + 1)) {
        g_autofree char *hint = config_id_hint(r->config->fields, colon + 1);
        config_bad(r, t, "needs", "[type %s] needs: there is no [field %s]%s",
                   t->id, colon + 1, hint);
    }
}

/* [status] cannot ask: it comes first. */
static void check_types_of(config_reading *r, const status_row *s)
{
    g_autofree char *where = g_strdup_printf("status %s", s->id);

    for (guint i = 0; s->types && i < s->types->len; i++)
        config_check_type_name(r, s, "types", where, s->types->pdata[i]);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->statuses->len; i++)
        check_types_of(r, r->config->statuses->pdata[i]);
    for (guint i = 0; i < r->config->types->len; i++) {
        const config_type_row *t = r->config->types->pdata[i];

        for (guint k = 0; k < t->statuses->len; k++)
            check_status(r, t, "statuses", t->statuses->pdata[k]);
        for (guint k = 0; k < t->needs->len; k++)
            check_need(r, t, t->needs->pdata[k]);
        if (t->statuses->len > 0)
            check_stages(r, t);
        g_autofree char *where = g_strdup_printf("type %s", t->id);
        config_check_sla_name(r, t, "sla", where, t->sla);
    }
}

/* Shipped ones are not printed: a section would replace them all. */
static bool is_there(const config *c)
{
    if (c->types->len != G_N_ELEMENTS(shipped))
        return true;
    for (guint i = 0; i < c->types->len; i++) {
        const config_type_row *t = c->types->pdata[i];

        if (strcmp(t->id, shipped[i].id) != 0 ||
            strcmp(t->title, shipped[i].title) != 0 || t->statuses->len > 0 ||
            t->needs->len > 0 || t->line || t->sla || t->board)
            return true;
    }
    return false;
}

static const config_key keys[] = {
    CONFIG_TYPE_KEYS(CONFIG_ROW, config_type_row){.key = NULL},
};

const config_section config_type_section = {
    .name = "type",
    .argument = "NAME",
    .help = "The kind of process that a request goes through; the first such "
            "section replaces all that are shipped",
    .at = offsetof(config, types),
    .size = sizeof(config_type_row),
    .keys = keys,
    .is_there = is_there,
    .complete = complete,
    .check = check,
};
