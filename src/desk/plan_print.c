/* plan_print: a plan as JSON and as lines for people, for `explain`, from what
 * plan_verb.c says that a verb is made of. */
#include "desk/plan_verb.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define PLAN_WORDS_SHOWN 60 /* characters of a text in the lines for people */

/* A member of a step, wherever it stands. */
typedef struct place {
    const plan_member *m;
    const void *at;
} place;

static const char *text_at(place x)
{
    return *(const char *const *)x.at;
}

static int64_t number_at(place x)
{
    return *(const int64_t *)x.at;
}

static int int_at(place x) /* enums too */
{
    return *(const int *)x.at;
}

static bool bool_at(place x)
{
    return *(const bool *)x.at;
}

static const plan_value *value_at(place x)
{
    return x.at;
}

static const GPtrArray *attached_at(place x)
{
    return *(const GPtrArray *const *)x.at;
}

static const char *row_of(const plan_step *s, const plan_verb *v)
{
    return *(const char *const *)(const void *)((const char *)s + v->row);
}

/* ---- JSON ---- */

static void put(json_t *o, const char *key, const char *value)
{
    if (value)
        json_object_set_new(o, key, json_string(value));
}

static json_t *attachments_json(const GPtrArray *all)
{
    json_t *list = json_array();

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_attachment *a = all->pdata[i];
        json_t *row = json_object();

        put(row, "part", a->part);
        put(row, "name", a->name);
        put(row, "type", a->type);
        json_object_set_new(row, "size", json_integer(a->size));
        put(row, "sha256", a->sha256);
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *value_json(const plan_value *v)
{
    if (v->is_number)
        return json_integer(v->number);
    return v->text ? json_string(v->text) : json_null();
}

/* NULL: not there. */
static json_t *member_json(place x)
{
    switch (x.m->type) {
    case PLAN_IS_TEXT:
    case PLAN_IS_LONG:
        return text_at(x) ? json_string(text_at(x)) : NULL;
    case PLAN_IS_DATA:
        return text_at(x) ? json_loads(text_at(x), 0, NULL) : NULL;
    case PLAN_IS_TICKET:
        return json_integer(number_at(x));
    case PLAN_IS_NUMBER:
        return number_at(x) ? json_integer(number_at(x)) : NULL;
    case PLAN_IS_INT:
        return int_at(x) ? json_integer(int_at(x)) : NULL;
    case PLAN_IS_BOOL:
        return json_boolean(bool_at(x));
    case PLAN_IS_NAME:
        return json_string(x.m->enum_name(int_at(x)));
    case PLAN_IS_VALUE:
        return value_json(value_at(x));
    case PLAN_IS_ATTACHED:
        return attachments_json(attached_at(x));
    }
    return NULL;
}

static void put_members(json_t *o, const plan_member *m, const char *base)
{
    for (; m && m->name; m++) {
        json_t *value = member_json((place){m, base + m->at});
        if (value)
            json_object_set_new(o, m->name, value);
    }
}

static json_t *step_json(const plan_step *s)
{
    const plan_verb *v = plan_verb_of(s->what);
    json_t *o = json_object();

    json_object_set_new(o, "do", json_string(v->name));
    put_members(o, v->own, (const char *)s);
    if (v->in_row)
        put_members(o, v->in_row, row_of(s, v));
    return o;
}

char *plan_to_json(const plan *p)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < p->steps->len; i++)
        json_array_append_new(list, step_json(p->steps->pdata[i]));
    char *dump = json_dumps(list, JSON_COMPACT);
    char *text = g_strdup(dump ? dump : "[]");

    free(dump);
    json_decref(list);
    return text;
}

/* ---- lines for people ---- */

/* First line of a text, cut, so that a step stays one line. */
static char *brief(const char *text)
{
    g_autofree char *line = g_strndup(text, strcspn(text, "\r\n"));

    if (g_utf8_strlen(line, -1) <= PLAN_WORDS_SHOWN && !text[strlen(line)])
        return g_steal_pointer(&line);
    g_autofree char *cut = g_utf8_substring(
        line, 0, MIN(PLAN_WORDS_SHOWN, g_utf8_strlen(line, -1)));
    return g_strconcat(cut, "...", NULL);
}

