/* fuzz_tag: what strangers write into subjects, addresses and Message-IDs; none
 * of it may read as ours, and what is stripped must not come back. */
#include "fuzz/fuzz.h"

#include "write/tag.h"

static const secret_key site = {.bytes = {3}};

static void check_found(const char *text)
{
    g_autoptr(GArray) all = tag_find(text);

    for (guint i = 0; i < all->len; i++) {
        tag_found *f = &g_array_index(all, tag_found, i);

        if (f->end > strlen(text) || f->start >= f->end)
            fuzz_fail("a tag is outside of the text");
        if (tag_check(&site, 1, f))
            fuzz_fail("a stranger's tag is ours");
    }
}

static void read_all(const uint8_t *data, size_t size)
{
    static const char *const queues[] = {"support", NULL};
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autofree char *stripped = tag_strip(text);
    g_autofree char *base = tag_base_subject(text);
    const char *queue;
    tag_claim claim;

    check_found(text);
    fuzz_text("what is left of a subject", stripped);
    fuzz_text("a base subject", base);
    if (strlen(base) > strlen(stripped))
        fuzz_fail("the base subject is longer than the subject");
    tag_has_syntax(text);
    if (tag_read_detail(&site, "example.org", "support", 1, text, &claim) ||
        tag_read_message_id(&site, "example.org", queues, 1, text, &claim,
                            &queue))
        fuzz_fail("a stranger's token is ours");
}

void fuzz_one(const uint8_t *data, size_t size)
{
    if (!secret_init(NULL))
        fuzz_fail("no secrets here");
    g_autofree uint8_t *line = g_malloc(size + 1);

    for (size_t i = 0; i < size; i++) /* a field has no line ends */
        line[i] = data[i] == '\r' || data[i] == '\n' ? ' ' : data[i];
    read_all(line, size);
    fuzz_linear(read_all, line, size);
}
