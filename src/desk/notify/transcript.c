/* notify_transcript: errors, help, bounces, notices, alarms. */
#include "desk/notify/transcript.h"
#include "desk/notify/state.h"
#include "desk/say.h"

#include "base/err.h"
#include "config/site.h"
#include "desk/command.h"
#include "desk/guide.h"
#include <string.h>

static const char *row_text(const notify_job *j, const char *key)
{
    const char *text = notify_row_text(j, key);
    return text ? text : "";
}

/* About a ticket, but showing nothing of it: what she has seen stays what the
 * row says. */
static bool thread(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    if (!j->t) {
        notify_references(j->m, none, j->o->in_reply_to);
        return true;
    }
    store_span span;
    return notify_thread(j, &span, error);
}

static bool same_line(const char *a, const char *b)
{
    g_autofree char *x = g_strstrip(g_strdup(a));
    g_autofree char *y = g_strstrip(g_strdup(b));
    return *x != '\0' && strcmp(x, y) == 0;
}

/* What is wrong; caller frees. */
static char *words_of(const notify_job *j, const json_t *row)
{
    g_autoptr(fault) f = fault_from_json(row);
    return f ? fault_words_in(f, j->language) : g_strdup("");
}

/* Words about this line, each told once; NULL. Caller frees. */
static char *error_words(const notify_job *j, json_t *lines, const char *line)
{
    size_t i;
    json_t *row;
    json_array_foreach(lines, i, row)
    {
        const char *wrong = json_string_value(json_object_get(row, "line"));
        if (!wrong || json_object_get(row, "told") || !same_line(wrong, line))
            continue;
        json_object_set_new(row, "told", json_true());
        return words_of(j, row);
    }
    return NULL;
}

static void append_marked(GString *out, const char *line, const char *words)
{
    if (*line != '\0')
        g_string_append_printf(out, "    %s", line);
    if (words && *words != '\0')
        g_string_append_printf(out, "         <- %s", words);
    g_string_append_c(out, '\n');
}

/* Her whole text, so that she can send it again, the wrong lines marked. */
static char *marked_text(const notify_job *j, json_t *lines, const char *text)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);
    for (char **line = all; *line; line++) {
        g_autofree char *words = error_words(j, lines, *line);
        append_marked(out, *line, words);
    }
    size_t i;
    json_t *row;
    GString *first = g_string_new(NULL);
    json_array_foreach(lines, i, row)
    {
        if (json_object_get(row, "told"))
            continue;
        const char *line = json_string_value(json_object_get(row, "line"));
        g_autofree char *words = words_of(j, row);
        append_marked(first, line ? line : "", words);
    }
    if (first->len > 0)
        g_string_append_c(first, '\n');
    g_string_prepend(out, first->str);
    g_string_free(first, TRUE);
    return g_string_free(out, FALSE);
}

/* What the mail is about: its own, else the first line that is wrong. */
static char *error_title(const notify_job *j, const json_t *row)
{
    const json_t *first = json_array_get(json_object_get(row, "lines"), 0);
    const char *line = json_string_value(json_object_get(first, "line"));
    g_autoptr(fault) own = fault_from_json(json_object_get(row, "title"));
    g_autoptr(fault) f = fault_from_json(first);
    if (own)
        return fault_title_in(own, "", j->language);
    return f ? fault_title_in(f, line ? line : "", j->language) : g_strdup("");
}

bool notify_make_error(notify_job *j, GError **error)
{
    g_autofree char *title = error_title(j, j->row);
    notify_set_free(j->data, "title", notify_brief(title, 150));
    g_autofree char *lines =
        marked_text(j, json_object_get(j->row, "lines"), row_text(j, "text"));
    notify_set_marked(j->data, "text",
                      shown_mark(&j->marks, ACCOUNT_OWN, 0, 0, lines));
    return thread(j, error);
}

/* Those that she may use anywhere. */
static unsigned roles_of(const config_operator *o)
{
    unsigned roles = 0;

    for (unsigned i = 0; i < ROLES; i++)
        roles |= !o || role_granted(o->grants, 1u << i, NULL, 0) ? 1u << i : 0;
    return roles;
}

