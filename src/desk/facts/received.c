/* received.c: who handed a message over.
 *
 *   from HELO (NAME [IP]) by ...          Postfix, Sendmail, Gmail
 *   from NAME ([IP] helo=HELO) by ...     Exim
 *   from [IP] (helo=HELO) by ...          Exim, of a client without a name
 *   from NAME (IP) by ...                 Exchange
 *   from NAME (HELO HELO) (IP) by ...     qmail */
#include "desk/facts/received.h"

#include <gio/gio.h>
#include <string.h>

#define COMMENTS_MAX 4 /* that are looked at before "by" */

bool received_same_ip(const char *a, const char *b)
{
    g_autoptr(GInetAddress) x = g_inet_address_new_from_string(a);
    g_autoptr(GInetAddress) y = g_inet_address_new_from_string(b);

    return x && y && g_inet_address_equal(x, y);
}

/* "[IPv6:2001:db8::1]:25", "192.0.2.7", "[192.0.2.7]" */
static char *read_ip(const char *word)
{
    bool bracket = *word == '[';

    word += bracket;
    if (bracket && g_ascii_strncasecmp(word, "IPv6:", 5) == 0)
        word += 5;
    char *ip = g_strndup(word, strcspn(word, bracket ? "]" : ")"));
    if (g_hostname_is_ip_address(ip))
        return ip;
    g_free(ip);
    return NULL;
}

static bool begins_helo(const char *word)
{
    return g_ascii_strncasecmp(word, "helo=", 5) == 0 ||
           g_ascii_strcasecmp(word, "helo") == 0 ||
           g_ascii_strcasecmp(word, "ehlo") == 0;
}

/* The address in one comment; what follows a HELO in it is the client's. */
static char *ip_in_comment(const char *from, size_t size)
{
    g_autofree char *text = g_strndup(from, size);
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    char *ip = NULL;

    for (unsigned i = 0; words[i] && !ip && !begins_helo(words[i]); i++)
        ip = read_ip(words[i]);
    return ip;
}

static size_t comment_size(const char *open)
{
    unsigned depth = 0;
    const char *at = open;

    do {
        if (*at == '\\' && at[1])
            at++;
        else if (*at == '(')
            depth++;
        else if (*at == ')')
            depth--;
        at++;
    } while (depth > 0 && *at);
    return (size_t)(at - open);
}

/* Exim tells the address before a comment that begins with helo=. */
static char *bare_ip(const char *word, const char *comment)
{
    return *word == '[' && g_str_has_prefix(comment, "(helo=") ? read_ip(word)
                                                               : NULL;
}

char *received_client(const char *value)
{
    if (g_ascii_strncasecmp(value, "from ", 5) != 0)
        return NULL;
    const char *word = value + 5 + strspn(value + 5, " \t");
    const char *at = word + strcspn(word, " \t");
    char *ip = NULL;

    for (unsigned i = 0; i < COMMENTS_MAX && !ip; i++) {
        at += strspn(at, " \t");
        if (*at != '(')
            break;
        size_t size = comment_size(at);
        ip = ip_in_comment(at + 1, size > 2 ? size - 2 : 0);
        if (!ip && i == 0)
            ip = bare_ip(word, at);
        at += size;
    }
    return ip;
}
