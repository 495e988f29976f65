/* lookup: what another system answers about a request. */
#include "desk/lookup.h"

#include "base/err.h"
#include "store/lookup.h"

#include <jansson.h>
#include <string.h>

#define CUT "[...]"

/* ---- made harmless ---- */

/* Characters that steer a terminal or a reader's eyes (Unicode's Cc and Cf, and what
 * is nobody's) are none that a system has to say. */
static bool is_seen(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return false;
    default:
        return true;
    }
}

static void add_line(GString *out, const char *line, unsigned *left)
{
    bool blank = true;

    for (const char *p = line; *p && *left > 0; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool space = g_unichar_isspace(c) || c == '\t';
        if (space && blank)
            continue;
        blank = space;
        if (!space && !is_seen(c))
            continue;
        g_string_append_unichar(out, space ? ' ' : c);
        --*left;
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
}

char *lookup_clean(const char *text, unsigned lines, unsigned max)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_auto(GStrv) all = g_strsplit(g_strstrip(valid), "\n", -1);
    GString *out = g_string_new(NULL);
    unsigned left = max, n = 0;

    for (char **line = all; *line && n < lines && left > 0; line++, n++) {
        if (n > 0)
            g_string_append_c(out, '\n');
        add_line(out, *line, &left);
    }
    if (all[0] && (left == 0 || all[MIN(n, g_strv_length(all))]))
        g_string_append(out, lines > 1 ? "\n" CUT : " " CUT);
    return g_string_free(out, FALSE);
}

/* ---- read ---- */

static void field_free(void *data)
{
    lookup_field *f = data;

    g_free(f->name);
    g_free(f->value);
    g_free(f);
}

void lookup_answer_free(lookup_answer *a)
{
    if (!a)
        return;
    g_ptr_array_unref(a->fields);
    g_ptr_array_unref(a->rows);
    g_free(a);
}

/* NULL: it is none. Caller frees. */
static char *value_of(const json_t *value)
{
    if (json_is_string(value))
        return lookup_clean(json_string_value(value), 1, LOOKUP_TEXT_MAX);
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT,
                               json_integer_value(value));
    if (json_is_real(value)) {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(
            g_ascii_dtostr(text, sizeof text, json_real_value(value)));
    }
    return json_is_null(value) ? g_strdup("") : NULL;
}

static bool read_fields(lookup_answer *a, json_t *fields, GError **error)
{
    const char *name;
    json_t *value;

    if (fields && !json_is_object(fields)) {
        err_set(error, ERR_DATA, "answered \"fields\" that are no object");
        return false;
    }
    json_object_foreach(fields, name, value)
    {
        char *text = value_of(value);
        if (!text || a->fields->len == LOOKUP_FIELDS_MAX) {
            g_free(text);
            err_set(error, ERR_DATA, "%s",
                    text ? "answered too many fields"
                         : "answered a field whose value is no text");
            return false;
        }
        lookup_field *f = g_new0(lookup_field, 1);
        f->name = g_strdup(name);
        f->value = text;
        g_ptr_array_add(a->fields, f);
    }
    return true;
}

static bool read_row(lookup_answer *a, json_t *row, GError **error)
{
    const char *title = json_string_value(json_object_get(row, "title"));
    const char *text = json_string_value(json_object_get(row, "text"));

    if (!text || (json_object_get(row, "title") && !title)) {
        err_set(error, ERR_DATA,
                "answered a row to show that is no {\"title\": \"...\", "
                "\"text\": \"...\"}");
        return false;
    }
    store_lookup *l = g_new0(store_lookup, 1);
    l->title = lookup_clean(title ? title : "", 1, LOOKUP_TITLE_MAX);
    l->text = lookup_clean(text, LOOKUP_LINES_MAX, LOOKUP_TEXT_MAX);
    g_ptr_array_add(a->rows, l);
    return true;
}

static bool read_rows(lookup_answer *a, json_t *rows, GError **error)
{
    if (rows && !json_is_array(rows)) {
        err_set(error, ERR_DATA, "answered \"show\" that is no array");
        return false;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        if (a->rows->len == LOOKUP_ROWS_MAX)
            a->left_out++;
        else if (!read_row(a, json_array_get(rows, i), error))
            return false;
    }
    return true;
}

static bool is_blank(const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!g_ascii_isspace(data[i]))
            return false;
    return true;
}

lookup_answer *lookup_read(const void *data, size_t size, GError **error)
{
    json_error_t where;
    json_t *o = is_blank(data, size)
                    ? json_object()
                    : json_loadb(data, size, JSON_REJECT_DUPLICATES, &where);
    g_autoptr(lookup_answer) a = g_new0(lookup_answer, 1);
    bool fine = json_is_object(o);

    a->fields = g_ptr_array_new_with_free_func(field_free);
    a->rows = g_ptr_array_new_with_free_func((GDestroyNotify)store_lookup_free);
    if (!o)
        err_set(error, ERR_DATA, "answered no JSON: line %d: %s", where.line,
                where.text);
    else if (!fine)
        err_set(error, ERR_DATA, "answered no JSON object");
    fine = fine && read_fields(a, json_object_get(o, "fields"), error) &&
           read_rows(a, json_object_get(o, "show"), error);
    json_decref(o);
    return fine ? g_steal_pointer(&a) : NULL;
}