bool notify_make_commands(notify_job *j, GError **error)
{
    notify_set_free(
        j->data, "commands",
        command_help_in(COMMAND_FOR_OPERATOR, roles_of(j->op), j->language));
    return thread(j, error);
}

bool notify_make_guide(notify_job *j, GError **error)
{
    unsigned roles =
        (unsigned)json_integer_value(json_object_get(j->row, "roles"));

    notify_set_free(j->data, "roles", guide_roles_in(roles, j->language));
    notify_set_free(j->data, "guide", guide_text_in(j->c, roles, j->language));
    return thread(j, error);
}

bool notify_make_bounced(notify_job *j, GError **error)
{
    notify_set(j->data, "recipient", row_text(j, "recipient"));
    g_autofree char *status = notify_brief(row_text(j, "status"), 500);
    notify_set_marked(
        j->data, "status", /* a server's words */
        shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket, 0, status));
    json_object_set_new(
        j->data, "later",
        json_boolean(json_is_true(json_object_get(j->row, "later"))));
    if (!j->t)
        return thread(j, error);
    if (!notify_add_state(j, error))
        return false;
    if (j->o->entry > 0) {
        g_autoptr(store_entry) e =
            store_entry_get(j->desk, j->t->id, j->o->entry, error);
        if (!e)
            return false;
        if (e->by == STORE_BY_OPERATOR) /* else it was an acknowledgement */
            json_object_set_new(j->data, "new", notify_entry(j, e, 0));
    }
    return thread(j, error);
}

/* Its first paragraph, line by line: below it stands what somebody wrote, which
 * stays as it is. */
static char *said_lines(const notify_job *j, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);
    bool ours = true;

    for (char **line = lines; *line; line++) {
        g_autofree char *said = ours ? say_again(j->language, *line) : NULL;
        ours = ours && **line != '\0';
        g_string_append_printf(out, "%s%s", line > lines ? "\n" : "",
                               said ? said : *line);
    }
    return g_string_free(out, FALSE);
}

bool notify_make_notice(notify_job *j, GError **error)
{
    int64_t n = json_integer_value(json_object_get(j->row, "shown"));
    g_autofree char *title = say_again(j->language, row_text(j, "title"));
    g_autofree char *words = said_lines(j, row_text(j, "text"));
    notify_set_free(j->data, "title", notify_brief(title, 150));
    if (n == 0 || !j->t) {
        notify_set(j->data, "text", words);
        return thread(j, error);
    }
    g_autoptr(store_entry) e = notify_entry_at(j, j->t->id, n, error);
    if (!e)
        return false;
    /* hers to write once more: it must not be taken for our own words */
    g_autofree char *shown = notify_marked(j, e, e->text);
    notify_set_marked(j->data, "text", g_strconcat(words, "\n\n", shown, NULL));
    return thread(j, error);
}

bool notify_for_admin(notify_job *j, GError **error)
{
    bool alarm = strcmp(j->o->template, "alarm") == 0;

    if (!alarm && strcmp(j->o->template, "report") != 0) {
        err_set(error, ERR_INTERNAL,
                "outgoing mail %" G_GINT64_FORMAT
                ": there is no mail `%s' for administrators",
                j->o->id, j->o->template);
        return false;
    }
    j->automatic = true;
    j->m->sheet = true;
    j->language = j->c->site->language;
    j->m->from_name = g_strdup_printf("Postern of %s", j->c->site->name);
    g_ptr_array_add(j->m->to, letter_address_new(NULL, j->o->recipient));
    if (!alarm)
        return notify_make_report(j, error);
    notify_set_free(j->data, "cause", notify_brief(row_text(j, "cause"), 100));
    notify_set(j->data, "text", row_text(j, "text"));
    return true;
}

/* Ready answers: her answer goes where it would have gone. */
bool notify_make_ready(notify_job *j, GError **error)
{
    int64_t shown = j->o->entry > 0 ? j->o->entry : INT64_MAX;
    g_autoptr(GPtrArray) last =
        j->t ? store_entry_last(j->desk, j->t->id, 0, shown, 1, error) : NULL;

    return thread(j, error) &&
           (!j->t || (last && notify_add_answer(j, last, error))) &&
           notify_add_ready(j, error);
}
