/* bounce: delivery reports, RFC 3464 and those for people, and the message that
 * they return. */
#include <string.h>

#include "filters/autotext.h"
#include "filters/bouncetext.h"
#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"

#define BOUNCE_RECIPIENTS_MAX 500
#define BOUNCE_SAID_MAX       300 /* octets of a server's words */
#define BOUNCE_ENOUGH         5   /* points that a report for people needs */

/* "rfc822; kari@example.com" -> "kari@example.com"; NULL if it is not one. */
static char *typed_address(const char *value)
{
    const char *semicolon = value ? strchr(value, ';') : NULL;
    g_autofree char *line = NULL;
    size_t n;

    if (!value)
        return NULL;
    line = charset_clean_line(semicolon ? semicolon + 1 : value, -1);
    n = strlen(line);
    if (n > 2 && line[0] == '<' && line[n - 1] == '>') {
        line[n - 1] = '\0';
        return g_strdup(line + 1);
    }
    return *line ? g_steal_pointer(&line) : NULL;
}

/* "failed", also where a server writes "failure" or "error". */
static char *action_word(const char *value)
{
    g_autofree char *line = charset_clean_line(value ? value : "failed", -1);
    char *low = g_ascii_strdown(line, -1);

    low[strcspn(low, " \t;(")] = '\0';
    if (g_str_has_prefix(low, "fail") || strcmp(low, "error") == 0 || !*low) {
        g_free(low);
        return g_strdup("failed");
    }
    return low;
}

/* The field that says most; x.0.0 says nothing, and the text may say more. */
static char *read_status(const head *h, const char *address, const char *text)
{
    const char *code = head_get(h, "Status", 0);
    g_autofree char *status =
        bouncetext_best(code, head_get(h, "Diagnostic-Code", 0));
    char *more = NULL;

    if (address && (!status || g_str_has_suffix(status, ".0.0")))
        more = bouncetext_code_at(text, address);
    if (more)
        return more;
    if (!status && code && *code && strchr("45", *code))
        return g_strdup_printf("%c.0.0", *code);
    return g_steal_pointer(&status);
}

/* "smtp; 550 5.1.1 no such user" without its type. */
static char *read_said(const head *h)
{
    const char *value = head_get(h, "Diagnostic-Code", 0);
    const char *semicolon = value ? strchr(value, ';') : NULL;
    g_autofree char *line =
        value ? charset_clean_line(semicolon ? semicolon + 1 : value, -1)
              : NULL;
    const char *end;

    if (!line || !*g_strstrip(line))
        return NULL;
    g_utf8_validate_len(line, MIN(strlen(line), BOUNCE_SAID_MAX), &end);
    return g_strndup(line, (gsize)(end - line));
}

/* The address that we wrote to is the original one; servers give it where a
 * forward or a gateway changed it. */
static void read_group(const head *h, letter *l)
{
    const char *action = head_get(h, "Action", 0);
    const char *original = head_get(h, "Original-Recipient", 0);
    const char *final = head_get(h, "Final-Recipient", 0);
    g_autofree char *word = NULL, *address = NULL, *status = NULL;

    if (!original && !final && !action)
        return;
    address = typed_address(original);
    if (!address || !strchr(address, '@')) {
        char *other = typed_address(final);

        if (other) {
            g_free(address);
            address = other;
        }
    }
    if (address && strstr(address, "..."))
        g_clear_pointer(&address, g_free); /* shortened to hide it */
    status = read_status(h, address, l->text);
    word = action_word(action);
    letter_bounce *b = letter_bounce_new(address, word, status);
    b->said = read_said(h);
    g_ptr_array_add(l->bounces, b);
}

/* The name that we gave the message when we handed it over (RFC 3461 4.4). */
static void read_envelope_id(const head *h, letter *l)
{
    const char *id = head_get(h, "Original-Envelope-Id", 0);

    if (id && !l->envelope_id)
        l->envelope_id = g_strstrip(charset_clean_line(id, -1));
}

/* The per-message group, then one group of fields a recipient. */
static void read_report(GBytes *data, letter *l)
{
    gsize size;
    const char *p = g_bytes_get_data(data, &size);

    if (!p) /* GLib gives no pointer for no octets */
        return;
    const char *end = p + size;
    while (p < end) {
        g_autoptr(head) h = head_read(p, (size_t)(end - p));

        if (h->body == 0)
            break;
        read_envelope_id(h, l);
        if (l->bounces->len < BOUNCE_RECIPIENTS_MAX)
            read_group(h, l);
        p += h->body;
        while (p < end && (*p == '\r' || *p == '\n'))
            p++;
    }
}

