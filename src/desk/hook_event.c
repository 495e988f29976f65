/* hook_event: what another system is told, as JSON. */
#include "desk/hook_event.h"

#include "base/mask.h"
#include "config/site.h"
#include "desk/field_config.h"
#include "desk/operator_config.h"
#include "desk/status_config.h"
#include "store/people.h"
#include "store/value.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (1 << 20) /* octets of an entry's text */

/* ---- values ---- */

/* NULL: null. What customers quote may be a secret address. */
static json_t *words(const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
    g_autofree char *safe = mask_copy(valid);

    return safe ? json_string(safe) : json_null();
}

static json_t *moment(int64_t ms)
{
    g_autoptr(GDateTime) t =
        ms > 0 ? g_date_time_new_from_unix_utc(ms / 1000) : NULL;
    g_autofree char *text =
        t ? g_date_time_format(t, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    return text ? json_string(text) : json_null();
}

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

/* ---- the request ---- */

static json_t *people_json(const GPtrArray *people)
{
    json_t *all = json_array();

    for (guint i = 0; people && i < people->len; i++) {
        const store_participant *p = people->pdata[i];
        json_array_append_new(all, json_pack("{s:o, s:o}", "address",
                                             words(p->address), "name",
                                             words(p->name)));
    }
    return all;
}

/* Those of the desk; names with a colon are for itself. */
static json_t *fields_json(const GPtrArray *values)
{
    json_t *all = json_object();

    for (guint i = 0; values && i < values->len; i++) {
        const store_value *v = values->pdata[i];
        if (!strchr(v->field, ':'))
            set(all, v->field, words(v->text));
    }
    return all;
}

/* What somebody noted beside it is said to those that may read notes. */
static json_t *time_json(const hook_event *e)
{
    json_t *all = json_array();

    for (guint i = 0; e->times && i < e->times->len; i++) {
        const store_time *t = e->times->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:o, s:I, s:o}", "at", moment(t->at_ms),
                           "operator", words(*t->who ? t->who : NULL), "type",
                           words(*t->work ? t->work : NULL), "min",
                           (json_int_t)t->min, "what",
                           words(e->notes && *t->what ? t->what : NULL)));
    }
    return all;
}

static const char *stage_of(const config *c, const char *status)
{
    int stage = status_stage_of(status_model_of(c), status);

    return status_stages[stage];
}

static json_t *ticket_json(const hook_event *e)
{
    const store_ticket *t = e->ticket;
    json_t *o = json_object();

    set(o, "number", json_integer(t->id));
    set(o, "subject", words(t->subject));
    set(o, "queue", words(t->queue));
    set(o, "status", words(t->status));
    set(o, "stage", words(stage_of(e->c, t->status)));
    set(o, "open", json_boolean(t->open));
    set(o, "line", json_integer(t->line));
    set(o, "holder", words(t->holder));
    set(o, "priority", words(t->priority));
    set(o, "category", words(t->category));
    set(o, "type", words(t->type));
    set(o, "complexity", words(t->complexity));
    set(o, "language", words(t->language));
    set(o, "source", words(t->source));
    set(o, "customer",
        json_pack("{s:o, s:o}", "address", words(t->customer), "name",
                  words(t->customer_name)));
    set(o, "authenticated", json_boolean(t->authenticated));
    set(o, "participants", people_json(e->participants));
    set(o, "fields", fields_json(e->values));
    set(o, "sla", words(t->sla));
    set(o, "sla_due", moment(t->next_due_ms));
    set(o, "due", moment(t->due_ms));
    set(o, "spent_min", json_integer(t->spent_min));
    set(o, "estimate_min", json_integer(t->estimate_min));
    set(o, "time", time_json(e));
    set(o, "created", moment(t->created_ms));
    return o;
}

/* ---- the entry ---- */

static json_t *files_json(const GPtrArray *files)
{
    json_t *all = json_array();

    for (guint i = 0; i < files->len; i++) {
        const store_attachment *a = files->pdata[i];
        json_array_append_new(
            all, json_pack("{s:o, s:o, s:I, s:s}", "name", words(a->name),
                           "type", words(a->type), "size", (json_int_t)a->size,
                           "sha256", a->sha256));
    }
    return all;
}

static json_t *text_json(const store_entry *e)
{
    const char *cut = e->text;
    g_autofree char *start = NULL;

    if (strlen(cut) > TEXT_MAX)
        cut = start = g_strndup(cut, TEXT_MAX);
    return words(cut);
}

/* An entry inside is known to be there; what it says is said to those that may
 * read it. */
static json_t *entry_json(const hook_event *e)
{
    static const char *const kinds[] = {"message", "note", "event", "stranger"};
    static const char *const authors[] = {"customer", "operator", "stranger",
                                          "system", "partner"};
    const store_entry *x = e->entry;

    if (!x)
        return json_null();
    bool may = x->kind != STORE_NOTE || e->notes;
    json_t *o = json_object();
    set(o, "n", json_integer(x->n));
    set(o, "kind", json_string(kinds[x->kind]));
    set(o, "by", json_string(authors[x->by]));
    set(o, "author", words(x->author));
    set(o, "name", words(x->author_name));
    set(o, "at", moment(x->created_ms));
    set(o, "text", may ? text_json(x) : json_null());
    set(o, "attachments", may ? files_json(x->attachments) : json_array());
    return o;
}

/* ---- who and what ---- */

static json_t *actor_json(const config *c, json_t *event)
{
    const char *id = json_string_value(json_object_get(event, "actor"));
    const config_operator *o = config_operator_by_id(c, id);

    return json_pack("{s:O?, s:o, s:o}", "kind", json_object_get(event, "by"),
                     "id", words(id && *id ? id : NULL), "name",
                     words(o ? o->name : NULL));
}

/* Why something is held is told in words that may be a note's. */
static json_t *change_json(const hook_event *e, json_t *event)
{
    const char *name = json_string_value(json_object_get(event, "event"));
    json_t *field = json_object_get(event, "field");
    json_t *old = json_object_get(event, "old");
    json_t *new = json_object_get(event, "new");
    bool hidden = g_strcmp0(name, "held") == 0 && !e->notes;

    if (!field && !old && !new)
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "field",
                     words(field ? json_string_value(field) : name), "old",
                     words(json_string_value(old)), "new",
                     hidden ? json_null() : words(json_string_value(new)));
}

char *hook_event_id(const store_job *job)
{
    return g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_MODIFIER "x",
                           job->id, (guint64)job->made_ms);
}

char *hook_event_json(const hook_event *e)
{
    json_t *event = json_loads(e->job->event, 0, NULL);
    json_t *o = json_object();
    g_autofree char *id = hook_event_id(e->job);

    set(o, "schema", json_integer(HOOK_EVENT_SCHEMA));
    set(o, "id", json_string(id));
    set(o, "event", words(json_string_value(json_object_get(event, "event"))));
    set(o, "at", moment(e->job->made_ms));
    set(o, "try", json_integer(e->job->tries + 1));
    set(o, e->job->kind, words(e->job->name));
    set(o, "site", words(e->c->site->name));
    set(o, "queue", words(e->ticket->queue));
    set(o, "ticket", ticket_json(e));
    set(o, "actor", actor_json(e->c, event));
    set(o, "change", change_json(e, event));
    set(o, "entry", entry_json(e));
    char *raw = json_dumps(o, JSON_COMPACT);
    char *text = g_strconcat(raw, "\n", NULL);
    free(raw);
    json_decref(o);
    json_decref(event);
    return text;
}
