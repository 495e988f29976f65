/* fuzz_html: HTML to text, with the marks of history. */
#include <stdint.h>
#include <string.h>

#include "mail/htmltext.h"
#include "mail/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *html = g_utf8_make_valid((const char *)data, (gssize)size);
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(letter_mark));
    g_autofree char *text =
        htmltext_with_marks(html, strlen(html), 4096, NULL, NULL, marks);
    size_t last = 0;

    if (strlen(text) > 4096)
        g_error("the text is longer than it may be");
    for (guint i = 0; i < marks->len; i++) {
        size_t at = g_array_index(marks, size_t, i);

        if (at < last || at > strlen(text))
            g_error("a mark is outside of the text");
        last = at;
    }
    return 0;
}
