/* notify_hide: people's names and addresses taken out of a text. */
#include "desk/notify/hide.h"

#include "desk/say.h"

#include <stdbool.h>
#include <string.h>

#define HIDE_NAME_MIN \
    3                 /* letters: shorter words of names are other words, too */
#define HIDE_SIGNED 3 /* last lines with words, where people sign */

notify_hide *notify_hide_new(void)
{
    notify_hide *h = g_new0(notify_hide, 1);

    h->addresses = g_ptr_array_new_with_free_func(g_free);
    h->names = g_ptr_array_new_with_free_func(g_free);
    return h;
}

void notify_hide_free(notify_hide *h)
{
    if (!h)
        return;
    g_ptr_array_unref(h->addresses);
    g_ptr_array_unref(h->names);
    g_free(h);
}

static bool is_letter(const char *p)
{
    gunichar c = g_utf8_get_char(p);

    return g_unichar_isalpha(c) || g_unichar_ismark(c) || c == '\'' ||
           c == 0x2019;
}

/* End of the run of letters that begins at `p`. */
static const char *word_end(const char *p)
{
    while (*p && is_letter(p))
        p = g_utf8_next_char(p);
    return p;
}

void notify_hide_add(notify_hide *h, const char *name, const char *address)
{
    if (address && *address)
        g_ptr_array_add(h->addresses, g_utf8_casefold(address, -1));
    for (const char *p = name ? name : ""; *p;) {
        const char *end = word_end(p);
        if (end > p && g_utf8_strlen(p, end - p) >= HIDE_NAME_MIN)
            g_ptr_array_add(h->names, g_strndup(p, (gsize)(end - p)));
        p = end > p ? end : g_utf8_next_char(p);
    }
}

/* ---- addresses ---- */

/* Octets of `p` that are this folded address, with what nobody sees in it
 * (Unicode's Cf: zero width, soft hyphen, direction); 0: none. */
static size_t address_at(const char *p, const char *address)
{
    const char *at = p;

    while (*address) {
        gunichar c = g_utf8_get_char(at);
        char one[8] = {0};
        g_autofree char *folded = NULL;

        if (!*at)
            return 0;
        if (at > p && g_unichar_type(c) == G_UNICODE_FORMAT) {
            at = g_utf8_next_char(at);
            continue;
        }
        g_unichar_to_utf8(c, one);
        folded = g_utf8_casefold(one, -1);
        if (!g_str_has_prefix(address, folded))
            return 0;
        address += strlen(folded);
        at = g_utf8_next_char(at);
    }
    return (size_t)(at - p);
}

static size_t any_address_at(const notify_hide *h, const char *p)
{
    size_t best = 0;

    for (guint i = 0; i < h->addresses->len; i++) {
        const char *one = h->addresses->pdata[i];
        /* most places are told by their first letter */
        if (g_ascii_tolower(*p) == *one || (guchar)*p >= 0x80)
            best = MAX(best, address_at(p, one));
    }
    return best;
}

/* ---- names ---- */

static bool is_name(const notify_hide *h, const char *word, bool any_case)
{
    g_autofree char *folded = g_utf8_casefold(word, -1);

    for (guint i = 0; i < h->names->len; i++) {
        const char *name = h->names->pdata[i];
        g_autofree char *capitals = g_utf8_strup(name, -1);
        g_autofree char *other = g_utf8_casefold(name, -1);

        if (strcmp(word, name) == 0 || strcmp(word, capitals) == 0 ||
            (any_case && strcmp(folded, other) == 0))
            return true;
    }
    return false;
}

/* Octets of `word` without a genitive: Kari's, Nordmanns, Anders' */
static size_t stem_size(const char *word)
{
    size_t size = strlen(word);

    if (size > 0 && word[size - 1] == 's')
        size--;
    if (size > 0 && word[size - 1] == '\'')
        return size - 1;
    return size >= 3 && strncmp(word + size - 3, "\xe2\x80\x99", 3) == 0
               ? size - 3
               : size;
}

/* Octets of `word` that are a name, with a genitive or without; 0: none. */
static size_t name_size(const notify_hide *h, const char *word, bool any_case)
{
    g_autofree char *stem = g_strndup(word, stem_size(word));

    if (is_name(h, word, any_case))
        return strlen(word);
    return is_name(h, stem, any_case) ? strlen(stem) : 0;
}

/* Where the lines begin in which people sign. */
static const char *signed_from(const char *text)
{
    const char *end = text + strlen(text), *from = end;
    unsigned lines = 0;

    while (from > text && lines < HIDE_SIGNED) {
        const char *line = from;
        while (line > text && line[-1] != '\n')
            line--;
        for (const char *p = line; p < from; p = g_utf8_next_char(p))
            if (is_letter(p)) {
                lines++;
                break;
            }
        from = line > text ? line - 1 : text;
    }
    return from;
}

/* First and last name are one person: said once. `end` is where the last one
 * ended in `out`. */
static void append_name(const notify_hide *h, GString *out, size_t end,
                        const char *after)
{
    bool next = end > 0 && end < out->len &&
                strspn(out->str + end, " \t") == out->len - end;

    if (next)
        g_string_truncate(out, end);
    else
        g_string_append(out, say_in(h->language, "[name]"));
    g_string_append(out, after);
}

char *notify_hide_in(const notify_hide *h, const char *text)
{
    GString *out = g_string_new(NULL);
    size_t named = 0; /* after the last name that stands alone */
    const char *sign = h ? signed_from(text) : text;

    if (!h)
        return g_string_free(g_string_append(out, text), FALSE);
    for (const char *p = text; *p;) {
        size_t size = any_address_at(h, p);
        const char *end = size > 0 ? p + size : word_end(p);
        g_autofree char *word = g_strndup(p, (gsize)(end - p));
        size_t name = size > 0 ? 0 : name_size(h, word, p >= sign);

        if (size > 0)
            g_string_append(out, say_in(h->language, "[address]"));
        else if (name > 0)
            append_name(h, out, named, word + name);
        else if (end > p)
            g_string_append(out, word);
        else
            g_string_append_unichar(out, g_utf8_get_char(p));
        if (name > 0 && word[name] == '\0')
            named = out->len;
        p = end > p ? end : g_utf8_next_char(p);
    }
    return g_string_free(out, FALSE);
}
