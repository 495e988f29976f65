/* notice: what Amazon SES tells of bounces and complaints, as JSON by mail (SNS):
 * "Amazon SNS notification contents" of its documentation. */
#include <jansson.h>
#include <string.h>

#include "filters/bouncetext.h"
#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"

#define NOTICE_SIZE_MAX \
    (256u << 10) /* octets of a notice (SNS sends so much) */
#define NOTICE_RECIPIENTS 500
#define NOTICE_ID_MAX     998

static const char *string_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));

    return s && *s && g_utf8_validate(s, -1, NULL) ? s : NULL;
}

/* A person may show such a notice, but does not send it in this way. */
static bool is_sent_by_machine(const filter_input *in, const letter *l)
{
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;
    g_autofree char *from = a ? g_ascii_strdown(a->address, -1) : NULL;

    return head_get(in->head, "X-Amz-Sns-Message-Id", 0) || in->null_sender ||
           (from &&
            (strstr(from, ".amazonaws.com") || strstr(from, ".amazonses.com") ||
             g_str_has_prefix(from, "no-reply") ||
             g_str_has_prefix(from, "noreply")));
}

/* The object that the text begins with. Lines may have been broken on the way,
 * which JSON does not allow within a string. NULL if there is none. */
static json_t *read_object(const char *text)
{
    size_t n = strlen(text);
    g_autofree char *flat = NULL;
    json_t *found;
    char *to;

    if (n > NOTICE_SIZE_MAX)
        return NULL;
    found = json_loadb(text, n, JSON_DISABLE_EOF_CHECK, NULL);
    if (found)
        return found;
    to = flat = g_strdup(text);
    for (const char *p = text; *p; p++) {
        if (*p != '\n')
            *to++ = *p;
    }
    *to = '\0';
    return json_loads(flat, JSON_DISABLE_EOF_CHECK, NULL);
}

/* SNS may pack the notice into an object of its own, as a string. */
static json_t *read_notice(const char *text)
{
    json_t *outer, *inner;
    const char *packed;

    while (g_ascii_isspace(*text))
        text++;
    if (*text != '{')
        return NULL;
    outer = read_object(text);
    packed = outer ? string_of(outer, "Message") : NULL;
    if (!packed || *packed != '{')
        return outer;
    inner = read_object(packed);
    json_decref(outer);
    return inner;
}

/* Which class a bounce without any code is of. */
static char *class_of(const json_t *bounce, const char *action)
{
    const char *type = string_of(bounce, "bounceType");
    bool soft = strcmp(action, "delayed") == 0 ||
                (type && g_ascii_strcasecmp(type, "Transient") == 0);

    return g_strdup(soft ? "4.0.0" : "5.0.0");
}

static void read_recipient(const json_t *bounce, const json_t *one, letter *l)
{
    const char *address = string_of(one, "emailAddress");
    const char *action = string_of(one, "action");
    g_autofree char *clean = address ? charset_clean_line(address, -1) : NULL;
    g_autofree char *word = charset_clean_line(action ? action : "failed", -1);
    g_autofree char *status = bouncetext_best(string_of(one, "status"),
                                              string_of(one, "diagnosticCode"));

    if (!status)
        status = class_of(bounce, word);
    g_ptr_array_add(l->bounces, letter_bounce_new(clean, word, status));
}

/* The Message-ID, or where it does not stand there, the id that SES gave. */
static void read_returned(const json_t *notice, letter *l)
{
    const json_t *mail = json_object_get(notice, "mail");
    const char *id =
        string_of(json_object_get(mail, "commonHeaders"), "messageId");
    g_autoptr(GPtrArray) ids = head_message_ids(id, 1);

    if (ids->len > 0)
        id = ids->pdata[0];
    else
        id = string_of(mail, "messageId");
    if (id && strlen(id) <= NOTICE_ID_MAX && !l->returned_id)
        l->returned_id = charset_clean_line(id, -1);
}

static bool is_type(const json_t *notice, const char *type)
{
    const char *said = string_of(notice, "notificationType");

    return g_strcmp0(said ? said : string_of(notice, "eventType"), type) == 0;
}

static bool run_notice(const json_t *notice, letter *l)
{
    const json_t *bounce = json_object_get(notice, "bounce");
    const json_t *list = json_object_get(bounce, "bouncedRecipients");

    if (is_type(notice, "Complaint") && json_object_get(notice, "complaint")) {
        read_returned(notice, l);
        return filter_claim(l, LETTER_FEEDBACK,
                            g_strdup("it is a complaint, told by Amazon SES"));
    }
    if (!is_type(notice, "Bounce") || json_array_size(list) == 0)
        return false;
    for (size_t i = 0; i < MIN(json_array_size(list), NOTICE_RECIPIENTS); i++)
        read_recipient(bounce, json_array_get(list, i), l);
    read_returned(notice, l);
    return filter_claim(l, LETTER_BOUNCE,
                        g_strdup("it is a bounce, told by Amazon SES"));
}

static bool run(const filter_input *in, letter *l)
{
    json_t *notice = is_sent_by_machine(in, l) ? read_notice(l->text) : NULL;
    bool claimed = notice && run_notice(notice, l);

    json_decref(notice);
    return claimed;
}

const filter filter_notice = {
    .name = "notice",
    .describe = "bounces and complaints as Amazon SES tells them",
    .run = run,
};
