/* list_filter: which requests somebody asks for. */
#include "desk/list_filter.h"

#include "base/address.h"
#include "base/nearest.h"
#include "config/priority.h"
#include "desk/category_config.h"
#include "desk/field_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/status_config.h"
#include "desk/type_config.h"

#include <string.h>

typedef struct reading {
    const list_ask *ask;
    list_filter *out;
    GString *words;
    fault *wrong;
} reading;

static const char *keep(reading *r, const char *text)
{
    char *copy = g_strdup(text);

    g_ptr_array_add(r->out->texts, copy);
    return copy;
}

/* ---- names that there are ---- */

/* What may have been meant, else all there are; both say the key. */
static void no_such(reading *r, const char *key, const char *name,
                    const GPtrArray *names)
{
    const char *near = nearest_typed(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);

    if (r->wrong)
        return;
    if (near) {
        g_autofree char *meant = g_strdup_printf("%s:%s", key, near);
        r->wrong = fault_new(FAULT_NEAR_NAME, r->ask->command, meant, NULL);
    } else {
        g_autofree char *said = g_strdup_printf("%s:%s", key, name);
        r->wrong = fault_new(FAULT_NO_NAME, r->ask->command, said, all, NULL);
    }
}

/* Of structs whose first member is their name. */
static GPtrArray *ids_of(const GPtrArray *structs)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < structs->len; i++)
        g_ptr_array_add(names, *(char **)structs->pdata[i]);
    g_ptr_array_add(names, NULL);
    return names;
}

static void no_struct(reading *r, const char *key, const char *name,
                      const GPtrArray *structs)
{
    g_autoptr(GPtrArray) names = ids_of(structs);
    no_such(r, key, name, names);
}

/* ---- keys ---- */

static void take_type(reading *r, const char *name)
{
    const config_type_row *t = type_named(r->ask->c, name);

    r->out->f.type = t ? t->id : NULL;
    if (!t)
        no_struct(r, "type", name, r->ask->c->types);
}

static void take_category(reading *r, const char *name)
{
    const config_category *k = config_category_named(r->ask->c, name);

    r->out->f.category = k ? k->id : NULL;
    if (!k)
        no_struct(r, "category", name, r->ask->c->categories);
}

static void take_word(reading *r, const char *key, const char *name,
                      const char *const *words, const char **slot)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (; *words; words++) {
        if (g_ascii_strcasecmp(name, *words) == 0) {
            *slot = *words;
            return;
        }
        g_ptr_array_add(names, (void *)*words);
    }
    g_ptr_array_add(names, NULL);
    no_such(r, key, name, names);
}

static void take_priority(reading *r, const char *name)
{
    take_word(r, "priority", name, config_priorities, &r->out->f.priority);
}

static void take_complexity(reading *r, const char *name)
{
    take_word(r, "complexity", name, type_complexities, &r->out->f.complexity);
}

static void take_status(reading *r, const char *name)
{
    const status_model *m = status_model_of(r->ask->c);
    const status_row *row = status_named(m, name);
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    r->out->says_openness = true;
    if (row) {
        r->out->status[0] = row->id;
        r->out->f.in = r->out->status;
        return;
    }
    for (unsigned i = 0; i < count; i++)
        g_ptr_array_add(names, (void *)rows[i]->id);
    g_ptr_array_add(names, NULL);
    no_such(r, "status", name, names);
}

static void take_queue(reading *r, const char *name)
{
    const config_queue *q = config_queue_by_id(r->ask->c, name);

    r->out->f.queue = q ? q->id : NULL;
    if (!q)
        no_struct(r, "queue", name, r->ask->c->queues);
}

static void take_line(reading *r, const char *name)
{
    char *end;
    gint64 number = g_ascii_strtoll(name, &end, 10);

    if (!*end && number > 0 && number < 1000)
        r->out->f.line = (int)number;
    else if (!r->wrong)
        r->wrong = fault_new(FAULT_NO_LINE, "line:1", NULL);
}

static void take_holder(reading *r, const char *name)
{
    const char *id = strcmp(name, "me") == 0 ? r->ask->me : name;
    const config_operator *o = config_operator_by_id(r->ask->c, id);

    if (strcmp(name, "none") == 0)
        r->out->f.unassigned = true;
    else if (o)
        r->out->f.holder = o->id;
    else
        no_struct(r, "holder", name, r->ask->c->operators);
}

static void take_customer(reading *r, const char *name)
{
    g_autofree char *normal = address_normal(name);

    if (normal)
        r->out->f.customer = keep(r, normal);
    else if (!r->wrong)
        r->wrong = fault_new(FAULT_NO_ADDRESS, name, NULL);
}

