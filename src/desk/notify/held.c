/* notify_held: what is held is shown to whoever is asked about it. */
#include "store/held.h"
#include "desk/notify/state.h"
#include "desk/notify/transcript.h"
#include "desk/say.h"

#include <string.h>

#define HELD_TITLE_MAX  70  /* characters of a reason in the subject */
#define DIGEST_TEXT_MAX 100 /* of a sender, a subject, and rules */

static json_t *since_entries(notify_job *j, const store_held *h,
                             const GPtrArray *all, char **title)
{
    json_t *since = json_array();
    for (guint i = 0; i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        bool own = e->by == STORE_BY_OPERATOR &&
                   g_strcmp0(e->author, h->operator_id) == 0;
        if (e->n <= h->seen || own || e->state == STORE_WITHDRAWN)
            continue;
        json_array_append_new(since, notify_entry(j, e, 0));
        if (e->by == STORE_BY_STRANGER) /* shown, but nobody waits for him */
            continue;
        g_free(*title);
        g_autofree char *name = notify_brief(notify_author(j->c, e), 60);
        *title = say_with(j->language, "%1 wrote while you were writing", name,
                          NULL);
    }
    return since;
}

static void held_words(notify_job *j, const store_held *h)
{
    bool answer = h->kind == STORE_HELD_STALE || h->kind == STORE_HELD_DOUBT ||
                  h->kind == STORE_HELD_COMMAND || h->kind == STORE_HELD_NOTE ||
                  h->kind == STORE_HELD_WALL;
    json_t *data = j->data, *files = json_array();
    json_int_t remind = json_integer_value(json_object_get(j->row, "remind"));
    json_object_set_new(data, "answer_held", json_boolean(answer));
    json_object_set_new(data, "message_held", json_boolean(!answer));
    json_object_set_new(data, "note", json_boolean(h->note));
    json_object_set_new(data, "remind", json_boolean(remind > 0));
    json_object_set_new(data, "remind_line", json_boolean(remind > 1));
    notify_act(j, answer ? "send" : "let_in");
    notify_act(j, "drop");
    const char *author = notify_operator_name(j->c, h->operator_id);
    notify_set(data, "author",
               author ? author : say_in(j->language, "The line"));
    json_object_set_new(data, "has_text", json_boolean(*h->text != '\0'));
    g_autofree char *indented = notify_indent(h->text);
    notify_set_marked(
        data, "text",
        shown_mark(&j->marks, ACCOUNT_OWN, h->ticket, 0, indented));
    for (guint i = 0; i < h->attachments->len; i++) {
        const store_attachment *a = h->attachments->pdata[i];
        json_t *file = json_object();
        notify_set_free(file, "name", notify_brief(a->name, 200));
        notify_set_free(file, "size", notify_size(j, a->size));
        json_array_append_new(files, file);
    }
    json_object_set_new(data, "attachments", files);
}

static void digest_row(json_t *rows, json_t *item)
{
    static const char *const keys[] = {"rules", "from", "subject"};
    char score[G_ASCII_DTOSTR_BUF_SIZE];
    json_t *row = json_object();
    json_object_set(row, "id", json_object_get(item, "id"));
    g_ascii_formatd(score, sizeof score, "%.1f",
                    json_number_value(json_object_get(item, "score")));
    notify_set(row, "score", score);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *text = json_string_value(json_object_get(item, keys[i]));
        g_autofree char *brief =
            notify_brief(text ? text : "", DIGEST_TEXT_MAX);
        if (*brief != '\0')
            notify_set(row, keys[i], brief);
    }
    json_array_append_new(rows, row);
}

static void add_aside(notify_job *j)
{
    json_t *aside = json_object_get(j->row, "aside"), *rows, *item, *out;
    json_t *more = json_object_get(aside, "more");
    size_t i;
    if (!json_is_object(aside))
        return;
    rows = json_array();
    json_array_foreach(json_object_get(aside, "items"), i, item)
        digest_row(rows, item);
    out = json_pack("{s:o,s:O?}", "items", rows, "count",
                    json_object_get(aside, "count"));
    if (json_integer_value(more) > 0)
        json_object_set(out, "more", more);
    json_object_set_new(j->data, "aside", out);
}

