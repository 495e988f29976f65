/* notify_draft: what an operator is shown of a request that she opens for
 * somebody else. */
#include "desk/notify/transcript.h"

#include "base/phone.h"
#include "store/held.h"

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void set_people(notify_job *j, const json_t *d)
{
    const char *customer = text_of(d, "customer"), *name = text_of(d, "name");

    if (customer) {
        json_object_set_new(j->data, "telephone",
                            json_boolean(phone_is_handle(customer)));
        notify_set(j->data, "customer", phone_number(customer));
    }
    if (name)
        notify_set_free(j->data, "name", notify_brief(name, 100));
    json_object_set_new(
        j->data, "offered",
        json_boolean(json_is_true(json_object_get(d, "offered"))));
    json_object_set_new(j->data, "ack",
                        json_boolean(json_is_true(json_object_get(d, "ack"))));
    if (j->op && j->op->addresses->len > 0)
        notify_set(j->data, "own", j->op->addresses->pdata[0]);
}

/* Both are hers to write once more. */
static void set_text(notify_job *j, const char *key, const char *text)
{
    g_autofree char *indented = notify_indent(text);

    notify_set_marked(j->data, key,
                      shown_mark(&j->marks, ACCOUNT_OWN, 0, 0, indented));
}

static void set_files(notify_job *j, const store_held *h)
{
    json_t *files = json_array();

    for (guint i = 0; i < h->attachments->len; i++) {
        const store_attachment *a = h->attachments->pdata[i];
        json_t *file = json_object();
        notify_set_free(file, "name", notify_brief(a->name, 200));
        notify_set_free(file, "size", notify_size(j, a->size));
        json_array_append_new(files, file);
    }
    json_object_set_new(j->data, "attachments", files);
}

bool notify_make_draft(notify_job *j, GError **error)
{
    g_autoptr(store_held) h = store_held_get(j->desk, j->o->held, error);
    if (!h)
        return false;
    json_t *data = json_loads(h->data ? h->data : "{}", 0, NULL);
    const json_t *d = json_object_get(data, "draft");
    const char *subject = text_of(d, "subject"), *note = text_of(d, "note");

    notify_set_free(j->data, "subject",
                    notify_brief(subject ? subject : "", NOTIFY_SUBJECT_MAX));
    set_people(j, d);
    set_text(j, "text", h->text);
    if (note && *note)
        set_text(j, "note", note);
    set_files(j, h);
    notify_act(j, "open");
    notify_act(j, "drop");
    json_object_set_new(j->data, "remind",
                        json_boolean(json_integer_value(json_object_get(
                                         j->row, "remind")) > 0));
    json_decref(data);
    return true;
}
