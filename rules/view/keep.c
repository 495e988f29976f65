/* view_keep: texts that live as long as a view. */
#include "rules/view/room.h"

static view_private *private_of(view *v)
{
    return (view_private *)v;
}

char *view_string(view *v, const char *data, size_t size)
{
    return g_string_chunk_insert_len(private_of(v)->strings, data,
                                     (gssize)size);
}

view_text view_keep(view *v, const char *data, size_t size)
{
    return (view_text){view_string(v, data, size), size};
}

view_text view_keep_string(view *v, GString *s)
{
    size_t size = s->len;
    char *data = g_string_free(s, FALSE);
    g_ptr_array_add(private_of(v)->held, data);
    return (view_text){data, size};
}
