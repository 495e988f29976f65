/* source_json: what another system hands over as JSON, as a message. */
#include "desk/source_json.h"

#include "base/address.h"
#include "base/err.h"
#include "base/handle.h"
#include "base/phone.h"
#include "base/span.h"
#include "config/site.h"
#include "desk/field.h"
#include "write/compose.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_LINE      70 /* octets of a line of the field */
#define SOURCE_FIRST_MAX 70 /* characters of a text that are its subject */

bool source_json_is(const void *data, size_t size)
{
    const char *p = data;

    while (size > 0 && g_ascii_isspace(*p)) {
        p++;
        size--;
    }
    /* no field of a header begins so */
    return size > 0 && (*p == '{' || *p == '[' || *p == '"');
}

/* ---- members ---- */

/* One object of the input; `where` is what its members' names begin with. */
typedef struct reader {
    json_t *object;
    const char *where;
    GError **error;
} reader;

static bool wrong(const reader *r, const char *member, const char *what)
{
    err_set(r->error, ERR_DATA, "\"%s%s%s\" %s", r->where,
            *r->where && *member ? "." : "", member, what);
    return false;
}

/* Members that nobody knows are mistakes of whoever writes the other system. */
static bool check_members(const reader *r, const char *const *known)
{
    const char *name;
    json_t *value;

    json_object_foreach(r->object, name, value)
    {
        if (g_strv_contains(known, name))
            continue;
        g_autofree char *all = g_strjoinv(", ", (char **)known);
        g_autofree char *shown = g_utf8_substring(
            name, 0, MIN(g_utf8_strlen(name, -1), SOURCE_NAME_MAX));
        err_set(r->error, ERR_DATA,
                "\"%s%s%s\" is no member that is known; there are %s", r->where,
                *r->where ? "." : "", shown, all);
        return false;
    }
    return true;
}

/* NULL: it is not there, or null. */
static json_t *member(const reader *r, const char *name)
{
    json_t *value = json_object_get(r->object, name);

    return json_is_null(value) ? NULL : value;
}

/* *text: NULL if it is not there. */
static bool read_text(const reader *r, const char *name, size_t most,
                      const char **text)
{
    json_t *value = member(r, name);

    *text = NULL;
    if (!value)
        return true;
    if (!json_is_string(value))
        return wrong(r, name, "is no text");
    if (json_string_length(value) > most) {
        g_autofree char *what =
            g_strdup_printf("has more than %zu octets", most);
        return wrong(r, name, what);
    }
    *text = json_string_value(value);
    return true;
}

/* The same of what stands in one line. */
static bool read_line(const reader *r, const char *name, const char **text)
{
    if (!read_text(r, name, 4 * SOURCE_SUBJECT_MAX, text))
        return false;
    if (!*text)
        return true;
    if (g_utf8_strlen(*text, -1) > SOURCE_SUBJECT_MAX) {
        g_autofree char *what =
            g_strdup_printf("has more than %d characters", SOURCE_SUBJECT_MAX);
        return wrong(r, name, what);
    }
    for (const char *p = *text; *p; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return wrong(r, name,
                         "has a line end, or another control "
                         "character, in it");
    return true;
}

/* ---- who ---- */

typedef struct author {
    char *customer; /* NULL */
    char *address;  /* the same, if it is one; NULL. Borrowed. */
    const char *name;
} author;

static bool read_phone(const reader *r, const config *c, const char *phone,
                       char **handle)
{
    *handle = phone_handle(phone, c->site->calling_code);
    return *handle ||
           wrong(r, "phone",
                 "is no telephone number with its country, as +4722334455 is");
}

static bool read_chat(const reader *r, const char *chat, char **handle)
{
    *handle = handle_chat(chat);
    return *handle || wrong(r, "chat",
                            "is no name in a chat, as telegram:@kari is: "
                            "without blanks, at most 200 octets");
}

static bool read_address(const reader *r, const char *text, char **mailbox)
{
    *mailbox = address_normal(text);
    return *mailbox ||
           wrong(r, "address", "is no mail address, as kari@example.com is");
}

static bool read_author(const reader *top, const config *c, author *a)
{
    static const char *const known[] = {"address", "phone", "chat", "name",
                                        NULL};
    json_t *from = member(top, "from");
    reader r = {from, "from", top->error};
    const char *mail, *phone, *chat;

    if (!from)
        return true;
    if (!json_is_object(from))
        return wrong(top, "from", "is no object");
    if (!check_members(&r, known) || !read_line(&r, "address", &mail) ||
        !read_line(&r, "phone", &phone) || !read_line(&r, "chat", &chat) ||
        !read_line(&r, "name", &a->name))
        return false;
    if ((mail != NULL) + (phone != NULL) + (chat != NULL) > 1)
        return wrong(top, "from",
                     "has more than one of address, phone and chat");
    if (mail && !read_address(&r, mail, &a->customer))
        return false;
    a->address = a->customer;
    if (phone)
        return read_phone(&r, c, phone, &a->customer);
    return !chat || read_chat(&r, chat, &a->customer);
}

/* ---- fields ---- */

static void add_value(GPtrArray *values, const char *label, const char *value)
{
    field_line *l = g_new0(field_line, 1);

    l->label = g_strdup(label);
    l->value = g_strdup(value);
    g_ptr_array_add(values, l);
}

/* NULL: it is none. Caller frees. */
static char *value_text(const json_t *value)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT,
                               json_integer_value(value));
    if (json_is_real(value)) {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(
            g_ascii_dtostr(text, sizeof text, json_real_value(value)));
    }
    if (json_is_boolean(value))
        return g_strdup(json_is_true(value) ? "yes" : "no");
    return json_is_null(value) ? g_strdup("") : NULL;
}

