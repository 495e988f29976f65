/* hook_config: [hook NAME] and [lookup NAME], other systems. */
#include "desk/hook_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/command.h"
#include "desk/field_config.h"
#include "desk/hand.h"
#include "desk/queue_config.h"

#include <string.h>

/* ---- what both have ---- */

typedef struct section {
    config_reading *r;
    const void *base;
    char *where; /* "hook chat" */
} section;

static void check_queues(const section *s, const GPtrArray *queues)
{
    for (guint i = 0; i < queues->len; i++)
        config_check_queue_name(s->r, s->base, "queue", s->where,
                                queues->pdata[i]);
}

static condition *read_if(const section *s, const char *text)
{
    g_autofree char *wrong = NULL;
    condition *k = text ? condition_read(s->r->config, text, &wrong) : NULL;

    g_autofree char *never =
        k ? condition_never(s->r->config, k, NULL, false) : NULL;

    if (wrong)
        config_bad(s->r, s->base, "if", "[%s] if: %s", s->where, wrong);
    if (never)
        config_bad(s->r, s->base, "if", "[%s] if: it can never hold: %s",
                   s->where, never);
    return k;
}

/* ---- hooks ---- */

static void check_on(const section *s, const config_hook *h)
{
    for (guint i = 0; i < h->on->len; i++) {
        const char *name = h->on->pdata[i];
        g_autofree char *hint = nearest_hint(name, happen_names);
        if (happen_named(name) == HAPPEN_KINDS)
            config_bad(s->r, h, "on", "[%s] on: there is no event %s%s",
                       s->where, name, hint);
    }
    if (h->command && h->on->len == 0)
        config_bad(s->r, h, "command",
                   "[%s] command: it is run by no event; say which, as in "
                   "on = new",
                   s->where);
    if (!h->command && h->on->len > 0)
        config_bad(s->r, h, "on", "[%s] on: there is no command to be run",
                   s->where);
}

static const command_row *row_named(const char *name)
{
    for (const command_row *const *row = command_rows; *row; row++)
        if (strcmp((*row)->name, name) == 0)
            return *row;
    return NULL;
}

static void check_may(const section *s, const config_hook *h)
{
    for (guint i = 0; i < h->may->len; i++) {
        const char *name = h->may->pdata[i];
        const command_row *row = row_named(name);
        if (!row)
            config_bad(s->r, h, "may", "[%s] may: there is no command /%s",
                       s->where, name);
        else if (!(row->traits & COMMAND_FOR_ROBOTS) ||
                 row->traits & COMMAND_IS_REPLY)
            config_bad(s->r, h, "may",
                       "[%s] may: /%s is nothing that a hook can do", s->where,
                       name);
    }
}

static void complete_hooks(config_reading *r)
{
    for (guint i = 0; i < r->config->hooks->len; i++) {
        config_hook *h = r->config->hooks->pdata[i];
        g_autofree char *id = g_strconcat("hook:", h->id, NULL);

        if (!h->title)
            h->title = g_strdup(h->id);
        if (!h->as)
            h->as = config_hand_new(id, h->title, h->queues);
    }
}

static void forget_hooks(config *c)
{
    for (guint i = 0; i < c->hooks->len; i++) {
        config_hook *h = c->hooks->pdata[i];
        g_clear_pointer(&h->when, condition_free);
        g_clear_pointer(&h->as, config_hand_free);
    }
}

static void check_hooks(config_reading *r)
{
    for (guint i = 0; i < r->config->hooks->len; i++) {
        config_hook *h = r->config->hooks->pdata[i];
        g_autofree char *where = g_strdup_printf("hook %s", h->id);
        const section s = {r, h, where};

        h->when = read_if(&s, h->if_);
        check_on(&s, h);
        check_may(&s, h);
        check_queues(&s, h->queues);
    }
}

/* ---- lookups ---- */

static void complete_lookups(config_reading *r)
{
    for (guint i = 0; i < r->config->lookups->len; i++) {
        config_lookup *l = r->config->lookups->pdata[i];
        g_autofree char *id = g_strconcat("lookup:", l->id, NULL);

        if (!l->title)
            l->title = g_strdup(l->id);
        if (!l->as)
            l->as = config_hand_new(id, l->title, l->queues);
    }
}

static void forget_lookups(config *c)
{
    for (guint i = 0; i < c->lookups->len; i++) {
        config_lookup *l = c->lookups->pdata[i];
        g_clear_pointer(&l->when, condition_free);
        g_clear_pointer(&l->as, config_hand_free);
    }
}

static void check_lookups(config_reading *r)
{
    const GPtrArray *fields = r->config->fields;

    for (guint i = 0; i < r->config->lookups->len; i++) {
        config_lookup *l = r->config->lookups->pdata[i];
        g_autofree char *where = g_strdup_printf("lookup %s", l->id);
        const section s = {r, l, where};

        l->when = read_if(&s, l->if_);
        check_queues(&s, l->queues);
        for (guint k = 0; k < l->fields->len; k++) {
            const char *name = l->fields->pdata[k];
            g_autofree char *hint = config_id_hint(fields, name);
            if (!field_by_id(r->config, name))
                config_bad(r, l, "fields",
                           "[%s] fields: there is no [field %s]%s", where, name,
                           hint);
        }
    }
}

static const config_key hook_keys[] = {
    CONFIG_HOOK_KEYS(CONFIG_ROW, config_hook){.key = NULL},
};

const config_section config_hook_section = {
    .name = "hook",
    .argument = "NAME",
    .help = "Another system that hears of what happens to requests, and may "
            "act on them",
    .at = offsetof(config, hooks),
    .size = sizeof(config_hook),
    .keys = hook_keys,
    .complete = complete_hooks,
    .check = check_hooks,
    .forget = forget_hooks,
};

static const config_key lookup_keys[] = {
    CONFIG_LOOKUP_KEYS(CONFIG_ROW, config_lookup){.key = NULL},
};

const config_section config_lookup_section = {
    .name = "lookup",
    .argument = "NAME",
    .help = "Another system that is asked about each new request, for "
            "operators",
    .at = offsetof(config, lookups),
    .size = sizeof(config_lookup),
    .keys = lookup_keys,
    .complete = complete_lookups,
    .check = check_lookups,
    .forget = forget_lookups,
};