/* What the returned message was: its id, references and our own claim. */
static void read_returned(GBytes *data, letter *l)
{
    gsize size;
    const void *p = g_bytes_get_data(data, &size);
    g_autoptr(head) h = head_read(p ? p : "", size);
    g_autoptr(GPtrArray) ids =
        head_message_ids(head_get(h, "Message-ID", 0), 1);
    g_autoptr(GPtrArray) references =
        head_message_ids(head_get(h, "References", 0), LETTER_REFERENCES_MAX);
    const char *claim = head_get(h, "X-Postern-Claim", 0);

    if (ids->len > 0 && !l->returned_id)
        l->returned_id = charset_clean_line(ids->pdata[0], -1);
    for (guint i = 0; i < references->len &&
                      l->returned_references->len < LETTER_REFERENCES_MAX;
         i++)
        g_ptr_array_add(l->returned_references,
                        charset_clean_line(references->pdata[i], -1));
    if (claim && !l->returned_claim)
        l->returned_claim = charset_clean_line(claim, -1);
}

/* ---- reports for people ---- */

static const char *from_address(const letter *l)
{
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;

    return a ? a->address : "";
}

/* How much the sender looks like a mail server, 0 to 3. */
static int server_points(const filter_input *in, const letter *l)
{
    static const char *const names[] = {
        "mail deliver",    "mail-deliver",       "mailer",
        "mail daemon",     "mail administrator", "system administrator",
        "delivery system", "mail system",        "microsoft exchange"};
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;
    g_autofree char *address = g_ascii_strdown(from_address(l), -1);
    g_autofree char *name = a && a->name ? g_utf8_strdown(a->name, -1) : NULL;

    if (g_str_has_prefix(address, "mailer-daemon") ||
        g_str_has_prefix(address, "mail-daemon") ||
        g_str_has_prefix(address, "mdaemon@") ||
        g_str_has_prefix(address, "mailer_daemon") ||
        g_str_has_prefix(address, "microsoftexchange"))
        return 3;
    for (size_t i = 0; name && i < G_N_ELEMENTS(names); i++) {
        if (strstr(name, names[i]))
            return 2;
    }
    if (in->null_sender || l->from->len == 0)
        return 2;
    return g_str_has_prefix(address, "postmaster") ||
                   g_str_has_prefix(address, "post_master") ||
                   g_str_has_prefix(address, "post-master") ||
                   g_str_has_prefix(address, "sysadmin")
               ? 1
               : 0;
}

static bool returns_message(const filter_input *in, const letter *l)
{
    return filter_part_of(in, "message/rfc822") ||
           filter_part_of(in, "text/rfc822-headers") ||
           bouncetext_returned(l->text) < strlen(l->text);
}

/* What sender and subject say. */
static int head_points(const filter_input *in, const letter *l)
{
    static const char *const programs[] = {"outlook 1", "apple mail",
                                           "thunderbird", "iphone mail"};
    g_autofree char *mailer = filter_value(in, "X-Mailer");
    g_autofree char *agent = filter_value(in, "User-Agent");
    int points = server_points(in, l);

    if (l->subject && bouncetext_is_subject(l->subject))
        points += 2;
    if (head_get(in->head, "X-Failed-Recipients", 0))
        points += 3;
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        if (strstr(mailer, programs[i]) || strstr(agent, programs[i]))
            points -= 2;
    }
    return points;
}

/* Does somebody who may be a server repeat what one said, in a line of its own? */
static bool repeats_server(const filter_input *in, const letter *l)
{
    return server_points(in, l) > 0 && bouncetext_has_reply(l->text);
}

/* Does an address that nobody reads answer one of ours, and speak of it? */
static bool answers_by_itself(const letter *l)
{
    return autotext_says(AUTOTEXT_NOBODY, from_address(l)) &&
           l->in_reply_to->len > 0 && bouncetext_is_addressed(l->text);
}

