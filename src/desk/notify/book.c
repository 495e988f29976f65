/* notify_book: a manager is told what her commands about companies did; and
 * people of a contract that ends. */
#include "desk/notify/transcript.h"
#include "desk/say.h"
#include "desk/sla_config.h"
#include "desk/speech.h"

/* "name=value" of what stands in one row of a list. */
static char *line_of(const json_t *cells)
{
    GString *line = g_string_new(NULL);
    size_t i;
    json_t *cell;

    json_array_foreach(cells, i, cell)
    {
        const char *label = json_string_value(json_object_get(cell, "label"));
        if (strcmp(label, "name") == 0 || strcmp(label, "ext") == 0)
            continue;
        g_string_append_printf(
            line, "%s%s=%s", line->len ? ", " : "", label,
            json_string_value(json_object_get(cell, "value")));
    }
    return g_string_free(line, FALSE);
}

static json_t *part_data(const notify_job *j, const json_t *part)
{
    const char *code = json_string_value(json_object_get(part, "code"));
    const char *kind = json_string_value(json_object_get(part, "kind"));
    const json_t *rows = json_object_get(part, "rows");
    bool listed = strcmp(code, "listed") == 0;
    json_t *out = json_pack(
        "{s:b, s:s, s:O, s:O, s:b}", code, 1, "kind",
        say_about(j->language, "book", kind), "count",
        json_object_get(part, "count"), "more", json_object_get(part, "more"),
        "has_more", json_integer_value(json_object_get(part, "more")) > 0);
    json_t *lines = json_array();
    size_t i;
    json_t *row;

    json_object_set_new(out, "rows", lines);
    json_array_foreach(rows, i, row)
    {
        g_autofree char *line = line_of(json_object_get(row, "cells"));
        if (listed) {
            json_array_append_new(lines, json_pack("{s:O, s:s}", "name",
                                                   json_object_get(row, "name"),
                                                   "line", line));
        } else {
            json_object_set(out, "name", json_object_get(row, "name"));
            json_object_set(out, "cells", json_object_get(row, "cells"));
        }
    }
    return out;
}

/* ---- hours ---- */

/* "12.50" in the reader's way. */
static void say_hours(notify_job *j, const char *member)
{
    const char *text = json_string_value(json_object_get(j->row, member));
    bool point = !j->language || strcmp(j->language, "en") == 0;
    g_autofree char *said = g_strdup(text);

    if (said && !point)
        g_strdelimit(said, ".", ',');
    if (said)
        notify_set(j->data, member, said);
}

void notify_consent(notify_job *j)
{
    json_object_update(j->data, j->row);
    say_hours(j, "value");
    say_hours(j, "was");
}

/* ---- a contract's end ---- */

void notify_contract(notify_job *j)
{
    int64_t until_ms = json_integer_value(json_object_get(j->row, "until"));
    const char *code = json_string_value(json_object_get(j->row, "code"));
    const char *fallback =
        json_string_value(json_object_get(j->row, "fallback"));
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

    json_object_update(j->data, j->row);
    json_object_set_new(j->data, code, json_true());
    notify_set_free(j->data, "until",
                    speech_date(j->language, until_ms - 1, utc, false));
    if (fallback)
        notify_set(j->data, "fallback", sla_title(j->c, fallback, j->language));
}

bool notify_make_contract(notify_job *j, GError **error)
{
    g_autofree char *day = NULL;
    int64_t until_ms = json_integer_value(json_object_get(j->row, "until"));
    g_autoptr(GDateTime) last =
        g_date_time_new_from_unix_utc((until_ms - 1) / 1000);
    g_autoptr(GDateTime) next = g_date_time_add_years(last, 1);

    notify_contract(j);
    day = g_date_time_format(next, "%Y-%m-%d");
    notify_set_free(
        j->data, "command",
        g_strdup_printf("/contract set \"%s\" until=%s",
                        json_string_value(json_object_get(j->row, "contract")),
                        day));
    return true;
}

bool notify_make_book(notify_job *j, GError **error)
{
    const json_t *parts = json_object_get(j->row, "parts");
    json_t *all = json_array();
    size_t i;
    json_t *part;

    json_array_foreach(parts, i, part)
        json_array_append_new(all, part_data(j, part));
    const json_t *first = json_array_get(all, 0);
    json_object_set(j->data, "kind", json_object_get(first, "kind"));
    json_object_set(j->data, "name", json_object_get(first, "name"));
    json_object_set(j->data, "count", json_object_get(first, "count"));
    json_object_set_new(j->data, "others",
                        json_boolean(json_array_size(all) > 1));
    json_object_set_new(j->data, "parts", all);
    return true;
}
