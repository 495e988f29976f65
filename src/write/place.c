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

bool place_is_inline(const char *text, const compose_attachment *a)
{
    if (!text || !place_is_content_id(a->content_id) || !a->name ||
        !is_picture(a->type))
        return false;
    g_autofree char *mark = g_strdup_printf("[%s]", a->name);
    return strstr(text, mark) != NULL;
}
