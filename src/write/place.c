/* place: which attachments stand in place in a text. */
#include "write/place.h"

#include <string.h>

bool place_is_content_id(const char *id)
{
    if (!id || *id == '\0' || strlen(id) > 250)
        return false;
    for (; *id != '\0'; id++)
        if (*id <= ' ' || *id >= 127 || strchr("<>\"()\\", *id))
            return false;
    return true;
}

/* What clients show in place; others (SVG is a program) stay attached. */
static bool is_picture(const char *type)
{
    static const char *const types[] = {"image/png",  "image/jpeg", "image/jpg",
                                        "image/gif",  "image/webp", "image/bmp",
                                        "image/pjpeg"};

    for (guint i = 0; type && i < G_N_ELEMENTS(types); i++)
        if (g_ascii_strcasecmp(type, types[i]) == 0)
            return true;
    return false;
}

size_t place_mark(const char *p, const char *end, const compose_attachment *a)
{
    size_t label = strlen("image: "), size = a->name ? strlen(a->name) : 0;
    const char *name = p + 1;

    if (p >= end || *p != '[' || size == 0)
        return 0;
    if ((size_t)(end - name) > label && memcmp(name, "image: ", label) == 0)
        name += label;
    return (size_t)(end - name) > size && memcmp(name, a->name, size) == 0 &&
                   name[size] == ']'
               ? (size_t)(name + size + 1 - p)
               : 0;
}

bool place_is_inline(const char *text, const compose_attachment *a)
{
    if (!text || !place_is_content_id(a->content_id) || !a->name ||
        !is_picture(a->type))
        return false;
    for (const char *p = text; (p = strchr(p, '[')); p++)
        if (place_mark(p, p + strlen(p), a) > 0)
            return true;
    return false;
}
