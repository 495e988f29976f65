/* fuzz_imap: any octets as an answer of an IMAP server. */
#include "fuzz/fuzz.h"

#include "net/imap_link.h"
#include "net/imap_refusal.h"

static void read_all(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    imap_answer a = {.text = text};
    g_auto(imap_found) f = {0};

    if (imap_answer_found(&a, &f) && f.body &&
        g_bytes_get_size(f.body) > strlen(text))
        fuzz_fail("a quoted body is longer than its answer");
    imap_refusal_read(text);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);

    if (imap_refusal_wait_ms(text) < 0)
        fuzz_fail("a wait that is over");
    fuzz_linear(read_all, data, size);
}
