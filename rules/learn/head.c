/* count_head: words of header fields. Each field's words are its own: "free" in
 * a subject is not "free" in a list's name. */
#include "rules/learn/room.h"

#include <string.h>

#define FIELDS_MAX    200 /* of one message */
#define LABELS_MAX    5   /* of a host, from its end */
#define SHAPE_MAX     40  /* octets of a shape */
#define ADDRESSES_MAX 50  /* in one field */

/* Fields that say when and not what, that other filters or mailboxes add, or
 * that differ in every message. */
static bool is_left_out(const char *name)
{
    static const char *const names[] = {"bcc",
                                        "content-length",
                                        "dkim-signature",
                                        "domainkey-signature",
                                        "lines",
                                        "received",
                                        "status",
                                        "subject",
                                        "x-bogosity",
                                        "x-crm114-status",
                                        "x-dspam-result",
                                        "x-evolution",
                                        "x-keywords",
                                        "x-status",
                                        "x-uid",
                                        "x-uidl",
                                        "in-reply-to",
                                        "references",
                                        "thread-index",
                                        "message-id",
                                        NULL};
    return g_strv_contains(names, name) || g_str_has_suffix(name, "date") ||
           g_str_has_prefix(name, "x-spam") ||
           g_str_has_prefix(name, "x-postern") ||
           g_str_has_prefix(name, "x-virus") ||
           g_str_has_prefix(name, "x-mozilla") ||
           g_str_has_prefix(name, "x-rspamd") || g_str_has_prefix(name, "arc-");
}

/* ---- hosts, addresses, shapes ---- */

static bool is_dotted_quad(const char *host, size_t size)
{
    unsigned dots = 0;
    for (size_t i = 0; i < size; i++) {
        if (host[i] == '.')
            dots++;
        else if (!g_ascii_isdigit(host[i]))
            return false;
    }
    return dots == 3;
}

/* The network of an address: 1.2.3.4, 1.2.3, 1.2 */
static void add_quad(count_sink *s, const char *kind, const char *ip,
                     size_t size)
{
    for (unsigned n = 0; n < 3; n++) {
        count_add(s, kind, ip, size);
        while (size > 0 && ip[--size] != '.')
            ;
    }
}

void count_host(count_sink *s, const char *kind, const char *host, size_t size)
{
    char lower[COUNT_PIECE_MAX];
    if (size > sizeof lower) {
        host += size - sizeof lower;
        size = sizeof lower;
    }
    if (is_dotted_quad(host, size)) {
        add_quad(s, kind, host, size);
        return;
    }
    for (size_t i = 0; i < size; i++)
        lower[i] = g_ascii_tolower(host[i]);
    unsigned labels = 0;
    for (size_t i = size; i > 0 && labels < LABELS_MAX; i--) {
        if (lower[i - 1] == '.') {
            count_add(s, kind, lower + i - 1, size - (i - 1));
            labels++;
        }
    }
    count_add(s, kind, lower, size);
}

/* The shape of a word, "A9a.9" of "AB12cd.9": each run of capitals, small
 * letters or digits is one sign. */
static void add_shape(count_sink *s, const char *kind, const char *data,
                      size_t size)
{
    char shape[SHAPE_MAX];
    size_t n = 0;
    for (size_t i = 0; i < size && n < sizeof shape; i++) {
        unsigned char c = (unsigned char)data[i];
        char m = g_ascii_isdigit(c)   ? '9'
                 : g_ascii_isupper(c) ? 'A'
                 : g_ascii_islower(c) ? 'a'
                 : c >= 0x80          ? 'h'
                                      : (char)c;
        if (n == 0 || shape[n - 1] != m)
            shape[n++] = m;
    }
    count_add(s, kind, shape, n);
}

static void add_piece(count_sink *s, const char *kind, const char *data,
                      size_t size)
{
    while (size > 0 && strchr(".:-'", data[size - 1]))
        size--;
    if (size == 0)
        return;
    const char *at = memchr(data, '@', size);
    size_t digits = 0;
    for (size_t i = 0; i < size; i++)
        digits += g_ascii_isdigit(data[i]);
    if (at) {
        size_t local = (size_t)(at - data);
        count_add(s, kind, data, MIN(size, COUNT_PIECE_MAX));
        count_add(s, kind, data, MIN(local + 1, COUNT_PIECE_MAX));
        count_host(s, kind, at + 1, size - local - 1);
    } else if (memchr(data, '.', size)) {
        count_host(s, kind, data, size);
    } else if (digits > 4 || size > COUNT_WORD_MAX) {
        add_shape(s, kind, data, size);
    } else {
        count_add(s, kind, data, size);
    }
}

