/* lang_group: a tree by the first letters of alternatives. */
#include "mail/lang_group.h"

#include <stdbool.h>
#include <string.h>

#define GROUP_DEPTH 4 /* letters that are looked at */

/* Where the group that opens at `p` closes; NULL: it opens none, or has look
 * around, options or a quantifier behind it, so that it stays as it is. */
static const char *group_end(const char *p)
{
    int depth = 0;

    if (!g_str_has_prefix(p, "(?:"))
        return NULL;
    for (bool set = false; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (set)
            set = *p != ']';
        else if (*p == '[')
            set = true;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && --depth == 0)
            return p[1] && strchr("?*+{", p[1]) ? NULL : p;
    }
    return NULL;
}

/* "(?:a|b)c" is "ac" and "bc". */
static void spread(GPtrArray *out, const char *pattern)
{
    const char *end = group_end(pattern), *from = pattern + strlen("(?:");
    int depth = 0;
    bool set = false;

    if (!end) {
        g_ptr_array_add(out, g_strdup(pattern));
        return;
    }
    for (const char *p = from; p <= end; p++) {
        if (*p == '\\')
            p++;
        else if (set)
            set = *p != ']';
        else if (*p == '[')
            set = true;
        else if (*p == '(')
            depth++;
        else if ((*p == '|' && depth == 0) || p == end) {
            g_autofree char *one = g_strndup(from, (gsize)(p - from));
            g_autofree char *whole = g_strconcat(one, end + 1, NULL);

            spread(out, whole);
            from = p + 1;
        } else if (*p == ')')
            depth--;
    }
}

/* The letter or blank that a pattern begins with, in lower case; 0: with
 * something else, or with one that need not be there. *rest gets what follows. */
static gunichar first_of(const char *pattern, const char **rest)
{
    gunichar c = g_utf8_get_char(pattern);

    if (!g_unichar_isalnum(c) && c != ' ')
        return 0;
    *rest = g_utf8_next_char(pattern);
    return **rest && strchr("?*+{", **rest) ? 0 : g_unichar_tolower(c);
}

static void append_tree(GString *out, GPtrArray *patterns, unsigned depth);

/* All that begin with `c`, taken out of the list. */
static void append_first(GString *out, GPtrArray *patterns, gunichar c,
                         unsigned depth)
{
    g_autoptr(GPtrArray) rests = g_ptr_array_new_with_free_func(g_free);
    const char *rest;

    for (guint i = 0; i < patterns->len;) {
        if (first_of(patterns->pdata[i], &rest) == c) {
            spread(rests, rest);
            g_ptr_array_remove_index(patterns, i);
        } else {
            i++;
        }
    }
    g_string_append_unichar(out, c);
    g_string_append(out, "(?:");
    append_tree(out, rests, depth + 1);
    g_string_append_c(out, ')');
}

static void append_tree(GString *out, GPtrArray *patterns, unsigned depth)
{
    bool first = true;

    while (patterns->len > 0) {
        const char *rest;
        gunichar c =
            depth < GROUP_DEPTH ? first_of(patterns->pdata[0], &rest) : 0;

        if (!first)
            g_string_append_c(out, '|');
        first = false;
        if (c != 0) {
            append_first(out, patterns, c, depth);
        } else {
            g_string_append(out, patterns->pdata[0]);
            g_ptr_array_remove_index(patterns, 0);
        }
    }
}

void lang_group(GString *out, const GPtrArray *patterns)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < patterns->len; i++)
        spread(all, patterns->pdata[i]);
    append_tree(out, all, 0);
}
