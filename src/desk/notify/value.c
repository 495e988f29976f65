/* notify_value: values as people read them in a mail. */
#include "desk/faq.h"
#include "desk/notify/room.h"

#include "base/span.h"
#include "desk/say.h"
#include "desk/speech.h"

#include <string.h>

const char *notify_row_text(const notify_job *j, const char *key)
{
    return json_string_value(json_object_get(j->row, key));
}

/* The zone is said: readers sit anywhere. */
char *notify_when(const notify_job *j, int64_t ms)
{
    g_autoptr(GTimeZone) zone = config_zone_for(j->c, j->op, j->q);

    return speech_moment(j->language, ms, zone);
}

char *notify_size(const notify_job *j, int64_t octets)
{
    return speech_size(j->language, octets);
}

char *notify_minutes(const notify_job *j, int64_t minutes)
{
    return speech_span(j->language, minutes * SPAN_MINUTE, false);
}

static char *with_prefix(const char *text, const char *prefix)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        if (**line != '\0')
            g_string_append_printf(out, "%s%s", prefix, *line);
        if (line[1])
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

char *notify_indent(const char *text)
{
    return with_prefix(text, "    ");
}

char *notify_quote(const char *text)
{
    return with_prefix(text, "    > ");
}

char *notify_cut(const char *text, unsigned lines, unsigned characters)
{
    const char *p = text;
    for (unsigned n = 0; *p != '\0' && characters > 0; characters--) {
        if (*p == '\n' && ++n >= lines)
            break;
        p = g_utf8_next_char(p);
    }
    bool whole = p[strspn(p, " \t\r\n")] == '\0';
    g_autofree char *start = g_strchomp(g_strndup(text, (gsize)(p - text)));
    return whole ? g_strdup(start) : g_strconcat(start, "\n[...]", NULL);
}

char *notify_brief(const char *text, unsigned characters)
{
    GString *out = g_string_new(NULL);
    const char *p = text;
    for (; *p != '\0' && characters > 0; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool blank = g_unichar_isspace(c) || g_unichar_iscntrl(c);
        if (blank && (out->len == 0 || out->str[out->len - 1] == ' '))
            continue;
        if (blank)
            g_string_append_c(out, ' ');
        else
            g_string_append_unichar(out, c);
        characters--;
    }
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    if (p[strspn(p, " \t\r\n")] != '\0')
        g_string_append(out, " ...");
    return g_string_free(out, FALSE);
}

char *notify_subject(const store_ticket *t, unsigned characters)
{
    g_autofree char *base = tag_base_subject(t->subject);
    char *subject = notify_brief(base, characters);
    if (*subject != '\0')
        return subject;
    g_free(subject);
    return g_strdup("Your request");
}

char *notify_first_name(const char *name)
{
    return faq_first_name(name);
}

void notify_set(json_t *object, const char *key, const char *value)
{
    g_autofree char *clean = value ? shown_without(value) : NULL;
    if (clean)
        json_object_set_new(object, key, json_string(clean));
}

void notify_set_marked(json_t *object, const char *key, char *value)
{
    json_object_set_new(object, key, json_string(value));
    g_free(value);
}

void notify_set_free(json_t *object, const char *key, char *value)
{
    notify_set(object, key, value);
    g_free(value);
}

void notify_set_list(json_t *data, const char *key, json_t *list)
{
    size_t count = json_array_size(list);

    if (count > 0) {
        json_object_set_new(json_array_get(list, count - 1), "last",
                            json_true());
        json_object_set_new(data, key, json_pack("{s:O}", "list", list));
    }
    json_decref(list);
}

const char *notify_customer_name(const store_ticket *t)
{
    return t->customer_name && *t->customer_name != '\0' ? t->customer_name
                                                         : t->customer;
}

const char *notify_operator_name(const config *c, const char *id)
{
    const config_operator *o = id ? config_operator_by_id(c, id) : NULL;
    return o ? o->name : id;
}
