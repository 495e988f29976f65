/* uri_find: links in running text, as mail clients make them clickable. */
#include "rules/view/uri.h"

#include <string.h>

/* What begins and ends a link in text; \x1b is the escape of ISO-2022-JP. */
#define START_DELIMS "><\"'`,{\\[(|\\s\\x1b\\xa0"
#define END_DELIMS   "><\"`}\\]{\\[|\\s\\x1b\\xa0"
#define END_MAIL     END_DELIMS ",('\\x80-\\xff"
#define START_BARE   "!\"#$&'()*+,/:;<=>?@[\\\\\\]^`{|}~\\s\\x1b\\xa0"

static const char finder[] =
    "(?:\\b|(?<=\\x1b\\(.)|(?<=[" START_DELIMS "]))"
    "(?:"
    "(?:(?:https?|ftp)://|(?:www\\d{0,2}|ftp)\\.)[^" END_DELIMS "]{1,2048}"
    "(?=[" END_DELIMS "]|\\z)"
    "|(?:mailto:[^" END_MAIL "]{1,2048}|[^" END_MAIL "@]{1,251}@[^" END_MAIL
    "]{1,251})(?=[" END_MAIL "]|\\z)"
    "|(?:^|(?<=[" START_BARE "]))[a-z\\d][a-z\\d._-]{0,251}\\.[a-z][a-z\\d-]+"
    "\\.?(?::\\d{1,5})?(?:/[^" END_DELIMS "]{1,2048})?(?=[" END_DELIMS
    "]|\\z))";

static const pattern *finder_pattern(void)
{
    static pattern *compiled;
    if (g_once_init_enter(&compiled)) {
        GError *error = NULL;
        pattern *p =
            pattern_compile_text(finder, PATTERN_CASELESS, false, &error);
        if (!p)
            g_error("uri_find: %s", error->message);
        g_once_init_leave(&compiled, p);
    }
    return compiled;
}

static bool starts(const char *text, const char *with)
{
    return g_ascii_strncasecmp(text, with, strlen(with)) == 0;
}

/* ")" ends a link that has no "("; trailing punctuation is the sentence's. */
static void trim_raw(char *raw)
{
    char *close = strchr(raw, ')');
    if (close && !memchr(raw, '(', (size_t)(close - raw)))
        *close = '\0';
    size_t n = strlen(raw);
    while (n > 0 && strchr("-~!@#^&*()_+=:;'?,.", raw[n - 1]))
        n--;
    raw[n] = '\0';
}

static bool is_www(const char *raw)
{
    if (!starts(raw, "www"))
        return false;
    size_t n = 3;
    while (n < 5 && g_ascii_isdigit(raw[n]))
        n++;
    return raw[n] == '.';
}

