/* fuzz_mime: whole messages to letters, which must survive their way. */
#include "filters/filter.h"
#include "mail/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(letter) l = NULL, back = NULL;
    g_autoptr(GBytes) bytes = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *json = NULL;

    mime_init();
    l = filters_letter(data, size, false);
    bytes = letter_to_bytes(l);
    back = letter_from_bytes(bytes, &error);
    if (!back)
        g_error("a letter of ours is refused: %s", error->message);
    json = letter_to_json(back, "x");
    if (!json)
        g_error("a letter has no JSON");
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        g_autoptr(GBytes) out = mime_extract(data, size, a->part, NULL);

        if (!out || g_bytes_get_size(out) != a->size)
            g_error("attachment %s cannot be taken out", a->part);
    }
    return 0;
}
