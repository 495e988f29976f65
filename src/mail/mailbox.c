/* mailbox: address lists with display names, without recursion. */
#include "mail/mailbox.h"

#include <string.h>

#include "mail/charset/charset.h"
#include "mail/words.h"

#define MAILBOX_COMMENT_DEPTH_MAX 50
#define MAILBOX_WORD_MAX          400  /* octets of an encoded word */
#define MAILBOX_NAME_MAX          1000 /* octets of a display name */

/* One element of the list while it is read. */
typedef struct element {
    GString *phrase;      /* words before <...>, quotes off */
    GString *spec;        /* the same octets as an addr-spec, quotes on */
    GString *angle;       /* inside <...> */
    GString *comment;     /* last comment */
    GString *after;       /* words after <...>: the next one's, if a comma is
                         missing */
    GString *pending;     /* "Nordmann" of "Nordmann, Kari <...>", or empty */
    const char *fallback; /* charset of raw 8-bit, may be NULL */
    bool has_angle, in_angle, gap;
} element;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void element_reset(element *e)
{
    g_string_truncate(e->phrase, 0);
    g_string_truncate(e->spec, 0);
    g_string_truncate(e->angle, 0);
    g_string_truncate(e->comment, 0);
    g_string_truncate(e->after, 0);
    e->has_angle = e->in_angle = e->gap = false;
}

static const char *read_comment(const char *p, GString *out)
{
    int depth = 0;

    g_string_truncate(out, 0);
    for (; *p; p++) {
        if (*p == '(' && depth++ == 0)
            continue;
        if (*p == ')' && --depth == 0)
            return p + 1;
        if (depth > MAILBOX_COMMENT_DEPTH_MAX)
            return p + strlen(p);
        if (*p == '\\' && p[1])
            p++;
        g_string_append_c(out, *p);
    }
    return p;
}

/* Appends without and with quotes; returns what follows the string, or NULL if
 * it has no end. */
static const char *read_quoted(const char *p, GString *bare, GString *quoted)
{
    const char *start = p;
    gsize bare_len = bare ? bare->len : 0;

    for (p++; *p && *p != '"'; p++) {
        if (*p == '\\' && p[1])
            p++;
        if (bare)
            g_string_append_c(bare, *p);
    }
    if (!*p) {
        if (bare)
            g_string_truncate(bare, bare_len);
        return NULL;
    }
    if (quoted)
        g_string_append_len(quoted, start, p + 1 - start);
    return p + 1;
}

/* "[mailto:a@b]" and "a@b>" without their brackets. */
static void unwrap(char *s)
{
    size_t n = strlen(s);

    while (n > 0 && s[n - 1] == '>')
        s[--n] = '\0';
    if (n > 2 && s[0] == '[' && s[n - 1] == ']') {
        s[n - 1] = '\0';
        memmove(s, s + 1, n - 1);
    }
}

/* Two words without an operator between them, outside quotes? */
static bool has_phrase(const char *s)
{
    bool quote = false;

    for (const char *p = s; *p; p++) {
        if (*p == '"')
            quote = !quote;
        if (!quote && is_blank(*p) && p > s && !strchr("@. ", p[-1]) &&
            !strchr("@. ", p[1]))
            return true;
    }
    return false;
}

/* Has it something that nobody sees? Without it, it would be another's. */
static bool has_unseen(const char *s)
{
    g_autofree char *valid = g_utf8_make_valid(s, -1);

    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c >= 0x80 && (charset_is_direction(c) || g_unichar_isspace(c) ||
                          g_unichar_iscntrl(c) || c == 0x200b || c == 0x2060 ||
                          c == 0xfeff || c == 0xad))
            return true;
    }
    return false;
}

/* An addr-spec as a letter has it: no blanks, domain in lower case, no route.
 * Blanks between two words of it make it none (RFC 5322 3.4.1). NULL if it is
 * not one. */
static char *addr_spec(const char *text)
{
    g_autofree char *clean = charset_clean_line(text, -1);
    const char *s = clean;
    GString *out;
    char *at;

    unwrap(clean);
    if (g_ascii_strncasecmp(s, "mailto:", 7) == 0)
        s += 7;
    if (*s == '@' && strchr(s, ':'))
        s = strchr(s, ':') + 1;
    at = strrchr(s, '@');
    if (!at || at == s || !at[1] || has_phrase(s) || has_unseen(text))
        return NULL;
    out = g_string_new(NULL);
    for (bool quote = false; *s; s++) {
        if (*s == '"')
            quote = !quote;
        if (quote || s >= at + 1 ? !is_blank(*s) || quote : !is_blank(*s))
            g_string_append_c(out, s > at ? g_ascii_tolower(*s) : *s);
    }
    return g_string_free(out, FALSE);
}