static char *drop_misread(const char *raw)
{
    static const char *const words[] = {
        "skype:", "email:", "e-mail:", "mail:", ":"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (starts(raw, words[i]) && raw[strlen(words[i])] != '\0') {
            raw += strlen(words[i]);
            break;
        }
    while (*raw == ':')
        raw++;
    return g_strconcat("mailto:", raw, NULL);
}

static char *mail_uri(const char *raw)
{
    const char *at = strchr(raw, '@');
    const char *dot = at[1] != '\0' ? strchr(at + 2, '.') : NULL;
    if (!dot || dot[1] == '\0' || strstr(raw, "&nbsp;"))
        return NULL;
    return drop_misread(raw);
}

/* The link with the scheme that a client would add; NULL if it is not a link
 * after all. */
static char *with_scheme(const char *raw)
{
    const char *at = strchr(raw, '@'), *slash = strchr(raw, '/');
    if (starts(raw, "http:") || starts(raw, "https:") || starts(raw, "ftp:") ||
        starts(raw, "mailto:"))
        return g_strdup(raw);
    if (starts(raw, "ftp."))
        return g_strconcat("ftp://", raw, NULL);
    if (is_www(raw) || (at && slash && slash + 1 < at))
        return g_strconcat("http://", raw, NULL);
    if (at)
        return mail_uri(raw);
    return strchr(raw, '.') ? g_strconcat("http://", raw, NULL) : NULL;
}

static bool mail_is_valid(const uri_domains *d, const char *uri)
{
    const char *at = strchr(uri, '@');
    if (!at)
        return false;
    g_autofree char *host = g_strndup(at + 1, strcspn(at + 1, "?&>"));
    while (g_str_has_suffix(host, "%20"))
        host[strlen(host) - 3] = '\0';
    return uri_tld_is_known(d, host);
}

static bool is_empty_uri(const char *raw)
{
    size_t n = 0;
    while (g_ascii_isalnum(raw[n]) || raw[n] == '_')
        n++;
    return n > 0 && raw[n] == ':' && strspn(raw + n + 1, "/") <= 2 &&
           raw[n + 1 + strspn(raw + n + 1, "/")] == '\0';
}

/* A host without scheme is a link only if its syntax is right. */
static bool bare_is_valid(const uri_domains *d, const char *raw)
{
    g_autofree char *host = g_strndup(raw, strcspn(raw, ":/"));
    size_t n = strlen(host);
    while (n > 0 && host[n - 1] == '.')
        host[--n] = '\0';
    return uri_name_is_valid(host) && uri_tld_is_known(d, host);
}

static void take(const uri_domains *d, char *raw, GPtrArray *all)
{
    bool schemed = starts(raw, "http:") || starts(raw, "https:") ||
                   starts(raw, "ftp:") || starts(raw, "ftp.") || is_www(raw);
    bool mail = !schemed && strchr(raw, '@');
    trim_raw(raw);
    if (starts(raw, "cid:") || starts(raw, "mid:") || is_empty_uri(raw) ||
        (mail && !strchr(raw, '@') && !starts(raw, "mailto:")) ||
        (!schemed && !mail && !bare_is_valid(d, raw)))
        return;
    g_autofree char *uri = with_scheme(raw);
    if (uri && starts(uri, "mailto:") && strchr(uri, '%')) {
        char *decoded = uri_decode_escapes(uri);
        g_free(uri);
        uri = decoded;
    }
    if (!uri || (starts(uri, "mailto:") && !mail_is_valid(d, uri)))
        return;
    if (!g_ptr_array_find_with_equal_func(all, uri, g_str_equal, NULL))
        g_ptr_array_add(all, g_steal_pointer(&uri));
}

/* ---- words ---- */

/* No link holds a blank, so each word is searched by itself, and only words
 * that could hold one: "@", or a dot or colon with something after it. */
static bool may_hold_link(const char *word, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (word[i] == '@' ||
            ((word[i] == '.' || word[i] == ':') && i + 1 < size))
            return true;
    return false;
}

/* The blanks of \s; a table, because every octet of a message comes by. */
static const bool blank[256] = {['\t'] = true, ['\n'] = true, ['\v'] = true,
                                ['\f'] = true, ['\r'] = true, [' '] = true};

/* The next word from *at on; false: there is none. */
static bool next_word(const char *text, size_t size, size_t *at, size_t *end)
{
    size_t i = *at;
    while (i < size && blank[(unsigned char)text[i]])
        i++;
    *at = i;
    while (i < size && !blank[(unsigned char)text[i]])
        i++;
    *end = i;
    return i > *at;
}

/* Links in one word; what stands around it is looked at, too. */
static void search_word(const uri_domains *d, pattern_scratch *scratch,
                        const char *text, size_t at, size_t end, size_t size,
                        GPtrArray *all)
{
    size_t from, to;
    size_t seen = MIN(end + 1, size); /* the blank after it */
    while (at < end && all->len < URI_FOUND_MAX &&
           pattern_search(finder_pattern(), scratch, text, seen, at, &from,
                          &to) == PATTERN_YES) {
        g_autofree char *raw = g_strndup(text + from, MIN(to - from, URI_MAX));
        take(d, raw, all);
        at = to > at ? to : at + 1;
    }
}

GPtrArray *uri_find(const uri_domains *d, pattern_scratch *scratch,
                    const char *text, size_t size)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    for (size_t at = 0, end; next_word(text, size, &at, &end); at = end)
        if (may_hold_link(text + at, end - at))
            search_word(d, scratch, text, at, end, size, all);
    return all;
}
