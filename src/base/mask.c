/* mask: secret addresses in what is logged or printed. */
#include "base/mask.h"

#include <stdbool.h>
#include <string.h>

#define MASK_LETTERS 32 /* of a token */
#define MASK_SHOWN   6  /* of them, so that two lines can be compared */

static bool is_base32(char c)
{
    return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

/* "o-" and all letters begin at `p`. */
static bool is_secret(const char *p)
{
    if (*p == '\0' || !strchr("onhuparvONHUPARV", *p) || p[1] != '-')
        return false;
    for (int i = 0; i < MASK_LETTERS; i++)
        if (!is_base32(p[2 + i]))
            return false;
    return true;
}

void mask_secrets(GString *text)
{
    for (gsize i = 0; i < text->len; i++) {
        if (!is_secret(text->str + i))
            continue;
        g_string_erase(text, (gssize)i + 2 + MASK_SHOWN,
                       MASK_LETTERS - MASK_SHOWN);
        g_string_insert(text, (gssize)i + 2 + MASK_SHOWN, "...");
    }
}

char *mask_copy(const char *text)
{
    if (!text)
        return NULL;
    GString *copy = g_string_new(text);
    mask_secrets(copy);
    return g_string_free(copy, FALSE);
}