static char *display_name(const element *e, const GString *text)
{
    g_autofree char *cut = NULL;
    char *name = words_decode_as(text->str, e->fallback, NULL);
    size_t n = strlen(name);

    if (n > MAILBOX_NAME_MAX) {
        cut = g_utf8_make_valid(name, MAILBOX_NAME_MAX);
        g_free(name);
        name = g_steal_pointer(&cut);
        n = strlen(name);
    }
    /* 'Kari Nordmann': Outlook quotes twice */
    if (n > 2 && (name[0] == '\'' || name[0] == '"') &&
        name[n - 1] == name[0]) {
        char *inner = g_strstrip(g_strndup(name + 1, n - 2));

        g_free(name);
        name = inner;
    }
    if (!*name)
        g_clear_pointer(&name, g_free);
    return name;
}

/* The field of a sender that encodes too much: "=?utf-8?Q?Kari_<a@b>?=", or
 * "<=?utf-8?Q?a=40b?=>". NULL if it is not one. */
static char *encoded_address(const element *e, GString **before)
{
    const GString *text = e->has_angle ? e->angle : e->phrase;
    g_autofree char *decoded = NULL;
    const char *open;

    if (!strstr(text->str, "=?"))
        return NULL;
    decoded = words_decode_as(text->str, e->fallback, NULL);
    if (e->has_angle)
        return addr_spec(decoded);
    open = strrchr(decoded, '<');
    if (!open || !g_str_has_suffix(decoded, ">"))
        return NULL;
    char *address = addr_spec(open + 1);
    if (address)
        *before = g_string_new_len(decoded, open - decoded);
    return address;
}

/* The address of an element. *before becomes the part of it that is the name,
 * if that is not all that stands before <...>. */
static char *element_address(const element *e, GString **before)
{
    const char *last;
    char *address = NULL;

    if (e->has_angle)
        address = addr_spec(e->angle->str);
    else if (e->spec->len > 0)
        address = addr_spec(e->spec->str);
    if (!address)
        address = encoded_address(e, before);
    if (address || e->has_angle || !strchr(e->spec->str, '@'))
        return address;
    /* "Kari Nordmann kari@example.com": the last word */
    last = strrchr(e->phrase->str, ' ');
    address = last ? addr_spec(last + 1) : NULL;
    if (address)
        *before = g_string_new_len(e->phrase->str, last - e->phrase->str);
    return address;
}

static void add_mailbox(const element *e, const char *address,
                        const GString *before, GPtrArray *out)
{
    g_autofree char *name = NULL;
    g_autoptr(GString) whole = NULL;

    if (before && !strchr(before->str, ' ') && !strstr(before->str, "=?")) {
        /* "a@b c@d": a comma is missing */
        g_autofree char *other = addr_spec(before->str);

        if (other && !strchr(before->str, '"')) {
            g_ptr_array_add(out, letter_address_new(NULL, other));
            g_ptr_array_add(out, letter_address_new(NULL, address));
            return;
        }
    }
    if (before || e->has_angle) {
        whole = g_string_new(e->pending->str);
        if (whole->len > 0)
            g_string_append(whole, ", ");
        g_string_append(whole, before ? before->str : e->phrase->str);
        name = display_name(e, whole);
    }
    if (!name && !before && e->comment->len > 0)
        name = display_name(e, e->comment);
    g_ptr_array_add(out, letter_address_new(name, address));
}

/* False if there was something, but not a mailbox. */
static bool element_end(element *e, GPtrArray *out)
{
    g_autoptr(GString) before = NULL;
    g_autofree char *address = element_address(e, &before);
    bool any = e->spec->len > 0 || e->has_angle;
    bool null_address = e->has_angle && e->angle->len == 0;
    bool surname = !address && any && !e->has_angle &&
                   !strchr(e->spec->str, '@') && e->pending->len == 0;

    /* Guessing a name's charset is slow; it is done only where there is an
     * address. */
    if (address && out->len + 1 < LETTER_ADDRESSES_MAX)
        add_mailbox(e, address, before, out);
    else if (address && out->len < LETTER_ADDRESSES_MAX)
        g_ptr_array_add(out, letter_address_new(NULL, address));
    g_string_assign(e->pending, surname ? e->phrase->str : "");
    element_reset(e);
    return address || !any || null_address;
}

