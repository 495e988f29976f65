/* head: header fields, addresses and identity from raw octets, in few lines. */
#include "mail/head.h"

#include <string.h>

#include "base/address.h"

#define HEAD_DEPTH_MAX 20 /* nested comments; deeper ones end the value */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void field_free(gpointer p)
{
    head_field *f = p;

    g_free(f->name);
    g_free(f->value);
    g_free(f);
}

/* The length of a field name that begins at p and has its colon before end,
 * blanks before the colon allowed; 0 if there is none. *colon is its place. */
static size_t field_name(const char *p, const char *end, const char **colon)
{
    const char *q = p;
    size_t n;

    while (q < end && (guchar)*q > 0x20 && (guchar)*q < 0x7f && *q != ':')
        q++;
    n = (size_t)(q - p);
    while (q < end && is_blank(*q))
        q++;
    if (n == 0 || q == end || *q != ':')
        return 0;
    *colon = q;
    return n;
}

/* Where the line at p ends: its LF, or end. */
static const char *line_end(const char *p, const char *end)
{
    const char *lf = memchr(p, '\n', (size_t)(end - p));

    return lf ? lf : end;
}

/* One logical line's value: line ends out (the blank after each stays), NULs and
 * bare CRs as blanks. */
static char *unfold(const char *p, const char *end)
{
    GString *out = g_string_sized_new((gsize)(end - p));

    for (; p < end; p++) {
        if (*p == '\r' && p + 1 < end && p[1] == '\n')
            continue;
        if (*p == '\n' && p + 1 < end && is_blank(p[1]))
            continue;
        g_string_append_c(out, *p == '\r' || *p == '\n' || !*p ? ' ' : *p);
    }
    return g_strstrip(g_string_free(out, FALSE));
}

/* Does the line after eol belong to the field that began at p? It does if it
 * begins with a blank, or if no field begins there and the last line ends in a
 * semicolon. */
static bool continues(const char *p, const char *eol, const char *end)
{
    const char *next = eol + 1, *colon;

    if (next >= end)
        return false;
    if (is_blank(*next))
        return true;
    while (eol > p && (is_blank(eol[-1]) || eol[-1] == '\r'))
        eol--;
    return eol > p && eol[-1] == ';' && *next != '\n' && *next != '\r' &&
           *next != '-' && field_name(next, line_end(next, end), &colon) == 0;
}

/* The next field after the line that ends at eol, before an empty line; NULL if
 * there is none. */
static const char *next_field(const char *eol, const char *end)
{
    while (eol < end) {
        const char *p = eol + 1, *colon;

        eol = line_end(p, end);
        if (p >= end || eol == p || (eol == p + 1 && *p == '\r'))
            return NULL;
        if (field_name(p, eol, &colon) > 0)
            return p;
    }
    return NULL;
}

head *head_read(const void *data, size_t size)
{
    const char *start = data, *end = start + size, *p = start;
    const char *field_ahead = start;
    size_t kept = 0;
    head *h = g_new0(head, 1);

    h->fields = g_ptr_array_new_with_free_func(field_free);
    if ((size >= 5 && memcmp(p, "From ", 5) == 0) ||
        (size >= 6 && memcmp(p, ">From ", 6) == 0))
        p = MIN(line_end(p, end) + 1, end);
    while (p < end) {
        const char *eol = line_end(p, end), *colon = NULL;
        size_t n;

        if (eol == p || (eol == p + 1 && *p == '\r')) {
            p = eol < end ? eol + 1 : end;
            break;
        }
        n = field_name(p, eol, &colon);
        if (n == 0 && h->fields->len == 0 && !is_blank(*p))
            break; /* no header at all */
        if (n == 0 && eol - p > 2 && p[0] == '-' && p[1] == '-')
            break; /* a boundary: the empty line was forgotten */
        if (n == 0 && !is_blank(*p) && p > field_ahead) {
            field_ahead = next_field(eol, end);
            if (!field_ahead) {
                h->stray = (size_t)(p - start);
                field_ahead = end;
            }
        }
        while (continues(p, eol, end))
            eol = line_end(eol + 1, end);
        if (n > 0 && (size_t)(eol - p) <= HEAD_SIZE_MAX - kept &&
            h->fields->len < HEAD_FIELDS_MAX) {
            head_field *f = g_new0(head_field, 1);

            f->name = g_strndup(p, n);
            f->value = unfold(colon + 1, eol);
            g_ptr_array_add(h->fields, f);
            kept += (size_t)(eol - p);
        } else if (n > 0) {
            h->dropped++;
        }
        p = eol < end ? eol + 1 : end;
    }
    h->body = (size_t)(p - start);
    return h;
}

