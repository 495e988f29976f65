/* token: words of a text, as good as any client may have left them. */
#include "quote/token.h"

#include <string.h>

#define TOKEN_BASE     1099511628211u
#define TOKEN_LINK_MAX 4000 /* octets of a link that are looked at */

#define TOKEN_LABEL_MAX   12  /* letters of "image" */
#define TOKEN_PICTURE_MAX 300 /* octets of a picture's reference */

typedef struct reader {
    const char *text;
    size_t at, to;
    guint32 line;
    size_t max;
    GArray *words, *soft;
} reader;

/* Scripts that put no blanks between words: each sign is one. */
static bool is_sign(gunichar c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x3040 && c <= 0x30ff) ||
           (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Zero-width, soft hyphens, marks of direction: nobody sees them. */
static bool is_unseen(gunichar c)
{
    return g_unichar_type(c) == G_UNICODE_FORMAT ||
           (c >= 0xfe00 && c <= 0xfe0f) || c == 0x034f || c == 0x3164;
}

/* Emoji and the like, but not the boxes that quotes are marked with. */
static bool is_picture(gunichar c)
{
    return g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL &&
           !(c >= 0x2500 && c <= 0x259f);
}

static guint64 mixed(guint64 hash, gunichar c)
{
    return hash * TOKEN_BASE + c + 1;
}

/* Letters and digits of p..end, folded. */
static void hash_folded(token *t, const char *p, const char *end)
{
    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c))
            continue;
        t->hash = mixed(t->hash, c);
        t->digits = t->digits || g_unichar_isdigit(c);
        if (t->letters < G_MAXUINT16)
            t->letters++;
    }
}

static void hash_word(token *t, const char *p, const char *end, bool ascii)
{
    g_autofree char *whole = NULL, *fold = NULL;
    GString *seen;

    if (ascii) {
        for (; p < end; p++) {
            t->hash = mixed(t->hash, (gunichar)g_ascii_tolower(*p));
            t->digits = t->digits || g_ascii_isdigit(*p);
            if (t->letters < G_MAXUINT16)
                t->letters++;
        }
        return;
    }
    seen = g_string_new(NULL);
    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!is_unseen(c))
            g_string_append_unichar(seen, c);
    }
    fold = g_utf8_casefold(seen->str, (gssize)seen->len);
    g_string_free(seen, TRUE);
    whole = g_utf8_normalize(fold, -1, G_NORMALIZE_ALL_COMPOSE);
    if (whole) {
        g_autofree char *again = g_utf8_casefold(whole, -1);

        hash_folded(t, again, again + strlen(again));
    }
}

/* ---- links ---- */

/* "https://", "mailto:", ... */
static bool is_link(const char *p, size_t n)
{
    static const char *const schemes[] = {"https://", "http://",
                                          "mailto:", "tel:", "cid:"};

    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
        size_t size = strlen(schemes[i]);

        if (n > size && g_ascii_strncasecmp(p, schemes[i], size) == 0)
            return true;
    }
    return false;
}

/* "support@example.org?subject=..." without its scheme. */
static bool is_bare_mailto(const char *p, size_t n)
{
    bool address = false;

    for (size_t i = 0; i < n && (guchar)p[i] > ' ' && !strchr("<>", p[i]);
         i++) {
        address = address || p[i] == '@';
        if (p[i] == '?')
            return address && n - i > strlen("?subject=") &&
                   g_ascii_strncasecmp(p + i,
                                       "?subject=", strlen("?subject=")) == 0;
    }
    return false;
}

static size_t link_size(const char *p, size_t n)
{
    size_t size = 0;

    while (size < n && size < TOKEN_LINK_MAX && (guchar)p[size] > ' ' &&
           !strchr("<>\"`[]", p[size]))
        size++;
    while (size > 0 && strchr(".,;:!?'*)", p[size - 1]))
        size--;
    /* not in the middle of a character */
    while (size > 0 && size < n && ((guchar)p[size] & 0xc0) == 0x80)
        size--;
    return size;
}

/* What a filter made of a link, turned back: the link in "?url=" or "?q=", or
 * between "__" and "__;". Caller frees. */
static char *unwrapped(const char *p, size_t n)
{
    static const char *const keys[] = {"?url=", "&url=", "?q=http", "?u=http"};
    g_autofree char *link = g_strndup(p, n);
    const char *inner = strstr(link, "/v3/__");
    char *end;

    if (inner && (end = strstr(inner + 6, "__;"))) {
        *end = '\0';
        return g_strdup(inner + 6);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        char *plain, *start = strstr(link, keys[i]);

        if (!start)
            continue;
        start = strchr(start, '=') + 1;
        start[strcspn(start, "&")] = '\0';
        plain = g_uri_unescape_string(start, NULL);
        if (plain && g_utf8_validate(plain, -1, NULL))
            return plain;
        g_free(plain);
    }
    return g_steal_pointer(&link);
}

