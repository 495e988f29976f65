/* notify_entry: an article or a note as a part of a mail. */
#include "config/site.h"
#include "desk/notify/room.h"
#include "desk/say.h"
#include "store/moved.h"

#include <string.h>

#define ENTRY_TEXT_MAX 100000 /* characters of one text */
#define ENTRY_CUT_MAX  2000   /* of one that is only recalled */

const char *notify_author(const config *c, const store_entry *e)
{
    if (e->by == STORE_BY_OPERATOR) {
        const config_operator *o = config_operator_by_id(c, e->author);
        if (o)
            return o->name;
    }
    if (e->author_name && *e->author_name != '\0')
        return e->author_name;
    return *e->author != '\0' ? e->author : c->site->name;
}

static account_origin origin_of(const store_entry *e)
{
    return shown_origin(e->kind, e->state, e->by, e->finding);
}

char *notify_marked(notify_job *j, const store_entry *e, const char *text)
{
    return shown_mark(&j->marks, origin_of(e), e->ticket, e->n, text);
}

/* The line above a note says that there is one. */
static char *marked_name(notify_job *j, const store_entry *e, const char *name)
{
    return e->kind == STORE_NOTE
               ? shown_mark_line(&j->marks, origin_of(e), e->ticket, e->n, name)
               : shown_without(name);
}

/* How much was cut as quoted; with /show full, what. What colleagues quote is
 * the desk's own mail, which is nothing to go and look for. */
static void add_removed(notify_job *j, const store_entry *e, json_t *out)
{
    bool full = json_is_true(json_object_get(j->row, "full"));
    bool said = full || e->by != STORE_BY_OPERATOR;
    json_int_t n = e->removed && said ? notify_count_cut(j, e, full) : 0;
    json_object_set_new(out, "removed", n > 0 ? json_integer(n) : json_false());
    json_object_set_new(out, "removed_one", json_boolean(n == 1));
    json_object_set_new(out, "number", json_integer(e->ticket));
    json_object_set_new(out, "full", json_boolean(full && n > 0));
    if (!full || n == 0)
        return;
    g_autofree char *cut = notify_cut(e->removed, G_MAXUINT, ENTRY_TEXT_MAX);
    g_autofree char *quote = notify_quote(cut);
    notify_set_marked(
        out, "removed_text",
        shown_mark(&j->marks, ACCOUNT_COLLEAGUE, e->ticket, e->n, quote));
}

json_t *notify_entry(notify_job *j, const store_entry *e, unsigned lines)
{
    json_t *out = json_object(), *files = json_array();
    g_autofree char *name = notify_brief(notify_author(j->c, e), 100);
    g_autofree char *cut =
        notify_cut(e->text, lines > 0 ? lines : G_MAXUINT,
                   lines > 0 ? ENTRY_CUT_MAX : ENTRY_TEXT_MAX);
    notify_set_marked(out, "name", marked_name(j, e, name));
    notify_set(out, "address", e->author);
    notify_set_free(out, "when", notify_when(j, e->created_ms));
    g_autofree char *indented = notify_indent(cut);
    notify_set_marked(out, "text", notify_marked(j, e, indented));
    if (e->kind == STORE_EVENT) {
        g_autofree char *said = say_again(j->language, e->text);
        g_autofree char *what = notify_brief(said, ENTRY_CUT_MAX);
        notify_set_marked(out, "what", notify_marked(j, e, what));
    }
    if (e->subject) {
        g_autofree char *about = notify_brief(e->subject, 200);
        notify_set_marked(out, "about", notify_marked(j, e, about));
    }
    add_removed(j, e, out);
    const struct {
        const char *key;
        bool value;
    } facts[] = {
        {"customer", e->by == STORE_BY_CUSTOMER},
        {"operator", e->by == STORE_BY_OPERATOR},
        {"partner", e->by == STORE_BY_PARTNER},
        {"stranger", e->by == STORE_BY_STRANGER},
        {"apart", e->kind == STORE_APART},
        {"marked", e->marked},
        {"note", e->kind == STORE_NOTE},
        {"event", e->kind == STORE_EVENT},
        {"pending", e->state == STORE_PENDING},
        {"withdrawn", e->state == STORE_WITHDRAWN},
    };
    for (guint i = 0; i < G_N_ELEMENTS(facts); i++)
        json_object_set_new(out, facts[i].key, json_boolean(facts[i].value));
    for (guint i = 0; i < e->attachments->len; i++) {
        const store_attachment *a = e->attachments->pdata[i];
        json_t *file = json_object();
        notify_set_free(file, "name", notify_brief(a->name, 200));
        notify_set_free(file, "size", notify_size(j, a->size));
        json_array_append_new(files, file);
    }
    json_object_set_new(out, "attachments", files);
    notify_add_deliveries(j, e, false, out);
    return out;
}

json_t *notify_recall(notify_job *j, const store_entry *e, unsigned lines)
{
    json_t *out = notify_entry(j, e, lines);

    json_object_set_new(out, "removed", json_false());
    notify_add_deliveries(j, e, true, out);
    return out;
}

store_entry *notify_entry_at(notify_job *j, int64_t ticket, int64_t n,
                             GError **error)
{
    store_place at;
    return store_lead(j->desk, ticket, n, &at, error)
               ? store_entry_get(j->desk, at.ticket, at.n, error)
               : NULL;
}

void notify_attach(notify_job *j, const store_attachment *a, GBytes *data)
{
    compose_attachment *c = compose_attachment_new();
    c->name = g_strdup(a->name);
    c->type = g_strdup(a->type);
    c->content_id = g_strdup(a->content_id);
    c->data = g_bytes_ref(data);
    g_ptr_array_add(j->m->attachments, c);
}
