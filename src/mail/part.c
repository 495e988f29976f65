/* part: splits a message into its MIME tree, within limits. */
#include "mail/part.h"

#include <string.h>

#include "mail/letter.h"
#include "mail/packed/cms.h"
#include "mail/transfer.h"

#define PART_BOUNDARY_MAX 8192 /* octets; RFC 2046 allows 70 */
#define PART_BEFORE_MAX   100  /* octets of empty lines before the header */

/* What one parse shares. */
typedef struct splitter {
    GPtrArray *defects;
    unsigned parts;
} splitter;

static void part_parse_region(splitter *s, part *p, const char *data,
                              size_t size, const char *default_type,
                              unsigned depth);

void part_defect(GPtrArray *defects, const char *text)
{
    for (guint i = 0; i < defects->len; i++) {
        if (strcmp(defects->pdata[i], text) == 0)
            return;
    }
    g_ptr_array_add(defects, g_strdup(text));
}

static void part_free_row(gpointer p)
{
    part_free(p);
}

static part *part_new(part *parent)
{
    part *p = g_new0(part, 1);

    p->number = g_strdup("");
    p->type = g_strdup("text/plain");
    p->children = g_ptr_array_new_with_free_func(part_free_row);
    p->parent = parent;
    return p;
}

void part_free(part *p)
{
    if (!p)
        return;
    g_free(p->number);
    head_free(p->head);
    g_free(p->type);
    words_params_free(p->content_type);
    words_params_free(p->disposition);
    g_free(p->encoding);
    g_free(p->content_id);
    if (p->data)
        g_bytes_unref(p->data);
    if (p->owner)
        g_bytes_unref(p->owner);
    g_ptr_array_unref(p->children);
    g_free(p);
}

bool part_is_multipart(const part *p)
{
    return g_str_has_prefix(p->type, "multipart/");
}

bool part_is_type(const part *p, const char *type)
{
    return strcmp(p->type, type) == 0;
}

bool part_is_signed_data(const part *p)
{
    return part_is_type(p, "application/pkcs7-mime") ||
           part_is_type(p, "application/x-pkcs7-mime");
}

static bool is_message_type(const char *type)
{
    return strcmp(type, "message/rfc822") == 0 ||
           strcmp(type, "message/global") == 0 ||
           strcmp(type, "message/news") == 0;
}

/* "type/subtype" of token characters? */
static bool is_type(const char *s)
{
    const char *slash = strchr(s, '/');

    return slash && slash > s && slash[1] && !strchr(slash + 1, '/') &&
           !strpbrk(s, " \t,;:<>@\"()[]?=");
}

/* Of several fields the first that has a file's name. */
static words_params *read_disposition(const head *h, bool *repaired)
{
    unsigned n = MIN(head_count(h, "Content-Disposition"), 5);

    for (unsigned i = 0; n > 1 && i < n; i++) {
        const char *value = head_get(h, "Content-Disposition", i);
        words_params *p = words_params_read(value, repaired);

        if (words_param(p, "filename"))
            return p;
        words_params_free(p);
    }
    return words_params_read(head_get(h, "Content-Disposition", 0), repaired);
}

static void read_fields(splitter *s, part *p, const char *default_type)
{
    const char *type = head_get(p->head, "Content-Type", 0);
    const char *encoding = head_get(p->head, "Content-Transfer-Encoding", 0);
    g_autoptr(GPtrArray) ids =
        head_message_ids(head_get(p->head, "Content-ID", 0), 1);
    bool repaired = false;

    p->content_type = words_params_read(type, &repaired);
    p->disposition = read_disposition(p->head, &repaired);
    if (repaired)
        part_defect(s->defects, "the charset of a file name was guessed");
    p->type_given = is_type(p->content_type->value);
    g_free(p->type);
    if (p->type_given) {
        p->type = g_utf8_make_valid(p->content_type->value, -1);
    } else {
        p->type = g_strdup(default_type);
        if (type && g_ascii_strncasecmp(type, "text", 4) != 0 &&
            words_param(p->content_type, "name"))
            p->type = (g_free(p->type), g_strdup("application/octet-stream"));
        if (type)
            part_defect(s->defects, "a Content-Type field is not readable");
    }
    if (encoding)
        p->encoding = transfer_name(encoding);
    if (ids->len > 0)
        p->content_id = g_utf8_make_valid(ids->pdata[0], -1);
}

/* ---- multiparts ---- */

typedef enum { LINE_OTHER, LINE_DELIMITER, LINE_CLOSE } line_kind;

static line_kind delimiter_kind(const char *p, const char *eol,
                                const char *boundary, size_t n)
{
    const char *q;
    line_kind kind = LINE_DELIMITER;

    if ((size_t)(eol - p) < n + 2 || p[0] != '-' || p[1] != '-' ||
        memcmp(p + 2, boundary, n) != 0)
        return LINE_OTHER;
    q = p + 2 + n;
    if (eol - q >= 2 && q[0] == '-' && q[1] == '-') {
        q += 2;
        kind = LINE_CLOSE;
    }
    /* RFC 2046 5.1.1 ignores what follows; but a boundary that only begins like
     * ours is another one */
    if (q < eol && *q != ' ' && *q != '\t' && *q != '\r')
        return LINE_OTHER;
    return kind;
}

