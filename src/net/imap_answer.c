/* imap_answer.c: one answer of the server, read by a reader of our own.
 *
 * libetpan's parser gives up a whole list for one item that it does not know,
 * and keeps whatever a server sends, without end. Here an answer costs what its
 * line costs, and an item that nobody knows is passed over. */
#include "net/imap_link.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LITERALS_MAX 200         /* in one answer */
#define BODY_ROOM    (64u << 10) /* octets that a body begins with in memory */

/* ---- reading ---- */

/* Do literals stand in this answer? A status has words for people, and these may
 * end in a brace. */
static bool has_literals(const char *text)
{
    static const char *const status[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};

    if (!g_str_has_prefix(text, "* "))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(status); i++)
        if (imap_answer_after(text, status[i]))
            return false;
    return true;
}

/* Does the text end in "{N}"? *brace gets where that begins. */
static bool announces(const char *text, size_t length, guint64 *size,
                      size_t *brace)
{
    size_t i = length;

    if (length < 3 || text[--i] != '}')
        return false;
    if (text[i - 1] == '+')
        i--;
    size_t end = i;
    while (i > 0 && g_ascii_isdigit(text[i - 1]))
        i--;
    if (i == end || i == 0 || text[i - 1] != '{')
        return false;
    *size = g_ascii_strtoull(text + i, NULL, 10);
    *brace = i - 1;
    if (*brace > 0 && text[*brace - 1] == '~') /* RFC 3516 */
        --*brace;
    return true;
}

static bool is_body(const char *text, size_t brace)
{
    static const char item[] = "BODY[] ";
    size_t n = strlen(item);

    return brace >= n && g_ascii_strncasecmp(text + brace - n, item, n) == 0;
}

/* The octets that wait in the stream's buffer, at most `most`; 0: failed. */
static size_t some(mailstream *s, guint64 most)
{
    if (s->read_buffer_len == 0 && mailstream_feed_read_buffer(s) <= 0)
        return 0;
    return (size_t)MIN(most, (guint64)s->read_buffer_len);
}

static bool drop(mailstream *s, guint64 size)
{
    char octets[4096];

    while (size > 0) {
        size_t n = some(s, MIN(size, sizeof octets));
        if (n == 0)
            return false;
        mailstream_read(s, octets, n);
        size -= n;
    }
    return true;
}

/* Memory follows what came, not what was announced. */
static GBytes *keep(mailstream *s, size_t size)
{
    size_t have = 0, room = MIN(size, BODY_ROOM);
    char *data = g_malloc(MAX(room, 1));

    while (have < size) {
        size_t n = some(s, size - have);
        if (n == 0) {
            g_free(data);
            return NULL;
        }
        while (have + n > room)
            room = MIN(size, room * 2);
        data = g_realloc(data, room);
        mailstream_read(s, data + have, n);
        have += n;
    }
    return g_bytes_new_take(data, size);
}

static bool read_literal(imap_client *c, imap_answer *a, guint64 size,
                         bool body)
{
    if (!body || a->body)
        return drop(c->stream, size);
    a->body_size = size;
    if (!c->keeps_body || size > IMAP_MESSAGE_MAX)
        return drop(c->stream, size);
    a->body = keep(c->stream, (size_t)size);
    return a->body != NULL;
}

bool imap_answer_read(imap_client *c, imap_answer *a)
{
    guint64 size;
    size_t brace;

    *a = (imap_answer){.text = stream_line(c->stream, IMAP_ANSWER_MAX)};
    if (!a->text || !has_literals(a->text))
        return a->text != NULL;
    for (unsigned n = 0; announces(a->text, strlen(a->text), &size, &brace);
         n++) {
        bool body = is_body(a->text, brace);
        g_autofree char *rest = NULL;
        if (n == LITERALS_MAX || strlen(a->text) > IMAP_LINE_MAX ||
            !read_literal(c, a, size, body) ||
            !(rest = stream_line(c->stream, IMAP_LINE_MAX))) {
            c->broken = true;
            imap_answer_clear(a);
            return false;
        }
        char *joined = g_strconcat(a->text, rest, NULL);
        g_free(a->text);
        a->text = joined;
        if (!*rest)
            break; /* else the same brace would be read again */
    }
    return true;
}

void imap_answer_clear(imap_answer *a)
{
    g_clear_pointer(&a->text, g_free);
    g_clear_pointer(&a->body, g_bytes_unref);
}

/* ---- words of an answer ---- */

/* Does `text` begin with the word, and does a word end there? */
static const char *after_word(const char *text, const char *word)
{
    size_t n = strlen(word);

    if (g_ascii_strncasecmp(text, word, n) != 0 || (text[n] && text[n] != ' '))
        return NULL;
    return text + n + strspn(text + n, " ");
}

const char *imap_answer_after(const char *text, const char *word)
{
    return g_str_has_prefix(text, "* ") ? after_word(text + 2, word) : NULL;
}

uint32_t imap_answer_number(const char *text, const char *word,
                            const char **rest)
{
    char *end;
    const char *after;

    if (!g_str_has_prefix(text, "* ") || !g_ascii_isdigit(text[2]))
        return 0;
    guint64 n = g_ascii_strtoull(text + 2, &end, 10);
    if (n > G_MAXUINT32 || *end != ' ' || !(after = after_word(end + 1, word)))
        return 0;
    if (rest)
        *rest = after;
    return (uint32_t)n;
}