typedef struct key_row {
    const char *name;
    void (*take)(reading *r, const char *value);
} key_row;

static const key_row keys[] = {
    {"type", take_type},         {"category", take_category},
    {"priority", take_priority}, {"complexity", take_complexity},
    {"status", take_status},     {"queue", take_queue},
    {"line", take_line},         {"holder", take_holder},
    {"customer", take_customer},
};

/* ---- words that mean something alone ---- */

static void set_open(reading *r)
{
    r->out->f.openness = STORE_OPEN;
    r->out->says_openness = true;
}

static void set_done(reading *r)
{
    r->out->f.openness = STORE_DONE;
    r->out->says_openness = true;
}

static void set_all(reading *r)
{
    r->out->f.openness = STORE_ANY;
    r->out->says_openness = true;
}

static void set_overdue(reading *r)
{
    r->out->f.overdue_ms = r->ask->now_ms;
}

static void set_unassigned(reading *r)
{
    r->out->f.unassigned = true;
}

static void set_undelivered(reading *r)
{
    r->out->f.undelivered = true;
}

static void set_mine(reading *r)
{
    r->out->f.holder = r->ask->me;
}

static const struct {
    const char *name;
    void (*set)(reading *r);
} flags[] = {
    {"open", set_open},           {"done", set_done},
    {"closed", set_done},         {"all", set_all},
    {"overdue", set_overdue},     {"unassigned", set_unassigned},
    {"mine", set_mine},           {"undelivered", set_undelivered},
    {"bounced", set_undelivered},
};

/* ---- a word ---- */

/* Before the colon stands a name and nothing else? "https://..." is none. */
static bool is_key(const char *word, const char *colon)
{
    for (const char *p = word; p < colon; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && c != '-' && c != '_')
            return false;
    }
    return colon > word && colon[1] && colon[1] != '/';
}

static void no_key(reading *r, const char *name)
{
    g_autoptr(GPtrArray) names = ids_of(r->ask->c->fields);

    g_ptr_array_set_size(names, (int)names->len - 1);
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        g_ptr_array_add(names, (void *)keys[i].name);
    g_ptr_array_add(names, NULL);
    const char *near = nearest_typed(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(":, ", (char **)names->pdata);
    if (r->wrong)
        return;
    g_autofree char *meant = g_strdup_printf("%s:...", near ? near : "");
    r->wrong = near
                   ? fault_new(FAULT_NEAR_NAME, r->ask->command, meant, NULL)
                   : fault_new(FAULT_NO_NAME, r->ask->command, name, all, NULL);
}

static void take_pair(reading *r, const char *name, const char *value)
{
    const config_field *field = field_named(r->ask->c, name);

    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_ascii_strcasecmp(name, keys[i].name) == 0) {
            keys[i].take(r, value);
            return;
        }
    }
    if (!field) {
        no_key(r, name);
        return;
    }
    r->out->f.field = field->id;
    r->out->f.value = keep(r, value);
}

static void take(reading *r, const char *word)
{
    const char *colon = strchr(word, ':');

    for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++) {
        if (g_ascii_strcasecmp(word, flags[i].name) == 0) {
            flags[i].set(r);
            return;
        }
    }
    if (colon && is_key(word, colon)) {
        g_autofree char *name = g_strndup(word, (gsize)(colon - word));
        take_pair(r, name, colon + 1);
    } else if (*word) {
        g_string_append_printf(r->words, "%s%s", r->words->len > 0 ? " " : "",
                               word);
    }
}

/* At blanks that stand in no quotes, which are taken off. */
static void take_all(reading *r, const char *text)
{
    g_autoptr(GString) word = g_string_new(NULL);
    bool quoted = false;

    for (const char *p = text; *p; p++) {
        if (*p == '"') {
            quoted = !quoted;
        } else if (*p == ' ' && !quoted) {
            take(r, word->str);
            g_string_truncate(word, 0);
        } else {
            g_string_append_c(word, *p);
        }
    }
    take(r, word->str);
}

list_filter *list_filter_read(const list_ask *ask, const char *text,
                              fault **wrong)
{
    g_autoptr(list_filter) out = g_new0(list_filter, 1);
    g_autoptr(GString) words = g_string_new(NULL);
    reading r = {.ask = ask, .out = out, .words = words};

    out->texts = g_ptr_array_new_with_free_func(g_free);
    take_all(&r, text);
    if (words->len > 0)
        out->f.words = keep(&r, words->str);
    *wrong = r.wrong;
    return r.wrong ? NULL : g_steal_pointer(&out);
}

void list_filter_free(list_filter *l)
{
    if (!l)
        return;
    g_ptr_array_unref(l->texts);
    g_free(l);
}
