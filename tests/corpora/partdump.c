/* partdump: the MIME tree of messages as JSON, one line a file, for `check`. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "mail/part.h"

static json_t *octets(const void *data, gsize size)
{
    g_autofree char *text =
        g_base64_encode(data ? data : (const guchar *)"", size);

    return json_string(text);
}

static json_t *fields_json(const part *p)
{
    json_t *list = json_array();

    for (guint i = 0; i < p->head->fields->len; i++) {
        const head_field *f = p->head->fields->pdata[i];

        json_array_append_new(
            list, json_pack("[o,o]", octets(f->name, strlen(f->name)),
                            octets(f->value, strlen(f->value))));
    }
    return list;
}

static json_t *part_json(part *p)
{
    json_t *o = json_object(), *children = json_array();

    json_object_set_new(o, "number", json_string(p->number));
    json_object_set_new(o, "type", json_string(p->type));
    json_object_set_new(o, "fields", fields_json(p));
    for (guint i = 0; i < p->children->len; i++)
        json_array_append_new(children, part_json(p->children->pdata[i]));
    json_object_set_new(o, "children", children);
    if (p->children->len == 0) {
        gsize size;
        const void *data = g_bytes_get_data(part_data(p, NULL), &size);

        json_object_set_new(o, "data", octets(data, size));
    }
    return o;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = file_read(argv[i], 0, &error);
        g_autoptr(GPtrArray) defects = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(part) root = NULL;
        const void *data;
        gsize size;
        json_t *o;

        if (!bytes) {
            fprintf(stderr, "%s\n", error->message);
            return 1;
        }
        data = g_bytes_get_data(bytes, &size);
        root = part_parse(data ? data : "", size, defects);
        o = json_pack("{s:s,s:o}", "file", argv[i], "root", part_json(root));
        json_dumpf(o, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(o);
    }
    return 0;
}