const char *imap_answer_code(const char *text, const char *code)
{
    const char *open = strchr(text, '[');
    size_t n = strlen(code);

    if (!open || g_ascii_strncasecmp(open + 1, code, n) != 0)
        return NULL;
    if (open[n + 1] == ']')
        return "";
    return open[n + 1] == ' ' ? open + n + 2 : NULL;
}

/* ---- FETCH ---- */

/* The end of a quoted string that begins at `at`; NULL: it has none. */
static const char *after_quoted(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : NULL;
}

/* Lists may be as deep as they like: nothing here calls itself. */
static const char *after_list(const char *at)
{
    unsigned depth = 0;

    do {
        if (*at == '"') {
            at = after_quoted(at);
            if (!at)
                return NULL;
            continue;
        }
        if (*at == '(')
            depth++;
        else if (*at == ')')
            depth--;
        at++;
    } while (depth > 0 && *at);
    return depth > 0 ? NULL : at;
}

/* A value: quoted, a list, a literal's "{N}", or an atom. */
static const char *after_value(const char *at)
{
    if (*at == '"')
        return after_quoted(at);
    if (*at == '(')
        return after_list(at);
    if (*at == '{' || g_str_has_prefix(at, "~{")) {
        at = strchr(at, '}');
        return at ? at + 1 : NULL;
    }
    size_t n = strcspn(at, " ()\"");
    return n > 0 ? at + n : NULL;
}

/* "BODY[HEADER.FIELDS (DATE)]<0>" has blanks within its brackets. */
static const char *after_name(const char *at)
{
    unsigned depth = 0;

    for (; *at && (depth > 0 || !strchr(" ()", *at)); at++) {
        if (*at == '[')
            depth++;
        else if (*at == ']' && depth > 0)
            depth--;
    }
    return at;
}

static int month_of(const char *name)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (int i = 0; i < 12; i++)
        if (g_ascii_strncasecmp(months + 3 * i, name, 3) == 0)
            return i;
    return -1;
}

/* "21-Nov-2026 12:59:59 +0300", the day perhaps after a blank. */
static bool read_date(const char *text, int64_t *seconds)
{
    struct tm t = {0};
    char month[4], sign;
    int zone, minutes;

    if (sscanf(text, "\"%2d-%3s-%4d %2d:%2d:%2d %c%2d%2d\"", &t.tm_mday, month,
               &t.tm_year, &t.tm_hour, &t.tm_min, &t.tm_sec, &sign, &zone,
               &minutes) != 9)
        return false;
    t.tm_mon = month_of(month);
    t.tm_year -= 1900;
    if (t.tm_mon < 0 || (sign != '+' && sign != '-'))
        return false;
    zone = (zone * 60 + minutes) * 60;
    *seconds = (int64_t)timegm(&t) - (sign == '-' ? -zone : zone);
    return true;
}

static GBytes *unquoted(const char *from, const char *to)
{
    GString *out = g_string_new(NULL);

    for (from++; from + 1 < to; from++) {
        if (*from == '\\' && from + 2 < to)
            from++;
        g_string_append_c(out, *from);
    }
    return g_string_free_to_bytes(out);
}

static void keep_body(imap_found *f, const imap_answer *a, const char *from,
                      const char *to)
{
    f->has_body = true;
    g_clear_pointer(&f->body, g_bytes_unref);
    if (*from == '"')
        f->body = unquoted(from, to);
    else if (*from == '{' || *from == '~') {
        f->body = a->body ? g_bytes_ref(a->body) : NULL;
        f->body_size = a->body_size;
        return;
    }
    f->body_size = f->body ? g_bytes_get_size(f->body) : 0;
}

static void keep_item(imap_found *f, const imap_answer *a, const char *name,
                      size_t length, const char *from, const char *to)
{
    g_autofree char *is = g_ascii_strup(name, (gssize)length);

    if (strcmp(is, "UID") == 0) {
        guint64 uid = g_ascii_strtoull(from, NULL, 10);
        f->uid = uid <= G_MAXUINT32 ? (uint32_t)uid : 0;
    } else if (strcmp(is, "RFC822.SIZE") == 0) {
        f->sized = g_ascii_isdigit(*from);
        f->size = g_ascii_strtoull(from, NULL, 10);
    } else if (strcmp(is, "INTERNALDATE") == 0) {
        f->dated = read_date(from, &f->date_s);
    } else if (strcmp(is, "BODY[]") == 0) {
        keep_body(f, a, from, to);
    }
}

/* "NAME value NAME value)"; false: that is not what it is. */
static bool read_items(imap_found *f, const imap_answer *a, const char *at)
{
    for (;;) {
        at += strspn(at, " ");
        if (*at == ')')
            return at[1 + strspn(at + 1, " ")] == '\0';
        const char *name = at;
        at = after_name(at);
        size_t length = (size_t)(at - name);
        at += strspn(at, " ");
        const char *value = at;
        at = length > 0 ? after_value(at) : NULL;
        if (!at || (*at != ' ' && *at != ')'))
            return false;
        keep_item(f, a, name, length, value, at);
    }
}

bool imap_answer_found(const imap_answer *a, imap_found *f)
{
    const char *at;
    uint32_t number = imap_answer_number(a->text, "FETCH", &at);

    *f = (imap_found){.number = number};
    if (number == 0)
        return false;
    f->whole = *at == '(' && read_items(f, a, at + 1);
    return true;
}

void imap_found_clear(imap_found *f)
{
    g_clear_pointer(&f->body, g_bytes_unref);
}
