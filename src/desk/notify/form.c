/* notify_form: the form of a queue, empty, or with what has been filled in. */
#include "desk/form.h"
#include "desk/notify/room.h"

static json_t *row_of(notify_job *j, const form_row *r, const json_t *said)
{
    int state = (int)json_integer_value(json_object_get(said, "state"));
    const char *value = json_string_value(json_object_get(said, "value"));
    json_t *one = json_object();

    if (state < FORM_PLAIN || state > FORM_WRONG)
        state = FORM_PLAIN;
    notify_set(one, "label", form_label(r, j->language));
    notify_set_free(one, "hint",
                    form_hint(j->c, r, (form_state)state, j->language));
    if (value)
        notify_set_marked(one, "value",
                          shown_mark(&j->marks, ACCOUNT_OWN, 0, 0, value));
    json_object_set_new(one, "wrong", json_boolean(state != FORM_PLAIN));
    return one;
}

bool notify_make_form(notify_job *j, GError **error)
{
    g_autoptr(GPtrArray) rows = form_rows(j->c, j->q);
    const json_t *said = json_object_get(j->row, "rows");
    json_t *all = json_array();

    for (guint i = 0; i < rows->len; i++) {
        const form_row *r = rows->pdata[i];
        json_array_append_new(all, row_of(j, r, json_object_get(said, r->id)));
    }
    json_object_set_new(j->data, "rows", all);
    notify_set_free(j->data, "begin", form_begin(j->q, j->language));
    notify_set_free(j->data, "end", form_end(j->language));
    static const char *const flags[] = {"again", "quiet"};
    for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
        json_object_set_new(
            j->data, flags[i],
            json_boolean(json_is_true(json_object_get(j->row, flags[i]))));
    j->m->reply_to = form_address(j->q);
    return true;
}
