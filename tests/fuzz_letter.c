/* fuzz_letter: hostile octets as letters and verdicts. */
#include "mail/letter.h"
#include "rules/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(letter) l = letter_from_bytes(bytes, NULL);
    g_autoptr(verdict) v = verdict_from_bytes(bytes, NULL);

    if (l) {
        g_autofree char *json = letter_to_json(l, "x");
        g_autoptr(GBytes) again = letter_to_bytes(l);
        g_autoptr(letter) back = letter_from_bytes(again, NULL);

        if (!json || !back)
            g_error("a letter that was taken is refused");
    }
    if (v) {
        g_autoptr(GBytes) again = verdict_to_bytes(v);
        g_autoptr(verdict) back = verdict_from_bytes(again, NULL);

        if (!back)
            g_error("a verdict that was taken is refused");
    }
    return 0;
}
