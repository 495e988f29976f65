/* auto: what no person wrote to us (RFC 3834), receipts (RFC 8098). */
#include <string.h>

#include "filters/filter.h"
#include "mail/charset.h"
#include "mail/head.h"

static bool is_receipt(const filter_input *in)
{
    return filter_part_of(in, "message/disposition-notification") != NULL;
}

/* The message that a receipt is about (RFC 8098 3.2.5). */
static void read_receipt(const filter_input *in, letter *l)
{
    const filter_part *p =
        filter_part_of(in, "message/disposition-notification");
    gsize size;
    const void *data = g_bytes_get_data(p->data, &size);
    g_autoptr(head) h = head_read(data ? data : "", size);
    g_autoptr(GPtrArray) ids =
        head_message_ids(head_get(h, "Original-Message-ID", 0), 1);

    if (ids->len > 0 && !l->returned_id)
        l->returned_id = charset_clean_line(ids->pdata[0], -1);
}

static bool run(const filter_input *in, letter *l)
{
    g_autofree char *value = filter_value(in, "Auto-Submitted");

    if (is_receipt(in)) {
        read_receipt(in, l);
        return filter_claim(
            l, LETTER_AUTO_REPLY,
            g_strdup("it has a part message/disposition-notification"));
    }
    if (*value && !g_str_has_prefix(value, "no"))
        return filter_claim(l, LETTER_AUTO_REPLY,
                            g_strdup_printf("Auto-Submitted: %.60s", value));
    return false;
}

const filter filter_auto = {
    .name = "auto",
    .describe = "automatic replies (RFC 3834) and receipts (RFC 8098)",
    .run = run,
};
