/* notify_ready: ready answers as mail shows them: to operators as lists and as
 * drafts, to customers as answers. */
#include "desk/notify/room.h"

#include "config/section.h"
#include "desk/ask_config.h"
#include "desk/category_config.h"
#include "desk/faq.h"
#include "desk/field_config.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "store/value.h"

#include <string.h>

#define READY_TITLE  150   /* characters of one */
#define READY_LISTED 40    /* answers in a list */
#define FAQ_SENT     3     /* answers of which a customer gets the text */
#define FAQ_SIZE     20000 /* octets of all of these */

static void set_checklist(const notify_job *j, json_t *object,
                          const config_faq *f)
{
    g_auto(GStrv) items = faq_checklist(f, j->language);
    json_t *list = json_array();

    for (unsigned i = 0; items && items[i]; i++)
        json_array_append_new(list, json_string(items[i]));
    json_object_set_new(object, "has_checklist", json_boolean(items != NULL));
    json_object_set_new(object, "checklist", list);
}

/* {name title command checklist}; `f` NULL: nobody has written it yet. */
static json_t *named(const notify_job *j, const char *name, const config_faq *f)
{
    json_t *row = json_object();
    g_autofree char *title =
        f ? notify_brief(faq_title(f, j->language), READY_TITLE) : NULL;

    notify_set(row, "name", name);
    json_object_set_new(row, "there", json_boolean(f != NULL));
    if (title && strcmp(title, name) != 0)
        notify_set(row, "title", title);
    if (f)
        set_checklist(j, row, f);
    return row;
}

/* ---- what is proposed in a notification ---- */

/* Names that the acknowledgement had are no advice any more. */
static bool is_among(const char *names, const char *name)
{
    g_auto(GStrv) all = g_strsplit(names ? names : "", ", ", -1);

    return g_strv_contains((const char *const *)all, name);
}

static json_t *answers_of(const notify_job *j, json_t *names)
{
    json_t *out = json_array(), *name;
    size_t i;

    json_array_foreach(names, i, name)
    {
        const char *id = json_string_value(name);
        if (id)
            json_array_append_new(out, named(j, id, faq_by_id(j->c, id)));
    }
    return out;
}

static json_t *asks_of(const notify_job *j, json_t *names)
{
    const char *asked =
        json_string_value(json_object_get(j->data, "offered_ask"));
    json_t *out = json_array(), *name;
    size_t i;

    json_array_foreach(names, i, name)
    {
        const char *id = json_string_value(name);
        if (id && !is_among(asked, id))
            json_array_append_new(out, json_string(say_in(j->language, id)));
    }
    return out;
}

/* The category that was guessed, as its reader calls it. */
static json_t *guessed(const notify_job *j, const json_t *category)
{
    json_t *shown = json_copy((json_t *)category);
    const char *id = json_string_value(json_object_get(category, "name"));

    if (id)
        notify_set(shown, "title", category_title(j->c, id, j->language));
    return shown;
}

void notify_add_advice(notify_job *j)
{
    json_t *advice = json_object_get(j->row, "advice");
    json_t *shown;

    if (!json_is_object(advice))
        return;
    shown = json_copy(advice);
    if (json_object_get(advice, "category"))
        json_object_set_new(shown, "category",
                            guessed(j, json_object_get(advice, "category")));
    if (json_object_get(advice, "faqs"))
        json_object_set_new(shown, "faqs",
                            answers_of(j, json_object_get(advice, "faqs")));
    if (json_object_get(advice, "asks"))
        json_object_set_new(shown, "asks",
                            asks_of(j, json_object_get(advice, "asks")));
    json_object_set_new(j->data, "advice", shown);
}

/* ---- /template and /faq, for operators ---- */

/* The text is hers to send on, changed where it stands or not. */
static void add_draft(notify_job *j, const config_faq *f)
{
    const faq_reader to = {.language = j->t->language,
                           .queue = j->q->id,
                           .customer_name = j->t->customer_name,
                           .operator_ = j->op ? j->op->name : NULL,
                           .ticket = j->t->id};
    bool foreign;
    g_autofree char *text = faq_text(j->c, f, &to, &foreign);
    json_t *draft = named(j, f->id, f);

    if (!json_object_get(draft, "title"))
        notify_set(draft, "title", f->id);
    if (foreign)
        notify_set(draft, "foreign", speech_name(j->t->language));
    notify_set_marked(draft, "text",
                      shown_mark(&j->marks, ACCOUNT_DRAFT, 0, 0, text));
    json_object_set_new(j->data, "draft", draft);
}

/* What rules proposed for the request; NULL. Caller frees. */
static bool proposed(notify_job *j, char **names, GError **error)
{
    g_autoptr(GPtrArray) all =
        j->t ? store_values(j->desk, STORE_VALUE_OF_TICKET, j->t->id, error)
             : g_ptr_array_new();
    const store_value *v =
        all ? store_value_find(all, FIELD_PROPOSED_FAQ) : NULL;

    *names = v ? g_strdup(v->text) : NULL;
    return all != NULL;
}

