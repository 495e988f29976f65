/* handle: how a person who does not write mail is known. */
#include "base/handle.h"

#include "base/phone.h"

#include <glib.h>
#include <string.h>

char *handle_chat(const char *name)
{
    g_autofree char *plain = g_strstrip(g_strdup(name));

    if (!*plain || strlen(plain) > HANDLE_CHAT_MAX ||
        !g_utf8_validate(plain, -1, NULL))
        return NULL;
    for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || !g_unichar_isprint(c) ||
            strchr("<>,;\"", (int)MIN(c, 127)))
            return NULL;
    }
    g_autofree char *small = g_utf8_strdown(plain, -1);
    return g_strconcat(HANDLE_CHAT, small, NULL);
}

bool handle_is_chat(const char *handle)
{
    return g_str_has_prefix(handle, HANDLE_CHAT);
}

bool handle_is_one(const char *handle)
{
    return handle_is_chat(handle) || phone_is_handle(handle);
}

const char *handle_shown(const char *handle)
{
    return handle_is_chat(handle) ? handle + strlen(HANDLE_CHAT)
                                  : phone_number(handle);
}
