/* fuzz_tag: what strangers write into subjects, addresses and Message-IDs; none
 * of it may read as ours, and what is stripped must not come back. */
#include "mail/tag.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const secret_key site = {.bytes = {3}};
    static const char *const queues[] = {"support", NULL};
    const char *queue;
    tag_claim claim;
    if (!secret_init(NULL))
        return 0;
    g_autofree char *raw = g_strndup((const char *)data, size);
    g_autofree char *text = g_utf8_make_valid(raw, -1);
    g_autoptr(GArray) all = tag_find(text);
    for (guint i = 0; i < all->len; i++) {
        tag_found *f = &g_array_index(all, tag_found, i);
        if (f->end > strlen(text) || f->start >= f->end ||
            tag_check(&site, 1, f))
            __builtin_trap();
    }
    g_autofree char *stripped = tag_strip(text);
    g_autofree char *base = tag_base_subject(text);
    if (!g_utf8_validate(stripped, -1, NULL) ||
        !g_utf8_validate(base, -1, NULL) || strlen(base) > strlen(stripped))
        __builtin_trap();
    tag_has_syntax(text);
    if (tag_read_detail(&site, "example.org", "support", text, &claim) ||
        tag_read_message_id(&site, "example.org", queues, text, &claim, &queue))
        __builtin_trap();
    return 0;
}