void head_free(head *h)
{
    if (!h)
        return;
    g_ptr_array_unref(h->fields);
    g_free(h);
}

const char *head_get(const head *h, const char *name, unsigned nth)
{
    for (guint i = 0; i < h->fields->len; i++) {
        const head_field *f = h->fields->pdata[i];

        if (g_ascii_strcasecmp(f->name, name) == 0 && nth-- == 0)
            return f->value;
    }
    return NULL;
}

unsigned head_count(const head *h, const char *name)
{
    unsigned n = 0;

    for (guint i = 0; i < h->fields->len; i++) {
        const head_field *f = h->fields->pdata[i];

        n += g_ascii_strcasecmp(f->name, name) == 0;
    }
    return n;
}

/* After the comment that begins at p. */
static const char *skip_comment(const char *p)
{
    int depth = 0;

    for (; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '(' && ++depth > HEAD_DEPTH_MAX)
            return p + strlen(p);
        else if (*p == ')' && --depth == 0)
            return p + 1;
    }
    return p;
}

/* After the quoted string that begins at p. */
static const char *skip_quoted(const char *p)
{
    for (p++; *p; p++) {
        if (*p == '\\' && p[1])
            p++;
        else if (*p == '"')
            return p + 1;
    }
    return p;
}

/* The addr-spec of one list element, while it is collected. */
typedef struct collector {
    GString *text; /* the element without comments */
    bool angle;    /* inside or after <...> */
    bool closed;   /* after > */
    bool gap;      /* a blank stood outside quotes since the last word */
    bool broken;   /* two words without an operator: a phrase */
    GPtrArray *out;
    unsigned max;
} collector;

static void collector_reset(collector *c)
{
    g_string_truncate(c->text, 0);
    c->angle = c->closed = c->gap = c->broken = false;
}

static void collector_end(collector *c)
{
    const char *s = c->text->str;

    if (c->angle && *s == '@' && strchr(s, ':'))
        s = strchr(s, ':') + 1; /* source route */
    if ((!c->angle || c->closed) && !c->broken && c->out->len < c->max) {
        const char *at = strrchr(s, '@');

        if (at && at > s && at[1] && !strchr(at, '"'))
            g_ptr_array_add(c->out, g_strdup(s));
    }
    collector_reset(c);
}

static void collector_word(collector *c, const char *p, size_t n)
{
    if (c->closed)
        return;
    if (c->gap && c->text->len > 0 && !strchr("@.:", *p) &&
        !strchr("@.:", c->text->str[c->text->len - 1]))
        c->broken = true;
    c->gap = false;
    g_string_append_len(c->text, p, (gssize)n);
}

GPtrArray *head_addresses(const char *value, unsigned max)
{
    collector c = {.text = g_string_new(NULL),
                   .out = g_ptr_array_new_with_free_func(g_free),
                   .max = max};
    const char *p = value ? value : "";

    while (*p && c.out->len < max) {
        const char *from = p;

        if (*p == '(') {
            p = skip_comment(p);
            c.gap = true;
        } else if (*p == '"') {
            p = skip_quoted(p);
            collector_word(&c, from, (size_t)(p - from));
        } else if (*p == '<') {
            if (c.closed)
                collector_end(&c); /* a comma is missing: two mailboxes */
            collector_reset(&c);
            c.angle = true;
            p++;
        } else if (*p == '>' && c.angle) {
            c.closed = true;
            p++;
        } else if (*p == ',' && c.angle && !c.closed && *c.text->str == '@') {
            g_string_append_c(c.text, *p++); /* inside a source route */
        } else if (*p == ',' || *p == ';') {
            collector_end(&c);
            p++;
        } else if (*p == ':' && !c.angle) {
            collector_reset(&c); /* a group's name ends */
            p++;
        } else if (is_blank(*p)) {
            c.gap = true;
            p++;
        } else {
            collector_word(&c, from, 1);
            p++;
        }
    }
    collector_end(&c);
    g_string_free(c.text, TRUE);
    return c.out;
}

