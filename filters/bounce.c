/* bounce: delivery reports (RFC 3464) and the message that they return. */
#include <stdio.h>
#include <string.h>

#include "filters/filter.h"
#include "mail/charset.h"
#include "mail/head.h"

#define BOUNCE_RECIPIENTS_MAX 500

/* "rfc822; kari@example.com" -> "kari@example.com"; NULL if it is none. */
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

/* The first "N.N.N" (RFC 3463) of a Status field. */
static char *status_code(const char *value)
{
    unsigned a, b, c;

    if (!value || sscanf(value, "%1u.%3u.%3u", &a, &b, &c) != 3)
        return NULL;
    return g_strdup_printf("%u.%u.%u", a, b, c);
}

static void read_group(const head *h, letter *l)
{
    const char *action = head_get(h, "Action", 0);
    const char *recipient = head_get(h, "Original-Recipient", 0);
    g_autofree char *word = NULL, *address = NULL, *status = NULL;

    if (head_get(h, "Final-Recipient", 0))
        recipient = head_get(h, "Final-Recipient", 0);
    if (!recipient && !action)
        return;
    address = typed_address(recipient);
    status = status_code(head_get(h, "Status", 0));
    word = g_ascii_strdown(action ? action : "failed", -1);
    word[strcspn(word, " \t;(")] = '\0';
    {
        g_autofree char *clean = charset_clean_line(word, -1);

        g_ptr_array_add(l->bounces, letter_bounce_new(address, clean, status));
    }
}

/* The per-message group, then one group of fields a recipient. */
static void read_report(GBytes *data, letter *l)
{
    gsize size;
    const char *p = g_bytes_get_data(data, &size), *end;

    for (end = p ? p + size : p; p < end;) {
        g_autoptr(head) h = head_read(p, (size_t)(end - p));

        if (h->body == 0)
            break;
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

static bool run(const filter_input *in, letter *l)
{
    static const char *const returned[] = {
        "message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
        "message/global", "message/global-headers"};
    const filter_part *report = filter_part_of(in, "message/delivery-status");

    if (!report)
        report = filter_part_of(in, "message/global-delivery-status");
    if (!report)
        return false;
    read_report(report->data, l);
    for (size_t i = 0; i < G_N_ELEMENTS(returned); i++) {
        const filter_part *p = filter_part_of(in, returned[i]);

        if (p)
            read_returned(p->data, l);
    }
    return filter_claim(l, LETTER_BOUNCE,
                        g_strdup("it has a part message/delivery-status"));
}

const filter filter_bounce = {
    .name = "bounce",
    .describe = "delivery reports (RFC 3464)",
    .run = run,
};
