/* list_filter: which requests somebody asks for. */
#include "desk/list_filter.h"

#include "base/address.h"
#include "base/nearest.h"
#include "config/priority.h"
#include "desk/category_config.h"
#include "desk/field_config.h"
#include "desk/list_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/since.h"
#include "desk/source_config.h"
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

/* Who is to be told no more than customers are finds what they are told. */
static bool has_status(const reading *r, const status_row *row,
                       const char *name)
{
    return r->ask->allow == LIST_CUSTOMERS
               ? status_is_public(row, name)
               : row == status_named(status_model_of(r->ask->c), name);
}

static void no_status(reading *r, const char *name)
{
    const status_model *m = status_model_of(r->ask->c);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    for (unsigned i = 0; i < count; i++) {
        const char *id = rows[i]->id;
        const char *word = r->ask->allow == LIST_CUSTOMERS
                               ? status_public(m, id, r->ask->language)
                               : id;
        if (!g_ptr_array_find_with_equal_func(names, word, g_str_equal, NULL))
            g_ptr_array_add(names, (void *)word);
    }
    g_ptr_array_add(names, NULL);
    no_such(r, "status", name, names);
}

static void take_status(reading *r, const char *name)
{
    unsigned count;
    const status_row *const *rows =
        status_rows(status_model_of(r->ask->c), &count);

    g_ptr_array_set_size(r->out->statuses, 0);
    for (unsigned i = 0; i < count; i++)
        if (has_status(r, rows[i], name))
            g_ptr_array_add(r->out->statuses, (void *)rows[i]->id);
    if (r->out->statuses->len == 0)
        no_status(r, name);
    g_ptr_array_add(r->out->statuses, NULL);
    r->out->f.in = (const char *const *)r->out->statuses->pdata;
    r->out->says_openness = true;
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

static void take_company(reading *r, const char *name)
{
    r->out->f.company = keep(r, name);
}

static void take_service(reading *r, const char *name)
{
    r->out->f.service = keep(r, name);
}

/* What a request came by without a section of the configuration. */
static const char *const own_sources[] = {"mail", "operator", "telephone",
                                          "form"};

static void take_source(reading *r, const char *name)
{
    const GPtrArray *all = r->ask->c->sources;
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++) {
        const config_source *s = all->pdata[i];
        if (config_is_titled(s->id, s->title, s->titles, name)) {
            r->out->f.source = s->id;
            return;
        }
        g_ptr_array_add(names, s->id);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(own_sources); i++) {
        if (g_ascii_strcasecmp(own_sources[i], name) == 0) {
            r->out->f.source = own_sources[i];
            return;
        }
        g_ptr_array_add(names, (void *)own_sources[i]);
    }
    g_ptr_array_add(names, NULL);
    no_such(r, "source", name, names);
}

static fault *since_fault(const char *key, when_result result, const char *both)
{
    switch (result) {
    case WHEN_TWO:
        return fault_new(FAULT_TWO_DATES, both, NULL);
    case WHEN_FAR:
        return fault_new(FAULT_FAR_DATE, NULL);
    default:
        return fault_new(FAULT_NO_SINCE, key, NULL);
    }
}

/* *out is left alone if it is none. */
static void take_since(reading *r, const char *key, const char *text,
                       since *out)
{
    g_autoptr(GTimeZone) zone =
        r->ask->zone
            ? g_time_zone_ref(r->ask->zone)
            : config_zone_for(r->ask->c,
                              config_operator_by_id(r->ask->c, r->ask->me),
                              NULL);
    g_autofree char *both = NULL;
    when_result result = since_read(text, r->ask->now_ms, zone, out, &both);

    if (result != WHEN_FINE && !r->wrong)
        r->wrong = since_fault(key, result, both);
}

static void take_from(reading *r, const char *text)
{
    since s = {0, 0};

    take_since(r, "from", text, &s);
    r->out->f.from_ms = s.from_ms;
}

static void take_to(reading *r, const char *text)
{
    since s = {0, 0};

    take_since(r, "to", text, &s);
    r->out->f.until_ms = s.until_ms;
}

static void add_words(reading *r, const char *word)
{
    bool one = strchr(word, ' ') != NULL;

    g_string_append_printf(r->words, one ? "%s\"%s\"" : "%s%s",
                           r->words->len > 0 ? " " : "", word);
}

/* ---- how it looks ---- */

