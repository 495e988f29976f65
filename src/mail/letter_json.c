/* letter_json: a letter as the JSON object of `postern parse --json` (RFC 8259).
 *
 * Written straight into one string: building a tree of values first took a fifth
 * of the time of reading the message. Strings are UTF-8 (letter.h).
 */
#include <string.h>

#include "mail/letter.h"

/* What may stand in a string as it is: all but quotes, backslashes and control
 * characters. */
static bool is_plain(char c)
{
    static const bool special[256] = {
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,         1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ['"'] = 1, ['\\'] = 1};

    return !special[(guchar)c];
}

static void put_special(GString *out, char c)
{
    if (c == '\n' || c == '\t' || c == '"' || c == '\\') {
        g_string_append_c(out, '\\');
        g_string_append_c(out, c == '\n' ? 'n' : c == '\t' ? 't' : c);
    } else {
        g_string_append_printf(out, "\\u%04x", (guchar)c);
    }
}

static void put_string(GString *out, const char *s)
{
    g_string_append_c(out, '"');
    for (;;) {
        const char *from = s;

        while (is_plain(*s))
            s++;
        g_string_append_len(out, from, s - from);
        if (!*s)
            break;
        put_special(out, *s++);
    }
    g_string_append_c(out, '"');
}

static void put_text(GString *out, const char *s)
{
    if (s)
        put_string(out, s);
    else
        g_string_append(out, "null");
}

/* ,"name": or, where none stands before it, "name": */
static void put_name(GString *out, const char *name)
{
    if (out->str[out->len - 1] != '{' && out->str[out->len - 1] != ',')
        g_string_append_c(out, ',');
    g_string_append_c(out, '"');
    g_string_append(out, name);
    g_string_append(out, "\":");
}

static void put_member(GString *out, const char *name, const char *s)
{
    put_name(out, name);
    put_text(out, s);
}

static void put_flag(GString *out, const char *name, bool flag)
{
    put_name(out, name);
    g_string_append(out, flag ? "true" : "false");
}

typedef void (*put_row)(GString *out, const void *row);

static void put_list(GString *out, const char *name, GPtrArray *rows,
                     put_row put)
{
    put_name(out, name);
    g_string_append_c(out, '[');
    for (guint i = 0; i < rows->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        put(out, rows->pdata[i]);
    }
    g_string_append_c(out, ']');
}

static void put_string_row(GString *out, const void *row)
{
    put_string(out, row);
}

static void put_address(GString *out, const void *row)
{
    const letter_address *a = row;

    g_string_append_c(out, '{');
    put_member(out, "name", a->name);
    put_member(out, "address", a->address);
    g_string_append_c(out, '}');
}

static void put_attachment(GString *out, const void *row)
{
    const letter_attachment *a = row;

    g_string_append_c(out, '{');
    put_member(out, "part", a->part);
    put_member(out, "name", a->name);
    put_member(out, "type", a->type);
    put_name(out, "size");
    g_string_append_printf(out, "%" G_GUINT64_FORMAT, a->size);
    put_member(out, "sha256", a->sha256);
    put_member(out, "content_id", a->content_id);
    put_flag(out, "inline", a->shown_inline);
    g_string_append_c(out, '}');
}

static void put_bounce(GString *out, const void *row)
{
    const letter_bounce *b = row;

    g_string_append_c(out, '{');
    put_member(out, "recipient", b->recipient);
    put_member(out, "action", b->action);
    put_member(out, "status", b->status);
    g_string_append_c(out, '}');
}

/* {"recipient","disposition"}, or null */
static void put_receipt(GString *out, const letter *l)
{
    put_name(out, "receipt");
    if (l->receipt == LETTER_RECEIPT_NONE) {
        put_text(out, NULL);
        return;
    }
    g_string_append_c(out, '{');
    put_member(out, "recipient", l->receipt_for);
    put_member(out, "disposition", letter_receipt_name(l->receipt));
    g_string_append_c(out, '}');
}

void letter_json_head(GString *out, const char *file)
{
    g_autofree char *name = g_utf8_make_valid(file ? file : "", -1);

    g_string_append_c(out, '{');
    put_member(out, "file", name);
}

void letter_json_rest(GString *out, const letter *l)
{
    g_string_append_c(out, ',');
    put_member(out, "message_id", l->message_id);
    put_member(out, "date", l->date);
    put_list(out, "from", l->from, put_address);
    put_list(out, "sender", l->sender, put_address);
    put_list(out, "to", l->to, put_address);
    put_list(out, "cc", l->cc, put_address);
    put_list(out, "reply_to", l->reply_to, put_address);
    put_member(out, "subject", l->subject);
    put_list(out, "in_reply_to", l->in_reply_to, put_string_row);
    put_list(out, "references", l->references, put_string_row);
    put_member(out, "text", l->text);
    put_flag(out, "html", l->html);
    put_list(out, "attachments", l->attachments, put_attachment);
    put_member(out, "new_text", l->new_text);
    put_member(out, "signature", l->signature);
    put_member(out, "quoted", l->quoted);
    put_member(out, "kind", letter_kind_name(l->kind));
    put_member(out, "kind_reason", l->kind_reason);
    put_list(out, "bounce", l->bounces, put_bounce);
    put_receipt(out, l);
    put_member(out, "returned_id", l->returned_id);
    put_member(out, "language", l->language);
    put_list(out, "defects", l->defects, put_string_row);
    g_string_append_c(out, '}');
}

char *letter_to_json(const letter *l, const char *file)
{
    GString *out = g_string_sized_new(2 * strlen(l->text) + 2048);

    letter_json_head(out, file);
    letter_json_rest(out, l);
    return g_string_free(out, FALSE);
}