static char *number_words(int64_t number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static char *value_words(const plan_value *v)
{
    return v->is_number ? number_words(v->number) : g_strdup(v->text);
}

static char *ticket_words(int64_t ticket)
{
    if (ticket == PLAN_NONE)
        return g_strdup("no ticket");
    return ticket ? g_strdup_printf("#%" G_GINT64_FORMAT, ticket)
                  : g_strdup("the new ticket");
}

static char *data_words(const char *data)
{
    return data && strcmp(data, "{}") != 0 ? brief(data) : NULL;
}

static char *count_words(const GPtrArray *all)
{
    return all && all->len > 0 ? number_words(all->len) : NULL;
}

static bool has_text(place x)
{
    return text_at(x) && *text_at(x);
}

/* NULL: not there. Caller frees. */
static char *member_words(place x)
{
    switch (x.m->type) {
    case PLAN_IS_TEXT:
        return has_text(x) ? g_strdup(text_at(x)) : NULL;
    case PLAN_IS_LONG:
        return has_text(x) ? brief(text_at(x)) : NULL;
    case PLAN_IS_DATA:
        return data_words(text_at(x));
    case PLAN_IS_TICKET:
        return ticket_words(number_at(x));
    case PLAN_IS_NUMBER:
        return number_at(x) ? number_words(number_at(x)) : NULL;
    case PLAN_IS_INT:
        return int_at(x) ? number_words(int_at(x)) : NULL;
    case PLAN_IS_BOOL:
        return bool_at(x) ? g_strdup("yes") : NULL;
    case PLAN_IS_NAME:
        return g_strdup(x.m->enum_name(int_at(x)));
    case PLAN_IS_VALUE:
        return value_words(value_at(x));
    case PLAN_IS_ATTACHED:
        return count_words(attached_at(x));
    }
    return NULL;
}

static const plan_member *named(const plan_member *m, const char *name)
{
    while (m && m->name && strcmp(m->name, name) != 0)
        m++;
    return m && m->name ? m : NULL;
}

/* A format that names what the verb has not is a mistake in the source. */
static place find(const plan_step *s, const char *name)
{
    const plan_verb *v = plan_verb_of(s->what);
    const plan_member *m = named(v->own, name);

    if (m)
        return (place){m, (const char *)s + m->at};
    m = named(v->in_row, name);
    if (!m)
        g_error("a step \"%s\" has no member \"%s\"", v->name, name);
    return (place){m, row_of(s, v) + m->at};
}

/* A piece of a format without choices; false if something is not there. */
static bool say_piece(GString *out, const plan_step *s, const char *from,
                      const char *to)
{
    bool all = true;

    while (from < to) {
        if (*from != '{') {
            g_string_append_c(out, *from++);
            continue;
        }
        const char *end = strchr(from, '}');
        bool asks = from[1] == '?';
        g_autofree char *name =
            g_strndup(from + 1 + asks, (gsize)(end - from) - 1 - asks);
        g_autofree char *words = member_words(find(s, name));
        all = all && words;
        if (words && !asks)
            g_string_append(out, words);
        from = end + 1;
    }
    return all;
}

/* What stands in brackets. */
static void say_choice(GString *out, const plan_step *s, const char *from,
                       const char *to)
{
    const char *bar = memchr(from, '|', (size_t)(to - from));
    size_t before = out->len;

    if (say_piece(out, s, from, bar ? bar : to))
        return;
    g_string_truncate(out, before);
    if (bar)
        say_piece(out, s, bar + 1, to);
}

char *plan_say(const plan_step *s, const char *format)
{
    GString *out = g_string_new(NULL);

    while (*format) {
        size_t plain = strcspn(format, "[");
        say_piece(out, s, format, format + plain);
        format += plain;
        if (!*format)
            break;
        const char *end = strchr(format, ']');
        say_choice(out, s, format + 1, end);
        format = end + 1;
    }
    return g_string_free(out, FALSE);
}

char *plan_to_text(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        const plan_verb *v = plan_verb_of(s->what);
        g_autofree char *line = plan_say(s, v->line);
        g_string_append_printf(out, "%-13s %s\n", v->name, line);
    }
    return g_string_free(out, FALSE);
}
