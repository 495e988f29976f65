/* view_field: the fields of a header section, as written and as read. */
#include "rules/view/room.h"

#include "mail/charset/charset.h"
#include "mail/words.h"

#include <string.h>

bool view_text_is(view_text t, const char *word)
{
    return t.size == strlen(word) &&
           g_ascii_strncasecmp(t.data, word, t.size) == 0;
}

guint view_name_key(const char *name, size_t size)
{
    guint key = 5381;
    for (size_t i = 0; i < size; i++)
        key = key * 33 + ((guchar)name[i] | 0x20); /* close enough */
    return key;
}

/* ---- values ---- */

/* Fields whose text is never encoded (RFC 2047 5). */
static bool is_structured(view_text name)
{
    static const char *const names[] = {
        "received",   "message-id",  "resent-message-id",
        "date",       "resent-date", "mime-version",
        "references", "in-reply-to", NULL};
    g_autofree char *lower = g_ascii_strdown(name.data, (gssize)name.size);
    return g_strv_contains(names, lower) || g_str_has_prefix(lower, "list-");
}

/* Blanks off both ends, line end too. */
static view_text strip(view_text t)
{
    while (t.size > 0 && g_ascii_isspace(t.data[t.size - 1]))
        t.size--;
    while (t.size > 0 && g_ascii_isspace(t.data[0])) {
        t.data++;
        t.size--;
    }
    return t;
}

/* What a value holds besides plain ASCII. */
typedef enum {
    HOLDS_CONTROLS = 1, /* folds, NUL */
    HOLDS_HIGH = 2,     /* octets above ASCII */
    HOLDS_WORDS = 4     /* "=?" */
} value_holds;

static unsigned look_at(view_text t)
{
    unsigned holds = 0;
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.data[i];
        if (c > '=' && c <= 127)
            continue;
        if (c == '\n' || c == '\r' || c == '\0')
            holds |= HOLDS_CONTROLS;
        else if (c > 127)
            holds |= HOLDS_HIGH;
        else if (c == '=' && i + 1 < t.size && t.data[i + 1] == '?')
            holds |= HOLDS_WORDS;
    }
    return holds;
}

/* A fold becomes one blank; NULs go. */
static void unfold(view_text t, GString *into)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        if (c == '\n') {
            while (i + 1 < t.size &&
                   (t.data[i + 1] == ' ' || t.data[i + 1] == '\t'))
                i++;
            g_string_append_c(into, ' ');
        } else if (c != '\r' && c != '\0') {
            g_string_append_c(into, c);
        }
    }
    g_string_truncate(into, strlen(g_strstrip(into->str)));
}

/* A copy that ends with a line end, where the value as written has one octet
 * more, which it nearly always has. */
static view_text keep_line(view *v, view_text core)
{
    char *copy = view_string(v, core.data, core.size + 1);
    copy[core.size] = '\n';
    return (view_text){copy, core.size + 1};
}

/* Raw 8-bit in a field has no label. What is not UTF-8 is read in the charset
 * that the whole header looks like, which is guessed once. Caller frees. */
static char *decode_raw(view *v, const GString *s)
{
    view_private *x = (view_private *)v;
    const char *label = NULL;
    if (!g_utf8_validate_len(s->str, s->len, NULL)) {
        if (!x->raw_charset)
            x->raw_charset = charset_detect(v->header.data, v->header.size);
        label = x->raw_charset;
    }
    return charset_to_utf8(s->str, s->len, label, NULL, NULL);
}

/* Decoded value of a field: unfolded, RFC 2047, "\n" at the end. */
static view_text decode_field(view *v, view_text name, view_text raw)
{
    view_text core = strip(raw);
    unsigned holds = look_at(core);
    if (holds == 0 && core.data + core.size < raw.data + raw.size)
        return keep_line(v, core);
    g_autoptr(GString) s = g_string_sized_new(core.size + 2);
    if (holds & HOLDS_CONTROLS)
        unfold(core, s);
    else
        g_string_append_len(s, core.data, (gssize)core.size);
    bool words = (holds & HOLDS_WORDS) && !is_structured(name);
    if (words || (holds & HOLDS_HIGH)) {
        g_autofree char *text =
            words ? words_decode(s->str, NULL) : decode_raw(v, s);
        g_string_assign(s, text);
    }
    g_string_append_c(s, '\n');
    return view_keep(v, s->str, s->len);
}

/* ---- sections ---- */

static const char *line_end(const char *p, const char *end)
{
    const char *n = memchr(p, '\n', (size_t)(end - p));
    return n ? n + 1 : end;
}

static bool is_field_start(const char *p, const char *end, size_t *name)
{
    size_t n = 0;
    while (p + n < end && p[n] > ' ' && p[n] != ':' && p[n] < 127)
        n++;
    *name = n;
    size_t colon = n;
    while (p + colon < end && (p[colon] == ' ' || p[colon] == '\t'))
        colon++;
    return n > 0 && p + colon < end && p[colon] == ':';
}

static void add_field(view *v, view_text name, view_text raw, GArray *into)
{
    view_field f = {name, raw, decode_field(v, name, raw),
                    view_name_key(name.data, name.size)};
    g_array_append_val(into, f);
}

void view_read_fields(view *v, const char *data, size_t size, GArray *into)
{
    const char *p = data, *end = data + size;
    while (p < end) {
        size_t name;
        const char *next = line_end(p, end);
        if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n'))
            break;
        bool field = is_field_start(p, end, &name);
        while (next < end && (*next == ' ' || *next == '\t'))
            next = line_end(next, end);
        if (field) {
            const char *colon = memchr(p, ':', (size_t)(next - p));
            size_t value =
                MIN((size_t)(next - colon - 1), VIEW_HEADER_VALUE_MAX);
            add_field(v, (view_text){p, name}, (view_text){colon + 1, value},
                      into);
        }
        p = next;
    }
}
