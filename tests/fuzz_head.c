/* fuzz_head: header fields, addresses, ids, identity. */
#include <string.h>

#include "mail/head.h"
#include "mail/letter.h"
#include "mail/mailbox.h"
#include "mail/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const secret_key key = {{1}};
    g_autoptr(head) h = head_read(data, size);
    g_autofree char *from = head_from(h);
    char identity[65];

    if (h->body > size)
        g_error("body behind the end");
    for (guint i = 0; i < h->fields->len; i++) {
        const head_field *f = h->fields->pdata[i];
        g_autoptr(GPtrArray) addresses = head_addresses(f->value, 50);
        g_autoptr(GPtrArray) ids = head_message_ids(f->value, 50);
        g_autoptr(letter) l = letter_new();
        g_autofree char *text = words_decode(f->value, NULL);
        g_autoptr(words_params) params = words_params_read(f->value, NULL);

        if (addresses->len > 50 || ids->len > 50 || !params->value)
            g_error("a list is longer than it may be");
        mailbox_list(f->value, l->to);
        if (!g_utf8_validate(text, -1, NULL) || strpbrk(text, "\r\n"))
            g_error("a decoded field is no line of UTF-8");
        for (guint k = 0; k < l->to->len; k++) {
            const letter_address *a = l->to->pdata[k];

            if (!g_utf8_validate(a->address, -1, NULL))
                g_error("an address is not UTF-8");
        }
    }
    if (from && !strchr(from, '@'))
        g_error("From is no mailbox");
    head_identity(&key, h, data, size, identity);
    return 0;
}