/* A label is shown before a colon, in a line of its own. */
static bool is_label(const char *name)
{
    if (!*name || g_utf8_strlen(name, -1) > SOURCE_NAME_MAX ||
        strchr(name, ':'))
        return false;
    for (const char *p = name; *p; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return false;
    return true;
}

static bool read_field(const reader *r, const char *name, const json_t *value,
                       GPtrArray *values, size_t *size)
{
    g_autofree char *text = value_text(value);

    if (!is_label(name)) {
        err_set(r->error, ERR_DATA,
                "\"fields\" has a name that is empty, longer than %d "
                "characters, or with a colon or control character in it",
                SOURCE_NAME_MAX);
        return false;
    }
    if (!text)
        return wrong(r, name, "is neither a text nor a number");
    *size += strlen(name) + strlen(text);
    if (strlen(text) > SOURCE_VALUE_MAX || *size > SOURCE_VALUES_MAX)
        return wrong(r, name,
                     "makes it too long: a field has at most 4000 "
                     "octets, all of them 32768");
    g_strstrip(text);
    if (*text)
        add_value(values, name, text);
    return true;
}

static bool read_fields(const reader *top, GPtrArray *values)
{
    json_t *fields = member(top, "fields"), *value;
    reader r = {fields, "fields", top->error};
    const char *name;
    size_t size = 0;

    if (fields && !json_is_object(fields))
        return wrong(top, "fields", "is no object");
    if (json_object_size(fields) > SOURCE_FIELDS_MAX)
        return wrong(top, "fields", "has more than 100 members");
    json_object_foreach(fields, name, value)
    {
        if (!read_field(&r, name, value, values, &size))
            return false;
    }
    return true;
}

/* ---- attachments ---- */

/* NULL: not base64 (RFC 4648 4); line ends and blanks may stand in it. */
static GBytes *decode(const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    size_t pad = 0;

    for (; *text; text++) {
        if (g_ascii_isspace(*text))
            continue;
        pad += *text == '=';
        if (*text == '=' ? pad > 2
                         : pad > 0 || (!g_ascii_isalnum(*text) &&
                                       *text != '+' && *text != '/'))
            return NULL;
        g_string_append_c(plain, *text);
    }
    if (plain->len % 4 != 0)
        return NULL;
    gsize size = 0;
    guchar *data = g_base64_decode(plain->str, &size);
    return g_bytes_new_take(data, size);
}

static bool read_file(const reader *r, GPtrArray *files)
{
    static const char *const known[] = {"name", "type", "base64", NULL};
    const char *name, *type, *data;

    if (!json_is_object(r->object))
        return wrong(r, "", "is no object");
    if (!check_members(r, known) || !read_line(r, "name", &name) ||
        !read_line(r, "type", &type) ||
        !read_text(r, "base64", SIZE_MAX, &data))
        return false;
    if (!name || !*name)
        return wrong(r, "name", "is missing");
    if (!data)
        return wrong(r, "base64", "is missing");
    GBytes *octets = decode(data);
    if (!octets)
        return wrong(r, "base64", "is not base64");
    compose_attachment *a = compose_attachment_new();
    a->name = g_strdup(name);
    a->type = g_strdup(type ? type : "application/octet-stream");
    a->data = octets;
    g_ptr_array_add(files, a);
    return true;
}

static bool read_files(const reader *top, GPtrArray *files)
{
    json_t *all = member(top, "attachments");

    if (all && !json_is_array(all))
        return wrong(top, "attachments", "is no array");
    if (json_array_size(all) > SOURCE_FILES_MAX)
        return wrong(top, "attachments", "has more than 50 members");
    for (size_t i = 0; i < json_array_size(all); i++) {
        g_autofree char *where = g_strdup_printf("attachments[%zu]", i);
        reader r = {json_array_get(all, i), where, top->error};
        if (!read_file(&r, files))
            return false;
    }
    return true;
}

/* ---- the field of the header ---- */

static char *encode(const char *id, const author *a, const GPtrArray *values)
{
    json_t *all = json_array();
    json_t *o = json_pack("{s:s*,s:s*,s:s*,s:o}", "id", id, "customer",
                          a->customer, "name", a->name, "values", all);

    for (guint i = 0; i < values->len; i++) {
        const field_line *l = values->pdata[i];
        json_array_append_new(all, json_pack("[s,s]", l->label, l->value));
    }
    char *raw = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
    char *text = g_base64_encode((const guchar *)raw, strlen(raw));
    free(raw);
    json_decref(o);
    return text;
}

/* In lines (RFC 5322 2.2.3), before all other fields. */
static GBytes *with_header(const char *value, GBytes *mail)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(mail, &size);
    GByteArray *out = g_byte_array_new();
    g_autoptr(GString) field = g_string_new(SOURCE_HEADER ":");

    for (const char *p = value; *p; p += MIN(strlen(p), HEADER_LINE))
        g_string_append_printf(field, "%s %.*s", p == value ? "" : "\r\n",
                               HEADER_LINE, p);
    g_string_append(field, "\r\n");
    g_byte_array_append(out, (const guint8 *)field->str, (guint)field->len);
    g_byte_array_append(out, data, (guint)size);
    return g_byte_array_free_to_bytes(out);
}

