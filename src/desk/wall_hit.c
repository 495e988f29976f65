/* wall_hit: what the last wall has seen, as a value. */
#include "desk/wall.h"

#include <jansson.h>

static void leak_free(void *data)
{
    wall_leak *l = data;

    g_free(l->words);
    g_free(l->file);
    g_free(l);
}

wall_hit *wall_hit_new(void)
{
    wall_hit *h = g_new0(wall_hit, 1);

    h->leaks = g_ptr_array_new_with_free_func(leak_free);
    return h;
}

void wall_hit_free(wall_hit *h)
{
    if (!h)
        return;
    g_ptr_array_unref(h->leaks);
    g_free(h->secret_file);
    g_free(h->person_file);
    g_free(h);
}

const char *wall_reason(const wall_hit *h)
{
    if (h->leaks->len > 0)
        return "it contains words of an internal note";
    if (h->secret)
        return "it contains a secret address, with which its reader could "
               "write in an operator's name";
    if (h->person)
        return h->person_file ? "an attached file contains the customer's "
                                "address, which he is not to see"
                              : "it contains the customer's address, which he "
                                "is not to see";
    return "not all of it can be compared with the internal notes of this "
           "request";
}

/* ---- as data ---- */

char *wall_hit_json(const wall_hit *h)
{
    json_t *leaks = json_array(), *all;
    char *raw, *text;

    for (guint i = 0; i < h->leaks->len; i++) {
        const wall_leak *l = h->leaks->pdata[i];
        json_array_append_new(leaks, json_pack("{s:I,s:I,s:s,s:s*}", "ticket",
                                               (json_int_t)l->ticket, "entry",
                                               (json_int_t)l->entry, "words",
                                               l->words, "file", l->file));
    }
    all = json_pack("{s:o}", "leaks", leaks);
    if (h->secret)
        json_object_set_new(all, "secret", json_true());
    if (h->unread)
        json_object_set_new(all, "unread", json_true());
    raw = json_dumps(all, JSON_COMPACT);
    text = g_strdup(raw);
    free(raw);
    json_decref(all);
    return text;
}