/* The line end before a delimiter belongs to it. */
static const char *before_line_end(const char *start, const char *p)
{
    if (p > start && p[-1] == '\n')
        p--;
    if (p > start && p[-1] == '\r')
        p--;
    return p;
}

static void add_child(splitter *s, part *p, const char *start, const char *end,
                      unsigned depth)
{
    part *child;

    if (s->parts >= LETTER_PARTS_MAX) {
        part_defect(s->defects,
                    "there are too many parts: the rest is left out");
        return;
    }
    child = part_new(p);
    g_ptr_array_add(p->children, child);
    g_free(child->number);
    child->number = *p->number
                        ? g_strdup_printf("%s.%u", p->number, p->children->len)
                        : g_strdup_printf("%u", p->children->len);
    part_parse_region(s, child, start, (size_t)(end - start),
                      part_is_type(p, "multipart/digest") ? "message/rfc822"
                                                          : "text/plain",
                      depth + 1);
}

/* The boundary of a multipart that names none: its first line of "--x". */
static char *guess_boundary(const char *p, const char *end)
{
    while (p < end) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((eol ? eol : end) - p);

        while (n > 0 && g_ascii_isspace(p[n - 1]))
            n--;
        if (n > 3 && n < 80 && p[0] == '-' && p[1] == '-' && p[2] != ' ' &&
            eol && g_ascii_strncasecmp(eol + 1, "content-", 8) == 0)
            return g_strndup(p + 2, n - 2);
        p = eol ? eol + 1 : end;
    }
    return NULL;
}

static void split(splitter *s, part *p, const char *boundary, unsigned depth)
{
    const char *start = p->raw, *end = start + p->raw_size, *at = start;
    const char *child = NULL;
    size_t n = strlen(boundary);
    bool closed = false;

    while (at < end && !closed) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        const char *next = eol ? eol + 1 : end;
        line_kind kind = *at == '-'
                             ? delimiter_kind(at, eol ? eol : end, boundary, n)
                             : LINE_OTHER;

        if (kind != LINE_OTHER) {
            if (child)
                add_child(s, p, child, before_line_end(child, at), depth);
            child = next;
            closed = kind == LINE_CLOSE;
        }
        at = next;
    }
    if (!closed) {
        part_defect(s->defects, "a multipart has no closing boundary");
        if (child && child < end)
            add_child(s, p, child, end, depth);
    }
}

/* The boundary that the body has instead of the one that the header names: the
 * same without blanks or quotes at its ends, or any other. NULL if there is
 * none. */
static char *other_boundary(const part *p, const char *boundary)
{
    g_autofree char *bare = g_strdup(boundary);
    g_autofree char *line = NULL;
    size_t n;

    g_strstrip(bare);
    n = strlen(bare);
    if (n > 2 && bare[0] == '\'' && bare[n - 1] == '\'') {
        bare[n - 1] = '\0';
        memmove(bare, bare + 1, n - 1);
    }
    line = g_strconcat("--", bare, NULL);
    if (*bare && strcmp(bare, boundary) != 0 &&
        g_strstr_len(p->raw, (gssize)p->raw_size, line))
        return g_steal_pointer(&bare);
    return guess_boundary(p->raw, p->raw + p->raw_size);
}

static void parse_multipart(splitter *s, part *p, unsigned depth)
{
    const char *given = words_param(p->content_type, "boundary");
    g_autofree char *boundary = NULL;

    if (given && *given && strlen(given) <= PART_BOUNDARY_MAX) {
        boundary = g_strdup(given);
    } else {
        part_defect(s->defects, "a multipart names no boundary");
        boundary = guess_boundary(p->raw, p->raw + p->raw_size);
    }
    if (boundary)
        split(s, p, boundary, depth);
    if (boundary && p->children->len == 0) {
        g_autofree char *other = other_boundary(p, boundary);

        if (other)
            split(s, p, other, depth);
    }
    if (p->children->len == 0) {
        part_defect(s->defects,
                    "a multipart has no parts: it is read as plain text");
        g_free(p->type);
        p->type = g_strdup("text/plain");
    }
}

/* ---- embedded messages ---- */

static void parse_embedded(splitter *s, part *p, unsigned depth)
{
    part *child;
    const char *data = p->raw;
    gsize size = p->raw_size;

    if (p->encoding && (strcmp(p->encoding, "base64") == 0 ||
                        strcmp(p->encoding, "quoted-printable") == 0)) {
        data = g_bytes_get_data(part_data(p, s->defects), &size);
        part_defect(s->defects, "an embedded message is encoded");
    }
    child = part_new(p);
    child->embedded = true;
    g_ptr_array_add(p->children, child);
    g_free(child->number);
    child->number = g_strdup(p->number);
    part_parse_region(s, child, data ? data : "", size, "text/plain",
                      depth + 1);
}