static const char *const orders[] = {
    [STORE_ORDER_CHANGE] = "updated",    [STORE_ORDER_DUE] = "due",
    [STORE_ORDER_AGE] = "age",           [STORE_ORDER_NUMBER] = "number",
    [STORE_ORDER_PRIORITY] = "priority", [STORE_ORDER_STATUS] = "status",
    [STORE_ORDER_HOLDER] = "holder",     [STORE_ORDER_CUSTOMER] = "customer",
    [STORE_ORDER_CUSTOMER + 1] = NULL,
};

const char *const list_columns[] = {
    [LIST_CUSTOMER] = "customer",
    [LIST_COMPANY] = "company",
    [LIST_STATUS] = "status",
    [LIST_TYPE] = "type",
    [LIST_CATEGORY] = "category",
    [LIST_PRIORITY] = "priority",
    [LIST_COMPLEXITY] = "complexity",
    [LIST_QUEUE] = "queue",
    [LIST_LINE] = "line",
    [LIST_SERVICE] = "service",
    [LIST_SOURCE] = "source",
    [LIST_AGE] = "age",
    [LIST_UPDATED] = "updated",
    [LIST_DUE] = "due",
    [LIST_HOLDER] = "holder",
    [LIST_COLUMNS] = NULL,
};

/* Which of these it is; -1: none, which is told. */
static int index_of(reading *r, const char *key, const char *name,
                    const char *const *names)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    for (int i = 0; names[i]; i++) {
        if (g_ascii_strcasecmp(names[i], name) == 0)
            return i;
        g_ptr_array_add(all, (void *)names[i]);
    }
    g_ptr_array_add(all, NULL);
    no_such(r, key, name, all);
    return -1;
}

/* A "-" before it turns the order. */
static void take_sort(reading *r, const char *name)
{
    bool reversed = *name == '-';
    int order = index_of(r, "sort", name + reversed, orders);

    if (order < 0)
        return;
    r->out->f.order = (store_order)order;
    r->out->f.reversed = reversed;
    r->out->f.priorities = config_priorities;
    r->out->says_order = true;
}

static bool has_column(const list_filter *l, int column)
{
    for (unsigned i = 0; i < l->column_count; i++)
        if ((int)l->columns[i] == column)
            return true;
    return false;
}

static void take_columns(reading *r, const char *text)
{
    g_auto(GStrv) names = g_strsplit_set(text, ", ", -1);

    r->out->column_count = 0;
    for (char **name = names; *name; name++) {
        int column = **name ? index_of(r, "columns", *name, list_columns) : -1;
        if (column >= 0 && !has_column(r->out, column))
            r->out->columns[r->out->column_count++] = (list_column)column;
    }
}

#define PAGE_MAX 1000

static void take_page(reading *r, const char *text)
{
    char *end;
    gint64 page = g_ascii_strtoll(text, &end, 10);

    if (!*end && page > 0 && page <= PAGE_MAX)
        r->out->page = (int)page;
    else if (!r->wrong)
        r->wrong = fault_new(FAULT_NO_PAGE, r->ask->command, NULL);
}

/* Whose a key is. */
#define OPERATORS (1u << LIST_OPERATORS)
#define CUSTOMERS (1u << LIST_CUSTOMERS)
#define ROBOTS    (1u << LIST_ROBOTS)
#define STAFF     (OPERATORS | ROBOTS)
#define PEOPLE    (OPERATORS | CUSTOMERS)
#define ALL       (OPERATORS | CUSTOMERS | ROBOTS)

typedef struct key_row {
    const char *name;
    void (*take)(reading *r, const char *value);
    unsigned whose;
} key_row;

static const key_row keys[] = {
    {"type", take_type, ALL},
    {"category", take_category, STAFF},
    {"priority", take_priority, STAFF},
    {"complexity", take_complexity, STAFF},
    {"status", take_status, ALL},
    {"queue", take_queue, STAFF},
    {"line", take_line, STAFF},
    {"holder", take_holder, STAFF},
    {"customer", take_customer, STAFF},
    {"company", take_company, OPERATORS},
    {"service", take_service, ALL},
    {"source", take_source, STAFF},
    {"from", take_from, PEOPLE},
    {"to", take_to, PEOPLE},
    {"text", add_words, ALL},
    {"sort", take_sort, OPERATORS},
    {"columns", take_columns, OPERATORS},
    {"page", take_page, OPERATORS},
};

static bool is_for(const reading *r, unsigned whose)
{
    return (whose & 1u << r->ask->allow) != 0;
}

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
    unsigned whose;
} flags[] = {
    {"open", set_open, ALL},
    {"done", set_done, ALL},
    {"closed", set_done, ALL},
    {"all", set_all, ALL},
    {"overdue", set_overdue, STAFF},
    {"unassigned", set_unassigned, STAFF},
    {"mine", set_mine, STAFF},
    {"undelivered", set_undelivered, STAFF},
    {"bounced", set_undelivered, STAFF},
};

