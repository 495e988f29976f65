/* address: reads an RFC 5321 mailbox as an envelope has it. */
#include "base/address.h"

#include <string.h>

#define LABEL_MAX 63 /* octets, RFC 1035 2.3.4 */

static bool is_atext(char c)
{
    return (c & 0x80) != 0 || g_ascii_isalnum(c) ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool all_atext(const char *s, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_atext(s[i]))
            return false;
    return size > 0;
}

/* Two or more dots in a row, or one at an end, are no dot-atom, yet such
 * mailboxes exist: they stay as written, quoted or not. */
static bool is_dot_atom(const char *s)
{
    return all_atext(s, strlen(s)) && s[0] != '.' && s[strlen(s) - 1] != '.' &&
           !strstr(s, "..");
}

static char *quote(const char *s)
{
    GString *out = g_string_new("\"");

    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *s);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

/* Reads the local part at *at and moves it to the '@'. NULL if it is none. */
static char *read_quoted_local(const char **at)
{
    g_autoptr(GString) inner = g_string_new(NULL);
    const char *p = *at + 1;

    for (; *p != '"'; p++) {
        if (*p == '\\')
            p++;
        if (*p == '\0')
            return NULL;
        g_string_append_c(inner, *p);
    }
    if (p[1] != '@')
        return NULL;
    *at = p + 1;
    return is_dot_atom(inner->str) ? g_strdup(inner->str) : quote(inner->str);
}

static char *read_local(const char **at)
{
    const char *end;
    char *local;

    if (**at == '"')
        return read_quoted_local(at);
    end = strchr(*at, '@');
    if (!end || !all_atext(*at, (size_t)(end - *at)))
        return NULL;
    local = g_strndup(*at, (size_t)(end - *at));
    *at = end;
    return local;
}

static bool labels_are_right(const char *domain)
{
    size_t label = 0;

    for (const char *p = domain;; p++) {
        if (*p == '.' || *p == '\0') {
            if (label == 0 || label > LABEL_MAX)
                return false;
            label = 0;
            if (*p == '\0')
                return true;
        } else if (g_ascii_isalnum(*p) || *p == '-' || *p == '_') {
            label++;
        } else {
            return false;
        }
    }
}

static bool is_literal(const char *domain)
{
    size_t size = strlen(domain);

    if (size < 3 || domain[0] != '[' || domain[size - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < size; i++)
        if (!g_ascii_isalnum(domain[i]) && !strchr(".:-", domain[i]))
            return false;
    return true;
}

static char *read_domain(const char *text)
{
    g_autofree char *bare = g_strdup(text);
    g_autofree char *ascii = NULL;
    size_t size = strlen(bare);

    if (size > 1 && bare[size - 1] == '.')
        bare[size - 1] = '\0';
    if (is_literal(bare))
        return g_ascii_strdown(bare, -1);
    if (g_str_is_ascii(bare))
        ascii = g_ascii_strdown(bare, -1);
    else
        ascii = g_hostname_to_ascii(bare);
    if (!ascii || strlen(ascii) > ADDRESS_DOMAIN_MAX ||
        !labels_are_right(ascii))
        return NULL;
    return g_steal_pointer(&ascii);
}

static bool has_controls(const char *text)
{
    for (; *text != '\0'; text++)
        if (g_ascii_iscntrl(*text))
            return true;
    return false;
}

/* `@relay1,@relay2:user@host` (RFC 5321 4.1.2, obsolete) -> `user@host` */
static const char *skip_route(const char *text)
{
    const char *colon;

    if (text[0] != '@')
        return text;
    colon = strchr(text, ':');
    return colon ? colon + 1 : text;
}

/* Blanks and one pair of <> off. NULL if the brackets do not match. */
static char *unwrap(const char *text)
{
    char *bare = g_strstrip(g_strdup(text));
    size_t size = strlen(bare);
    bool opens = size > 0 && bare[0] == '<';
    bool closes = size > 1 && bare[size - 1] == '>';

    if (opens != closes) {
        g_free(bare);
        return NULL;
    }
    if (opens) {
        bare[size - 1] = '\0';
        memmove(bare, bare + 1, size - 1);
    }
    return bare;
}

static void split_detail(address *a)
{
    char *plus = a->local[0] == '"' ? NULL : strchr(a->local, '+');

    if (!plus || plus == a->local)
        return;
    a->detail = g_strdup(plus + 1);
    *plus = '\0';
}

address *address_parse(const char *text)
{
    g_autofree char *bare = NULL;
    g_autoptr(address) a = NULL;
    const char *at;

    if (!text || !g_utf8_validate(text, -1, NULL))
        return NULL;
    bare = unwrap(text);
    if (!bare || has_controls(bare))
        return NULL;
    a = g_new0(address, 1);
    at = skip_route(bare);
    a->local = read_local(&at);
    if (!a->local || strlen(a->local) > ADDRESS_LOCAL_MAX)
        return NULL;
    a->domain = read_domain(at + 1);
    if (!a->domain)
        return NULL;
    split_detail(a);
    return g_steal_pointer(&a);
}

void address_free(address *a)
{
    if (!a)
        return;
    g_free(a->local);
    g_free(a->detail);
    g_free(a->domain);
    g_free(a);
}

/* Lower case that does not depend on the locale (Turkish has its own i). */
static char *lower(const char *text)
{
    GString *out = g_string_new(NULL);

    for (; *text != '\0'; text = g_utf8_next_char(text))
        g_string_append_unichar(out, g_unichar_tolower(g_utf8_get_char(text)));
    return g_string_free(out, FALSE);
}

char *address_normal(const char *text)
{
    g_autoptr(address) a = address_parse(text);
    g_autofree char *whole = NULL;

    if (!a)
        return NULL;
    if (a->detail)
        whole = g_strdup_printf("%s+%s@%s", a->local, a->detail, a->domain);
    else
        whole = g_strdup_printf("%s@%s", a->local, a->domain);
    return lower(whole);
}

bool address_equal(const char *a, const char *b)
{
    g_autofree char *left = address_normal(a);
    g_autofree char *right = address_normal(b);

    return left && right && strcmp(left, right) == 0;
}

bool address_is_ascii(const char *text)
{
    g_autoptr(address) a = address_parse(text);

    return a && g_str_is_ascii(a->local) &&
           (!a->detail || g_str_is_ascii(a->detail));
}
