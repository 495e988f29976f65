/* sla_config: [sla NAME]: its keys, and whether they mean something. */
#include "desk/sla_config.h"

#include "config/priority.h"
#include "config/section.h"
#include "desk/sla.h"
#include "worktime/calendar_config.h"

#include <string.h>

const config_sla *config_sla_by_id(const config *c, const char *id)
{
    return config_by_id(c->slas, id);
}

const char *sla_title(const config *c, const char *id, const char *language)
{
    const config_sla *s = id ? config_sla_by_id(c, id) : NULL;

    return s ? config_in(s->titles, language, s->title) : id;
}

void config_check_sla_name(config_reading *r, const void *base, const char *key,
                           const char *where, const char *name)
{
    g_autofree char *hint = NULL;

    if (!name || config_sla_by_id(r->config, name))
        return;
    hint = config_id_hint(r->config->slas, name);
    config_bad(r, base, key, "[%s] %s: there is no [sla %s]%s", where, key,
               name, hint);
}

/* "75%", "30m", "never" */
static bool read_warning(const char *text, work_warning *w, bool *warns)
{
    char *end;
    guint64 part = g_ascii_strtoull(text, &end, 10);

    *warns = strcmp(text, "never") != 0;
    if (!*warns)
        return true;
    if (g_ascii_isdigit(*text) && strcmp(end, "%") == 0 && part <= 100) {
        *w = (work_warning){true, (int64_t)part};
        return true;
    }
    w->is_percent = false;
    return span_read(text, &w->amount) && w->amount >= 0;
}

static void check_times(config_reading *r, const config_sla *s, sla_kind kind)
{
    const GHashTable *by = sla_limits_by(s, kind);
    GHashTableIter all;
    void *name, *text;

    if (!by)
        return;
    g_hash_table_iter_init(&all, (GHashTable *)by);
    while (g_hash_table_iter_next(&all, &name, &text)) {
        int64_t ms;
        g_autofree char *key =
            g_strdup_printf("%s.%s", sla_kinds[kind].key, (const char *)name);
        if (!span_read(text, &ms) || ms < 0)
            config_bad(r, s, key,
                       "[sla %s] %s: %s is no time; write " SPAN_UNITS, s->id,
                       key, (const char *)text);
    }
}

static void check_one(config_reading *r, config_sla *s)
{
    g_autofree char *where = g_strdup_printf("sla %s", s->id);

    config_check_calendar_name(r, s, "calendar", where, s->calendar);
    for (sla_kind k = 0; k < SLA_KINDS; k++)
        check_times(r, s, k);
    if (s->warn && !read_warning(s->warn, &s->warning, &s->warns))
        config_bad(r, s, "warn",
                   "[sla %s] warn: write a part as 75%%, a time as 30m, or "
                   "never",
                   s->id);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->slas->len; i++)
        check_one(r, r->config->slas->pdata[i]);
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->slas->len; i++) {
        config_sla *s = r->config->slas->pdata[i];

        if (!s->title)
            s->title = g_strdup(s->id);
    }
}

static const config_key keys[] = {
    CONFIG_SLA_KEYS(CONFIG_ROW, config_sla){.key = NULL},
};

const config_section config_sla_section = {
    .name = "sla",
    .argument = "NAME",
    .help = "What is promised: by when a person answers",
    .at = offsetof(config, slas),
    .size = sizeof(config_sla),
    .keys = keys,
    .complete = complete,
    .check = check,
};