static token link_token(const reader *r, size_t size)
{
    token t = {.from = (guint32)r->at,
               .to = (guint32)(r->at + size),
               .line = r->line,
               .weight = 2};
    g_autofree char *link = unwrapped(r->text + r->at, size);
    const char *p = link, *slash = strstr(p, "://");
    size_t n;

    p = slash ? slash + 3 : strchr(p, ':') ? strchr(p, ':') + 1 : p;
    if (g_ascii_strncasecmp(p, "www.", 4) == 0)
        p += 4;
    n = strlen(p);
    while (n > 0 && p[n - 1] == '/')
        n--;
    g_autofree char *fold = g_utf8_casefold(p, (gssize)n);
    hash_folded(&t, fold, fold + strlen(fold));
    return t;
}

/* "<https://...>", "[cid:...]": true if the reader has gone past one. */
static bool take_bracketed(reader *r)
{
    const char *p = r->text + r->at;
    size_t n = r->to - r->at, size;
    token t;

    if ((*p != '<' && *p != '[') ||
        (!is_link(p + 1, n - 1) && !is_bare_mailto(p + 1, n - 1)))
        return false;
    r->at++;
    size = link_size(p + 1, n - 1);
    if (size == 0) {
        r->at--;
        return false;
    }
    t = link_token(r, size);
    if (r->soft)
        g_array_append_val(r->soft, t);
    r->at += size;
    return true;
}

static bool take_link(reader *r)
{
    const char *p = r->text + r->at;
    size_t n = r->to - r->at, size;
    token t;

    if (!strchr("hHmMtTcC", *p) || !is_link(p, n))
        return false;
    size = link_size(p, n);
    if (size == 0)
        return false;
    t = link_token(r, size);
    if (t.letters > 0)
        g_array_append_val(r->words, t);
    r->at += size;
    return true;
}

/* "[image: plan.png]" for "[plan.png]": the octets of what was put before the
 * name, bracket included; 0 if nothing was. */
static size_t picture_label(const char *p, size_t n)
{
    size_t i = 1, close = 0;

    if (*p != '[')
        return 0;
    while (i < n && i <= TOKEN_LABEL_MAX && g_ascii_isalpha(p[i]))
        i++;
    if (i < 3 || i + 1 >= n || p[i] != ':' || p[i + 1] != ' ')
        return 0;
    for (size_t k = i; k < n && k < TOKEN_PICTURE_MAX && close == 0; k++)
        close = p[k] == ']' && p[k - 1] != ' ' ? k : 0;
    return close > 0 && memchr(p + i, '.', close - i) ? i + 1 : 0;
}

/* ---- words ---- */

static void take_sign(reader *r, gunichar c, size_t size)
{
    token t = {.from = (guint32)r->at,
               .to = (guint32)(r->at + size),
               .line = r->line,
               .letters = 1,
               .weight = 1,
               .hash = mixed(0, c)};

    if (!is_picture(c))
        g_array_append_val(r->words, t);
    else if (r->soft)
        g_array_append_val(r->soft, t);
    r->at += size;
}

static void take_word(reader *r)
{
    const char *start = r->text + r->at, *end = r->text + r->to, *p = start;
    token t = {.from = (guint32)r->at, .line = r->line, .weight = 2};
    bool ascii = true;

    while (p < end) {
        gunichar c = g_utf8_get_char(p);

        if ((!g_unichar_isalnum(c) && !g_unichar_ismark(c) && !is_unseen(c)) ||
            is_sign(c))
            break;
        ascii = ascii && c < 0x80;
        p = g_utf8_next_char(p);
    }
    t.to = (guint32)(p - r->text);
    hash_word(&t, start, p, ascii);
    if (t.letters > 0)
        g_array_append_val(r->words, t);
    r->at = t.to;
}

void token_read(const char *text, size_t from, size_t to, guint32 line,
                size_t max, GArray *words, GArray *soft)
{
    reader r = {text, from, to, line, max, words, soft};

    while (r.at < to && words->len < max) {
        const char *p = text + r.at;
        gunichar c = g_utf8_get_char(p);
        size_t size = (size_t)(g_utf8_next_char(p) - p);

        if (take_bracketed(&r) || take_link(&r))
            continue;
        if (picture_label(p, to - r.at) > 0) {
            r.at += picture_label(p, to - r.at);
            continue;
        }
        if (is_sign(c) || is_picture(c))
            take_sign(&r, c, size);
        else if (g_unichar_isalnum(c))
            take_word(&r);
        else
            r.at += size;
    }
}