static bool add_list(notify_job *j, GError **error)
{
    const char *query = notify_row_text(j, "query");
    g_autofree char *names = NULL;

    if (!proposed(j, &names, error))
        return false;
    const faq_request r = {.queue = j->t ? j->q->id : NULL,
                           .category = j->t ? j->t->category : NULL,
                           .proposed = names};
    g_autoptr(GPtrArray) all =
        query ? faq_search(j->c, query, FAQ_OPERATORS, NULL)
              : faq_fitting(j->c, &r);
    json_t *rows = json_array();
    for (guint i = 0; i < all->len && i < READY_LISTED; i++) {
        const config_faq *f = all->pdata[i];
        json_array_append_new(rows, named(j, f->id, f));
    }
    json_object_set_new(j->data, "answers", rows);
    if (all->len > READY_LISTED)
        json_object_set_new(j->data, "more",
                            json_integer((json_int_t)all->len - READY_LISTED));
    return true;
}

bool notify_add_ready(notify_job *j, GError **error)
{
    const char *name = notify_row_text(j, "name");
    const config_faq *f = j->t ? faq_by_id(j->c, name) : NULL;

    notify_set(j->data, "query", notify_row_text(j, "query"));
    if (f)
        add_draft(j, f);
    return f || add_list(j, error);
}

/* ---- for customers ---- */

/* {title text} */
static json_t *answer(const notify_job *j, const config_faq *f)
{
    const faq_reader to = {.language = j->language,
                           .queue = j->q->id,
                           .customer_name = j->t ? j->t->customer_name : NULL,
                           .ticket = j->t ? j->t->id : 0};
    g_autofree char *text = faq_text(j->c, f, &to, NULL);
    json_t *row = json_object();

    notify_set(row, "name", f->id);
    notify_set_free(row, "title",
                    notify_brief(faq_title(f, j->language), READY_TITLE));
    notify_set(row, "text", text);
    return row;
}

static json_t *offered(const notify_job *j)
{
    json_t *out = json_array(), *name;
    size_t i;

    json_array_foreach(json_object_get(j->row, "faqs"), i, name)
    {
        const config_faq *f = faq_by_id(j->c, json_string_value(name));
        if (f)
            json_array_append_new(out, answer(j, f));
    }
    return out;
}

/* Those that are shipped have their words in asks.txt, by their names. */
static json_t *asked(const notify_job *j)
{
    json_t *out = json_array(), *name;
    size_t i;

    json_array_foreach(json_object_get(j->row, "asks"), i, name)
    {
        const char *id = json_string_value(name);
        const config_ask *a = ask_by_id(j->c, id);
        json_t *row = json_object();
        if (a)
            notify_set(row, "text", config_in(a->texts, j->language, a->text));
        else if (id)
            json_object_set_new(row, id, json_true());
        json_array_append_new(out, row);
    }
    return out;
}

static void set_list(notify_job *j, const char *has, const char *key,
                     json_t *list)
{
    json_object_set_new(j->data, has, json_boolean(json_array_size(list) > 0));
    json_object_set_new(j->data, key, list);
}

void notify_add_offer(notify_job *j)
{
    set_list(j, "has_faqs", "faqs", offered(j));
    set_list(j, "has_asks", "asks", asked(j));
}

/* Their texts as long as they have room, the first in any case; then titles. */
static void add_found(notify_job *j, const GPtrArray *all, bool texts)
{
    json_t *answers = json_array(), *others = json_array();
    size_t size = 0;

    for (guint i = 0; i < all->len && i < READY_LISTED; i++) {
        json_t *one = answer(j, all->pdata[i]);
        size_t own = json_string_length(json_object_get(one, "text"));
        bool fits = texts && i < FAQ_SENT && (i == 0 || size + own < FAQ_SIZE);
        if (fits)
            size += own;
        json_array_append_new(fits ? answers : others, one);
    }
    set_list(j, "has_answers", "answers", answers);
    set_list(j, "has_others", "others", others);
}

/* His words are looked for, and not repeated: nobody may have proved that he wrote
 * them. */
bool notify_make_faq(notify_job *j, GError **error)
{
    const char *query = notify_row_text(j, "query");
    const config_faq *f = query ? faq_named(j->c, query) : NULL;
    g_autoptr(GPtrArray) all = faq_public(j->c, j->q->id);
    g_autoptr(GPtrArray) found = g_ptr_array_new();

    if (f && g_ptr_array_find(all, f, NULL)) {
        g_ptr_array_add(found, (void *)f);
    } else if (query && *query) {
        g_ptr_array_unref(found);
        found = faq_search(j->c, query, FAQ_CUSTOMERS, j->q->id);
    }
    json_object_set_new(j->data, "nothing",
                        json_boolean(query && *query && found->len == 0));
    add_found(j, found->len > 0 ? found : all, found->len > 0);
    return true;
}
