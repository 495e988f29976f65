/* letter_json: a letter as the JSON object of `postern parse --json`.
 * Strings are checked where letters are made and where they come back
 * (letter_from_bytes), not a third time here. */
#include <jansson.h>
#include <stdlib.h>

#include "mail/letter.h"

static json_t *text_or_null(const char *s)
{
    return s ? json_string_nocheck(s) : json_null();
}

static json_t *addresses_json(GPtrArray *a)
{
    json_t *list = json_array();

    for (guint i = 0; i < a->len; i++) {
        const letter_address *row = a->pdata[i];
        json_t *o = json_object();

        json_object_set_new(o, "name", text_or_null(row->name));
        json_object_set_new(o, "address", json_string_nocheck(row->address));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *strings_json(GPtrArray *a)
{
    json_t *list = json_array();

    for (guint i = 0; i < a->len; i++)
        json_array_append_new(list, json_string_nocheck(a->pdata[i]));
    return list;
}

static json_t *attachments_json(GPtrArray *a)
{
    json_t *list = json_array();

    for (guint i = 0; i < a->len; i++) {
        const letter_attachment *row = a->pdata[i];
        json_t *o = json_object();

        json_object_set_new(o, "part", json_string_nocheck(row->part));
        json_object_set_new(o, "name", json_string_nocheck(row->name));
        json_object_set_new(o, "type", json_string_nocheck(row->type));
        json_object_set_new(o, "size", json_integer((json_int_t)row->size));
        json_object_set_new(o, "sha256", json_string_nocheck(row->sha256));
        json_object_set_new(o, "content_id", text_or_null(row->content_id));
        json_object_set_new(o, "inline", json_boolean(row->shown_inline));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *bounces_json(GPtrArray *a)
{
    json_t *list = json_array();

    for (guint i = 0; i < a->len; i++) {
        const letter_bounce *row = a->pdata[i];
        json_t *o = json_object();

        json_object_set_new(o, "recipient", text_or_null(row->recipient));
        json_object_set_new(o, "action", json_string_nocheck(row->action));
        json_object_set_new(o, "status", text_or_null(row->status));
        json_array_append_new(list, o);
    }
    return list;
}

char *letter_to_json(const letter *l, const char *file)
{
    g_autofree char *name = g_utf8_make_valid(file ? file : "", -1);
    json_t *o = json_object();
    char *text, *copy;

    json_object_set_new(o, "file", json_string_nocheck(name));
    json_object_set_new(o, "message_id", text_or_null(l->message_id));
    json_object_set_new(o, "date", text_or_null(l->date));
    json_object_set_new(o, "from", addresses_json(l->from));
    json_object_set_new(o, "sender", addresses_json(l->sender));
    json_object_set_new(o, "to", addresses_json(l->to));
    json_object_set_new(o, "cc", addresses_json(l->cc));
    json_object_set_new(o, "reply_to", addresses_json(l->reply_to));
    json_object_set_new(o, "subject", text_or_null(l->subject));
    json_object_set_new(o, "in_reply_to", strings_json(l->in_reply_to));
    json_object_set_new(o, "references", strings_json(l->references));
    json_object_set_new(o, "text", json_string_nocheck(l->text));
    json_object_set_new(o, "html", json_boolean(l->html));
    json_object_set_new(o, "attachments", attachments_json(l->attachments));
    json_object_set_new(o, "new_text", json_string_nocheck(l->new_text));
    json_object_set_new(o, "signature", json_string_nocheck(l->signature));
    json_object_set_new(o, "quoted", json_string_nocheck(l->quoted));
    json_object_set_new(o, "kind",
                        json_string_nocheck(letter_kind_name(l->kind)));
    json_object_set_new(o, "kind_reason", text_or_null(l->kind_reason));
    json_object_set_new(o, "bounce", bounces_json(l->bounces));
    json_object_set_new(o, "returned_id", text_or_null(l->returned_id));
    json_object_set_new(o, "language", text_or_null(l->language));
    json_object_set_new(o, "defects", strings_json(l->defects));
    text = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    /* jansson allocates by malloc, our callers free by g_free */
    copy = g_strdup(text);
    free(text);
    return copy;
}
