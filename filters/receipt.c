/* receipt: answers to Disposition-Notification-To (RFC 8098), and what a mail
 * program writes by itself when a message is opened. */
#include <string.h>

#include "filters/autotext.h"
#include "filters/filter.h"
#include "mail/charset/charset.h"
#include "mail/head.h"

#define RECEIPT_TYPE "message/disposition-notification"

/* "rfc822; kari@example.com", any case, as an address; NULL. */
static char *mailbox_of(const head *h, const char *field)
{
    const char *value = head_get(h, field, 0);
    const char *semicolon = value ? strchr(value, ';') : NULL;
    g_autoptr(GPtrArray) all =
        value ? head_addresses(semicolon ? semicolon + 1 : value, 1) : NULL;

    return all && all->len > 0 ? charset_clean_line(all->pdata[0], -1) : NULL;
}

/* "manual-action/MDN-sent-manually; displayed": what stands after the modes,
 * without modifiers (RFC 8098 3.2.6). */
static letter_receipt disposition_of(const head *h)
{
    const char *value = head_get(h, "Disposition", 0);
    const char *type = value ? strrchr(value, ';') : NULL;
    g_autofree char *word = g_ascii_strdown(type    ? type + 1
                                            : value ? value
                                                    : "",
                                            -1);

    g_strchug(word);
    word[strcspn(word, " \t/,(")] = '\0';
    return strcmp(word, "displayed") == 0 ? LETTER_RECEIPT_DISPLAYED
           : strcmp(word, "deleted") == 0 ? LETTER_RECEIPT_DELETED
                                          : LETTER_RECEIPT_OTHER;
}

static void read_part(const filter_part *p, letter *l)
{
    gsize size = 0;
    const char *data = p->data ? g_bytes_get_data(p->data, &size) : NULL;
    const char *end = data ? data + size : NULL;

    while (data < end && (*data == '\r' || *data == '\n'))
        data++;
    g_autoptr(head) h = head_read(data ? data : "", (size_t)(end - data));
    g_autoptr(GPtrArray) ids =
        head_message_ids(head_get(h, "Original-Message-ID", 0), 1);
    if (ids->len > 0 && !l->returned_id)
        l->returned_id = charset_clean_line(ids->pdata[0], -1);
    l->receipt = disposition_of(h);
    l->receipt_for = mailbox_of(h, "Original-Recipient");
    if (!l->receipt_for)
        l->receipt_for = mailbox_of(h, "Final-Recipient");
}

/* Subject and text are all that some servers send: "Read: ...". What the text does
 * not say as well may be a person's subject. */
static letter_receipt by_words(const letter *l)
{
    if (!l->subject || !autotext_says(AUTOTEXT_READ_SUBJECT, l->subject) ||
        !autotext_says(AUTOTEXT_RECEIPT, l->text))
        return LETTER_RECEIPT_NONE;
    return autotext_says(AUTOTEXT_UNREAD_SUBJECT, l->subject)
               ? LETTER_RECEIPT_DELETED
               : LETTER_RECEIPT_DISPLAYED;
}

static bool run(const filter_input *in, letter *l)
{
    const filter_part *p = filter_part_of(in, RECEIPT_TYPE);

    if (!p) {
        l->receipt = by_words(l); /* filter_auto weighs these words, too */
        return false;
    }
    read_part(p, l);
    return filter_claim(l, LETTER_AUTO_REPLY,
                        g_strdup("it has a part " RECEIPT_TYPE));
}

const filter filter_receipt = {
    .name = "receipt",
    .describe = "receipts (RFC 8098): a message was read, or deleted",
    .run = run,
};