/* What the text says. */
static int text_points(const filter_input *in, const letter *l)
{
    bool repeats = repeats_server(in, l);
    bool fails = bouncetext_is_failure(l->text);
    g_autofree char *why =
        server_points(in, l) > 0
            ? bouncetext_status(l->text, bouncetext_returned(l->text))
            : NULL;

    return (fails || repeats ? 2 : 0) + (l->bounces->len > 0) +
           returns_message(in, l) + (why != NULL) +
           (answers_by_itself(l) ? 2 : 0);
}

/* Exim and Google name them in the header. */
static void read_failed_field(const filter_input *in, letter *l)
{
    g_autoptr(GPtrArray) list = head_addresses(
        head_get(in->head, "X-Failed-Recipients", 0), BOUNCE_RECIPIENTS_MAX);
    g_autofree char *status =
        list->len > 0 ? bouncetext_status(l->text, bouncetext_returned(l->text))
                      : NULL;

    for (guint i = 0; i < list->len; i++) {
        g_autofree char *address = charset_clean_line(list->pdata[i], -1);

        g_ptr_array_add(l->bounces,
                        letter_bounce_new(address, "failed", status));
    }
}

static void read_text_recipients(letter *l)
{
    const char *at = strchr(from_address(l), '@');

    bouncetext_recipients(l->text, l->to, at ? at + 1 : NULL, l->bounces);
}

/* The returned message as it stands in the text, perhaps after ">". */
static void read_returned_text(letter *l)
{
    const char *p = l->text + bouncetext_returned(l->text);
    g_autoptr(GString) s = g_string_new(NULL);
    g_autoptr(GBytes) data = NULL;

    p += strcspn(p, "\n");
    while (*p && s->len < HEAD_SIZE_MAX) {
        size_t n;

        p += *p == '\n';
        n = strcspn(p, "\n");
        if (n > 0 || s->len > 0) {
            size_t skip = *p == '>' ? (p[1] == ' ' ? 2 : 1) : 0;

            g_string_append_len(s, p + MIN(skip, n),
                                (gssize)(n - MIN(skip, n)));
            g_string_append_c(s, '\n');
        }
        p += n;
    }
    data = g_bytes_new(s->str, s->len);
    read_returned(data, l);
}

static bool run_text(const filter_input *in, letter *l)
{
    int points = head_points(in, l);

    if (points <= 0 && !answers_by_itself(l))
        return false; /* whatever the text says */
    read_failed_field(in, l);
    if (l->bounces->len == 0)
        read_text_recipients(l);
    if (points + text_points(in, l) < BOUNCE_ENOUGH ||
        (server_points(in, l) == 0 && !returns_message(in, l) &&
         !head_get(in->head, "X-Failed-Recipients", 0) &&
         !bouncetext_is_addressed(l->text))) {
        g_ptr_array_set_size(l->bounces, 0);
        return false;
    }
    read_returned_text(l);
    return filter_claim(l, LETTER_BOUNCE,
                        g_strdup("sender, subject and text are those of a "
                                 "delivery report"));
}

/* Is the message itself a report? A person may attach a piece of one. */
static bool is_report(const filter_input *in, const letter *l)
{
    const filter_part *root = in->parts->pdata[0];

    return strcmp(root->type, "multipart/report") == 0 ||
           head_points(in, l) > 0;
}

static bool run(const filter_input *in, letter *l)
{
    static const char *const returned[] = {
        "message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
        "message/global", "message/global-headers"};
    const filter_part *report = filter_part_of(in, "message/delivery-status");

    if (!report)
        report = filter_part_of(in, "message/global-delivery-status");
    for (size_t i = 0; i < G_N_ELEMENTS(returned); i++) {
        const filter_part *p = filter_part_of(in, returned[i]);

        if (p)
            read_returned(p->data, l);
    }
    if (report && !is_report(in, l))
        report = NULL;
    if (!report && run_text(in, l))
        return true;
    if (!report) {
        g_clear_pointer(&l->returned_id, g_free);
        g_clear_pointer(&l->returned_claim, g_free);
        g_ptr_array_set_size(l->returned_references, 0);
        return false;
    }
    read_report(report->data, l);
    if (l->bounces->len == 0)
        read_text_recipients(l);
    return filter_claim(l, LETTER_BOUNCE,
                        g_strdup("it has a part message/delivery-status"));
}

const filter filter_bounce = {
    .name = "bounce",
    .describe = "delivery reports (RFC 3464)",
    .run = run,
};