void source_said_free(source_said *s)
{
    if (!s)
        return;
    g_free(s->id);
    g_free(s->customer);
    g_free(s->name);
    g_ptr_array_unref(s->values);
    g_free(s);
}

source_said *source_said_read(const char *value)
{
    g_auto(GStrv) parts = g_strsplit_set(value, " \t\r\n", -1);
    g_autofree char *text = g_strjoinv("", parts);
    gsize size = 0;
    g_autofree guchar *data = g_base64_decode(text, &size);
    json_t *o = json_loadb((const char *)data, size, 0, NULL);
    json_t *all = json_object_get(o, "values");
    source_said *s = NULL;

    if (json_is_array(all)) {
        s = g_new0(source_said, 1);
        s->id = g_strdup(json_string_value(json_object_get(o, "id")));
        s->customer =
            g_strdup(json_string_value(json_object_get(o, "customer")));
        s->name = g_strdup(json_string_value(json_object_get(o, "name")));
        s->values = g_ptr_array_new_with_free_func(field_line_free);
        for (size_t i = 0; i < json_array_size(all); i++) {
            const json_t *pair = json_array_get(all, i);
            const char *label = json_string_value(json_array_get(pair, 0));
            const char *held = json_string_value(json_array_get(pair, 1));
            if (label && held)
                add_value(s->values, label, held);
        }
    }
    if (o)
        json_decref(o);
    return s;
}

/* ---- the message ---- */

/* A line each; further lines of a value are set in. */
static char *fields_text(const GPtrArray *values)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < values->len; i++) {
        const field_line *l = values->pdata[i];
        g_auto(GStrv) lines = g_strsplit(l->value, "\n", -1);
        g_strdelimit(lines[0], "\r", ' ');
        g_string_append_printf(out, "%s: %s\n", l->label, lines[0]);
        for (char **more = lines + 1; *more; more++)
            g_string_append_printf(out, "    %s\n", *more);
    }
    return g_string_free(out, FALSE);
}

/* The same before HTML of somebody else's. */
static char *with_fields(const char *html, const char *fields)
{
    g_autofree char *safe = g_markup_escape_text(fields, -1);
    g_auto(GStrv) lines = g_strsplit(safe, "\n", -1);
    g_autofree char *all = g_strjoinv("<br>\n", lines);

    return *fields ? g_strdup_printf("<p>%s</p>\n%s", all, html)
                   : g_strdup(html);
}

/* Of one that has none: the first words of its text. */
static char *subject_of(const char *subject, const char *text,
                        const config_source *s)
{
    g_autofree char *line = g_strdup(subject ? subject : text ? text : "");
    g_autoptr(GString) out = g_string_new(NULL);

    g_strchug(line);
    line[strcspn(line, "\r\n")] = '\0';
    for (const char *p = line; *p; p = g_utf8_next_char(p))
        if (!g_unichar_iscntrl(g_utf8_get_char(p)))
            g_string_append_unichar(out, g_utf8_get_char(p));
    g_strchomp(out->str);
    if (!*out->str)
        return g_strdup(s->title);
    if (subject || g_utf8_strlen(out->str, -1) <= SOURCE_FIRST_MAX)
        return g_strdup(out->str);
    g_autofree char *cut = g_utf8_substring(out->str, 0, SOURCE_FIRST_MAX);
    return g_strconcat(cut, "...", NULL);
}