char *head_from(const head *h)
{
    g_autoptr(GPtrArray) list = NULL;

    if (head_count(h, "From") != 1)
        return NULL;
    list = head_addresses(head_get(h, "From", 0), 2);
    return list->len == 1 ? address_normal(list->pdata[0]) : NULL;
}

GPtrArray *head_message_ids(const char *value, unsigned max)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
    const char *p = value ? value : "";

    while (out->len < max && (p = strchr(p, '<'))) {
        const char *close = p + 1 + strcspn(p + 1, "<>");
        g_autofree char *id = g_strndup(p + 1, (gsize)(close - p - 1));

        p = close;
        if (*close != '>')
            continue;
        g_strstrip(id);
        /* folded inside: the blanks were not the sender's */
        for (char *s = id, *d = id;; s++) {
            if (!is_blank(*s))
                *d++ = *s;
            if (!*s)
                break;
        }
        if (*id)
            g_ptr_array_add(out, g_steal_pointer(&id));
    }
    return out;
}

/* RFC 6376 3.4.2: name in lower case, runs of blanks as one, none at the ends. */
static void hash_field(secret_hash *hash, const head *h, const char *name)
{
    const char *value = head_get(h, name, 0);
    g_autoptr(GString) line = g_string_new(name);

    g_string_append_c(line, value ? ':' : '-');
    for (const char *p = value; p && *p; p++) {
        if (!is_blank(*p))
            g_string_append_c(line, *p);
        else if (p[1] && !is_blank(p[1]))
            g_string_append_c(line, ' ');
    }
    g_string_append(line, "\r\n");
    secret_hash_add(hash, line->str, line->len);
}

/* RFC 6376 3.4.4: blanks at line ends off, runs of blanks as one, empty lines at
 * the end off; a line ends by LF or CRLF. */
static void hash_body(secret_hash *hash, const char *p, const char *end)
{
    g_autoptr(GString) line = g_string_new(NULL);
    size_t empty = 0;

    while (p < end) {
        const char *eol = line_end(p, end);
        const char *stop = eol;

        if (stop > p && stop[-1] == '\r')
            stop--;
        while (stop > p && is_blank(stop[-1]))
            stop--;
        if (stop == p) {
            empty++;
        } else {
            for (; empty > 0; empty--)
                secret_hash_add(hash, "\r\n", 2);
            g_string_truncate(line, 0);
            for (const char *q = p; q < stop; q++) {
                if (!is_blank(*q))
                    g_string_append_c(line, *q);
                else if (!is_blank(q[1]))
                    g_string_append_c(line, ' ');
            }
            g_string_append(line, "\r\n");
            secret_hash_add(hash, line->str, line->len);
        }
        p = eol < end ? eol + 1 : end;
    }
}

void head_identity(const secret_key *key, const head *h, const void *data,
                   size_t size, char out[65])
{
    static const char *const fields[] = {"message-id", "from", "date",
                                         "subject"};
    const char *start = data;
    uint8_t sum[32];
    secret_hash *hash = secret_hash_new(key, sizeof sum);

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        hash_field(hash, h, fields[i]);
    hash_body(hash, start + MIN(h->body, size), start + size);
    secret_hash_end(hash, sum);
    for (size_t i = 0; i < sizeof sum; i++)
        g_snprintf(out + 2 * i, 3, "%02x", sum[i]);
}