void count_pieces(count_sink *s, const char *kind, const char *data,
                  size_t size)
{
    static const char separators[] = " \t\r\n<>()[]{}\",;=/|";
    size_t from = 0;
    for (size_t i = 0; i <= size; i++) {
        if (i < size && data[i] != '\0' && !strchr(separators, data[i]))
            continue;
        if (i > from)
            add_piece(s, kind, data + from, i - from);
        from = i + 1;
    }
}

/* ---- fields with a meaning of their own ---- */

/* Who brought it: hosts and networks. Ids and times say nothing. */
static void add_received(count_sink *s, const view_field *f)
{
    const char *data = f->decoded.data;
    const char *stop = memchr(data, ';', f->decoded.size);
    size_t size = stop ? (size_t)(stop - data) : f->decoded.size;
    g_autofree char *text = g_strndup(data, size);
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n()[]<>", -1);
    for (char **w = words; *w; w++) {
        if (strcmp(*w, "id") == 0 && w[1])
            w++;
        else
            count_pieces(s, "received", *w, strlen(*w));
    }
}

/* Who made the id: the host, and how the part before it is written. */
static void add_message_id(count_sink *s, const view_field *f)
{
    g_autofree char *text = g_strndup(f->decoded.data, f->decoded.size);
    g_strstrip(text);
    char *at = strrchr(text, '@');
    if (!at) {
        add_shape(s, "msgid", text, strlen(text));
        return;
    }
    add_shape(s, "msgid", text, (size_t)(at - text));
    g_strdelimit(at + 1, ">", '\0');
    count_host(s, "msgid", at + 1, strlen(at + 1));
}

/* To and Cc: how many, and how written. */
static void add_recipients(count_sink *s, const char *kind, const view_field *f)
{
    unsigned addresses = 0;
    for (size_t i = 0; i < f->decoded.size && addresses < ADDRESSES_MAX; i++)
        addresses += f->decoded.data[i] == '@';
    g_autofree char *count = g_strdup_printf(
        "=%u%s", addresses > 3 ? addresses / 4 * 4 : addresses,
        memchr(f->decoded.data, '<', f->decoded.size) ? "<" : "");
    count_add_text(s, kind, count);
}

static void add_field(count_sink *s, const view_field *f)
{
    g_autofree char *name = g_ascii_strdown(f->name.data, (gssize)f->name.size);
    if (strcmp(name, "subject") == 0) {
        s->group = COUNT_TEXT;
        count_text(s, "s", f->decoded.data, f->decoded.size, true);
        s->group = COUNT_HEAD;
        add_shape(s, "sshape", f->decoded.data, f->decoded.size);
    } else if (strcmp(name, "received") == 0) {
        add_received(s, f);
    } else if (strcmp(name, "message-id") == 0) {
        add_message_id(s, f);
    } else if (strcmp(name, "date") == 0) {
        add_shape(s, "date", f->decoded.data, f->decoded.size);
        const char *zone =
            g_strrstr_len(f->decoded.data, (gssize)f->decoded.size, ":");
        if (zone)
            count_pieces(s, "zone", zone + 3,
                         MIN(strlen(zone) > 3 ? strlen(zone + 3) : 0, 20));
    } else if (!is_left_out(name)) {
        count_pieces(s, name, f->decoded.data, f->decoded.size);
        if (strcmp(name, "to") == 0 || strcmp(name, "cc") == 0)
            add_recipients(s, name, f);
    }
}

/* Programs that send mail are known by which fields they write, how they spell
 * them, and in which order. */
void count_fields(count_sink *s, view *v)
{
    const view_field *before = NULL;
    for (guint i = 0; i < MIN(v->fields->len, FIELDS_MAX); i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        g_autofree char *name =
            g_ascii_strdown(f->name.data, (gssize)f->name.size);
        add_field(s, f);
        if (strcmp(name, "subject") != 0 && strcmp(name, "date") != 0 &&
            strcmp(name, "received") != 0 && strcmp(name, "message-id") != 0 &&
            is_left_out(name))
            continue;
        count_add(s, "field", f->name.data, MIN(f->name.size, COUNT_PIECE_MAX));
        if (before) {
            g_autofree char *pair = g_strdup_printf(
                "%.*s>%.*s", (int)MIN(before->name.size, 40), before->name.data,
                (int)MIN(f->name.size, 40), f->name.data);
            count_add_text(s, "order", pair);
        }
        before = f;
    }
}