static char *message_id(const source_ask *ask, const char *id)
{
    g_autofree char *seed =
        g_strdup_printf("%s\n%s\n%s", ask->source->id, id ? "id" : "once",
                        id ? id : ask->unique);
    g_autofree char *hash =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);

    return g_strdup_printf("source.%.32s@%s", hash, ask->c->site->domain);
}

static bool read_date(const reader *r, int64_t now_ms, int64_t *date_ms)
{
    const char *text;

    *date_ms = now_ms;
    if (!read_line(r, "date", &text))
        return false;
    if (!text)
        return true;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(text, utc);
    if (!t)
        return wrong(r, "date", "is no time as 2026-11-30T21:08:40Z is");
    *date_ms = g_date_time_to_unix(t) * 1000;
    return *date_ms >= 0 && *date_ms <= now_ms + SPAN_DAY
               ? true
               : wrong(r, "date", "is before 1970, or yet to come");
}

/* All that it is made of; borrowed ones belong to the JSON. */
typedef struct input {
    const char *id, *subject, *text, *html;
    int64_t date_ms;
    author from;
    GPtrArray *values, *files;
} input;

static bool read_input(const reader *r, const source_ask *ask, input *in)
{
    static const char *const known[] = {"id",   "from",        "subject",
                                        "text", "html",        "fields",
                                        "date", "attachments", NULL};

    if (!check_members(r, known) ||
        !read_text(r, "id", SOURCE_ID_MAX, &in->id) ||
        !read_author(r, ask->c, &in->from) ||
        !read_line(r, "subject", &in->subject) ||
        !read_text(r, "text", SOURCE_TEXT_MAX, &in->text) ||
        !read_text(r, "html", SOURCE_TEXT_MAX, &in->html) ||
        !read_fields(r, in->values) ||
        !read_date(r, ask->now_ms, &in->date_ms) || !read_files(r, in->files))
        return false;
    if (in->id && !*in->id)
        return wrong(r, "id", "is empty");
    bool says = (in->text && *in->text) || (in->html && *in->html) ||
                in->values->len > 0 || in->files->len > 0;
    if (!says)
        err_set(r->error, ERR_DATA,
                "it says nothing: give \"text\", \"html\", \"fields\" or "
                "\"attachments\"");
    return says;
}

static GBytes *make(const source_ask *ask, const input *in, GError **error)
{
    g_autoptr(compose_mail) m = compose_new();
    const author *a = &in->from;
    g_autofree char *fields = fields_text(in->values);
    g_autofree char *value = encode(in->id, a, in->values);

    m->from_name = g_strdup(a->name ? a->name : ask->source->title);
    m->from = g_strdup(a->address ? a->address : ask->to);
    g_ptr_array_add(m->to, letter_address_new(NULL, ask->to));
    m->subject = subject_of(in->subject, in->text, ask->source);
    m->message_id = message_id(ask, in->id);
    m->date_ms = in->date_ms;
    /* Readers take the text where there is one: HTML alone has all of it. */
    m->text = in->html && !in->text
                  ? g_strdup("")
                  : g_strconcat(fields, *fields && in->text ? "\n" : "",
                                in->text ? in->text : "", NULL);
    m->html_body = in->html ? with_fields(in->html, fields) : NULL;
    g_ptr_array_extend_and_steal(m->attachments, g_ptr_array_ref(in->files));
    g_autoptr(GBytes) mail = compose_message(m, error);
    return mail ? with_header(value, mail) : NULL;
}

GBytes *source_compose(const source_ask *ask, const void *data, size_t size,
                       GError **error)
{
    json_error_t at;
    json_t *top =
        json_loadb(data ? data : "", size, JSON_REJECT_DUPLICATES, &at);
    g_autoptr(GError) why = NULL;
    input in = {.values = g_ptr_array_new_with_free_func(field_line_free),
                .files = g_ptr_array_new_with_free_func(
                    (GDestroyNotify)compose_attachment_free)};
    reader r = {top, "", &why};
    GBytes *out = NULL;

    if (!top)
        err_set(&why, ERR_DATA, "line %d, column %d: %s", at.line, at.column,
                at.text);
    else if (!json_is_object(top))
        err_set(&why, ERR_DATA, "it is no JSON object");
    else if (read_input(&r, ask, &in))
        out = make(ask, &in, &why);
    if (why)
        g_propagate_error(error, g_steal_pointer(&why));
    g_free(in.from.customer);
    g_ptr_array_unref(in.values);
    g_ptr_array_unref(in.files);
    if (top)
        json_decref(top);
    return out;
}