/* S/MIME with the signature around what is signed: that becomes a part below. */
static void parse_signed(splitter *s, part *p, unsigned depth)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(part_data(p, s->defects), &size);
    GBytes *content = data ? cms_signed_content(data, size) : NULL;
    part *child;

    if (!content)
        return;
    child = part_new(p);
    child->owner = content;
    g_ptr_array_add(p->children, child);
    g_free(child->number);
    child->number = g_strconcat(p->number, ".1", NULL);
    data = g_bytes_get_data(content, &size);
    part_parse_region(s, child, data ? (const char *)data : "", size,
                      "text/plain", depth + 1);
}

/* A leaf that is the root of a message has a number of its own. */
static void number_leaf(part *p)
{
    if (p->embedded) {
        char *number =
            *p->number ? g_strconcat(p->number, ".1", NULL) : g_strdup("1");

        g_free(p->number);
        p->number = number;
    } else if (!*p->number) {
        g_free(p->number);
        p->number = g_strdup("1");
    }
}

void part_take_stray(part *p)
{
    size_t n = p->head->stray > 0 ? p->head->body - p->head->stray : 0;

    if (n == 0 || p->data)
        return;
    p->raw -= n;
    p->raw_size += n;
    p->head->body -= n;
    p->head->stray = 0;
}

static void part_parse_region(splitter *s, part *p, const char *data,
                              size_t size, const char *default_type,
                              unsigned depth)
{
    bool too_deep = depth >= LETTER_DEPTH_MAX;

    s->parts++;
    p->head = head_read(data, size);
    p->raw = data + p->head->body;
    p->raw_size = size - p->head->body;
    if (depth > 0)
        part_take_stray(p);
    read_fields(s, p, default_type);
    if (too_deep && (part_is_multipart(p) || is_message_type(p->type)))
        part_defect(s->defects,
                    "parts are nested too deeply: the inner ones are not read");
    if (part_is_multipart(p) && !too_deep)
        parse_multipart(s, p, depth);
    if (!part_is_multipart(p) || too_deep)
        number_leaf(p);
    if (is_message_type(p->type) && !too_deep)
        parse_embedded(s, p, depth);
    if (part_is_signed_data(p) && !too_deep)
        parse_signed(s, p, depth);
}

/* Octets before the header that are not part of it: a byte order mark, empty
 * lines that a relay or an editor has put there. */
static size_t before_header(const char *data, size_t size)
{
    static const char *const usual[] = {
        "Return-Path", "Received",     "From",         "To",
        "Subject",     "Date",         "Message-ID",   "MIME-Version",
        "Content-",    "Delivered-To", "X-",           "DKIM-Signature",
        "Reply-To",    "Cc",           "Authenticati", NULL};
    size_t n = 0;

    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
        n = 3;
    while (n < size && n < PART_BEFORE_MAX && strchr("\r\n", data[n]) &&
           data[n])
        n++;
    if (n == 0)
        return 0;
    for (size_t i = 0; usual[i]; i++) {
        size_t m = strlen(usual[i]);

        if (size - n > m && g_ascii_strncasecmp(data + n, usual[i], m) == 0)
            return n;
    }
    return 0;
}

/* A message whose lines end in CR: the same with LF, else NULL. */
static GBytes *with_line_feeds(const char *data, size_t size)
{
    char *copy;

    if (memchr(data, '\n', size) || !memchr(data, '\r', size))
        return NULL;
    copy = g_memdup2(data, size);
    for (size_t i = 0; i < size; i++) {
        if (copy[i] == '\r')
            copy[i] = '\n';
    }
    return g_bytes_new_take(copy, size);
}

part *part_parse(const void *data, size_t size, GPtrArray *defects)
{
    splitter s = {.defects = defects};
    part *root = part_new(NULL);
    size_t before;

    root->owner = with_line_feeds(data, size);
    if (root->owner) {
        data = g_bytes_get_data(root->owner, NULL);
        part_defect(defects, "lines end in CR only");
    }
    before = before_header(data, size);
    if (before > 0)
        part_defect(defects, "something stands before the header");
    part_parse_region(&s, root, (const char *)data + before, size - before,
                      "text/plain", 0);
    return root;
}

GBytes *part_data(part *p, GPtrArray *defects)
{
    bool damaged, unknown;

    if (p->data)
        return p->data;
    p->data =
        transfer_decode(p->raw, p->raw_size, p->encoding, &damaged, &unknown);
    if (defects && damaged)
        part_defect(defects, "the transfer encoding of a part is damaged");
    if (defects && unknown)
        part_defect(defects, "the transfer encoding of a part is unknown");
    return p->data;
}
