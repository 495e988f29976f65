/* hook_config: [hook NAME] and [lookup NAME], other systems. */
#include "desk/hook_config.h"

#include "base/nearest.h"
#include "config/section.h"
#include "desk/category_config.h"
#include "desk/command.h"
#include "desk/field_config.h"
#include "desk/hand.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"
#include "store/job.h"

#include <string.h>

#define PAUSE_MAX_MS SPAN_HOUR

/* ---- look-ups ---- */

const config_hook *config_hook_by_id(const config *c, const char *id)
{
    return config_by_id(c->hooks, id);
}

const config_lookup *config_lookup_by_id(const config *c, const char *id)
{
    return config_by_id(c->lookups, id);
}

static bool is_one(const GPtrArray *names, const char *name)
{
    return names->len == 0 || (name && config_listed(names, name));
}

bool config_hook_hears(const config_hook *h, happen_kind what,
                       const hook_request *r)
{
    return h->command && config_listed(h->on, happen_names[what]) &&
           is_one(h->queues, r->queue) && is_one(h->types, r->type) &&
           is_one(h->categories, r->category);
}

bool config_lookup_asks(const config_lookup *l, const hook_request *r)
{
    return is_one(l->queues, r->queue) && is_one(l->types, r->type) &&
           is_one(l->categories, r->category);
}

bool config_hook_may(const config_hook *h, const char *command)
{
    return config_listed(h->may, command);
}

#define CALL_OF(kind_, x)                                                  \
    ((hook_call){kind_, (x)->id, (x)->command, (x)->when, (x)->timeout_ms, \
                 (x)->retry_ms, (x)->tries, (x)->at_once})

bool config_hook_call(const config *c, const char *kind, const char *name,
                      hook_call *call)
{
    const config_hook *h = NULL;
    const config_lookup *l = NULL;

    if (strcmp(kind, STORE_JOB_HOOK) == 0)
        h = config_hook_by_id(c, name);
    else if (strcmp(kind, STORE_JOB_LOOKUP) == 0)
        l = config_lookup_by_id(c, name);
    if (h)
        *call = CALL_OF(STORE_JOB_HOOK, h);
    else if (l)
        *call = CALL_OF(STORE_JOB_LOOKUP, l);
    return (h || l) && call->command;
}

bool config_has_calls(const config *c)
{
    for (guint i = 0; i < c->hooks->len; i++)
        if (((const config_hook *)c->hooks->pdata[i])->command)
            return true;
    return c->lookups->len > 0;
}

int64_t hook_call_again_ms(const hook_call *call, int64_t tries, int64_t now_ms)
{
    int64_t pause_ms = call->retry_ms;
    int64_t most_ms = MAX(call->retry_ms, PAUSE_MAX_MS);

    if (tries >= call->tries)
        return 0;
    for (int64_t i = 1; i < tries && pause_ms < most_ms; i++)
        pause_ms *= 2;
    return now_ms + MIN(pause_ms, most_ms);
}

/* ---- what both have ---- */

typedef struct section {
    config_reading *r;
    const void *base;
    char *where; /* "hook chat" */
} section;

static void check_requests(const section *s, const GPtrArray *queues,
                           const GPtrArray *types, const GPtrArray *categories)
{
    const GPtrArray *all = s->r->config->categories;

    for (guint i = 0; i < queues->len; i++)
        config_check_queue_name(s->r, s->base, "queues", s->where,
                                queues->pdata[i]);
    for (guint i = 0; i < types->len; i++)
        config_check_type_name(s->r, s->base, "types", s->where,
                               types->pdata[i]);
    for (guint i = 0; i < categories->len; i++) {
        const char *name = categories->pdata[i];
        g_autofree char *hint = config_id_hint(all, name);
        if (!config_by_id(all, name))
            config_bad(s->r, s->base, "categories",
                       "[%s] categories: there is no [category %s]%s", s->where,
                       name, hint);
    }
}

static condition *read_if(const section *s, const char *text)
{
    g_autofree char *wrong = NULL;
    condition *k = text ? condition_read(s->r->config, text, &wrong) : NULL;

    if (wrong)
        config_bad(s->r, s->base, "if", "[%s] if: %s", s->where, wrong);
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
        check_requests(&s, h->queues, h->types, h->categories);
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
        check_requests(&s, l->queues, l->types, l->categories);
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