bool notify_make_digest(notify_job *j, GError **error)
{
    json_t *items = json_object_get(j->row, "items"), *rows = json_array();
    json_t *more = json_object_get(j->row, "more"), *item;
    json_int_t count =
        (json_int_t)json_array_size(items) + json_integer_value(more);
    size_t i;
    json_array_foreach(items, i, item) digest_row(rows, item);
    json_object_set_new(j->data, "count", json_integer(count));
    json_object_set_new(
        j->data, "one",
        json_boolean(count == 1 && json_object_get(j->row, "aside") == NULL));
    if (count == 1 && json_object_get(j->row, "aside") == NULL) {
        notify_act(j, "let_in");
        notify_act(j, "drop");
    }
    json_object_set(j->data, "first",
                    json_object_get(json_array_get(items, 0), "id"));
    if (json_integer_value(more) > 0)
        json_object_set(j->data, "more", more);
    json_object_set_new(j->data, "items", rows);
    json_object_set_new(j->data, "spam", json_boolean(count > 0));
    add_aside(j);
    return true;
}

/* Words of notes that hold a reply, and whose they are. */
static bool add_leaks(notify_job *j, const store_held *h, GError **error)
{
    json_t *data = json_loads(h->data ? h->data : "{}", 0, NULL);
    json_t *leaks = json_object_get(data, "leaks"), *rows = json_array(), *leak;
    bool fine = true;
    size_t i;
    json_array_foreach(leaks, i, leak)
    {
        int64_t ticket = json_integer_value(json_object_get(leak, "ticket"));
        int64_t n = json_integer_value(json_object_get(leak, "entry"));
        const char *words = json_string_value(json_object_get(leak, "words"));
        g_autoptr(store_entry) e = notify_entry_at(j, ticket, n, error);
        fine = e && words;
        if (!fine)
            break;
        json_t *row = json_object();
        g_autofree char *quote = notify_quote(words);
        notify_set_free(row, "name", notify_brief(notify_author(j->c, e), 60));
        notify_set_free(row, "when", notify_when(j, e->created_ms));
        json_object_set(row, "below", json_object_get(leak, "below"));
        notify_set(row, "file",
                   json_string_value(json_object_get(leak, "file")));
        notify_set_marked(row, "text", notify_marked(j, e, quote));
        json_array_append_new(rows, row);
    }
    json_object_set_new(j->data, "has_leaks",
                        json_boolean(json_array_size(rows) > 0));
    if (json_array_size(rows) > 0)
        notify_act(j, "keep");
    json_object_set_new(j->data, "leaks", rows);
    json_decref(data);
    return fine;
}

bool notify_make_held(notify_job *j, GError **error)
{
    g_autoptr(store_held) h = store_held_get(j->desk, j->o->held, error);
    if (!h)
        return false;
    g_autofree char *title = NULL;
    json_t *since = json_array();
    if (j->t) {
        int64_t count;
        g_autoptr(GPtrArray) all =
            notify_entries(j, h->seen, UINT_MAX, &count, error);
        if (!all) {
            json_decref(since);
            return false;
        }
        json_decref(since);
        since = since_entries(j, h, all, &title);
    }
    if (h->kind != STORE_HELD_STALE || !title) {
        g_free(title);
        g_autofree char *reason = say_again(j->language, h->reason);
        title = notify_brief(reason, HELD_TITLE_MAX);
    }
    notify_set(j->data, "title", title);
    json_object_set_new(j->data, "has_since",
                        json_boolean(json_array_size(since) > 0));
    json_object_set_new(j->data, "since", since);
    held_words(j, h);
    if (!add_leaks(j, h, error))
        return false;
    if (h->kind != STORE_HELD_STALE &&
        !json_is_true(json_object_get(j->data, "has_leaks")))
        notify_set_free(j->data, "reason", say_again(j->language, h->reason));
    return true;
}
