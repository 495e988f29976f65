/* phone: telephone numbers. */
#include "base/phone.h"

#include <glib.h>
#include <string.h>

#define SEPARATORS " \t()-./"

bool phone_is_handle(const char *handle)
{
    return g_str_has_prefix(handle, PHONE_SCHEME);
}

const char *phone_number(const char *handle)
{
    return phone_is_handle(handle) ? handle + strlen(PHONE_SCHEME) : handle;
}

bool phone_looks_so(const char *text)
{
    size_t digits = 0;

    text = phone_number(text);
    text += *text == '+';
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text) && !strchr(SEPARATORS, *text) &&
            (guchar)*text != 0xc2 && (guchar)*text != 0xa0)
            return false;
        digits += g_ascii_isdigit(*text) != 0;
    }
    return digits >= PHONE_DIGITS_MIN - 2;
}

/* Within Russia and its neighbours a number begins with 8 where others have 0,
 * but only a whole one does; elsewhere the 0 goes when the country is named, but
 * for Italy's. */
static const char *without_trunk(const char *digits, const char *country)
{
    if (strcmp(country, "7") == 0)
        return digits + (digits[0] == '8' && strlen(digits) == 11);
    return digits + (digits[0] == '0' && strcmp(country, "39") != 0);
}

char *phone_handle(const char *text, const char *country)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    const char *number = digits->str;
    bool whole;

    text = phone_number(text);
    text += strspn(text, SEPARATORS);
    if (!phone_looks_so(text))
        return NULL;
    whole = *text == '+';
    for (; *text; text++) {
        /* "+44 (0) 20": the 0 is for those who call from there */
        if (whole && g_str_has_prefix(text, "(0)"))
            text += 2;
        else if (g_ascii_isdigit(*text))
            g_string_append_c(digits, *text);
    }
    number = digits->str;
    if (!whole && g_str_has_prefix(number, "00")) {
        number += 2;
        whole = true;
    }
    if (!whole && !country)
        return NULL;
    g_autofree char *all =
        whole ? g_strdup(number)
              : g_strconcat(country, without_trunk(number, country), NULL);
    if (strlen(all) < PHONE_DIGITS_MIN || strlen(all) > PHONE_DIGITS_MAX ||
        all[0] == '0')
        return NULL;
    return g_strconcat(PHONE_SCHEME "+", all, NULL);
}