/* ---- a word ---- */

/* Before the sign stands a name and nothing else? "https://..." is none. */
static bool is_key(const char *word, const char *sign)
{
    for (const char *p = word; p < sign; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && c != '-' && c != '_')
            return false;
    }
    return sign > word && sign[1] && sign[1] != '/';
}

static void no_key(reading *r, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        if (is_for(r, keys[i].whose))
            g_ptr_array_add(names, (void *)keys[i].name);
    for (guint i = 0; is_for(r, STAFF) && i < r->ask->c->fields->len; i++)
        g_ptr_array_add(names, *(char **)r->ask->c->fields->pdata[i]);
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
    const config_field *field =
        is_for(r, STAFF) ? field_named(r->ask->c, name) : NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (is_for(r, keys[i].whose) &&
            g_ascii_strcasecmp(name, keys[i].name) == 0) {
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

static bool take_flag(reading *r, const char *word)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++) {
        if (is_for(r, flags[i].whose) &&
            g_ascii_strcasecmp(word, flags[i].name) == 0) {
            flags[i].set(r);
            return true;
        }
    }
    return false;
}

/* What begins with a quote is text, whatever stands in it. */
static void take(reading *r, const char *word, bool quoted)
{
    const char *sign = strpbrk(word, ":=");

    if (!*word || (!quoted && take_flag(r, word)))
        return;
    if (!quoted && sign && is_key(word, sign)) {
        g_autofree char *name = g_strndup(word, (gsize)(sign - word));
        take_pair(r, name, sign + 1);
    } else {
        add_words(r, word);
    }
}

/* A sign that people's programs write for a quote? */
static bool is_quote(gunichar c)
{
    return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E ||
           c == 0x00AB || c == 0x00BB;
}

/* At blanks that stand in no quotes, which are taken off. */
static void take_all(reading *r, const char *text)
{
    g_autoptr(GString) word = g_string_new(NULL);
    bool within = false, quoted = false;

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_quote(c)) {
            quoted |= word->len == 0;
            within = !within;
        } else if (g_unichar_isspace(c) && !within) {
            take(r, word->str, quoted);
            g_string_truncate(word, 0);
            quoted = false;
        } else {
            g_string_append_unichar(word, c);
        }
    }
    take(r, word->str, quoted);
}

static const config_operator *reader(const reading *r)
{
    return config_operator_by_id(r->ask->c, r->ask->me);
}

/* "name:TEXT", as if it had been written. */
static void take_key(reading *r, const char *name, const char *text)
{
    if (text)
        take_pair(r, name, text);
}

/* What follows its name; `text` itself if it begins with none. */
static const char *take_view(reading *r, const char *text)
{
    const char *from = text + strspn(text, " \t\""), *end = from;
    bool quoted = from > text && from[-1] == '"';

    if (r->ask->allow != LIST_OPERATORS || !*from)
        return text;
    end += strcspn(from, quoted ? "\"" : " \t");
    g_autofree char *name = g_strndup(from, (gsize)(end - from));
    const config_view *v = view_named(r->ask->c, reader(r), name);
    if (!v)
        return text;
    r->out->view = v;
    if (v->filter)
        take_all(r, v->filter);
    take_key(r, "sort", v->sort);
    take_key(r, "columns", v->columns);
    return end + (quoted && *end == '"');
}

list_filter *list_filter_read(const list_ask *ask, const char *text,
                              fault **wrong)
{
    g_autoptr(list_filter) out = g_new0(list_filter, 1);
    g_autoptr(GString) words = g_string_new(NULL);
    reading r = {.ask = ask, .out = out, .words = words};

    out->page = 1;
    out->texts = g_ptr_array_new_with_free_func(g_free);
    out->statuses = g_ptr_array_new();
    take_all(&r, take_view(&r, text));
    if (words->len > 0)
        out->f.words = keep(&r, words->str);
    *wrong = r.wrong;
    return r.wrong ? NULL : g_steal_pointer(&out);
}

bool list_filter_has(const char *word)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++)
        if (g_ascii_strcasecmp(word, flags[i].name) == 0)
            return true;
    return false;
}

void list_filter_free(list_filter *l)
{
    if (!l)
        return;
    g_ptr_array_unref(l->texts);
    g_ptr_array_unref(l->statuses);
    g_free(l);
}