/* At the '<' of the next mailbox: the words since the last one are its name. */
static bool element_next(element *e, GPtrArray *out)
{
    g_autofree char *after = g_strdup(e->after->str);
    bool good = element_end(e, out);

    g_string_assign(e->phrase, after);
    return good;
}

static void add_word(element *e, const char *p, size_t n)
{
    if (e->in_angle) {
        g_string_append_len(e->angle, p, (gssize)n);
        return;
    }
    if (e->has_angle) {
        if (e->gap && e->after->len > 0)
            g_string_append_c(e->after, ' ');
        e->gap = false;
        g_string_append_len(e->after, p, (gssize)n);
        return;
    }
    if (e->gap && e->phrase->len > 0)
        g_string_append_c(e->phrase, ' ');
    if (e->gap && e->spec->len > 0)
        g_string_append_c(e->spec, ' ');
    e->gap = false;
    g_string_append_len(e->phrase, p, (gssize)n);
    g_string_append_len(e->spec, p, (gssize)n);
}

/* Commas inside an encoded word that was not encoded enough. */
static size_t encoded_word_size(const char *p)
{
    const char *q;

    if (p[0] != '=' || p[1] != '?')
        return 0;
    q = strchr(p + 2, '?');
    if (!q || !q[1] || q[2] != '?')
        return 0;
    q = g_strstr_len(q + 3, MAILBOX_WORD_MAX, "?=");
    if (!q)
        return 0;
    return (size_t)(q + 2 - p);
}

static bool ends_in_mailto(const char *s)
{
    size_t n = strlen(s);

    return n >= 6 && g_ascii_strcasecmp(s + n - 6, "mailto") == 0;
}

bool mailbox_list(const char *value, const char *fallback, GPtrArray *out)
{
    element e = {.fallback = fallback,
                 .after = g_string_new(NULL),
                 .pending = g_string_new(NULL),
                 .phrase = g_string_new(NULL),
                 .spec = g_string_new(NULL),
                 .angle = g_string_new(NULL),
                 .comment = g_string_new(NULL)};
    const char *p = value;
    bool good = true, route = false;

    while (*p && out->len < LETTER_ADDRESSES_MAX) {
        const char *q;
        size_t n;

        if (*p == '(') {
            p = read_comment(p, e.comment);
            e.gap = true;
        } else if (*p == '"') {
            if (e.gap && !e.in_angle && e.phrase->len > 0)
                add_word(&e, "", 0);
            q = e.in_angle ? read_quoted(p, NULL, e.angle)
                           : read_quoted(p, e.has_angle ? e.after : e.phrase,
                                         e.has_angle ? NULL : e.spec);
            good &= q != NULL;
            p = q ? q : p + 1;
        } else if (*p == '<') {
            if (e.has_angle && (!e.in_angle || e.angle->len > 0))
                good &= element_next(&e, out);
            e.has_angle = e.in_angle = true;
            route = p[1] == '@';
            p++;
        } else if (*p == '>' && e.in_angle) {
            e.in_angle = false;
            p++;
        } else if (e.in_angle && route && (*p == ',' || *p == ':')) {
            route = *p == ',';
            g_string_append_c(e.angle, *p++);
        } else if (*p == ',' || *p == ';') {
            good &= element_end(&e, out);
            p++;
        } else if (*p == ':' && !e.in_angle && !e.has_angle &&
                   !ends_in_mailto(e.spec->str)) {
            element_reset(&e); /* a group's name ends */
            g_string_truncate(e.pending, 0);
            p++;
        } else if (is_blank(*p)) {
            e.gap = true;
            if (e.in_angle)
                g_string_append_c(e.angle, ' ');
            p++;
        } else if (!e.in_angle && (n = encoded_word_size(p)) > 0) {
            add_word(&e, p, n);
            p += n;
        } else {
            add_word(&e, p++, 1);
        }
    }
    if (*p)
        good = false;
    good &= element_end(&e, out);
    g_string_free(e.phrase, TRUE);
    g_string_free(e.spec, TRUE);
    g_string_free(e.angle, TRUE);
    g_string_free(e.comment, TRUE);
    g_string_free(e.after, TRUE);
    g_string_free(e.pending, TRUE);
    return good;
}
